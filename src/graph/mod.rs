//! What cites what. Links are joins of keys ([`crate::record::LinkMethod`]), found in the index when they are asked for:
//! nothing is stored that could fall behind the records.

mod counts;
mod links;

pub use counts::{CitedCounts, cited_counts};
pub use links::{Citing, Links, Resolved};
