//! From text to [`tree`]: lexer, tokens, parser.

mod brackets;
pub mod error;
pub mod lexer;
mod numbers;
pub mod parser;
mod strings;
pub mod token;
pub mod tree;
mod yaml;

pub use parser::parse;
