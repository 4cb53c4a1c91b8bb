//! Policies.
//!
//! In: `policy "…" { for h in hosts_in(all) when … { assert h.port == 22, "…" } }`. Out: a [`Policy`].

use nom::Parser;

use crate::syntax::tree::Block;
use crate::syntax::tree::ItemKind;
use crate::syntax::tree::Policy;
use crate::syntax::tree::PolicyItem;

use super::fault::Fault;
use super::fault::fail;
use super::headed::headed;
use super::header::header;
use super::lead::with_lead;
use super::recover::block;
use super::step::sentence;
use super::stream::Parsed;
use super::stream::Stream;
use super::test::assertion;
use super::words::word;

/// `policy "Only the bastion has a public address" { … }`.
pub(super) fn policy(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    let (rest, (_, (name, body))) = (
        word("policy"),
        headed(sentence("policy \"Nothing runs as root\" { … }"), items),
    )
        .parse(input)?;
    Ok((rest, ItemKind::Policy(Box::new(Policy { name, body }))))
}

fn items(input: Stream<'_>) -> Parsed<'_, Block<PolicyItem>> {
    block(input, "parts of a policy", item, PolicyItem::Error)
}

fn item(input: Stream<'_>) -> Parsed<'_, PolicyItem> {
    match input.word() {
        "for" => {
            let (rest, (lead, (header, body))) =
                with_lead(input, |input| headed(header, items).parse(input))?;
            if let Some(tags) = &header.tags {
                let at = Fault::expected(&input, "`{`");
                input.report_fault(at.help(format!(
                    "a policy is always asked, and has no tags: take `tags {}` out",
                    input.text_at(tags.span)
                )));
            }
            let span = input.span_to(&rest);
            Ok((
                rest,
                PolicyItem::For {
                    lead,
                    span,
                    header: Box::new(header),
                    body,
                },
            ))
        }
        "assert" => {
            let (rest, (lead, (condition, message))) = with_lead(input, assertion)?;
            let span = input.span_to(&rest);
            Ok((
                rest,
                PolicyItem::Assert {
                    lead,
                    span,
                    condition,
                    message,
                },
            ))
        }
        _ => fail(Fault::expected(&input, "a part of a policy").help(
            "write `for h in hosts_in(all) { … }`, or `assert h.port == 22, \"what is wrong\"`",
        )),
    }
}
