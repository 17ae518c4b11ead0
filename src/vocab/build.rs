//! Concepts to the bytes of a vocabulary.

use super::concept::{Concept, Kind, natural_order};
use super::read::Item;
use super::table::{MAX_KEY, table};
use super::vocabulary::{Contents, MAGIC, Origin, Vocabulary};
use crate::analysis::fold;
use crate::record::Issn;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

/// A vocabulary being put together.
///
/// Files added together complete one another. MeSH comes as a whole each year: its descriptors, qualifiers or supplementary
/// concepts take the place of those that were there when the builder was made. Journals are added to those that are
/// there.
#[derive(Debug, Default)]
pub struct Builder {
    concepts: Vec<Concept>,
    by_name: FxHashMap<(Kind, String), usize>,
    origins: Vec<Origin>,
    /// Kinds that this builder still has from an earlier vocabulary.
    inherited: Vec<Kind>,
}

impl Builder {
    /// An empty vocabulary.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What `vocabulary` holds, to be added to.
    #[must_use]
    pub fn from_vocabulary(vocabulary: &Vocabulary) -> Self {
        let mut builder = Self::new();
        vocabulary.concepts().for_each(|concept| builder.concept(concept));
        builder.origins.clone_from(&vocabulary.contents().origins);
        builder.inherited = vec![Kind::Descriptor, Kind::Qualifier, Kind::Supplementary];
        builder
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    /// Forgets all concepts of a kind, and the files that gave them.
    pub fn remove(&mut self, kind: Kind) {
        let kept = std::mem::take(&mut self.concepts);
        self.by_name.clear();
        self.origins.retain(|origin| origin.kind != kind);
        kept.into_iter().filter(|concept| concept.kind != kind).for_each(|concept| self.concept(concept));
    }

    /// Adds what a file holds: `take` is called with a function that takes its items, and gives what there is to say of the
    /// file, or why it cannot be used. Returns what was taken.
    ///
    /// # Errors
    ///
    /// That of `take`.
    pub fn add_file<E>(
        &mut self,
        kind: Kind,
        whole: bool,
        take: impl FnOnce(&mut dyn FnMut(Item)) -> Result<Origin, E>,
    ) -> Result<u64, E> {
        let mut items = Vec::new();
        let origin = take(&mut |item| items.push(item))?;
        if whole && let Some(at) = self.inherited.iter().position(|k| *k == kind) {
            self.inherited.swap_remove(at);
            self.remove(kind);
        }
        self.origins.retain(|known| known.hash != origin.hash || known.file != origin.file);
        let taken = items.len() as u64;
        let mut trees: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for item in items {
            match item {
                Item::Concept(concept) => self.concept(*concept),
                Item::Place { heading, number } => trees.entry(heading).or_default().push(number),
            }
        }
        for (heading, numbers) in trees {
            self.place(heading, numbers);
        }
        self.origins.push(Origin { taken, ..origin });
        Ok(taken)
    }

    /// Adds a concept, or what it adds to the one of that kind and name.
    fn concept(&mut self, concept: Concept) {
        let key = (concept.kind, fold(&concept.name));
        match self.by_name.get(&key) {
            Some(at) => self.concepts[*at].merge(concept),
            None => {
                self.by_name.insert(key, self.concepts.len());
                self.concepts.push(concept);
            }
        }
    }

    /// Gives a heading its places in the tree: those of a tree file stand for those that it had.
    fn place(&mut self, heading: String, numbers: Vec<String>) {
        let key = (Kind::Descriptor, fold(&heading));
        let at = *self.by_name.entry(key).or_insert(self.concepts.len());
        if at == self.concepts.len() {
            self.concepts.push(Concept::new(Kind::Descriptor, heading));
        }
        self.concepts[at].tree_numbers = numbers;
    }

    /// The bytes of the vocabulary: the same for the same concepts and origins, in whatever order they were added.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.concepts.sort_by(|a, b| (a.kind, &a.name, &a.id).cmp(&(b.kind, &b.name, &b.id)));
        let mut tables = Tables::default();
        for (number, concept) in (0_u32..).zip(&self.concepts) {
            tables.add(number, concept);
        }
        let count = |kind: Kind| self.concepts.iter().filter(|concept| concept.kind == kind).count() as u64;
        let mut contents = Contents {
            descriptors: count(Kind::Descriptor),
            qualifiers: count(Kind::Qualifier),
            supplementary: count(Kind::Supplementary),
            journals: count(Kind::Journal),
            origins: self.origins,
            ..Contents::default()
        };
        let mut distinct: Vec<&[u8]> = tables.names.iter().map(|(key, _)| &key[..]).collect();
        distinct.sort_unstable();
        distinct.dedup();
        contents.names = distinct.len() as u64;
        let tables = [tables.names, tables.concepts, tables.trees, tables.actions].map(table);
        contents.tables = [0, 1, 2, 3].map(|at: usize| tables[at].len() as u64);
        put_together(&contents, &tables)
    }
}

fn put_together(contents: &Contents, tables: &[Vec<u8>; 4]) -> Vec<u8> {
    // A struct of strings and numbers always has a JSON form.
    let contents = serde_json::to_vec(contents).unwrap_or_default();
    let mut bytes = MAGIC.to_vec();
    bytes.extend(u32::try_from(contents.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(contents);
    tables.iter().for_each(|table| bytes.extend(table));
    let hash = xxh3_128(&bytes);
    bytes.extend(hash.to_be_bytes());
    bytes
}

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

#[derive(Default)]
struct Tables {
    names: Pairs,
    concepts: Pairs,
    trees: Pairs,
    actions: Pairs,
}

/// How good a name is.
const OWN: u8 = 0;
const OTHER: u8 = 1;
const TURNED: u8 = 2;

impl Tables {
    fn add(&mut self, number: u32, concept: &Concept) {
        let name = fold(&concept.name);
        let mut known: Vec<String> = Vec::new();
        let mut note = |name: String, rank: u8| {
            if !name.is_empty() && name.len() <= MAX_KEY && !known.contains(&name) {
                let value = [&[rank][..], &number.to_be_bytes()].concat();
                self.names.push((name.clone().into_bytes(), value));
                known.push(name);
            }
        };
        note(name.clone(), OWN);
        for other in &concept.other_names {
            note(fold(other), OTHER);
            if concept.kind == Kind::Journal {
                let rest = other.get(..4).filter(|head| head.eq_ignore_ascii_case("the ")).and_then(|_| other.get(4..));
                note(fold(rest.unwrap_or_default()), OTHER);
                let issn = Issn::new(other, "").value;
                note(if issn.len() == 9 { fold(&issn) } else { String::new() }, OTHER);
            }
        }
        // A code is none of the names: `/` is in no folded one.
        note(if concept.code.is_empty() { String::new() } else { format!("/{}", fold(&concept.code)) }, OTHER);
        if matches!(concept.kind, Kind::Descriptor | Kind::Supplementary) {
            for name in std::iter::once(&concept.name).chain(&concept.other_names) {
                note(natural_order(name).unwrap_or_default(), TURNED);
            }
        }
        // Plain strings and numbers always have a JSON form.
        self.concepts.push((number.to_be_bytes().into(), serde_json::to_vec(concept).unwrap_or_default()));
        for place in &concept.tree_numbers {
            self.trees.push((place.clone().into_bytes(), name.clone().into_bytes()));
        }
        for action in &concept.actions {
            self.actions.push((fold(action).into_bytes(), name.clone().into_bytes()));
        }
    }
}
