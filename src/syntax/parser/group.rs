//! What stands in hosts and groups.
//!
//! In: `{ address = "10.0.0.1" }`. Out: a block of [`Member`]s.

use nom::Parser;

use crate::syntax::token::Kind;
use crate::syntax::tree::Block;
use crate::syntax::tree::Lead;
use crate::syntax::tree::Member;

use super::attr::attr;
use super::attr::attrs;
use super::elsewhere::belongs;
use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::file::host_head;
use super::file::if_;
use super::headed::headed;
use super::header::for_;
use super::lead::with_lead;
use super::misspelt::MEMBERS;
use super::misspelt::misspelt;
use super::name::path;
use super::recover::block;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::word;

/// `{ … }` of a host or a group.
pub(super) fn members(input: Stream<'_>) -> Parsed<'_, Block<Member>> {
    block(input, "settings", member, Member::Error)
}

fn member(input: Stream<'_>) -> Parsed<'_, Member> {
    if let "vars" | "extra" = input.word()
        && matches!(input.ahead(1).kind, Kind::Equals | Kind::Colon)
        && input.ahead(2).kind == Kind::OpenBrace
    {
        return braced(input);
    }
    if matches!(
        input.ahead(1).kind,
        Kind::Equals | Kind::PlusEquals | Kind::Colon | Kind::EqualsEquals
    ) && input.kind() == Kind::Word
    {
        return attr(input).map(|(rest, attr)| (rest, Member::Attr(attr)));
    }
    let (rest, (lead, mut member)) = with_lead(input, other_member)?;
    let whole = input.span_to(&rest);
    match &mut member {
        Member::Vars {
            lead: own, span, ..
        }
        | Member::Extra {
            lead: own, span, ..
        }
        | Member::Set {
            lead: own, span, ..
        }
        | Member::Host {
            lead: own, span, ..
        }
        | Member::For {
            lead: own, span, ..
        }
        | Member::If {
            lead: own, span, ..
        } => {
            *own = lead;
            *span = whole;
        }
        Member::Error(_) | Member::Attr(_) => {}
    }
    Ok((rest, member))
}

/// `vars = { … }` or `vars: { … }`: a block, and reported.
fn braced(input: Stream<'_>) -> Parsed<'_, Member> {
    let sign = input.skip(1);
    let word = input.word();
    let help = format!("write `{word} {{ … }}`");
    if sign.kind() == Kind::Colon {
        sign.report_colon("what belongs together stands in braces", help, None);
    } else {
        input.report_fault(Fault::expected(&sign, "`{`").help(help));
    }
    let (rest, body) = attrs(sign.skip(1))?;
    let (lead, span) = (Lead::default(), input.span_to(&rest));
    let member = match word {
        "vars" => Member::Vars { lead, span, body },
        _ => Member::Extra { lead, span, body },
    };
    Ok((rest, member))
}

/// `set base.port = 22`: where it goes wrong, and what to write.
fn set_of_one<'t>(input: &Stream<'t>) -> Option<(Stream<'t>, String)> {
    let mut rest = input.skip(2);
    let mut names = vec![input.word_ahead(1)];
    while rest.kind() == Kind::Dot && rest.ahead(1).kind == Kind::Word {
        names.push(rest.word_ahead(1));
        rest = rest.skip(2);
    }
    if rest.kind() != Kind::Equals {
        return None;
    }
    let last = names.pop().filter(|_| !names.is_empty());
    let value = rest.ahead(1);
    let value = match value.kind {
        Kind::Text | Kind::Int | Kind::Word => rest.text_at(value.span),
        _ => "…",
    };
    let help = match last {
        Some(parameter) => format!(
            "write `set {} {{ {parameter} = {value} }}`",
            names.join(".")
        ),
        None => "write `set role { parameter = … }`".to_owned(),
    };
    Some((rest, help))
}

/// A member that is no attribute; its place and comments are filled in by the caller.
fn other_member(input: Stream<'_>) -> Parsed<'_, Member> {
    let lead = Lead::default();
    let span = input.peek().span;
    match input.word() {
        "vars" => {
            let (rest, body) = attrs(input.skip(1))?;
            Ok((rest, Member::Vars { lead, span, body }))
        }
        "extra" => {
            let (rest, body) = attrs(input.skip(1))?;
            Ok((rest, Member::Extra { lead, span, body }))
        }
        "set" if set_of_one(&input).is_some() => {
            let (place, help) = set_of_one(&input).unwrap_or_else(|| (input, String::new()));
            fail(Fault::expected(&place, "`{`").help(help))
        }
        "set" => {
            let (rest, (_, (role, body))) = (word("set"), headed(path, attrs)).parse(input)?;
            let role = Box::new(role);
            Ok((
                rest,
                Member::Set {
                    lead,
                    span,
                    role,
                    body,
                },
            ))
        }
        "host" => {
            let (rest, (_, (name, body))) =
                (word("host"), headed(host_head, members)).parse(input)?;
            let body = Box::new(body);
            Ok((
                rest,
                Member::Host {
                    lead,
                    span,
                    name,
                    body,
                },
            ))
        }
        "for" => {
            let (rest, (clause, body)) = headed(for_(expr), members).parse(input)?;
            let clause = Box::new(clause);
            Ok((
                rest,
                Member::For {
                    lead,
                    span,
                    clause,
                    body,
                },
            ))
        }
        "if" => {
            let (rest, (branches, otherwise)) = if_(members)(input)?;
            let otherwise = otherwise.map(Box::new);
            Ok((
                rest,
                Member::If {
                    lead,
                    span,
                    branches,
                    otherwise,
                },
            ))
        }
        _ if misspelt(&input, &MEMBERS) => other_member(input),
        _ => fail(unknown(&input)),
    }
}

/// What is no setting.
fn unknown(input: &Stream<'_>) -> Fault {
    let fault = Fault::expected(input, "a setting");
    let next = input.skip(1);
    match input.word() {
        "group" => fault.help(
            "groups are declared side by side; the outer one names the inner: `children = [inner]`",
        ),
        "" if input.kind() == Kind::Text => {
            let host = input.text_at(input.peek().span);
            fault.help(format!(
                "a host of this group is written `host {host} {{}}`, hosts declared elsewhere as \
                 `hosts = [{host}]`"
            ))
        }
        "" => fault,
        "role" | "task" | "block" | "fact" | "play" => fault.help(
            "what is done stands in roles, and a play applies them: `play \"…\" on web { role base }`; \
             a group gives their parameters, `set base { … }`",
        ),
        word if word != "use" && belongs(word).is_some() => {
            fault.help(belongs(word).unwrap_or_default())
        }
        name if next.kind() == Kind::OpenBrace && next.same_line() => {
            Fault::expected(&next, "`=`").help(format!(
                "the parameters of a role are given by `set {name} {{ … }}`, variables in `vars {{ … }}`"
            ))
        }
        _ if next.kind() == Kind::Dot && next.peek().glued => {
            let mut end = next;
            while end.peek().glued && matches!(end.kind(), Kind::Word | Kind::Dot | Kind::Minus | Kind::Int) {
                end = end.skip(1);
            }
            let host = input.text_at(input.span_to(&end));
            fault.help(format!("a host of this group is written `host \"{host}\" {{}}`"))
        }
        name => {
            let written = match next.kind() {
                Kind::Text | Kind::Int if next.same_line() => next.text_at(next.peek().span),
                _ => "…",
            };
            Fault::expected(&next, "`=`").help(format!("a setting is written `{name} = {written}`"))
        }
    }
}
