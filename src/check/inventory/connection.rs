//! How a host is reached: the settings of a host or group, under Ansible's names.
//!
//! In: `address = "10.0.0.1"`. Out: `ansible_host`. `via` keeps its own name and the jump host's as
//! its value: what ssh is told depends on that host's own settings, and is computed in the fleet.

use ecow::EcoString;

use crate::check::types::Refined;
use crate::check::types::Type;

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name in the language.
    pub name: &'static str,
    /// Ansible's.
    pub emitted: EcoString,
    /// Its type.
    pub ty: Type,
}

/// All settings.
#[derive(Debug)]
pub struct Settings(Vec<Setting>);

impl Default for Settings {
    fn default() -> Self {
        let setting = |name, emitted: &str, ty| Setting {
            name,
            emitted: emitted.into(),
            ty,
        };
        Self(vec![
            setting("address", "ansible_host", Type::String),
            setting("port", "ansible_port", Type::Refined(Refined::Port)),
            setting("user", "ansible_user", Type::String),
            setting("via", "ansible_ssh_common_args", Type::Host),
            setting("connection", "ansible_connection", Type::String),
            setting("python", "ansible_python_interpreter", Type::String),
            setting("become_method", "ansible_become_method", Type::String),
        ])
    }
}

impl Settings {
    /// The setting of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.0.iter().find(|setting| setting.name == name)
    }

    /// The setting that Ansible calls so.
    #[must_use]
    pub fn emitted_as(&self, emitted: &str) -> Option<&Setting> {
        self.0.iter().find(|setting| setting.emitted == emitted)
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|setting| setting.name)
    }
}
