//! Blocks and lists, and how parsing goes on after a mistake: report, skip to the next item or
//! the closing bracket, go on.
//!
//! In: `{`, items, `}`. Out: a [`Block`]; each item that is broken is one report.

use crate::diagnostic::Fix;
use crate::diagnostic::Problem;
use crate::source::Span;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::Block;
use crate::syntax::tree::Expr;
use crate::syntax::tree::ExprKind;

use super::fault::Fault;
use super::fault::fail;
use super::lead::trailing;
use super::name::RESERVED;
use super::stream::DEPTH_LIMIT;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::token;

/// A level of nesting, as long as it lives.
pub(super) struct Level<'t>(&'t std::cell::Cell<u32>);

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

/// Goes one level deeper, or fails with `too-deep`.
pub(super) fn enter<'t>(input: &Stream<'t>) -> Result<Level<'t>, nom::Err<Fault>> {
    check_depth(input, 1)?;
    let depth = &input.context.depth;
    depth.set(depth.get() + 1);
    Ok(Level(depth))
}

/// Fails if something of this height is too much here.
pub(super) fn check_depth(input: &Stream<'_>, height: u32) -> Result<(), nom::Err<Fault>> {
    if input.context.depth.get() + height > DEPTH_LIMIT {
        return fail(Fault::special(
            input,
            SyntaxError::TooDeep {
                limit: DEPTH_LIMIT,
                span: input.peek().span,
            },
        ));
    }
    Ok(())
}

/// `{`, items on lines of their own or with commas between, `}`.
pub(super) fn block<'t, T, B: Into<Option<T>>>(
    input: Stream<'t>,
    what: &'static str,
    item: impl Fn(Stream<'t>) -> Parsed<'t, T>,
    broken: impl Fn(Span) -> B,
) -> Parsed<'t, Block<T>> {
    let (inside, brace) = token(Kind::OpenBrace)(input)?;
    if brace.newline && !input.loose && !brace.made {
        input.report(SyntaxError::Unexpected {
            span: brace.span,
            found: "a new line".to_owned(),
            expected: "`{`".to_owned(),
            help: Some("write the `{` at the end of the line that it belongs to".to_owned()),
        });
    }
    let _level = enter(&input)?;
    let (rest, items) = items(inside.strict(), what, item, broken);
    let trailing = trailing(&rest);
    let (rest, _) = token(Kind::CloseBrace)(rest)?;
    let span = input.span_to(&rest);
    Ok((
        rest.like(&input),
        Block {
            items,
            trailing,
            span,
        },
    ))
}

/// Items up to a closing bracket or the end. Never fails: what is broken is reported, and
/// `broken` stands for it, or nothing.
pub(super) fn items<'t, T, B: Into<Option<T>>>(
    input: Stream<'t>,
    what: &'static str,
    item: impl Fn(Stream<'t>) -> Parsed<'t, T>,
    broken: impl Fn(Span) -> B,
) -> (Stream<'t>, Vec<T>) {
    let mut all = Items::new(what);
    let mut rest = input;
    let mut dashes = false;
    while !rest.kind().closes() {
        if let Some(behind) = rest.behind_needless_dash() {
            // Who writes one dash writes all of them.
            if !dashes {
                rest.report_dash(what);
            }
            dashes = true;
            rest = behind;
        }
        rest = all.settle(rest, item(rest), &broken);
    }
    (rest, all.done())
}

/// Items under construction.
pub(super) struct Items<T> {
    /// Those read so far.
    items: Vec<T>,
    what: &'static str,
    /// The report of a missing comma: who forgets one forgets all of them.
    complained: Option<usize>,
}

