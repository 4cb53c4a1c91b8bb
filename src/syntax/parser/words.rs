//! The smallest parts of the grammar: tokens, names, strings, attributes, headers.
//!
//! In: tokens. Out: parts of the tree, such as [`Attr`] for `port = 22`.

use nom::Parser;
use nom::sequence::preceded;

use crate::source::Span;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::token::PLAIN;
use crate::syntax::token::StringPart;
use crate::syntax::token::Token;
use crate::syntax::tree::Attr;
use crate::syntax::tree::Block;
use crate::syntax::tree::Expr;
use crate::syntax::tree::ExprKind;
use crate::syntax::tree::For;
use crate::syntax::tree::Header;
use crate::syntax::tree::Lead;
use crate::syntax::tree::Let;
use crate::syntax::tree::Name;
use crate::syntax::tree::Path;
use crate::syntax::tree::Text;
use crate::syntax::tree::TextPart;
use crate::syntax::tree::TextStyle;
use crate::syntax::tree::TypeExpr;
use crate::syntax::tree::TypeKind;

use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::lead::with_lead;
use super::recover::begins_declaration;
use super::recover::block;
use super::recover::broken_expr;
use super::recover::enter;
use super::recover::or_broken;
use super::stream::Parsed;
use super::stream::Stream;
use super::types::type_expr;

/// The words that are never names.
pub(super) const RESERVED: [&str; 13] = [
    "when", "for", "tags", "and", "or", "not", "in", "is", "if", "else", "true", "false", "null",
];

/// The names of the case that variables and most declarations have.
const SNAKE: &str = "snake_case";

/// One token of this kind.
pub(super) fn token<'t>(kind: Kind) -> impl Fn(Stream<'t>) -> Parsed<'t, Token> {
    move |input| {
        let token = input.peek();
        if token.kind == kind {
            Ok((input.skip(1), token))
        } else {
            fail(Fault::expected(&input, kind.words()))
        }
    }
}

