//! Asking a disk for what will be read, before waiting for any of it: many parts that are far from each other take it little longer
//! than one.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Whether the system takes wishes.
pub(crate) const CAN_ASK: bool = cfg!(target_os = "linux");

/// Tasks of a program up to which it asks: what later ones need is mostly in memory by then, and asking for it has its price.
const MOST: usize = 200;

/// Tasks so far.
static TASKS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static ONLY_ASKING: Cell<bool> = const { Cell::new(false) };
}

/// Has the system read what `task` would read first, and does not wait for it: the read ends with an error instead.
/// Nothing that is kept may depend on what `task` finds.
pub(crate) fn only_ask<T>(task: impl FnOnce() -> T) {
    if !CAN_ASK || TASKS.load(Ordering::Relaxed) >= MOST {
        return;
    }
    TASKS.fetch_add(1, Ordering::Relaxed);
    ONLY_ASKING.set(true);
    task();
    ONLY_ASKING.set(false);
}

/// Whether this thread asks and does not wait.
pub(crate) fn is_only_asking() -> bool {
    ONLY_ASKING.get()
}