impl<T> Items<T> {
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            items: Vec::new(),
            what,
            complained: None,
        }
    }

    /// All of them, in as little room as they need: a fleet is mostly short lists, and one that
    /// grew has room for as many again.
    pub(super) fn done(mut self) -> Vec<T> {
        if self.items.len() == self.items.capacity() {
            return self.items;
        }
        // Not `shrink_to_fit`: an allocator may leave a block as it is while half of it is used.
        let mut exact = Vec::with_capacity(self.items.len());
        exact.append(&mut self.items);
        exact
    }

    /// Keeps the item that was read from `start`, or reports why there is none; then the next one
    /// can be read.
    pub(super) fn settle<'t, B: Into<Option<T>>>(
        &mut self,
        start: Stream<'t>,
        read: Parsed<'t, T>,
        broken: impl Fn(Span) -> B,
    ) -> Stream<'t> {
        let rest = match read {
            Ok((next, value)) if next.tokens.len() < start.tokens.len() => {
                self.items.push(value);
                return self.separator(&start, next);
            }
            Ok((next, _)) => {
                next.report_fault(Fault::expected(&next, self.what));
                resume(start, None)
            }
            Err(nom::Err::Error(_) | nom::Err::Failure(_)) if start.begins_dash() => {
                start.report_dash(self.what);
                let rest = resume(start, None);
                start.skipped_yaml(&rest);
                rest
            }
            Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => {
                let rest = resume(start, Some(fault.place()));
                if begins_declaration(&start) {
                    // `use filter site_url …`: its kind stands in front of its name.
                    let kind = start.is_word("use") && start.ahead(2).kind == Kind::Word;
                    let name = start.ahead(if kind { 2 } else { 1 });
                    start.context.lost.borrow_mut().push(start.eco(name.span));
                }
                let fault = match start.kind() {
                    Kind::Slash | Kind::SlashSlash => {
                        fault.help_at(&start, "comments begin with `#`".to_owned())
                    }
                    _ => fault,
                };
                start.report_fault(fault.of_item(&start));
                rest
            }
            Err(nom::Err::Incomplete(_)) => resume(start, None),
        };
        self.items.extend(broken(start.span_to(&rest)).into());
        if rest.kind() == Kind::Comma {
            return rest.skip(1);
        }
        rest
    }

    /// A newline, a comma or the closing bracket after an item.
    fn separator<'t>(&mut self, start: &Stream<'t>, rest: Stream<'t>) -> Stream<'t> {
        let token = rest.peek();
        if token.kind == Kind::Comma {
            return rest.skip(1);
        }
        if token.kind.closes() || token.newline && !rest.loose {
            return rest;
        }
        let short = matches!(self.what, "items" | "entries" | "fields" | "arguments");
        let begins_item = matches!(token.kind, Kind::Text | Kind::Int | Kind::OpenBrace)
            || token.kind == Kind::Word && !rest.is_word("else");
        if (short && begins_item) || begins_declaration(&rest) {
            let before = start.end_before(&rest);
            if let Some(index) = self.complained {
                if short {
                    rest.also(index, before, ",");
                }
            } else {
                let (but, help) = if short {
                    (
                        " without a comma between them",
                        "write `,` here, or begin a new line",
                    )
                } else {
                    (", and each has one of its own", "begin a new line here")
                };
                let error = SyntaxError::MissingComma {
                    what: self.what,
                    but,
                    help,
                    before,
                    span: token.span,
                };
                let fix = short.then(|| {
                    let behind = rest.text_at(token.span);
                    Fix::safe(before, ",").titled(format!("write `,` in front of `{behind}`"))
                });
                self.complained = Some(rest.report_numbered(Problem::new(error).with(fix)));
            }
            return rest;
        }
        let fault = Fault::expected(&rest, if short { "`,`" } else { "the end of the line" });
        rest.report_fault(match token.kind {
            Kind::Text if self.what == "declarations" && !matches!(rest.before(), Kind::Text) => {
                fault.help(format!(
                    "a value is given by `= {}`",
                    rest.text_at(token.span)
                ))
            }
            Kind::Text => fault.help("to join strings, write `~` between them"),
            Kind::Word if matches!(rest.word(), "elif" | "elsif" | "elseif") => {
                fault.help("write `else if`")
            }
            Kind::Colon => fault.help("an entry of a map is written in braces: `{ key = value }`"),
            Kind::Word if self.what == "parts of a task" && rest.is_word("args") => fault.help(
                "what `args` gives are arguments as well: they stand in the module's own braces",
            ),
            Kind::Word if matches!(rest.word(), "when" | "for" | "tags") => fault.help(format!(
                "`{}` stands in the header, in front of the `{{`",
                rest.word()
            )),
            Kind::Word if self.what == "parts of a task" => {
                fault.help("begin a new line; a second module call needs a task of its own")
            }
            Kind::OpenBrace => {
                fault.help("a map begins behind `=`, an operator, a comma or a bracket")
            }
            _ => fault,
        });
        let indent = start.indent();
        let deeper = |rest: &Stream<'_>| indent.is_some() && rest.indent() > indent;
        let mut rest = rest;
        while !rest.kind().closes() && (!rest.peek().newline || deeper(&rest)) {
            rest = rest.skip_group();
        }
        rest
    }
}

/// The words that begin something new if a name follows, and then those before text.
pub const DECLARING: [&str; 21] = [
    "let",
    "var",
    "group",
    "role",
    "playbook",
    "type",
    "param",
    "fact",
    "section",
    "entry",
    "handler",
    "inventory",
    "project",
    "use",
    "prompt",
    "platform",
    "secret",
    "host",
    "task",
    "block",
    "play",
];
const NAMED: std::ops::RangeTo<usize> = ..17;

