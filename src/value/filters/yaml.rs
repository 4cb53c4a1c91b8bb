//! Filters that write and read YAML.
//!
//! In: `{a: [1, 2]} | to_nice_yaml`. Out: the text that PyYAML writes.

use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::ops;
use crate::value::yaml;

type Made = Result<Value, Error>;

fn written(subject: &Value, args: &Bound<'_>, indent: Option<i64>, flow: Option<bool>) -> Made {
    if let Some((name, _)) = args.more.first() {
        return Err(Error::not_implemented(eco_format!(
            "`{name}` of `{}`",
            args.what
        )));
    }
    let style = yaml::Style {
        indent: args.int_or_none(0)?.or(indent),
        flow: match args.get(1) {
            None => flow,
            Some(Value::Null) => None,
            Some(flow) => Some(ops::truth(flow)),
        },
        width: args.int_or_none(2)?,
        sort: args.truth(3, true),
        start: args.truth(4, false),
        end: args.truth(5, false),
    };
    Ok(Value::Str(yaml::write(subject, &style)))
}

pub(super) fn to_yaml(subject: &Value, args: &Bound<'_>) -> Made {
    written(subject, args, None, None)
}

pub(super) fn to_nice_yaml(subject: &Value, args: &Bound<'_>) -> Made {
    written(subject, args, Some(4), Some(false))
}

/// What is no text is handed on, as Ansible still does.
pub(super) fn from_yaml(subject: &Value, _: &Bound<'_>) -> Made {
    subject
        .as_text()
        .map_or_else(|| Ok(subject.clone()), |text| yaml::read(text))
}

pub(super) fn from_yaml_all(subject: &Value, _: &Bound<'_>) -> Made {
    match subject.as_text() {
        Some(text) => yaml::read_all(text).map(Value::list),
        None if *subject == Value::Null => Ok(Value::list(Vec::new())),
        None => Ok(subject.clone()),
    }
}
