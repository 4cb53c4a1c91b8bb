//! From the resolved fleet to artifacts. Total: what a target cannot express was refused before.

pub mod ansible;
pub mod artifact;
pub mod yaml;
