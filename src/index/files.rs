//! From which files records come and by which files they were deleted, as far as it decides what stays.

use super::series::is_before;
use crate::record::Pmid;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// PMIDs by the name of the file that ordered them to be deleted, as the manifest keeps them.
type Deletions = BTreeMap<String, BTreeSet<u32>>;

/// Names of files, each with a number of its own, and what the files ordered to be deleted.
#[derive(Default)]
pub(super) struct FileNames {
    names: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// The file that is read.
    current: Option<u32>,
    /// Files that ordered a PMID to be deleted.
    deleted: FxHashMap<u32, u32>,
}

impl FileNames {
    /// Notes which file is read from now on.
    pub(super) fn reads(&mut self, name: Option<&str>) {
        self.current = name.map(|name| self.number(name));
    }

    /// The file that is read.
    pub(super) fn current(&self) -> Option<u32> {
        self.current
    }

    /// The number of a file, a new one for a new name.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The name of a file.
    pub(super) fn name(&self, file: Option<u32>) -> Option<&str> {
        self.names.get(file? as usize).map(String::as_str)
    }

    /// Whether a file is a later one of the series of the file that is read.
    pub(super) fn is_after_current(&self, file: Option<u32>) -> bool {
        self.are_in_order(self.current, file)
    }

    /// Whether a file is an earlier one of the series of the file that is read.
    pub(super) fn is_before_current(&self, file: Option<u32>) -> bool {
        self.are_in_order(file, self.current)
    }

    fn are_in_order(&self, first: Option<u32>, second: Option<u32>) -> bool {
        first != second && matches!((self.name(first), self.name(second)), (Some(a), Some(b)) if is_before(a, b))
    }

    /// The latest file of its series that ordered a PMID to be deleted: what earlier ones have of it came before, also where a later one has
    /// brought it back.
    pub(super) fn deleted_by(&self, pmid: Pmid) -> Option<u32> {
        self.deleted.get(&pmid.get()).copied()
    }

    /// Reads what earlier runs deleted.
    pub(super) fn note_deletions(&mut self, deletions: &Deletions) {
        for (name, pmids) in deletions {
            let file = self.number(name);
            self.deleted.extend(pmids.iter().map(|pmid| (*pmid, file)));
        }
    }

    /// Notes that the file that is read deletes a PMID, unless a later one of its series did.
    pub(super) fn delete(&mut self, pmid: Pmid, deletions: &mut Deletions) {
        if self.is_after_current(self.deleted_by(pmid)) {
            return;
        }
        self.forget(pmid, deletions);
        if let (Some(file), Some(name)) = (self.current, self.name(self.current)) {
            deletions.entry(name.to_owned()).or_default().insert(pmid.get());
            self.deleted.insert(pmid.get(), file);
        }
    }

    fn forget(&mut self, pmid: Pmid, deletions: &mut Deletions) {
        let Some(file) = self.deleted.remove(&pmid.get()) else { return };
        let Some(name) = self.name(Some(file)) else { return };
        if let Some(pmids) = deletions.get_mut(name) {
            pmids.remove(&pmid.get());
            if pmids.is_empty() {
                deletions.remove(name);
            }
        }
    }

    /// Forgets all deletions.
    pub(super) fn forget_deletions(&mut self) {
        self.deleted.clear();
    }
}
