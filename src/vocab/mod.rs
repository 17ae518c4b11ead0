//!
//! NLM's files in ([`read`]), one compact file out ([`Builder`]), which lies in the index directory and is read lazily
//! ([`Vocabulary`]): a search looks up the names that its query holds and nothing else. Where the file lies, and that it is
//! replaced whole, is the business of [`crate::index`]; what a heading means in a query, that of [`crate::query`].

mod add;
mod build;
mod concept;
pub mod read;
mod table;
mod vocabulary;

pub use add::{AddError, Added, add_file};
pub use build::Builder;
pub use concept::{Concept, Kind, natural_order};
pub use vocabulary::{Contents, Origin, Vocabulary, VocabularyError};
