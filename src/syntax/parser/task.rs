//! What stands in a task: a module call, attributes, `let`.
//!
//! In: `{ user { name = "bob" } register = made }`. Out: a block of [`TaskItem`]s.

use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::Attr;
use crate::syntax::tree::Block;
use crate::syntax::tree::Call;
use crate::syntax::tree::TaskItem;

use super::attr::attr;
use super::attr::attrs;
use super::attr::quiet_colon;
use super::attr::skip_deeper;
use super::fault::Fault;
use super::fault::fail;
use super::lead::with_lead;
use super::misspelt::PARTS_OF_TASK;
use super::misspelt::misspelt;
use super::postfix::dotted;
use super::recover::block;
use super::role::own_let;
use super::step::check_header_word;
use super::stream::Parsed;
use super::stream::Stream;
use super::text::text;

/// `{ … }` of a task.
pub(super) fn task_items(input: Stream<'_>) -> Parsed<'_, Block<TaskItem>> {
    block(input, "parts of a task", task_item, TaskItem::Error)
}

/// One of them.
pub(super) fn task_item(input: Stream<'_>) -> Parsed<'_, TaskItem> {
    if input.kind() != Kind::Word {
        return fail(
            Fault::expected(&input, "a module or an attribute")
                .help("a task holds one module call, `user { name = \"bob\" }`, and attributes, `become = true`"),
        );
    }
    if let Some(read) = one_line_call(&input) {
        return Ok(read);
    }
    match input.ahead(1).kind {
        Kind::Word if input.is_word("let") => {
            own_let(input).map(|(rest, bound)| (rest, TaskItem::Let(bound)))
        }
        Kind::Text | Kind::Dot if input.ahead(1).newline => fail(unknown(&input)),
        Kind::OpenBrace | Kind::Text if NO_MODULE.contains(&input.word()) => {
            fail(no_module(&input))
        }
        Kind::OpenBrace | Kind::Text | Kind::Dot => {
            let (rest, _) = dotted(input)?;
            // `ansible.builtin.copy:` with its arguments below.
            if rest.kind() == Kind::Colon && rest.same_line() {
                return Ok(yaml_call(input, rest));
            }
            call(input).map(|(rest, call)| (rest, TaskItem::Call(call)))
        }
        Kind::Colon if is_yaml_call(&input) => Ok(yaml_call(input, input.skip(1))),
        Kind::Equals | Kind::PlusEquals | Kind::Colon | Kind::EqualsEquals => {
            quiet_colon(&input);
            let in_header = check_header_word(&input);
            let (rest, attr) = attr(input)?;
            Ok((
                rest,
                if in_header {
                    TaskItem::Error(input.span_to(&rest))
                } else {
                    TaskItem::Attr(attr)
                },
            ))
        }
        _ if misspelt(&input, &PARTS_OF_TASK) => task_item(input),
        _ if NO_MODULE.contains(&input.word()) => fail(no_module(&input)),
        _ => fail(unknown(&input)),
    }
}

/// Words of the language that name no module.
const NO_MODULE: [&str; 11] = [
    "task", "block", "role", "fact", "rescue", "always", "handler", "param", "play", "vars",
    "depends",
];

/// What such a word is in a task.
fn no_module(input: &Stream<'_>) -> Fault {
    Fault::expected(input, "a module or an attribute").help(match input.word() {
        "vars" => "a value for this task has a name by `let name = …`",
        "param" => "`param` stands directly in a role",
        "handler" | "depends" => "it stands directly in a role",
        _ => {
            "a task holds one module call; steps that belong together stand in a `block \"…\" { … }` \
             around their tasks"
        }
    })
}

/// Whether a module is called as YAML does it: `package: { … }`, or with its arguments below.
fn is_yaml_call(input: &Stream<'_>) -> bool {
    let value = input.skip(2);
    let below = value.peek().newline && value.indent() > input.indent() && !value.begins_dash();
    !matches!(
        input.word(),
        "environment" | "module_defaults" | "vars" | "args"
    ) && (value.kind() == Kind::OpenBrace || below && value.ahead(1).kind == Kind::Colon)
}

/// `service: name=ssh state=started` or `command: id bob`: one report that says what to write.
fn one_line_call<'t>(input: &Stream<'t>) -> Option<(Stream<'t>, TaskItem)> {
    let (colon, value) = (input.skip(1), input.skip(2));
    if colon.kind() != Kind::Colon || value.peek().newline || value.kind() == Kind::OpenBrace {
        return None;
    }
    let module = input.word();
    let free_form = matches!(module, "command" | "shell" | "raw" | "script" | "meta");
    let named = value.kind() == Kind::Word
        && value.ahead(1).kind == Kind::Equals
        && value.ahead(1).glued
        && value.ahead(2).glued;
    if !free_form && !named {
        return None;
    }
    let form = if free_form {
        format!("write `{module} \"…\"`")
    } else {
        let argument = value.word();
        format!("write `{module} {{ {argument} = \"…\" }}`, with a comma between two arguments")
    };
    colon.report_colon("a module is called by its name alone", form, None);
    let mut rest = value;
    while !rest.kind().closes() && !rest.peek().newline {
        rest = rest.skip_group();
    }
    value.skipped_yaml(&rest);
    let span = input.span_to(&rest);
    Some((rest, TaskItem::Error(span)))
}

/// One report; its arguments are skipped.
fn yaml_call<'t>(input: Stream<'t>, colon: Stream<'t>) -> (Stream<'t>, TaskItem) {
    let what = "a module's arguments are given in braces";
    let module = input.text_at(input.span_to(&colon));
    colon.report_colon(what, format!("write `{module} {{ … }}`"), None);
    let value = colon.skip(1);
    let rest = if value.kind() == Kind::OpenBrace {
        value.skip_group()
    } else {
        skip_deeper(&input, value)
    };
    value.skipped_yaml(&rest);
    (rest, TaskItem::Error(input.span_to(&rest)))
}

