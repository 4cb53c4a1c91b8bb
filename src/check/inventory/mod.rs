//! Hosts, groups, inventories and the project's attributes.
pub mod glob;
