//! The one Rust test binary.

mod architecture;
mod errors;
mod memory;
mod schema;
mod syntax;
mod value;
