//! Steps: tasks, blocks, applications of roles, facts.
//!
//! In: `task "Say so" when x { … }`. Out: a [`Step`] with its [`Header`].

use nom::Parser;

use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::Block;
use crate::syntax::tree::Header;
use crate::syntax::tree::Step;
use crate::syntax::tree::StepItem;
use crate::syntax::tree::StepKind;
use crate::syntax::tree::Text;
use crate::syntax::tree::TextBody;

use super::attr::assigned;
use super::attr::attr;
use super::attr::attrs;
use super::attr::keyword_with_colon;
use super::attr::quiet_colon;
use super::elsewhere::belongs;
use super::fault::Fault;
use super::fault::fail;
use super::headed::headed;
use super::header::header;
use super::lead::with_lead;
use super::misspelt::BRANCHES;
use super::misspelt::STEPS;
use super::misspelt::misspelt;
use super::name::declared;
use super::name::role_path;
use super::recover::block;
use super::role::own_let;
use super::stream::Parsed;
use super::stream::Stream;
use super::task::task_items;
use super::text::text;
use super::words::word;

/// Whether a step begins here.
pub(super) fn begins_step(input: &Stream<'_>) -> bool {
    let next = input.ahead(1).kind;
    match input.word() {
        "task" | "block" => matches!(next, Kind::Text | Kind::Word | Kind::OpenBrace),
        "role" => matches!(next, Kind::Word | Kind::Text) && !input.ahead(1).newline,
        "fact" => next == Kind::Word,
        _ => false,
    }
}

/// One step, with its comments.
pub(super) fn step(input: Stream<'_>) -> Parsed<'_, Step> {
    let (rest, (lead, (header, kind))) = with_lead(input, |input| match input.word() {
        "task" => task(input),
        "block" => block_step(input),
        "role" => application(input),
        _ => fact(input),
    })?;
    let span = input.span_to(&rest);
    Ok((
        rest,
        Step {
            lead,
            span,
            header,
            kind,
        },
    ))
}

/// The sentence that names a step or a play, and what such a header looks like.
pub(super) fn sentence<'t>(form: &'static str) -> impl Fn(Stream<'t>) -> Parsed<'t, Text> {
    move |input| named_by(input, form)
}

fn named_by<'t>(input: Stream<'t>, form: &'static str) -> Parsed<'t, Text> {
    if input.kind() == Kind::Text && input.same_line() {
        return text(input);
    }
    let mut rest = input;
    while rest.kind() == Kind::Word && !matches!(rest.word(), "for" | "when" | "tags" | "on") {
        rest = rest.skip(1);
    }
    let named = matches!(rest.kind(), Kind::OpenBrace | Kind::Word) && !rest.peek().newline;
    let written = input.text_at(input.span_to(&rest));
    let fault = Fault::expected(&input, "a sentence in quotes").help(
        if named && !written.is_empty() && written.len() < 60 {
            format!("write `\"{written}\"`: it says what happens, and Ansible shows it")
        } else {
            format!("it says what happens, and Ansible shows it: `{form}`")
        },
    );
    if !named {
        return fail(fault);
    }
    input.report_fault(fault);
    Ok(unquoted(&input, rest))
}

/// What was written without quotes (reported), as the text it was meant to be.
pub(super) fn unquoted<'t>(input: &Stream<'t>, rest: Stream<'t>) -> (Stream<'t>, Text) {
    let span = input.span_to(&rest);
    let mut text = input.eco(span);
    if text.is_empty() {
        // That it is missing was reported.
        text = "Unnamed".into();
    }
    let text = Text {
        span,
        body: TextBody::plain(text),
    };
    (rest, text)
}

