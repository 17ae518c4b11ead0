//! Tagged text that names something of the vocabulary: a heading with those below it, a qualifier, a publication type, a
//! substance, a journal by any of its names.
//!
//! What is printed is the name that the vocabulary knows best, so that the translation reads back to the same. Where the
//! vocabulary does not know the text, it is looked for as it stands, as without a vocabulary, and that is said.

use super::ast::{Tag, Term};
use super::issue::Issue;
use super::plan::Look;
use super::suggest::near;
use crate::analysis::{Match, fold};
use crate::record::qualifier_of_code;
use crate::schema::{Field, table};
use crate::vocab::{Concept, Kind, Vocabulary};

/// Values above which an explosion is not made: the largest of MeSH's headings has about 6,000 below it.
pub const DEFAULT_EXPLOSION_LIMIT: usize = 20_000;

/// Headings that nobody knows for which others are suggested in one query.
const MOST_SUGGESTED: usize = 5;

/// Letters of which a name that is suggested differs at most.
const MOST_LETTERS: usize = 3;

/// The label under which pharmacological actions are printed, and the tags that mean them.
const ACTION: &str = "Pharmacological Action";
const ACTION_TAGS: [&str; 3] = ["pa", "papx", "pharmacologicalaction"];

/// What a tagged term means, and how it is printed.
pub(super) struct Meaning {
    pub(super) look: Look,
    pub(super) shown: String,
}

/// A vocabulary, or none, as queries are read with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexicon<'a> {
    pub(super) vocabulary: Option<&'a Vocabulary>,
    /// Values above which an explosion is not made.
    pub(super) limit: usize,
}

impl Lexicon<'_> {
    /// What `term` means in `field`. `None` where the vocabulary has nothing to say: then the text itself is looked for.
    pub(super) fn meaning(
        self,
        field: &'static Field,
        term: &Term,
        tag: &Tag,
        issues: &mut Vec<Issue>,
    ) -> Option<Meaning> {
        let mut reading = Reading { lexicon: self, field, term, tag, issues };
        if term.text.contains(['*', '?']) {
            return None;
        }
        match field.name.as_str() {
            "mesh" | "mesh_major" => reading.heading(),
            "subheading" => reading.subheading(),
            "publication_type" => reading.publication_type(),
            "substance" => reading.substance(),
            "journal" => reading.journal(),
            _ => None,
        }
    }

    /// What `term` means where its tag is that of pharmacological actions, which no field of the index holds.
    pub(super) fn action(self, term: &Term, tag: &Tag, issues: &mut Vec<Issue>) -> Option<Meaning> {
        let name: String = tag.name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        if !ACTION_TAGS.contains(&name.as_str()) {
            return None;
        }
        let shown = format!("\"{}\"[{ACTION}]", term.text);
        // Without one the tag is a field that no record answers, which is said as of every such field.
        let vocabulary = self.vocabulary?;
        let concepts = of_kind(vocabulary, Kind::Descriptor, &term.text);
        let name = concepts.first().map_or_else(|| term.text.clone(), |concept| concept.name.to_lowercase());
        let substances = vocabulary.with_action(&fold(&name));
        if substances.is_empty() {
            let message = format!("the vocabulary has no substance with the pharmacological action {:?}", term.text);
            issues.push(Issue::warning("unknown_action", term.span.clone(), message));
            return Some(Meaning { look: Look::Nothing, shown });
        }
        let fields = ["mesh", "substance"].into_iter().filter_map(|name| table().field(name));
        let looks = fields.map(|field| Look::Values { field, any: terms(substances.clone()) }).collect();
        Some(Meaning { look: Look::Either(looks), shown: format!("\"{name}\"[{ACTION}]") })
    }
}

fn terms(values: Vec<String>) -> Vec<Match> {
    values.into_iter().map(Match::Term).collect()
}

/// The concepts of one kind that a text means.
fn of_kind(vocabulary: &Vocabulary, kind: Kind, text: &str) -> Vec<Concept> {
    vocabulary.named(&fold(text)).into_iter().filter(|concept| concept.kind == kind).collect()
}

/// One term being read.
struct Reading<'a, 'b> {
    lexicon: Lexicon<'a>,
    field: &'static Field,
    term: &'b Term,
    tag: &'b Tag,
    issues: &'b mut Vec<Issue>,
}

