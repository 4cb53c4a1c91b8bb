//! Containers: what tests run in.
//!
//! In: platforms and tests. Out: `containers/debian12/Containerfile`, `molecule/base/molecule.yml`,
//! the two playbooks that make and remove the containers of every test, and where a test names
//! hosts the lab: `compose.yaml` and `lab/`. What runs inside them is Ansible's, and written by its
//! emitter, and so is the lab's inventory. No files where no test is.

mod compose;
mod containerfile;
mod lab;
mod molecule;
mod shared;
mod testinfra;

use crate::emit::artifact::Artifact;
use crate::emit::artifact::Content;
use crate::emit::trace::{Trace, Traces};
use crate::emit::yaml;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::program::Platform;

/// Every file, sorted by path.
#[must_use]
pub fn artifacts(fleet: &Fleet) -> Vec<Artifact> {
    let program = &fleet.program;
    let mut files = Vec::new();
    if program.tests.is_empty() {
        return files;
    }
    for platform in program.platforms.iter().filter(|known| !known.prebuilt) {
        files.push(text(
            format!("containers/{}/Containerfile", platform.name),
            containerfile::text(platform),
        ));
    }
    for test in &program.tests {
        let path = format!("molecule/{}/molecule.yml", test.emitted);
        let node = molecule::scenario(fleet, test);
        files.push(text(path, yaml::document(&[], &node)));
        if test.testinfra {
            let path = format!("molecule/{0}/tests/test_{0}.py", test.emitted);
            files.push(text(path, testinfra::text(test)));
        }
    }
    for (name, node) in [("create", shared::create()), ("destroy", shared::destroy())] {
        let path = format!("molecule/shared/{name}.yml");
        files.push(text(path, yaml::document(&[], &node)));
    }
    if let Some(lab) = &fleet.lab
        && let Some(inventory) = program.inventories.get(lab.inventory)
    {
        let folder = fleet.inventory_folder(inventory);
        let yaml = |node: Node| yaml::document(&[], &node);
        let made = [
            ("compose.yaml", yaml(compose::node(fleet, lab, inventory))),
            ("lab/.gitignore", lab::ignored()),
            ("lab/ssh_config", lab::ssh_config(lab, inventory)),
            ("lab/start.yml", yaml(lab::start(&folder))),
            ("lab/stop.yml", yaml(lab::stop())),
        ];
        files.extend(made.map(|(path, content)| text(path.to_owned(), content)));
    }
    files.sort_unstable_by(|left, right| left.path.cmp(&right.path));
    files
}

/// What each of the files was written for.
#[must_use]
pub fn traces(fleet: &Fleet) -> Traces {
    let mut traces: Traces = artifacts(fleet)
        .into_iter()
        .map(|artifact| (artifact.path, Trace::whole(fleet.program.project.span)))
        .collect();
    let mut about = |path: String, span| {
        if let Some(trace) = traces.get_mut(&path) {
            *trace = Trace::whole(Some(span));
        }
    };
    for platform in &fleet.program.platforms {
        about(
            format!("containers/{}/Containerfile", platform.name),
            platform.span,
        );
    }
    for test in &fleet.program.tests {
        about(format!("molecule/{}/molecule.yml", test.emitted), test.span);
        about(
            format!("molecule/{0}/tests/test_{0}.py", test.emitted),
            test.span,
        );
    }
    if let Some(lab) = &fleet.lab
        && let Some(inventory) = fleet.program.inventories.get(lab.inventory)
        && let Some(trace) = traces.get_mut("compose.yaml")
    {
        trace.parts = yaml::traced(&[], &compose::node(fleet, lab, inventory)).1;
    }
    traces
}

const fn text(path: String, text: String) -> Artifact {
    Artifact {
        path,
        content: Content::Text(text),
    }
}

/// The variable that points a platform at another image: `DEBIAN12_IMAGE`.
fn image_variable(platform: &Platform) -> String {
    format!("{}_IMAGE", platform.name.to_uppercase())
}

/// The image as an engine wants it, with its digest.
fn image(platform: &Platform) -> String {
    match &platform.digest {
        Some(digest) => format!("{}@{digest}", platform.image),
        None => platform.image.to_string(),
    }
}

/// A mapping of our own words.
fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
    Node::Map(
        entries
            .into_iter()
            .map(|(key, node)| (key.into(), node.into()))
            .collect(),
    )
}

/// A list of our own words.
fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> Node {
    Node::List(
        words
            .into_iter()
            .map(|word| Entry::from(Node::Str(word.into())))
            .collect(),
    )
}

/// A list of things that an empty line divides.
fn apart(items: Vec<Node>) -> Node {
    Node::List(
        items
            .into_iter()
            .map(|node| Entry {
                blank_before: true,
                ..Entry::from(node)
            })
            .collect(),
    )
}
