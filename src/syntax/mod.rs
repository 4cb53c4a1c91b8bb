//! From text to [`tree`]: lexer, tokens, parser.

pub mod brackets;
pub mod error;
pub mod lexer;
pub mod parser;
pub mod strings;
pub mod token;
pub mod tree;

pub use parser::parse;
