//! A small language for these tests: a temporary directory, files in it, and the real program run on them.

use flate2::Compression;
use flate2::write::GzEncoder;
use medlar::index::Index;
use medlar::record::{Pmid, Record};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What the environment could do to colours, to the width of help and to the place of the index.
const UNWANTED: [&str; 8] =
    ["MEDLAR_INDEX", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "LINES", "CI"];

/// A directory of its own for one test, with an index directory that does not exist yet.
pub struct Workspace {
    dir: tempfile::TempDir,
}

/// What a run of the program left behind.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The samples of the project.
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

impl Workspace {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A workspace whose index holds the samples.
    pub fn with_samples() -> Self {
        let ws = Self::new();
        ws.run(&["index", samples().to_str().unwrap()]).code(0);
        ws
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file, and the directories above it.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Writes a gzip file of one member.
    pub fn gzip(&self, name: &str, text: &str) -> &Self {
        self.file(name, gzip(text))
    }

    /// Names in a directory, sorted; empty where there is none.
    pub fn names(&self, dir: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(dir)).into_iter().flatten();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program as it is, in the directory of this workspace and without settings from outside.
    pub fn bare_command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_medlar"));
        command.args(args).current_dir(self.dir.path());
        for name in UNWANTED {
            command.env_remove(name);
        }
        command
    }

    /// The program with the index of this workspace, unless the arguments name another.
    pub fn command(&self, args: &[&str]) -> Command {
        let index = self.path("ix");
        let index = ["--index", index.to_str().unwrap()];
        let named = args.contains(&"--index");
        self.bare_command(&[if named { &[][..] } else { &index[..] }, args].concat())
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with_input(args, b"")
    }

    pub fn run_with_input(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that does not read its input closes it early.
        let _ = child.stdin.take().unwrap().write_all(input);
        self.ran(child.wait_with_output().unwrap())
    }

    /// What a process left behind, with this workspace's directory as `[DIR]`.
    pub fn ran(&self, output: std::process::Output) -> Ran {
        let text =
            |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(self.dir.path().to_str().unwrap(), "[DIR]");
        Ran { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Runs the program and ends it when it takes longer than `limit`: `None` then.
    pub fn run_within(&self, limit: Duration, args: &[&str]) -> Option<Ran> {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let end = Instant::now() + limit;
        while child.try_wait().unwrap().is_none() {
            if Instant::now() > end {
                child.kill().unwrap();
                child.wait().unwrap();
                return None;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(self.ran(child.wait_with_output().unwrap()))
    }

    /// Runs a command with `--json`, checks the answer against its schema and returns it.
    pub fn json(&self, schema: &str, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["--json"]].concat());
        let value: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}", ran.all()));
        assert_valid(schema, &value);
        value
    }

    /// The ids that a query finds, sorted.
    pub fn ids(&self, query: &str) -> Vec<String> {
        let ran = self.run(&["search", query, "--ids", "-n", "1000"]);
        let mut ids: Vec<String> = ran.stdout.lines().map(str::to_owned).collect();
        ids.sort();
        ids
    }
}

impl Ran {
    /// Asserts the exit code.
    #[track_caller]
    pub fn code(self, expected: i32) -> Self {
        assert_eq!(self.code, expected, "{}", self.all());
        self
    }

    /// Asserts a failure with one line to say, and gives that line.
    #[track_caller]
    pub fn error_line(self) -> String {
        let ran = self.code(2);
        assert_eq!(ran.stderr.matches('\n').count(), 1, "{}", ran.all());
        assert!(ran.stderr.starts_with("error: ") && ran.stdout.is_empty(), "{}", ran.all());
        ran.stderr
    }

    pub fn all(&self) -> String {
        format!("exit {}\nstdout:\n{}\nstderr:\n{}", self.code, self.stdout, self.stderr)
    }
}

/// Writes records `(pmid, title)` into the index of a workspace, each group a part of its own, and merges nothing.
pub fn in_parts(ws: &Workspace, groups: &[&[(u32, &str)]]) {
    let index = Index::open_or_create(&ws.path("ix")).unwrap();
    let maker = index.document_maker().unwrap();
    for group in groups {
        let mut writer = index.writer(1, 32 << 20).unwrap();
        for (pmid, title) in *group {
            let (pmid, title) = (Pmid::parse(&pmid.to_string()), (*title).to_owned());
            writer.put(maker.prepare(Record { pmid, title, ..Record::default() }).unwrap()).unwrap();
        }
        writer.commit().unwrap();
    }
    index.keep_words(1).unwrap();
}

/// Asserts that `value` is as `schema/NAME.schema.json` says.
#[track_caller]
pub fn assert_valid(schema: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(format!("{schema}.schema.json"));
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Text as one member of gzip.
pub fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// `count` records of Medlar's own, each about a kilobyte long and about `needle`.
pub fn many(count: usize) -> String {
    let record = |n| {
        let text = format!("needle and thread {n} ").repeat(50);
        serde_json::json!({ "id": format!("r{n}"), "title": format!("needle {n}"), "abstract": [{ "text": text }] })
    };
    (0..count).map(|n| format!("{}\n", record(n))).collect()
}

/// PubMed XML of one article for each `(pmid, title)`.
pub fn xml(articles: &[(u32, &str)]) -> String {
    let article = |(pmid, title): &(u32, &str)| {
        format!(
            "<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><Journal><JournalIssue><PubDate><Year>2020</Year>\
             </PubDate></JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle></Article><MedlineJournalInfo>\
             <MedlineTA>J Fict</MedlineTA></MedlineJournalInfo></MedlineCitation></PubmedArticle>\n"
        )
    };
    let body: String = articles.iter().map(article).collect();
    format!("<?xml version=\"1.0\"?>\n<PubmedArticleSet>\n{body}</PubmedArticleSet>\n")
}
