//! Filters and tests of a template: whether Ansible has them, and takes such arguments.
//!
//! In: `| joinn(',')` in a template. Out: a report at its place in the `.j2` file.

use crate::check::error::expr::ExprError;
use crate::check::plugin::{self, Said};
use crate::check::template::jinja::tree::{Args, Expr, Name, Range};
use crate::schema;
use crate::schema::plugin::Sort;
use crate::schema::signature::{self, What};

/// A filter or a test that is used.
#[derive(Clone, Debug)]
pub struct Operation {
    /// It is a test.
    pub test: bool,
    /// Which.
    pub name: Name,
    /// How many arguments it is given by their place, and which by name, where that can be counted.
    pub given: Option<(usize, Vec<String>)>,
}

/// A test.
pub fn test(name: &Name, args: &Args) -> Operation {
    Operation {
        test: true,
        name: name.clone(),
        given: count(args),
    }
}

/// A filter, and what `map('upper')` or `select('match', …)` apply.
pub fn filter(name: &Name, args: &Args) -> Vec<Operation> {
    let used = Operation {
        test: false,
        ..test(name, args)
    };
    let inner = match name.text.as_str() {
        "map" => Some((0, false)),
        "select" | "reject" => Some((0, true)),
        "selectattr" | "rejectattr" => Some((1, true)),
        _ => None,
    };
    let applied = inner.and_then(|(at, test)| match args.positional.get(at) {
        Some(Expr::Str(text, range)) => Some(Operation {
            test,
            name: Name {
                text: text.clone(),
                range: range.clone(),
            },
            given: None,
        }),
        _ => None,
    });
    std::iter::once(used).chain(applied).collect()
}

fn count(args: &Args) -> Option<(usize, Vec<String>)> {
    let spread = args.spread.is_empty();
    let names = args.named.iter().map(|(name, _)| name.text.clone());
    spread.then(|| (args.positional.len(), names.collect()))
}

/// What is said of its use; a full name of a collection that is not known passes.
pub fn problems(
    operation: &Operation,
    place: &dyn Fn(&Range) -> crate::source::Span,
) -> Vec<ExprError> {
    let name = operation.name.text.as_str();
    let span = place(&operation.name.range);
    let (sort, what) = match operation.test {
        true => (Sort::Test, What::Test),
        false => (Sort::Filter, What::Filter),
    };
    // Operators can be named, too: `select('>', 1)`.
    let operator = operation.test && ["==", "!=", ">", ">=", "<", "<="].contains(&name);
    let core = match sort {
        Sort::Test => schema::test::is_core(name),
        Sort::Filter | Sort::Lookup | Sort::Inventory => schema::filter::is_core(name),
    };
    let mut problems = Vec::new();
    if !core && !operator {
        match plugin::said(sort, name, span) {
            Said::Nothing => {}
            Said::Warning(warning) => problems.push(warning),
            Said::Error(error) => return vec![error],
        }
    }
    if let Some((positional, named)) = &operation.given {
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        problems.extend(
            signature::mistake(what, name, *positional, &named).map(|mistake| {
                ExprError::WrongArguments {
                    name: name.to_owned(),
                    problem: mistake.problem,
                    span,
                    help: mistake.help,
                }
            }),
        );
    }
    problems
}
