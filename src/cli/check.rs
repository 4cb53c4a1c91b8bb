//! `rolecall check`: everything that is wrong, and nothing written.
//!
//! `--strict` lists what is not checked as well, with a warning for each place, and is satisfied
//! only if there is none.

use crate::check::strict;
use crate::cli::Outcome;
use crate::cli::args::Check;
use crate::cli::project;
use crate::cli::render::Terminal;

/// Checks a project.
pub fn run(options: &Check, terminal: &Terminal) -> Outcome {
    let mut compiled = project::compile(&options.dir);
    let mut places = 0;
    if options.strict
        && let Some(fleet) = &compiled.fleet
    {
        let unchecked = strict::unchecked(&fleet.program);
        places = unchecked.all().len();
        compiled.problems.extend(unchecked);
        compiled.problems.sort();
    }
    terminal.problems(&compiled.problems, &compiled.sources);
    let Some(fleet) = &compiled.fleet else {
        return project::outcome(&compiled);
    };
    let size = super::build::size(fleet);
    if places > 0 {
        let plural = if places == 1 { " is" } else { "s are" };
        terminal.say(&format!("{places} place{plural} not checked, in {size}.\n"));
        return Outcome::Wrong;
    }
    let outcome = terminal.say(&format!("Fine: {size}.\n"));
    // The process ends here: it takes everything with it faster than one piece after the other.
    std::mem::forget(compiled);
    outcome
}