/// Whether a word and what follows it can only be the start of something new.
pub(super) fn begins_declaration(input: &Stream<'_>) -> bool {
    let next = input.ahead(1);
    match input.word() {
        "" => false,
        word if DECLARING[NAMED].contains(&word) => {
            next.kind == Kind::Word && !RESERVED.contains(&input.word_ahead(1))
        }
        word if DECLARING.contains(&word) => next.kind == Kind::Text,
        _ => matches!(next.kind, Kind::Equals | Kind::PlusEquals),
    }
}

/// What was read for the thing that began at `start`; or, reported, what stands for it, so that
/// the thing keeps its name and nothing else is wrong because of it.
pub(super) fn or_broken<'t, T>(
    start: &Stream<'t>,
    read: Parsed<'t, T>,
    broken: impl FnOnce(Span) -> T,
) -> Parsed<'t, T> {
    match read {
        Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => {
            let place = fault.place();
            let rest = resume(*start, Some(place));
            start.report_fault(fault.of_item(start));
            Ok((rest.like(start), broken(place)))
        }
        other => other,
    }
}

/// An expression that is broken.
pub(super) fn broken_expr(span: Span) -> Expr {
    Expr {
        span,
        kind: ExprKind::Error,
    }
}

/// Skips what cannot be read: from the place of the mistake to the next line that begins an item,
/// to the next comma, or to the closing bracket. Lines that are indented more belong to
/// what is broken. Always skips something.
fn resume<'t>(start: Stream<'t>, mistake: Option<Span>) -> Stream<'t> {
    let from = mistake.map_or(start.peek().span.start, |span| span.start);
    let indent = start.indent();
    let dash = start.begins_dash();
    let mut rest = start;
    let mut first = true;
    loop {
        let token = rest.peek();
        if token.kind.closes() {
            return rest;
        }
        if !first && token.span.start >= from {
            let deeper = indent.is_some() && rest.indent() > indent;
            let same_list = dash && rest.begins_dash();
            if token.newline && !deeper && !same_list && !goes_on(&rest) {
                return rest;
            }
            if token.kind == Kind::Comma && !dash && token.span.start > from {
                return rest;
            }
        }
        first = false;
        rest = rest.skip_group();
    }
}

/// Whether this line goes on with the one before.
fn goes_on(input: &Stream<'_>) -> bool {
    match input.kind() {
        Kind::Pipe | Kind::Tilde | Kind::Equals | Kind::Bad => true,
        Kind::Word => {
            matches!(
                input.word(),
                "and" | "or" | "else" | "when" | "tags" | "rescue" | "always"
            ) && input.ahead(1).kind != Kind::Equals
        }
        _ => false,
    }
}

impl Stream<'_> {
    /// Reports an item of a YAML list where `what` should stand.
    pub(super) fn report_dash(&self, what: &'static str) {
        let help = match what {
            "declarations" => {
                "a `.roll` file says what something is, then its name: `host \"web01.example.org\" { … }`"
            }
            "steps" | "parts of a role" | "parts of a play" => {
                "steps follow one another without dashes: `task \"Install it\" { … }`"
            }
            "plays" => "plays follow one another without dashes: `play \"Servers\" on all { … }`",
            "items" => "write `[a, b]`, or one item a line, without dashes",
            "parts of a task" | "parts of a handler" => {
                "write the module without a dash: `package { name = \"nginx\" }`"
            }
            "settings" | "attributes" | "arguments" => {
                "write it without the dash; a list is written `name = [a, b]`"
            }
            _ => "a list is written `name = [a, b]`, or with one item a line between the brackets",
        };
        self.report(SyntaxError::YamlList {
            span: self.peek().span,
            help,
        });
    }

    /// Remembers that all up to `rest` is YAML.
    pub(super) fn skipped_yaml(&self, rest: &Self) {
        self.context.yaml.borrow_mut().push(self.span_to(rest));
    }

    /// What follows a dash in front of something that is not YAML: `- package { … }`.
    fn behind_needless_dash(self) -> Option<Self> {
        let item = self.ahead(1).kind == Kind::Word
            && matches!(
                self.ahead(2).kind,
                Kind::OpenBrace | Kind::Text | Kind::Equals
            )
            && !self.ahead(2).newline;
        (self.begins_dash() && item).then(|| self.skip(1))
    }

    /// Reports a fault, unless it is known.
    pub(super) fn report_fault(&self, fault: Fault) {
        if let Some(error) = fault.into_error() {
            self.report(error);
        }
    }
}
