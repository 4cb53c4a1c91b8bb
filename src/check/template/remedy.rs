//! What to type instead where a template cannot be read.
//!
//! In: why it cannot, the text, and the place. Out: a sentence; for `{% if a = b %}` it says that a
//! comparison is written `==`.

use crate::check::template::jinja::tree::Range;
use crate::suggest;

/// The statements that begin something, and those that end it.
const STATEMENTS: [&str; 18] = [
    "for", "endfor", "if", "elif", "else", "endif", "set", "endset", "include", "import", "from",
    "macro", "endmacro", "block", "endblock", "extends", "raw", "endraw",
];

/// What is said where nothing better is known.
const AS_TEXT: &str = "write text that looks like a template as `{% raw %}…{% endraw %}`";

/// The sentence.
pub fn remedy(reason: &str, text: &str, range: &Range) -> String {
    let here = text.get(range.clone()).unwrap_or_default();
    let before = text.get(..range.start).unwrap_or_default();
    let remedy = unended(reason, here, before)
        .or_else(|| sign(here, before))
        .or_else(|| statement(reason, here));
    remedy.unwrap_or_else(|| AS_TEXT.to_owned())
}

/// Something lacks its end.
fn unended(reason: &str, here: &str, before: &str) -> Option<String> {
    if reason == "a comment has no end" {
        return Some("write `#}` where the comment ends".to_owned());
    }
    if reason.ends_with("closes nothing") && here == "}" {
        let open = ["{{", "{%", "{#"].into_iter();
        let (_, open) = open
            .filter_map(|open| Some((before.rfind(open)?, open)))
            .max()?;
        return Some(match open {
            "{{" => "what `{{` opens ends with `}}`".to_owned(),
            "{%" => "what `{%` opens ends with `%}`".to_owned(),
            _ => return None,
        });
    }
    if let Some(open) = quoted(reason).filter(|_| reason.ends_with("has no end")) {
        return Some(format!("write `{{% end{open} %}}` where it ends"));
    }
    let (found, open) = reason.split_once(" where the end of ")?;
    let (found, open) = (quoted(found)?, quoted(open)?);
    Some(match found {
        "elseif" | "elsif" | "elsif_" if open == "if" => "write `{% elif … %}`".to_owned(),
        "end" => format!("write `{{% end{open} %}}`"),
        other => match suggest::nearest(other, STATEMENTS.into_iter()) {
            Some(near) if near != other => format!("did you mean `{near}`?"),
            _ => format!("write `{{% end{open} %}}` in front of it"),
        },
    })
}

/// A sign that Jinja does not have.
fn sign(here: &str, before: &str) -> Option<String> {
    let last = before.trim_end().chars().next_back();
    let said = match here {
        "=" if last != Some('=') => "a comparison is written `==`",
        "&" => "both hold is written `and`",
        "!" => "the opposite is written `not`",
        "$" => "a variable is written by its name alone, without `$`",
        "?" => "a choice is written `a if condition else b`",
        "}}" | "%}" if last == Some('|') => "write a filter behind `|`, or take `|` away",
        "|" if last == Some('|') => "one of two holds is written `or`",
        text if text.starts_with(['"', '\'']) && before.trim_end().ends_with(" is") => {
            "a comparison is written `==`: `is` asks a test, such as `is defined`"
        }
        _ => return None,
    };
    Some(said.to_owned())
}

/// A statement in a wrong place, or misspelt.
fn statement(reason: &str, here: &str) -> Option<String> {
    if !reason.starts_with("there is no statement") {
        return None;
    }
    Some(match here {
        "else" | "elif" => format!(
            "no `{{% if … %}}` is open here: take `{here}` out, or write the one that it belongs to"
        ),
        "elseif" | "elsif" => "write `elif`".to_owned(),
        end if STATEMENTS.contains(&end) && end.starts_with("end") => {
            let begin = end.trim_start_matches("end");
            format!(
                "no `{{% {begin} … %}}` is open here: take it out, or write the one that it ends"
            )
        }
        word => {
            let near = suggest::nearest(word, STATEMENTS.into_iter())?;
            format!("did you mean `{near}`?")
        }
    })
}

/// The first word in backticks.
fn quoted(text: &str) -> Option<&str> {
    text.split('`').nth(1)
}