impl<'a> Reading<'a, '_> {
    /// The vocabulary, where it has concepts of this kind.
    fn vocabulary(&self, kind: Kind) -> Option<&'a Vocabulary> {
        self.lexicon.vocabulary.filter(|vocabulary| vocabulary.has(kind))
    }

    fn warn(&mut self, code: &'static str, message: String) {
        self.issues.push(Issue::warning(code, self.term.span.clone(), message));
    }

    /// It in PubMed's notation, under the name that the vocabulary knows.
    fn shown(&self, name: &str) -> String {
        let tag = Tag { name: self.field.label.clone(), within: None, ..self.tag.clone() };
        format!("\"{name}\"{tag}")
    }

    fn meaning(&self, values: Vec<String>, shown: String) -> Option<Meaning> {
        Some(Meaning { look: Look::Values { field: self.field, any: terms(values) }, shown })
    }

    /// A heading with those below it, or `heading/qualifier`.
    fn heading(&mut self) -> Option<Meaning> {
        // A few headings hold a stroke themselves.
        let whole = self.vocabulary(Kind::Descriptor).is_some_and(|vocabulary| {
            of_kind(vocabulary, Kind::Descriptor, &self.term.text).iter().any(|concept| concept.name.contains('/'))
        });
        let (name, qualifier) = match self.term.text.split_once('/') {
            Some((name, qualifier)) if !whole => (name, Some(qualifier)),
            _ => (self.term.text.as_str(), None),
        };
        let Some(vocabulary) = self.vocabulary(Kind::Descriptor) else { return self.bare_heading(name, qualifier) };
        let concepts = of_kind(vocabulary, Kind::Descriptor, name);
        let (headings, name) = match concepts.as_slice() {
            [] => {
                let meant = self.heading_meant(vocabulary, name).map(|near| format!("; did you mean {near:?}?"));
                let meant = meant.unwrap_or_default();
                self.warn(
                    "unknown_heading",
                    format!("{name:?} is no heading of the vocabulary and is looked for as it stands{meant}"),
                );
                return self.bare_heading(name, qualifier);
            }
            [one] => (self.exploded(vocabulary, &concepts), one.name.to_lowercase()),
            _ => (self.exploded(vocabulary, &concepts), name.trim().to_lowercase()),
        };
        let Some(qualifier) = qualifier else { return self.meaning(headings, self.shown(&name)) };
        let (qualifiers, qualifier) = self.qualifiers(qualifier);
        let joined = |heading: &String| qualifiers.iter().map(move |q| format!("{heading}/{q}")).collect::<Vec<_>>();
        let all = headings.len() * qualifiers.len();
        let shown = self.shown(&format!("{name}/{qualifier}"));
        if all > self.lexicon.limit {
            self.say_limit(&name, all);
            return self.meaning(concepts.iter().flat_map(|c| joined(&fold(&c.name))).collect(), shown);
        }
        self.meaning(headings.iter().flat_map(joined).collect(), shown)
    }

    /// The heading with the name that is nearest to one that the vocabulary does not know. All names are gone through for it, so that
    /// it is not done for each of very many.
    fn heading_meant(&self, vocabulary: &Vocabulary, name: &str) -> Option<String> {
        if self.issues.iter().filter(|issue| issue.code == "unknown_heading").count() >= MOST_SUGGESTED {
            return None;
        }
        let folded = fold(name);
        let letters = folded.chars().count();
        let mut near = near(&folded, vocabulary.names(), (letters / 4).clamp(1, MOST_LETTERS));
        near.find_map(|name| Some(of_kind(vocabulary, Kind::Descriptor, name).first()?.name.clone()))
    }

    /// A heading that the vocabulary does not know, with a qualifier that may be a code.
    fn bare_heading(&mut self, name: &str, qualifier: Option<&str>) -> Option<Meaning> {
        if let Some(code) = qualifier.and_then(qualifier_of_code) {
            let shown = self.shown(&format!("{}/{code}", name.trim()));
            return self.meaning(vec![format!("{}/{}", fold(name), fold(code))], shown);
        }
        if self.lexicon.vocabulary.is_none() && !self.tag.no_explosion {
            let message = format!(
                "no MeSH vocabulary is loaded: {name:?} finds this heading alone, not those below it (`medlar vocab add FILE…`)"
            );
            self.issues.push(Issue::hint("no_vocabulary", self.term.span.clone(), message));
        }
        None
    }

    /// The folded names of headings, and of those below them unless that is switched off. Records of another year may carry a heading by a
    /// name that it has no longer, or not yet: its other names are looked for too.
    fn exploded(&mut self, vocabulary: &Vocabulary, concepts: &[Concept]) -> Vec<String> {
        let names = |concept: &Concept| {
            std::iter::once(&concept.name).chain(&concept.other_names).map(|name| fold(name)).collect::<Vec<_>>()
        };
        let own = concepts.iter().flat_map(names);
        let places: Vec<String> = concepts.iter().flat_map(|concept| concept.tree_numbers.clone()).collect();
        self.with_those_below(vocabulary, own.collect(), &places)
    }

    fn with_those_below(&mut self, vocabulary: &Vocabulary, own: Vec<String>, places: &[String]) -> Vec<String> {
        if self.tag.no_explosion {
            return own;
        }
        let mut all = vocabulary.below(places);
        if all.len() > self.lexicon.limit {
            self.say_limit(own.first().map_or("", String::as_str), all.len());
            return own;
        }
        all.extend(own);
        all.sort_unstable();
        all.dedup();
        all
    }

    fn say_limit(&mut self, name: &str, values: usize) {
        let limit = self.lexicon.limit;
        let message = format!(
            "{name:?} stands for {values} values, more than the limit of {limit}: it is searched without what is below it"
        );
        self.warn("explosion_limit", message);
    }

    /// The folded names of a qualifier, given by name or code, and of those below it; and its name.
    fn qualifiers(&mut self, text: &str) -> (Vec<String>, String) {
        let text = text.trim();
        let known = self.vocabulary(Kind::Qualifier).map(|vocabulary| {
            let by_code = vocabulary.named(&format!("/{}", fold(text)));
            (vocabulary, if by_code.is_empty() { of_kind(vocabulary, Kind::Qualifier, text) } else { by_code })
        });
        if let Some((vocabulary, concepts)) = known
            && let Some(first) = concepts.first()
        {
            let name = first.name.to_lowercase();
            return (self.exploded(vocabulary, &concepts), name);
        }
        let name = qualifier_of_code(text).unwrap_or(text).to_lowercase();
        (vec![fold(&name)], name)
    }

    fn subheading(&mut self) -> Option<Meaning> {
        let text = self.term.text.clone();
        if self.vocabulary(Kind::Qualifier).is_none() && qualifier_of_code(&text).is_none() {
            return None;
        }
        let (qualifiers, name) = self.qualifiers(&text);
        self.meaning(qualifiers, self.shown(&name))
    }

    fn publication_type(&mut self) -> Option<Meaning> {
        let vocabulary = self.vocabulary(Kind::Descriptor)?;
        let mut concepts = of_kind(vocabulary, Kind::Descriptor, &self.term.text);
        concepts.retain(Concept::is_publication_type);
        let name = match concepts.as_slice() {
            [] => return None,
            [one] => one.name.to_lowercase(),
            _ => self.term.text.to_lowercase(),
        };
        let places = concepts.iter().flat_map(|concept| &concept.tree_numbers);
        let places: Vec<String> = places.filter(|number| number.starts_with('V')).cloned().collect();
        let own = concepts.iter().map(|concept| fold(&concept.name)).collect();
        let values = self.with_those_below(vocabulary, own, &places);
        self.meaning(values, self.shown(&name))
    }

    /// A substance by any of its names: a supplementary concept, else a heading.
    fn substance(&mut self) -> Option<Meaning> {
        let vocabulary = self.lexicon.vocabulary?;
        let mut concepts = vocabulary.named(&fold(&self.term.text));
        concepts.retain(|concept| matches!(concept.kind, Kind::Supplementary | Kind::Descriptor));
        let name = match concepts.as_slice() {
            [] => return None,
            [one] => one.name.to_lowercase(),
            _ => self.term.text.to_lowercase(),
        };
        let mut values: Vec<String> = concepts.iter().map(|concept| fold(&concept.name)).collect();
        values.sort_unstable();
        values.dedup();
        self.meaning(values, self.shown(&name))
    }

    /// A journal by any of its names: all of them are looked for, since records have one or another.
    fn journal(&mut self) -> Option<Meaning> {
        let vocabulary = self.vocabulary(Kind::Journal)?;
        let concepts = journals(vocabulary, &self.term.text);
        let name = match concepts.as_slice() {
            [] => return None,
            [one] => one.name.clone(),
            _ => self.term.text.clone(),
        };
        let values = concepts.iter().flat_map(journal_names).collect();
        self.meaning(values, self.shown(&name))
    }
}

/// The journals that a text means: an ISSN, or a name, perhaps with an article that the vocabulary does not give it.
fn journals(vocabulary: &Vocabulary, text: &str) -> Vec<Concept> {
    let issn = crate::record::Issn::new(text, "").value;
    let named = |name: &str| of_kind(vocabulary, Kind::Journal, name);
    let found = named(if issn.len() == 9 { &issn } else { text });
    match text.trim().split_once(' ') {
        Some((article, rest)) if found.is_empty() && article.eq_ignore_ascii_case("the") => named(rest),
        _ => found,
    }
}

/// Every folded name of a journal.
fn journal_names(journal: &Concept) -> Vec<String> {
    std::iter::once(&journal.name).chain(&journal.other_names).map(|name| fold(name)).collect()
}

/// The folded names under which records may have the journal `text`, its own included.
#[must_use]
pub fn names_of_journal(vocabulary: Option<&Vocabulary>, text: &str) -> Vec<String> {
    let journals = vocabulary.map(|vocabulary| journals(vocabulary, text)).unwrap_or_default();
    journals.iter().flat_map(journal_names).collect()
}