/// Reports an attribute that belongs into the header; whether it is one.
pub(super) fn check_header_word(input: &Stream<'_>) -> bool {
    let word = input.word();
    let is_loop = word == "for" || word == "loop" || word.starts_with("with_");
    if !is_loop && !matches!(word, "when" | "tags" | "loop_control") {
        return false;
    }
    let written = value_written(input).unwrap_or("…");
    // `"{{ users }}"`, as YAML has it, is `users` here.
    let written = written
        .strip_prefix("\"{{")
        .and_then(|inner| inner.strip_suffix("}}\""))
        .filter(|inner| !inner.contains("}}"))
        .map_or(written, str::trim);
    // A condition in quotes, as YAML has it, is an expression.
    let bare = written
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'));
    let bare = bare.filter(|inner| word == "when" && !inner.contains(['"', '{']));
    let bare = bare.map(|inner| inner.replace('\'', "\""));
    let written = bare.as_deref().unwrap_or(written);
    let sign = input.skip(1);
    if sign.kind() == Kind::Colon {
        // What is said of the word says enough of the sign behind it.
        sign.context.colon.set(sign.peek().span.start);
    }
    let help = match word {
        "when" | "tags" => format!("write `{word} {written}` in front of the `{{`"),
        "loop_control" => {
            "the loop's variable is named in the header, `for user in users`; `label`, `index` and \
             `pause` are attributes of the task"
                .to_owned()
        }
        _ => format!("write `for item in {written}` in front of the `{{`"),
    };
    if is_loop {
        // Inside it is unknown only because of this.
        input.context.lost.borrow_mut().push("item".into());
    }
    let what = if matches!(word, "when" | "tags" | "for") {
        format!("`{word}` stands")
    } else {
        format!("`{word}` is no attribute: loops stand")
    };
    input.report(SyntaxError::HeaderWord {
        what,
        span: input.peek().span,
        help,
    });
    true
}

/// What stands behind the sign of an attribute, if it is short.
fn value_written<'t>(input: &Stream<'t>) -> Option<&'t str> {
    let value = input.skip(2);
    let mut rest = value;
    while !rest.kind().closes() && (!rest.peek().newline || rest.tokens.len() == value.tokens.len())
    {
        rest = rest.skip_group();
    }
    let text = input.text_at(value.span_to(&rest));
    (!text.is_empty() && text.len() < 60 && !text.contains('\n')).then_some(text)
}

