//! What has a name and a value: attributes, `let`, and what is declared with a type.
//!
//! In: `port = 22`. Out: an [`Attr`]. What YAML writes, `port: 22`, is reported and read.

use nom::Parser;
use nom::sequence::preceded;

use crate::diagnostic::Fix;
use crate::diagnostic::Problem;
use crate::source::Span;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::Attr;
use crate::syntax::tree::Block;
use crate::syntax::tree::Expr;
use crate::syntax::tree::ExprKind;
use crate::syntax::tree::Lead;
use crate::syntax::tree::Let;
use crate::syntax::tree::Name;
use crate::syntax::tree::TypeExpr;
use crate::syntax::tree::TypeKind;

use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::lead::with_lead;
use super::name::declared;
use super::name::name;
use super::primary::constant;
use super::recover::begins_declaration;
use super::recover::block;
use super::recover::broken_expr;
use super::recover::or_broken;
use super::stream::Parsed;
use super::stream::Stream;
use super::types::type_expr;
use super::words::token;
use super::words::word;

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
        Kind::Colon if input.same_line() => return Ok(yaml_value(start, input, name)),
        Kind::EqualsEquals => {
            input.report_fault(
                Fault::expected(&input, "`=`")
                    .help("`=` gives a value; `==` asks whether two are equal"),
            );
        }
        Kind::Text | Kind::Word
            if matches!(&*name.text, "task" | "block" | "handler" | "param") =>
        {
            return fail(Fault::expected(&input, "`=`").help(format!(
                "these braces give a role its parameters; `{}` stands where the role is declared, \
                 on the top level",
                name.text
            )));
        }
        Kind::Dot if input.ahead(1).kind == Kind::Word => {
            return fail(Fault::expected(&input, "`=`").help(format!(
                "one name stands here, whatever namespace declares it: `{} = …`",
                input.skip(1).word()
            )));
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

/// `task: "Install it" { … }`: a keyword with YAML's colon, reported and skipped.
pub(super) fn keyword_with_colon<'t>(input: &Stream<'t>) -> Option<(Stream<'t>, Span)> {
    let colon = input.skip(1);
    let word = input.word();
    let keyword = matches!(
        word,
        "task" | "block" | "role" | "handler" | "section" | "entry" | "param" | "fact" | "play"
    );
    let what = colon.ahead(1);
    let brace = colon.ahead(2).kind == Kind::OpenBrace;
    let behind = matches!(what.kind, Kind::Text | Kind::Word) && !what.newline;
    if !keyword || colon.kind() != Kind::Colon || !behind || !brace && word != "param" {
        return None;
    }
    let named = input.text_at(what.span);
    let rest = skip_deeper(input, colon);
    colon.report_colon(
        "what begins with a keyword has its name behind a blank",
        format!("write `{word} {named}`"),
        Some(Fix::guess(colon.peek().span, "").certain()),
    );
    Some((rest, input.span_to(&rest)))
}

/// What a play or a task has in Ansible, and says in another way here: a colon behind it goes with what is said of the
/// word.
const SAID_OTHERWISE: [&str; 11] = [
    "name",
    "vars",
    "vars_files",
    "vars_prompt",
    "hosts",
    "roles",
    "tasks",
    "pre_tasks",
    "post_tasks",
    "handlers",
    "local_action",
];

/// Says nothing of the colon behind such a word.
pub(super) fn quiet_colon(input: &Stream<'_>) {
    let sign = input.skip(1);
    if sign.kind() == Kind::Colon && SAID_OTHERWISE.contains(&input.word()) {
        sign.context.colon.set(sign.peek().span.start);
    }
}

const VALUE: &str = "a value is given with `=`";

