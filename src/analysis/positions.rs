//! Whether and where words stand together, given where each of them stands: the one meaning of phrase and proximity,
//! shared by search (positions from postings) and highlighting (positions from a text).

use super::pattern::Order;

/// Most slots of an unordered proximity. What is remembered at each position are sets of slots: up to two to this power.
pub const MAX_NEAR_SLOTS: usize = 10;

/// Finds occurrences of a sequence of slots; keeps its working memory from record to record.
#[derive(Debug, Default)]
pub struct PositionMatcher {
    events: Vec<(u32, u8)>,
    states: Vec<Vec<(u32, u32)>>,
    earlier: Vec<u32>,
}

impl PositionMatcher {
    /// Calls `found` with the first and last position of each occurrence of the slots in the given order, where
    /// `slots[i]` are the positions, ascending, at which slot `i` stands. One occurrence is reported for each position
    /// at which one ends.
    pub fn find(&mut self, slots: &[&[u32]], order: Order, found: &mut dyn FnMut(u32, u32)) {
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
        // For each position of the slot before: the latest start of a chain that ends there.
        self.states.resize_with(2, Vec::new);
        let Some((first, rest)) = slots.split_first() else { return };
        self.states[0].clear();
        self.states[0].extend(first.iter().map(|p| (*p, *p)));
        for slot in rest {
            let (ends, next) = {
                let (a, b) = self.states.split_at_mut(1);
                (&mut a[0], &mut b[0])
            };
            next.clear();
            for &p in *slot {
                let reach = p.saturating_sub(within.saturating_add(1));
                let start = ends.iter().filter(|(end, _)| *end >= reach && *end < p).map(|(_, start)| *start).max();
                next.extend(start.map(|start| (p, start)));
            }
            std::mem::swap(ends, next);
        }
        for &(end, start) in &self.states[0] {
            found(start, end);
        }
    }

    /// Slots in any order, at most `within` words between neighbours, each slot at a position of its own.
    ///
    /// Walks all positions in order and keeps, for each, the sets of slots that a chain ending there can have taken,
    /// with the latest start of such a chain.
    fn unordered(&mut self, slots: &[&[u32]], within: u32, found: &mut dyn FnMut(u32, u32)) {
        if slots.is_empty() || slots.len() > MAX_NEAR_SLOTS || slots.iter().any(|slot| slot.is_empty()) {
            return;
        }
        self.events.clear();
        for (number, slot) in (0_u8..).zip(slots) {
            self.events.extend(slot.iter().map(|p| (*p, number)));
        }
        self.events.sort_unstable();
        let all = (1_u32 << slots.len()) - 1;
        self.note_equal_slots(slots);
        self.states.iter_mut().for_each(Vec::clear);
        self.states.resize_with(self.events.len(), Vec::new);
        let (mut first_near, mut reported) = (0, None);
        for at in 0..self.events.len() {
            let (position, slot) = self.events[at];
            while self.events[first_near].0 + within.saturating_add(1).min(u32::MAX / 2) < position {
                first_near += 1;
            }
            let own = 1_u32 << slot;
            let (before, here) = self.states.split_at_mut(at);
            let Some(here) = here.first_mut() else { return };
            let first = self.earlier[usize::from(slot)];
            if first == 0 {
                here.push((own, position));
            }
            for (number, states) in before.iter().enumerate().skip(first_near) {
                if self.events[number].0 == position {
                    break;
                }
                for &(set, start) in states.iter().filter(|(set, _)| set & own == 0 && set & first == first) {
                    remember(here, set | own, start);
                }
            }
            if let Some((_, start)) = here.iter().find(|(set, _)| *set == all)
                && reported != Some(position)
            {
                reported = Some(position);
                found(*start, position);
            }
        }
    }
}

impl PositionMatcher {
    /// For each slot, the set of those before it that stand at the same positions. Which of them takes which position makes
    /// no difference, so they are taken in their order: a word repeated n times costs n states, not two to the n.
    fn note_equal_slots(&mut self, slots: &[&[u32]]) {
        self.earlier.clear();
        self.earlier.extend(slots.iter().enumerate().map(|(number, slot)| {
            let equal = (0..number).filter(|before| slots[*before] == *slot);
            equal.map(|before| 1_u32 << before).sum::<u32>()
        }));
    }
}

/// Adds a set of slots with the start of its chain, or moves the start of a set that is there to a later one.
fn remember(states: &mut Vec<(u32, u32)>, set: u32, start: u32) {
    match states.iter_mut().find(|(known, _)| *known == set) {
        Some((_, known)) => *known = (*known).max(start),
        None => states.push((set, start)),
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
            slots in prop::collection::vec(prop::collection::btree_set(0_u32..25, 0..5), 1..5),
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
