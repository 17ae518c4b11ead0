//! CSV under the header of PubMed's own export, quoted by RFC 4180, lines ended by a single line feed.
//!
//! The quoting is one function, which is why no crate is used for it.

use super::finding::Said;
use super::{Extras, citation_line};
use crate::record::{Author, PartialDate, Record, text};

/// PubMed's columns.
pub(super) const HEADER: &str =
    "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI";

/// The header line: PubMed's columns, behind them what of a search is wanted.
pub(super) fn header(extras: Extras) -> String {
    let score = if extras.score { ",Score" } else { "" };
    let snippets = if extras.snippets { ",Snippets" } else { "" };
    format!("{HEADER}{score}{snippets}\n")
}

/// Appends the row of `record`.
pub(super) fn append(out: &mut String, record: &Record, extras: Extras, said: &Said) {
    let shown = |value: Option<String>| value.unwrap_or_default();
    let row = [
        shown(record.pmid.map(|pmid| pmid.to_string())),
        record.title.clone(),
        authors(record),
        citation_line(record),
        shown(record.authors.first().map(Author::short)),
        shown(record.container().map(str::to_owned)),
        shown(record.year().map(|year| year.to_string())),
        shown(record.history_date("entrez").map(slashed)),
        shown(record.pmcid.map(|pmcid| pmcid.to_string())),
        shown(record.other_ids.iter().find(|id| id.kind == "mid").map(|id| id.value.clone())),
        shown(record.doi.as_ref().map(ToString::to_string)),
    ];
    let score = extras.score.then(|| shown(said.score.clone()));
    let snippets = extras.snippets.then(|| shown(said.joined()));
    let cells: Vec<String> =
        row.into_iter().chain(score).chain(snippets).map(|cell| quoted(&text::clean(&cell))).collect();
    out.push_str(&cells.join(","));
    out.push('\n');
}

/// `Yu X, Smith JA; Example Group.`: persons parted by commas, a group by a semicolon, closed by a point.
fn authors(record: &Record) -> String {
    let mut names = String::new();
    for author in &record.authors {
        if !names.is_empty() {
            names.push_str(if author.is_collective() { "; " } else { ", " });
        }
        names.push_str(&author.short());
    }
    if record.authors_incomplete && !names.is_empty() {
        names.push_str(", et al");
    }
    if names.is_empty() { names } else { names + "." }
}

/// `2022/02/08`, as far as the date is known.
fn slashed(date: &PartialDate) -> String {
    date.to_string().replace('-', "/")
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;

    fn row(record: &Record) -> String {
        let mut out = String::new();
        append(&mut out, record, Extras::default(), &Said::default());
        out
    }

    #[test]
    fn a_row_has_pubmeds_columns() {
        let expected = "90000001,\"Aspirin in \"\"Invented\"\" Patients: 5% & more_of {it}.\",\
            \"Núñez-Ågren X, van der Berg JA Jr; Example Study Group.\",\
            J Invent Res. 2022 Feb 8;5(1):114-128. doi: 10.1000/inv.2021.101.,\
            Núñez-Ågren X,J Invent Res,2022,2022/02/10,PMC9000001,NIHMS900001,10.1000/inv.2021.101\n";
        assert_eq!(row(&sample::article()), expected);
    }

    #[test]
    fn every_row_has_eleven_cells_on_one_line() {
        assert_eq!(row(&Record::default()), ",,,,,,,,,,\n");
        assert_eq!(HEADER.split(',').count(), 11);
        let broken = Record { title: "a\r\nb\"\u{2028}c".into(), ..Record::default() };
        assert_eq!(row(&broken), ",\"a b\"\" c\",,,,,,,,,\n");
    }

    #[test]
    fn an_incomplete_list_of_authors_says_so() {
        let record = Record {
            authors: vec![Author::from_inverted("Alder, Ann")],
            authors_incomplete: true,
            ..Record::default()
        };
        assert_eq!(authors(&record), "Alder A, et al.");
    }
}
