//! What is no literature, or is it in a form that is not read, by name: so that a rejection says what the file is.

use super::xml;
use crate::record::{Doi, Pmcid, Pmid};

/// What a file is whose first bytes are `head` (`text`, decoded), where that can be told.
pub(super) fn name(head: &[u8], text: &str) -> Option<&'static str> {
    binary(head).or_else(|| {
        let first = text.trim_start();
        match first.chars().next()? {
            '<' => markup(first),
            '{' | '[' => json(first),
            _ => lines(first),
        }
    })
}

fn binary(head: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 12] = [
        (b"%PDF-", "a PDF: the text of PDFs is not read; export the records from where it came"),
        (b"\x89PNG", "an image (PNG)"),
        (b"\xff\xd8\xff", "an image (JPEG)"),
        (b"GIF8", "an image (GIF)"),
        (b"II*\0", "an image (TIFF)"),
        (b"SQLite format 3\0", "an SQLite data base: export the library as RIS, BibTeX or XML"),
        (b"\x7fELF", "a program"),
        (b"MZ", "a program"),
        (b"\xd0\xcf\x11\xe0", "an old Office document"),
        (b"{\\rtf", "a text with layout (RTF)"),
        (b"7z\xbc\xaf", "a 7z archive, which is not unpacked"),
        (b"Rar!", "a RAR archive, which is not unpacked"),
    ];
    let known = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)).map(|(_, name)| *name);
    known.or_else(|| head.contains(&0).then_some("a binary file"))
}

/// What a zip archive is, whose first file tells that it is no archive to anybody but its program.
pub(super) fn document(head: &[u8]) -> Option<&'static str> {
    const FIRST: [(&[u8], &str); 3] = [
        (
            b"[Content_Types].xml",
            "an Office document, which is not read; save a table of records as RIS or BibTeX where it came from",
        ),
        (b"mimetype", "an OpenDocument or an electronic book, which is not read"),
        (b"META-INF/", "a Java program"),
    ];
    // The name of the first file stands behind 30 bytes of its header.
    let name = head.get(30..)?;
    FIRST.iter().find(|(first, _)| name.starts_with(first)).map(|(_, said)| *said)
}

fn markup(text: &str) -> Option<&'static str> {
    const DIALECTS: [(&[&str], &str); 13] = [
        (
            &["datafield", "controlfield", "leader"],
            "MARC XML, which is not read; export the records as MODS, RIS or BibTeX",
        ),
        (
            &["Sources"],
            "a bibliography of Microsoft Office, which is not read; export the records from where they came",
        ),
        (&["SerialsSet", "Serial"], "NLM's list of journals, which has no records"),
        (&["eSearchResult"], "an answer of ESearch: it holds ids only; fetch the records with EFetch"),
        (
            &["eSummaryResult", "DocumentSummarySet"],
            "document summaries, which are not read; fetch the records with EFetch",
        ),
        (&["eFetchResult"], "an error that EFetch answered, not records; fetch them again"),
        (&["dc"], "Dublin Core, which is not read; where it is a harvest from PMC, ask for its metadata as pmc"),
        (&["clinical_study"], "a trial of ClinicalTrials.gov, which is not read"),
        (&["RDF"], "RDF, which is not read; export the library as RIS, BibTeX or CSL-JSON"),
        (&["rss", "feed"], "a news feed, which is not read; save the results as XML, RIS or NBIB"),
        (&["CitaviExchangeData"], "a Citavi project, which is not read; export it as RIS or BibTeX"),
        (&["svg"], "an image (SVG)"),
        (&["html", "HTML"], "an HTML page that is none of PubMed's"),
    ];
    let known = DIALECTS.iter().find(|(names, _)| xml::element_names(text).any(|name| names.contains(&name)));
    let page = text.get(..14).is_some_and(|head| head.eq_ignore_ascii_case("<!doctype html"));
    known
        .map(|(_, name)| *name)
        .or(page.then_some("an HTML page that is none of PubMed's"))
        .or(Some("XML of another kind; export the records as PubMed XML, EndNote XML or RIS"))
}

