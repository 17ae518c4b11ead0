//! The constants of ranking, each with a name by which `medlar eval` can set it.
//!
//! Fields' weights and lengths come from `schema/fields.toml`; the others stand here. What was tried, on what, and what it gave
//! is in `docs/RANKING.md`.

use crate::schema::{Field, table};

/// The constants of ranking. The default is what the program ships with.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Saturation: the weighted frequency at which half of a word's idf is reached.
    pub k1: f32,
    /// Name, weight and length of each field that untagged words search.
    fields: Vec<(&'static str, FieldConstants)>,
    /// How the best hits are used to find better ones.
    pub feedback: Feedback,
    /// How hits lift those that are like them.
    pub smoothing: Smoothing,
}

/// A field's part in a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldConstants {
    /// What an occurrence counts for.
    pub weight: f32,
    /// How strongly a long text lowers that: BM25's b.
    pub length: f32,
    /// The most that one text adds to a word's weighted frequency; infinite where nothing bounds it.
    pub most: f32,
}

impl FieldConstants {
    /// Those that a field of the given weight ships with.
    fn new(field: &Field, weight: f32) -> Self {
        Self { weight, length: field.length, most: field.most.unwrap_or(f32::INFINITY) }
    }
}

/// How the words of the best hits change the order of the first so many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feedback {
    /// Part of the score that is theirs; 0 leaves feedback out.
    pub share: f32,
    /// Hits whose words are taken.
    pub records: f32,
    /// Words taken.
    pub terms: f32,
    /// Part of all records above which a word is too frequent to be taken.
    pub frequent: f32,
    /// Hits that are ordered anew.
    pub pool: f32,
}

/// How the first hits take a part of their scores from those that are most like them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smoothing {
    /// Part of the score that is theirs; 0 leaves smoothing out.
    pub share: f32,
    /// Hits that are compared with each other.
    pub records: f32,
    /// Hits that count for one.
    pub neighbours: f32,
    /// Parts of a question below which scores are left as they are.
    pub parts: f32,
}

impl Smoothing {
    /// How many of the first hits of a question of so many parts are compared with each other.
    #[must_use]
    pub fn compared(&self, parts: usize) -> usize {
        if self.share > 0.0 && parts >= self.parts as usize { self.records as usize } else { 0 }
    }
}

impl Default for Ranking {
    fn default() -> Self {
        let constants = |field: &Field| FieldConstants::new(field, field.weight.unwrap_or(1.0));
        Self {
            k1: 1.8,
            fields: table().untagged().map(|field| (field.name.as_str(), constants(field))).collect(),
            feedback: Feedback { share: 0.55, records: 20.0, terms: 40.0, frequent: 0.2, pool: 1_000.0 },
            smoothing: Smoothing { share: 0.2, records: 200.0, neighbours: 10.0, parts: 5.0 },
        }
    }
}

impl Ranking {
    /// The constants of a field.
    #[must_use]
    pub fn field(&self, field: &Field) -> FieldConstants {
        let known = self.fields.iter().find(|(name, _)| *name == field.name);
        known.map_or(FieldConstants::new(field, 1.0), |(_, constants)| *constants)
    }

    /// Sets a constant.
    ///
    /// # Errors
    ///
    /// Where there is none of that name (the error names those that there are), or the value is no number from 0 on.
    pub fn set(&mut self, name: &str, value: f32) -> Result<(), String> {
        if !value.is_finite() || value < 0.0 {
            return Err(format!("{name}={value}: expected a number from 0 on"));
        }
        let known = self.names();
        let place = self.place(name);
        *place.ok_or_else(|| format!("{name}: no such constant; there are {}", known.join(", ")))? = value;
        Ok(())
    }

    /// The names of all constants.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let fields = self
            .fields
            .iter()
            .flat_map(|(name, _)| ["weight", "length", "most"].map(|constant| format!("{name}.{constant}")));
        let feedback = ["share", "records", "terms", "frequent", "pool"].map(|name| format!("feedback.{name}"));
        let smoothing = ["share", "records", "neighbours", "parts"].map(|name| format!("smoothing.{name}"));
        std::iter::once("k1".to_owned()).chain(fields).chain(feedback).chain(smoothing).collect()
    }

    fn place(&mut self, name: &str) -> Option<&mut f32> {
        let Self { feedback, smoothing, .. } = self;
        Some(match name {
            "k1" => &mut self.k1,
            "feedback.share" => &mut feedback.share,
            "feedback.records" => &mut feedback.records,
            "feedback.terms" => &mut feedback.terms,
            "feedback.frequent" => &mut feedback.frequent,
            "feedback.pool" => &mut feedback.pool,
            "smoothing.share" => &mut smoothing.share,
            "smoothing.records" => &mut smoothing.records,
            "smoothing.neighbours" => &mut smoothing.neighbours,
            "smoothing.parts" => &mut smoothing.parts,
            _ => {
                let (field, constant) = name.split_once('.')?;
                let (_, constants) = self.fields.iter_mut().find(|(known, _)| *known == field)?;
                match constant {
                    "weight" => &mut constants.weight,
                    "length" => &mut constants.length,
                    "most" => &mut constants.most,
                    _ => return None,
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_can_be_set() {
        let mut ranking = Ranking::default();
        for name in ranking.names() {
            ranking.set(&name, 0.125).unwrap();
        }
        assert_eq!((ranking.k1, ranking.feedback.pool), (0.125, 0.125));
        assert!(ranking.fields.iter().all(|(_, c)| (c.weight, c.length, c.most) == (0.125, 0.125, 0.125)));
        for (name, value) in [("k2", 1.0), ("title", 1.0), ("title.size", 1.0), ("k1", -1.0), ("k1", f32::NAN)] {
            assert!(ranking.set(name, value).is_err(), "{name}");
        }
    }
}
