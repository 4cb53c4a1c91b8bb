//! Python's regular expressions, on fancy-regex.
//!
//! In: a pattern in Python's syntax, as `^Port\s+(\d+)$`, and text. Out: matches, in Python's
//! order and count (an empty match may follow a match). What the two dialects do not share is
//! translated, or [`Error::NotImplemented`].

mod replacement;
mod translate;

use std::cell::OnceCell;
use std::cell::RefCell;
use std::rc::Rc;

use ecow::EcoString;
use ecow::eco_format;
use fancy_regex::Captures;
use fancy_regex::Regex;

use super::Error;

pub use replacement::Replacement;
use translate::Translator;

/// A compiled pattern.
pub struct Pattern {
    source: String,
    regex: Regex,
    advancing: OnceCell<Option<Regex>>,
}

fn compile(source: &str) -> Result<Regex, Error> {
    Regex::new(source).map_err(|e| Error::BadRegex {
        message: eco_format!("{e}"),
    })
}

/// What a pattern is compiled from.
type Key = (EcoString, bool, bool, bool);

thread_local! {
    /// The last pattern: `map("regex_replace", …)` over ten thousand hosts compiles it once. It is
    /// a memory of a pure function and changes no result.
    static LAST: RefCell<Option<(Key, Rc<Pattern>)>> = const { RefCell::new(None) };
}

impl Pattern {
    /// Compiles for searching, or (`at_start`) for Python's `re.match`.
    pub fn new(
        pattern: &str,
        ignore_case: bool,
        multi_line: bool,
        at_start: bool,
    ) -> Result<Rc<Self>, Error> {
        let key: Key = (pattern.into(), ignore_case, multi_line, at_start);
        let last = LAST.with_borrow(|last| match last {
            Some((k, compiled)) if *k == key => Some(Rc::clone(compiled)),
            Some(_) | None => None,
        });
        if let Some(compiled) = last {
            return Ok(compiled);
        }
        let compiled = Rc::new(Self::compiled(&key)?);
        LAST.set(Some((key, Rc::clone(&compiled))));
        Ok(compiled)
    }

    fn compiled((pattern, ignore_case, multi_line, at_start): &Key) -> Result<Self, Error> {
        let mut flags = String::new();
        if *ignore_case {
            flags.push_str("(?i)");
        }
        if *multi_line {
            flags.push_str("(?m)");
        }
        let body = Translator::new(pattern, *multi_line).run()?;
        let anchor = if *at_start { r"\A" } else { "" };
        let source = format!("{flags}{anchor}(?:{body})");
        Ok(Self {
            regex: compile(&source)?,
            source,
            advancing: OnceCell::new(),
        })
    }

    /// How many groups it has, the whole not counted.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.regex.captures_len().saturating_sub(1)
    }

    /// The number of a named group.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<usize> {
        self.regex.capture_names().position(|n| n == Some(name))
    }

    /// The first match.
    pub fn search<'t>(&self, text: &'t str) -> Result<Option<Captures<'t, str>>, Error> {
        self.from(&self.regex, text, 0)
    }

    fn from<'t>(
        &self,
        regex: &Regex,
        text: &'t str,
        at: usize,
    ) -> Result<Option<Captures<'t, str>>, Error> {
        regex
            .captures_from_pos(text, at)
            .map_err(|_| Error::not_implemented("a regular expression that backtracks this much"))
    }

    /// All matches, at most `limit`. After an empty match the next one must end further on.
    pub fn all<'t>(
        &self,
        text: &'t str,
        limit: Option<usize>,
    ) -> Result<Vec<Captures<'t, str>>, Error> {
        let mut found = Vec::new();
        let mut at = 0;
        let mut empty = false;
        while limit.is_none_or(|l| found.len() < l) {
            let next = if empty {
                let advancing = self
                    .advancing
                    .get_or_init(|| compile(&format!(r"(?:{})(?!\G)", self.source)).ok());
                match advancing {
                    Some(regex) => self.from(regex, text, at)?,
                    None => return Err(Error::not_implemented("this regular expression")),
                }
            } else {
                self.from(&self.regex, text, at)?
            };
            let Some(captures) = next else { break };
            let Some(whole) = captures.get(0) else { break };
            at = whole.end();
            empty = whole.start() == whole.end();
            found.push(captures);
        }
        Ok(found)
    }
}

fn bad(message: impl Into<EcoString>) -> Error {
    Error::BadRegex {
        message: message.into(),
    }
}

/// Python's `re.escape`.
#[must_use]
pub fn escape(text: &str) -> EcoString {
    let mut out = EcoString::new();
    for c in text.chars() {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
