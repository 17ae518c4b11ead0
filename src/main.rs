//! The program. Everything it does is in the library; here are only the stack and the exit code.

use std::process::ExitCode;

/// Indexing makes records on some threads and lets them go on another, for which this allocator is made.
#[cfg(all(unix, feature = "jemalloc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Bytes of stack: a strategy of thousands of clauses is a tree as deep. Untouched pages cost nothing.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let program = std::thread::Builder::new().name("medlar".into()).stack_size(STACK).spawn(medlar::cli::main);
    match program.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => medlar::cli::report_failure(),
        Err(_) => medlar::cli::main(),
    }
}
