//! The program as its users run it: arguments in; standard output, standard error, exit code and files out.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails, and says what it skips")]

mod architecture;
mod contract;
mod encodings;
mod indexing;
mod real_data;
mod searching;
mod showing;
mod workspace;
