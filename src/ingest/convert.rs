//! Records straight from files to whoever wants them, without an index and one at a time.

use super::run::Progress;
use super::sources::{self, Input};
use super::summary::{Rejection, damage};
use crate::formats::{self, Format, Item, OpenError, Opened};
use crate::record::Record;
use std::io;

/// What a conversion did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Conversion {
    /// Records handed over.
    pub records: u64,
    /// Records and files that were rejected.
    pub rejected: u64,
}

/// Hands every record of `inputs` to `take`, in order; what is rejected, to `progress`. Deletions are no records, and are
/// passed over.
///
/// # Errors
///
/// The first error of `take`.
pub fn convert(
    inputs: &[Input],
    format: Option<Format>,
    take: &mut dyn FnMut(&Record) -> io::Result<()>,
    progress: &mut dyn Progress,
) -> io::Result<Conversion> {
    let mut done = Conversion::default();
    for input in inputs {
        let mut reject = |member: Option<&str>, line: Option<u64>, record: Option<u64>, reason: String| {
            let file = member.map_or_else(|| input.name(), |member| format!("{}/{member}", input.name()));
            progress.rejected(&Rejection { file, line, record, reason });
        };
        let source: Box<dyn io::Read + Send> = match input {
            Input::Stdin => Box::new(io::stdin()),
            Input::File(path) | Input::Pipe(path) => match sources::open(path) {
                Ok(file) => Box::new(file),
                Err(error) => {
                    done.rejected += 1;
                    reject(None, None, None, error.to_string());
                    continue;
                }
            },
        };
        formats::open(source, format, &mut |opened| match opened {
            Ok(opened) => one(opened, take, &mut done, &mut reject),
            Err((member, error)) => {
                done.rejected += 1;
                reject(member.as_deref(), None, None, error.to_string());
                Ok(())
            }
        })?;
    }
    Ok(done)
}

/// Where something was rejected, and why: member, line, record, reason.
type Reject<'a> = dyn FnMut(Option<&str>, Option<u64>, Option<u64>, String) + 'a;

fn one(
    opened: Opened,
    take: &mut dyn FnMut(&Record) -> io::Result<()>,
    done: &mut Conversion,
    reject: &mut Reject<'_>,
) -> io::Result<()> {
    let Opened { member, format, input } = opened;
    let (mut last, mut empty) = ((None, None), true);
    for entry in formats::read(format, input) {
        empty = false;
        match entry {
            Ok(entry) => {
                last = (Some(entry.line), Some(entry.record));
                match entry.item {
                    Item::Record(record) => {
                        take(&record)?;
                        done.records += 1;
                    }
                    Item::Rejection(reason) => {
                        done.rejected += 1;
                        reject(member.as_deref(), last.0, last.1, reason);
                    }
                    Item::Deletion(_) => {}
                }
            }
            Err(error) => {
                done.rejected += 1;
                reject(member.as_deref(), last.0, last.1, damage(last.1.is_some(), &error));
            }
        }
    }
    if empty {
        done.rejected += 1;
        reject(member.as_deref(), None, None, OpenError::NoRecord(format).to_string());
    }
    Ok(())
}
