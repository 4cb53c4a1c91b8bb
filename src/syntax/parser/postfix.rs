//! What follows an operand: fields, indices, calls, filters, tests.
//!
//! In: `users[0].name | upper is defined` behind `users`. Out: the expression around it.

use nom::Parser;
use nom::sequence::preceded;

use crate::source::Span;
use crate::syntax::token::Kind;
use crate::syntax::tree::Applied;
use crate::syntax::tree::Arg;
use crate::syntax::tree::ExprKind;
use crate::syntax::tree::Name;

use super::expr::Deep;
use super::expr::conditional;
use super::expr::node;
use super::fault::Fault;
use super::fault::fail;
use super::name::name;
use super::recover::enter;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::token;

/// `.name`, `[index]`, `(arguments)`, each on the line of what it follows.
pub(super) fn postfix<'t>(input: &Stream<'t>, rest: Stream<'t>, deep: Deep) -> Parsed<'t, Deep> {
    let mut rest = rest;
    let mut deep = deep;
    while rest.same_line() {
        (rest, deep) = match rest.kind() {
            Kind::Dot => field(input, rest, deep)?,
            Kind::OpenBracket => index(input, rest, deep)?,
            Kind::OpenParen => call(input, rest, deep)?,
            _ => break,
        };
    }
    Ok((rest, deep))
}

fn field<'t>(input: &Stream<'t>, dot: Stream<'t>, deep: Deep) -> Parsed<'t, Deep> {
    let rest = dot.skip(1);
    if matches!(rest.kind(), Kind::Int | Kind::Float) {
        let digits = rest.text_at(rest.peek().span);
        return fail(Fault::expected(&rest, "a name").help(format!(
            "the item of a list is taken with brackets: `[{digits}]`"
        )));
    }
    if !rest.same_line() || rest.kind() != Kind::Word {
        let fault = Fault::expected(&rest, "a field's name");
        return fail(match deep.expr.kind {
            ExprKind::Int(number) => fault.help(format!(
                "a number has digits on both sides of its dot: `{number}.0`"
            )),
            _ => fault.help("the name stands directly behind its dot: `admin.name`"),
        });
    }
    let (rest, name) = name(rest)?;
    let height = deep.height;
    node(
        input,
        rest,
        height,
        ExprKind::Field(Box::new(deep.expr), Box::new(name)),
    )
}

/// `[i]` or `[start:stop:step]`.
fn index<'t>(input: &Stream<'t>, open: Stream<'t>, deep: Deep) -> Parsed<'t, Deep> {
    let level = enter(input)?;
    let mut rest = open.skip(1).loosened();
    let mut parts: [Option<Deep>; 3] = [None, None, None];
    let mut at = 0;
    loop {
        if !matches!(rest.kind(), Kind::Colon | Kind::CloseBracket) {
            let (after, part) = conditional(rest)?;
            parts[at] = Some(part);
            rest = after;
        }
        if rest.kind() == Kind::Colon && at < 2 {
            at += 1;
            rest = rest.skip(1);
        } else {
            break;
        }
    }
    let (rest, _) = token(Kind::CloseBracket)(rest)?;
    drop(level);
    let rest = rest.like(&open);
    let inner = parts.iter().flatten().map(|part| part.height).max();
    let height = deep.height.max(inner.unwrap_or(0));
    let [first, second, third] = parts.map(|part| part.map(|part| part.expr));
    let kind = match (at, first) {
        (0, Some(index)) => ExprKind::Index(Box::new(deep.expr), Box::new(index)),
        (0, None) => {
            let close = open.skip(1);
            return fail(Fault::expected(&close, "an index").help("the first item is `[0]`"));
        }
        (_, first) => ExprKind::Slice(Box::new(deep.expr), Box::new([first, second, third])),
    };
    node(input, rest, height, kind)
}

fn call<'t>(input: &Stream<'t>, open: Stream<'t>, deep: Deep) -> Parsed<'t, Deep> {
    let (rest, (args, inner)) = arguments(open)?;
    let height = deep.height.max(inner);
    node(
        input,
        rest,
        height,
        ExprKind::Call(Box::new(deep.expr), args.into()),
    )
}

