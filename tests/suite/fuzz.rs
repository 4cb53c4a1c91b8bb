//! No input makes the compiler panic: the examples with words taken out, doubled and swapped, all the way through.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::memory::Memory;

fn hello() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hello/hello.roll"))
        .unwrap()
}

fn every_form() -> String {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/syntax/good/role.roll"),
    )
    .unwrap()
}

/// A text's words and what stands between them, each a piece of its own.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        match pieces.last_mut() {
            Some(last) if c.is_alphanumeric() && last.chars().all(char::is_alphanumeric) => {
                last.push(c)
            }
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edited_examples_are_compiled_or_refused(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3u8), 1..6), long in any::<bool>()) {
        let mut pieces = pieces(&if long { every_form() } else { hello() });
        for (one, other, edit) in edits {
            let (one, other) = (one.index(pieces.len()), other.index(pieces.len()));
            match edit {
                0 => { pieces.remove(one); }
                1 => { let copy = pieces[other].clone(); pieces.insert(one, copy); }
                _ => pieces.swap(one, other),
            }
        }
        let compiled = Memory::of(&pieces.concat()).compile();
        // Nothing is emitted of what is wrong, and all that is right is.
        prop_assert_eq!(compiled.artifacts().is_none(), compiled.problems.has_errors());
    }
}
