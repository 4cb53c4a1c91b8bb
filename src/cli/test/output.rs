//! What a person follows: a line for each step, and on a terminal what runs just now.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::cli::render::show;

/// The display of all scenarios.
pub struct Output {
    /// None in a pipe: there lines are enough.
    live: Option<MultiProgress>,
}

impl Output {
    /// As standard error wants it.
    pub fn new() -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self {
            live: terminal.then(MultiProgress::new),
        }
    }

    /// The display of one scenario.
    pub fn begin(&self, name: &str) -> Line {
        let bar = self.live.as_ref().map(|live| {
            let bar = live.add(ProgressBar::new_spinner());
            if let Ok(style) =
                ProgressStyle::with_template("{spinner} {elapsed:>4} {prefix}: {wide_msg}")
            {
                bar.set_style(style);
            }
            bar.set_prefix(name.to_owned());
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Line { bar }
    }

    /// A line that stays.
    pub fn line(&self, text: &str) {
        match &self.live {
            Some(live) => {
                let _ = live.println(text);
            }
            None => show(&format!("{text}\n")),
        }
    }
}

/// What a scenario does just now.
pub struct Line {
    bar: Option<ProgressBar>,
}

impl Line {
    /// Says it.
    pub fn now(&self, what: String) {
        if let Some(bar) = &self.bar {
            bar.set_message(what);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
