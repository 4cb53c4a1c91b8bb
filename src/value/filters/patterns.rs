//! Filters with regular expressions.
//!
//! In: `"a1b2" | regex_replace("(\d)", "<\\1>")`. Out: `a<1>b<2>`.

use ecow::EcoString;
use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Args;
use crate::value::args::Bound;
use crate::value::ops;
use crate::value::pattern;
use crate::value::pattern::Pattern;
use crate::value::pattern::Replacement;
use crate::value::repr;

type Made = Result<Value, Error>;

pub(super) fn regex_replace(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = repr::to_text(subject);
    let pattern = Pattern::new(
        args.text(0, "")?,
        args.truth(2, false),
        args.truth(3, false),
        false,
    )?;
    let replacement = Replacement::new(args.text(1, "")?, &pattern)?;
    let count = args.int(4, 0)?;
    if count < 0 {
        return Ok(Value::Str(subject));
    }
    let limit = usize::try_from(count).ok().filter(|n| *n > 0);
    let found = pattern.all(&subject, limit)?;
    let wanted = args.int(5, 0)?;
    if wanted != 0 && usize::try_from(wanted) != Ok(found.len()) {
        return Err(Error::invalid(eco_format!(
            "the pattern should match {wanted} times, it matches {} times",
            found.len()
        )));
    }
    let mut out = EcoString::new();
    let mut at = 0;
    for captures in &found {
        if let Some(whole) = captures.get(0) {
            out.push_str(&subject[at..whole.start()]);
            replacement.expand(captures, &mut out);
            at = whole.end();
        }
    }
    out.push_str(&subject[at..]);
    Ok(Value::Str(out))
}

/// Whole matches without groups, the group with one, lists of groups with more.
pub(super) fn regex_findall(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = repr::to_text(subject);
    let pattern = Pattern::new(
        args.text(0, "")?,
        args.truth(2, false),
        args.truth(1, false),
        false,
    )?;
    let found = pattern.all(&subject, None)?;
    let group = |c: &fancy_regex::Captures<'_, str>, i: usize| {
        Value::str(c.get(i).map_or("", |m| m.as_str()))
    };
    let rows = found.iter().map(|c| match pattern.groups() {
        0 => group(c, 0),
        1 => group(c, 1),
        n => Value::list((1..=n).map(|i| group(c, i)).collect()),
    });
    Ok(Value::list(rows.collect()))
}

/// The match, or the groups asked for; `null` without a match.
pub(super) fn regex_search(subject: &Value, args: &Args) -> Made {
    let subject = repr::to_text(subject);
    let regex = match args.positional.first().or_else(|| args.named("regex")) {
        Some(Value::Str(regex)) => regex,
        Some(other) => return Err(Error::type_of("`regex_search`", "a string", other)),
        None => {
            return Err(Error::arguments(
                "`regex_search` needs a regular expression",
            ));
        }
    };
    let flag = |name| args.named(name).is_some_and(ops::truth);
    let pattern = Pattern::new(regex, flag("ignorecase"), flag("multiline"), false)?;
    let mut groups = Vec::new();
    for wanted in args.positional.iter().skip(1) {
        groups.push(wanted_group(wanted, &pattern)?);
    }
    let Some(found) = pattern.search(&subject)? else {
        return Ok(Value::Null);
    };
    if groups.is_empty() {
        return Ok(Value::str(found.get(0).map_or("", |m| m.as_str())));
    }
    let mut out = Vec::new();
    for group in groups {
        let n = group?;
        out.push(found.get(n).map_or(Value::Null, |m| Value::str(m.as_str())));
    }
    Ok(Value::list(out))
}

/// `\1` or `\g<name>`. A group that is not there matters only once something matches.
fn wanted_group(wanted: &Value, pattern: &Pattern) -> Result<Result<usize, Error>, Error> {
    let unknown = || Error::invalid("a group is asked for as `\\1` or `\\g<name>`");
    let Value::Str(wanted) = wanted else {
        return Err(unknown());
    };
    let absent = || Error::invalid(eco_format!("the pattern has no group `{wanted}`"));
    if let Some(rest) = wanted.strip_prefix("\\g") {
        let name = rest
            .strip_prefix('<')
            .and_then(|r| r.rsplit_once('>'))
            .map(|(name, _)| name)
            .filter(|n| !n.is_empty())
            .ok_or_else(unknown)?;
        return Ok(pattern.group(name).ok_or_else(absent));
    }
    let digits: String = wanted
        .strip_prefix('\\')
        .ok_or_else(unknown)?
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let n: usize = digits.parse().map_err(|_| unknown())?;
    Ok(if n <= pattern.groups() {
        Ok(n)
    } else {
        Err(absent())
    })
}

pub(super) fn regex_escape(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = repr::to_text(subject);
    match args.text(0, "python")? {
        "python" => Ok(Value::Str(pattern::escape(&subject))),
        "posix_basic" => {
            let mut out = EcoString::new();
            for c in subject.chars() {
                if "].[^$*\\".contains(c) {
                    out.push('\\');
                }
                out.push(c);
            }
            Ok(Value::Str(out))
        }
        _ => Err(Error::invalid(
            "`regex_escape` knows python and posix_basic",
        )),
    }
}
