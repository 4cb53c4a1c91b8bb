//! The one Rust test binary.

mod syntax;
mod value;
