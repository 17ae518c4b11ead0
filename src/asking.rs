//! Asking a disk for what will be read, before waiting for any of it: many parts that are far from each other take it little longer
//! than one. And saying of what large part only a little will be read.

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
    static LOOKING_UP: Cell<bool> = const { Cell::new(false) };
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

/// Does `task`, which opens large parts to read a few of their pages: these alone are asked for.
pub(crate) fn look_up<T>(task: impl FnOnce() -> T) -> T {
    let before = LOOKING_UP.replace(true);
    let found = task();
    LOOKING_UP.set(before);
    found
}

/// Whether of a large part a few pages are wanted.
pub(crate) fn is_looking_up() -> bool {
    LOOKING_UP.get()
}
