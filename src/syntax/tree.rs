//! The tree of a `.roll` file: what was written, in the order it was written, comments kept.
//!
//! In: tokens. Out: for `let x = 1`, an [`Item`] with [`ItemKind::Let`]. Parsing never fails:
//! what is broken becomes `Error` nodes (already reported), and everything around it is here.
//! Nothing is resolved: names are text.

#![allow(
    missing_docs,
    reason = "the fields of variants are named by the words of the language"
)]

use ecow::EcoString;

use crate::source::Span;

/// A name as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The text.
    pub text: EcoString,
    /// Its place.
    pub span: Span,
}

/// `base` or `common.base`: one or two names.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The namespace in front of the dot.
    pub space: Option<Name>,
    /// The last name.
    pub name: Name,
}

/// What stands in front of something: comments, which travel with it, and its doc comment.
/// A comment at the end of a line belongs to what the line holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lead(pub Option<Box<LeadText>>);

/// The texts of a [`Lead`]; without `#` and one blank.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeadText {
    /// `# …` lines.
    pub comments: Vec<EcoString>,
    /// `## …` lines.
    pub docs: Vec<EcoString>,
    /// How many of `comments` stood at the end of the line (always the last ones).
    pub at_end: usize,
    /// Whether an empty line stands in front.
    pub blank: bool,
}

/// The items of `{ … }` and the comments after the last.
#[derive(Clone, Debug, PartialEq)]
pub struct Block<T> {
    /// The items.
    pub items: Vec<T>,
    /// Comments before the closing brace.
    pub trailing: Vec<EcoString>,
    /// From brace to brace.
    pub span: Span,
}

/// One whole file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// Declarations.
    pub items: Vec<Item>,
    /// Comments after the last.
    pub trailing: Vec<EcoString>,
}

/// A declaration at the top level, in an inventory, or in a top-level `for` or `if`.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Comments and docs.
    pub lead: Lead,
    /// From keyword to the end.
    pub span: Span,
    /// Which.
    pub kind: ItemKind,
}

/// The declarations.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// Something that did not parse; reported.
    Error,
    /// `use common from "../common"`, with `ref = "v1"` for a git URL.
    Use {
        name: Name,
        source: Text,
        reference: Option<Text>,
    },
    /// `project rdo { … }`.
    Project { name: Name, body: Block<Attr> },
    /// `type Admin = { … }`.
    Type { name: Name, ty: TypeExpr },
    /// `let team: list(Admin) = […]`.
    Let(Let),
    /// `var public_address: ip? = …`.
    Var {
        name: Name,
        ty: TypeExpr,
        default: Option<Expr>,
    },
    /// `host "web01.example.org" { … }`.
    Host { name: Text, body: Block<Member> },
    /// `group web as "web-servers" { … }`; also `group all { … }`.
    Group {
        name: Name,
        alias: Option<Text>,
        body: Block<Member>,
    },
    /// `inventory staging { … }`.
    Inventory { name: Name, body: Block<Item> },
    /// `inventory cloud from plugin "amazon.aws.aws_ec2" { … }`.
    Plugin {
        name: Name,
        plugin: Text,
        body: Block<Attr>,
    },
    /// `for n in 1..3 { … }`.
    For { clause: For, body: Block<Item> },
    /// `if x { … } else { … }`.
    If {
        branches: Vec<(Expr, Block<Item>)>,
        otherwise: Option<Block<Item>>,
    },
    /// `role base { … }`.
    Role(Box<Role>),
    /// `playbook site { … }`.
    Playbook {
        name: Name,
        alias: Option<Text>,
        body: Block<PlaybookItem>,
    },
}

/// `let name: T = expr`.
#[derive(Clone, Debug, PartialEq)]
pub struct Let {
    /// Comments and docs (empty where an [`Item`] holds it).
    pub lead: Lead,
    /// The name.
    pub name: Name,
    /// The type, if written.
    pub ty: Option<TypeExpr>,
    /// What it names.
    pub value: Expr,
}

/// `name = expr` or `name += expr`. Arguments, attributes and parameters alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Attr {
    /// Comments and docs.
    pub lead: Lead,
    /// The name.
    pub name: Name,
    /// `+=` instead of `=`.
    pub adds: bool,
    /// The value.
    pub value: Expr,
}

