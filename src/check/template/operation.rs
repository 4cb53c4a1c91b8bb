//! Filters and tests of a template: whether Ansible has them, and takes so many arguments.
//!
//! In: `| joinn(',')` in a template. Out: a report at its place in the `.j2` file.

use crate::check::error::expr::ExprError;
use crate::check::template::jinja::tree::{Args, Expr, Name, Range};
use crate::schema;
use crate::suggest;

/// A filter or a test that is used.
#[derive(Clone, Debug)]
pub struct Operation {
    /// It is a test.
    pub test: bool,
    /// Which.
    pub name: Name,
    /// How many arguments it is given, where that can be counted.
    pub given: Option<usize>,
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

fn count(args: &Args) -> Option<usize> {
    let spread = args.spread.is_empty();
    spread.then(|| args.positional.len() + args.named.len())
}

/// What is wrong with its use; a full name of a collection that is not known passes.
pub fn problem(
    operation: &Operation,
    place: &dyn Fn(&Range) -> crate::source::Span,
) -> Option<ExprError> {
    let name = operation.name.text.as_str();
    let span = place(&operation.name.range);
    let (what, bounds, near) = if operation.test {
        // Operators can be named, too: `select('>', 1)`.
        let operator = |name: &str| ["==", "!=", ">", ">=", "<", "<="].contains(&name);
        let known = schema::test::lookup(name).map(|test| (test.min, test.max));
        let known = known.or_else(|| operator(name).then_some((0, None)));
        let near = || suggest::nearest(name, schema::test::names());
        ("test", known, known.is_none().then(near).flatten())
    } else {
        let known = schema::filter::lookup(name).map(|filter| (filter.min, filter.max));
        let near = || suggest::nearest(name, schema::filter::names());
        ("filter", known, known.is_none().then(near).flatten())
    };
    let Some((min, max)) = bounds else {
        return (name.matches('.').count() < 2).then(|| ExprError::UnknownOperation {
            what,
            name: name.into(),
            span,
            help: near.map(|near| format!("did you mean `{near}`?")),
        });
    };
    let given = operation.given?;
    let problem = match max {
        _ if given < min => format!("{given} of at least {min} arguments"),
        Some(max) if given > max => format!("{given} arguments, of which it takes at most {max}"),
        _ => return None,
    };
    Some(ExprError::BadArguments {
        name: name.into(),
        problem,
        span,
        help: None,
    })
}
