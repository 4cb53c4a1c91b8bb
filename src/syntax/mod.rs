//! From text to [`tree`]: lexer, tokens, parser.

pub mod tree;
