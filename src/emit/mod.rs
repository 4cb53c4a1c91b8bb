//! From the resolved fleet to artifacts. Total: what a target cannot express was refused before.

pub mod ansible;
pub mod artifact;
pub mod container;
pub mod yaml;

use crate::emit::artifact::Artifact;
use crate::fleet::Fleet;

/// Every file of the tree, sorted by path.
#[must_use]
pub fn artifacts(fleet: &Fleet) -> Vec<Artifact> {
    let mut artifacts = ansible::artifacts(fleet);
    let containers = container::artifacts(fleet);
    if !containers.is_empty() {
        artifacts.extend(containers);
        artifacts.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    }
    artifacts
}
