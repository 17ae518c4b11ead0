//! From paths to commits: find the files, read them in parallel, write their records in order, commit, report.
//!
//! Files are read by several workers at once, each file by one; their entries are written in the natural order of the
//! files' names, so that of two versions of a record the later one stays, whatever the number of workers. Memory is bounded:
//! a worker waits once it is some batches ahead of the writing.

mod checksum;
mod coming;
mod convert;
mod pipeline;
mod queue;
mod run;
mod sources;
mod summary;

pub use convert::{Conversion, convert};
pub use run::{IngestError, Options, Progress, run};
pub use sources::{Input, SourceError, discover};
pub use summary::{Files, Records, Rejection, Summary};
