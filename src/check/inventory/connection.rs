//! How a host is reached: the settings of a host or group, under Ansible's names.
//!
//! In: `address = "10.0.0.1"`. Out: `ansible_host`. `via` keeps its own name and the jump host's as
//! its value: what ssh is told depends on that host's own settings, and is computed in the fleet.

use crate::check::types::Refined;
use crate::check::types::Type;

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name in the language.
    pub name: &'static str,
    /// Ansible's.
    pub emitted: &'static str,
    /// Its type.
    pub ty: Type,
}

/// All settings, in the order in which a report lists them.
pub const SETTINGS: &[Setting] = &[
    setting("address", "ansible_host", Type::String),
    setting("port", "ansible_port", Type::Refined(Refined::Port)),
    setting("user", "ansible_user", Type::String),
    setting("via", "ansible_ssh_common_args", Type::Host),
    setting("connection", "ansible_connection", Type::String),
    setting("python", "ansible_python_interpreter", Type::String),
    setting("become_method", "ansible_become_method", Type::String),
];

const fn setting(name: &'static str, emitted: &'static str, ty: Type) -> Setting {
    Setting { name, emitted, ty }
}

/// The setting of a name: `address`.
#[must_use]
pub fn named(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// The setting that Ansible calls so: `ansible_host`.
#[must_use]
pub fn emitted_as(emitted: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.emitted == emitted)
}

/// All names, as [`SETTINGS`].
pub fn names() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().map(|setting| setting.name)
}
