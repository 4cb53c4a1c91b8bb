//! Types.
//!
//! In: tokens behind `:` or `type T =`. Out: a [`TypeExpr`], such as the optional of a name for
//! `ip?`.

use nom::Parser;
use nom::sequence::delimited;
use nom::sequence::preceded;

use crate::syntax::token::Kind;
use crate::syntax::tree::Field;
use crate::syntax::tree::Name;
use crate::syntax::tree::TextPart;
use crate::syntax::tree::TypeExpr;
use crate::syntax::tree::TypeKind;

use super::attr::value;
use super::fault::Fault;
use super::fault::fail;
use super::lead::with_lead;
use super::name::name;
use super::name::path;
use super::recover::enter;
use super::recover::items;
use super::stream::Parsed;
use super::stream::Stream;
use super::text::text;
use super::words::token;

/// A type, with `?` behind it or not.
pub(super) fn type_expr(input: Stream<'_>) -> Parsed<'_, TypeExpr> {
    let _level = enter(&input)?;
    let (rest, ty) = plain(input)?;
    if rest.kind() == Kind::Question && rest.same_line() {
        let rest = rest.skip(1);
        let span = input.span_to(&rest);
        return Ok((
            rest,
            TypeExpr {
                span,
                kind: TypeKind::Optional(Box::new(ty)),
            },
        ));
    }
    Ok((rest, ty))
}

fn plain(input: Stream<'_>) -> Parsed<'_, TypeExpr> {
    let (rest, kind) = match input.kind() {
        Kind::Word => named(input)?,
        Kind::Text => literals(input)?,
        Kind::OpenBrace => record(input)?,
        Kind::OpenParen => {
            let (rest, ty) = delimited(token(Kind::OpenParen), type_expr, token(Kind::CloseParen))
                .parse(input)?;
            (rest, ty.kind)
        }
        Kind::OpenBracket => {
            return fail(
                Fault::expected(&input, "a type").help("a list is written `list(string)`"),
            );
        }
        Kind::Question if input.ahead(1).kind == Kind::Word => {
            return fail(Fault::expected(&input, "a type").help(format!(
                "what may be unset has its `?` behind it: `{}?`",
                input.word_ahead(1)
            )));
        }
        _ => return fail(Fault::expected(&input, "a type")),
    };
    let span = input.span_to(&rest);
    Ok((rest, TypeExpr { span, kind }))
}

fn named(input: Stream<'_>) -> Parsed<'_, TypeKind> {
    let (rest, path) = path(input)?;
    if rest.kind() == Kind::OpenParen && rest.same_line() && path.space.is_none() {
        let name = &path.name.text;
        if !matches!(name.as_str(), "list" | "map" | "secret")
            && matches!(rest.ahead(1).kind, Kind::Int | Kind::Float)
        {
            let help = format!("write `{name}`, and ask for a range by `assert` in a task");
            return fail(Fault::expected(&rest.skip(1), "a type").help(help));
        }
        let (inside, argument) = preceded(token(Kind::OpenParen), type_expr).parse(rest)?;
        if inside.kind() == Kind::Comma {
            return fail(two_arguments(name, &rest, &inside));
        }
        let (rest, _) = token(Kind::CloseParen)(inside)?;
        return Ok((rest, TypeKind::Apply(path.name, Box::new(argument))));
    }
    if rest.kind() == Kind::OpenBracket && rest.same_line() {
        let name = &path.name.text;
        let help = match (name.as_str(), rest.ahead(1).kind) {
            ("list" | "map" | "secret", Kind::Word) => {
                format!("write `{name}({})`", rest.word_ahead(1))
            }
            ("list" | "map" | "secret", _) => format!("write `{name}(string)`"),
            ("Optional" | "Option" | "optional" | "Maybe", Kind::Word) => {
                format!("what may be unset is written `{}?`", rest.word_ahead(1))
            }
            _ => format!("a list is written `list({name})`"),
        };
        return fail(Fault::expected(&rest, "`(`").help(help));
    }
    if rest.kind() == Kind::Pipe && rest.same_line() {
        return fail(Fault::expected(&rest, "the end of the type").help(
            "`|` stands between texts, `\"a\" | \"b\"`; what may be of several types is `any`",
        ));
    }
    Ok((rest, TypeKind::Name(path)))
}

/// `map(string, int)` and the like, where one type stands.
fn two_arguments(name: &str, open: &Stream<'_>, comma: &Stream<'_>) -> Fault {
    let second = comma.word_ahead(1);
    Fault::expected(comma, "`)`").help(match name {
        "map" | "dict" if !second.is_empty() => {
            format!("the keys of a map are text: write `map({second})`")
        }
        "list" => {
            "the items of a list have one type; several values that belong together are a record: \
                   `list({ name: string, port: int })`"
                .to_owned()
        }
        _ if open.ahead(1).kind == Kind::Text => {
            "one of several texts is written `\"a\" | \"b\"`".to_owned()
        }
        _ => format!("`{name}` takes one type"),
    })
}

/// `"a" | "b"`.
fn literals(input: Stream<'_>) -> Parsed<'_, TypeKind> {
    let mut all = Vec::new();
    let mut rest = input;
    loop {
        let (after, text) = text(rest)?;
        let content = match text.parts.as_slice() {
            [] => ecow::EcoString::new(),
            [TextPart::Literal(content)] => content.clone(),
            _ => {
                return fail(
                    Fault::expected(&rest, "a string without `{{ }}`")
                        .help("the strings of a type are fixed"),
                );
            }
        };
        all.push(Name {
            text: content,
            span: text.span,
        });
        rest = after;
        if rest.kind() != Kind::Pipe {
            return Ok((rest, TypeKind::Literals(all)));
        }
        rest = rest.skip(1);
        if rest.kind() == Kind::Word {
            let help = format!("write `\"{}\"`: the values stand in quotes", rest.word());
            return fail(Fault::expected(&rest, "a string").help(help));
        }
    }
}

fn record(input: Stream<'_>) -> Parsed<'_, TypeKind> {
    let (inside, _) = token(Kind::OpenBrace)(input)?;
    let (rest, fields) = items(
        inside.strict(),
        "fields",
        |input| field(input).map(|(rest, field)| (rest, Some(field))),
        |_| None::<Field>,
    );
    let (rest, _) = token(Kind::CloseBrace)(rest)?;
    // Without one of its fields nothing can be said of its values.
    let fields: Option<Vec<Field>> = fields.into_iter().collect();
    let kind = fields.map_or(TypeKind::Error, TypeKind::Record);
    Ok((rest.like(&input), kind))
}

fn field(input: Stream<'_>) -> Parsed<'_, Field> {
    let (rest, (lead, (name, ty, default))) = with_lead(input, |input| {
        let (rest, name) = name(input)?;
        field_type(rest, name)
    })?;
    Ok((
        rest,
        Field {
            lead,
            name,
            ty,
            default,
        },
    ))
}

fn field_type<'t>(
    input: Stream<'t>,
    name: Name,
) -> Parsed<'t, (Name, TypeExpr, Option<crate::syntax::tree::Expr>)> {
    if input.kind() == Kind::Equals {
        return fail(Fault::expected(&input, "`:` and a type").help(format!(
            "a field is written `{}: string` or `{}: string = \"…\"`",
            name.text, name.text
        )));
    }
    if input.kind() == Kind::Word && input.same_line() {
        let help = format!("write `{}: {}`", name.text, input.word());
        return fail(Fault::expected(&input, "`:`").help(help));
    }
    let (rest, ty) = preceded(token(Kind::Colon), type_expr).parse(input)?;
    if rest.kind() == Kind::Equals {
        let (rest, default) = value(rest.skip(1), &name)?;
        return Ok((rest, (name, ty, Some(default))));
    }
    Ok((rest, (name, ty, None)))
}
