//! `medlar vocab`.

use super::args::Global;
use super::exit::Exit;
use super::setup;
use crate::index::Index;
use crate::output::{Printer, vocab as output};
use crate::vocab::{Added, Builder, Kind, add_file};
use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct VocabArgs {
    #[command(subcommand)]
    command: VocabCommand,
}

#[derive(Debug, Subcommand)]
enum VocabCommand {
    /// Add files of NLM: MeSH (XML, ASCII, tree file), supplementary concepts, journal lists; the format is told from the content
    Add {
        /// The files, plain or compressed; those added together complete one another
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
    },
    /// Say what the vocabulary holds, and of which files it was made
    List,
    /// Forget a part of the vocabulary, or all of it
    Remove {
        /// What to forget
        #[arg(required = true, value_name = "WHAT")]
        what: Vec<What>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Everything
    All,
    /// Descriptors, qualifiers and supplementary concepts
    Mesh,
    /// Headings and publication types
    Descriptors,
    /// Subheadings
    Qualifiers,
    /// Supplementary concepts
    Supplementary,
    /// Journals
    Journals,
}

impl What {
    fn kinds(self) -> &'static [Kind] {
        match self {
            Self::All => &Kind::ALL,
            Self::Mesh => &[Kind::Descriptor, Kind::Qualifier, Kind::Supplementary],
            Self::Descriptors => &[Kind::Descriptor],
            Self::Qualifiers => &[Kind::Qualifier],
            Self::Supplementary => &[Kind::Supplementary],
            Self::Journals => &[Kind::Journal],
        }
    }
}

pub(super) fn run(args: &VocabArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let dir = setup::index_dir(global)?;
    match &args.command {
        VocabCommand::Add { files } => add(files, &dir, global, printer),
        VocabCommand::List => list(&[], &dir, global, printer),
        VocabCommand::Remove { what } => remove(what, &dir, global, printer),
    }
}

fn add(files: &[PathBuf], dir: &Path, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let mut builder = builder(dir)?;
    let mut added = Vec::with_capacity(files.len());
    for path in files {
        let mut reject = |rejection: &crate::vocab::read::Rejection| {
            let (line, record) = (rejection.line, rejection.record);
            printer.error(&format!("{}:{line}: record {record}: {}", path.display(), rejection.reason));
        };
        added.push(add_file(&mut builder, path, &mut reject)?);
    }
    Index::open_or_create(dir)?.set_vocabulary(Some(&builder.finish()))?;
    list(&added, dir, global, printer)?;
    Ok(if added.iter().any(|file| file.rejected > 0) { Exit::Rejections } else { Exit::Done })
}

fn builder(dir: &Path) -> Result<Builder> {
    let there = Index::vocabulary_in(dir)?;
    Ok(there.map_or_else(Builder::new, |vocabulary| Builder::from_vocabulary(&vocabulary)))
}

fn remove(what: &[What], dir: &Path, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let index = Index::open(dir)?;
    if what.contains(&What::All) {
        // Also one that cannot be read.
        index.set_vocabulary(None)?;
    } else {
        let mut builder = builder(dir)?;
        what.iter().flat_map(|what| what.kinds()).for_each(|kind| builder.remove(*kind));
        let bytes = (!builder.is_empty()).then(|| builder.finish());
        index.set_vocabulary(bytes.as_deref())?;
    }
    list(&[], dir, global, printer)?;
    Ok(Exit::Done)
}

/// Says what there is now. Without a vocabulary there is nothing found.
fn list(added: &[Added], dir: &Path, global: &Global, printer: &mut Printer) -> Result<Exit> {
    if !Index::exists(dir) {
        Index::open(dir)?;
    }
    let vocabulary = Index::vocabulary_in(dir)?;
    let answer = output::Answer::of(vocabulary.as_deref(), added);
    if global.json {
        printer.json(&answer)?;
    } else if !global.quiet || added.is_empty() {
        output::print(&answer, printer)?;
    }
    Ok(Exit::found(vocabulary.is_some()))
}
