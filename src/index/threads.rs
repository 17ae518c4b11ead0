//! Several threads for the parts of one piece of work.

use std::sync::Mutex;
use tantivy::TantivyError;

/// Does tasks, the last first, with so many threads.
///
/// # Errors
///
/// The first that a thread ends with.
pub(super) fn side_by_side<T: Send, E: Send + From<TantivyError>>(
    threads: usize,
    tasks: Vec<T>,
    work: impl Fn(T) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let threads = threads.clamp(1, tasks.len().max(1));
    let tasks = Mutex::new(tasks);
    let next = || tasks.lock().ok().and_then(|mut tasks| tasks.pop());
    let all = || std::iter::from_fn(next).try_for_each(&work);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(all)).collect();
        let failed = |_| TantivyError::ErrorInThread("a thread of this work panicked".to_owned());
        workers.into_iter().try_for_each(|worker| worker.join().map_err(failed)?)
    })
}
