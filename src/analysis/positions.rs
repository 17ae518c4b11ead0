//! Whether and where words stand together, given where each of them stands: the one meaning of phrase and proximity,
//! shared by search (positions from postings) and highlighting (positions from a text).

use super::pattern::Order;
use std::cmp::Reverse;
use std::ops::Range;

/// Most slots of an unordered proximity: what is remembered at each position are sets of slots, a bit each.
pub const MAX_NEAR_SLOTS: usize = 64;

/// Sets that are remembered at a position at most. Only slots that stand on both sides of a position multiply them, so that
/// it takes some fourteen words that all repeat within reach of one another.
const MAX_STATES: usize = 1 << 14;

/// Finds occurrences of a sequence of slots; keeps its working memory from record to record.
#[derive(Debug, Default)]
pub struct PositionMatcher {
    /// Positions with the slots that stand there, ascending.
    events: Vec<(u32, u8)>,
    /// For each event the sets of slots that a chain ending there can have taken, each with the latest start of such a chain.
    states: Vec<Vec<(u64, u32)>>,
    /// For each slot, the set of those before it that stand at the same positions.
    earlier: Vec<u64>,
    /// The last position of each slot in the run of events that is looked at.
    last: Vec<u32>,
    gave_up: bool,
    /// For each position of a slot the latest start of a chain, in order, that ends there; and of the slot behind.
    chains: Vec<(u32, u32)>,
    longer: Vec<(u32, u32)>,
}

impl PositionMatcher {
    /// Calls `found` with the first and last position of each occurrence of the slots in the given order, where
    /// `slots[i]` are the positions, ascending, at which slot `i` stands. One occurrence is reported for each position
    /// at which one ends.
    pub fn find(&mut self, slots: &[&[u32]], order: Order, found: &mut dyn FnMut(u32, u32)) {
        self.gave_up = false;
        match order {
            Order::Phrase => phrase(slots, found),
            Order::Near { within, ordered: true } => self.ordered(slots, within, found),
            Order::Near { within, ordered: false } => self.unordered(slots, within, found),
        }
    }

    /// How many occurrences there are.
    pub fn count(&mut self, slots: &[&[u32]], order: Order) -> u32 {
        let mut count = 0;
        self.find(slots, order, &mut |_, _| count += 1);
        count
    }

    /// Slots in their order, at most `within` words between neighbours.
    fn ordered(&mut self, slots: &[&[u32]], within: u32, found: &mut dyn FnMut(u32, u32)) {
        let Some((first, rest)) = slots.split_first() else { return };
        self.chains.clear();
        self.chains.extend(first.iter().map(|p| (*p, *p)));
        for slot in rest {
            let mut next = std::mem::take(&mut self.longer);
            next.clear();
            for &p in *slot {
                let reach = p.saturating_sub(within.saturating_add(1));
                let near = self.chains.partition_point(|(end, _)| *end < reach);
                let before = self.chains[near..].iter().take_while(|(end, _)| *end < p);
                next.extend(before.map(|(_, start)| *start).max().map(|start| (p, start)));
            }
            self.longer = std::mem::replace(&mut self.chains, next);
        }
        for &(end, start) in &self.chains {
            found(start, end);
        }
    }

    /// Whether the last search was given up: the slots repeat too often for every order to be tried.
    #[must_use]
    pub fn gave_up(&self) -> bool {
        self.gave_up
    }

    /// Slots in any order, at most `within` words between neighbours, each slot at a position of its own.
    fn unordered(&mut self, slots: &[&[u32]], within: u32, found: &mut dyn FnMut(u32, u32)) {
        if slots.is_empty() || slots.len() > MAX_NEAR_SLOTS || slots.iter().any(|slot| slot.is_empty()) {
            return;
        }
        let mut events = std::mem::take(&mut self.events);
        events.clear();
        for (number, slot) in (0_u8..).zip(slots) {
            events.extend(slot.iter().map(|p| (*p, number)));
        }
        events.sort_unstable();
        self.note_equal_slots(slots);
        let reach = within.saturating_add(1);
        // No chain goes over a wider gap.
        for run in events.chunk_by(|a, b| b.0 - a.0 <= reach) {
            self.in_run(run, slots.len(), reach, found);
        }
        self.events = events;
    }

