//! What commands read from a file or from standard input, and the place that they write to.

use anyhow::{Result, anyhow};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Whether a path stands for standard input or standard output.
pub(super) fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The text of a file, or of standard input where the path is `-`; without a mark of its encoding.
pub(super) fn text(path: &Path) -> Result<String> {
    let named = |reason: &dyn std::fmt::Display| match is_stream(path) {
        true => anyhow!("standard input: {reason}"),
        false => anyhow!("{}: {reason}", path.display()),
    };
    let mut bytes = Vec::new();
    if is_stream(path) {
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| named(&error))?;
    } else {
        bytes = std::fs::read(path).map_err(|error| named(&error))?;
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| named(&format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to())))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The ids of a text, one a line, as lists of several programs have them.
pub(super) fn ids(text: &str) -> impl Iterator<Item = String> {
    let ids = text.lines().map(|line| line.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';')));
    ids.filter(|id| !id.is_empty()).map(str::to_owned)
}

/// The file that a command was told to write; `None` for standard output.
pub(super) fn output(named: Option<&PathBuf>) -> Option<&Path> {
    named.map(PathBuf::as_path).filter(|path| !is_stream(path))
}