/// `(x, y=1)`, and the height of the highest.
fn arguments(open: Stream<'_>) -> Parsed<'_, (Vec<Arg>, u32)> {
    let _level = enter(&open)?;
    let (inside, _) = token(Kind::OpenParen)(open)?;
    let mut rest = inside.loosened();
    let mut args = Vec::new();
    let mut height = 0;
    while rest.kind() != Kind::CloseParen {
        let arg_name = if rest.kind() == Kind::Word && rest.ahead(1).kind == Kind::Equals {
            let (after, name) = name(rest)?;
            rest = after.skip(1);
            Some(name)
        } else {
            None
        };
        let (after, value) = conditional(rest)?;
        height = height.max(value.height);
        args.push(Arg {
            name: arg_name,
            value: value.expr,
        });
        rest = after;
        if rest.kind() == Kind::Comma {
            rest = rest.skip(1);
        } else if rest.kind() != Kind::CloseParen {
            return fail(Fault::expected(&rest, "`,` or `)`"));
        }
    }
    Ok((rest.skip(1).like(&open), (args, height)))
}

/// `| filter(…)` and `is test(…)`, as many as there are; `|` may begin a line.
pub(super) fn filters<'t>(input: &Stream<'t>, rest: Stream<'t>, deep: Deep) -> Parsed<'t, Deep> {
    let mut rest = rest;
    let mut deep = deep;
    loop {
        (rest, deep) = if rest.kind() == Kind::Pipe {
            filter(input, rest, deep)?
        } else if rest.is_word("is") && rest.same_line() {
            test(input, rest, deep)?
        } else if rest.kind() == Kind::OpenParen && rest.same_line() {
            call(input, rest, deep)?
        } else {
            return Ok((rest, deep));
        };
    }
}

fn filter<'t>(input: &Stream<'t>, pipe: Stream<'t>, deep: Deep) -> Parsed<'t, Deep> {
    let (rest, name) = preceded(token(Kind::Pipe), dotted)
        .parse(pipe)
        .map_err(|error| {
            let help = "the name of a filter stands behind `|`: `x | upper`".to_owned();
            error.map(|fault: Fault| fault.help_at(&pipe.skip(1), help))
        })?;
    let (rest, (args, inner)) = optional_arguments(rest)?;
    refuse_bare_argument(&rest, "|", &name)?;
    let height = deep.height.max(inner);
    let kind = ExprKind::Filter(Box::new(deep.expr), Box::new(Applied { name, args }));
    node(input, rest, height, kind)
}

fn test<'t>(input: &Stream<'t>, is: Stream<'t>, deep: Deep) -> Parsed<'t, Deep> {
    let mut rest = is.skip(1);
    let negated = rest.is_word("not");
    if negated {
        rest = rest.skip(1);
    }
    let (rest, name) = dotted(rest)?;
    let (rest, (args, inner)) = optional_arguments(rest)?;
    if name.text == "in" && args.is_empty() && rest.same_line() {
        return fail(Fault::expected(&rest, "`(`").help(
            "whether something is among others is asked by `in` alone: `x in xs`, `x not in xs`",
        ));
    }
    refuse_bare_argument(&rest, "is", &name)?;
    let height = deep.height.max(inner);
    let kind = ExprKind::Test {
        subject: Box::new(deep.expr),
        negated,
        test: Box::new(Applied { name, args }),
    };
    node(input, rest, height, kind)
}

/// An argument without parentheses, as Jinja's tests may have one.
fn refuse_bare_argument(
    rest: &Stream<'_>,
    operator: &str,
    name: &Name,
) -> Result<(), nom::Err<Fault>> {
    let bare = matches!(rest.kind(), Kind::Text | Kind::Int | Kind::Float);
    if !bare || !rest.same_line() {
        return Ok(());
    }
    fail(Fault::expected(rest, "`(`").help(format!(
        "arguments stand in parentheses: `{operator} {}({})`",
        name.text,
        rest.text_at(rest.peek().span)
    )))
}

fn optional_arguments(input: Stream<'_>) -> Parsed<'_, (Vec<Arg>, u32)> {
    if input.kind() == Kind::OpenParen && input.same_line() {
        arguments(input)
    } else {
        Ok((input, (Vec::new(), 0)))
    }
}

/// `upper`, `ansible.utils.ipaddr`: one name with its dots.
pub(super) fn dotted(input: Stream<'_>) -> Parsed<'_, Name> {
    let (mut rest, first) = name(input)?;
    let mut span = first.span;
    while rest.kind() == Kind::Dot && rest.same_line() && rest.ahead(1).kind == Kind::Word {
        let last = rest.ahead(1).span;
        span = Span::new(span.start, last.end);
        rest = rest.skip(2);
    }
    let text = if span == first.span {
        first.text
    } else {
        input.joined(&rest)
    };
    Ok((rest, Name { text, span }))
}
