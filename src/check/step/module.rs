//! Which module a name means.

use crate::schema::module;
use crate::suggest;

/// What a module's name comes to.
pub enum Found {
    /// Its full name, and where a text after the name goes.
    Module {
        /// `ansible.builtin.user`.
        full: String,
        /// What the text after its name is.
        free_form: FreeForm,
    },
    /// A form the language has its own words for.
    Refused {
        /// Why.
        reason: &'static str,
        /// What to write.
        help: &'static str,
    },
    /// None, with the nearest.
    Unknown(Option<String>),
}

/// What a text after a module's name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreeForm {
    /// Nothing: the module takes none.
    None,
    /// The value of this argument.
    Argument(&'static str),
    /// Text without a name.
    Plain,
}

/// Forms of Ansible's that are no modules here.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "import_playbook",
        "a playbook names the other one",
        "write `import other` in the playbook",
    ),
    (
        "import_role",
        "a role is a step",
        "write `role other { … }`",
    ),
    (
        "import_tasks",
        "the compiler writes the files",
        "write a `section` where it should run, or an `entry`",
    ),
    (
        "include",
        "the compiler writes the files",
        "write a `section` where it should run, or an `entry`",
    ),
    (
        "include_role",
        "a role is a step",
        "write `role other { … }`, with `for` and `when` in its header",
    ),
    (
        "include_tasks",
        "the compiler writes the files",
        "write an `entry` and apply it: `role this.entry { … }`",
    ),
    (
        "include_vars",
        "what the file declares would be unknown here",
        "write `let x = by facts.os_family { … }`",
    ),
];

/// Finds a module by its short or full name.
#[must_use]
pub fn find(name: &str) -> Found {
    let short = name.strip_prefix("ansible.builtin.").unwrap_or(name);
    if let Some((_, reason, help)) = REFUSED.iter().find(|(refused, ..)| *refused == short) {
        return Found::Refused { reason, help };
    }
    if module::removed(name).is_some() {
        return Found::Refused {
            reason: "it was taken out of Ansible",
            help: "call the module that took its place",
        };
    }
    let Some(found) = module::resolve(name) else {
        // ansible-core's own first: of the thousands that moved to collections one is always near.
        let near = suggest::nearest(short, module::builtin_names())
            .or_else(|| suggest::nearest(short, module::names()));
        return Found::Unknown(near.map(String::from));
    };
    Found::Module {
        free_form: match found.free_form {
            None => FreeForm::None,
            Some(module::FreeForm::Argument(name)) => FreeForm::Argument(name),
            Some(module::FreeForm::Whole) => FreeForm::Plain,
        },
        full: found.full_name.to_string(),
    }
}
