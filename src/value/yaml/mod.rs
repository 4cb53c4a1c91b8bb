//! YAML 1.1 as PyYAML reads and writes it.
//!
//! In: a value, or text. Out: the text that `to_yaml` gives on the target, or the value that
//! `from_yaml` reads: `yes` is true, `0644` is 420, `"0644"` is text.

mod plain;
mod read;
mod scalar;
mod write;

pub use plain::scalar as plain_scalar;
pub use read::read;
pub use read::read_all;
pub use write::Style;
pub use write::write;
