//! Reports about expressions.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// An expression that cannot stand.
#[derive(Debug, Error, Diagnostic)]
pub enum ExprError {
    #[error("nothing named `{name}` can be read here")]
    #[diagnostic(code("unknown-value"))]
    UnknownValue {
        name: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{name}` has no value yet where it is read here")]
    #[diagnostic(
        code("unknown-value"),
        help(
            "a result can be read behind the step that gives it; the condition of a block or a section is asked \
             before its first step, and again at each"
        )
    )]
    ReadTooEarly {
        name: String,
        #[label("read here")]
        span: Span,
        #[label("given only here")]
        given: Span,
    },
    #[error("nothing named `{name}` can be read here")]
    #[diagnostic(
        code("unknown-value"),
        help(
            "write the step `fact {name} = …` in its place: it becomes `set_fact`, and its name and type are known"
        )
    )]
    SetByModule {
        name: String,
        #[label("not known")]
        span: Span,
        #[label("what `set_fact` gives is not looked into")]
        given: Span,
    },
    #[error("{of} has no field `{name}`")]
    #[diagnostic(code("unknown-field"))]
    UnknownField {
        of: String,
        name: String,
        #[label("no such field")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{written}` in a string is text, and arrives as it is")]
    #[diagnostic(
        code("statement-in-text"),
        severity(warning),
        help(
            "a choice is an expression, `{{{{ 'a' if x else 'b' }}}}`; longer texts are templates, \
             `template {{ src = … }}`; if text is meant, a raw string says so: r\"…\""
        )
    )]
    StatementInText {
        written: &'static str,
        #[label("nothing of it is computed")]
        span: Span,
    },
    #[error("{of} has no documented field `{field}`")]
    #[diagnostic(code("undocumented-field"), severity(warning))]
    UndocumentedField {
        of: String,
        field: String,
        #[label("not among what the module says it returns")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{name}` looks at `{field}`, and {of} has no such field")]
    #[diagnostic(code("unknown-field"))]
    NoSuchFieldInItems {
        name: String,
        of: String,
        field: String,
        #[label("no field of {of}")]
        span: Span,
        #[label("looks at each item")]
        operation: Span,
        #[help]
        help: Option<String>,
    },
    #[error("some items may lack `{field}`")]
    #[diagnostic(code("maybe-unset"), help("{help}"))]
    MaybeUnsetInItems {
        field: String,
        #[label("of type `{ty}?`")]
        span: Span,
        #[label("stops at the first item without it")]
        operation: Span,
        ty: String,
        help: String,
    },
    #[error("there is no fact named `{name}`")]
    #[diagnostic(code("unknown-fact"))]
    UnknownFact {
        name: String,
        #[label("not a fact that Ansible gathers")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("there is no {what} named `{name}`")]
    #[diagnostic(code("unknown-operation"))]
    UnknownOperation {
        what: &'static str,
        name: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("the {what} `{name}` is on its way out of Ansible")]
    #[diagnostic(code("deprecated-plugin"), severity(Warning))]
    DeprecatedPlugin {
        what: &'static str,
        name: String,
        #[label("{reason}")]
        span: Span,
        reason: &'static str,
        #[help]
        help: Option<String>,
    },
    #[error("this is {found}, but {expected} is needed")]
    #[diagnostic(code("wrong-type"))]
    WrongType {
        found: String,
        expected: String,
        #[label("{found}")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{value}` is not {expected}")]
    #[diagnostic(code("not-in-type"), help("{reason}"))]
    NotInType {
        value: String,
        expected: String,
        reason: String,
        #[label("not {expected}")]
        span: Span,
    },
    #[error("`{name}` may be unset here")]
    #[diagnostic(
        code("maybe-unset"),
        help("ask first, `when {name} is defined`, or say what stands in: `{name} | default(…)`")
    )]
    MaybeUnset {
        name: String,
        #[label("of type `{ty}`")]
        span: Span,
        ty: String,
    },
    #[error("this `if` has no `else`")]
    #[diagnostic(code("maybe-unset"), help("say what it is otherwise: `… if … else …`"))]
    NoElse {
        #[label("unset where the condition is false")]
        span: Span,
    },
    #[error("this must be known when the project is compiled, but {part} is not")]
    #[diagnostic(
        code("not-known-yet"),
        help("tasks and what a role or a play computes may use it; here write a plain value")
    )]
    NotKnownYet {
        part: String,
        #[label("known only {when}")]
        span: Span,
        when: &'static str,
        #[label("needed now")]
        needed: Option<Span>,
    },
    #[error("this must be known when the project is compiled, and {operation} is left to Ansible")]
    #[diagnostic(
        code("not-known-yet"),
        help(
            "what depends on chance, on the moment or on a machine is computed when the play runs, and so is what \
             comes from a collection; tasks and what a role or a play computes may use it; here write a plain value"
        )
    )]
    NotComputedNow {
        operation: String,
        #[label("not computed now")]
        span: Span,
        #[label("needed now")]
        needed: Option<Span>,
    },
    #[error("`{field}` is missing in a value of type `{ty}`")]
    #[diagnostic(
        code("missing-field"),
        help("add `{field} = …`, or give the field a default in the type")
    )]
    MissingField {
        field: String,
        ty: String,
        #[label("has no `{field}`")]
        span: Span,
    },
    #[error("`{operator}` does not go with {left} and {right}")]
    #[diagnostic(code("bad-operands"))]
    BadOperands {
        operator: &'static str,
        left: String,
        right: String,
        #[label("{left}")]
        left_span: Span,
        #[label("{right}")]
        right_span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("this cannot be computed: {reason}")]
    #[diagnostic(
        code("cannot-compute"),
        help("it is computed now: change what it is computed from, or ask first: `a if … else b`")
    )]
    CannotCompute {
        reason: String,
        #[label("here")]
        span: Span,
    },
    #[error("{what} is not evaluated at compile time yet")]
    #[diagnostic(
        code("not-evaluated-now"),
        help(
            "it works where the value may come later, in a role's task; write the result out here"
        )
    )]
    NotEvaluated {
        what: String,
        #[label("all of its input is known now")]
        span: Span,
    },
    #[error("a condition must be true or false, and this is {found}")]
    #[diagnostic(code("not-a-condition"), help("{help}"))]
    NotACondition {
        found: String,
        help: String,
        #[label("{found}")]
        span: Span,
    },
    #[error("a secret would be given to something that may show it")]
    #[diagnostic(
        code("secret-shown"),
        help("give the receiving parameter the type `secret({ty})`")
    )]
    SecretShown {
        ty: String,
        #[label("a secret")]
        span: Span,
    },
    #[error("a comprehension is computed now, and what it goes over comes later")]
    #[diagnostic(
        code("later-comprehension"),
        help(
            "use filters, which the target can compute: `xs | selectattr('active') | map(attribute='name')`"
        )
    )]
    LaterComprehension {
        #[label("`{part}` is known only later")]
        span: Span,
        part: String,
    },
    #[error("the arms of this `by` differ: {found} here, and {other} there")]
    #[diagnostic(
        code("arms-differ"),
        help("whoever reads it has to know which it is: let all arms give one type")
    )]
    ArmsDiffer {
        found: String,
        other: String,
        #[label("{found}")]
        span: Span,
        #[label("{other}")]
        first: Span,
    },
    #[error("this range is empty: {to} comes before {from}")]
    #[diagnostic(
        code("backward-range"),
        help("a range goes upwards: write `{to}..{from}`")
    )]
    BackwardRange {
        from: String,
        to: String,
        #[label("goes down")]
        span: Span,
    },
    #[error("the text \"{text}\" stands twice in one `by`")]
    #[diagnostic(code("duplicate-arm"), help("remove one: the first would always win"))]
    DuplicateArm {
        text: String,
        #[label("again here")]
        again: Span,
        #[label("first here")]
        first: Span,
    },
    #[error("the key `{key}` stands twice")]
    #[diagnostic(code("duplicate-key"), help("remove one of them"))]
    DuplicateKey {
        key: String,
        #[label("again here")]
        again: Span,
        #[label("first here")]
        first: Span,
    },
    #[error("`{name}` does not take {problem}")]
    #[diagnostic(code("bad-arguments"))]
    BadArguments {
        name: String,
        problem: String,
        #[label("here")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{name}` {problem}")]
    #[diagnostic(code("bad-arguments"), help("{help}"))]
    WrongArguments {
        name: String,
        problem: String,
        #[label("{problem}")]
        span: Span,
        help: String,
    },
    #[error("`{name}` takes {takes}, and this is {found}")]
    #[diagnostic(code("wrong-input"))]
    WrongInput {
        name: String,
        takes: String,
        found: String,
        #[label("{found}")]
        span: Span,
        #[label("takes {takes}")]
        operation: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{name}` takes {takes}, and this is {found}")]
    #[diagnostic(code("bad-arguments"))]
    WrongArgument {
        name: String,
        takes: String,
        found: String,
        #[label("{found}")]
        span: Span,
        #[label("takes {takes}")]
        operation: Span,
        #[help]
        help: Option<String>,
    },
    #[error("\"{value}\" is nothing that `{name}` takes as `{param}`")]
    #[diagnostic(code("bad-arguments"), help("{help}"))]
    NotAChoice {
        name: String,
        param: String,
        value: String,
        #[label("not known")]
        span: Span,
        #[label("takes one of a few texts")]
        operation: Span,
        help: String,
    },
    #[error("`{name}` would change a value in its place, and values do not change")]
    #[diagnostic(code("changes-in-place"), help("{help}"))]
    ChangesInPlace {
        name: String,
        #[label("gives nothing back")]
        span: Span,
        help: String,
    },
    #[error("this range has {count} members")]
    #[diagnostic(code("range-too-long"), help("a range may have at most 1000000"))]
    RangeTooLong {
        count: i64,
        #[label("too long")]
        span: Span,
    },
    #[error("`{name}` gives another value each time it is asked")]
    #[diagnostic(
        code("impure-let"),
        help("a `let` is evaluated at each use; `fact` keeps a value")
    )]
    ImpureLet {
        name: String,
        #[label("not the same twice")]
        span: Span,
    },
    #[error("`{name}` is a parameter of the role `{role}`, and cannot be read {place}")]
    #[diagnostic(
        code("parameter-outside-role"),
        help("parameters belong to their role's tasks; declare `var {name}: …` to share a value")
    )]
    ParameterOutside {
        name: String,
        role: String,
        place: &'static str,
        #[label("a parameter of a role")]
        span: Span,
    },
}
