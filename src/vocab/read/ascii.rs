//! MeSH in ASCII: records from `*NEWRECORD` on, a line `TAG = value` each.
//!
//! | | descriptors | qualifiers | supplementary concepts |
//! |---|---|---|---|
//! | name | `MH` | `SH` | `NM` |
//! | other names | `ENTRY`, `PRINT ENTRY`, up to the first `\|` | `QX`, up to ` \|` | `SY`, up to the first `\|` |
//! | places in the tree | `MN` | `TN` or `MN` | |
//! | further | `PA` pharmacological action, `UI` id | `QA` code | `PA`, `UI` |

use super::lines::each_line;
use super::{Concept, Found, Item, Kind, Rejection};
use std::io::{self, BufRead};

/// Reads records of one kind.
pub(super) fn read(input: &mut dyn BufRead, kind: Kind, take: &mut dyn FnMut(Found)) -> io::Result<()> {
    let mut records = Records { kind, record: 0, line: 0, current: Concept::new(kind, ""), take };
    each_line(input, &mut |number, line| records.line(number, line))?;
    records.end();
    Ok(())
}

struct Records<'a> {
    kind: Kind,
    /// The number of the current record, and the line on which it begins.
    record: u64,
    line: u64,
    current: Concept,
    take: &'a mut dyn FnMut(Found),
}

impl Records<'_> {
    fn line(&mut self, number: u64, line: &str) {
        if line.trim() == "*NEWRECORD" {
            self.end();
            (self.record, self.line) = (self.record + 1, number);
            return;
        }
        let Some((tag, value)) = line.split_once('=') else { return };
        let (tag, value) = (tag.trim(), value.trim());
        // What stands behind the first stroke says of a name whence and since when it is.
        let name = value.split('|').next().unwrap_or_default().trim().to_owned();
        if name.is_empty() || self.record == 0 {
            return;
        }
        let concept = &mut self.current;
        match (self.kind, tag) {
            (Kind::Descriptor, "MH") | (Kind::Qualifier, "SH") | (Kind::Supplementary, "NM") => concept.name = name,
            (Kind::Descriptor, "ENTRY" | "PRINT ENTRY") | (Kind::Qualifier, "QX") | (Kind::Supplementary, "SY") => {
                concept.other_names.push(name);
            }
            (Kind::Descriptor | Kind::Qualifier, "MN") | (Kind::Qualifier, "TN") => concept.tree_numbers.push(name),
            (Kind::Descriptor | Kind::Supplementary, "PA") => concept.actions.push(name),
            (Kind::Qualifier, "QA") => concept.code = name,
            (_, "UI") => concept.id = name,
            _ => {}
        }
    }

    /// Gives the current record, where there is one.
    fn end(&mut self) {
        let concept = std::mem::replace(&mut self.current, Concept::new(self.kind, ""));
        if self.record == 0 {
            return;
        }
        let found = if concept.name.is_empty() {
            let reason = format!("a record without a name ({})", name_tag(self.kind));
            Err(Rejection { line: self.line, record: self.record, reason })
        } else {
            Ok(Item::Concept(Box::new(concept)))
        };
        (self.take)(found);
    }
}

fn name_tag(kind: Kind) -> &'static str {
    match kind {
        Kind::Qualifier => "SH",
        Kind::Supplementary => "NM",
        Kind::Descriptor | Kind::Journal => "MH",
    }
}
