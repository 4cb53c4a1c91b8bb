//! The one Rust test binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod affected;
mod architecture;
mod blame;
mod check_roles;
mod cli;
mod diff;
mod diff_command;
mod diff_truth;
mod disk;
mod emit;
mod errors;
mod facts;
mod fences;
mod fixes;
mod fleet;
mod format;
mod formats;
mod fuzz;
mod helps;
mod limits;
mod meant;
mod memory;
mod misplaced;
mod mutation;
mod policies;
mod reference;
mod report;
mod schema;
mod strict;
mod syntax;
mod test_command;
mod truth;
mod value;
mod why;
mod yaml;
