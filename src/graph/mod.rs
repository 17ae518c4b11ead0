//! What cites what. Links are joins of keys ([`crate::record::LinkMethod`]), found in the index when they are asked for:
//! nothing is stored that could fall behind the records.

mod chase;
mod counts;
mod links;
mod mention;
mod missing;

pub use chase::{Chase, Chased, Direction, Step, chase};
pub use counts::{CitedCounts, cited_counts};
pub use links::{Citing, Links, Resolved};
pub use mention::Mention;
pub use missing::{MissingWork, missing_works};
