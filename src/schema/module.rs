//! Modules: the full name to write, their arguments, what they return.
//!
//! `copy` is `ansible.builtin.copy`, with arguments known; `authorized_key` is
//! `ansible.posix.authorized_key`, and `community.docker.docker_container` is itself, both with
//! arguments not known here.

use ecow::{EcoString, eco_format};

use crate::schema::table::{Entry, Table};

const MODULES: Table = Table::new(include_str!("../../lang/modules/modules.txt"));
const REDIRECTS: Table = Table::new(include_str!("../../lang/modules/redirects.txt"));
const COLLECTIONS: Table = Table::new(include_str!("../../lang/modules/collections.txt"));
const LINT: Table = Table::new(include_str!("../../lang/modules/lint.txt"));
const BUILTIN: &str = "ansible.builtin.";

/// A module that may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The name to write: `ansible.builtin.copy`.
    pub full_name: EcoString,
    /// `ansible.builtin`, `community.general` …
    pub collection: EcoString,
    /// How it takes a string after its name, if it does.
    pub free_form: Option<FreeForm>,
    /// It hands arguments that it does not know to something else (`set_fact`, `package`), so
    /// every argument goes.
    pub open: bool,
    entry: Option<Entry>,
}

/// Where the string after a module's name goes in the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreeForm {
    /// It is this argument: `command "id bob"` is written `ansible.builtin.command: {cmd: id bob}`,
    /// the form that ansible-lint's `no-free-form` wants.
    Argument(&'static str),
    /// It is all the module takes, as a plain string: `ansible.builtin.meta: flush_handlers`.
    /// Arguments beside it (`raw` has `executable`) go to the task's `args`.
    Whole,
}

/// An argument of a module, or a suboption of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// Ansible's name of its type: `str int bool float path raw dict list list(str) jsonarg bytes bits`.
    pub ty: &'static str,
    entry: Entry,
}

impl Argument {
    /// It must be given.
    #[must_use]
    pub fn required(&self) -> bool {
        self.entry.has("required")
    }

    /// Its other names.
    pub fn aliases(&self) -> impl Iterator<Item = &'static str> {
        self.several("aliases")
    }

    /// The values that it takes; none listed means any.
    pub fn choices(&self) -> impl Iterator<Item = &'static str> {
        self.several("choices")
    }

    /// Its default, as JSON.
    #[must_use]
    pub fn default(&self) -> Option<&'static str> {
        self.entry.value("default")
    }

    /// Which of its suboptions exclude or need one another.
    #[must_use]
    pub fn relations(&self) -> Vec<Relation> {
        relations(self.entry)
    }

    /// Whether it is on its way out of Ansible, and what is written instead if a name is known.
    #[must_use]
    pub fn deprecated(&self) -> Option<Option<&'static str>> {
        deprecated(self.entry)
    }

    /// The options of a dictionary, or of each item of a list of them.
    pub fn suboptions(&self) -> impl Iterator<Item = Argument> {
        arguments(self.entry)
    }

    fn several(&self, key: &str) -> impl Iterator<Item = &'static str> {
        let listed = self.entry.value(key);
        listed.into_iter().flat_map(|listed| listed.split('|'))
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
    entry: Entry,
}

impl Returned {
    /// The fields of a dictionary, or of each item of a list of them.
    pub fn fields(&self) -> impl Iterator<Item = Returned> {
        returned(self.entry)
    }
}

/// When a task that calls a module has to say the mode of the file it makes (ansible-lint's
/// `risky-file-permissions`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedsMode {
    /// Always, but see [`Module::needs_mode`].
    Always,
    /// With `create = true`.
    IfCreate,
    /// Unless `create = false`.
    UnlessCreateFalse,
}

