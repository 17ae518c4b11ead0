//! Other programs' readers take our exports: rispy, bibtexparser, pybtex, Biopython, lxml with NLM's DTD.
//!
//! They live in a Python environment below the target directory that the test makes once; where it cannot be made, the
//! test says so and passes.

use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the readers are called at the package index, with the versions that the script was written for.
const READERS: [&str; 5] = ["rispy==0.10.0", "bibtexparser==2.1.0", "pybtex==0.26.1", "biopython==1.88", "lxml==6.1.3"];

/// The Python that has the readers; says why where there is none.
fn python() -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readers");
    let python = dir.join("bin/python");
    let done = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    let has_all =
        |python: &Path| done(Command::new(python).args(["-c", "import rispy, bibtexparser, pybtex, Bio, lxml"]));
    if has_all(&python) {
        return Some(python);
    }
    let install = ["-m", "pip", "install", "--quiet", "--timeout", "15", "--retries", "1"];
    let made = done(Command::new("python3").args(["-m", "venv"]).arg(&dir))
        && done(Command::new(&python).args(install).args(READERS))
        && has_all(&python);
    if !made {
        println!("skipped: no Python environment with {} could be made", READERS.join(", "));
    }
    made.then_some(python)
}

/// Exports what a query finds in the workspace's index in every format, with its score and snippets where the format has a
/// place for them and they are wanted, and has the readers compare.
fn assert_readers_agree(ws: &Workspace, query: &str, with_findings: bool) {
    let Some(python) = python() else { return };
    for extension in ["jsonl", "nbib", "ris", "bib", "xml", "csv"] {
        let path = ws.path(&format!("export.{extension}"));
        let with: &[&str] = if with_findings && extension != "xml" { &["--with", "score,snippets"] } else { &[] };
        ws.run(&[&["export", query, "--quiet", "-o", path.to_str().unwrap()], with].concat()).code(0);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(python);
    command.arg(root.join("tests/oracle/independent_readers.py")).arg(ws.path(""));
    let dtds = root.join("../shared/data/dtd");
    match std::fs::read_dir(&dtds) {
        Ok(entries) => drop(command.args(entries.map(|entry| entry.unwrap().path()))),
        Err(_) => println!("skipped: no {} beside the project", dtds.display()),
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn other_programs_read_the_samples() {
    let ws = Workspace::with_samples();
    assert_readers_agree(&ws, "*", false);
    assert_readers_agree(&ws, "tumour immune resistance", true);
}

#[test]
#[ignore = "long: a whole update file"]
fn other_programs_read_real_records() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/pubmed/pubmed21n1298-part.xml.gz");
    if !data.exists() {
        return println!("skipped: no {} beside the project", data.display());
    }
    let ws = Workspace::new();
    ws.run(&["index", data.to_str().unwrap()]).code(0);
    assert_readers_agree(&ws, "*", false);
    assert_readers_agree(&ws, "patients", true);
}
