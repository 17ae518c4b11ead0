//! What several commands need before they can begin: colour, the index's place, an index of files, interruption.

use super::args::{ColorWhen, Global};
use crate::graph::keep_cited_counts;
use crate::index::Index;
use crate::ingest::{self, Input, Options, Summary};
use crate::output::{IngestProgress, Printer};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Whether a run is under way that looks at [`STOP`].
static INGESTING: AtomicBool = AtomicBool::new(false);

/// Settles for the whole process when colour is used. `NO_COLOR` is respected unless colour is asked for.
pub(super) fn colour(when: ColorWhen) {
    let choice = match when {
        ColorWhen::Auto => anstream::ColorChoice::Auto,
        ColorWhen::Always => anstream::ColorChoice::Always,
        ColorWhen::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// The directory of the index: `--index`, else `MEDLAR_INDEX`, else the platform's data directory.
pub(super) fn index_dir(global: &Global) -> Result<PathBuf> {
    match &global.index {
        Some(dir) if !dir.as_os_str().is_empty() => return Ok(dir.clone()),
        // An empty variable is none; an empty argument is a variable of a script that was not set.
        Some(_) if std::env::var_os("MEDLAR_INDEX").is_none_or(|dir| !dir.is_empty()) => {
            bail!("--index names no directory: it is empty")
        }
        _ => {}
    }
    let dirs = directories::ProjectDirs::from("", "", "medlar");
    let dirs = dirs.context("no home directory to keep an index in; name a directory with --index")?;
    Ok(dirs.data_dir().join("index"))
}

/// The index that a command reads: the one on disk, or one in memory made of `from`.
pub(super) fn index_to_read(from: &[PathBuf], global: &Global, printer: &mut Printer) -> Result<Index> {
    Ok(index_and_rejections(from, global, printer)?.0)
}

/// The same, and whether something in `from` was rejected.
pub(super) fn index_and_rejections(from: &[PathBuf], global: &Global, printer: &mut Printer) -> Result<(Index, bool)> {
    if from.is_empty() {
        return Ok((Index::open(&index_dir(global)?)?, false));
    }
    let inputs = ingest::discover(from)?;
    // Files are searched with the vocabulary of the index, where there is one.
    let vocabulary = index_dir(global).ok().map(|dir| Index::vocabulary_in(&dir)).transpose()?.flatten();
    let index = Index::in_memory()?.with_vocabulary(vocabulary);
    let summary = ingest(&index, &inputs, &options(None), printer)?;
    if !summary.found_records() {
        bail!("{}", no_records(from));
    }
    Ok((index, summary.has_rejections()))
}

/// The message for input in which there is nothing.
pub(super) fn no_records(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    format!("{}: no record found", names.join(", "))
}

/// How many processors there are.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Options of a run with the usual settings.
pub(super) fn options(jobs: Option<u16>) -> Options {
    Options { jobs: jobs.map_or_else(cores, usize::from), memory: 128 << 20, ..Options::default() }
}

/// Runs an ingest with progress on the terminal; an interruption ends it at the next record.
pub(super) fn ingest(index: &Index, inputs: &[Input], options: &Options, printer: &mut Printer) -> Result<Summary> {
    // A second handler is refused and not needed.
    let _ = ctrlc::set_handler(|| {
        // The second time, and wherever nobody looks at the flag, the program ends as it is: commits are whole or not there.
        if STOP.swap(true, Ordering::Relaxed) || !INGESTING.load(Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    INGESTING.store(true, Ordering::Relaxed);
    let mut progress = IngestProgress::new(printer);
    let summary = ingest::run(index, inputs, options, &mut progress, &STOP);
    INGESTING.store(false, Ordering::Relaxed);
    progress.finish();
    Ok(summary?)
}

/// A query as given; `-` reads it from standard input, for one that is longer than an argument may be.
pub(super) fn query(given: &str) -> Result<String, String> {
    if given != "-" {
        return Ok(given.to_owned());
    }
    let query = std::io::read_to_string(std::io::stdin()).map_err(|error| format!("standard input: {error}"))?;
    Ok(query.trim_end_matches(['\n', '\r']).to_owned())
}

/// Reads a number from 1 on.
pub(super) fn count(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| format!("{text:?} is no number from 1 on"))
}

/// Reads `256M`, `1G`, `500000`.
pub(super) fn size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_lowercase().trim_end_matches('b').trim_end_matches('i') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        _ => return Err(format!("{text:?} is no size: give for example 256M or 1G")),
    };
    let number: usize = digits.parse().map_err(|_| format!("{text:?} is no size: give for example 256M or 1G"))?;
    number.checked_mul(1 << shift).ok_or_else(|| format!("{text:?} is more than this machine can address"))
}

/// Keeps with the index what searches would else look up again: where words stand, and, where that is worth it, how often each record
/// is cited. Without it they are slower and give the same, so that a failure is no more than worth a warning.
pub(super) fn keep_derived(index: &Index, whole: bool, jobs: usize, printer: &mut Printer) {
    if let Err(error) = index.keep_words(jobs) {
        printer.warn(&format!(
            "the files by which searches find words faster were not written, and searches go without them: {error}"
        ));
    }
    if let Err(error) = keep_cited_counts(index, whole) {
        printer.warn(&format!("how often records are cited is not kept with the index: {error}"));
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        for (text, bytes) in [("1024", 1024), ("1k", 1024), ("256M", 256 << 20), ("2GiB", 2 << 30), ("1GB", 1 << 30)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        assert!(size("x").is_err() && size("1T").is_err() && size("").is_err());
    }
}
