//! The only stage that touches the file system.
//!
//! [`read`] gives the text of a namespace's files and what lies beside them; writing takes
//! artifacts and leaves a tree that is whole at every moment.

pub mod bulk;
pub mod compare;
pub mod error;
pub mod manifest;
pub mod plan;
pub mod read;
pub mod source;
pub mod write;