fn json(text: &str) -> Option<&'static str> {
    let members = super::json::members_of_first(text);
    let has = |name: &str| members.contains(&name);
    if has("anns") || has("denotations") || (has("annotations") && !has("title")) || has("entities") {
        return Some("annotations of texts, not records");
    }
    if has("header") && has("result") {
        return Some("document summaries, which are not read; fetch the records with EFetch");
    }
    if has("header") && has("esearchresult") {
        return Some("an answer of ESearch: it holds ids only; fetch the records with EFetch");
    }
    if has("error") {
        return Some("an error that a server answered, not records; fetch them again");
    }
    let is_empty = text.chars().filter(|c| !c.is_whitespace()).take(3).collect::<String>();
    if matches!(is_empty.as_str(), "[]" | "{}") {
        return Some("JSON without anything in it");
    }
    Some("JSON of another kind; export the records as CSL-JSON, RIS or BibTeX")
        .filter(|_| !members.is_empty() || text.starts_with("[["))
}

fn lines(text: &str) -> Option<&'static str> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty()).take(200);
    let is_id = |line: &str| {
        let bare = line.trim_end_matches([',', ';']);
        Pmid::parse(bare).is_some()
            || Pmcid::parse(bare).is_some()
            || Doi::parse(bare).is_some_and(|_| !bare.contains(' '))
    };
    if lines().next().is_some() && lines().all(is_id) {
        return Some("a list of ids without records; `medlar show --ids-from FILE` looks them up");
    }
    let parts = |line: &str| line.split('\t').count();
    let annotated = |line: &str| {
        let mut columns = line.split('\t');
        let (id, kind) = (columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        let number = id.strip_prefix(['T', 'R', 'N', 'E']).unwrap_or_default();
        let marked = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        marked && kind.split(' ').count() >= 3
    };
    if lines().next().is_some_and(annotated) {
        return Some("annotations (brat, BioNLP), not records");
    }
    let tokens =
        lines().next().is_some_and(|line| line.starts_with("# doc_id")) || lines().all(|line| parts(line) >= 4);
    if tokens {
        return Some("a table of tokens or annotations, not records");
    }
    let mut rows = lines().map(columns);
    let is_table = rows.next().is_some_and(|first| first >= 4 && rows.next() == Some(first));
    is_table.then_some("a table (CSV) that is not PubMed's; export the records as RIS or BibTeX")
}

/// Columns of a row of CSV.
fn columns(line: &str) -> usize {
    let mut quoted = false;
    let parting = |sign: char| {
        quoted ^= sign == '"';
        sign == ',' && !quoted
    };
    line.matches(parting).count() + 1
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn what_is_no_literature_is_named() {
        for (text, expected) in [
            ("%PDF-1.4 x", "a PDF"),
            ("ab\0cd", "a binary file"),
            ("<collection><record><leader>x", "MARC XML"),
            ("<!DOCTYPE html><title>x", "an HTML page"),
            ("<eFetchResult><ERROR>x</ERROR></eFetchResult>", "an error that EFetch"),
            ("{\"error\":\"too many\",\"count\":\"4\"}", "an error that a server"),
            ("{\"header\":{},\"result\":{\"uids\":[]}}", "document summaries"),
            ("{\"text\":\"x\",\"denotations\":[]}", "annotations"),
            ("99000001\nPMC99000002\n10.55555/x\n", "a list of ids"),
            ("[\n]\n", "JSON without"),
            ("T1\tChemical 0 9\tLidocaine\n", "annotations (brat"),
            ("Authors,Title,Year,Cited by\n\"Moss, A.; Fen, B.\",Moss is wet,2016,3\n", "a table (CSV)"),
        ] {
            assert!(name(text.as_bytes(), text).is_some_and(|name| name.starts_with(expected)), "{text}");
        }
        for prose in ["Some prose.", "\u{dc}ber alles.", "\u{fd}7zX<fro", "T", "T\u{e9}\t"] {
            assert_eq!(name(prose.as_bytes(), prose), None, "{prose}");
        }
    }
}
