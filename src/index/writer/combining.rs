//! What becomes of a record of a work that the index has from another source: both are put together
//! ([`crate::record::combine`]), so that neither order of reading loses anything.

use super::{Known, Outcome, Writer};
use crate::index::IndexError;
use crate::index::document::Prepared;
use crate::record::{Identity, Precedence, Record, combine};
use std::path::PathBuf;

impl Writer {
    /// What a record and those that it takes the place of say together: an earlier version of it from another source, and
    /// records of the same work under weaker identities.
    pub(super) fn with_earlier(
        &mut self,
        prepared: Prepared,
        known: Option<Known>,
        others: &[Identity],
    ) -> Result<Prepared, IndexError> {
        let source = prepared.source;
        let known = known.filter(|known| known.source.combined || known.source.name != source.name);
        if known.is_none() && others.is_empty() {
            return Ok(prepared);
        }
        let later = prepared.record().map_err(damaged)?;
        let mut whole = later.clone();
        if let Some(known) = known {
            whole = put_together(&self.record_of(&prepared.identity, known)?, &whole, Precedence::Later)?;
        }
        for other in others {
            if let Some(known) = self.known(other)? {
                whole = put_together(&self.record_of(other, known)?, &whole, Precedence::Later)?;
            }
        }
        if whole == later { Ok(prepared) } else { self.prepared(whole) }
    }

    /// Adds what a record says to the one of the same work that has the stronger identity, where it is of another source.
    pub(super) fn add_to(&mut self, stronger: &Identity, prepared: &Prepared) -> Result<Outcome, IndexError> {
        let Some(known) = self.known(stronger)?.filter(|known| known.source.name != prepared.source.name) else {
            return Ok(Outcome::Unchanged);
        };
        let (earlier, later) = (self.record_of(stronger, known)?, prepared.record().map_err(damaged)?);
        let whole = put_together(&earlier, &later, Precedence::Earlier)?;
        if whole == earlier {
            return Ok(Outcome::Unchanged);
        }
        let whole = self.prepared(whole)?;
        let file = self.file_of(prepared.source, Some(known));
        self.replace(whole, file, Some(known), &[])
    }

    fn prepared(&self, record: Record) -> Result<Prepared, IndexError> {
        self.maker.prepare(record).map_err(|error| damaged(error.to_string()))
    }

    /// The record that is there, committed or not.
    pub(super) fn record_of(&mut self, identity: &Identity, known: Known) -> Result<Record, IndexError> {
        let Some(place) = known.place else {
            let found = self.committed.addresses("identity", &identity.key())?;
            return match found.first() {
                Some(address) => self.committed.record(*address),
                None => Err(damaged(format!("record {identity} is not where it was"))),
            };
        };
        // Of the segment that is being collected only the last records are at hand.
        if !self.uncommitted.has(place) {
            self.set_aside()?;
        }
        let record = self.uncommitted.record(place)?;
        record.ok_or_else(|| damaged(format!("record {identity} is not where it was written")))
    }
}

fn put_together(earlier: &Record, later: &Record, ties: Precedence) -> Result<Record, IndexError> {
    combine(earlier, later, ties).map_err(|error| damaged(error.to_string()))
}

fn damaged(reason: String) -> IndexError {
    IndexError::Damaged { path: PathBuf::new(), reason }
}
