//! What Ansible knows: modules, results, facts, keywords, filters, tests, lookups, reserved names.
//!
//! In comes a name as a user wrote it, out comes what ansible-core 2.19 says of it, as `'static`
//! data: `module::resolve("authorized_key")` is `ansible.posix.authorized_key`. The data are the
//! tables of `lang/modules`, bisected where they lie in the binary, and its modules, packed: nothing
//! is loaded or built at start.

pub mod argument;
pub mod fact;
pub mod filter;
pub mod fragment;
pub mod keyword;
mod kind;
pub mod lint;
pub mod lookup;
pub mod magic;
pub mod method;
pub mod module;
pub mod own;
mod pack;
pub mod plugin;
pub mod registered;
pub mod reserved;
pub mod signature;
mod table;
pub mod test;
