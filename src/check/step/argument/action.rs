//! Modules that are actions on the controller: what they take where the documentation says
//! otherwise, or says nothing.
//!
//! `debug { msg = users }` prints a list, though `msg` is documented as a string; `copy` needs
//! `content` or `src`, though no specification says so.

use crate::schema::module::{self, Argument, Module, Relation};

/// What `package` hands its arguments to.
const PACKAGES: [&str; 15] = [
    "ansible.builtin.apt",
    "ansible.builtin.dnf",
    "ansible.builtin.dnf5",
    "community.general.apk",
    "community.general.homebrew",
    "community.general.macports",
    "community.general.openbsd_pkg",
    "community.general.opkg",
    "community.general.pacman",
    "community.general.pkg5",
    "community.general.pkgin",
    "community.general.pkgng",
    "community.general.portage",
    "community.general.xbps",
    "community.general.zypper",
];

/// What `service` hands its arguments to.
const SERVICES: [&str; 4] = [
    "ansible.builtin.systemd_service",
    "ansible.builtin.sysvinit",
    "community.general.runit",
    "community.general.svc",
];

/// The type of an argument: Ansible's name of it, or `texts`, a string or a list of strings.
pub(super) fn type_of(module: &Module, argument: Argument) -> &'static str {
    match (&*module.full_name, argument.name) {
        ("ansible.builtin.assert", "that") => "list(raw)",
        ("ansible.builtin.assert", "fail_msg" | "success_msg")
        | ("ansible.builtin.copy", "content")
        | ("ansible.builtin.debug" | "ansible.builtin.fail", "msg") => "raw",
        ("ansible.builtin.package", "name") => "texts",
        ("ansible.builtin.pause", "minutes" | "seconds") => "int",
        ("ansible.builtin.validate_argument_spec", _) => "dict",
        _ => argument.ty,
    }
}

/// Whether a call without it fails. Each back end of `package` has its own idea of it.
pub(super) fn is_required(module: &Module, argument: Argument) -> bool {
    argument.required()
        && (&*module.full_name, argument.name) != ("ansible.builtin.package", "state")
}

/// What the documentation calls an argument and is a form: the text after the name, or any name.
pub(super) fn is_form(argument: &Argument) -> bool {
    matches!(argument.name, "free_form" | "free-form" | "key_value")
}

/// Whether an argument that a module does not know goes to something else.
pub(super) fn hands_on(module: &Module, name: &str) -> bool {
    let behind: &[&str] = match &*module.full_name {
        "ansible.builtin.package" => &PACKAGES,
        "ansible.builtin.service" => &SERVICES,
        _ => return module.open,
    };
    behind
        .iter()
        .filter_map(|name| module::resolve(name))
        .any(|module| module.argument(name).is_some())
}

/// What such an action demands of its arguments together.
pub(super) fn relations(module: &Module) -> Vec<Relation> {
    let (one, exclusive): (&[&str], &[&str]) = match &*module.full_name {
        "ansible.builtin.command" | "ansible.builtin.shell" => (&["argv", "cmd"], &["argv", "cmd"]),
        "ansible.builtin.script" => (&["cmd"], &[]),
        "ansible.builtin.copy" => (&["content", "src"], &["content", "src"]),
        "ansible.builtin.debug" => (&[], &["msg", "var"]),
        "ansible.builtin.pause" => (&[], &["minutes", "seconds"]),
        _ => return Vec::new(),
    };
    let mut all = Vec::new();
    if !one.is_empty() {
        all.push(Relation::RequiredOneOf(one.to_vec()));
    }
    if !exclusive.is_empty() {
        all.push(Relation::MutuallyExclusive(exclusive.to_vec()));
    }
    all
}
