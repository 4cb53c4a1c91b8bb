//! Declarations: what stands at the top level, in inventories, and in `for` and `if` there.
//!
//! In: the tokens of a file. Out: a [`File`] with an [`Item`] for each `let`, `host`, `role` ….

use nom::Parser;

use crate::source::Span;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::Block;
use crate::syntax::tree::Expr;
use crate::syntax::tree::File;
use crate::syntax::tree::Item;
use crate::syntax::tree::ItemKind;
use crate::syntax::tree::Lead;
use crate::syntax::tree::Name;
use crate::syntax::tree::Text;

use super::attr::attrs;
use super::attr::let_;
use super::attr::typed;
use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::foreign::begins_foreign;
use super::foreign::foreign;
use super::group::members;
use super::headed::headed;
use super::header::for_;
use super::lead::trailing;
use super::lead::with_lead;
use super::misspelt::DECLARATIONS;
use super::misspelt::ELSE;
use super::misspelt::misspelt;
use super::moved::moved;
use super::name::declared;
use super::name::declared_type;
use super::playbook::playbook;
use super::policy::policy;
use super::recover::block;
use super::recover::items;
use super::role::role;
use super::secret::secret;
use super::step::unquoted;
use super::stream::Parsed;
use super::stream::Stream;
use super::test::platform;
use super::test::test;
use super::text::alias;
use super::text::text;
use super::types::type_expr;
use super::words::token;
use super::words::word;

const WHAT: &str = "declarations";

/// A whole file.
pub(super) fn file(input: Stream<'_>) -> File {
    let mut rest = input;
    let mut all = Vec::new();
    loop {
        let (after, mut more) = items(rest, WHAT, item, broken);
        all.append(&mut more);
        rest = after;
        if rest.kind() == Kind::End {
            break;
        }
        rest = rest.skip(1);
    }
    File {
        items: all,
        trailing: trailing(&rest),
        lost: input.context.lost.take(),
    }
}

fn broken(span: Span) -> Item {
    Item {
        lead: Lead::default(),
        span,
        kind: ItemKind::Error,
    }
}

