//! Citation chasing: from some records to all that they cite, and all that cite them, step by step.

use super::links::Links;
use super::mention::Mention;
use crate::index::{IndexError, Reader};
use rustc_hash::FxHashSet;
use serde::Serialize;
use tantivy::DocAddress;

/// Which way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// To the works that a record cites.
    Backward,
    /// To the records that cite it.
    Forward,
}

/// What a chase found. The serialised form is `medlar chase --json` (`schema/chase.schema.json`).
#[derive(Debug, Clone, Serialize)]
pub struct Chase {
    /// The records from which it began.
    pub seeds: Vec<Mention>,
    /// What each step gave.
    pub steps: Vec<Step>,
    /// The records found, each once, in the order of the steps; the seeds are not among them.
    pub records: Vec<Chased>,
}

/// One direction at one depth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// How many links lie between its records and a seed.
    pub depth: usize,
    /// Which way it went.
    pub direction: Direction,
    /// Records from which it went.
    pub from: usize,
    /// Links followed to records of the index.
    pub links: usize,
    /// References to works that the index does not hold; backward alone.
    pub not_held: usize,
    /// Links to records that were known already.
    pub duplicates: usize,
    /// Records that are new.
    pub new: usize,
}

/// A record that was found.
#[derive(Debug, Clone, Serialize)]
pub struct Chased {
    /// Where it is.
    #[serde(skip)]
    pub address: DocAddress,
    /// How many links lie between it and a seed, at least.
    pub depth: usize,
    /// The way by which it was found first.
    pub direction: Direction,
    /// The record.
    pub record: Mention,
}

/// Follows links from `seeds`, in each of `directions`, `depth` times over.
///
/// # Errors
///
/// Where the index cannot be read.
pub fn chase(
    reader: &Reader,
    seeds: &[DocAddress],
    directions: &[Direction],
    depth: usize,
) -> Result<Chase, IndexError> {
    let mut known: FxHashSet<DocAddress> = seeds.iter().copied().collect();
    let mut found: Vec<(DocAddress, usize, Direction)> = Vec::new();
    let mut steps = Vec::new();
    let mut frontier = seeds.to_vec();
    for depth in 1..=depth {
        let mut next = Vec::new();
        for direction in directions {
            let (step, new) = step(reader, &frontier, depth, *direction, &mut known)?;
            steps.push(step);
            next.extend(new.into_iter().map(|to| (to, depth, *direction)));
        }
        frontier = next.iter().map(|(address, ..)| *address).collect();
        found.extend(next);
        if frontier.is_empty() {
            break;
        }
    }
    let mention = |address: &DocAddress| Mention::at(reader, *address);
    let records = found.iter().map(|(address, depth, direction)| {
        Ok(Chased { address: *address, depth: *depth, direction: *direction, record: mention(address)? })
    });
    Ok(Chase {
        seeds: seeds.iter().map(mention).collect::<Result<_, _>>()?,
        steps,
        records: records.collect::<Result<_, IndexError>>()?,
    })
}

/// Goes from each record of `frontier` one way, and adds to `known` what is new: that, in an order that does not depend on the index's parts.
fn step(
    reader: &Reader,
    frontier: &[DocAddress],
    depth: usize,
    direction: Direction,
    known: &mut FxHashSet<DocAddress>,
) -> Result<(Step, Vec<DocAddress>), IndexError> {
    let from = frontier.len();
    let mut step = Step { depth, direction, from, links: 0, not_held: 0, duplicates: 0, new: 0 };
    let mut new = Vec::new();
    for from in frontier {
        for to in neighbours(reader, *from, direction, &mut step)? {
            step.links += 1;
            if known.insert(to) {
                step.new += 1;
                new.push((reader.identity_key(to)?, to));
            } else {
                step.duplicates += 1;
            }
        }
    }
    new.sort_unstable();
    Ok((step, new.into_iter().map(|(_, to)| to).collect()))
}

fn neighbours(
    reader: &Reader,
    from: DocAddress,
    direction: Direction,
    step: &mut Step,
) -> Result<Vec<DocAddress>, IndexError> {
    let links = Links::new(reader);
    let record = reader.record(from)?;
    if direction == Direction::Forward {
        return Ok(links.citing(&record)?.into_iter().map(|citing| citing.address).collect());
    }
    let mut cited = Vec::new();
    for reference in &record.references {
        let resolved = links.resolve(reference)?;
        step.not_held += usize::from(resolved.is_empty());
        cited.extend(resolved.into_iter().map(|resolved| resolved.address));
    }
    cited.sort_unstable();
    cited.dedup();
    Ok(cited)
}
