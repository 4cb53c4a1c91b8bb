//! What a module of the project needs beside its file.
//!
//! In: the text of `library/site_file.py`, with `from ansible.module_utils.sites import header`. Out:
//! `module_utils/sites.py`, what that imports in turn, an action plugin of the module's name, and
//! for what it says of itself the project's `doc_fragments/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::check::input::Brought;

use super::Loading;

/// `from ansible.module_utils.a`, `import ansible.module_utils.a`, `from .a import`.
static OF_ONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:from|import)\s+(?:ansible\.module_utils)?\.(\w+)").ok()
});

/// `from ansible.module_utils import a, b`, and the same in parentheses.
static OF_SEVERAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?m)^\s*from\s+(?:ansible\.module_utils|\.)\s+import\s+(?:\(([\w\s,]+)\)|([\w \t,]+))",
    )
    .ok()
});

impl Loading<'_> {
    /// A module's file, and what stands for it beside its folder, as beside a playbook, or beside it.
    pub(super) fn module(&mut self, path: &Path, name: &str) -> Result<Brought, String> {
        let mut brought = self.file(path)?;
        let Some(text) = brought.texts.values().next().map(|(text, _)| text.clone()) else {
            return Ok(brought);
        };
        let Some(dir) = path.parent() else {
            return Ok(brought);
        };
        for root in dir.parent().into_iter().chain([dir]) {
            let utilities = self.utilities(&root.join("module_utils"), &text);
            for (below, path) in utilities {
                brought.files.push((format!("module_utils/{below}"), path));
            }
            let actions = root.join("action_plugins");
            let action = actions.join(format!("{name}.py"));
            if self.files.text(&actions, &action).is_ok() {
                let tree = format!("action_plugins/{name}.py");
                brought.files.push((tree, action));
            }
            if text.contains("extends_documentation_fragment") {
                for folder in ["doc_fragments", "plugins/doc_fragments"] {
                    self.fragments(&mut brought, &root.join(folder))?;
                }
            }
        }
        Ok(brought)
    }

    /// The project's files among those that a text imports, and that they import; a package whole.
    fn utilities(&self, folder: &Path, text: &str) -> BTreeMap<String, PathBuf> {
        let mut found = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut wanted = imported(text);
        while let Some(name) = wanted.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let file = (format!("{name}.py"), folder.join(format!("{name}.py")));
            let package = self.files.tree(&folder.join(&name)).unwrap_or_default();
            let package = package
                .into_iter()
                .map(|(below, path)| (format!("{name}/{below}"), path));
            for (below, path) in package.chain([file]) {
                if !below.ends_with(".py") {
                    continue;
                }
                // What is not there is Ansible's own.
                if let Ok(text) = self.files.text(folder, &path) {
                    wanted.extend(imported(&text));
                    found.insert(below, path);
                }
            }
        }
        found
    }

    /// The texts of documentation that modules share.
    fn fragments(&mut self, brought: &mut Brought, folder: &Path) -> Result<(), String> {
        for (below, path) in self.files.tree(folder).unwrap_or_default() {
            let name = format!("doc_fragments/{below}");
            if below.ends_with(".py") && !brought.texts.contains_key(&name) {
                self.text(brought, folder, name, path)?;
            }
        }
        Ok(())
    }
}

/// The first names of what a Python file imports from `module_utils`.
fn imported(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for found in OF_ONE.iter().flat_map(|form| form.captures_iter(text)) {
        names.extend(found.get(1).map(|name| name.as_str().to_owned()));
    }
    for found in OF_SEVERAL.iter().flat_map(|form| form.captures_iter(text)) {
        let listed = found
            .get(1)
            .or(found.get(2))
            .map_or("", |list| list.as_str());
        let first = |item: &str| item.split_whitespace().next().map(str::to_owned);
        names.extend(listed.split(',').filter_map(first));
    }
    names
}