/// `user { … }`, `command "id bob"`, `shell "…" { … }`.
fn call(input: Stream<'_>) -> Parsed<'_, Call> {
    let (rest, (lead, (module, free_form, body))) = with_lead(input, |input| {
        let (rest, module) = dotted(input)?;
        let (rest, free_form) = if rest.kind() == Kind::Text && !rest.peek().newline {
            let (rest, free_form) = text(rest)?;
            (rest, Some(free_form))
        } else {
            (rest, None)
        };
        if rest.kind() == Kind::OpenBrace {
            let (rest, body) = arguments(rest)?;
            return Ok((rest, (module, free_form, Some(body))));
        }
        if free_form.is_none() {
            return fail(Fault::expected(&rest, "`{` or a string").help(format!(
                "a module's arguments stand in braces: `{} {{ … }}`",
                module.text
            )));
        }
        Ok((rest, (module, free_form, None)))
    })?;
    let span = input.span_to(&rest);
    let (args, extra) = match body {
        Some((args, extra)) => (Some(args), extra),
        None => (None, None),
    };
    Ok((
        rest,
        Call {
            lead,
            span,
            module,
            free_form,
            args,
            extra,
        },
    ))
}

/// What a call's braces hold.
enum Part {
    Attr(Attr),
    Extra(Block<Attr>),
    Error,
}

/// Arguments in braces, and `extra { … }` among them.
type Arguments = (Block<Attr>, Option<Block<Attr>>);

fn arguments(input: Stream<'_>) -> Parsed<'_, Arguments> {
    let (rest, body) = block(input, "arguments", part, |_| Part::Error)?;
    let mut items = Vec::new();
    let mut extra: Option<Block<Attr>> = None;
    for part in body.items {
        match part {
            Part::Attr(attr) => items.push(attr),
            Part::Extra(more) => match &mut extra {
                Some(all) => all.items.extend(more.items),
                None => extra = Some(more),
            },
            Part::Error => {}
        }
    }
    let args = Block {
        items,
        trailing: body.trailing,
        span: body.span,
    };
    Ok((rest, (args, extra)))
}

fn part(input: Stream<'_>) -> Parsed<'_, Part> {
    if input.is_word("extra") && input.ahead(1).kind == Kind::OpenBrace {
        return attrs(input.skip(1)).map(|(rest, extra)| (rest, Part::Extra(extra)));
    }
    attr(input).map(|(rest, attr)| (rest, Part::Attr(attr)))
}

/// What is most often written of a task beside its call, to be told from a module's name.
const ATTRIBUTES: [&str; 16] = [
    "allow",
    "become",
    "become_user",
    "changed_when",
    "check_mode",
    "delay",
    "delegate_to",
    "environment",
    "failed_when",
    "ignore_errors",
    "no_log",
    "notify",
    "register",
    "retries",
    "run_once",
    "until",
];

/// What does not belong into a task.
fn unknown(input: &Stream<'_>) -> Fault {
    match input.word() {
        word @ ("when" | "for" | "tags") => Fault::special(
            input,
            SyntaxError::HeaderWord {
                what: format!("`{word}` stands"),
                span: input.peek().span,
                help: format!("write `{word} …` in front of the `{{`"),
            },
        ),
        word if ATTRIBUTES.contains(&word) && input.ahead(1).kind != Kind::OpenBrace => {
            let rest = input.skip(1);
            let mut end = rest;
            while !end.kind().closes() && !end.peek().newline {
                end = end.skip_group();
            }
            let value = rest.text_at(rest.span_to(&end));
            let value = if value.len() > 40 || value.contains('\n') {
                "…"
            } else {
                value
            };
            let value = match (word, value) {
                ("allow" | "notify" | "until" | "register" | "delegate_to" | "become_user", "") => {
                    "…"
                }
                (_, "") => "true",
                (_, value) => value,
            };
            // A user or a host is text, a handler or a result a name.
            let quoted = matches!(word, "become_user" | "delegate_to") && rest.kind() == Kind::Word;
            let quote = if quoted { "\"" } else { "" };
            Fault::expected(&rest, "`=`").help(format!("write `{word} = {quote}{value}{quote}`"))
        }
        word => {
            let rest = input.skip(1);
            Fault::expected(&rest, "`=` or `{`").help(call_meant(&rest, word))
        }
    }
}

/// What was meant by a word with neither `=` nor `{` behind it.
fn call_meant(rest: &Stream<'_>, word: &str) -> String {
    let mut end = *rest;
    while !end.kind().closes() && !end.peek().newline {
        end = end.skip_group();
    }
    let written = rest.text_at(rest.span_to(&end));
    // `name=nginx state=started`, as one line of YAML has it.
    let mut arguments = written.split(' ').map(|part| part.split_once('='));
    if let Some(arguments) = arguments.by_ref().collect::<Option<Vec<_>>>()
        && arguments
            .iter()
            .all(|(name, value)| !name.is_empty() && !value.contains('"'))
    {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|(name, value)| format!("{name} = \"{value}\""))
            .collect();
        return format!("write `{word} {{ {} }}`", arguments.join(", "));
    }
    match (word, rest.kind()) {
        ("assert", _) => "write `assert { that = [ … ], fail_msg = \"…\" }`: this is the module; \
                          the checks of tests and policies are written without braces"
            .to_owned(),
        ("command" | "shell" | "raw" | "script" | "meta", Kind::Word) => {
            format!("write `{word} \"{written}\"`")
        }
        (_, kind) if kind.closes() => {
            format!(
                "a module without arguments is called by `{word} {{}}`; an attribute gets a value by `{word} = …`"
            )
        }
        (_, Kind::OpenParen) => format!("a module's arguments stand in braces: `{word} {{ … }}`"),
        _ => format!("an attribute is written `{word} = …`, a module call `{word} {{ … }}`"),
    }
}
