//! What time it is here.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// The time in this machine's zone.
///
/// Asked for its zone, `jiff` first makes a list of all that there are, out of some twenty directories, which takes long where they are not in memory. The
/// file that tells this machine's alone is enough, unless `TZ` names another.
pub(super) fn now() -> ZonedDateTime {
    let file = match std::env::var_os("TZ") {
        None => std::fs::read("/etc/localtime").ok(),
        Some(_) => None,
    };
    match file.and_then(|file| TimeZone::tzif("", &file).ok()) {
        Some(zone) => Timestamp::now().to_zoned_datetime(zone),
        None => ZonedDateTime::now(),
    }
}
