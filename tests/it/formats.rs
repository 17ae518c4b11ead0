//! Formats in and out, as the program reads and writes them.

use crate::workspace::{Workspace, gzip};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The files under a folder of this project's own tests, or of the data beside it.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn what_is_broken_is_named_and_the_rest_is_read() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let mut told = String::new();
    for path in files(&dir) {
        let ws = Workspace::new();
        let name = path.file_name().unwrap().to_str().unwrap();
        ws.file(name, fs::read(&path).unwrap());
        let ran = ws.bare_command(&["convert", name, "--to", "jsonl"]).output().unwrap();
        let records = ran.stdout.iter().filter(|byte| **byte == b'\n').count();
        let stderr = String::from_utf8(ran.stderr).unwrap();
        told.push_str(&format!("{name}: code {}, {records} records\n{stderr}\n", ran.status.code().unwrap()));
    }
    insta::assert_snapshot!(told);
}

/// One invented file for each format, read to the letter: what a reader makes of its format is seen in the snapshot.
#[test]
fn every_format_is_told_and_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut told: BTreeMap<&str, String> = BTreeMap::new();
    let paths = ["tests/fixtures/formats", "samples/export", "samples/pages"].map(|dir| files(&root.join(dir)));
    for path in paths.concat().into_iter().chain([root.join("samples/pubmed/checkpoint-resistance.xml")]) {
        let mut read = |opened: medlar::formats::OpenResult| {
            let opened = opened.unwrap_or_else(|(_, error)| panic!("{}: {error}", path.display()));
            let name = opened.format.name();
            let mut lines = format!("{}\n", path.file_name().unwrap().to_str().unwrap());
            for entry in medlar::formats::read(opened.format, opened.input) {
                match entry.unwrap().item {
                    medlar::formats::Item::Record(record) if path.starts_with(root.join("tests")) => {
                        lines.push_str(&format!("{}\n", serde_json::to_string_pretty(&record).unwrap()));
                    }
                    medlar::formats::Item::Record(record) => lines.push_str(&format!("{}\n", record.title)),
                    other => panic!("{}: {other:?}", path.display()),
                }
            }
            told.entry(name).or_default().push_str(&lines);
            Ok::<(), std::convert::Infallible>(())
        };
        let Ok(()) = medlar::formats::open(fs::File::open(&path).unwrap(), None, &mut read);
    }
    for format in medlar::formats::Format::all() {
        let file = told.get(format.name()).filter(|told| told.lines().count() > 1);
        assert!(file.is_some() || format.name() == "jsonl", "no sample of {} is read", format.name());
    }
    let told: Vec<String> = told.iter().map(|(format, lines)| format!("== {format}\n{lines}")).collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// A format's stream: what stands before the records, the record of a number, what stands behind them.