/// Declarations in braces.
fn nested(input: Stream<'_>) -> Parsed<'_, Block<Item>> {
    block(input, WHAT, item, broken)
}

fn item(input: Stream<'_>) -> Parsed<'_, Item> {
    let (rest, (lead, kind)) = with_lead(input, declaration)?;
    let span = input.span_to(&rest);
    Ok((rest, Item { lead, span, kind }))
}

/// Words that begin a declaration in a later version.
const LATER: [&str; 1] = ["pipeline"];

fn declaration(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    match input.word() {
        "use" => use_(input),
        "project" => {
            let (rest, (_, (name, body))) =
                (word("project"), headed(declared("a project's name"), attrs)).parse(input)?;
            Ok((rest, ItemKind::Project { name, body }))
        }
        "type" => {
            let (rest, (_, name)) = (word("type"), declared_type).parse(input)?;
            if rest.kind() != Kind::Equals {
                return fail(
                    Fault::expected(&rest, "`=`")
                        .help(format!("write `type {} = {{ name: string }}`", name.text)),
                );
            }
            let (rest, ty) = type_expr(rest.skip(1))?;
            Ok((rest, ItemKind::Type { name, ty }))
        }
        "let" => let_(input).map(|(rest, bound)| (rest, ItemKind::Let(bound))),
        "var" => {
            let (rest, (_, (name, ty, default))) =
                (word("var"), typed("a variable's name")).parse(input)?;
            Ok((rest, ItemKind::Var { name, ty, default }))
        }
        "secret" => secret(input),
        "host" => {
            let (rest, (_, (name, body))) =
                (word("host"), headed(host_head, members)).parse(input)?;
            Ok((rest, ItemKind::Host { name, body }))
        }
        "group" => {
            let head = |input| {
                let (rest, name) = declared("a group's name")(input)?;
                if let Some(help) = children_or_vars(&rest, &name) {
                    return fail(Fault::expected(&rest, "`{`").help(help));
                }
                let (rest, alias) = alias(rest)?;
                Ok((rest, (name, alias)))
            };
            let (rest, (_, ((name, alias), body))) =
                (word("group"), headed(head, members)).parse(input)?;
            Ok((rest, ItemKind::Group { name, alias, body }))
        }
        "inventory" => inventory(input),
        "for" => {
            let (rest, (clause, body)) = headed(for_(expr), nested).parse(input)?;
            Ok((rest, ItemKind::For { clause, body }))
        }
        "if" => {
            let (rest, (branches, otherwise)) = if_(nested)(input)?;
            Ok((
                rest,
                ItemKind::If {
                    branches,
                    otherwise,
                },
            ))
        }
        "role" => role(input).map(|(rest, role)| (rest, ItemKind::Role(Box::new(role)))),
        "playbook" => playbook(input),
        "platform" => platform(input),
        "test" => test(input),
        "moved" => moved(input),
        "policy" => policy(input),
        later if LATER.contains(&later) => not_yet(input, later),
        _ if misspelt(&input, &DECLARATIONS) => declaration(input),
        _ => fail(unknown(&input)),
    }
}

/// `group prod:children {`, as an inventory in INI has it.
fn children_or_vars(rest: &Stream<'_>, name: &Name) -> Option<String> {
    let name = &name.text;
    match (rest.kind(), rest.word_ahead(1)) {
        (Kind::Colon, "children") => Some(format!("write `group {name} {{ children = [ … ] }}`")),
        (Kind::Colon, "vars") => Some(format!("write `group {name} {{ vars {{ … }} }}`")),
        _ => None,
    }
}

/// The name of a host: text.
pub(super) fn host_name(input: Stream<'_>) -> Parsed<'_, crate::syntax::tree::Text> {
    if input.kind() == Kind::Word {
        let mut rest = input;
        while matches!(
            rest.kind(),
            Kind::Word | Kind::Dot | Kind::Minus | Kind::Int
        ) && (rest.peek().glued || rest.tokens.len() == input.tokens.len())
        {
            rest = rest.skip(1);
        }
        let written = input.text_at(input.span_to(&rest));
        input.report_fault(
            Fault::expected(&input, "a host's name in quotes")
                .help(format!("write `host \"{written}\"`")),
        );
        return Ok(unquoted(&input, rest));
    }
    text(input)
}

/// The name of a host that is declared: its braces follow.
pub(super) fn host_head(input: Stream<'_>) -> Parsed<'_, Text> {
    let (rest, name) = host_name(input)?;
    let written = input.text_at(input.peek().span);
    if rest.kind() == Kind::Word && rest.ahead(1).kind == Kind::Equals && rest.same_line() {
        return fail(Fault::expected(&rest, "`{`").help(format!(
            "settings stand in braces: `host {written} {{ address = \"…\" }}`"
        )));
    }
    if rest.kind().closes() || rest.kind() == Kind::Comma || rest.peek().newline {
        let behind = rest.kind().closes() || rest.kind() == Kind::Comma;
        if behind || !rest.is_next_line_brace() {
            return fail(Fault::expected(&rest, "`{`").help(format!(
                "a host has braces, also empty ones: `host {written} {{}}`"
            )));
        }
    }
    Ok((rest, name))
}

/// `use NAME from "path"`, with `ref = "…"`.
fn use_(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    if begins_foreign(&input) {
        return foreign(input).map(|(rest, held)| (rest, ItemKind::Foreign(Box::new(held))));
    }
    let (rest, (_, name)) = (word("use"), declared("a namespace's name")).parse(input)?;
    if !rest.is_word("from") {
        return fail(Fault::expected(&rest, "`from`").help(
            "another directory is brought in under a name: `use common from \"../common\"`",
        ));
    }
    let (rest, (_, source)) = (word("from"), path_in_quotes).parse(rest)?;
    let (rest, reference) = if rest.is_word("ref") {
        let (rest, (_, _, reference)) = (word("ref"), token(Kind::Equals), text).parse(rest)?;
        (rest, Some(reference))
    } else {
        (rest, None)
    };
    Ok((
        rest,
        ItemKind::Use {
            name,
            source,
            reference,
        },
    ))
}

/// A path; one without its quotes is a fault that says how it is written.
pub(super) fn path_in_quotes(input: Stream<'_>) -> Parsed<'_, Text> {
    if input.kind() == Kind::Text || !input.same_line() {
        return text(input);
    }
    let mut rest = input.skip(1);
    while rest.peek().glued && !rest.kind().closes() && rest.kind() != Kind::Comma {
        rest = rest.skip(1);
    }
    let written = input.text_at(input.span_to(&rest));
    fail(Fault::expected(&input, "a string").help(format!("write `\"{written}\"`")))
}

/// `inventory staging { … }` or `inventory cloud from plugin "…" { … }`.
fn inventory(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    let (rest, (_, name)) = (word("inventory"), declared("an inventory's name")).parse(input)?;
    if rest.is_word("from") {
        let (rest, (_, _, plugin, body)) =
            (word("from"), word("plugin"), text, attrs).parse(rest)?;
        return Ok((rest, ItemKind::Plugin { name, plugin, body }));
    }
    if rest.is_word("plugin") && rest.ahead(1).kind == Kind::Text {
        let plugin = rest.text_at(rest.ahead(1).span);
        return fail(Fault::expected(&rest, "`from`").help(format!(
            "write `inventory {} from plugin {plugin} {{ … }}`",
            name.text
        )));
    }
    let (rest, body) = nested(rest)?;
    Ok((rest, ItemKind::Inventory { name, body }))
}

/// The branches of an `if`, and its `else`.
pub(super) type Branches<T> = (Vec<(Expr, Block<T>)>, Option<Block<T>>);

/// `if x { … } else if y { … } else { … }`.
pub(super) fn if_<'t, T>(
    body: impl Fn(Stream<'t>) -> Parsed<'t, Block<T>>,
) -> impl Fn(Stream<'t>) -> Parsed<'t, Branches<T>> {
    move |input| {
        let mut branches = Vec::new();
        let mut rest = input;
        loop {
            let (after, (_, (condition, block))) = (word("if"), headed(expr, &body)).parse(rest)?;
            branches.push((condition, block));
            rest = after;
            if rest.same_line() && matches!(rest.word(), "elif" | "elsif" | "elseif") {
                rest.report_fault(
                    Fault::expected(&rest, "`else if` or the end of the line")
                        .help("write `else if`"),
                );
                rest.context.meant.set((rest.peek().span.start, "if"));
                continue;
            }
            let goes_on = rest.is_word("else") || rest.same_line() && misspelt(&rest, &ELSE);
            if !goes_on {
                return Ok((rest, (branches, None)));
            }
            rest = rest.skip(1);
            if !rest.is_word("if") {
                let (rest, block) = body(rest)?;
                return Ok((rest, (branches, Some(block))));
            }
        }
    }
}

/// A declaration of a later version: one report, and the whole of it is passed.
fn not_yet<'t>(input: Stream<'t>, what: &str) -> Parsed<'t, ItemKind> {
    let mut rest = input.skip(1);
    while !rest.kind().closes() && !rest.peek().newline {
        rest = rest.skip_group();
    }
    let words = what.split(' ').count();
    input.report(SyntaxError::NotYet {
        word: what.to_owned(),
        span: input.span_to(&input.skip(words)),
        help: "take it out; a later version will have it".to_owned(),
    });
    Ok((rest, ItemKind::Error))
}

/// What is no declaration.
fn unknown(input: &Stream<'_>) -> Fault {
    let fault = Fault::expected(input, "a declaration");
    match input.kind() {
        Kind::Word => match input.word() {
            "task" | "block" | "handler" | "section" | "entry" | "param" | "fact" => {
                fault.help(format!("`{}` stands inside a role", input.word()))
            }
            "import" if input.word_ahead(2) == "from" => {
                fault.help(format!("write `use {} from \"…\"`", input.word_ahead(1)))
            }
            "locals" => fault.help("a value gets a name with `let name = …`"),
            "resource" | "module" | "node" | "service" => fault.help(
                "a server is written `host \"web01.example.org\" { address = \"…\" }`, what it does \
                 `role web { … }`",
            ),
            "include" | "require" | "load" => fault.help(
                "the `.roll` files of a directory belong together without a word; another directory \
                 is brought in by `use common from \"../common\"`",
            ),
            "const" | "val" | "variable" | "define" | "def" | "fn" | "func" | "function" | "macro" => {
                fault.help(
                    "a value gets a name with `let name = …`, a variable of hosts with \
                     `var name: string`, a parameter of a role with `param name: string`",
                )
            }
            "class" | "struct" | "record" | "interface" | "enum" => fault.help(
                "a type is declared so: `type Admin = { name: string }`, or `\"a\" | \"b\"`",
            ),
            "play" | "import" => fault.help("it stands inside `playbook name { … }`"),
            "verify" | "prepare" | "with" => fault.help(format!(
                "it stands inside a test: `test web {{ {} {{ … }} }}`",
                input.word()
            )),
            "group_vars" | "host_vars" => fault.help(
                "values stand in the group or the host: `group web { vars { … } }`",
            ),
            "hosts" | "roles" | "tasks" => fault.help(
                "a play says where and what: `playbook site { play \"Web servers\" on web { role web } }`",
            ),
            "all" => fault.help("write `group all { … }`"),
            "secrets" | "vault" => fault.help(
                "write `secret name from vault(\"secrets/name.vault.yml\", \"key\")`",
            ),
            "elif" | "elsif" | "elseif" => fault.help("write `else if`"),
            "vars" | "set" => fault.help("it stands inside a group or a host; for all hosts: `group all { … }`"),
            word if matches!(input.ahead(1).kind, Kind::Equals | Kind::Colon) => fault.help(format!(
                "a value gets a name with `let {word} = …`, a variable of hosts with `var {word}: string`"
            )),
            _ => fault.help(
                "declarations begin with project, use, type, let, var, secret, host, group, inventory, role, playbook, \
                 platform, test, policy, moved, for or if",
            ),
        },
        Kind::Slash | Kind::SlashSlash => fault.help("comments begin with `#`"),
        Kind::OpenBracket if input.ahead(1).kind == Kind::Word => {
            let name = input.word_ahead(1);
            fault.help(format!(
                "a group is written `group {name} {{ host \"…\" {{ address = \"…\" }} }}`"
            ))
        }
        _ => fault,
    }
}
