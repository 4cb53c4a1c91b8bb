//! The tree of a `.roll` file: what was written, in the order it was written, comments kept.
//!
//! In: tokens. Out: for `let x = 1`, an [`Item`] with [`ItemKind::Let`]. Parsing never fails:
//! what is broken becomes `Error` nodes (already reported), and everything around it is here.
//! Nothing is resolved: names are text. Two trees are equal if they say the same: places, comments
//! and empty lines are not compared, docs are.

#![allow(
    missing_docs,
    reason = "the fields of variants are named by the words of the language"
)]

mod expr;
mod foreign;
mod play;
mod policy;
mod role;
mod test;
mod text;
mod types;

use crate::source::Span;
use derive_where::derive_where;
use ecow::EcoString;

pub use expr::*;
pub use foreign::*;
pub use play::*;
pub use policy::*;
pub use role::*;
pub use test::*;
pub use text::*;
pub use types::*;

/// A name as written.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Name {
    /// The text.
    pub text: EcoString,
    /// Its place.
    #[derive_where(skip)]
    pub span: Span,
}

/// `base` or `common.base`; of a role as a step also `common.base.rotate`.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The namespace in front of the dot.
    pub space: Option<Name>,
    /// The name itself.
    pub name: Name,
    /// The entry of the role `common.base`, behind a second dot.
    pub entry: Option<Name>,
}

/// What stands in front of something: comments, which travel with it, and its doc comment.
/// A comment at the end of a line belongs to what the line holds.
#[derive(Clone, Debug, Default)]
pub struct Lead(pub Option<Box<LeadText>>);

impl Lead {
    fn docs(&self) -> &[EcoString] {
        self.0.as_ref().map_or(&[], |text| &text.docs)
    }
}

impl PartialEq for Lead {
    fn eq(&self, other: &Self) -> bool {
        self.docs() == other.docs()
    }
}

/// The texts of a [`Lead`]; without `#` and one blank.
#[derive(Clone, Debug, Default)]
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
#[derive(Clone, Debug)]
#[derive_where(PartialEq; T)]
pub struct Block<T> {
    /// The items.
    pub items: Vec<T>,
    /// Comments before the closing brace.
    #[derive_where(skip)]
    pub trailing: Vec<EcoString>,
    /// From brace to brace.
    #[derive_where(skip)]
    pub span: Span,
}

impl<T> Default for Block<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            trailing: Vec::new(),
            span: Span::default(),
        }
    }
}

/// One whole file.
#[derive(Clone, Debug, Default)]
#[derive_where(PartialEq)]
pub struct File {
    /// Declarations.
    pub items: Vec<Item>,
    /// Comments after the last.
    #[derive_where(skip)]
    pub trailing: Vec<EcoString>,
    /// What broken declarations, at any depth, would have declared.
    pub lost: Vec<EcoString>,
}

/// A declaration at the top level, in an inventory, or in a top-level `for` or `if`.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Item {
    /// Comments and docs.
    pub lead: Lead,
    /// From keyword to the end.
    #[derive_where(skip)]
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
    /// `use role …`, `use module …`, `use filter …`: what others wrote.
    Foreign(Box<Foreign>),
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
    /// `secret api_token from env("API_TOKEN")`.
    Secret { name: Name, source: Expr },
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
    /// `platform debian12 { … }`.
    Platform { name: Name, body: Block<Attr> },
    /// `test base { … }`.
    Test(Box<Test>),
    /// `moved role logs -> logserver`.
    Moved {
        kind: MovedKind,
        from: Name,
        to: Name,
    },
    /// `policy "…" { … }`.
    Policy(Box<Policy>),
}

/// What may be called otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovedKind {
    /// A role.
    Role,
    /// A section of a role: `base.accounts`.
    Section,
    /// A host.
    Host,
    /// A group.
    Group,
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
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub enum Member {
    /// Reported.
    Error(#[derive_where(skip)] Span),
    /// `address = "10.0.0.1"`, `hosts = […]`, `children = […]`, `dynamic = true`.
    Attr(Attr),
    /// `vars { … }`.
    Vars {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        body: Block<Attr>,
    },
    /// `extra { … }`: other `ansible_*` variables.
    Extra {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        body: Block<Attr>,
    },
    /// `set base { … }`.
    Set {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        role: Box<Path>,
        body: Block<Attr>,
    },
    /// A host declared inside its group.
    Host {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        name: Text,
        body: Box<Block<Member>>,
    },
    /// `for … { … }`: hosts only are meaningful inside.
    For {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        clause: Box<For>,
        body: Block<Member>,
    },
    /// `if … { … }`.
    If {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        branches: Vec<(Expr, Block<Member>)>,
        otherwise: Option<Box<Block<Member>>>,
    },
}

/// `for x in xs` or `for key, value in map`.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct For {
    /// One or two.
    pub names: Vec<Name>,
    /// What is gone through.
    pub source: Expr,
    /// The whole clause.
    #[derive_where(skip)]
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