    /// Walks the positions of a run in order and keeps, for each, the sets of slots that a chain ending there can have taken. A
    /// set that lacks a slot which does not come again is of no use.
    fn in_run(&mut self, run: &[(u32, u8)], slots: usize, reach: u32, found: &mut dyn FnMut(u32, u32)) {
        let all = u64::MAX >> (MAX_NEAR_SLOTS - slots);
        if run.len() < slots || run.iter().fold(0, |set, (_, slot)| set | 1_u64 << slot) != all {
            return;
        }
        self.last.clear();
        self.last.resize(slots, 0);
        run.iter().for_each(|(position, slot)| self.last[usize::from(*slot)] = *position);
        self.states.iter_mut().for_each(Vec::clear);
        self.states.resize_with(self.states.len().max(run.len()), Vec::new);
        let (mut first_near, mut reported) = (0, None);
        for (at, &(position, slot)) in run.iter().enumerate() {
            while position - run[first_near].0 > reach {
                self.states[first_near].clear();
                first_near += 1;
            }
            let gone = (0..).zip(&self.last).filter(|(_, last)| **last <= position);
            let gone = gone.fold(0, |set, (number, _)| set | 1_u64 << number);
            if !self.take(run, first_near..at, slot, gone) {
                self.gave_up = true;
                return;
            }
            if let Some((_, start)) = self.states[at].iter().find(|(set, _)| *set == all)
                && reported != Some(position)
            {
                reported = Some(position);
                found(*start, position);
            }
        }
    }

    /// The sets of chains that end in the event behind `near`, of `slot`: all that hold `gone`. `false` where they are too many.
    fn take(&mut self, run: &[(u32, u8)], near: Range<usize>, slot: u8, gone: u64) -> bool {
        let (position, own) = (run[near.end].0, 1_u64 << slot);
        let first = self.earlier[usize::from(slot)];
        let (before, here) = self.states.split_at_mut(near.end);
        let here = &mut here[0];
        if first == 0 && gone & !own == 0 {
            here.push((own, position));
        }
        for (number, states) in before.iter().enumerate().skip(near.start) {
            if run[number].0 == position {
                break;
            }
            let usable = |set: u64| set & own == 0 && set & first == first && gone & !(set | own) == 0;
            here.extend(states.iter().filter(|(set, _)| usable(*set)).map(|(set, start)| (set | own, *start)));
            if here.len() > MAX_STATES {
                keep_latest(here);
                if here.len() > MAX_STATES / 2 {
                    return false;
                }
            }
        }
        keep_latest(here);
        true
    }

    /// For each slot, the set of those before it that stand at the same positions. Which of them takes which position makes
    /// no difference, so they are taken in their order: a word repeated n times costs n states, not two to the n.
    fn note_equal_slots(&mut self, slots: &[&[u32]]) {
        self.earlier.clear();
        self.earlier.extend(slots.iter().enumerate().map(|(number, slot)| {
            let equal = (0..number).filter(|before| slots[*before] == *slot);
            equal.map(|before| 1_u64 << before).sum::<u64>()
        }));
    }
}

/// Each set once, with the latest start.
fn keep_latest(states: &mut Vec<(u64, u32)>) {
    if states.len() > 1 {
        states.sort_unstable_by_key(|(set, start)| (*set, Reverse(*start)));
        states.dedup_by_key(|(set, _)| *set);
    }
}

