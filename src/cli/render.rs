//! How problems look: with their source on a terminal, plain in a pipe, or a line each.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, Severity, SourceCode};

use crate::cli::args::{Color, Format};
use crate::diagnostic::{Problem, Problems};
use crate::source::Sources;

/// How many problems are shown with their source: who has more mends these first.
const MOST_SHOWN: usize = 50;

/// Where problems are shown.
pub struct Terminal {
    theme: GraphicalTheme,
    format: Format,
    color: Color,
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
        }
    }

    /// Whether what a command prints, and not only its problems, is coloured.
    pub fn colors_output(&self) -> bool {
        colored(self.color, std::io::stdout().is_terminal())
    }

    /// Renders one problem under a heading as compilers have it: `error[code]: message`.
    fn render(&self, text: &mut String, shown: &dyn Diagnostic, kind: &str) -> std::fmt::Result {
        let heading = match shown.code() {
            Some(code) => format!("{kind}[{code}]:"),
            None => format!("{kind}:"),
        };
        let mut theme = self.theme.clone();
        theme.characters.error.clone_from(&heading);
        theme.characters.warning.clone_from(&heading);
        theme.characters.advice = heading;
        let mut rendered = String::new();
        GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_context_lines(1)
            .with_wrap_lines(true)
            .with_width(width())
            .render_report(&mut rendered, &Headed(shown))?;
        text.push_str(rendered.trim_start());
        Ok(())
    }

    /// Shows every problem, then how many there are.
    pub fn problems(&self, problems: &Problems, sources: &Sources) {
        let mut text = String::new();
        let most = match self.format {
            Format::Human => MOST_SHOWN,
            Format::Short => usize::MAX,
        };
        for problem in problems.all().iter().take(most) {
            match self.format {
                Format::Human => self.human(&mut text, problem, sources),
                Format::Short => short(&mut text, problem, sources),
            }
        }
        if self.format == Format::Human {
            summary(&mut text, problems);
        }
        show(&text);
    }

    /// Shows a problem that has no source.
    pub fn problem(&self, error: &(dyn Diagnostic + Send + Sync + 'static)) {
        let mut text = String::new();
        if self.render(&mut text, error, "error").is_ok() {
            show(&text);
        }
    }

    fn human(&self, text: &mut String, problem: &Problem, sources: &Sources) {
        let shown = Shown {
            inner: problem.diagnostic(),
            sources,
        };
        // Writing into a string fails only where the diagnostic itself does.
        if self.render(text, &shown, kind(problem)).is_err() {
            short(text, problem, sources);
        }
        text.push('\n');
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

fn kind(problem: &Problem) -> &'static str {
    if problem.is_error() {
        "error"
    } else if problem.is_note() {
        "note"
    } else {
        "warning"
    }
}

fn short(text: &mut String, problem: &Problem, sources: &Sources) {
    let kind = kind(problem);
    let (code, message) = (problem.code(), problem.diagnostic().to_string());
    let message = message.replace('\n', " ");
    let _ = match sources.place_of(problem.place()) {
        Some((path, line, column)) => {
            writeln!(
                text,
                "{}:{line}:{column}: {kind}[{code}]: {message}",
                path.display()
            )
        }
        None => writeln!(text, "{kind}[{code}]: {message}"),
    };
}

fn summary(text: &mut String, problems: &Problems) {
    let errors = problems
        .all()
        .iter()
        .filter(|problem| problem.is_error())
        .count();
    let notes = problems
        .all()
        .iter()
        .filter(|problem| problem.is_note())
        .count();
    let warnings = problems.all().len() - errors - notes;
    let counted: Vec<String> = [(errors, "error"), (warnings, "warning"), (notes, "note")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if counted.is_empty() {
        return;
    }
    if problems.all().len() > MOST_SHOWN {
        let _ = writeln!(
            text,
            "The first {MOST_SHOWN} are shown; `--message-format short` lists all.\n"
        );
    }
    let _ = write!(text, "{}.", counted.join(", "));
    if let Some(first) = problems.all().first() {
        let _ = write!(
            text,
            " `rolecall explain {}` says more of the first.",
            first.code()
        );
    }
    text.push('\n');
}

/// Writes to standard error; whoever does not listen wants nothing.
pub fn show(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// A problem with the sources it points into.
#[derive(Debug)]
struct Shown<'a> {
    inner: &'a (dyn Diagnostic + Send + Sync + 'static),
    sources: &'a Sources,
}

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self.inner, f)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn std::fmt::Display + 'b>> {
        self.inner.code()
    }
    fn severity(&self) -> Option<Severity> {
        self.inner.severity()
    }
    fn help<'b>(&'b self) -> Option<Box<dyn std::fmt::Display + 'b>> {
        self.inner.help()
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        // The first one is the place of the problem, wherever the others stand.
        let labels = self.inner.labels()?.enumerate();
        Some(Box::new(labels.map(|(index, label)| {
            if index == 0 {
                let text = label.label().map(ToOwned::to_owned);
                miette::LabeledSpan::new_primary_with_span(text, *label.inner())
            } else {
                label
            }
        })))
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.sources)
    }
}

/// A problem whose code stands in its heading, not on a line of its own.
#[derive(Debug)]
struct Headed<'a>(&'a dyn Diagnostic);

impl std::fmt::Display for Headed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self.0, f)
    }
}

impl std::error::Error for Headed<'_> {}

impl Diagnostic for Headed<'_> {
    fn severity(&self) -> Option<Severity> {
        self.0.severity()
    }
    fn help<'b>(&'b self) -> Option<Box<dyn std::fmt::Display + 'b>> {
        self.0.help()
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        self.0.labels()
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.source_code()
    }
}
