//! The index on disk: create, open, version, lock, write, commit, read.
//!
//! An index is a directory:
//!
//! | file | what | written |
//! |---|---|---|
//! | `medlar.json` | the version of the form of everything else ([`layout`]) | once, at creation |
//! | `lock` | who writes; locked by the operating system while a writer lives ([`lock`]) | by each writer |
//! | `records/` | Tantivy's files: postings, columns, stored records; `meta.json` names the current ones ([`directory`]) | at each commit |
//! | `manifest-N.json` | the files taken so far ([`manifest`]) | at each commit |
//! | `cited` | how often each record is cited ([`tally`]) | at the end of a run |
//! | `words/` | the words of each segment, and of each record ([`words`]) | at the end of a run |
//! | `vocabulary` | MeSH and journals, where they were added ([`crate::vocab`]) | whole, by renaming, at each `vocab add` |
//!
//! A commit is the renaming of `records/meta.json`: it names Tantivy's segments and, in its payload, the manifest that
//! belongs to them. Whatever else lies there after a crash is not named and is removed by the next writer. Everything is
//! flushed to the disk before the renaming. Every file carries a checksum ([`seal`], [`directory`]), and [`check()`] verifies
//! them all.

mod check;
mod columns;
mod delete;
mod directory;
mod document;
mod error;
mod fetched;
mod files;
mod known_words;
mod layout;
mod lock;
mod manifest;
mod merging;
mod optimize;
mod outdated;
mod reader;
mod seal;
mod segment;
mod series;
mod snapshot;
mod streamed;
mod tally;
mod tantivy_schema;
mod threads;
mod uncommitted;
mod value_keys;
mod vocabulary;
mod words;
mod writer;

pub use check::{Check, Problem, check};
pub use columns::Columns;
pub use delete::{Deletion, delete};
pub use document::field_text;
pub use document::{DocumentMaker, Prepared};
pub use error::IndexError;
pub use known_words::{AskedWord, Frequency, KnownWord};
pub use layout::Index;
pub use manifest::{Damage, Manifest, TakenFile};
pub use optimize::{MergePlan, Optimizer};
pub use reader::{Reader, Stored};
pub use tally::Tally;
pub use writer::{Outcome, Writer};
