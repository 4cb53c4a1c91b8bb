//! What ansible-lint's rules keep as lists.
//!
//! `ansible.builtin.copy` has to say the mode of its file, `systemctl` is what
//! `ansible.builtin.systemd_service` does, `ansible.builtin.apt` installs packages.

use crate::schema::table::{Entry, Table};

const LINT: Table = Table::new(include_str!("../../lang/modules/lint.txt"));

/// When a task that calls a module has to say the mode of the file it makes (ansible-lint's
/// `risky-file-permissions`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedsMode {
    /// Always, but see [`needs_mode`].
    Always,
    /// With `create = true`.
    IfCreate,
    /// Unless `create = false`.
    UnlessCreateFalse,
}

/// Whether and when a call of a module, by its full name, must give `mode`. Not when `state` is
/// `absent` or `link`, not with `recurse`, not for `file` with `state = "file"`, and never for
/// `replace`.
#[must_use]
pub fn needs_mode(module: &str) -> Option<NeedsMode> {
    let entry = LINT.get(&format!("mode {module}"))?;
    match entry.field(0)? {
        "always" if module == "ansible.builtin.replace" => None,
        "if create" => Some(NeedsMode::IfCreate),
        "unless create=false" => Some(NeedsMode::UnlessCreateFalse),
        _ => Some(NeedsMode::Always),
    }
}

/// Whether the list has a mode for what a module makes, whenever it makes something.
#[must_use]
pub fn takes_mode(module: &str) -> bool {
    LINT.get(&format!("mode {module}")).is_some()
}

/// Whether `mode = "preserve"` is one of a module's modes.
#[must_use]
pub fn preserves_mode(module: &str) -> bool {
    LINT.get(&format!("preserve {module}")).is_some()
}

/// Whether a module installs packages, so that `state = "latest"` is another version each day.
#[must_use]
pub fn is_package(module: &str) -> bool {
    LINT.get(&format!("package {module}")).is_some()
}

/// Every module that installs packages.
pub fn packages() -> impl Iterator<Item = &'static str> {
    LINT.names()
        .filter_map(|name| name.strip_prefix("package "))
}

/// The modules that stand for a command.
#[derive(Clone, Copy, Debug)]
pub struct Instead(Entry);

impl Instead {
    /// Their full names.
    pub fn modules(self) -> impl Iterator<Item = &'static str> {
        self.0.field(0).unwrap_or_default().split('|')
    }

    /// Whether none of them does what the command does with this word behind it.
    #[must_use]
    pub fn spares(self, word: &str) -> bool {
        let words = self.0.field(1).unwrap_or_default();
        words.split('|').any(|spared| spared == word)
    }
}

/// What stands for a command: `systemctl`.
#[must_use]
pub fn instead_of(command: &str) -> Option<Instead> {
    LINT.get(&format!("command {command}")).map(Instead)
}

/// Every command that modules stand for.
pub fn commands() -> impl Iterator<Item = (&'static str, Instead)> {
    LINT.entries()
        .filter_map(|entry| Some((entry.name.strip_prefix("command ")?, Instead(entry))))
}
