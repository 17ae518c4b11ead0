//! Bytes as they come: line ends, marks, old codes, compression, damage.

use crate::workspace::{Workspace, gzip, xml};
use insta::assert_snapshot;
use std::io::{Cursor, Write};
use std::path::Path;

/// Indexes one file and returns the ids that `query` finds.
fn found(content: impl AsRef<[u8]>, query: &str) -> Vec<String> {
    let ws = Workspace::new();
    ws.file("input", content);
    ws.run(&["index", "input"]).code(0);
    ws.ids(query)
}

const NBIB: &str =
    "PMID- 7\r\nTI  - Caf\u{e9} and na\u{ef}ve\u{a0}cells\r\nFAU - S\u{e1}nchez, Ana\r\nDP  - 2001 Spring\r\n";

#[test]
fn windows_line_ends_and_non_breaking_spaces() {
    assert_eq!(found(NBIB, "\"naive cells\"[ti] AND sanchez a[au] AND 2001[dp]"), ["7"]);
}

#[test]
fn line_ends_of_old_macintoshes() {
    let nbib = NBIB.replace("\r\n", "\r");
    assert_eq!(found(format!("{nbib}\r{}", nbib.replace("- 7", "- 8")), "\"naive cells\"[ti]"), ["7", "8"]);
    let ris = "TY  - JOUR\rTI  - A needle\rAN  - 5\rDB  - PubMed\rER  - \r\rTY  - JOUR\rTI  - Hay\rER  - \r";
    assert_eq!(found(ris, "needle[ti]").len(), 1);
    let bib = "% one\r\r@article{a,\r  title = {A needle},\r  year = 2001\r}\r";
    assert_eq!(found(bib, "needle[ti]").len(), 1);
    let lines = "{\"title\":\"A needle\",\"pmid\":\"1\"}\r{\"title\":\"A needle\",\"pmid\":\"2\"}\r";
    assert_eq!(found(lines, "needle"), ["1", "2"]);
}

#[test]
fn latin_1() {
    let bytes: Vec<u8> = NBIB.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(found(bytes, "cafe[ti] AND sanchez a[au]"), ["7"]);
}