/// This word.
pub(super) fn word<'t>(text: &'static str) -> impl Fn(Stream<'t>) -> Parsed<'t, Token> {
    move |input| {
        if input.is_word(text) {
            Ok((input.skip(1), input.peek()))
        } else {
            fail(Fault::expected(&input, format!("`{text}`")))
        }
    }
}

/// Any word, as a name that is used: a path's part, an attribute.
pub(super) fn name(input: Stream<'_>) -> Parsed<'_, Name> {
    let (rest, token) = token(Kind::Word)(input)?;
    Ok((
        rest,
        Name {
            text: input.eco(token.span),
            span: token.span,
        },
    ))
}

/// A name that is declared here: in snake_case, and no reserved word.
pub(super) fn declared<'t>(what: &'static str) -> impl Fn(Stream<'t>) -> Parsed<'t, Name> {
    move |input| declare(input, what, false)
}

/// The name of a type that is declared here: in PascalCase.
pub(super) fn declared_type(input: Stream<'_>) -> Parsed<'_, Name> {
    declare(input, "a type's name", true)
}

fn declare<'t>(input: Stream<'t>, what: &'static str, pascal: bool) -> Parsed<'t, Name> {
    if input.kind() == Kind::Text {
        let text = input.text_at(input.peek().span).replace('"', "");
        return fail(
            Fault::expected(&input, what)
                .help(format!("names stand without quotes: `{}`", snake(&text))),
        );
    }
    if input.kind() != Kind::Word || !input.same_line() {
        return fail(Fault::expected(&input, what));
    }
    let mut rest = input.skip(1);
    while rest.kind() == Kind::Minus
        && rest.peek().glued
        && matches!(rest.ahead(1).kind, Kind::Word | Kind::Int)
        && rest.ahead(1).glued
    {
        rest = rest.skip(2);
    }
    let span = input.span_to(&rest);
    let text = input.text_at(span);
    if RESERVED.contains(&text) {
        input.report(SyntaxError::Reserved {
            name: text.to_owned(),
            span,
        });
    } else if pascal && !is_pascal(text) {
        input.report(SyntaxError::NameCase {
            what,
            case: "PascalCase",
            proposal: to_pascal(text),
            hint: String::new(),
            span,
        });
    } else if !pascal && !is_snake(text) {
        let hint = if text.contains('-') {
            format!("; a name that Ansible must know so follows it: `as \"{text}\"`")
        } else {
            String::new()
        };
        input.report(SyntaxError::NameCase {
            what,
            case: SNAKE,
            proposal: snake(text),
            hint,
            span,
        });
    }
    Ok((
        rest,
        Name {
            text: text.into(),
            span,
        },
    ))
}

fn is_snake(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_pascal(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && !text.contains(['_', '-'])
}

/// `webServers-EU` becomes `web_servers_eu`.
fn snake(text: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && lower {
                out.push('_');
            }
            lower = !c.is_ascii_uppercase();
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
            lower = false;
        }
    }
    let out = out.trim_end_matches('_');
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{out}")
    } else if out.is_empty() {
        "name".to_owned()
    } else {
        out.to_owned()
    }
}

/// `web_admin` becomes `WebAdmin`.
fn to_pascal(text: &str) -> String {
    text.split(['_', '-'])
        .filter_map(|part| {
            let mut chars = part.chars();
            let first = chars.next()?;
            Some(first.to_ascii_uppercase().to_string() + chars.as_str())
        })
        .collect()
}

/// `base` or `common.base`.
pub(super) fn path(input: Stream<'_>) -> Parsed<'_, Path> {
    let (rest, first) = name(input)?;
    if rest.kind() == Kind::Dot && rest.same_line() {
        let (rest, last) = name(rest.skip(1))?;
        return Ok((
            rest,
            Path {
                space: Some(first),
                name: last,
            },
        ));
    }
    Ok((
        rest,
        Path {
            space: None,
            name: first,
        },
    ))
}

/// A string.
pub(super) fn text(input: Stream<'_>) -> Parsed<'_, Text> {
    let (rest, token) = token(Kind::Text)(input)?;
    Ok((rest, text_of(&input, token)))
}

/// The string that a token holds.
pub(super) fn text_of(input: &Stream<'_>, token: Token) -> Text {
    let context = input.context;
    let held = if token.aux == PLAIN {
        None
    } else {
        context.tokens.strings.get(token.aux as usize)
    };
    let Some(held) = held else {
        let inside = Span::new(token.span.start + 1, token.span.end.saturating_sub(1));
        let content = input.eco(inside);
        return Text {
            span: token.span,
            style: TextStyle::Plain,
            parts: if content.is_empty() {
                Vec::new()
            } else {
                vec![TextPart::Literal(content)]
            },
        };
    };
    let parts = held
        .parts
        .iter()
        .map(|part| match part {
            StringPart::Literal(text) => TextPart::Literal(text.clone()),
            StringPart::Code(tokens) => TextPart::Code(code(Stream {
                tokens,
                context,
                loose: true,
                code: true,
            })),
        })
        .collect();
    Text {
        span: token.span,
        style: held.style,
        parts,
    }
}

/// The expression between `{{` and `}}`.
fn code(input: Stream<'_>) -> Expr {
    let read = enter(&input).and_then(|_level| {
        let (rest, value) = expr(input)?;
        if rest.kind() == Kind::End {
            Ok(value)
        } else {
            fail(Fault::expected(&rest, "`}}`"))
        }
    });
    match read {
        Ok(value) => value,
        Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => {
            input.report_fault(fault);
            Expr {
                span: input.peek().span,
                kind: ExprKind::Error,
            }
        }
        Err(nom::Err::Incomplete(_)) => Expr {
            span: input.peek().span,
            kind: ExprKind::Error,
        },
    }
}

/// `as "…"`, perhaps.
pub(super) fn alias(input: Stream<'_>) -> Parsed<'_, Option<Text>> {
    if input.is_word("as") {
        let (rest, alias) = preceded(word("as"), text).parse(input)?;
        Ok((rest, Some(alias)))
    } else {
        Ok((input, None))
    }
}

/// `name = expr` or `name += expr`, with its comments.
pub(super) fn attr(input: Stream<'_>) -> Parsed<'_, Attr> {
    let (rest, (lead, (name, adds, value))) = with_lead(input, |input| {
        let (rest, name) = name(input)?;
        let (rest, (adds, value)) = assigned(&input, rest, &name)?;
        Ok((rest, (name, adds, value)))
    })?;
    Ok((
        rest,
        Attr {
            lead,
            name,
            adds,
            value,
        },
    ))
}

/// `=` or `+=` and a value; what other languages write is reported and taken for `=`. A broken
/// value of what began at `start` is reported too.
pub(super) fn assigned<'t>(
    start: &Stream<'t>,
    input: Stream<'t>,
    name: &Name,
) -> Parsed<'t, (bool, Expr)> {
    match input.kind() {
        Kind::Equals => {}
        Kind::PlusEquals => {
            let (rest, value) = or_broken(start, value(input.skip(1), name), broken_expr)?;
            return Ok((rest, (true, value)));
        }
        Kind::Colon if input.same_line() => return Ok(yaml_value(input, name)),
        Kind::EqualsEquals => {
            input.report_fault(
                Fault::expected(&input, "`=`")
                    .help("`=` gives a value; `==` asks whether two are equal"),
            );
        }
        _ => {
            return fail(
                Fault::expected(&input, "`=`")
                    .help(format!("a value is given so: `{} = …`", name.text)),
            );
        }
    }
    let (rest, value) = or_broken(start, value(input.skip(1), name), broken_expr)?;
    Ok((rest, (false, value)))
}

/// `: value`, one report whatever the value looks like.
fn yaml_value<'t>(colon: Stream<'t>, name: &Name) -> (Stream<'t>, (bool, Expr)) {
    let input = colon.skip(1);
    let nothing = input.peek().newline || input.kind().closes();
    colon.report(SyntaxError::YamlColon {
        help: if nothing {
            format!(
                "write `{0} = {{ … }}` for a map, `{0} = [ … ]` for a list",
                name.text
            )
        } else {
            format!("write `{} = …`", name.text)
        },
        span: colon.peek().span,
    });
    if nothing {
        return (input, (false, missing(&input)));
    }
    if let Ok((rest, value)) = expr(input)
        && (rest.kind() == Kind::Comma || rest.kind().closes() || rest.peek().newline)
    {
        return (rest, (false, value));
    }
    let mut rest = input;
    while !rest.kind().closes() && !rest.peek().newline && rest.kind() != Kind::Comma {
        rest = rest.skip_group();
    }
    (rest, (false, missing(&input)))
}

fn missing(input: &Stream<'_>) -> Expr {
    Expr {
        span: input.peek().span.at_start(),
        kind: ExprKind::Error,
    }
}

/// The value behind `=`.
pub(super) fn value<'t>(input: Stream<'t>, name: &Name) -> Parsed<'t, Expr> {
    let next = input.peek();
    if input.begins_dash() {
        input.report_dash("value");
        let mut rest = input.skip(1);
        while !rest.kind().closes() && (!rest.peek().newline || rest.begins_dash()) {
            rest = rest.skip_group();
        }
        return Ok((rest, missing(&input)));
    }
    if next.newline && begins_declaration(&input) || next.kind.closes() {
        return fail(
            Fault::expected(&input, "a value")
                .help(format!("`{} =` has nothing behind it", name.text)),
        );
    }
    expr(input)
}

