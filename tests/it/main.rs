//! The program as its users run it: arguments in; standard output, standard error, exit code and files out.

// All of it is test code, but clippy's exception for tests sees only the functions under `#[test]`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper that fails is a test that fails")]
#![allow(clippy::print_stdout, reason = "a test that is skipped says why")]

mod analysis;
mod architecture;
mod combining;
mod contract;
mod crashes;
mod damage;
mod encodings;
mod evaluating;
mod exporting;
mod findings;
mod formats;
mod help;
mod highlights;
mod independent;
mod indexing;
mod jobs;
mod limits;
mod link_oracle;
mod maintenance;
mod mapping;
mod messages;
mod queries;
mod query_oracle;
mod ranking;
mod real_data;
mod record_oracle;
mod references;
mod roundtrips;
mod scores;
mod searching;
mod selection;
mod sensing;
mod showing;
mod stories;
mod strategy;
mod streams;
mod updates;
mod versions;
mod vocab;
mod words;
mod workspace;
