//! `ID[cites]` and `ID[citedby]`: the ids of a query become the keys and records that the index links to them.

use super::error::SearchError;
use super::response::Warning;
use crate::analysis::Match;
use crate::graph::Links;
use crate::index::Reader;
use crate::query::{Clause, Look, Severity};
use crate::schema::table;

/// Puts in place of the ids under `[cites]` all keys by which the works are cited, and in place of those under
/// `[citedby]` the records that they cite. What is not held is cited by its id alone, and cites nothing.
pub(super) fn link(clause: &mut Clause, reader: &Reader, warnings: &mut Vec<Warning>) -> Result<(), SearchError> {
    match clause {
        Clause::Leaf(leaf) => look(&mut leaf.look, reader, warnings),
        Clause::And(operands) | Clause::Or(operands) => {
            operands.iter_mut().try_for_each(|operand| link(operand, reader, warnings))
        }
        Clause::Not(first, rest) => {
            link(first, reader, warnings)?;
            rest.iter_mut().try_for_each(|operand| link(operand, reader, warnings))
        }
        Clause::Chain(first, rest) => {
            link(first, reader, warnings)?;
            rest.iter_mut().try_for_each(|(_, operand)| link(operand, reader, warnings))
        }
    }
}

fn look(look: &mut Look, reader: &Reader, warnings: &mut Vec<Warning>) -> Result<(), SearchError> {
    match look {
        Look::Values { field, any } if field.name == "cites" => *any = citing(any, reader)?,
        Look::Values { field, any } if field.name == "citedby" => {
            let any = cited(any, reader, warnings)?;
            *look = match table().field("identity") {
                Some(field) if !any.is_empty() => Look::Values { field, any },
                _ => Look::Nothing,
            };
        }
        Look::Either(looks) | Look::Both(looks) => {
            looks.iter_mut().try_for_each(|l| self::look(l, reader, warnings))?
        }
        Look::Except(first, second) => {
            self::look(first, reader, warnings)?;
            self::look(second, reader, warnings)?;
        }
        _ => {}
    }
    Ok(())
}

fn citing(ids: &[Match], reader: &Reader) -> Result<Vec<Match>, SearchError> {
    let mut any = ids.to_vec();
    for id in ids {
        if let Match::Term(id) = id
            && let Some(found) = reader.find(id)?
        {
            any.extend(Links::new(reader).citing_keys(&found.record)?.into_iter().map(Match::Term));
        }
    }
    Ok(any)
}

fn cited(ids: &[Match], reader: &Reader, warnings: &mut Vec<Warning>) -> Result<Vec<Match>, SearchError> {
    let mut any = Vec::new();
    for id in ids {
        let Match::Term(id) = id else { continue };
        let Some(found) = reader.find(id)? else {
            let message = format!("{id}: no record of that id in the index, so it is not known what it cites");
            warnings.push(Warning::of_all("unknown_record", Severity::Note, message));
            continue;
        };
        for address in Links::new(reader).cited(&found.record)? {
            any.push(Match::Term(reader.identity_key(address)?));
        }
    }
    Ok(any)
}
