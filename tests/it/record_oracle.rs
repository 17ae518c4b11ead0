//! What readers make of real files against what Python's own XML parser finds in them, fact by fact.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the script says of the records of `file` as `format`; `None` where there is no Python.
fn compared(format: &str, file: &Path) -> Option<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/records.py");
    let mut medlar = Command::new(env!("CARGO_BIN_EXE_medlar"))
        .args(["convert", "--to", "jsonl"])
        .arg(file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let records = medlar.stdout.take().unwrap();
    let outside = Command::new("python3").arg(script).arg(format).arg(file).stdin(records).output();
    assert!(medlar.wait().unwrap().success());
    let Ok(outside) = outside else {
        println!("skipped: no python3");
        return None;
    };
    assert!(outside.status.success(), "{}", String::from_utf8_lossy(&outside.stderr));
    Some(String::from_utf8(outside.stdout).unwrap())
}

/// Prints what was compared; a second line is a difference.
fn assert_same(format: &str, files: &[PathBuf]) {
    for file in files {
        let Some(said) = compared(format, file) else { return };
        print!("{}: {said}", file.display());
        assert_eq!(said.lines().count(), 1);
    }
}

#[test]
#[ignore = "reads all real files: cargo test --release --test it record_oracle -- --ignored --nocapture"]
fn records_say_what_the_files_say() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.exists() {
        println!("skipped: no {} beside the project", data.display());
        return;
    }
    let names = ["pubmed20n0014.xml.gz", "pubmed21n1298-part.xml.gz"];
    assert_same("pubmed", &names.map(|name| data.join("pubmed").join(name)));

    let unpacked = tempfile::tempdir().unwrap();
    let articles = std::fs::File::open(data.join("jats/dev-jats-ccby-200.tar.gz")).unwrap();
    tar::Archive::new(flate2::read::GzDecoder::new(articles)).unpack(unpacked.path()).unwrap();
    let files: Vec<PathBuf> = walkdir::WalkDir::new(unpacked.path())
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .collect();
    assert!(!files.is_empty());
    assert_same("jats", &files);
}
