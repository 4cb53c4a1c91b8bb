//! The arguments of a module, what they demand of one another, and what a module returns.
//!
//! `copy { mode = "0644" }`: the argument `mode`, of type `raw`, that a call may leave out.

use crate::schema::kind::Kind;
use crate::schema::pack::Node;

/// An argument of a module, or a suboption of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// Ansible's name of its type: `str int bool float path raw dict list list(str) jsonarg bytes bits`.
    pub ty: &'static str,
    node: &'static Node,
}

impl Argument {
    /// It must be given.
    #[must_use]
    pub fn required(&self) -> bool {
        self.node.has("required")
    }

    /// Its other names.
    pub fn aliases(&self) -> impl Iterator<Item = &'static str> {
        self.node.aliases.iter().copied()
    }

    /// The values that it takes; none listed means any.
    pub fn choices(&self) -> impl Iterator<Item = &'static str> {
        self.node.choices.iter().copied()
    }

    /// Its default, as JSON.
    #[must_use]
    pub fn default(&self) -> Option<&'static str> {
        self.node.default
    }

    /// What a plugin takes as this option, for those who call it in an expression.
    pub(super) fn kind(&self) -> Kind {
        let choices: Vec<Kind> = self.choices().map(Kind::Literal).collect();
        if !choices.is_empty() && matches!(self.ty, "str" | "string") {
            return Kind::OneOf(choices);
        }
        let items = self
            .ty
            .strip_prefix("list(")
            .and_then(|ty| ty.strip_suffix(')'));
        match (self.ty, items) {
            ("str" | "string", _) => Kind::Scalar,
            ("path", _) => Kind::String,
            ("int" | "integer", _) => Kind::Int,
            ("float", _) => Kind::Number,
            ("bool" | "boolean", _) => Kind::Bool,
            ("list", _) => Kind::List(Box::new(Kind::Any)),
            ("dict" | "dictionary", _) => Kind::Map(Box::new(Kind::Any)),
            (_, Some("str" | "string" | "int" | "integer" | "path")) => {
                Kind::List(Box::new(Kind::Scalar))
            }
            (_, Some("dict" | "dictionary")) => {
                Kind::List(Box::new(Kind::Map(Box::new(Kind::Any))))
            }
            (_, Some(_)) => Kind::List(Box::new(Kind::Any)),
            _ => Kind::Any,
        }
    }

    /// The module says that its value is a secret (`no_log`).
    #[must_use]
    pub fn secret(&self) -> bool {
        self.node.has("secret")
    }

    /// Which of its suboptions exclude or need one another.
    #[must_use]
    pub fn relations(&self) -> Vec<Relation> {
        relations(self.node.below)
    }

    /// Whether it is on its way out of Ansible, and what is written instead if a name is known.
    #[must_use]
    pub fn deprecated(&self) -> Option<Option<&'static str>> {
        self.node.has("deprecated").then_some(None)
    }

    /// The options of a dictionary, or of each item of a list of them.
    pub fn suboptions(&self) -> impl Iterator<Item = Argument> {
        arguments(self.node.below)
    }
}

/// What ansible-core demands of the arguments of one call (or of one dictionary) together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// At most one of them.
    MutuallyExclusive(Vec<&'static str>),
    /// All or none of them.
    RequiredTogether(Vec<&'static str>),
    /// At least one of them.
    RequiredOneOf(Vec<&'static str>),
    /// Where the argument has the value, all of the others, or one of them.
    RequiredIf {
        /// The argument that is asked.
        argument: &'static str,
        /// The value, as JSON: `"present"`, `true`.
        value: &'static str,
        /// What is needed then.
        needs: Vec<&'static str>,
        /// One of them is enough.
        any: bool,
    },
    /// Where the argument is given, all of the others.
    RequiredBy {
        /// The argument that is asked.
        argument: &'static str,
        /// What is needed then.
        needs: Vec<&'static str>,
    },
}

/// A value that a module returns, or a field of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Its name.
    pub name: &'static str,
    /// Ansible's name of its type: `str int bool list(str) dict complex` …
    pub ty: &'static str,
    node: &'static Node,
}

impl Returned {
    /// The fields of a dictionary, or of each item of a list of them.
    pub fn fields(&self) -> impl Iterator<Item = Returned> {
        returned(self.node.below)
    }
}

pub(super) fn arguments(nodes: &'static [Node]) -> impl Iterator<Item = Argument> {
    let options = nodes.iter().filter(|node| node.is('o'));
    options.map(|node| Argument {
        name: node.name,
        ty: node.ty(),
        node,
    })
}

pub(super) fn returned(nodes: &'static [Node]) -> impl Iterator<Item = Returned> {
    let values = nodes.iter().filter(|node| node.is('r'));
    values.map(|node| Returned {
        name: node.name,
        ty: node.ty(),
        node,
    })
}

pub(super) fn relations(nodes: &'static [Node]) -> Vec<Relation> {
    let among = nodes.iter().filter(|node| node.is('x'));
    among.filter_map(relation).collect()
}

fn relation(node: &'static Node) -> Option<Relation> {
    let names = node.choices.to_vec();
    let asked = node.aliases.first().copied();
    Some(match node.name {
        "exclusive" => Relation::MutuallyExclusive(names),
        "together" => Relation::RequiredTogether(names),
        "one" => Relation::RequiredOneOf(names),
        "if" => Relation::RequiredIf {
            argument: asked?,
            value: node.default?,
            needs: names,
            any: node.has("any"),
        },
        _ => Relation::RequiredBy {
            argument: asked?,
            needs: names,
        },
    })
}
