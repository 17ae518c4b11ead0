//! The program as its users run it: arguments in; standard output, standard error, exit code and files out.

mod architecture;
mod contract;
mod encodings;
mod indexing;
mod real_data;
mod searching;
mod showing;
mod workspace;
