//! A page of Markdown on a terminal, as the pages of the diagnostics are written.
//!
//! In: headings, paragraphs and code between fences. Out: text of the terminal's width, with
//! headings bold and code set in; with colours or without. `# bad-name` becomes `bad-name`.

use std::fmt::Write as _;

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[1;31m";
const GREEN: &str = "\u{1b}[1;32m";
const CODE: &str = "\u{1b}[36m";
const PLAIN: &str = "\u{1b}[0m";

/// Renders a page.
pub fn render(markdown: &str, width: usize, colored: bool) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            let indent = if line.is_empty() { "" } else { "    " };
            let _ = writeln!(text, "{indent}{}", painted(line, CODE, colored));
        } else if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.trim_start_matches('#').trim();
            let _ = writeln!(text, "{}\n", painted(heading, BOLD, colored));
        } else if line == "Wrong:" {
            let _ = writeln!(text, "{}\n", painted(line, RED, colored));
        } else if line == "Right:" {
            let _ = writeln!(text, "{}\n", painted(line, GREEN, colored));
        } else {
            paragraph(&mut text, line, width, colored);
        }
    }
    text
}

fn painted(text: &str, color: &str, colored: bool) -> String {
    if colored && !text.is_empty() {
        format!("{color}{text}{PLAIN}")
    } else {
        text.to_owned()
    }
}

/// A paragraph stands on one line of the page; here it gets as many as it needs.
fn paragraph(text: &mut String, line: &str, width: usize, colored: bool) {
    let mut column = 0;
    let mut in_code = false;
    for word in line.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        column += length;
        if !colored {
            text.push_str(word);
            continue;
        }
        if in_code {
            text.push_str(CODE);
        }
        for c in word.chars() {
            if c == '`' {
                in_code = !in_code;
                text.push_str(if in_code { CODE } else { PLAIN });
            } else {
                text.push(c);
            }
        }
        // A colour never spans lines.
        if in_code {
            text.push_str(PLAIN);
        }
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::render;

    const PAGE: &str = "# bad-name\nA name that is `not one` at all.\n\nWrong:\n```roll\nlet a = {\n\n}\n```\n\nRight:\n```sh\nls\n```\n";

    #[test]
    fn a_page_is_plain_in_a_pipe() {
        assert_eq!(
            render(PAGE, 20, false),
            "bad-name\n\nA name that is `not\none` at all.\n\nWrong:\n\n    let a = {\n\n    }\n\nRight:\n\n    ls\n"
        );
    }

    #[test]
    fn a_page_is_coloured_on_a_terminal() {
        let text = render(PAGE, 80, true);
        for part in [
            "\u{1b}[1mbad-name\u{1b}[0m\n\n",
            "that is \u{1b}[36mnot\u{1b}[0m \u{1b}[36mone\u{1b}[0m at all.",
            "\u{1b}[1;31mWrong:\u{1b}[0m\n\n    \u{1b}[36mlet a = {\u{1b}[0m\n\n",
            "\u{1b}[1;32mRight:\u{1b}[0m\n\n    \u{1b}[36mls\u{1b}[0m\n",
        ] {
            assert!(text.contains(part), "{part:?} in {text:?}");
        }
        assert!(!text.contains('`') && !text.contains('#'), "{text}");
    }
}
