//! Problems with their source around them, as people read them on a terminal or in a pipe.

use std::fmt::Write as _;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, Severity, SourceCode};

use crate::cli::render::{kind, short, width};
use crate::diagnostic::{Problem, Problems};
use crate::source::Sources;

/// How many problems are shown with their source: who has more mends these first.
const MOST_SHOWN: usize = 50;

/// Every problem (or the first of many), then how many there are.
pub fn problems(theme: &GraphicalTheme, problems: &Problems, sources: &Sources) -> String {
    let mut text = String::new();
    for problem in problems.all().iter().take(MOST_SHOWN) {
        let shown = Shown {
            inner: problem.diagnostic(),
            sources,
        };
        // Writing into a string fails only where the diagnostic itself does.
        if render(theme, &mut text, &shown, kind(problem)).is_err() {
            short::line(&mut text, problem, Some(sources));
        }
        text.push('\n');
    }
    summary(&mut text, problems);
    text
}

/// A problem that has no source.
pub fn problem(theme: &GraphicalTheme, error: &Problem) -> String {
    let mut text = String::new();
    let _ = render(theme, &mut text, error.diagnostic(), kind(error));
    text
}

/// Renders one problem under a heading as compilers have it: `error[code]: message`.
fn render(
    theme: &GraphicalTheme,
    text: &mut String,
    shown: &dyn Diagnostic,
    kind: &str,
) -> std::fmt::Result {
    let heading = match shown.code() {
        Some(code) => format!("{kind}[{code}]:"),
        None => format!("{kind}:"),
    };
    let mut theme = theme.clone();
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
