//! The filters of `[sb]` and `[filter]`, from `schema/filters.toml`, which is part of the program.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// A filter.
#[derive(Debug, Clone, Deserialize)]
pub struct Filter {
    /// Its names.
    pub names: Vec<String>,
    /// The query that it stands for.
    pub query: String,
    /// Where records cannot say the whole of it: what is missing.
    pub note: Option<String>,
}

#[derive(Deserialize)]
struct File {
    filter: Vec<Filter>,
}

struct Filters {
    list: Vec<Filter>,
    by_name: FxHashMap<String, usize>,
}

static FILTERS: LazyLock<Filters> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    let file: File = toml::from_str(include_str!("../../schema/filters.toml")).expect("schema/filters.toml is a table");
    let mut by_name = FxHashMap::default();
    for (at, filter) in file.filter.iter().enumerate() {
        for name in &filter.names {
            by_name.insert(normal(name), at);
        }
    }
    Filters { list: file.filter, by_name }
});

/// The filter of that name.
#[must_use]
pub fn filter(name: &str) -> Option<&'static Filter> {
    FILTERS.by_name.get(&normal(name)).map(|at| &FILTERS.list[*at])
}

/// The names of all filters, each filter's first.
pub fn filter_names() -> impl Iterator<Item = &'static str> {
    FILTERS.list.iter().filter_map(|filter| filter.names.first().map(String::as_str))
}

/// A name without case, spaces and signs.
fn normal(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_has_many_names_and_each_name_one_filter() {
        let names: usize = FILTERS.list.iter().map(|filter| filter.names.len()).sum();
        assert_eq!(names, FILTERS.by_name.len());
        for name in ["free full text", "FFRFT", "Free Full-Text"] {
            assert_eq!(filter(name).unwrap().query, "pmc*[pmcid]", "{name}");
        }
        assert!(filter("no such filter").is_none());
    }
}
