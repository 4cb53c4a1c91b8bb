//! From tokens to the tree; one file per construct.
//!
//! In: the text of a file. Out: its [`File`]. Parsing never fails: what is broken is reported
//! and becomes an error node, and everything around it is read.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a parser names the tokens that it wants; every other one is a mistake"
)]

mod attr;
mod elsewhere;
mod expr;
mod fault;
mod file;
mod foreign;
mod group;
mod handler;
mod headed;
mod header;
mod lead;
mod misspelt;
mod moved;
mod name;
mod pattern;
mod playbook;
mod policy;
mod postfix;
mod primary;
mod recover;
mod role;
mod secret;
mod step;
mod stream;
mod task;
mod test;
mod text;
mod types;
mod words;

use std::cell::Cell;
use std::cell::RefCell;

use crate::diagnostic::Problems;

use super::lexer::lex;
use super::token::Tokens;
use super::tree::File;
use super::yaml::whole_file;

use stream::Context;
use stream::Stream;

pub use recover::DECLARING;
pub use stream::DEPTH_LIMIT;

/// Reads a file whose first byte has the number `base` in all sources. What is wrong goes to
/// `problems`.
pub fn parse(text: &str, base: u32, problems: &mut Problems) -> File {
    parse_with_tokens(text, base, problems).0
}

/// Reads a file, and gives the tokens and comments that it was read from beside it.
pub fn parse_with_tokens(text: &str, base: u32, problems: &mut Problems) -> (File, Tokens) {
    if let Some(error) = whole_file(text, base) {
        problems.push(error);
        return (File::default(), Tokens::default());
    }
    let before = problems.all().len();
    let tokens = lex(text, base, problems);
    let lexed = before..problems.all().len();
    let context = Context {
        text,
        base,
        tokens: &tokens,
        taken: vec![Cell::new(false); tokens.comments.len()],
        problems: RefCell::new(problems),
        depth: Cell::new(0),
        height: Cell::new(0),
        meant: Cell::new((u32::MAX, "")),
        yaml: RefCell::new(Vec::new()),
        lost: RefCell::new(Vec::new()),
        colon: Cell::new(u32::MAX),
    };
    let file = file::file(Stream {
        tokens: &tokens.tokens,
        context: &context,
        loose: false,
        code: false,
    });
    // What is YAML was reported as that, whatever quotes and braces it has.
    let yaml = context.yaml.take();
    if !yaml.is_empty() {
        context.problems.borrow_mut().forget(lexed, |place| {
            yaml.iter()
                .any(|yaml| yaml.start < place.start && place.end <= yaml.end)
        });
    }
    (file, tokens)
}
