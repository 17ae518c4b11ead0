//! The whole values of each field that is not text, in the form in which queries ask for them.

use crate::analysis::fold;
use crate::record::{Author, Identity, Record, Reference, language_name, properties};

/// Longest value that is indexed whole: the engine's own limit is 65,530 bytes.
pub(super) const MAX_BYTES: usize = 4_096;

/// The values of the field `name`. `None` where there is no such field.
pub(super) fn values(record: &Record, identity: &Identity, name: &str) -> Option<Vec<String>> {
    Some(match name {
        "mesh" => headings(record, false),
        "mesh_major" => headings(record, true),
        "subheading" => {
            record.mesh.iter().flat_map(|heading| heading.qualifiers.iter().map(|q| fold(&q.name))).collect()
        }
        "author" => {
            let of_book = record.book.iter().flat_map(|book| &book.authors);
            record.authors.iter().chain(of_book).flat_map(short_forms).collect()
        }
        "first_author" => persons(&record.authors).next().map(short_forms).unwrap_or_default(),
        "last_author" => persons(&record.authors).last().map(short_forms).unwrap_or_default(),
        "full_author" => persons(&record.authors).map(|author| fold(&author.inverted())).collect(),
        "investigator" => record.investigators.iter().flat_map(short_forms).collect(),
        "full_investigator" => {
            let full = |person: &Author| fold(&person.inverted());
            record.investigators.iter().flat_map(|person| [short_forms(person), vec![full(person)]].concat()).collect()
        }
        "editor" => record.editors.iter().flat_map(short_forms).collect(),
        "personal_name" => record.personal_name_subjects.iter().flat_map(short_forms).collect(),
        "isbn" => record.book.iter().flat_map(|book| book.isbns.iter().map(|isbn| squashed(isbn))).collect(),
        "author_id" => author_ids(record),
        "journal" => journal(record),
        "nlm_id" => lower(record.journal.iter().filter_map(|journal| journal.nlm_id.as_deref())),
        "publication_type" => record.publication_types.iter().map(|kind| fold(&kind.name)).collect(),
        "language" => record.languages.iter().flat_map(|code| [fold(code), fold(language_name(code))]).collect(),
        "substance" => {
            let supplementary = record.supplementary_mesh.iter().map(|concept| fold(&concept.name));
            record.substances.iter().map(|substance| fold(&substance.name)).chain(supplementary).collect()
        }
        "registry_number" => lower(record.substances.iter().filter_map(|s| s.registry_number.as_deref())),
        "grant" => {
            let parts = record.grants.iter().flat_map(|g| [&g.id, &g.acronym, &g.agency, &g.country]);
            parts.flatten().map(|part| fold(part)).collect()
        }
        "databank" => databanks(record),
        "country" => record.journal.iter().filter_map(|j| j.country.as_deref()).map(fold).collect(),
        "volume" => record.volume.iter().map(|volume| fold(volume)).collect(),
        "issue" => record.issue.iter().map(|issue| fold(issue)).collect(),
        "pages" => record.pages.iter().map(|pages| fold(pages.first())).collect(),
        "pmid" => record.pmid.iter().map(ToString::to_string).collect(),
        "pmcid" => record.pmcid.iter().map(|id| id.to_string().to_lowercase()).collect(),
        "article_id" => article_ids(record),
        "cites" => record.references.iter().flat_map(Reference::work_keys).collect(),
        "work" => record.work_keys(),
        // What cites a record is looked up, not stored.
        "citedby" => Vec::new(),
        "status" => record.status.iter().chain(&record.citation_subsets).map(|subset| squashed(subset)).collect(),
        "property" => properties(record),
        "identity" => vec![identity.key()],
        _ => return None,
    })
}

fn lower<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    values.map(str::to_lowercase).collect()
}

/// Letters and digits alone, as queries fold subsets and ISBNs.
fn squashed(value: &str) -> String {
    fold(value).replace(' ', "")
}

fn persons(authors: &[Author]) -> impl DoubleEndedIterator<Item = &Author> {
    authors.iter().filter(|author| !author.is_collective())
}

/// `last initials`, without apostrophes, as queries fold names; a collective has none.
fn short_forms(author: &Author) -> Vec<String> {
    if author.is_collective() {
        return Vec::new();
    }
    vec![fold(&author.short().replace(['\'', '\u{2019}'], ""))]
}

fn author_ids(record: &Record) -> Vec<String> {
    let all = record.authors.iter().chain(&record.editors).flat_map(|author| &author.identifiers);
    all.flat_map(|id| [fold(&id.value), fold(&format!("{} {}", id.source, id.value))]).collect()
}

fn headings(record: &Record, major: bool) -> Vec<String> {
    let mut values = Vec::new();
    for heading in record.mesh.iter().filter(|heading| !major || heading.is_major()) {
        let descriptor = fold(&heading.descriptor);
        for qualifier in heading.qualifiers.iter().filter(|q| !major || q.major || heading.major) {
            values.push(format!("{descriptor}/{}", fold(&qualifier.name)));
        }
        values.push(descriptor);
    }
    values
}

fn journal(record: &Record) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    if let Some(journal) = &record.journal {
        let titles = [&journal.abbreviation, &journal.iso_abbreviation, &journal.title];
        names.extend(titles.into_iter().flatten().map(String::as_str));
        names.extend(journal.issns.iter().map(|issn| issn.value.as_str()));
    }
    if let Some(book) = &record.book {
        names.extend(book.title.as_deref());
        names.extend(book.isbns.iter().map(String::as_str));
    }
    names.into_iter().map(fold).collect()
}

/// The bank, the number, and `bank/number`.
fn databanks(record: &Record) -> Vec<String> {
    let mut values = Vec::new();
    for bank in &record.databanks {
        let name = bank.name.to_lowercase();
        for number in &bank.accessions {
            values.push(number.to_lowercase());
            values.push(format!("{name}/{}", number.to_lowercase()));
        }
        values.push(name);
    }
    values
}

fn article_ids(record: &Record) -> Vec<String> {
    let mut values: Vec<String> = record.doi.iter().map(|doi| doi.key()).collect();
    values.extend(lower(record.other_ids.iter().map(|id| id.value.as_str())));
    values.extend(lower(record.id.iter().map(String::as_str)));
    values
}