fn task(input: Stream<'_>) -> Parsed<'_, (Header, StepKind)> {
    let name = sentence("task \"Install the packages\" { … }");
    let head = |input| (&name, header).parse(input);
    let (rest, (_, ((name, header), body))) =
        (word("task"), headed(head, task_items)).parse(input)?;
    Ok((rest, (header, StepKind::Task { name, body })))
}

fn block_step(input: Stream<'_>) -> Parsed<'_, (Header, StepKind)> {
    let name = sentence("block \"Install what is missing\" { … }");
    let head = |input| (&name, header).parse(input);
    let (rest, (_, ((name, header), body))) = (word("block"), headed(head, steps)).parse(input)?;
    // A block is not repeated, which is reported once.
    rest.lose(header.loops.iter().flat_map(|clause| &clause.names));
    let (rest, rescue) = branch(rest, "rescue")?;
    let (rest, always) = branch(rest, "always")?;
    Ok((
        rest,
        (
            header,
            StepKind::Block {
                name,
                body,
                rescue,
                always,
            },
        ),
    ))
}

/// `rescue { … }`, perhaps.
fn branch<'t>(input: Stream<'t>, keyword: &'static str) -> Parsed<'t, Option<Block<StepItem>>> {
    let present = input.is_word(keyword) && input.ahead(1).kind == Kind::OpenBrace;
    let meant = || input.same_line() && misspelt(&input, &BRANCHES) && input.is_word(keyword);
    if present || meant() {
        let (rest, body) = steps(input.skip(1))?;
        Ok((rest, Some(body)))
    } else {
        Ok((input, None))
    }
}

/// `role other when … { … }`; the braces may be missing.
fn application(input: Stream<'_>) -> Parsed<'_, (Header, StepKind)> {
    let (rest, (_, role, header)) = (word("role"), role_path, header).parse(input)?;
    if rest.kind() == Kind::OpenBrace {
        let (rest, params) = attrs(rest)?;
        return Ok((rest, (header, StepKind::Role { role, params })));
    }
    let given = match rest.kind() {
        Kind::OpenParen => true,
        Kind::Word => rest.ahead(1).kind == Kind::Equals || matches!(rest.word(), "vars" | "with"),
        _ => false,
    };
    if given && rest.same_line() {
        let name = &role.name.text;
        let help = match (rest.kind(), rest.ahead(1).kind) {
            (Kind::Word, Kind::Equals) => {
                let value = rest.text_at(rest.ahead(2).span);
                format!("write `role {name} {{ {} = {value} }}`", rest.word())
            }
            _ => format!("write `role {name} {{ … }}`"),
        };
        return fail(Fault::expected(&rest, "`{`").help(help));
    }
    let params = Block {
        items: Vec::new(),
        trailing: Vec::new(),
        span: input.end_before(&rest),
    };
    Ok((rest, (header, StepKind::Role { role, params })))
}

/// `fact name when … = expr`.
fn fact(input: Stream<'_>) -> Parsed<'_, (Header, StepKind)> {
    let (rest, (_, name, header)) =
        (word("fact"), declared("a fact's name"), header).parse(input)?;
    let (rest, (_, value)) = assigned(&input, rest, &name)?;
    Ok((rest, (header, StepKind::Fact { name, value })))
}

/// `{ … }` of a section or a block.
pub(super) fn steps(input: Stream<'_>) -> Parsed<'_, Block<StepItem>> {
    block(input, "steps", step_item, StepItem::Error)
}

fn step_item(input: Stream<'_>) -> Parsed<'_, StepItem> {
    if let Some((rest, span)) = keyword_with_colon(&input) {
        return Ok((rest, StepItem::Error(span)));
    }
    if input.is_word("let") && input.ahead(1).kind == Kind::Word {
        return own_let(input).map(|(rest, bound)| (rest, StepItem::Let(bound)));
    }
    if begins_step(&input) {
        return step(input).map(|(rest, step)| (rest, StepItem::Step(step)));
    }
    if input.kind() == Kind::Word
        && matches!(
            input.ahead(1).kind,
            Kind::Equals | Kind::PlusEquals | Kind::Colon
        )
    {
        quiet_colon(&input);
        let in_header = check_header_word(&input);
        let (rest, attr) = attr(input)?;
        return Ok((
            rest,
            if in_header {
                StepItem::Error(input.span_to(&rest))
            } else {
                StepItem::Attr(attr)
            },
        ));
    }
    if misspelt(&input, &STEPS) {
        return step_item(input);
    }
    fail(unknown(&input))
}

/// What is no step.
pub(super) fn unknown(input: &Stream<'_>) -> Fault {
    let fault = Fault::expected(input, "a step");
    // A block is no step without its sentence, a role none without its name.
    let own = matches!(input.word(), "task" | "block" | "fact");
    if let Some(place) = belongs(input.word()).filter(|_| !own) {
        return fault.help(place);
    }
    match (input.word(), input.ahead(1).kind) {
        ("rescue" | "always", _) => {
            fault.help("it stands behind the closing brace of a block: `} rescue {`")
        }
        ("vars", _) => fault.help(
            "what is computed for the steps here has a name by `let name = …`; variables of hosts stand in \
             their `vars { … }`, parameters in the braces of `role`",
        ),
        ("", Kind::OpenBrace) if input.kind() == Kind::Text => fault.help(format!(
            "a step begins with its kind: `task {} {{ … }}`",
            input.text_at(input.peek().span)
        )),
        ("", _) => fault,
        ("role" | "include_role" | "import_role" | "roles", _) => {
            let next = input.ahead(4);
            let name = input.text_at(next.span).trim_matches('"');
            let named = input.word_ahead(2) == "name" && matches!(next.kind, Kind::Text | Kind::Word);
            fault.help(format!(
                "a role is applied by its name: `role {}`",
                if named && !name.is_empty() { name } else { "base { … }" }
            ))
        }
        (word, Kind::OpenBrace | Kind::Text | Kind::Dot) => fault.help(format!(
            "a module is called inside a task: `task \"What it does\" {{ {word} {{ … }} }}`"
        )),
        _ => fault.help("the steps are task, block, role and fact"),
    }
}