/// Slots at consecutive positions.
fn phrase(slots: &[&[u32]], found: &mut dyn FnMut(u32, u32)) {
    let Some((first, rest)) = slots.split_first() else { return };
    'start: for &start in *first {
        for (offset, slot) in (1_u32..).zip(rest) {
            if slot.binary_search(&(start + offset)).is_err() {
                continue 'start;
            }
        }
        found(start, start + u32::try_from(rest.len()).unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans(slots: &[&[u32]], order: Order) -> Vec<(u32, u32)> {
        let mut out = Vec::new();
        PositionMatcher::default().find(slots, order, &mut |a, b| out.push((a, b)));
        out
    }

    #[test]
    fn a_phrase_stands_at_consecutive_positions() {
        assert_eq!(spans(&[&[1, 5, 9], &[2, 10], &[3, 11]], Order::Phrase), [(1, 3), (9, 11)]);
        assert_eq!(spans(&[&[1], &[3]], Order::Phrase), []);
        assert_eq!(spans(&[&[4]], Order::Phrase), [(4, 4)]);
    }

    #[test]
    fn proximity_counts_the_words_between() {
        let near = |within| Order::Near { within, ordered: false };
        assert_eq!(spans(&[&[5], &[2]], near(2)), [(2, 5)]);
        assert_eq!(spans(&[&[5], &[2]], near(1)), []);
        assert_eq!(spans(&[&[2], &[5]], Order::Near { within: 2, ordered: true }), [(2, 5)]);
        assert_eq!(spans(&[&[5], &[2]], Order::Near { within: 2, ordered: true }), []);
    }

    #[test]
    fn one_word_does_not_fill_two_slots() {
        let near = Order::Near { within: 3, ordered: false };
        assert_eq!(spans(&[&[7], &[7]], near), []);
        assert_eq!(spans(&[&[7, 9], &[7, 9]], near), [(7, 9)]);
        assert_eq!(spans(&[&[7, 9], &[7, 9], &[7, 9]], near), []);
    }

    #[test]
    fn a_repeated_word_is_no_bridge() {
        // b, c stand too far apart unless b is taken twice.
        assert_eq!(spans(&[&[0], &[3, 6], &[9]], Order::Near { within: 2, ordered: false }), []);
    }

    #[test]
    fn many_words_are_near_in_any_order() {
        // Sixty-four words, each twice, the second time in the opposite order.
        let slots: Vec<Vec<u32>> = (0..64).map(|n| vec![n, 200 - n]).collect();
        let borrowed: Vec<&[u32]> = slots.iter().map(Vec::as_slice).collect();
        let near = |within| Order::Near { within, ordered: false };
        assert_eq!(spans(&borrowed, near(0)), [(0, 63), (137, 200)]);
        let mut matcher = PositionMatcher::default();
        assert_eq!((matcher.count(&borrowed[..63], near(1)), matcher.gave_up()), (2, false));
        let short: Vec<&[u32]> = borrowed.iter().map(|slot| &slot[..1]).collect();
        assert_eq!(spans(&short, near(1_000)), [(0, 63)]);
    }

    #[test]
    fn too_much_to_try_is_given_up_and_known() {
        // Thirty words that all stand forty times, in turn.
        let slots: Vec<Vec<u32>> = (0..30).map(|n| (0..40).map(|round| round * 30 + n).collect()).collect();
        let borrowed: Vec<&[u32]> = slots.iter().map(Vec::as_slice).collect();
        let mut matcher = PositionMatcher::default();
        matcher.count(&borrowed, Order::Near { within: 50, ordered: false });
        assert!(matcher.gave_up());
        assert_eq!(
            (matcher.count(&borrowed[..2], Order::Near { within: 1, ordered: false }), matcher.gave_up()),
            (40, false)
        );
    }

    /// Tries every choice of one position for each slot.
    fn brute_force(slots: &[Vec<u32>], within: u32, ordered: bool) -> bool {
        fn choose(slots: &[Vec<u32>], taken: &mut Vec<u32>, within: u32, ordered: bool) -> bool {
            let Some((slot, rest)) = slots.split_first() else {
                let mut sorted = taken.clone();
                sorted.sort_unstable();
                let close = sorted.windows(2).all(|w| w[1] > w[0] && w[1] - w[0] - 1 <= within);
                return close && (!ordered || sorted == *taken);
            };
            slot.iter().any(|p| {
                taken.push(*p);
                let fits = choose(rest, taken, within, ordered);
                taken.pop();
                fits
            })
        }
        choose(slots, &mut Vec::new(), within, ordered)
    }

    proptest! {
        #[test]
        fn proximity_agrees_with_trying_everything(
            slots in prop::collection::vec(prop::collection::btree_set(0_u32..25, 0..5), 1..8),
            within in 0_u32..6,
            ordered in any::<bool>(),
        ) {
            let slots: Vec<Vec<u32>> = slots.into_iter().map(|s| s.into_iter().collect()).collect();
            let borrowed: Vec<&[u32]> = slots.iter().map(Vec::as_slice).collect();
            let count = PositionMatcher::default().count(&borrowed, Order::Near { within, ordered });
            prop_assert_eq!(count > 0, brute_force(&slots, within, ordered));
        }
    }
}
