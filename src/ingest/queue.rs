//! What is to be done by the workers of a run: inputs to be read, and batches cut out of them.

use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Parts of an input that may be ahead of the writing.
const PARTS_AHEAD: usize = 8;

/// Something to do.
pub(super) enum Task<B> {
    /// A batch; batches come before inputs, so that what is open is finished first.
    Batch(B),
    /// The input of that number.
    Input(usize),
}

/// Inputs in their order, and batches; and how far both may be ahead of the writing.
///
/// Whoever has to wait, for something to do or for the writing, waits here: so that nobody sleeps while a batch is to be worked on.
pub(super) struct Queue<B> {
    state: Mutex<State<B>>,
    changed: Condvar,
    inputs: usize,
    /// Batches beyond which whoever brings one works on one. Also the inputs that may be open, or read and not yet written: however
    /// small they are, few may be ahead of the writing.
    enough: usize,
}

struct State<B> {
    batches: VecDeque<B>,
    next_input: usize,
    /// Inputs that are being read: more batches may come of them.
    open: usize,
    /// Inputs that are written.
    written: usize,
    /// Of each input, its parts that are handed over and that the writing did not take yet.
    ahead: FxHashMap<usize, usize>,
    ended: bool,
}

impl<B> Queue<B> {
    /// So many inputs, for so many workers.
    pub(super) fn new(inputs: usize, workers: usize) -> Self {
        let (batches, ahead) = Default::default();
        let state = State { batches, next_input: 0, open: 0, written: 0, ahead, ended: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), inputs, enough: 2 * workers.max(1) }
    }

    /// The next thing to do; waits while there may be one later, and is `None` where there will be none.
    pub(super) fn next(&self) -> Option<Task<B>> {
        let mut state = self.lock();
        loop {
            if state.ended {
                return None;
            }
            if let Some(batch) = state.batches.pop_front() {
                return Some(Task::Batch(batch));
            }
            if state.next_input < self.inputs.min(state.written + self.enough) {
                let number = state.next_input;
                state.next_input += 1;
                state.open += 1;
                return Some(Task::Input(number));
            }
            if state.open == 0 && state.next_input == self.inputs {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits until another part of an input may be handed over, and counts it; gives a batch instead where one can be worked on
    /// meanwhile.
    pub(super) fn make_room(&self, input: usize) -> Option<B> {
        let mut state = self.lock();
        loop {
            let ahead = state.ahead.entry(input).or_default();
            if *ahead < PARTS_AHEAD {
                *ahead += 1;
                return None;
            }
            if state.ended {
                return None;
            }
            if let Some(batch) = state.batches.pop_front() {
                return Some(batch);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The writing took a part of an input.
    pub(super) fn taken(&self, input: usize) {
        if let Some(ahead) = self.lock().ahead.get_mut(&input) {
            *ahead = ahead.saturating_sub(1);
        }
        self.changed.notify_all();
    }

    /// An input is written, all of it.
    pub(super) fn written(&self, input: usize) {
        let mut state = self.lock();
        state.ahead.remove(&input);
        state.written += 1;
        drop(state);
        self.changed.notify_all();
    }

    /// Adds a batch. Returns the one that has waited longest where there are more than enough.
    pub(super) fn push(&self, batch: B) -> Option<B> {
        let mut state = self.lock();
        state.batches.push_back(batch);
        let first = if state.batches.len() > self.enough { state.batches.pop_front() } else { None };
        drop(state);
        self.changed.notify_all();
        first
    }

    /// An input that [`Queue::next`] gave is read.
    pub(super) fn input_done(&self) {
        self.lock().open -= 1;
        self.changed.notify_all();
    }

    /// Nothing more is to be done.
    pub(super) fn end(&self) {
        let mut state = self.lock();
        state.ended = true;
        state.batches.clear();
        drop(state);
        self.changed.notify_all();
    }

    /// The state is whole whatever happened to a thread that held it.
    fn lock(&self) -> MutexGuard<'_, State<B>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_come_before_inputs_and_the_end_comes_last() {
        let queue = Queue::new(2, 1);
        assert!(matches!(queue.next(), Some(Task::Input(0))));
        for batch in ["a", "b"] {
            assert_eq!(queue.push(batch), None);
        }
        assert_eq!(queue.push("c"), Some("a"));
        for expected in ["b", "c"] {
            assert!(matches!(queue.next(), Some(Task::Batch(batch)) if batch == expected));
        }
        assert!(matches!(queue.next(), Some(Task::Input(1))));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| queue.next().is_none());
            queue.input_done();
            queue.input_done();
            assert!(waiting.join().unwrap());
        });
    }

    #[test]
    fn who_is_far_ahead_of_the_writing_works_on_batches() {
        let queue = Queue::new(9, 1);
        for number in [0, 1] {
            assert!(matches!(queue.next(), Some(Task::Input(input)) if input == number));
        }
        for _ in 0..PARTS_AHEAD {
            assert_eq!(queue.make_room(1), None);
        }
        std::thread::scope(|scope| {
            let far = scope.spawn(|| (queue.make_room(1), queue.make_room(1)));
            queue.push("a");
            while !queue.lock().batches.is_empty() {
                std::thread::yield_now();
            }
            queue.taken(1);
            assert_eq!(far.join().unwrap(), (Some("a"), None));
            let next = scope.spawn(|| matches!(queue.next(), Some(Task::Input(2))));
            queue.written(0);
            assert!(next.join().unwrap());
        });
    }

    #[test]
    fn an_end_ends_at_once() {
        let queue = Queue::new(2, 4);
        queue.push('a');
        queue.end();
        assert!(queue.next().is_none());
        for _ in 0..=PARTS_AHEAD {
            assert!(queue.make_room(0).is_none());
        }
    }
}
