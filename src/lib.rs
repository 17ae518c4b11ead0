//! Medlar: a search engine for biomedical literature that runs on your own machine.
//!
//! Files in, answers out, one way: [`formats`] read files into [`record`]s, [`ingest`] writes them to an [`index`],
//! [`search`] answers a [`query`] from it, [`export`] writes records out, [`eval`] measures how well
//! answers are ranked; [`analysis`] turns text into tokens for all of
//! them and [`schema`] is the one table of fields. [`output`] and [`cli`] are the program. `docs/ARCHITECTURE.md` draws it.
//!
//! ```
//! use medlar::index::Index;
//! use medlar::ingest::{self, Options};
//! use medlar::search::{Request, search};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let index = Index::in_memory()?;
//! let files = ingest::discover(&["samples".into()])?;
//! ingest::run(&index, &files, &Options::default(), &mut (), &Default::default())?;
//!
//! let today = jiff::civil::date(2026, 1, 1);
//! let answer = search(&index.reader()?, &Request::new("PD-L1 resistance", today))?;
//! assert_eq!(answer.total, 11);
//! assert!(answer.hits[0].snippets[0].html.contains("<mark>"));
//! # Ok(())
//! # }
//! ```

pub mod analysis;
mod asking;
pub mod cli;
pub mod eval;
pub mod export;
pub mod formats;
pub mod graph;
pub mod index;
pub mod ingest;
mod lexicon;
pub mod output;
pub mod query;
pub mod record;
pub mod schema;
pub mod search;
pub mod strategy;
pub mod vocab;
mod window;
