//! From trees to a [`program::Program`]: names, types, phases.
//!
//! In: the trees of every namespace. Out: everything resolved; what is known now is computed, what
//! only the target knows is a [`term::Term`] whose names are already Ansible's.

pub mod error;
pub mod expr;
pub mod handler;
pub mod input;
pub mod inventory;
pub mod mention;
pub mod names;
mod notes;
pub mod pattern;
pub mod playbook;
pub mod program;
pub mod role;
pub mod step;
pub mod term;
pub mod types;