/// `: value`, one report whatever the value looks like.
fn yaml_value<'t>(
    start: &Stream<'t>,
    colon: Stream<'t>,
    name: &Name,
) -> (Stream<'t>, (bool, Expr)) {
    let input = colon.skip(1);
    let name = &name.text;
    if input.peek().newline || input.kind().closes() {
        let form = if input.begins_dash() {
            format!("write `{name} = [ … ]`")
        } else if input.ahead(1).kind == Kind::Colon {
            format!("write `{name} = {{ … }}`")
        } else {
            format!("write `{name} = {{ … }}` for a map, `{name} = [ … ]` for a list")
        };
        colon.report_colon(VALUE, form, None);
        let rest = skip_deeper(start, input);
        input.skipped_yaml(&rest);
        return (rest, (false, missing(&input)));
    }
    let ends = |rest: &Stream<'_>| {
        rest.kind() == Kind::Comma || rest.kind().closes() || rest.peek().newline
    };
    // A bare word is text in YAML and a name here: neither is reported again.
    if input.kind() == Kind::Word && ends(&input.skip(1)) {
        let word = input.word();
        let span = input.peek().span;
        let (written, kind) = match (word, constant(word)) {
            ("true", _) => ("true".to_owned(), ExprKind::Bool(true)),
            ("false", _) => ("false".to_owned(), ExprKind::Bool(false)),
            ("null", _) => ("null".to_owned(), ExprKind::Null),
            (_, Some((proposal, kind))) => (proposal.to_owned(), kind),
            // What these name stands without quotes here, too.
            (_, None) if matches!(name.as_str(), "notify" | "register") => {
                (word.to_owned(), ExprKind::Name(word.into()))
            }
            (_, None) if name == "role" => {
                let help = format!("a role is a step: write `role {word}`");
                colon.report_colon(VALUE, help, None);
                return (input.skip(1), (false, missing(&input)));
            }
            (_, None) => (format!("\"{word}\""), ExprKind::Error),
        };
        // In quotes it is what YAML makes of it, which may be a name in the language.
        let quoted = written.starts_with('"');
        let fix = colon.equals(colon.span_to(&input.skip(1)), &written);
        let fix = if quoted { fix } else { fix.certain() };
        colon.report_colon(VALUE, format!("write `{name} = {written}`"), Some(fix));
        return (input.skip(1), (false, Expr { span, kind }));
    }
    if let Ok((rest, value)) = expr(input)
        && ends(&rest)
    {
        let text = input.text_at(input.span_to(&rest));
        colon.report_colon(
            VALUE,
            if text.len() > 60 || text.contains('\n') {
                format!("write `{name} = …`")
            } else {
                format!("write `{name} = {text}`")
            },
            Some(colon.equals(colon.peek().span, "").certain()),
        );
        return (rest, (false, value));
    }
    let mut rest = input;
    while !ends(&rest) {
        rest = rest.skip_group();
    }
    let text = input.text_at(input.span_to(&rest));
    colon.report_colon(
        VALUE,
        if text.len() > 60 || text.contains(['"', '\\', '\n']) {
            format!("write `{name} = \"…\"`")
        } else if name == "notify" {
            // What a handler is called in Ansible is a sentence.
            format!(
                "write `notify = {}`, by the handler's name",
                snake_case(text)
            )
        } else {
            format!("write `{name} = \"{text}\"`")
        },
        None,
    );
    (rest, (false, missing(&input)))
}

/// Behind the lines that are indented more than the one where `start` stands, and the dashes
/// below it.
pub(super) fn skip_deeper<'t>(start: &Stream<'t>, input: Stream<'t>) -> Stream<'t> {
    let indent = start.indent();
    let mut rest = input;
    while !rest.kind().closes() {
        let deeper = indent.is_some() && rest.indent() > indent;
        let item = rest.begins_dash() && rest.indent() >= indent;
        if rest.peek().newline && !deeper && !item {
            break;
        }
        rest = rest.skip_group();
    }
    rest
}

impl Stream<'_> {
    /// Reports the colon in front, unless it stands on the line of one that was reported.
    pub(super) fn report_colon(&self, what: &'static str, help: String, fix: Option<Fix>) {
        let span = self.peek().span;
        let last = self.context.colon.replace(span.start);
        let same_line =
            last <= span.start && !self.text_at(Span::new(last, span.start)).contains('\n');
        if !same_line {
            // Which of those on its line it is.
            let fix = fix.map(|fix| fix.titled(help.clone()));
            let error = SyntaxError::YamlColon { what, span, help };
            self.report(Problem::new(error).with(fix));
        }
    }

    /// `=` instead of the colon in front, with blanks around it, and a value instead of what else the span holds.
    fn equals(&self, span: Span, value: &str) -> Fix {
        let whole = self.context.text;
        let at = |place: u32| place.saturating_sub(self.context.base) as usize;
        let blank = |letter: Option<u8>| letter.is_some_and(|letter| letter == b' ');
        let before = at(span.start).checked_sub(1);
        let left = if blank(before.and_then(|at| whole.as_bytes().get(at).copied())) {
            ""
        } else {
            " "
        };
        let follows = value.is_empty() && blank(whole.as_bytes().get(at(span.end)).copied());
        let right = if follows { "" } else { " " };
        Fix::guess(span, format!("{left}={right}{value}"))
    }
}

/// `restart_sshd` of `Restart sshd`.
fn snake_case(text: &str) -> String {
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("_")
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
        input.skipped_yaml(&rest);
        return Ok((rest, missing(&input)));
    }
    // YAML's text of several lines.
    if matches!(next.kind, Kind::Pipe | Kind::Greater) && !next.newline {
        return fail(Fault::expected(&input, "a value").help(format!(
            "text of several lines begins with `{} = \"\"\"` and ends with `\"\"\"` on a line of its own",
            name.text
        )));
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
    block(input, "attributes", attr, |_| None)
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
            Fault::expected(&input, "`:` and a type").help(match input.word() {
                ty if !ty.is_empty() && input.same_line() => {
                    format!("write `{}: {ty}`", name.text)
                }
                _ => format!("say what it holds: `{}: string`", name.text),
            }),
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
