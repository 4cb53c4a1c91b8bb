//! What others wrote, as far as its users must know it.
//!
//! In: `use role legacy from "../ansible/roles/legacy"` and the files of that role. Out: a
//! [`Signature`](crate::check::names::Signature) like that of any other role, its parameters under
//! their own names, its handlers by theirs.

pub mod called;
pub mod carried;
pub mod defaults;
pub mod fragment;
pub mod guess;
pub mod handlers;
pub mod module;
pub mod plugins;
pub mod python;
pub mod role;
pub mod secret;
pub mod spec;
pub mod yaml;
