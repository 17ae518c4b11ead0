//! What the user is told where the program fails at a place that should not fail.
//!
//! The engine may panic on bytes that it did not write: an index that is damaged cannot always be told from a defect of the
//! program. So the message names both, and how to tell them apart.

use super::exit::Exit;
use crate::output::Printer;
use std::panic;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// What the first failure said.
static MESSAGE: Mutex<Option<String>> = Mutex::new(None);

/// Keeps what a failure says for [`report`], instead of printing it as it comes.
pub(super) fn keep_message() {
    panic::set_hook(Box::new(|info| {
        let said = info.payload_as_str().unwrap_or("no reason given");
        let place = info.location().map_or(String::new(), |place| format!(" ({}:{})", place.file(), place.line()));
        let mut message = MESSAGE.lock().unwrap_or_else(PoisonError::into_inner);
        message.get_or_insert(format!("{said}{place}"));
    }));
}

/// Tells the user of the failure that ended the program.
#[must_use]
pub fn report() -> ExitCode {
    let message = MESSAGE.lock().unwrap_or_else(PoisonError::into_inner).take();
    let message = message.unwrap_or_else(|| "no reason given".to_owned());
    Printer::new(false).error(&format!(
        "the program could not go on: {message}; where `medlar check` calls the index sound this is a defect of Medlar, \
         please report it; else restore the index or make it anew with `medlar index --recreate PATH…`"
    ));
    Exit::Failure.into()
}
