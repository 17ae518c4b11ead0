//! Search strategies: a file of numbered lines, run line by line, with a report that a systematic review can print.
//!
//! A line is a query ([`read`]); `#n` in it stands for line n ([`lines`]). Each is run as `medlar search --match all` runs it ([`run()`]).
//! For records that must be found, the lines and clauses that lose them are told ([`known`]). The report ([`report`]) is the
//! serialised form of `medlar strategy --json` (`schema/strategy.schema.json`).

mod known;
mod lines;
mod read;
mod report;
mod run;

pub use lines::{Line, Strategy, StrategyError};
pub use report::{Change, Count, IndexState, KnownRecords, Limits, LineReport, Lost, Missed, Report};
pub use run::{Options, run};
