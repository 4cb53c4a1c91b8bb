//! Operands: literals, names, brackets, `by`.
//!
//! In: the first token of an operand. Out: the expression it begins, such as a list for `[a, b]`.

use std::cell::Cell;

use nom::Parser;

use crate::diagnostic::{Fix, Problem};
use crate::source::Span;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::By;
use crate::syntax::tree::Comprehension;
use crate::syntax::tree::Expr;
use crate::syntax::tree::ExprKind;
use crate::syntax::tree::Lead;
use crate::syntax::tree::ListItem;
use crate::syntax::tree::MapItem;
use crate::syntax::tree::Name;
use crate::syntax::tree::Text;
use crate::syntax::tree::TextBody;

use super::attr::assigned;
use super::expr::Deep;
use super::expr::conditional;
use super::expr::expr;
use super::expr::node;
use super::expr::source;
use super::fault::Fault;
use super::fault::fail;
use super::header::for_;
use super::lead::with_lead;
use super::name::RESERVED;
use super::recover::Items;
use super::recover::begins_declaration;
use super::recover::enter;
use super::recover::items;
use super::stream::Parsed;
use super::stream::Stream;
use super::text::text;
use super::text::text_of;
use super::words::token;
use super::words::word;

/// No value; `/etc/motd` and `./a` are text that lacks its quotes.
fn bare_path(input: &Stream<'_>) -> Fault {
    let fault = Fault::expected(input, "a value");
    let start = input.peek().span;
    if !input.ahead(1).glued || !matches!(input.text_at(start), "/" | "~" | ".") {
        return fault;
    }
    let mut end = input.skip(1);
    while end.peek().glued && !end.kind().closes() && end.kind() != Kind::Comma {
        end = end.skip(1);
    }
    let path = input.text_at(input.span_to(&end));
    fault.help(format!("text stands in quotes: `\"{path}\"`"))
}

