//! How problems look: for people on standard error, for programs on standard output.
//!
//! In: [`Problems`] and the [`Sources`] that they point into. Out: text in the format that
//! `--message-format` asks for; a file each. What a command says besides goes where it does not disturb:
//! `json`, `sarif` and `gitlab` have standard output for themselves.

mod github;
mod gitlab;
mod human;
mod json;
pub mod message;
mod sarif;
mod short;

use std::cell::{Cell, RefCell};
use std::io::{IsTerminal, Write as _};

use miette::{Diagnostic, GraphicalTheme};

use crate::cli::args::{Color, Format};
use crate::cli::render::message::{Message, Repository};
use crate::cli::{Outcome, print};
use crate::diagnostic::{Problem, Problems};
use crate::source::Sources;

/// Where problems are shown.
pub struct Terminal {
    theme: GraphicalTheme,
    format: Format,
    color: Color,
    /// What was reported so far, for formats that are one document and for the tally.
    said: RefCell<Vec<Message>>,
    /// Whether there was anything to report on: `explain` prints a page and no report.
    used: Cell<bool>,
}

impl Terminal {
    /// As the user and the environment want it.
    pub fn new(color: Color, format: Format) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let theme = match (colored(color, terminal), terminal) {
            (true, _) => GraphicalTheme::unicode(),
            (false, true) => GraphicalTheme::unicode_nocolor(),
            (false, false) => GraphicalTheme::none(),
        };
        Self {
            theme,
            format,
            color,
            said: RefCell::default(),
            used: Cell::new(false),
        }
    }

    /// Whether what a command prints, and not only its problems, is coloured.
    pub fn colors_output(&self) -> bool {
        colored(self.color, std::io::stdout().is_terminal())
    }

    /// Whether problems are shown for people to read.
    pub fn is_human(&self) -> bool {
        self.format == Format::Human
    }

    /// Whether every line of standard output is a JSON object.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Shows every problem.
    pub fn problems(&self, problems: &Problems, sources: &Sources) {
        match self.format {
            Format::Human => show(&human::problems(&self.theme, problems, sources)),
            Format::Short => show(&short::problems(problems, Some(sources))),
            Format::Json | Format::Sarif | Format::Github | Format::Gitlab => {
                let repository = Repository::of(sources);
                let message = |problem| Message::new(problem, Some(sources), &repository);
                self.say_all(problems.all().iter().map(message).collect());
            }
        }
    }

    /// Shows a problem that has no source.
    pub fn problem(&self, error: impl Diagnostic + Send + Sync + 'static) {
        let problem = Problem::new(error);
        match self.format {
            Format::Human => show(&human::problem(&self.theme, &problem)),
            Format::Short => {
                let mut text = String::new();
                short::line(&mut text, &problem, None);
                show(&text);
            }
            Format::Json | Format::Sarif | Format::Github | Format::Gitlab => {
                self.say_all(vec![Message::new(&problem, None, &Repository::default())]);
            }
        }
    }

    /// Prints what a command says besides its problems: `Fine: 3 hosts`.
    pub fn say(&self, text: &str) -> Outcome {
        self.used.set(true);
        match self.format {
            Format::Human | Format::Short | Format::Github => print(text),
            Format::Json | Format::Sarif | Format::Gitlab => {
                show(text);
                Outcome::Fine
            }
        }
    }

    /// Prints what a command found as a line of its own among the problems' JSON lines; its `type` says
    /// what it is.
    pub fn object(&self, value: &serde_json::Value) -> Outcome {
        self.used.set(true);
        print(&format!("{value}\n"))
    }

    /// Closes the report: a document is printed whole, lines get their tally.
    pub fn finish(&self) -> Outcome {
        if !self.used.get() {
            return Outcome::Fine;
        }
        let said = self.said.borrow();
        match self.format {
            Format::Human | Format::Short | Format::Github => Outcome::Fine,
            Format::Json => print(&json::summary(&said)),
            Format::Sarif => print(&sarif::document(&said)),
            Format::Gitlab => print(&gitlab::document(&said)),
        }
    }

    /// Lines are printed as they come, so that a long command is seen to go on.
    fn say_all(&self, messages: Vec<Message>) {
        self.used.set(true);
        match self.format {
            Format::Json => print(&messages.iter().map(json::line).collect::<String>()),
            Format::Github => print(&messages.iter().map(github::line).collect::<String>()),
            Format::Human | Format::Short | Format::Sarif | Format::Gitlab => Outcome::Fine,
        };
        self.said.borrow_mut().extend(messages);
    }
}

/// Whether to use colours, on a terminal or not.
fn colored(color: Color, terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}

/// The width of the terminal, as `COLUMNS` has it or as it is; in a pipe that of a page.
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let terminal = || {
        let size = terminal_size::terminal_size_of(std::io::stderr())
            .or_else(|| terminal_size::terminal_size_of(std::io::stdout()));
        size.map(|(width, _)| usize::from(width.0))
    };
    columns.or_else(terminal).unwrap_or(100).clamp(40, 140)
}

/// What a problem is called.
fn kind(problem: &Problem) -> &'static str {
    if problem.is_error() {
        "error"
    } else if problem.is_note() {
        "note"
    } else {
        "warning"
    }
}

/// Writes to standard error; whoever does not listen wants nothing.
pub fn show(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
