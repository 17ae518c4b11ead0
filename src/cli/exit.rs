//! Exit codes: a contract with scripts.

use crate::ingest::IngestError;
use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done; a search: at least one hit.
    Done,
    /// A search or a look-up found nothing.
    Nothing,
    /// Wrong usage, or a failure.
    Failure,
    /// Finished, but some input was rejected.
    Rejections,
    /// Interrupted; what was committed stays.
    Interrupted,
}

impl Exit {
    /// The code of an error.
    pub(super) fn of(error: &anyhow::Error) -> Self {
        match error.downcast_ref::<IngestError>() {
            Some(IngestError::Interrupted(_)) => Self::Interrupted,
            _ => Self::Failure,
        }
    }

    /// [`Exit::Done`] where something was found.
    pub(super) fn found(any: bool) -> Self {
        if any { Self::Done } else { Self::Nothing }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Failure => 2,
            Exit::Rejections => 3,
            Exit::Interrupted => 130,
        })
    }
}
