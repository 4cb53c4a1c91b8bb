//! From the resolved fleet to artifacts. Total: what a target cannot express was refused before.

pub mod ansible;
pub mod artifact;
pub mod container;
pub mod trace;
pub mod yaml;

use crate::emit::artifact::Artifact;
use crate::emit::trace::Traces;
use crate::fleet::Fleet;

/// What each generated file was written for.
#[must_use]
pub fn traces(fleet: &Fleet) -> Traces {
    let mut traces = ansible::traces(fleet);
    traces.extend(container::traces(fleet));
    traces
}

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
