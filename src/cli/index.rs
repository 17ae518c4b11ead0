//! `medlar index`.

use super::args::{Global, IndexArgs};
use super::exit::Exit;
use super::setup;
use crate::formats::Format;
use crate::graph;
use crate::index::{Index, IndexError};
use crate::ingest::{self, Options};
use crate::output::{Printer, summary};
use anyhow::{Result, bail};
use std::path::Path;
use std::time::Instant;

pub(super) fn run(args: &IndexArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let inputs = ingest::discover(&args.paths)?;
    if inputs.is_empty() {
        bail!("{}", setup::no_records(&args.paths));
    }
    let dir = setup::index_dir(global)?;
    let index = if args.dry_run { Index::in_memory()? } else { open(&dir, args.recreate)? };
    let options = Options {
        format: args.format.as_deref().and_then(Format::from_name),
        memory: args.memory,
        strict: args.strict,
        no_full_text: args.no_full_text,
        dry_run: args.dry_run,
        recreate: args.recreate,
        commit_every: args.commit_every,
        ..setup::options(args.jobs)
    };
    let began = Instant::now();
    let mut result = setup::ingest(&index, &inputs, &options, printer)?;
    if result.found_records() && !args.dry_run {
        if args.merge_duplicates {
            merge_duplicates(&index, printer)?;
        }
        setup::keep_derived(&index, false, options.jobs, printer);
        (result.index_bytes, result.seconds) = (index.bytes(), began.elapsed().as_secs_f64());
    }
    if !result.found_records() && !args.dry_run {
        drop(index);
        // An index that was made for nothing would hide from the next search that there is none.
        Index::remove_unused(&dir)?;
        if !Index::is_at(&dir) {
            result.index_bytes = 0;
        }
    }
    if global.json {
        printer.json(&result)?;
    } else if !global.quiet {
        summary::print(&result, &dir, args.dry_run, printer)?;
    }
    if !result.found_records() {
        bail!("{}", setup::no_records(&args.paths));
    }
    Ok(if result.has_rejections() { Exit::Rejections } else { Exit::Done })
}

fn merge_duplicates(index: &Index, printer: &mut Printer) -> Result<()> {
    let merged = graph::merge_duplicates(index)?;
    let (duplicates, richer) =
        if merged == 1 { ("duplicate", "its richer record") } else { ("duplicates", "their richer records") };
    printer.warn(&format!("{merged} {duplicates} merged into {richer}, which remember the other ids"));
    Ok(())
}

/// Opens the index, or makes one. One of another version, or one that cannot be read, gives way only where it is to be
/// made anew; a sound one stays until the new one is committed.
fn open(dir: &Path, recreate: bool) -> Result<Index> {
    let opened = Index::open_or_create(dir);
    if !recreate {
        return Ok(opened?);
    }
    match opened.and_then(|index| index.manifest().and(index.reader()).map(|_| index)) {
        Err(IndexError::Foreign(_) | IndexError::Locked { .. }) | Ok(_) => Ok(Index::open_or_create(dir)?),
        Err(_) => Ok(Index::replace(dir)?),
    }
}