/// What stands in a host or a group.
#[derive(Clone, Debug, PartialEq)]
pub enum Member {
    /// Reported.
    Error(Span),
    /// `address = "10.0.0.1"`, `hosts = […]`, `children = […]`, `dynamic = true`.
    Attr(Attr),
    /// `vars { … }`.
    Vars {
        lead: Lead,
        span: Span,
        body: Block<Attr>,
    },
    /// `extra { … }`: other `ansible_*` variables.
    Extra {
        lead: Lead,
        span: Span,
        body: Block<Attr>,
    },
    /// `set base { … }`.
    Set {
        lead: Lead,
        span: Span,
        role: Path,
        body: Block<Attr>,
    },
    /// A host declared inside its group.
    Host {
        lead: Lead,
        span: Span,
        name: Text,
        body: Block<Member>,
    },
    /// `for … { … }`: hosts only are meaningful inside.
    For {
        lead: Lead,
        span: Span,
        clause: For,
        body: Block<Member>,
    },
    /// `if … { … }`.
    If {
        lead: Lead,
        span: Span,
        branches: Vec<(Expr, Block<Member>)>,
        otherwise: Option<Block<Member>>,
    },
}

/// `for x in xs` or `for key, value in map`.
#[derive(Clone, Debug, PartialEq)]
pub struct For {
    /// One or two.
    pub names: Vec<Name>,
    /// What is gone through.
    pub source: Expr,
    /// The whole clause.
    pub span: Span,
}

/// The one header of every step and play: `[for …] [when …] [tags …]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// The loops, outermost first.
    pub loops: Vec<For>,
    /// The condition.
    pub when: Option<Expr>,
    /// A list of strings.
    pub tags: Option<Expr>,
}

/// `role base as "…" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// The name.
    pub name: Name,
    /// The name in Ansible.
    pub alias: Option<Text>,
    /// What it holds, in order.
    pub body: Block<RoleItem>,
}

/// What stands in a role or an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum RoleItem {
    /// Reported.
    Error(Span),
    /// `prefix = "rdo_"`, `spec = "…"`, `untested = "why"`.
    Attr(Attr),
    /// `param port: port = 22`.
    Param(Param),
    /// `require one of [a, b]`.
    Require(Require),
    /// `let x = …`.
    Let(Let),
    /// `section packages { … }`.
    Section {
        lead: Lead,
        span: Span,
        name: Name,
        header: Header,
        body: Block<StepItem>,
    },
    /// `entry rotate_keys { … }`.
    Entry {
        lead: Lead,
        span: Span,
        name: Name,
        body: Block<RoleItem>,
    },
    /// `handler restart_sshd as "…" { … }`.
    Handler(Handler),
    /// `depends { role other { … } }`.
    Depends {
        lead: Lead,
        span: Span,
        body: Block<StepItem>,
    },
    /// A task, block, role application or fact.
    Step(Step),
}

/// `handler restart_sshd as "…" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    pub span: Span,
    /// The name.
    pub name: Name,
    /// The name in Ansible.
    pub alias: Option<Text>,
    /// `when` is meaningful here.
    pub header: Header,
    /// One module call with attributes, or several steps.
    pub body: Block<TaskItem>,
    /// Filled instead of `body` when the handler holds steps.
    pub steps: Vec<Step>,
}

/// `param admins: list(Admin) = []`.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    pub span: Span,
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: TypeExpr,
    /// The default.
    pub default: Option<Expr>,
}

/// A relation between parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Require {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    pub span: Span,
    /// Which relation.
    pub kind: RequireKind,
}

/// The relations.
#[derive(Clone, Debug, PartialEq)]
pub enum RequireKind {
    /// At least one is set.
    OneOf(Vec<Name>),
    /// At most one is set.
    Exclusive(Vec<Name>),
    /// All are set or none.
    Together(Vec<Name>),
    /// `require b when a == "x"`.
    When(Name, Expr),
}

/// What stands in a section, a block or `depends`.
#[derive(Clone, Debug, PartialEq)]
pub enum StepItem {
    /// Reported.
    Error(Span),
    /// `become = true` on the block.
    Attr(Attr),
    /// `let x = …` for the steps inside.
    Let(Let),
    /// A step.
    Step(Step),
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    pub span: Span,
    /// `[for …] [when …] [tags …]`.
    pub header: Header,
    /// Which.
    pub kind: StepKind,
}

