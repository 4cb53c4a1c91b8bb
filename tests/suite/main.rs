//! The one Rust test binary.

mod architecture;
mod memory;
mod schema;
mod syntax;
mod value;
