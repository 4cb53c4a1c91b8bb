//! The one Rust test binary.

mod schema;
mod syntax;
mod value;
