//! What the vocabulary holds, as a person reads it. The serialised form of [`Answer`] is `medlar vocab … --json`
//! (`schema/vocab.schema.json`).

use super::printer::Printer;
use super::sanitize::sanitize;
use crate::vocab::{Added, Origin, Vocabulary};
use serde::Serialize;
use std::io;

/// What a vocabulary holds, and what was added to it now.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Its hash; none where there is no vocabulary.
    pub hash: Option<String>,
    /// Headings and publication types.
    pub descriptors: u64,
    /// Subheadings.
    pub qualifiers: u64,
    /// Supplementary concepts.
    pub supplementary: u64,
    /// Journals.
    pub journals: u64,
    /// Names by which any of these is known.
    pub names: u64,
    /// The files of which it was made.
    pub origins: Vec<Origin>,
    /// What was added now.
    pub added: Vec<Added>,
}

impl Answer {
    /// The answer about `vocabulary`.
    #[must_use]
    pub fn of(vocabulary: Option<&Vocabulary>, added: &[Added]) -> Self {
        let contents = vocabulary.map(|vocabulary| vocabulary.contents().clone()).unwrap_or_default();
        Self {
            hash: vocabulary.map(Vocabulary::hash),
            descriptors: contents.descriptors,
            qualifiers: contents.qualifiers,
            supplementary: contents.supplementary,
            journals: contents.journals,
            names: contents.names,
            origins: contents.origins,
            added: added.to_vec(),
        }
    }
}

/// Prints it.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(answer: &Answer, printer: &mut Printer) -> io::Result<()> {
    for file in &answer.added {
        let rejected = if file.rejected > 0 { format!(", {} rejected", file.rejected) } else { String::new() };
        let what = if file.format == "mesh-trees" { "places in the tree" } else { "entries" };
        printer.line(&format!("{}: {}, {} {what}{rejected}", sanitize(&file.file), file.format, file.taken))?;
    }
    let Some(hash) = &answer.hash else {
        return printer.line("No vocabulary: add MeSH and journals with `medlar vocab add FILE…`.");
    };
    let rows = [
        ("descriptors", answer.descriptors),
        ("qualifiers", answer.qualifiers),
        ("supplementary", answer.supplementary),
        ("journals", answer.journals),
        ("names", answer.names),
    ];
    for (name, count) in rows {
        printer.line(&format!("{name:<14}{count}"))?;
    }
    printer.line(&format!("{:<14}{hash}", "hash"))?;
    for origin in &answer.origins {
        let year = origin.year.map(|year| format!(", {year}")).unwrap_or_default();
        let line = format!("{:<14}{} ({}{year}, hash {})", "from", sanitize(&origin.file), origin.format, origin.hash);
        printer.line(&line)?;
    }
    Ok(())
}
