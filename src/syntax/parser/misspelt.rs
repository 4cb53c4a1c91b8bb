//! Words that begin something, misspelt: `gruop web {` is reported once and read as `group web {`.
//!
//! In: a word that begins nothing, and the words that may stand there with what follows each. Out:
//! whether one of them was meant; if so it is reported, and from here on the token reads as it.

use crate::diagnostic::{Fix, Problem};
use crate::suggest::nearest;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;

use super::name::RESERVED;
use super::stream::Stream;

/// The words that may begin something at one place.
pub(super) struct Words {
    /// What a word that is none of them is not: "begins no declaration".
    pub(super) complaint: &'static str,
    /// Each word, and the tokens of which one stands behind it.
    pub(super) words: &'static [(&'static str, &'static [Kind])],
}

const NAME: &[Kind] = &[Kind::Word];
const TEXT: &[Kind] = &[Kind::Text];
const BRACE: &[Kind] = &[Kind::OpenBrace];
/// What a condition, a loop's source or a list of tags can begin with.
const VALUE: &[Kind] = &[
    Kind::Word,
    Kind::Text,
    Kind::Int,
    Kind::OpenParen,
    Kind::OpenBracket,
];

pub(super) const DECLARATIONS: Words = Words {
    complaint: "begins no declaration",
    words: &[
        ("use", NAME),
        ("project", NAME),
        ("type", NAME),
        ("let", NAME),
        ("var", NAME),
        ("host", TEXT),
        ("group", NAME),
        ("inventory", NAME),
        ("secret", NAME),
        ("for", NAME),
        ("if", VALUE),
        ("role", NAME),
        ("playbook", NAME),
        ("platform", NAME),
        ("test", &[Kind::Text, Kind::Word]),
        ("moved", NAME),
        ("policy", TEXT),
    ],
};

pub(super) const MEMBERS: Words = Words {
    complaint: "begins nothing that a host or a group holds",
    words: &[
        ("vars", BRACE),
        ("extra", BRACE),
        ("set", NAME),
        ("host", TEXT),
        ("for", NAME),
        ("if", VALUE),
    ],
};

pub(super) const PARTS_OF_ROLE: Words = Words {
    complaint: "begins no part of a role",
    words: &[
        ("param", NAME),
        ("require", NAME),
        ("let", NAME),
        ("section", NAME),
        ("entry", NAME),
        ("handler", NAME),
        ("depends", BRACE),
        ("task", TEXT),
        ("block", TEXT),
        ("role", NAME),
        ("fact", NAME),
    ],
};

pub(super) const STEPS: Words = Words {
    complaint: "begins no step",
    words: &[
        ("let", NAME),
        ("task", TEXT),
        ("block", TEXT),
        ("role", NAME),
        ("fact", NAME),
    ],
};

pub(super) const PARTS_OF_PLAY: Words = Words {
    complaint: "begins no part of a play",
    words: &[
        ("let", NAME),
        ("handler", NAME),
        ("prompt", NAME),
        ("task", TEXT),
        ("block", TEXT),
        ("role", NAME),
        ("fact", NAME),
    ],
};

pub(super) const PLAYS: Words = Words {
    complaint: "begins no part of a playbook",
    words: &[("play", TEXT), ("import", NAME)],
};

pub(super) const PARTS_OF_TASK: Words = Words {
    complaint: "begins no part of a task",
    words: &[
        ("let", NAME),
        ("for", NAME),
        ("when", VALUE),
        ("tags", VALUE),
    ],
};

pub(super) const PARTS_OF_TEST: Words = Words {
    complaint: "begins no part of a test",
    words: &[
        ("with", BRACE),
        ("set", NAME),
        ("prepare", BRACE),
        ("verify", &[Kind::OpenBrace, Kind::Word]),
    ],
};

pub(super) const PARTS_OF_VERIFY: Words = Words {
    complaint: "begins no check",
    words: &[("assert", NAME), ("task", TEXT), ("block", TEXT)],
};

pub(super) const HEADER: Words = Words {
    complaint: "has no meaning in a header",
    words: &[("for", NAME), ("when", VALUE), ("tags", VALUE)],
};

pub(super) const BRANCHES: Words = Words {
    complaint: "continues nothing",
    words: &[("rescue", BRACE), ("always", BRACE)],
};

pub(super) const ELSE: Words = Words {
    complaint: "continues nothing",
    words: &[("else", &[Kind::Word, Kind::OpenBrace])],
};

/// Words that mean something in another place: whoever writes one did not misspell another.
const ELSEWHERE: [&str; 14] = [
    "host", "hosts", "group", "var", "vars", "set", "task", "role", "play", "fact", "let", "use",
    "on", "by",
];

/// Whether the word in front was meant as one of these. If so, it is reported and read as that.
pub(super) fn misspelt(input: &Stream<'_>, place: &Words) -> bool {
    let next = input.ahead(1);
    let found = input.word();
    let known = ELSEWHERE.contains(&found)
        || RESERVED.contains(&found)
        || place.words.iter().any(|(word, _)| *word == found);
    if found.is_empty() || known || next.newline && !input.loose {
        return false;
    }
    let fitting = place
        .words
        .iter()
        .filter(|(_, behind)| behind.contains(&next.kind))
        .map(|(word, _)| *word);
    let Some(meant) = nearest(found, fitting) else {
        return false;
    };
    read_as(input, meant, place.complaint);
    true
}

/// Whether the word in front was meant as this one, with more behind it on its line. If so, it is
/// reported and read as that.
pub(super) fn misspelt_word(input: &Stream<'_>, word: &'static str) -> bool {
    let found = input.word();
    let last = input.ahead(1).newline && !input.loose;
    if found.is_empty() || last || !input.same_line() {
        return false;
    }
    if nearest(found, std::iter::once(word)).is_none() {
        return false;
    }
    read_as(input, word, "cannot stand here");
    true
}

/// Reports the word in front, and lets it be read as the one that was meant.
fn read_as(input: &Stream<'_>, meant: &'static str, complaint: &'static str) {
    let span = input.peek().span;
    let error = SyntaxError::Misspelt {
        found: input.word().to_owned(),
        complaint,
        meant,
        span,
    };
    let fix = Fix::rename(span, input.word(), meant);
    input.report(Problem::new(error).with(fix));
    input.context.meant.set((span.start, meant));
}
