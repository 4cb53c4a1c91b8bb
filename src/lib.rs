//! Rolecall compiles a small typed language (`*.roll`) into Ansible.
//!
//! ```text
//! source ─lexer→ tokens ─parser→ Tree ─check→ Program ─resolve→ Fleet ─emit→ Artifacts ─disk→ files
//! ```
//! A stage is a pure function from data to data. Only `disk` touches the file system, only `cli`
//! prints. The folders are the stages, in this order; inside each, a file is a construct.

pub mod diagnostic;
pub mod source;
pub mod suggest;
pub mod value;

pub mod schema;
pub mod syntax;

pub mod format;

pub mod check;
pub mod diff;
pub mod fleet;

pub mod emit;

pub mod compile;
pub mod disk;

pub mod cli;
