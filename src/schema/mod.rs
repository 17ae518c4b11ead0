//! The table of fields, loaded from `schema/fields.toml`, which is part of the program.
//!
//! Field names, tags, analysers, weights, columns and facets stand there and nowhere else. The index's schema, `medlar
//! fields`, the tags of the query language and the facets come from here.

mod filters;

pub use filters::{Filter, filter, filter_names};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Least weight of a field whose words tell what a record is about.
const LEAST_TELLING: f32 = 0.5;

/// How a field is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Words at positions.
    Text,
    /// Whole values, folded.
    Term,
    /// Whole MeSH headings, with or without a qualifier.
    Heading,
    /// Names of persons, `last initials`.
    Name,
    /// Identifiers, in lower case.
    Id,
}

/// A field that is searched.
#[derive(Debug, Clone, Deserialize)]
pub struct Field {
    /// Name in the index and in messages.
    pub name: String,
    /// PubMed's full name.
    pub label: String,
    /// Further spellings of its tag.
    pub tags: Vec<String>,
    /// Names for which its tag is suggested, and that are not read.
    #[serde(default)]
    pub meant: Vec<String>,
    /// How it is searched.
    pub kind: Kind,
    /// What a match counts for in an untagged search; `None` where untagged words do not search it.
    pub weight: Option<f32>,
    /// Whether a value stands for those below it too, unless `:noexp` is said: EInfo's `Hierarchy`.
    #[serde(default)]
    pub explodes: bool,
    /// How strongly a long text lowers the weight of a word in it: the `b` of BM25.
    #[serde(default)]
    pub length: f32,
    /// The most that one of its texts adds to the weighted frequency of a word, however often the word stands in it; `None` where
    /// nothing bounds that.
    pub most: Option<f32>,
    /// What it holds, in words.
    pub description: String,
}

/// A date that is searched.
#[derive(Debug, Clone, Deserialize)]
pub struct Date {
    /// Name in messages.
    pub name: String,
    /// PubMed's full name.
    pub label: String,
    /// Further spellings of its tag.
    pub tags: Vec<String>,
    /// Names for which its tag is suggested, and that are not read.
    #[serde(default)]
    pub meant: Vec<String>,
    /// Columns compared, each a number `yyyymmdd`.
    pub columns: Vec<String>,
    /// What it is, in words.
    pub description: String,
}

/// A tag that searches several fields.
#[derive(Debug, Clone, Deserialize)]
pub struct Group {
    /// Name in messages.
    pub name: String,
    /// PubMed's full name.
    pub label: String,
    /// Further spellings of its tag.
    pub tags: Vec<String>,
    /// Names for which its tag is suggested, and that are not read.
    #[serde(default)]
    pub meant: Vec<String>,
    /// Names of the fields, all of kind [`Kind::Text`].
    pub fields: Vec<String>,
    /// What it covers, in words.
    pub description: String,
}

/// A tag of PubMed's for which the index holds nothing.
#[derive(Debug, Clone, Deserialize)]
pub struct Unanswered {
    /// PubMed's full name.
    pub label: String,
    /// Further spellings.
    pub tags: Vec<String>,
    /// Why, as the end of a sentence.
    pub reason: String,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// Texts.
    Str,
    /// Whole numbers from 0.
    Number,
}

/// Values kept for sorting and counting.
#[derive(Debug, Clone, Deserialize)]
pub struct Column {
    /// Name in the index.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// The name by which its values are counted.
    pub facet: Option<String>,
}

/// What a tag stands for.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// One field.
    Field(&'a Field),
    /// A date.
    Date(&'a Date),
    /// Several fields.
    Group(&'a Group),
    /// Nothing that the index holds.
    Unanswered(&'a Unanswered),
}

impl Target<'_> {
    /// PubMed's full name of it.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Field(field) => &field.label,
            Self::Date(date) => &date.label,
            Self::Group(group) => &group.label,
            Self::Unanswered(unanswered) => &unanswered.label,
        }
    }
}

/// The table.
#[derive(Debug, Deserialize)]
pub struct Table {
    /// Version of what lies on disk: an index of another is not opened.
    pub format: u32,
    /// Fields.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    /// Dates.
    #[serde(rename = "date")]
    pub dates: Vec<Date>,
    /// Groups.
    #[serde(rename = "group")]
    pub groups: Vec<Group>,
    /// Tags for which the index holds nothing.
    pub unanswered: Vec<Unanswered>,
    /// Columns.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    #[serde(skip)]
    by_tag: FxHashMap<String, Place>,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Field(usize),
    Date(usize),
    Group(usize),
    Unanswered(usize),
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    Table::parse(include_str!("../../schema/fields.toml")).expect("schema/fields.toml is a table of fields")
});

/// The table of this program.
#[must_use]
pub fn table() -> &'static Table {
    &TABLE
}