/// One operand, without what follows it.
pub(super) fn primary(input: Stream<'_>) -> Parsed<'_, Deep> {
    let token = input.peek();
    let kind = match token.kind {
        // What begins something new is no value of what stands above it.
        Kind::Word if !input.same_line() && begins_declaration(&input) => {
            return fail(Fault::expected(&input, "a value"));
        }
        Kind::Word => return word_operand(input),
        Kind::Text => {
            let ((rest, text), height) =
                measured(&input, || Ok((input.skip(1), text_of(&input, token))))?;
            return node(&input, rest, height, ExprKind::Text(text.body));
        }
        Kind::Int => ExprKind::Int(input.text_at(token.span).parse().unwrap_or(0)),
        Kind::Float => ExprKind::Float(input.text_at(token.span).parse().unwrap_or(0.0)),
        Kind::Mode => ExprKind::Mode(input.eco(token.span)),
        Kind::Percent => {
            let digits = input.text_at(token.span).trim_end_matches('%');
            ExprKind::Percent(digits.parse().unwrap_or(0))
        }
        Kind::Duration => {
            let written = input.text_at(token.span);
            let unit = written.chars().next_back().unwrap_or('s');
            let digits = written.trim_end_matches(unit);
            ExprKind::Duration(digits.parse().unwrap_or(0), unit)
        }
        Kind::OpenParen => return paren(input),
        Kind::OpenBracket => return list(input),
        Kind::OpenBrace => return map(input),
        _ => return fail(bare_path(&input)),
    };
    let rest = input.skip(1);
    Ok((
        rest,
        Deep::leaf(Expr {
            span: token.span,
            kind,
        }),
    ))
}

/// What YAML reads as a boolean, and what Python calls the constants.
pub(super) fn constant(word: &str) -> Option<(&'static str, ExprKind)> {
    match word {
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "True" | "TRUE" => {
            Some(("true", ExprKind::Bool(true)))
        }
        "no" | "No" | "NO" | "off" | "Off" | "OFF" | "False" | "FALSE" => {
            Some(("false", ExprKind::Bool(false)))
        }
        "None" | "Null" | "NULL" => Some(("null", ExprKind::Null)),
        _ => None,
    }
}

fn word_operand(input: Stream<'_>) -> Parsed<'_, Deep> {
    let span = input.peek().span;
    let word = input.word();
    let kind = match word {
        "true" => ExprKind::Bool(true),
        "false" => ExprKind::Bool(false),
        "null" => ExprKind::Null,
        "by" if begins_by(&input) => return by(input),
        "if" => {
            return fail(
                Fault::expected(&input, "a value")
                    .help("a choice is written `a if condition else b`"),
            );
        }
        "for" => {
            return fail(Fault::expected(&input, "a value").help(
                "what is made for each stands in front: `[x.name for x in xs if x.active]`",
            ));
        }
        _ if RESERVED.contains(&word) => return fail(Fault::expected(&input, "a value")),
        "f" | "b" | "u" if input.ahead(1).kind == Kind::Text && input.ahead(1).glued => {
            let text = input.text_at(input.ahead(1).span);
            return fail(Fault::expected(&input, "a value").help(format!(
                "text has no letter in front but `r`; expressions in it stand in `{{{{ }}}}`: {}",
                match text.contains("{{") {
                    true => text.to_owned(),
                    false => text.replace('{', "{{ ").replace('}', " }}"),
                }
            )));
        }
        _ => match constant(word) {
            Some((proposal, kind))
                if !matches!(input.ahead(1).kind, Kind::Dot | Kind::OpenParen) =>
            {
                let error = SyntaxError::YesNo {
                    found: word.to_owned(),
                    proposal,
                    span,
                };
                let fix = Fix::rename(span, word, proposal).map(Fix::certain);
                input.report(Problem::new(error).with(fix));
                kind
            }
            _ => ExprKind::Name(word.into()),
        },
    };
    Ok((input.skip(1), Deep::leaf(Expr { span, kind })))
}

/// Whether `by` is the keyword: an operand follows on its line.
fn begins_by(input: &Stream<'_>) -> bool {
    let next = input.ahead(1);
    if next.newline && !input.loose {
        return false;
    }
    match next.kind {
        Kind::Word => !RESERVED.contains(&input.word_ahead(1)),
        Kind::OpenBracket => !next.glued,
        Kind::Text => true,
        _ => false,
    }
}

/// `( x )`.
fn paren(input: Stream<'_>) -> Parsed<'_, Deep> {
    let level = enter(&input)?;
    let (inside, _) = token(Kind::OpenParen)(input)?;
    let (rest, deep) = conditional(inside.loosened())?;
    if rest.kind() == Kind::Comma {
        return fail(Fault::expected(&rest, "`)`").help("a list is written in brackets: `[a, b]`"));
    }
    let (rest, _) = token(Kind::CloseParen)(rest)?;
    drop(level);
    node(
        &input,
        rest.like(&input),
        deep.height,
        ExprKind::Paren(Box::new(deep.expr)),
    )
}

/// `[a, ..b]` or `[x for x in xs if c]`.
fn list(input: Stream<'_>) -> Parsed<'_, Deep> {
    let level = enter(&input)?;
    let (inside, _) = token(Kind::OpenBracket)(input)?;
    let inside = inside.strict();
    if inside.kind() == Kind::CloseBracket {
        drop(level);
        return node(
            &input,
            inside.skip(1).like(&input),
            0,
            ExprKind::List(Vec::new()),
        );
    }
    let ((rest, list), height) = measured(&input, || {
        if is_comprehension(inside) {
            let (rest, element) = expr(inside)?;
            return comprehension(rest, element);
        }
        let mut all = Items::new("items");
        let mut rest = inside;
        while !rest.kind().closes() {
            rest = all.settle(rest, list_item(rest), broken_item);
        }
        Ok((rest, ExprKind::List(all.done())))
    })?;
    let (rest, _) = token(Kind::CloseBracket)(rest)?;
    drop(level);
    node(&input, rest.like(&input), height, list)
}

/// Whether a `for` follows the first item of a list.
fn is_comprehension(inside: Stream<'_>) -> bool {
    let mut rest = inside;
    while !rest.kind().closes() && rest.kind() != Kind::Comma {
        let dot = rest.kind() == Kind::Dot;
        rest = rest.skip_group();
        if rest.is_word("for") && !dot {
            return true;
        }
    }
    false
}

fn broken_item(span: Span) -> ListItem {
    ListItem {
        lead: Lead::default(),
        spread: false,
        value: Expr {
            span,
            kind: ExprKind::Error,
        },
    }
}

fn list_item(input: Stream<'_>) -> Parsed<'_, ListItem> {
    if input.begins_dash() {
        // Reported by who reads the list.
        return fail(Fault::expected(&input, "an item"));
    }
    let (rest, (lead, (spread, value))) = with_lead(input, |input| {
        let spread = input.kind() == Kind::DotDot;
        let (rest, value) = expr(if spread { input.skip(1) } else { input })?;
        Ok((rest, (spread, value)))
    })?;
    Ok((
        rest,
        ListItem {
            lead,
            spread,
            value,
        },
    ))
}

/// `{ a = 1, "b-c" = 2, ..d }`.
fn map(input: Stream<'_>) -> Parsed<'_, Deep> {
    if input.code {
        return fail(Fault::special(
            &input,
            SyntaxError::MapInInterpolation {
                span: input.peek().span,
            },
        ));
    }
    let level = enter(&input)?;
    let (inside, _) = token(Kind::OpenBrace)(input)?;
    // What holds steps or declarations is a block: the value in front of it is missing.
    let is_block = Cell::new(false);
    let ((rest, all), height) = measured(&input, || {
        Ok(items(
            inside.strict(),
            "entries",
            |start| {
                let keyword = matches!(start.ahead(1).kind, Kind::Word | Kind::Text);
                if keyword && begins_declaration(&start) {
                    is_block.set(true);
                    return fail(Fault::expected(&start, "an entry").silent());
                }
                map_item(start)
            },
            |_| None,
        ))
    })?;
    if is_block.get() {
        return fail(
            Fault::expected(&input, "a value")
                .help("the `{` of a block stands behind a whole expression"),
        );
    }
    let (rest, _) = token(Kind::CloseBrace)(rest)?;
    drop(level);
    node(&input, rest.like(&input), height, ExprKind::Map(all))
}

fn map_item(input: Stream<'_>) -> Parsed<'_, MapItem> {
    if input.kind() == Kind::DotDot {
        let (rest, (lead, value)) = with_lead(input, |input| expr(input.skip(1)))?;
        return Ok((rest, MapItem::Spread { lead, value }));
    }
    let (rest, (lead, (key, value))) = with_lead(input, |input| {
        let (rest, key) = key(input)?;
        let name = Name {
            text: input.eco(key.span),
            span: key.span,
        };
        if rest.kind() == Kind::PlusEquals {
            return fail(Fault::expected(&rest, "`=`"));
        }
        let (rest, (_, value)) = assigned(&input, rest, &name)?;
        if rest.is_word("for") && rest.ahead(1).kind == Kind::Word {
            return fail(Fault::expected(&rest, "the end of the map").help(
                "`for` makes lists; a map is made of pairs: \
                 `[{ key = x.name, value = x } for x in xs] | items2dict`",
            ));
        }
        Ok((rest, (key, value)))
    })?;
    Ok((rest, MapItem::Entry { lead, key, value }))
}

/// A map's key: a name, or any text in quotes.
fn key(input: Stream<'_>) -> Parsed<'_, Text> {
    let token = input.peek();
    match token.kind {
        Kind::Text => text(input),
        Kind::Word => Ok((
            input.skip(1),
            Text {
                span: token.span,
                body: TextBody::plain(input.eco(token.span)),
            },
        )),
        Kind::Int | Kind::Float | Kind::Mode => fail(
            Fault::expected(&input, "a key")
                .help(format!("a key is text: \"{}\"", input.text_at(token.span))),
        ),
        _ => fail(Fault::expected(&input, "a key").help("an entry is written `key = value`")),
    }
}

/// `by SUBJECT { "a" { x } else { y } }`.
fn by(input: Stream<'_>) -> Parsed<'_, Deep> {
    let level = enter(&input)?;
    let ((rest, by), height) = measured(&input, || {
        let (rest, (_, subject)) = (word("by"), source).parse(input)?;
        let subjects = match subject.kind {
            ExprKind::List(items) if items.iter().all(|item| !item.spread) => {
                items.into_iter().map(|item| item.value).collect()
            }
            kind => vec![Expr {
                span: subject.span,
                kind,
            }],
        };
        let (rest, _) = token(Kind::OpenBrace)(rest)?;
        let (rest, (arms, otherwise)) = arms(rest.strict())?;
        Ok((
            rest.like(&input),
            By {
                subjects,
                arms,
                otherwise,
            },
        ))
    })?;
    drop(level);
    node(&input, rest, height, ExprKind::By(Box::new(by)))
}

/// The arms of a `by`, and its `else`.
type Arms = (Vec<(Text, Expr)>, Option<Expr>);

/// `"a" { x } "b" { y } else { z }` and the closing brace.
fn arms(input: Stream<'_>) -> Parsed<'_, Arms> {
    let mut rest = input;
    let mut arms = Vec::new();
    let mut otherwise = None;
    while rest.kind() == Kind::Text {
        let (after, arm) = (text, arm).parse(rest)?;
        arms.push(arm);
        rest = skip_comma(after);
    }
    if rest.is_word("else") {
        let (after, value) = arm(rest.skip(1))?;
        otherwise = Some(value);
        rest = skip_comma(after);
    }
    if rest.kind() == Kind::CloseBrace {
        return Ok((rest.skip(1), (arms, otherwise)));
    }
    let what = if otherwise.is_some() {
        "`}`"
    } else {
        "a string, `else` or `}`"
    };
    fail(
        Fault::expected(&rest, what).help(
            "the arms are written `\"Debian\" { value }`, the last one may be `else { value }`",
        ),
    )
}

fn skip_comma(rest: Stream<'_>) -> Stream<'_> {
    if rest.kind() == Kind::Comma {
        rest.skip(1)
    } else {
        rest
    }
}

/// `{ x }`.
fn arm(input: Stream<'_>) -> Parsed<'_, Expr> {
    let (inside, _) = token(Kind::OpenBrace)(input)?;
    let (rest, value) = expr(inside.strict())?;
    let (rest, _) = token(Kind::CloseBrace)(rest)?;
    Ok((rest.like(&input), value))
}

/// The clauses of a comprehension, behind its element.
fn comprehension(input: Stream<'_>, element: Expr) -> Parsed<'_, ExprKind> {
    let mut rest = input;
    let mut clauses = Vec::new();
    while rest.is_word("for") {
        let (after, clause) = for_(source)(rest)?;
        clauses.push(clause);
        rest = after;
    }
    let mut condition = None;
    if rest.is_word("if") {
        let (after, test) = source(rest.skip(1))?;
        condition = Some(test);
        rest = after;
    }
    Ok((
        rest,
        ExprKind::Comprehension(Box::new(Comprehension {
            element,
            clauses,
            condition,
        })),
    ))
}

/// Runs a parser, and tells the height of the highest expression in what it read.
fn measured<'t, T>(
    input: &Stream<'t>,
    parser: impl FnOnce() -> Parsed<'t, T>,
) -> Result<((Stream<'t>, T), u32), nom::Err<Fault>> {
    let height = &input.context.height;
    let before = height.replace(0);
    let read = parser();
    let inner = height.replace(before);
    Ok((read?, inner))
}
