//! Which records are one work under several identities: by a DOI or a PMCID that both have, whether they are committed or not.

use super::{Writer, slot};
use crate::index::IndexError;
use crate::index::document::aliases;
use crate::record::{Identity, Pmcid};
use xxhash_rust::xxh3::xxh3_128;

impl Writer {
    /// Records that are the same work under another identity: those of the same DOI or PMCID, where at least one of the
    /// two has no PMID. The stronger identity belongs to the richer record.
    pub(super) fn others_of_same_work(
        &mut self,
        aliases: &[String],
        identity: &Identity,
    ) -> Result<Vec<Identity>, IndexError> {
        let has_pmid = matches!(identity, Identity::Pmid(_));
        let mut others: Vec<Identity> = Vec::new();
        for alias in aliases {
            let hash = xxh3_128(alias.as_bytes());
            // The key of an identity that is no PMID is hashed like an alias.
            if *alias != identity.key() && self.pending.versions.get(&hash).is_some_and(|known| !known.deleted) {
                others.extend(identity_of_key(alias));
            }
            self.pending_with_alias(alias, hash, identity, &mut others)?;
            let may_be_committed = if has_pmid { self.has_others } else { !self.committed.is_empty() };
            if may_be_committed && !self.pending.cleared {
                self.committed_with_alias(alias, &mut others)?;
            }
        }
        others.retain(|other| is_other_kind(other, identity));
        others.sort_unstable();
        others.dedup();
        Ok(others)
    }

    /// Adds the records written since the last commit that have an alias now, those of the kind of `identity` left out.
    fn pending_with_alias(
        &mut self,
        alias: &str,
        hash: u128,
        identity: &Identity,
        others: &mut Vec<Identity>,
    ) -> Result<(), IndexError> {
        let (first, further) = (self.pending.aliases.get(&hash), self.pending.other_aliases.get(&hash));
        let all = first.into_iter().chain(further.into_iter().flatten());
        let possible: Vec<Identity> = all.filter(|other| is_other_kind(other, identity)).cloned().collect();
        for other in possible {
            let known = self.pending.versions.get(&slot(&other)).copied();
            let Some(known) = known.filter(|known| !known.deleted) else { continue };
            if aliases(&self.record_of(&other, known)?).iter().any(|has| has == alias) {
                others.push(other);
            }
        }
        Ok(())
    }

    fn committed_with_alias(&self, alias: &str, others: &mut Vec<Identity>) -> Result<(), IndexError> {
        let (field, value) = match identity_of_key(alias) {
            Some(Identity::Pmcid(id)) => ("pmcid", id.to_string().to_lowercase()),
            Some(Identity::Doi(doi)) => ("article_id", doi),
            _ => return Ok(()),
        };
        for address in self.committed.addresses(field, &value)? {
            let other = Identity::of(&self.committed.record(address)?);
            // What was written of it since is known by what it says now.
            if !self.pending.versions.contains_key(&slot(&other)) {
                others.push(other);
            }
        }
        Ok(())
    }
}

/// Whether two records may be one work by an alias: two PMIDs, or two PMCIDs, of one DOI are two.
fn is_other_kind(other: &Identity, identity: &Identity) -> bool {
    std::mem::discriminant(other) != std::mem::discriminant(identity)
}

/// The identity of a key of a DOI or a PMCID.
fn identity_of_key(key: &str) -> Option<Identity> {
    let (kind, value) = key.split_once(':')?;
    match kind {
        "2" => Pmcid::parse(&format!("PMC{}", value.trim_start_matches('0'))).map(Identity::Pmcid),
        "3" => Some(Identity::Doi(value.to_owned())),
        _ => None,
    }
}