#[test]
fn byte_order_marks() {
    assert_eq!(found(format!("\u{feff}{NBIB}"), "café[ti]"), ["7"]);
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(NBIB.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(found(utf16, "café[ti]"), ["7"]);
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(NBIB.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(found(utf16, "café[ti]"), ["7"]);
}

#[test]
fn gzip_of_several_members() {
    let text = xml(&[(1, "First needle"), (2, "Second needle")]);
    let (a, b) = text.split_at(text.len() / 2);
    assert_eq!(found([gzip(a), gzip(b)].concat(), "needle"), ["1", "2"]);
}

#[test]
fn bzip2_and_xz_of_several_streams() {
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/packed");
    for name in ["two.jsonl.bz2", "two.jsonl.xz"] {
        let bytes = std::fs::read(packed.join(name)).unwrap();
        assert_eq!(found(&bytes, "needle"), ["1", "2"], "{name}");
        let ws = Workspace::new();
        ws.file("cut", &bytes[..bytes.len() / 2 + 4]);
        let ran = ws.run(&["index", "cut"]).code(3);
        let damaged = "cut:1: record 1: the file is damaged behind this place, what came before is taken: ";
        assert!(ran.stderr.starts_with(damaged), "{}", ran.all());
    }
}

#[test]
fn damage_before_the_first_record_has_no_place() {
    let ws = Workspace::new();
    ws.file("endless.nbib", format!("PMID- 5\nTI  - {}", "x".repeat(17 << 20)));
    let ran = ws.run(&["index", "endless.nbib"]).code(2);
    let expected = "endless.nbib: the file is damaged: line 2 has more than 16 MB\n";
    assert!(ran.stderr.starts_with(expected), "{}", ran.stderr);
    let rejections = &ws.json("index", &["index", "endless.nbib"])["rejections"];
    assert_eq!(
        (&rejections[0]["line"], &rejections[0]["record"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    let ran = ws.run(&["convert", "endless.nbib", "--to", "ris"]);
    assert!(ran.stderr.starts_with(expected), "{}", ran.stderr);
}

#[test]
fn zstd_and_zip() {
    let text = xml(&[(1, "A needle")]);
    assert_eq!(found(zstd::encode_all(text.as_bytes(), 1).unwrap(), "needle"), ["1"]);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["sub/b.xml", "a.xml"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(xml(&[(u32::try_from(name.len()).unwrap(), "A needle")]).as_bytes()).unwrap();
    }
    assert_eq!(found(archive.finish().unwrap().into_inner(), "needle"), ["5", "9"]);
}

#[test]
fn a_file_is_judged_by_what_is_in_it() {
    let ws = Workspace::new();
    // Names that lie: gzip without `.gz`, XML as `.txt`, JSON lines as `.xml`.
    ws.gzip("in/a.nbib", &xml(&[(1, "A needle")])).file("in/b.txt", xml(&[(2, "A needle")]));
    ws.file("in/c.xml", "{\"title\":\"A needle\",\"pmid\":\"3\"}\n").gzip("in/d", NBIB);
    ws.run(&["index", "in"]).code(0);
    assert_eq!(ws.ids("*"), ["1", "2", "3", "7"]);
}

#[test]
fn of_a_truncated_gzip_what_came_before_is_taken() {
    let articles: Vec<(u32, String)> = (1..=400).map(|n| (n, format!("Needle number {n} of {}", n * 7919))).collect();
    let borrowed: Vec<(u32, &str)> = articles.iter().map(|(n, t)| (*n, t.as_str())).collect();
    let mut bytes = gzip(&xml(&borrowed));
    bytes.truncate(bytes.len() * 3 / 4);
    let ws = Workspace::new();
    ws.file("cut.xml.gz", bytes);
    let ran = ws.run(&["index", "cut.xml.gz"]).code(3);
    assert!(
        ran.stderr.starts_with("cut.xml.gz:") && ran.stderr.contains("damaged behind this place"),
        "{}",
        ran.stderr
    );
    assert!(ws.ids("needle").len() > 100);
    // It is tried again, and said again, until it is whole.
    ws.run(&["index", "cut.xml.gz"]).code(3);
}

/// What a folder of somebody's work holds beside records: nothing of it is silent, and all that is readable is read once.
#[cfg(unix)]
#[test]
fn a_folder_of_everything_is_told_file_by_file() {
    use std::os::unix::fs::symlink;
    let ws = Workspace::new();
    let ris = |title: &str| format!("TY  - JOUR\nTI  - {title}\nER  - \n");
    ws.file("in/a.ris", ris("A needle")).file("in/b.pdf", ris("Another needle"));
    ws.file("in/none.xml", "<?xml version=\"1.0\"?>\n<PubmedArticleSet>\n</PubmedArticleSet>\n");
    ws.file("in/none.json", "[]\n").file("in/none.csv", PUBMED_CSV_HEADER);
    ws.file("in/prose.txt", "Notes of mine.\n").file("in/.hidden.ris", ris("A hidden needle"));
    let mut document = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "word/document.xml"] {
        document.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        document.write_all(b"<w:document xmlns:w=\"x\"/>").unwrap();
    }
    ws.file("in/thesis.docx", document.finish().unwrap().into_inner());
    for (to, link) in [("a.ris", "in/link.ris"), (".", "in/loop"), ("nowhere", "in/gone.ris")] {
        symlink(to, ws.path(link)).unwrap();
    }
    let ran = ws.run(&["index", "in"]).code(3);
    assert_snapshot!(ran.stderr, @r"
    in/gone.ris: a link to what is not there
    in/none.csv: no record in it (pubmed-csv)
    in/none.json: JSON without anything in it
    in/none.xml: no record in it (pubmed-xml)
    in/prose.txt: none of the formats that are read (`medlar index --help` has their names)
    in/thesis.docx: an Office document, which is not read; save a table of records as RIS or BibTeX where it came from
    ");
    assert!(ran.stdout.starts_with("Records: 2 added.\nFiles: 2 read"), "{}", ran.stdout);
    assert_eq!(ws.ids("needle").len(), 2);
    let converted = ws.run(&["convert", "in", "--to", "ids"]).code(3);
    assert_eq!((converted.stdout.lines().count(), converted.stderr), (2, ran.stderr));
}

const PUBMED_CSV_HEADER: &str =
    "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n";