impl Module {
    /// Whether its arguments and returned values are known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.entry.is_some()
    }

    /// Its name without the collection.
    #[must_use]
    pub fn short_name(&self) -> &str {
        self.full_name
            .rsplit_once('.')
            .map_or(&*self.full_name, |(_, short)| short)
    }

    /// Its arguments, sorted; none if they are not known ([`Module::is_known`]).
    pub fn arguments(&self) -> impl Iterator<Item = Argument> {
        self.entry.into_iter().flat_map(arguments)
    }

    /// An argument by its name or by an alias.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<Argument> {
        self.arguments()
            .find(|argument| argument.name == name)
            .or_else(|| {
                self.arguments()
                    .find(|argument| argument.aliases().any(|alias| alias == name))
            })
    }

    /// Which of its arguments exclude or need one another. What a module checks by itself, later
    /// than ansible-core's own validation, is not among them.
    #[must_use]
    pub fn relations(&self) -> Vec<Relation> {
        self.entry.map_or_else(Vec::new, relations)
    }

    /// Whether it is on its way out of Ansible, and which module replaces it if one is named.
    #[must_use]
    pub fn deprecated(&self) -> Option<Option<&'static str>> {
        self.entry.and_then(deprecated)
    }

    /// The version of its collection that the tables describe; `None` for ansible-core's own and
    /// for a collection that the `ansible` package does not have.
    #[must_use]
    pub fn collection_version(&self) -> Option<&'static str> {
        COLLECTIONS.get(&self.collection)?.field(0)
    }

    /// The values that its documentation says it returns, sorted.
    pub fn returned(&self) -> impl Iterator<Item = Returned> {
        self.entry.into_iter().flat_map(returned)
    }

    /// Whether a dry run does what it says: `full`, `partial`, `none`, `n/a`; `None` if not known.
    #[must_use]
    pub fn check_mode(&self) -> Option<&'static str> {
        self.entry.and_then(|entry| entry.value("check_mode"))
    }

    /// Whether and when a call must give `mode`. Not when `state` is `absent` or `link`, not with
    /// `recurse`, not for `file` with `state = "file"`, and never for `replace`.
    #[must_use]
    pub fn needs_mode(&self) -> Option<NeedsMode> {
        let entry = LINT.get(&format!("mode {}", self.full_name))?;
        match entry.field(0)? {
            "always" if self.full_name == "ansible.builtin.replace" => None,
            "if create" => Some(NeedsMode::IfCreate),
            "unless create=false" => Some(NeedsMode::UnlessCreateFalse),
            _ => Some(NeedsMode::Always),
        }
    }

    /// Whether `mode = "preserve"` is one of its modes.
    #[must_use]
    pub fn preserves_mode(&self) -> bool {
        LINT.get(&format!("preserve {}", self.full_name)).is_some()
    }

    /// A module that is in no collection, or in one that only its user has.
    pub(super) fn own(entry: Option<Entry>) -> Self {
        let name = entry.map_or("", |entry| entry.name);
        Self {
            open: entry.is_none_or(|entry| entry.has("open")),
            entry,
            ..Self::undocumented(name)
        }
    }

    /// A module of which only the name is known: it takes what it is given.
    #[must_use]
    pub fn undocumented(name: &str) -> Self {
        Self {
            full_name: name.into(),
            collection: split_full(name)
                .map_or("", |(collection, _)| collection)
                .into(),
            free_form: None,
            open: true,
            entry: None,
        }
    }

    fn builtin(entry: Entry) -> Self {
        Self {
            full_name: entry.name.into(),
            collection: "ansible.builtin".into(),
            free_form: entry.value("free").map(|argument| match argument {
                "whole" => FreeForm::Whole,
                argument => FreeForm::Argument(argument),
            }),
            open: entry.has("open"),
            entry: Some(entry),
        }
    }

    fn foreign(collection: &str, short: &str) -> Self {
        let windows = matches!(collection, "ansible.windows") && is_command(short);
        Self {
            full_name: eco_format!("{collection}.{short}"),
            collection: collection.into(),
            free_form: windows.then_some(FreeForm::Argument("cmd")),
            open: true,
            entry: None,
        }
    }
}

/// The module that a name in a task means. `None`: no module of that name is known (see [`names`]
/// for suggestions and [`removed`] for those that are gone). A full name of another collection is
/// taken as it is.
#[must_use]
pub fn resolve(name: &str) -> Option<Module> {
    let parts = name.split('.').count();
    let short = name
        .strip_prefix(BUILTIN)
        .or_else(|| name.strip_prefix("ansible.legacy."));
    match (short, parts) {
        (Some(short), 3) => resolve_short(short),
        (None, 1) => resolve_short(name),
        (None, 3..) if name.split('.').all(is_word) => {
            let (collection, short) = split_full(name)?;
            Some(Module::foreign(collection, short))
        }
        _ => None,
    }
}

/// The version of a collection that the tables describe, if the `ansible` package has it.
#[must_use]
pub fn collection_version(collection: &str) -> Option<&'static str> {
    COLLECTIONS.get(collection)?.field(0)
}

/// What a name in a task means, for one that is about to be told about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A module, by a name of its own.
    Module(Module),
    /// A full name that is only kept for old playbooks: the module is to be called by its own.
    Moved(Module),
    /// It was taken out of Ansible.
    Removed {
        /// A date or a version of ansible-core or of its collection.
        when: Option<&'static str>,
        /// The full name of what replaces it.
        instead: Option<&'static str>,
    },
    /// A short name that ansible-core does not know, of modules in these collections: their full
    /// names, sorted. Ansible finds them by a full name only.
    Elsewhere(Vec<&'static str>),
    /// No module is known by it.
    Unknown,
}