type Stream = (&'static str, &'static str, fn(u64, &str) -> String, &'static str);

const STREAMS: [Stream; 7] = [
    (
        "jsonl",
        "",
        |n, text| format!("{{\"pmid\":\"{n}\",\"title\":\"Moss {n}\",\"abstract\":[{{\"text\":\"{text}\"}}]}}\n"),
        "",
    ),
    ("nbib", "", |n, text| format!("PMID- {n}\nTI  - Moss {n}\nAB  - {text}\n\n"), ""),
    ("ris", "", |n, text| format!("TY  - JOUR\nAN  - {n}\nTI  - Moss {n}\nAB  - {text}\nER  - \n\n"), ""),
    ("bibtex", "", |n, text| format!("@article{{k{n}, title = {{Moss {n}}}, abstract = {{{text}}}}}\n"), ""),
    (
        "csl-json",
        "[",
        |n, text| {
            format!(
                "{{\"id\":\"{n}\",\"type\":\"article-journal\",\"issued\":{{\"raw\":\"2021\"}},\"title\":\"Moss {n}\",\"abstract\":\"{text}\"}},"
            )
        },
        "{\"id\":\"0\",\"type\":\"book\",\"title\":\"Last\"}]",
    ),
    (
        "endnote-xml",
        "<xml><records>",
        |n, text| {
            format!(
                "<record><rec-number>{n}</rec-number><ref-type name=\"Journal Article\">17</ref-type><titles><title>Moss {n}</title></titles><abstract>{text}</abstract></record>"
            )
        },
        "</records></xml>",
    ),
    (
        "pubmed-xml",
        "<PubmedArticleSet>",
        |n, text| {
            format!(
                "<PubmedArticle><MedlineCitation><PMID>{n}</PMID><Article><ArticleTitle>Moss {n}</ArticleTitle><Abstract><AbstractText>{text}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n"
            )
        },
        "</PubmedArticleSet>",
    ),
];

/// The most memory that the process of that id has held so far, in kB.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Writes `bytes` of a stream into the program and returns the peak of its memory, in kB, once all is read.
fn peak_over(args: &[&str], (name, opening, record, closing): Stream, bytes: u64) -> u64 {
    let ws = Workspace::new();
    let out = fs::File::create(ws.path("out")).unwrap();
    let mut child = ws.command(args).stdin(std::process::Stdio::piped()).stdout(out).spawn().unwrap();
    let text = "Wet moss grows faster than dry moss in a bog. ".repeat(30);
    let mut stdin = std::io::BufWriter::new(child.stdin.take().unwrap());
    stdin.write_all(opening.as_bytes()).unwrap();
    let (mut written, mut number) = (0, 1);
    while written < bytes {
        let record = record(number, text.trim());
        stdin.write_all(record.as_bytes()).unwrap();
        (written, number) = (written + record.len() as u64, number + 1);
    }
    // What the program has not read yet is no more than a pipe and its own buffers hold.
    stdin.flush().unwrap();
    let held = peak(child.id());
    stdin.write_all(closing.as_bytes()).unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success(), "{name}");
    if args[0] == "convert" {
        let ids = fs::read_to_string(ws.path("out")).unwrap().lines().count() as u64;
        assert!(ids + 1 >= number, "{name}: {ids} of {number}");
    }
    println!("{:<10} {name:<12} {} MB in, at most {} MB held", args[0], written >> 20, held >> 10);
    held
}

/// `cargo test --release --test it -- --ignored gigabyte --nocapture`
#[test]
#[cfg(target_os = "linux")]
#[ignore = "long: a gigabyte through each of seven readers"]
fn a_gigabyte_passes_within_200_mb() {
    for stream in STREAMS {
        assert!(peak_over(&["convert", "-", "--to", "ids"], stream, 1 << 30) < 200 << 10, "{}", stream.0);
    }
    for stream in &STREAMS[..2] {
        assert!(peak_over(&["index", "-", "--dry-run"], *stream, 1 << 30) < 200 << 10, "{}", stream.0);
    }
}

#[test]
fn a_damaged_member_is_named() {
    let ws = Workspace::new();
    let whole = gzip(&"TY  - JOUR\nTI  - Needle\nER  - \n".repeat(20_000));
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in
        [("good.ris", &b"TY  - JOUR\nTI  - Needle\nER  - \n"[..]), ("cut.ris.gz", &whole[..whole.len() / 2])]
    {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, bytes).unwrap();
    }
    ws.file("all.tar", tar.into_inner().unwrap());
    let ran = ws.run(&["convert", "all.tar", "--to", "ids"]).code(3);
    assert!(ran.stderr.contains("all.tar/cut.ris.gz"), "{}", ran.stderr);
}

