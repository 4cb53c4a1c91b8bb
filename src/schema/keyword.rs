//! Keywords of plays, blocks, roles, tasks and handlers, and how each is said in the language.
//!
//! `become` is an attribute; `when` stands in the header; `listen` has no place and says why.
//! Where a keyword may stand is ansible-core's word, what kind of value it takes and how it is
//! said is decided here.

use crate::schema::table::{Entry, Table};

const KEYWORDS: Table = Table::new(include_str!("../../lang/modules/keywords.txt"));

/// Where a keyword may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A play.
    Play,
    /// A block.
    Block,
    /// A role that a play applies.
    Role,
    /// A task.
    Task,
    /// A handler.
    Handler,
}

/// What kind of value a keyword takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A percentage or a number of percent.
    Percent,
    /// A port number.
    Port,
    /// Text.
    String,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A list of strings.
    Strings,
    /// A map of strings to values.
    Map,
    /// How many hosts at a time: a number, a percentage, or a list of them.
    Serial,
    /// A duration, emitted as whole seconds.
    Seconds,
    /// A duration, emitted as seconds with a fraction if need be.
    FractionalSeconds,
    /// A bare expression that is boolean, emitted without braces; a list of them all have to hold.
    Condition,
    /// The name of a host.
    Host,
    /// The bare name of a variable that it makes.
    Name,
    /// Names of handlers.
    Handlers,
    /// Anything that can be shown.
    Any,
    /// It has no value here: see [`Said`].
    None,
}

/// How the language says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// As an attribute of that name.
    Attribute,
    /// In a form of its own: what to write instead.
    Instead(&'static str),
    /// Not at all: why.
    Refused(&'static str),
}

/// A keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// Its name in the language: `index`.
    pub name: &'static str,
    /// Its name in the output: `index_var`.
    pub emitted: &'static str,
    /// It is emitted inside `loop_control`, and needs a `for`.
    pub of_loop: bool,
    /// What it takes.
    pub kind: Kind,
    /// How it is said.
    pub said: Said,
    places: &'static str,
}

impl Keyword {
    /// Whether it may stand there.
    #[must_use]
    pub fn stands_in(&self, place: Place) -> bool {
        let word = match place {
            Place::Play => "play",
            Place::Block => "block",
            Place::Role => "role",
            // What `loop_control` holds stands on the task that loops.
            Place::Task | Place::Handler if self.of_loop => "loop",
            Place::Task => "task",
            Place::Handler => "handler",
        };
        self.places.split(' ').any(|place| place == word)
    }
}

/// A keyword by the name that the language has for it, or by Ansible's.
#[must_use]
pub fn lookup(name: &str) -> Option<Keyword> {
    if name
        .strip_prefix("with_")
        .is_some_and(|rest| !rest.is_empty())
    {
        return with();
    }
    let entry = KEYWORDS.get(if name == "index" { "index_var" } else { name })?;
    Some(keyword_of(entry))
}

/// An attribute of a place: a keyword that is said as one and may stand there.
#[must_use]
pub fn attribute(place: Place, name: &str) -> Option<Keyword> {
    lookup(name).filter(|keyword| {
        keyword.said == Said::Attribute && keyword.name == name && keyword.stands_in(place)
    })
}

/// The names of a place's attributes, for suggestions.
pub fn attributes(place: Place) -> impl Iterator<Item = &'static str> {
    KEYWORDS
        .entries()
        .map(keyword_of)
        .filter(move |keyword| keyword.said == Said::Attribute && keyword.stands_in(place))
        .map(|keyword| keyword.name)
}

/// Every keyword.
pub fn all() -> impl Iterator<Item = Keyword> {
    KEYWORDS.entries().map(keyword_of)
}

fn keyword_of(entry: Entry) -> Keyword {
    let places = entry.field(0).unwrap_or("");
    let (kind, said) = decided(entry.name);
    Keyword {
        name: if entry.name == "index_var" {
            "index"
        } else {
            entry.name
        },
        emitted: entry.name,
        of_loop: places == "loop",
        kind,
        said,
        places,
    }
}

