//! Variables that Ansible itself defines: `inventory_hostname`, `groups`, `ansible_host`.

use crate::schema::table::{Entry, Table};

const MAGIC: Table = Table::new(include_str!("../../lang/modules/magic.txt"));

/// A variable of Ansible's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Magic {
    /// Its name.
    pub name: &'static str,
    /// Its type as the language writes it: `map(list(string))`, `port?`.
    pub ty: &'static str,
    /// It says how a host is reached: a host or group sets it, Ansible does not.
    pub connection: bool,
}

/// A magic or connection variable by its name.
#[must_use]
pub fn lookup(name: &str) -> Option<Magic> {
    MAGIC.get(name).map(magic_of)
}

/// Every name, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    MAGIC.names()
}

/// The variable that a connection setting of a host or group is emitted as: `address` is `ansible_host`.
/// `via` becomes `ansible_ssh_common_args`, whose text is the emitter's.
#[must_use]
pub fn of_setting(setting: &str) -> Option<&'static str> {
    Some(match setting {
        "address" => "ansible_host",
        "port" => "ansible_port",
        "user" => "ansible_user",
        "via" => "ansible_ssh_common_args",
        "connection" => "ansible_connection",
        "python" => "ansible_python_interpreter",
        "become_method" => "ansible_become_method",
        _ => return None,
    })
}

/// The connection settings, sorted.
pub const SETTINGS: [&str; 7] = [
    "address",
    "become_method",
    "connection",
    "port",
    "python",
    "user",
    "via",
];

fn magic_of(entry: Entry) -> Magic {
    Magic {
        name: entry.name,
        ty: entry.field(0).unwrap_or("any"),
        connection: entry.has("connection"),
    }
}
