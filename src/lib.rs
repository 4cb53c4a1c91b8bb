//! Rolecall compiles a small typed language (`*.roll`) into Ansible.
//!
//! ```text
//! source ─lexer→ tokens ─parser→ Tree ─check→ Program ─resolve→ Fleet ─emit→ Artifacts ─disk→ files
//!                                 ↓ format                       ↓ diff (Fleet × Fleet → Changes)
//! schema (what Ansible knows) feeds check; value computes what is known now, as Ansible would
//! ```
//! A stage is a pure function from data to data. Only `disk` touches the file system, only `cli`
//! prints. The folders are the stages, in this order; inside each, a file is a construct, and has the same
//! name in every stage: roles are read in `syntax/parser/role.rs`, checked in `check/role`, printed in
//! `format/role.rs`. `compile` runs the stages one behind the other.

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
