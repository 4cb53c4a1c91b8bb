//! Filters that write and read YAML.
//!
//! In: `{a: [1, 2]} | to_nice_yaml`. Out: the text that PyYAML writes.

use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;

type Made = Result<Value, Error>;

fn later(args: &Bound<'_>) -> Made {
    Err(Error::not_implemented(eco_format!("`{}`", args.what)))
}

pub(super) fn to_yaml(_: &Value, args: &Bound<'_>) -> Made {
    later(args)
}

pub(super) fn to_nice_yaml(_: &Value, args: &Bound<'_>) -> Made {
    later(args)
}

pub(super) fn from_yaml(_: &Value, args: &Bound<'_>) -> Made {
    later(args)
}

pub(super) fn from_yaml_all(_: &Value, args: &Bound<'_>) -> Made {
    later(args)
}
