//! Where whole values that a query asks for, headings and substances, stand among those of a record, so that a hit shows by which it
//! was found.

use crate::analysis::{Match, fold};
use crate::query::Look;
use crate::record::{MeshHeading, Record};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// What stands between two values.
const BETWEEN: &str = "; ";

/// The field of substances; the others are of headings.
const SUBSTANCE: &str = "substance";

/// The values of one field that a leaf of the query asks for.
pub(super) struct Wanted<'a> {
    /// The number of the leaf.
    pub(super) leaf: usize,
    field: &'a str,
    /// Whole values, of which there may be thousands.
    whole: FxHashSet<&'a str>,
    /// Truncated ones.
    others: Vec<&'a Match>,
}

/// Values of a record as a text, with those that are wanted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Values {
    /// The text.
    pub(super) text: String,
    /// Leaves, each with the place in the text of a value that it asks for, in bytes.
    pub(super) found: Vec<(usize, Range<usize>)>,
}

impl<'a> Wanted<'a> {
    /// Adds what `look` asks for of the fields whose values are shown.
    pub(super) fn note(look: &'a Look, leaf: usize, wanted: &mut Vec<Self>) {
        match look {
            Look::Values { field, any }
                if matches!(field.name.as_str(), "mesh" | "mesh_major" | "subheading" | SUBSTANCE) =>
            {
                let (mut whole, mut others) = (FxHashSet::default(), Vec::new());
                for value in any {
                    match value {
                        Match::Term(term) => _ = whole.insert(term.as_str()),
                        other => others.push(other),
                    }
                }
                wanted.push(Self { leaf, field: &field.name, whole, others });
            }
            Look::Either(looks) | Look::Both(looks) => looks.iter().for_each(|look| Self::note(look, leaf, wanted)),
            Look::Except(look, _) => Self::note(look, leaf, wanted),
            _ => {}
        }
    }

    fn accepts(&self, value: &str) -> bool {
        self.whole.contains(value) || self.others.iter().any(|other| other.accepts(value))
    }
}

/// The headings of `record`, each with one of its qualifiers as PubMed writes them, where one of them is wanted.
pub(super) fn headings(record: &Record, wanted: &[Wanted<'_>]) -> Option<Values> {
    let mut values = Values::default();
    if wanted.iter().all(|part| part.field == SUBSTANCE) {
        return None;
    }
    for heading in &record.mesh {
        add_heading(heading, wanted, &mut values);
    }
    (!values.found.is_empty()).then_some(values)
}

fn add_heading(heading: &MeshHeading, wanted: &[Wanted<'_>], values: &mut Values) {
    let descriptor = fold(&heading.descriptor);
    let is_major = heading.is_major();
    let with_qualifiers = heading.qualifiers.iter().map(Some);
    let alone = heading.qualifiers.is_empty().then_some(None);
    for (number, qualifier) in with_qualifiers.chain(alone).enumerate() {
        let start = values.begin(&heading.descriptor);
        let name_end = values.text.len();
        let folded = qualifier.map(|qualifier| fold(&qualifier.name));
        if let Some(qualifier) = qualifier {
            values.text.push('/');
            values.text.push_str(&qualifier.name);
        }
        let end = values.text.len();
        let pair = folded.as_ref().map(|qualifier| format!("{descriptor}/{qualifier}"));
        let pair_is_major = heading.major || qualifier.is_some_and(|qualifier| qualifier.major);
        for part in wanted {
            let (any, any_pair) = match part.field {
                "mesh" => (true, true),
                "mesh_major" => (is_major, pair_is_major),
                "subheading" => {
                    if folded.as_ref().is_some_and(|qualifier| part.accepts(qualifier)) {
                        values.found.push((part.leaf, name_end + 1..end));
                    }
                    continue;
                }
                _ => continue,
            };
            if any_pair && pair.as_ref().is_some_and(|pair| part.accepts(pair)) {
                values.found.push((part.leaf, start..end));
            } else if any && number == 0 && part.accepts(&descriptor) {
                values.found.push((part.leaf, start..name_end));
            }
        }
    }
}

/// The substances of `record`, where one of them is wanted.
pub(super) fn substances(record: &Record, wanted: &[Wanted<'_>]) -> Option<Values> {
    let mut values = Values::default();
    if wanted.iter().all(|part| part.field != SUBSTANCE) {
        return None;
    }
    let names = record.substances.iter().map(|substance| &substance.name);
    for name in names.chain(record.supplementary_mesh.iter().map(|concept| &concept.name)) {
        let start = values.begin(name);
        let (folded, end) = (fold(name), values.text.len());
        let asking = wanted.iter().filter(|part| part.field == SUBSTANCE && part.accepts(&folded));
        values.found.extend(asking.map(|part| (part.leaf, start..end)));
    }
    (!values.found.is_empty()).then_some(values)
}

impl Values {
    /// Adds a value; where it begins.
    fn begin(&mut self, value: &str) -> usize {
        if !self.text.is_empty() {
            self.text.push_str(BETWEEN);
        }
        let start = self.text.len();
        self.text.push_str(value);
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Context, Scope, parse, translate};

    fn marked(query: &str, record: &Record) -> Vec<String> {
        let context = Context::new(jiff::civil::date(2026, 1, 1), Scope::Everything);
        let plan = translate(parse(query), context).0.unwrap();
        let mut wanted = Vec::new();
        let mut leaf = 0;
        plan.clause.positive_leaves(&mut |positive| {
            Wanted::note(&positive.look, leaf, &mut wanted);
            leaf += 1;
        });
        let shown = [headings(record, &wanted), substances(record, &wanted)];
        let of = |values: Values| {
            values.found.iter().map(|(leaf, span)| format!("{leaf}:{}", &values.text[span.clone()])).collect::<Vec<_>>()
        };
        shown.into_iter().flatten().flat_map(of).collect()
    }

    #[test]
    fn values_are_marked_where_they_are_what_was_asked_for() {
        let lines = ["Humans", "*Lung Neoplasms/drug therapy/*genetics", "Asthma/drug therapy"];
        let mesh = lines.iter().filter_map(|line| MeshHeading::from_medline(line)).collect();
        let record = Record { mesh, ..Record::default() };
        for (query, expected) in [
            ("lung neoplasms[mh]", &["0:Lung Neoplasms"][..]),
            ("\"lung neoplasms/genetics\"[mh] AND humans[mh]", &["1:Humans", "0:Lung Neoplasms/genetics"]),
            ("drug therapy[sh]", &["0:drug therapy", "0:drug therapy"]),
            ("asthma[majr] OR lung neopl*[majr]", &["1:Lung Neoplasms/drug therapy", "1:Lung Neoplasms/genetics"]),
            ("humans[ti] NOT asthma[mh]", &[]),
            ("melanoma[mh]", &[]),
        ] {
            assert_eq!(marked(query, &record), expected, "{query}");
        }
    }
}