/// The steps.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// `task "Create the accounts" { … }`.
    Task { name: Text, body: Block<TaskItem> },
    /// `block "Say it" { … } rescue { … } always { … }`.
    Block {
        name: Text,
        body: Block<StepItem>,
        rescue: Option<Block<StepItem>>,
        always: Option<Block<StepItem>>,
    },
    /// `role other { … }` or `role base.rotate_keys { … }`: parameters only.
    Role { role: Path, params: Block<Attr> },
    /// `fact name = expr`.
    Fact { name: Name, value: Expr },
}

/// What stands in a task.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskItem {
    /// Reported.
    Error(Span),
    /// `become = true`.
    Attr(Attr),
    /// `let x = …`.
    Let(Let),
    /// `user { … }`, `command "id bob"`, `shell "…" { … }`.
    Call(Call),
}

/// A module call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Comments.
    pub lead: Lead,
    /// The whole.
    pub span: Span,
    /// Short or full, dots included: `user`, `ansible.builtin.user`.
    pub module: Name,
    /// The string after the name.
    pub free_form: Option<Text>,
    /// The arguments in braces, if there are braces.
    pub args: Option<Block<Attr>>,
    /// `extra { … }` inside the braces: arguments that are passed unchecked.
    pub extra: Option<Block<Attr>>,
}

/// What stands in a playbook.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaybookItem {
    /// Reported.
    Error(Span),
    /// `import other`.
    Import {
        lead: Lead,
        span: Span,
        playbook: Path,
    },
    /// `play "…" on … { … }`.
    Play(Play),
}

/// `play "Every server" on all and not disabled { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Play {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    pub span: Span,
    /// The sentence.
    pub name: Text,
    /// Which hosts.
    pub on: Pattern,
    /// `when` and `tags` of a play (`for` is reported).
    pub header: Header,
    /// What it holds, in order.
    pub body: Block<PlayItem>,
}

/// What stands in a play.
#[derive(Clone, Debug, PartialEq)]
pub enum PlayItem {
    /// Reported.
    Error(Span),
    /// `serial = [1, 20%]`.
    Attr(Attr),
    /// `let x = …`.
    Let(Let),
    /// `prompt release: string { private = true }`.
    Prompt {
        lead: Lead,
        span: Span,
        name: Name,
        ty: TypeExpr,
        body: Option<Block<Attr>>,
    },
    /// A handler of the play's own tasks.
    Handler(Handler),
    /// A role, task, block or fact.
    Step(Step),
}

/// A host pattern as written: any nesting parses, what Ansible cannot say is refused later.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// Its place.
    pub span: Span,
    /// Which.
    pub kind: PatternKind,
}

/// The patterns.
#[derive(Clone, Debug, PartialEq)]
pub enum PatternKind {
    /// Reported.
    Error,
    /// `web`, `all`, `common.web`.
    Group(Path),
    /// `"web01.example.org"`, `"lb*.example.org"`: text between the quotes.
    Host(EcoString),
    /// `web[0]`, `web[1:]`, `web[-1]`: start, and for a slice its end.
    Subscript {
        group: Path,
        start: Option<i64>,
        slice: bool,
        end: Option<i64>,
    },
    /// `a or b`.
    Or(Vec<Pattern>),
    /// `a and b`.
    And(Vec<Pattern>),
    /// `not a`.
    Not(Box<Pattern>),
    /// `( … )`.
    Paren(Box<Pattern>),
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// Its place.
    pub span: Span,
    /// Which.
    pub kind: TypeKind,
}

/// The types.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// Reported.
    Error,
    /// `string`, `Admin`, `common.Admin`.
    Name(Path),
    /// `list(T)`, `map(T)`, `secret(T)`.
    Apply(Name, Box<TypeExpr>),
    /// `{ name: string, active: bool = true }`.
    Record(Vec<Field>),
    /// `"a" | "b"`.
    Literals(Vec<(EcoString, Span)>),
    /// `T?`.
    Optional(Box<TypeExpr>),
}

/// A field of a record type.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Comments and docs.
    pub lead: Lead,
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: TypeExpr,
    /// The default.
    pub default: Option<Expr>,
}

/// A string: text and what is interpolated in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// With the quotes.
    pub span: Span,
    /// How it was written.
    pub style: TextStyle,
    /// Its parts; adjacent literals are one part, an empty string has none.
    pub parts: Vec<TextPart>,
}

/// How a string was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    /// `"…"`.
    Plain,
    /// `"""…"""`.
    Block,
    /// `r"…"`.
    Raw,
    /// `r"""…"""`.
    RawBlock,
    /// `'…'` inside `{{ }}`.
    Inner,
}

