//! Reports about roles: their declarations, steps, handlers and applications.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What is wrong in a role or a step.
#[derive(Debug, Error, Diagnostic)]
pub enum RoleError {
    #[error("there is no attribute `{name}` here")]
    #[diagnostic(code("unknown-attribute"))]
    UnknownAttribute {
        name: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("there is no module `{name}`")]
    #[diagnostic(code("unknown-module"))]
    UnknownModule {
        name: String,
        #[label("not in the module facts")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{name}` is on its way out of Ansible")]
    #[diagnostic(code("deprecated-module"), severity(warning))]
    DeprecatedModule {
        name: String,
        #[label("{reason}")]
        span: Span,
        reason: &'static str,
        #[help]
        help: Option<String>,
    },
    #[error("this task calls no module")]
    #[diagnostic(
        code("no-module-call"),
        help("write one call, such as `debug {{ msg = \"…\" }}`")
    )]
    NoCall {
        #[label("what should it do?")]
        span: Span,
    },
    #[error("a task calls one module, and this one calls two")]
    #[diagnostic(
        code("two-module-calls"),
        help("make a second task of it, so that each has a name and a result")
    )]
    TwoCalls {
        #[label("the second call")]
        again: Span,
        #[label("the first")]
        first: Span,
    },
    #[error("`{name}` has no place here")]
    #[diagnostic(code("not-in-language"), help("{help}"))]
    NotInLanguage {
        name: String,
        #[label("{reason}")]
        span: Span,
        reason: String,
        help: String,
    },
    #[error("there is no keyword `{name}` on a {what}")]
    #[diagnostic(code("unknown-keyword"))]
    UnknownKeyword {
        name: String,
        what: &'static str,
        #[label("not a keyword of Ansible's")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{name}` is given twice")]
    #[diagnostic(code("given-twice"), help("remove one of them"))]
    GivenTwice {
        name: String,
        #[label("again here")]
        again: Span,
        #[label("first given here")]
        first: Span,
    },
    #[error("a name begins with a capital letter")]
    #[diagnostic(code("lowercase-name"), help("write \"{fixed}\""))]
    LowercaseName {
        fixed: String,
        #[label("begins with a small letter")]
        span: Span,
    },
    #[error("a name cannot hold `{opening}`: Ansible's tools read names as templates")]
    #[diagnostic(
        code("braces-in-name"),
        help("say it in words: the name is a sentence for whoever reads the log")
    )]
    BracesInName {
        opening: &'static str,
        #[label("`{opening}` begins a template")]
        span: Span,
    },
    #[error("a step needs a name")]
    #[diagnostic(
        code("empty-name"),
        help("say in a sentence what the step does: it is what the log shows")
    )]
    EmptyName {
        #[label("empty")]
        span: Span,
    },
    #[error("a task's name cannot use its loop variable `{name}`")]
    #[diagnostic(
        code("loop-variable-in-name"),
        help(
            "Ansible prints the name once, before the loop; `label = …` says what is shown for each item"
        )
    )]
    LoopInName {
        name: String,
        #[label("has no value yet when the name is shown")]
        span: Span,
    },
    #[error("a value that comes later stands before the end of this name")]
    #[diagnostic(
        code("template-in-name"),
        help(
            "turn the sentence round, so that `{{{{ … }}}}` is its end: names are searched for by their beginning"
        )
    )]
    TemplateInName {
        #[label("known on the target only")]
        span: Span,
    },
    #[error("{what} holds no step")]
    #[diagnostic(
        code("empty-block"),
        help(
            "nothing would be done here, and ansible-lint cannot read an empty block: write what it does, `task \"…\" {{ … }}`, or take it out"
        )
    )]
    EmptyBlock {
        what: String,
        #[label("nothing in it")]
        span: Span,
    },
    #[error("`{name}` cannot be repeated by `for`")]
    #[diagnostic(code("loop-not-here"), help("{help}"))]
    LoopNotHere {
        name: String,
        #[label("{reason}")]
        span: Span,
        reason: String,
        help: String,
    },
    #[error("the inner loop is neither a part of the outer's item nor independent of it")]
    #[diagnostic(
        code("nested-loop"),
        help(
            "go over a field of the outer variable (`for a in xs for b in a.list`), or over something that does not mention it; compute anything else in a `let`"
        )
    )]
    NestedLoop {
        #[label("mentions `{name}` in another way")]
        span: Span,
        name: String,
    },
    #[error("this is {found}, and `for` goes over {expected}")]
    #[diagnostic(code("not-a-loop"), help("{help}"))]
    NotLoopable {
        found: String,
        expected: &'static str,
        help: &'static str,
        #[label("{found}")]
        span: Span,
    },
    #[error("this condition is never true")]
    #[diagnostic(
        code("never-runs"),
        severity(Warning),
        help("remove the step, or the condition")
    )]
    NeverRuns {
        #[label("false, whatever the target says")]
        span: Span,
    },
    #[error("the condition of this {what} reads `{name}`, which a step inside sets")]
    #[diagnostic(
        code("condition-reads-inside"),
        help(
            "Ansible asks the condition again at each step inside: keep the answer before, with `fact`, under another name"
        )
    )]
    ConditionReadsInside {
        what: &'static str,
        name: String,
        #[label("asked again at each step")]
        span: Span,
        #[label("set here")]
        inside: Span,
    },
    #[error("`{name}` is registered by two different modules")]
    #[diagnostic(
        code("registered-twice"),
        help("give one of the results another name: their fields differ")
    )]
    RegisteredTwice {
        name: String,
        #[label("by `{module}` here")]
        again: Span,
        module: String,
        #[label("by `{first_module}` here")]
        first: Span,
        first_module: String,
    },
    #[error("`{what}` takes a name")]
    #[diagnostic(code("needs-a-name"), help("{help}"))]
    NeedsName {
        what: &'static str,
        help: String,
        #[label("not a name")]
        span: Span,
    },
    #[error("nothing notifies the handler `{name}`")]
    #[diagnostic(
        code("unused-handler"),
        severity(Warning),
        help("add `notify = {name}` to a task, or remove the handler")
    )]
    UnusedHandler {
        name: String,
        #[label("never runs")]
        span: Span,
    },
    #[error("a handler cannot hold {what}")]
    #[diagnostic(
        code("handler-holds"),
        help("Ansible's handlers are tasks: one module call, or several tasks that run in order")
    )]
    HandlerHolds {
        what: &'static str,
        #[label("not in a handler")]
        span: Span,
    },
    #[error("there is no {what} `{path}` in {folder}")]
    #[diagnostic(code("missing-source"))]
    MissingSource {
        what: &'static str,
        path: String,
        folder: &'static str,
        #[label("no such {what}")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("a play has no {folder} of its own")]
    #[diagnostic(
        code("source-in-play"),
        help(
            "move the task into a role, whose `{folder}` stand beside it, or write an absolute path"
        )
    )]
    SourceInPlay {
        folder: &'static str,
        #[label("relative to what?")]
        span: Span,
    },
    #[error("roles lead back to themselves: {path}")]
    #[diagnostic(
        code("role-cycle"),
        help("move what both need into a role that applies neither")
    )]
    Cycle {
        path: String,
        #[label("applied here")]
        span: Span,
    },
    #[error("`depends` holds roles only")]
    #[diagnostic(
        code("depends-holds"),
        help("write `role other {{ … }}`; other steps stand in the role's body")
    )]
    DependsHolds {
        #[label("not a role")]
        span: Span,
    },
    #[error("the entry `{entry}` needs `{params}`")]
    #[diagnostic(
        code("missing-parameter"),
        help("give it here: nothing else gives an entry its parameters")
    )]
    MissingParameter {
        entry: String,
        params: String,
        #[label("not given")]
        span: Span,
    },
    #[error("`+=` adds to what a fleet gives, and nothing was given here before")]
    #[diagnostic(
        code("adds-here"),
        help("write `=`; additions stand in `set` of hosts and groups")
    )]
    AddsHere {
        #[label("use `=`")]
        span: Span,
    },
    #[error("`{module}` takes no text after its name")]
    #[diagnostic(
        code("no-free-form"),
        help("write its arguments in braces: `{module} {{ … }}`")
    )]
    NoFreeForm {
        module: String,
        #[label("not an argument")]
        span: Span,
    },
    #[error("`meta` cannot do `{name}`")]
    #[diagnostic(code("unknown-meta"))]
    UnknownMeta {
        name: String,
        #[label("not an action of `meta`")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{name}` is not a prefix for variables")]
    #[diagnostic(
        code("bad-prefix"),
        help("letters, digits and `_`, not beginning with a digit; `\"\"` for none")
    )]
    BadPrefix {
        name: String,
        #[label("cannot begin a variable's name")]
        span: Span,
    },
    #[error("a duration does not fit `{name}`, whose unit is unknown")]
    #[diagnostic(code("unit-unknown"), help("write the plain number"))]
    UnitUnknown {
        name: String,
        #[label("seconds, or minutes?")]
        span: Span,
    },
    #[error("a secret would be printed")]
    #[diagnostic(
        code("secret-printed"),
        help(
            "names, messages and command lines end up in logs and process lists: write the secret into a file, or give it by `environment` or `stdin`"
        )
    )]
    SecretPrinted {
        #[label("a secret")]
        span: Span,
    },
    #[error("`{name}` works only in a task with `for`")]
    #[diagnostic(
        code("needs-a-loop"),
        help("add `for x in xs` to the task's header, or remove the attribute")
    )]
    NeedsLoop {
        name: String,
        #[label("nothing is repeated here")]
        span: Span,
    },
}
