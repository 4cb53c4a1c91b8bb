//! The types of the language.
//!
//! `list(Admin)?` is `Optional(List(Record(Admin)))`.

use std::fmt;
use std::sync::Arc;

use ecow::EcoString;

use crate::value::Value;

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Of something broken, already reported: fits everywhere, silently.
    Error,
    /// What the escape hatches give; fits everywhere.
    Any,
    /// Only `null`.
    Null,
    /// `true`, `false`.
    Bool,
    /// Whole numbers.
    Int,
    /// Numbers; an int fits.
    Float,
    /// Text.
    String,
    /// Text or a number with a rule: `port`, `ip`, `url` …
    Refined(Refined),
    /// `list(T)`.
    List(Arc<Type>),
    /// `map(T)`.
    Map(Arc<Type>),
    /// `{ name: string, … }`.
    Record(Arc<Record>),
    /// `"a" | "b"`.
    Literals(Arc<Vec<EcoString>>),
    /// `T?`: may be unset.
    Optional(Arc<Type>),
    /// `secret(T)`: never shown.
    Secret(Arc<Type>),
    /// The name of a host of the fleet.
    Host,
    /// The name of a group of the fleet.
    Group,
    /// A file of the role's `templates/`.
    Template,
    /// A file of the role's `files/`.
    File,
}

/// A named or nameless record type.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// `Admin`; a nameless one has none.
    pub name: Option<EcoString>,
    /// Its fields as written.
    pub fields: Vec<Field>,
    /// What there may be beside these.
    pub rest: Rest,
}

/// What a record holds beside its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// They are all.
    Nothing,
    /// What a module gives is known from its documentation only.
    Undocumented,
    /// Whatever the module was answered, such as the headers of a page.
    Anything,
}

impl Record {
    /// Whether there may be more than its fields.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.rest != Rest::Nothing
    }
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: EcoString,
    /// Its type; `Optional` where it may be left out without a default.
    pub ty: Type,
    /// What is filled in.
    pub default: Option<Value>,
    /// Its doc comment.
    pub docs: Vec<EcoString>,
}

/// The refined types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refined {
    /// 1 to 65535.
    Port,
    /// `"0644"`.
    Mode,
    /// An absolute path, or one under `~`.
    Path,
    /// An IPv4 or IPv6 address.
    Ip,
    /// An address with a prefix length.
    Cidr,
    /// RFC 1123.
    Hostname,
    /// With a scheme.
    Url,
    /// One `@`.
    Email,
    /// A number of seconds, written `15m`.
    Duration,
    /// `"20%"`, written `20%`.
    Percent,
    /// `"10G"`: a number and a unit.
    Size,
    /// A regular expression that compiles.
    Regex,
}

impl Type {
    /// The type of what is there, whether it may be unset or secret.
    #[must_use]
    pub fn bare(&self) -> &Self {
        let mut bare = self;
        while let Self::Optional(inner) | Self::Secret(inner) = bare {
            bare = inner;
        }
        bare
    }

    /// Whether something secret is in what is of this type.
    #[must_use]
    pub fn holds_secret(&self) -> bool {
        self.holds(&|part| matches!(part, Self::Secret(_)))
    }

    /// Whether it is such a type, or a part of it is, at any depth.
    pub fn holds(&self, such: &dyn Fn(&Self) -> bool) -> bool {
        if such(self) {
            return true;
        }
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Optional(inner) | Self::Secret(inner) => {
                inner.holds(such)
            }
            Self::Record(record) => record.fields.iter().any(|field| field.ty.holds(such)),
            Self::Error
            | Self::Any
            | Self::Null
            | Self::Bool
            | Self::Int
            | Self::Float
            | Self::String
            | Self::Refined(_)
            | Self::Literals(_)
            | Self::Host
            | Self::Group
            | Self::Template
            | Self::File => false,
        }
    }

    /// Whether values of this type are text on the target.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        match self {
            Self::String
            | Self::Literals(_)
            | Self::Host
            | Self::Group
            | Self::Template
            | Self::File => true,
            Self::Refined(refined) => !matches!(refined, Refined::Port | Refined::Duration),
            Self::Error
            | Self::Any
            | Self::Null
            | Self::Bool
            | Self::Int
            | Self::Float
            | Self::List(_)
            | Self::Map(_)
            | Self::Record(_)
            | Self::Optional(_)
            | Self::Secret(_) => false,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error => f.write_str("?"),
            Self::Any => f.write_str("any"),
            Self::Null => f.write_str("null"),
            Self::Bool => f.write_str("bool"),
            Self::Int => f.write_str("int"),
            Self::Float => f.write_str("float"),
            Self::String => f.write_str("string"),
            Self::Refined(refined) => f.write_str(refined.name()),
            Self::List(item) => write!(f, "list({item})"),
            Self::Map(value) => write!(f, "map({value})"),
            Self::Record(record) => match &record.name {
                Some(name) => f.write_str(name),
                None => {
                    f.write_str("{ ")?;
                    for (index, field) in record.fields.iter().enumerate() {
                        let comma = if index == 0 { "" } else { ", " };
                        write!(f, "{comma}{}: {}", field.name, field.ty)?;
                    }
                    f.write_str(" }")
                }
            },
            Self::Literals(texts) => {
                for (index, text) in texts.iter().enumerate() {
                    let bar = if index == 0 { "" } else { " | " };
                    write!(f, "{bar}\"{text}\"")?;
                }
                Ok(())
            }
            Self::Optional(inner) => write!(f, "{inner}?"),
            Self::Secret(inner) => write!(f, "secret({inner})"),
            Self::Host => f.write_str("host"),
            Self::Group => f.write_str("group"),
            Self::Template => f.write_str("template"),
            Self::File => f.write_str("file"),
        }
    }
}

impl Refined {
    /// As written in the language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Port => "port",
            Self::Mode => "mode",
            Self::Path => "path",
            Self::Ip => "ip",
            Self::Cidr => "cidr",
            Self::Hostname => "hostname",
            Self::Url => "url",
            Self::Email => "email",
            Self::Duration => "duration",
            Self::Percent => "percent",
            Self::Size => "size",
            Self::Regex => "regex",
        }
    }
}
