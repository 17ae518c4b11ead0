//! Everything that is printed, and how: data to standard output, all else to standard error, through one [`Printer`].
//!
//! Text of strangers is made harmless before a terminal shows it ([`sanitize`]); colour and width are used on a terminal
//! alone. The shapes of what is printed for people are pinned by snapshots; those for programs by the schemas.

pub mod chase;
pub mod check;
pub mod citations;
pub mod delete;
pub mod duplicates;
pub mod eval;
pub mod explain;
pub mod facets;
pub mod fields;
mod file;
pub mod hits;
pub mod matches;
pub mod optimize;
mod printer;
mod progress;
pub mod record;
pub mod related;
mod sanitize;
pub mod score;
pub mod similar;
pub mod stats;
pub mod strategy;
mod styled;
pub mod summary;
pub mod vocab;

pub use file::FileOutput;
pub use printer::Printer;
pub use progress::IngestProgress;

/// So many of what a `noun` names: `1 record`, `2 records`.
#[must_use]
pub fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