/// `{ name = expr … }`.
pub(super) fn attrs(input: Stream<'_>) -> Parsed<'_, Block<Attr>> {
    let (rest, body) = block(input, "attributes", |input| attr(input).map(some), |_| None)?;
    Ok((
        rest,
        Block {
            items: body.items.into_iter().flatten().collect(),
            trailing: body.trailing,
            span: body.span,
        },
    ))
}

fn some<T>((rest, value): (Stream<'_>, T)) -> (Stream<'_>, Option<T>) {
    (rest, Some(value))
}

/// `let name: T = expr`, behind its comments.
pub(super) fn let_<'t>(input: Stream<'t>) -> Parsed<'t, Let> {
    let (rest, (_, name, ty)) = (word("let"), declared("a name"), annotation).parse(input)?;
    // The name is known even if its value is not.
    let read = assigned(&input, rest, &name).map(|(rest, (_, value))| (rest, value));
    let (rest, value) = or_broken(&input, read, broken_expr)?;
    Ok((
        rest,
        Let {
            lead: Lead::default(),
            name,
            ty,
            value,
        },
    ))
}

/// `: T`, perhaps.
pub(super) fn annotation(input: Stream<'_>) -> Parsed<'_, Option<TypeExpr>> {
    if input.kind() == Kind::Colon {
        let (rest, ty) = preceded(token(Kind::Colon), type_expr).parse(input)?;
        Ok((rest, Some(ty)))
    } else {
        Ok((input, None))
    }
}

/// `name: T`, then `= default`, perhaps.
pub(super) fn typed<'t>(
    what: &'static str,
) -> impl Fn(Stream<'t>) -> Parsed<'t, (Name, TypeExpr, Option<Expr>)> {
    move |input| {
        let (rest, name) = declared(what)(input)?;
        let read = typed_value(rest, &name);
        let (rest, (ty, default)) = or_broken(&input, read, |span| {
            let kind = TypeKind::Error;
            (TypeExpr { span, kind }, None)
        })?;
        Ok((rest, (name, ty, default)))
    }
}

fn typed_value<'t>(input: Stream<'t>, name: &Name) -> Parsed<'t, (TypeExpr, Option<Expr>)> {
    if input.kind() != Kind::Colon {
        return fail(
            Fault::expected(&input, "`:` and a type")
                .help(format!("say what it holds: `{}: string`", name.text)),
        );
    }
    let (rest, ty) = type_expr(input.skip(1))?;
    if rest.kind() != Kind::Equals {
        return Ok((rest, (ty, None)));
    }
    let read = value(rest.skip(1), name);
    let (rest, default) = or_broken(&input, read, broken_expr)?;
    Ok((rest, (ty, Some(default))))
}