/// A part of a string.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPart {
    /// Text with its escapes done and its indentation removed.
    Literal(EcoString),
    /// `{{ expr }}`.
    Code(Expr),
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Its place.
    pub span: Span,
    /// Which.
    pub kind: ExprKind,
}

/// The expressions. Jinja2's grammar, plus ranges, `by` and comprehensions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// Reported.
    Error,
    /// `null`.
    Null,
    /// `true`.
    Bool(bool),
    /// `42`.
    Int(i64),
    /// `2.5`.
    Float(f64),
    /// `0644`, digits as written.
    Mode(EcoString),
    /// `15m`: the number and its unit, one of `s m h d`.
    Duration(i64, char),
    /// `20%`.
    Percent(i64),
    /// A string.
    Text(Text),
    /// `name`.
    Name(EcoString),
    /// `a.b`.
    Field(Box<Expr>, Name),
    /// `a[b]`.
    Index(Box<Expr>, Box<Expr>),
    /// `a[start:stop:step]`.
    Slice(Box<Expr>, Box<[Option<Expr>; 3]>),
    /// `f(x, y=1)`.
    Call(Box<Expr>, Vec<Arg>),
    /// `x | filter(y)`; the name may have dots.
    Filter(Box<Expr>, Name, Vec<Arg>),
    /// `x is not test(y)`.
    Test {
        subject: Box<Expr>,
        negated: bool,
        name: Name,
        args: Vec<Arg>,
    },
    /// `not x`, `-x`, `+x`.
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`, `a and b`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a < b <= c`: never empty.
    Compare(Box<Expr>, Vec<(CompareOp, Expr)>),
    /// `a if c else b`; without `else` the result is unset.
    If {
        then: Box<Expr>,
        condition: Box<Expr>,
        otherwise: Option<Box<Expr>>,
    },
    /// `[a, ..b]`.
    List(Vec<ListItem>),
    /// `{ a = 1, ..b }`.
    Map(Vec<MapItem>),
    /// `[x for x in xs if c]`.
    Comprehension {
        element: Box<Expr>,
        clauses: Vec<For>,
        condition: Option<Box<Expr>>,
    },
    /// `1..5`, `"01".."12"`.
    Range(Box<Expr>, Box<Expr>),
    /// `by facts.os_family { "Debian" { … } else { … } }`.
    By(Box<By>),
    /// `( x )`.
    Paren(Box<Expr>),
}

/// `by [s1, s2] { "a" { x } else { y } }`.
#[derive(Clone, Debug, PartialEq)]
pub struct By {
    /// One subject, or several tried in order.
    pub subjects: Vec<Expr>,
    /// The arms: literal text and value.
    pub arms: Vec<(Text, Expr)>,
    /// `else { … }`.
    pub otherwise: Option<Expr>,
}

/// An argument of a call, filter or test.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// `name=` in front.
    pub name: Option<Name>,
    /// The value.
    pub value: Expr,
}

/// An item of a list literal.
#[derive(Clone, Debug, PartialEq)]
pub struct ListItem {
    /// Comments.
    pub lead: Lead,
    /// `..xs`: all of its items.
    pub spread: bool,
    /// The value.
    pub value: Expr,
}

/// An entry of a map literal.
#[derive(Clone, Debug, PartialEq)]
pub enum MapItem {
    /// `key = value`, `"other key" = value`.
    Entry { lead: Lead, key: Text, value: Expr },
    /// `..defaults`.
    Spread { lead: Lead, value: Expr },
}

/// Operators in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `not x`.
    Not,
    /// `-x`.
    Minus,
    /// `+x`.
    Plus,
}

/// Operators between, but for comparisons. Jinja's precedence: `or`, `and`, `not`, comparisons,
/// `+ -`, `~`, `* / // %`, unary `- +`, `**`, postfix and filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `or`.
    Or,
    /// `and`.
    And,
    /// `+`.
    Add,
    /// `-`.
    Sub,
    /// `~`.
    Concat,
    /// `*`.
    Mul,
    /// `/`.
    Div,
    /// `//`.
    FloorDiv,
    /// `%` with blanks around.
    Mod,
    /// `**`.
    Pow,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `==`.
    Eq,
    /// `!=`.
    Ne,
    /// `<`.
    Lt,
    /// `<=`.
    Le,
    /// `>`.
    Gt,
    /// `>=`.
    Ge,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
}
