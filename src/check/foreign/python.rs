//! The strings that a Python file gives names to, without running it.
//!
//! In: `DOCUMENTATION = r'''…'''`. Out: the text between the quotes, and where it begins.

/// A string of a file.
#[derive(Debug)]
pub struct Literal {
    /// What it holds.
    pub text: String,
    /// The place of its first byte in the file.
    pub at: usize,
}

/// The string that is assigned to a name at the beginning of a line or, in a class, behind its
/// indentation. Only a plain literal is one: neither sums nor `f"…"`.
#[must_use]
pub fn assigned(source: &str, name: &str) -> Option<Literal> {
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        if let Some(rest) = line.trim_start_matches([' ', '\t']).strip_prefix(name)
            && let Some(rest) = rest.trim_start_matches([' ', '\t']).strip_prefix('=')
        {
            let value = rest.trim_start_matches([' ', '\t', '(']);
            let start = at + line.len() - value.len();
            return literal(source, start);
        }
        at += line.len();
    }
    None
}

fn literal(source: &str, start: usize) -> Option<Literal> {
    let rest = source.get(start..)?.trim_start();
    let quoted = rest.trim_start_matches(['r', 'R', 'u', 'U']);
    let raw = rest.get(..rest.len() - quoted.len())?.contains(['r', 'R']);
    let quote = ["'''", "\"\"\"", "'", "\""]
        .into_iter()
        .find(|quote| quoted.starts_with(quote))?;
    let inside = quoted.get(quote.len()..)?;
    let at = source.len() - inside.len();
    let mut end = 0;
    loop {
        let rest = inside.get(end..)?;
        if rest.starts_with(quote) {
            break;
        }
        let first = rest.chars().next()?;
        if quote.len() == 1 && first == '\n' {
            return None;
        }
        end += first.len_utf8();
        if first == '\\' {
            end += rest.chars().nth(1)?.len_utf8();
        }
    }
    let text = inside.get(..end)?;
    let text = if raw {
        text.to_string()
    } else {
        unescaped(text)
    };
    Some(Literal { text, at })
}

/// Python's escapes, those that documentation has; any other stays as it is.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some(same @ ('\\' | '\'' | '"')) => out.push(same),
            Some('\n') | None => {}
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    out
}