#[test]
fn a_conversion_needs_no_index() {
    let ws = Workspace::new();
    ws.file("in/a.ris", "TY  - JOUR\nTI  - Moss is wet\nAU  - Green, Ann\nPY  - 2001\nJF  - Bog\nER  - \n");
    ws.file("in/b.bib", "@article{k, title = {Lichen}, author = {Red, Carl}, year = 2002, journal = {Bog}}\n");
    let ran = ws.run(&["convert", "in", "--to", "nbib"]).code(0);
    assert_eq!(ran.stdout.matches("TI  - ").count(), 2);
    ws.run(&["convert", "in", "-o", "out.ris"]).code(0);
    assert_eq!(fs::read_to_string(ws.path("out.ris")).unwrap().matches("TY  - JOUR").count(), 2);
    assert!(!ws.path("ix").exists());
    ws.run(&["convert", "in"]).code(2);
    ws.run(&["convert", "nowhere", "--to", "ris"]).code(2);
}

#[test]
fn archives_are_read_through_and_their_members_named() {
    let ws = Workspace::new();
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in [
        ("a/1.ris", "TY  - JOUR\nTI  - One needle\nER  - \n"),
        ("a/2.txt", "Some prose.\n"),
        ("a/.x", "x"),
        ("3.bib", "@misc{k, title = {Two needle}}"),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    let bytes = tar.into_inner().unwrap();
    let packed = zstd::encode_all(&bytes[..], 1).unwrap();
    ws.file("plain.tar", &bytes).file("packed.tar.zst", packed);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("deep/inner.tar.gz", zip::write::SimpleFileOptions::default()).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&bytes).unwrap();
    zip.write_all(&encoder.finish().unwrap()).unwrap();
    ws.file("all.zip", zip.finish().unwrap().into_inner());
    for (name, member) in
        [("plain.tar", "a/2.txt"), ("packed.tar.zst", "a/2.txt"), ("all.zip", "deep/inner.tar.gz/a/2.txt")]
    {
        let ran = ws.run(&["convert", name, "--to", "ids"]).code(3);
        assert_eq!(ran.stdout.lines().count(), 2, "{name}");
        assert!(ran.stderr.starts_with(&format!("{name}/{member}: none of the formats")), "{}", ran.stderr);
    }
    assert!(!gzip("x").is_empty());
}

#[test]
fn full_text_is_searched_in_a_field_of_its_own() {
    let ws = Workspace::new();
    ws.file(
        "a.xml",
        "<article><front><article-meta><article-id pub-id-type=\"doi\">10.55555/a</article-id><title-group><article-title>Moss</article-title>\
         </title-group></article-meta></front><body><sec><title>Methods in bogs</title><p>We walked through needles.</p></sec></body></article>",
    );
    ws.run(&["index", "a.xml"]).code(0);
    assert_eq!(ws.ids("needles[body]"), ["10.55555/a"]);
    assert_eq!(ws.ids("needles"), ["10.55555/a"]);
    ws.run(&["search", "needles[all]"]).code(1);
    assert_eq!(ws.ids("\"methods in bogs\"[body]"), ["10.55555/a"]);
    ws.run(&["search", "\"bogs we walked\"[body]"]).code(1);
    let heading = &ws.json("search", &["search", "bogs"])["hits"][0]["snippets"][0];
    assert_eq!(
        (heading["field"].as_str(), heading["html"].as_str()),
        (Some("body"), Some("Methods in <mark>bogs</mark>"))
    );
    let answer = ws.json("search", &["search", "needles"]);
    let snippet = &answer["hits"][0]["snippets"][0];
    assert_eq!((snippet["field"].as_str(), snippet["label"].as_str()), (Some("body"), Some("Methods in bogs")));
    let shown = ws.run(&["show", "10.55555/a"]).code(0).stdout;
    assert!(shown.contains("Full text") && !shown.contains("walked"), "{shown}");
    ws.run(&["index", "a.xml", "--recreate", "--no-full-text"]).code(0);
    ws.run(&["search", "needles"]).code(1);
}

