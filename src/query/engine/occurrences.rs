//! The records in which a sequence of slots stands together, and how often.

use super::expansions::Expansions;
use super::slot::SlotPostings;
use crate::analysis::{Order, PositionMatcher};
use std::sync::Arc;
use tantivy::{DocId, TERMINATED};

/// Occurrences of a sequence of at least two slots in one field.
pub(super) struct Occurrences {
    slots: Vec<SlotPostings>,
    /// Slot numbers, that with the fewest records first.
    by_cost: Vec<usize>,
    order: Order,
    matcher: PositionMatcher,
    /// Is told of records in which there is too much to try.
    limits: Arc<Expansions>,
    positions: Vec<Vec<u32>>,
    doc: DocId,
    count: u32,
}

impl Occurrences {
    pub(super) fn new(slots: Vec<SlotPostings>, order: Order, limits: Arc<Expansions>) -> Self {
        let mut by_cost: Vec<usize> = (0..slots.len()).collect();
        by_cost.sort_by_key(|slot| slots[*slot].cost());
        let positions = vec![Vec::new(); slots.len()];
        let matcher = PositionMatcher::default();
        let mut this = Self { slots, by_cost, order, matcher, limits, positions, doc: 0, count: 0 };
        this.settle(0);
        this
    }

    pub(super) fn doc(&self) -> DocId {
        self.doc
    }

    /// How often the sequence stands in the current record.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    pub(super) fn cost(&self) -> u64 {
        self.by_cost.first().map_or(0, |slot| self.slots[*slot].cost())
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.settle(target);
        }
        self.doc
    }

    pub(super) fn advance(&mut self) -> DocId {
        self.seek(self.doc.saturating_add(1))
    }

    /// Moves to the first record from `target` on in which the sequence stands.
    fn settle(&mut self, mut target: DocId) {
        loop {
            target = self.all_slots_from(target);
            if target == TERMINATED {
                self.doc = TERMINATED;
                return;
            }
            for (slot, positions) in self.slots.iter_mut().zip(&mut self.positions) {
                slot.positions(positions);
            }
            let slots: Vec<&[u32]> = self.positions.iter().map(Vec::as_slice).collect();
            self.count = self.matcher.count(&slots, self.order);
            if self.matcher.gave_up() {
                self.limits.note_given_up();
            }
            if self.count > 0 {
                self.doc = target;
                return;
            }
            target += 1;
        }
    }

    /// The first record from `target` on that has every slot.
    fn all_slots_from(&mut self, mut target: DocId) -> DocId {
        'again: while target < TERMINATED {
            for &slot in &self.by_cost {
                let at = self.slots[slot].seek(target);
                if at > target {
                    target = at;
                    continue 'again;
                }
            }
            return target;
        }
        TERMINATED
    }
}
