//! How libyaml quotes text.
//!
//! In: text. Out: [`Analysis`]: whether it may stand plain, in a block or in `[ ]`, or between `'`.

use super::plain;

/// What libyaml finds out about a scalar before it writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// It holds a line break.
    pub multiline: bool,
    flow_plain: bool,
    block_plain: bool,
    single: bool,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    Plain,
    Single,
    Double,
}

pub fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// libyaml escapes tabs, and everything beyond the basic plane.
pub fn is_printable(c: char) -> bool {
    matches!(c, '\n' | '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && c != '\u{feff}'
}

/// libyaml's `yaml_emitter_analyze_scalar`.
pub fn analyze(text: &str) -> Analysis {
    if text.is_empty() {
        return Analysis {
            multiline: false,
            flow_plain: false,
            block_plain: true,
            single: true,
        };
    }
    let blank = |c: Option<char>| c.is_none_or(|c| c == ' ' || c == '\t' || is_break(c));
    let chars: Vec<char> = text.chars().collect();
    let marker = text.starts_with("---") || text.starts_with("...");
    let (mut block, mut flow) = (marker, marker);
    let mut multiline = false;
    let (mut special, mut space_break, mut break_space) = (false, false, false);
    let mut preceded_by_blank = true;
    let mut previous = None;
    for (i, &c) in chars.iter().enumerate() {
        let followed_by_blank = blank(chars.get(i + 1).copied());
        if i == 0 {
            if "#,[]{}&*!|>'\"%@`".contains(c) || (c == '-' && followed_by_blank) {
                (flow, block) = (true, true);
            }
            if matches!(c, '?' | ':') {
                flow = true;
                block |= followed_by_blank;
            }
        } else {
            if ",?[]{}".contains(c) {
                flow = true;
            }
            if c == ':' {
                flow = true;
                block |= followed_by_blank;
            }
            if c == '#' && preceded_by_blank {
                (flow, block) = (true, true);
            }
        }
        special |= !is_printable(c);
        multiline |= is_break(c);
        if c == ' ' {
            break_space |= previous.is_some_and(is_break);
        } else if is_break(c) {
            space_break |= previous == Some(' ');
        }
        preceded_by_blank = blank(Some(c));
        previous = Some(c);
    }
    let edge = |c: Option<&char>| c.is_some_and(|c| *c == ' ' || is_break(*c));
    let odd = edge(chars.first()) || edge(chars.last()) || multiline;
    let quoted = break_space || space_break || special;
    Analysis {
        multiline,
        flow_plain: !(odd || quoted || flow),
        block_plain: !(odd || quoted || block),
        single: !quoted,
    }
}

impl Analysis {
    /// libyaml's choice for text; `text` is what it would be taken for without quotes.
    pub fn quotes(self, text: &str, is_text: bool, in_flow: bool, is_key: bool) -> Quotes {
        if is_key && self.multiline {
            return Quotes::Double;
        }
        let allowed = if in_flow {
            self.flow_plain
        } else {
            self.block_plain
        };
        let empty = text.is_empty() && (in_flow || is_key);
        let misread = is_text && plain::kind(text) != plain::Kind::Str;
        if allowed && !empty && !misread {
            Quotes::Plain
        } else if self.single {
            Quotes::Single
        } else {
            Quotes::Double
        }
    }
}