#[test]
fn a_list_of_ids_is_looked_up() {
    let ws = Workspace::with_samples();
    ws.file("ids.txt", "99000001\n10.55555/none\n\npmid:99000002\n");
    let ran = ws.run(&["show", "--ids-from", "ids.txt", "--format", "ids"]).code(0);
    assert_eq!(ran.stdout, "99000001\n99000002\n");
    assert!(ran.stderr.contains("10.55555/none: no record of that id"), "{}", ran.stderr);
    let index = ws.run(&["index", "ids.txt"]).code(2);
    assert!(index.stderr.contains("a list of ids without records"), "{}", index.stderr);
}

/// Entries of a file as another program's grammar counts them: lines that begin so.
fn marks(text: &str, mark: &str) -> u64 {
    text.lines().filter(|line| line.trim_start_matches(['\u{feff}', ' ']).starts_with(mark)).count() as u64
}

/// Prints the table of formats over the real files beside the project, and holds the counts against simpler ones.
#[test]
fn every_real_file_is_read_or_rejected_with_a_reason() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/formats");
    if !dir.exists() {
        println!("skipped: {} is not there", dir.display());
        return;
    }
    let mut table: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for path in files(&dir) {
        let (mut records, mut rejected, mut format) = (0, 0, None);
        let file = fs::File::open(&path).unwrap();
        let opened = medlar::formats::open::<std::convert::Infallible>(file, None, &mut |opened| {
            match opened {
                Ok(opened) => {
                    format = Some(opened.format.name());
                    for entry in medlar::formats::read(opened.format, opened.input) {
                        match entry.unwrap().item {
                            medlar::formats::Item::Rejection(reason) => {
                                rejected += 1;
                                *reasons.entry(reason).or_default() += 1;
                            }
                            _ => records += 1,
                        }
                    }
                }
                Err((_, error)) => {
                    let reason = error.to_string();
                    *reasons.entry(reason.split(':').next().unwrap().to_owned()).or_default() += 1;
                }
            }
            Ok(())
        });
        let Ok(()) = opened;
        let row = table.entry(format.unwrap_or("rejected").to_owned()).or_default();
        *row = [row[0] + 1, row[1] + records, row[2] + rejected];
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        let total = records + rejected;
        let name = path.display();
        match format {
            Some("ris") if !text.contains("TY  - BOOK\nTY") && marks(&text, "TY  - ") > 0 => {
                assert_eq!(total, marks(&text, "TY  - "), "{name}")
            }
            Some("endnote-xml") => assert_eq!(total, text.matches("</record>").count() as u64, "{name}"),
            Some("jats") => assert_eq!(total, text.matches("</article>").count() as u64, "{name}"),
            Some("mods") => assert_eq!(
                total,
                text.matches("</mods>").count() as u64 + text.matches("<mods/>").count() as u64,
                "{name}"
            ),
            Some("bioc-xml") => assert_eq!(total, text.matches("</document>").count() as u64, "{name}"),
            Some("pubtator") => {
                assert_eq!(total, text.lines().filter(|line| line.contains("|t|")).count() as u64, "{name}")
            }
            Some("isi") => assert_eq!(total, marks(&text, "PT "), "{name}"),
            Some("ovid") => {
                let numbers = text.lines().filter(|l| l.trim().starts_with('<') && l.trim().ends_with('>')).count();
                // Without numbers a record begins as the first one did.
                assert_eq!(total, if numbers > 0 { numbers as u64 } else { marks(&text, "Score") }, "{name}");
            }
            Some("europepmc-json") => assert_eq!((records, rejected), (1, 0), "{name}"),
            _ => {}
        }
    }
    println!("{:<16} {:>6} {:>8} {:>10}", "format", "files", "records", "rejections");
    for (format, [files, records, rejected]) in &table {
        println!("{format:<16} {files:>6} {records:>8} {rejected:>10}");
    }
    for (reason, count) in &reasons {
        println!("{count:>4}  {reason}");
    }
    assert_eq!(table["europepmc-json"][0], 200);
    assert!(table["ris"][1] >= 120 && table["bibtex"][1] >= 320 && table["endnote-xml"][1] >= 149, "{table:?}");
}