fn with() -> Option<Keyword> {
    let entry = KEYWORDS.get("loop")?;
    Some(keyword_of(entry))
}

const DEBUGGER: &[&str] = &[
    "always",
    "never",
    "on_failed",
    "on_skipped",
    "on_unreachable",
];
const ORDER: &[&str] = &[
    "inventory",
    "reverse_inventory",
    "reverse_sorted",
    "shuffle",
    "sorted",
];

fn decided(name: &str) -> (Kind, Said) {
    match form(name) {
        Some(said) => (Kind::None, said),
        None => (kind(name), Said::Attribute),
    }
}

/// What is not an attribute.
fn form(name: &str) -> Option<Said> {
    use Said::{Instead, Refused};
    Some(match name {
        "action" => Refused("a task holds its module call: `package { … }`"),
        "always" => Instead("write it behind the block: `block \"…\" { … } always { … }`"),
        "args" => {
            Refused("arguments stand in the module's braces: `command \"…\" { chdir = \"/tmp\" }`")
        }
        "block" => Instead("write `block \"…\" { … }`"),
        "handlers" => Instead("write `handler restart_sshd { … }` in the role"),
        "hosts" => Instead("write it in the play's header: `play \"…\" on web { … }`"),
        "listen" => Refused(
            "a handler of several steps runs them all on one `notify`: `handler restart { task … task … }`",
        ),
        "local_action" => Refused("write `delegate_to = \"localhost\"`"),
        "loop" => Instead("write it in the header: `task \"…\" for x in xs { … }`"),
        "loop_control" => Instead(
            "its keys are attributes of the task: `label index pause extended extended_allitems break_when`",
        ),
        "loop_var" => Instead("the header's `for` names it: `for user in users`"),
        "name" => {
            Instead("it is the sentence behind the kind: `task \"Install the packages\" { … }`")
        }
        "post_tasks" | "pre_tasks" | "tasks" => {
            Instead("steps stand in the play in the order in which they run: `task \"…\" { … }`")
        }
        "rescue" => Instead("write it behind the block: `block \"…\" { … } rescue { … }`"),
        "role" => Instead("write `role base { … }`"),
        "roles" => Instead("write each as a step: `role base { … }`"),
        "tags" => Instead("write it in the header: `task \"…\" tags [\"x\"] { … }`"),
        "vars" => Instead("write `let name = …` inside"),
        "vars_files" => Refused(
            "it would beat every value that the inventory gives; values stand on hosts, on groups and in `let`",
        ),
        "vars_prompt" => Instead("write `prompt release: string { private = true }`"),
        "when" => Instead("write it in the header: `task \"…\" when x { … }`"),
        _ => return None,
    })
}

/// What the attributes take. The last arm is for keywords that a later Ansible brings; a test
/// fails if one of this version gets there.
fn kind(name: &str) -> Kind {
    match name {
        "any_errors_fatal" | "become" | "check_mode" | "delegate_facts" | "diff" | "extended"
        | "extended_allitems" | "force_handlers" | "gather_facts" | "ignore_errors"
        | "ignore_unreachable" | "no_log" | "run_once" => Kind::Bool,
        "retries" | "throttle" => Kind::Int,
        "async" | "gather_timeout" | "poll" | "timeout" => Kind::Seconds,
        "delay" | "pause" => Kind::FractionalSeconds,
        "break_when" | "changed_when" | "failed_when" | "until" => Kind::Condition,
        "collections" | "gather_subset" => Kind::Strings,
        "environment" | "module_defaults" => Kind::Map,
        "debugger" => Kind::Choice(DEBUGGER),
        "order" => Kind::Choice(ORDER),
        "delegate_to" => Kind::Host,
        "index_var" | "register" => Kind::Name,
        "max_fail_percentage" => Kind::Percent,
        "notify" => Kind::Handlers,
        "port" => Kind::Port,
        "serial" => Kind::Serial,
        "become_exe" | "become_flags" | "become_method" | "become_user" | "connection"
        | "fact_path" | "remote_user" | "strategy" => Kind::String,
        "label" => Kind::Any,
        _ => Kind::None,
    }
}
