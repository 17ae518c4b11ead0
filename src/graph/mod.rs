//! What cites what. Links are joins of keys ([`crate::record::LinkMethod`]), found in the index when they are asked for:
//! nothing is stored that could fall behind the records (counts of them are kept for the very segments of which they were
//! made). Also what is like what, and what is the same ([`similar()`], [`duplicates()`]).

mod candidates;
mod chase;
mod counts;
mod duplicates;
mod likest;
mod links;
mod mention;
mod merge;
mod missing;
mod similar;

pub use chase::{Chase, Chased, Direction, Step, chase};
pub use counts::{CitedCounts, cited_counts, keep_cited_counts};
pub use duplicates::{DuplicateGroup, DuplicateRecord, Duplicates, Reason as DuplicateReason, Relation, duplicates};
pub use links::{Citing, Links, Resolved};
pub use mention::Mention;
pub use merge::merge_duplicates;
pub use missing::{MissingWork, missing_works};
pub use similar::{Model, STRONGEST_TERMS, Similar, similar, similar_records};
