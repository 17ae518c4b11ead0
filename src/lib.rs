//! Medlar: a search engine for biomedical literature that runs on your own machine.
//!
//! Files in, answers out, one way: [`formats`] read files into [`record`]s, [`ingest`] writes them to an [`index`],
//! [`search`] answers a [`query`] from it, [`export`] writes records out; [`analysis`] turns text into tokens for all of
//! them and [`schema`] is the one table of fields. [`output`] and [`cli`] are the program. `docs/ARCHITECTURE.md` draws it.

pub mod analysis;
pub mod cli;
pub mod export;
pub mod formats;
pub mod index;
pub mod ingest;
pub mod output;
pub mod query;
pub mod record;
pub mod schema;
pub mod search;