/// What a name means, and why it cannot be called if it cannot.
#[must_use]
pub fn find(name: &str) -> Found {
    match resolve(name) {
        Some(module) => Found::Module(module),
        None => match removed(name) {
            Some(when) => Found::Removed {
                when: Some(when),
                instead: None,
            },
            None => Found::Unknown,
        },
    }
}

/// Every name that a module can be called by: the short ones of [`names`], and the full ones of
/// every collection of the `ansible` package. For suggestions.
pub fn all_names() -> impl Iterator<Item = &'static str> {
    names()
}

/// When a short name was taken out of Ansible: a date or a version.
#[must_use]
pub fn removed(name: &str) -> Option<&'static str> {
    let entry = REDIRECTS.get(name.strip_prefix(BUILTIN).unwrap_or(name))?;
    (entry.field(0) == Some("gone")).then(|| entry.field(1))?
}

/// Every short name, those that moved to collections too: for suggestions. Not sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    builtin_names().chain(REDIRECTS.names())
}

/// The short names of ansible-core's own modules, sorted.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    MODULES
        .names()
        .filter_map(|name| name.strip_prefix(BUILTIN))
}

/// Why a module must not be called as a task: the language has a form of its own for it.
#[must_use]
pub fn reserved_action(name: &str) -> Option<&'static str> {
    let short = name
        .strip_prefix(BUILTIN)
        .or_else(|| name.strip_prefix("ansible.legacy."))
        .unwrap_or(name);
    Some(match short {
        "import_role" | "include_role" => "a role is applied as a step: `role base { … }`",
        "import_tasks" | "include_tasks" => {
            "tasks that belong together stand in a `section`, or in an `entry` that runs by `role base.entry { … }`"
        }
        "import_playbook" => "another playbook runs first by `import other` in a playbook",
        "include" => {
            "it is gone from Ansible; a role is applied as a step, tasks stand in a `section`"
        }
        _ => return None,
    })
}

fn resolve_short(short: &str) -> Option<Module> {
    if let Some(entry) = MODULES.get(&format!("{BUILTIN}{short}")) {
        return Some(Module::builtin(entry));
    }
    let entry = REDIRECTS.get(short)?;
    let (collection, new) = (entry.field(0)?, entry.field(1));
    match collection {
        "gone" => None,
        "ansible.builtin" => resolve_short(new.filter(|new| *new != short)?),
        _ => Some(Module::foreign(collection, new.unwrap_or(entry.name))),
    }
}

fn arguments(entry: Entry) -> impl Iterator<Item = Argument> {
    entry.below().filter_map(|entry| {
        Some(Argument {
            name: entry.name.strip_prefix("o ")?,
            ty: entry.field(0).unwrap_or("str"),
            entry,
        })
    })
}

fn relations(entry: Entry) -> Vec<Relation> {
    entry.below().filter_map(relation).collect()
}

fn relation(entry: Entry) -> Option<Relation> {
    let names = |index| -> Option<Vec<&'static str>> {
        Some(entry.field(index)?.split('|').collect::<Vec<_>>())
    };
    Some(match entry.name.strip_prefix("x ")? {
        "exclusive" => Relation::MutuallyExclusive(names(0)?),
        "together" => Relation::RequiredTogether(names(0)?),
        "one" => Relation::RequiredOneOf(names(0)?),
        "if" => Relation::RequiredIf {
            argument: entry.field(0)?,
            value: entry.field(1)?,
            needs: names(3)?,
            any: entry.field(2)? == "any",
        },
        _ => Relation::RequiredBy {
            argument: entry.field(0)?,
            needs: names(1)?,
        },
    })
}

fn deprecated(entry: Entry) -> Option<Option<&'static str>> {
    let instead = entry.value("deprecated");
    (instead.is_some() || entry.has("deprecated")).then_some(instead)
}

fn returned(entry: Entry) -> impl Iterator<Item = Returned> {
    entry.below().filter_map(|entry| {
        Some(Returned {
            name: entry.name.strip_prefix("r ")?,
            ty: entry.field(0).unwrap_or("raw"),
            entry,
        })
    })
}

fn is_command(short: &str) -> bool {
    matches!(short, "win_command" | "win_shell")
}

fn is_word(part: &str) -> bool {
    let starts = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    part.bytes().next().is_some_and(starts)
        && part
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `ns.coll.sub.name` is `ns.coll` and `sub.name`.
fn split_full(name: &str) -> Option<(&str, &str)> {
    let second = name.match_indices('.').nth(1)?.0;
    Some((name.get(..second)?, name.get(second + 1..)?))
}