impl Table {
    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let mut table: Self = toml::from_str(text)?;
        let mut by_tag = FxHashMap::default();
        let mut note = |name: &str, label: &str, tags: &[String], place| {
            for tag in tags.iter().map(String::as_str).chain([label, name]) {
                by_tag.entry(normal_tag(tag)).or_insert(place);
            }
        };
        for (at, group) in table.groups.iter().enumerate() {
            note(&group.name, &group.label, &group.tags, Place::Group(at));
        }
        for (at, date) in table.dates.iter().enumerate() {
            note(&date.name, &date.label, &date.tags, Place::Date(at));
        }
        for (at, field) in table.fields.iter().enumerate() {
            note(&field.name, &field.label, &field.tags, Place::Field(at));
        }
        for (at, unanswered) in table.unanswered.iter().enumerate() {
            note(&unanswered.label, &unanswered.label, &unanswered.tags, Place::Unanswered(at));
        }
        table.by_tag = by_tag;
        Ok(table)
    }

    /// What a tag stands for, in any of its spellings; without brackets and modifiers.
    #[must_use]
    pub fn tag(&self, tag: &str) -> Option<Target<'_>> {
        Some(match *self.by_tag.get(&normal_tag(tag))? {
            Place::Field(at) => Target::Field(&self.fields[at]),
            Place::Date(at) => Target::Date(&self.dates[at]),
            Place::Group(at) => Target::Group(&self.groups[at]),
            Place::Unanswered(at) => Target::Unanswered(&self.unanswered[at]),
        })
    }

    /// Every name of a tag that somebody may have meant, known or not, each with the short tag to write; that of a field without one is
    /// its full name.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.fields.iter().map(|field| (&field.label, &field.tags, &field.meant));
        let dates = self.dates.iter().map(|date| (&date.label, &date.tags, &date.meant));
        let groups = self.groups.iter().map(|group| (&group.label, &group.tags, &group.meant));
        fields.chain(dates).chain(groups).flat_map(|(label, tags, meant)| {
            let short = tags.first().unwrap_or(label);
            tags.iter().chain([label]).chain(meant).map(move |name| (name.as_str(), short.as_str()))
        })
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that untagged words search.
    pub fn untagged(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.weight.is_some())
    }

    /// The fields whose words tell what a record is about. Those of less weight say too little of that, and hold much: references, addresses.
    pub fn telling(&self) -> impl Iterator<Item = &Field> {
        self.untagged().filter(|field| field.weight >= Some(LEAST_TELLING))
    }

    /// The column whose values are counted under the name `facet`.
    #[must_use]
    pub fn facet(&self, facet: &str) -> Option<&Column> {
        self.facets().find(|(name, _)| *name == facet).map(|(_, column)| column)
    }

    /// All facets by name.
    pub fn facets(&self) -> impl Iterator<Item = (&str, &Column)> {
        self.columns.iter().filter_map(|column| Some((column.facet.as_deref()?, column)))
    }
}

/// A tag without case, spaces and hyphens.
#[must_use]
pub fn normal_tag(tag: &str) -> String {
    tag.chars().filter(|c| !c.is_whitespace() && *c != '-' && *c != '_').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        let table = table();
        for group in &table.groups {
            for name in &group.fields {
                assert_eq!(table.field(name).map(|f| f.kind), Some(Kind::Text), "{name}");
            }
        }
        for date in &table.dates {
            for name in &date.columns {
                let column = table.columns.iter().find(|c| c.name == *name);
                assert_eq!(column.map(|c| c.kind), Some(ColumnKind::Number), "{name}");
            }
        }
        for field in table.untagged() {
            assert_eq!(field.kind, Kind::Text, "{}", field.name);
        }
        let any = table.groups.iter().find(|group| group.name == "any").unwrap();
        assert!(table.untagged().map(|field| &field.name).eq(&any.fields));
    }

    #[test]
    fn no_tag_stands_for_two_things() {
        let mut seen = FxHashMap::default();
        let table = table();
        let fields = table.fields.iter().map(|f| (&f.name, &f.label, &f.tags, &f.meant));
        let groups = table.groups.iter().map(|g| (&g.name, &g.label, &g.tags, &g.meant));
        let dates = table.dates.iter().map(|d| (&d.name, &d.label, &d.tags, &d.meant));
        let none = Vec::new();
        let unanswered = table.unanswered.iter().map(|u| (&u.label, &u.label, &u.tags, &none));
        for (name, label, tags, meant) in fields.chain(groups).chain(dates).chain(unanswered) {
            for tag in tags.iter().chain([label]).chain(meant) {
                let other = seen.insert(normal_tag(tag), name);
                assert!(other.is_none_or(|other| other == name), "{tag}: {name} and {other:?}");
            }
        }
    }

    #[test]
    fn a_tag_has_many_spellings() {
        for tag in ["tiab", "TIAB", "Title/Abstract", "title / abstract"] {
            assert_eq!(table().tag(tag).unwrap().label(), "Title/Abstract", "{tag}");
        }
        for tag in ["dp", "PDAT", "Date - Publication", "Publication Date"] {
            assert_eq!(table().tag(tag).unwrap().label(), "Date - Publication", "{tag}");
        }
        assert!(table().tag("nosuchtag").is_none());
    }
}
