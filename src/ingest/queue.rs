//! What is to be done by the workers of a run: inputs to be read, and batches cut out of them.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Something to do.
pub(super) enum Task<B> {
    /// A batch; batches come before inputs, so that what is open is finished first.
    Batch(B),
    /// The input of that number.
    Input(usize),
}

/// Inputs in their order, and batches.
pub(super) struct Queue<B> {
    state: Mutex<State<B>>,
    changed: Condvar,
    inputs: usize,
    /// Batches beyond which whoever brings one works on one.
    enough: usize,
}

struct State<B> {
    batches: VecDeque<B>,
    next_input: usize,
    /// Inputs that are being read: more batches may come of them.
    open: usize,
    ended: bool,
}

impl<B> Queue<B> {
    pub(super) fn new(inputs: usize, enough: usize) -> Self {
        let state = State { batches: VecDeque::new(), next_input: 0, open: 0, ended: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), inputs, enough }
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
            if state.next_input < self.inputs {
                let number = state.next_input;
                state.next_input += 1;
                state.open += 1;
                return Some(Task::Input(number));
            }
            if state.open == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A batch, where one waits.
    pub(super) fn batch(&self) -> Option<B> {
        self.lock().batches.pop_front()
    }

    /// Adds a batch. Returns the one that has waited longest where there are more than enough.
    pub(super) fn push(&self, batch: B) -> Option<B> {
        let mut state = self.lock();
        state.batches.push_back(batch);
        let first = if state.batches.len() > self.enough { state.batches.pop_front() } else { None };
        drop(state);
        self.changed.notify_one();
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
        assert_eq!(queue.push('a'), None);
        assert_eq!(queue.push('b'), Some('a'));
        assert!(matches!(queue.next(), Some(Task::Batch('b'))));
        assert!(matches!(queue.next(), Some(Task::Input(1))));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| queue.next().is_none());
            queue.input_done();
            queue.input_done();
            assert!(waiting.join().unwrap());
        });
    }

    #[test]
    fn an_end_ends_at_once() {
        let queue = Queue::new(2, 4);
        queue.push('a');
        queue.end();
        assert!(queue.next().is_none() && queue.batch().is_none());
    }
}