/// `for x in xs` or `for key, value in map`.
pub(super) fn for_<'t>(
    source: impl Fn(Stream<'t>) -> Parsed<'t, Expr>,
) -> impl Fn(Stream<'t>) -> Parsed<'t, For> {
    move |input| {
        let (mut rest, (_, first)) = (word("for"), declared("a loop variable")).parse(input)?;
        let mut names = vec![first];
        if rest.kind() == Kind::Comma {
            let (after, second) = declared("a loop variable")(rest.skip(1))?;
            names.push(second);
            rest = after;
        }
        let (rest, (_, source)) = (word("in"), &source).parse(rest)?;
        let span = input.span_to(&rest);
        Ok((
            rest,
            For {
                names,
                source,
                span,
            },
        ))
    }
}

/// `[for …] [when …] [tags …]`.
pub(super) fn header(input: Stream<'_>) -> Parsed<'_, Header> {
    let mut header = Header::default();
    let mut rest = input;
    let mut late = None;
    loop {
        let done = (header.when.is_some(), header.tags.is_some());
        match rest.word() {
            "for" => {
                late = late.or(matches!(done, (true, _) | (_, true)).then_some(rest));
                let (after, clause) = for_(expr)(rest)?;
                header.loops.push(clause);
                rest = after;
            }
            "when" => {
                late = late.or(matches!(done, (true, _) | (_, true)).then_some(rest));
                let (after, condition) = expr(rest.skip(1))?;
                header.when = Some(condition);
                rest = after;
            }
            "tags" => {
                late = late.or(done.1.then_some(rest));
                let (after, tags) = expr(rest.skip(1))?;
                header.tags = Some(tags);
                rest = after;
            }
            _ => break,
        }
    }
    if let Some(late) = late {
        input.report_fault(Fault::expected(&late, "`{`").help(
            "a header says `for … when … tags …` in this order; only `for` may stand more often",
        ));
    }
    Ok((rest, header))
}
