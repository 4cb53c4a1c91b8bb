//! Jinja's and Ansible's tests: what stands after `is`.
//!
//! In: a name (`version`, `ansible.builtin.search`), the value before `is`, arguments. Out: whether
//! it holds: `"9.2" is version("10", "<")` is true.

mod kinds;
mod relations;
mod results;
mod version;

use crate::value::short;
use ecow::eco_format;

use super::Error;
use super::Value;
use super::args::Args;
use super::args::Bound;
use super::args::Signature;

type Run = fn(&Value, &Bound<'_>) -> Result<bool, Error>;

struct Test {
    name: &'static str,
    signature: Signature,
    run: Run,
}

const fn takes(params: &'static [&'static str], required: usize) -> Signature {
    Signature {
        params,
        required,
        rest: false,
        any_named: false,
    }
}

const fn row(name: &'static str, signature: Signature, run: Run) -> Test {
    Test {
        name,
        signature,
        run,
    }
}

const NONE: Signature = takes(&[], 0);
const OTHER: Signature = takes(&["other"], 1);
const REGEX: Signature = takes(&["pattern", "ignorecase", "multiline"], 0);
const VERSION: Signature = takes(&["version", "operator", "strict", "version_type"], 1);
const TRUTH: Signature = takes(&["convert_bool"], 0);

/// Sorted: it is searched in halves.
static TESTS: &[Test] = &[
    row("!=", OTHER, relations::ne),
    row("<", OTHER, relations::lt),
    row("<=", OTHER, relations::le),
    row("==", OTHER, relations::eq),
    row(">", OTHER, relations::gt),
    row(">=", OTHER, relations::ge),
    row("all", NONE, relations::all),
    row("any", NONE, relations::any),
    row("boolean", NONE, kinds::boolean),
    row("change", NONE, results::changed),
    row("changed", NONE, results::changed),
    row("contains", takes(&["value"], 1), relations::contains),
    row("defined", NONE, kinds::always),
    row("divisibleby", takes(&["num"], 1), kinds::divisible),
    row("eq", OTHER, relations::eq),
    row("equalto", OTHER, relations::eq),
    row("even", NONE, kinds::even),
    row("failed", NONE, results::failed),
    row("failure", NONE, results::failed),
    row("false", NONE, kinds::is_false),
    row("falsy", TRUTH, kinds::falsy),
    row("filter", NONE, kinds::filter),
    row("finished", NONE, results::finished),
    row("float", NONE, kinds::float),
    row("ge", OTHER, relations::ge),
    row("greaterthan", OTHER, relations::gt),
    row("gt", OTHER, relations::gt),
    row("in", takes(&["seq"], 1), relations::is_in),
    row("integer", NONE, kinds::integer),
    row("is_abs", NONE, kinds::absolute),
    row("isnan", NONE, kinds::nan),
    row("issubset", takes(&["b"], 1), relations::subset),
    row("issuperset", takes(&["b"], 1), relations::superset),
    row("iterable", NONE, kinds::iterable),
    row("le", OTHER, relations::le),
    row("lessthan", OTHER, relations::lt),
    row("lower", NONE, kinds::lower),
    row("lt", OTHER, relations::lt),
    row("mapping", NONE, kinds::mapping),
    row("match", REGEX, relations::matches),
    row("nan", NONE, kinds::nan),
    row("ne", OTHER, relations::ne),
    row("none", NONE, kinds::none),
    row("number", NONE, kinds::number),
    row("odd", NONE, kinds::odd),
    row("reachable", NONE, results::reachable),
    row(
        "regex",
        takes(&["pattern", "ignorecase", "multiline", "match_type"], 0),
        relations::regex,
    ),
    row("search", REGEX, relations::search),
    row("sequence", NONE, kinds::iterable),
    row("skip", NONE, results::skipped),
    row("skipped", NONE, results::skipped),
    row("started", NONE, results::started),
    row("string", NONE, kinds::string),
    row("subset", takes(&["b"], 1), relations::subset),
    row("succeeded", NONE, results::succeeded),
    row("success", NONE, results::succeeded),
    row("successful", NONE, results::succeeded),
    row("superset", takes(&["b"], 1), relations::superset),
    row("test", NONE, kinds::test),
    row("timedout", NONE, results::timed_out),
    row("true", NONE, kinds::is_true),
    row("truthy", TRUTH, kinds::truthy),
    row("undefined", NONE, kinds::never),
    row("unreachable", NONE, results::unreachable),
    row("upper", NONE, kinds::upper),
    row("uri", takes(&["schemes"], 0), kinds::later),
    row("url", takes(&["schemes"], 0), kinds::later),
    row("urn", NONE, kinds::later),
    row("version", VERSION, version::version),
    row("version_compare", VERSION, version::version),
];

/// Tests that look at the target's or the controller's files, or at Python's objects.
const LATER: &[&str] = &[
    "abs",
    "callable",
    "directory",
    "escaped",
    "exists",
    "file",
    "is_dir",
    "is_file",
    "is_link",
    "is_mount",
    "is_same_file",
    "link",
    "link_exists",
    "mount",
    "same_file",
    "sameas",
    "vault_encrypted",
    "vaulted_file",
];

fn find(name: &str) -> Option<&'static Test> {
    let name = short(name);
    TESTS
        .binary_search_by(|t| t.name.cmp(name))
        .ok()
        .and_then(|i| TESTS.get(i))
}

/// Whether a test, or a comparison by its sign, is computed here.
#[must_use]
pub fn computes(name: &str) -> bool {
    find(name).is_some()
}

/// `defined` and `undefined`: the only tests of something that is not there.
#[must_use]
pub fn of_presence(name: &str) -> bool {
    matches!(short(name), "defined" | "undefined")
}

/// Runs a test on something defined.
///
/// # Errors
/// As [`call_on`].
pub fn call(name: &str, subject: &Value, args: &Args) -> Result<bool, Error> {
    call_on(name, Some(subject), args)
}

/// Runs a test. `subject` is what stands before `is`, `None` if that is undefined.
///
/// # Errors
/// [`Error::NotImplemented`] for what only Ansible can ask, [`Error::Unknown`] for a name that is no test, and what Ansible
/// itself refuses: arguments, types, something undefined.
pub fn call_on(name: &str, subject: Option<&Value>, args: &Args) -> Result<bool, Error> {
    let Some(test) = find(name) else {
        let name = short(name);
        return Err(if LATER.contains(&name) {
            Error::not_implemented(eco_format!("the test `{name}`"))
        } else {
            Error::Unknown {
                kind: "test",
                name: name.into(),
            }
        });
    };
    let bound = test.signature.bind(test.name, args)?;
    match subject {
        Some(subject) => (test.run)(subject, &bound),
        None if of_presence(name) => Ok(short(name) == "undefined"),
        None => Err(Error::Missing {
            what: eco_format!("`is {}` asks something undefined", test.name),
        }),
    }
}

/// All short names, in order; the comparisons written as signs first.
pub fn names() -> impl Iterator<Item = &'static str> {
    TESTS.iter().map(|t| t.name)
}

/// What a test takes; `None` if it is unknown here.
#[must_use]
pub fn signature(name: &str) -> Option<Signature> {
    find(name).map(|t| t.signature)
}
