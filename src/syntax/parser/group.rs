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
use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::file::host_name;
use super::file::if_;
use super::header::for_;
use super::lead::with_lead;
use super::misspelt::MEMBERS;
use super::misspelt::misspelt;
use super::name::path;
use super::recover::block;
use super::recover::headed;
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
                (word("host"), headed(host_name, members)).parse(input)?;
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
        "group" => fail(Fault::expected(&input, "a setting").help(
            "groups are declared side by side; the outer one names the inner: `children = [inner]`",
        )),
        "" if input.kind() == Kind::Text => fail(Fault::expected(&input, "a setting").help(
            format!(
                "a host of this group is written `host {} {{}}`, hosts declared elsewhere as `hosts = [{}]`",
                input.text_at(input.peek().span),
                input.text_at(input.peek().span)
            ),
        )),
        "" => fail(Fault::expected(&input, "a setting")),
        _ if misspelt(&input, &MEMBERS) => other_member(input),
        name => {
            let value = input.skip(1);
            let written = match value.kind() {
                Kind::Text | Kind::Int if value.same_line() => value.text_at(value.peek().span),
                _ => "…",
            };
            fail(
                Fault::expected(&value, "`=`")
                    .help(format!("a setting is written `{name} = {written}`")),
            )
        }
    }
}
