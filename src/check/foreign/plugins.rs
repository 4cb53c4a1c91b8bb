//! Modules, filters, tests and lookups that a project brings along or declares.
//!
//! In: `use module toolbox from "library/toolbox.py"`, `use filter site_url(string): string from
//! "filter_plugins/site.py"`. Out: what calls of them are checked against, and the files that the
//! tree needs.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use ecow::EcoString;

use crate::check::error::foreign::ForeignError;
use crate::check::error::names::NameError;
use crate::check::foreign::carried;
use crate::check::foreign::fragment::Shelf;
use crate::check::foreign::module;
use crate::check::foreign::yaml::{self, Node};
use crate::check::input::Brought;
use crate::check::names::{SpaceId, World};
use crate::check::program::Plugin;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::schema;
use crate::schema::module::Module;
use crate::source::Span;
use crate::syntax::tree::{Foreign, ItemKind, Name, Operation, Text, TypeExpr};

/// Everything of that kind.
#[derive(Debug, Default)]
pub struct Plugins {
    /// Modules by the name that calls have.
    pub(super) modules: HashMap<(SpaceId, EcoString), Declared>,
    /// Installed collections.
    pub(super) collections: HashMap<(SpaceId, EcoString), (Span, Text)>,
    operations: HashMap<(SpaceId, Operation, EcoString), Signature>,
    /// The tree's files.
    pub files: Vec<Plugin>,
    /// Modules that document what they take, by the names that are written.
    pub documented: BTreeMap<EcoString, Module>,
    /// The names of the tests.
    pub tests: BTreeSet<EcoString>,
    /// The versions of the installed collections.
    pub versions: BTreeMap<EcoString, EcoString>,
    /// Modules of installed collections, read when first called.
    pub(super) read: RefCell<HashMap<(SpaceId, EcoString), Option<Module>>>,
}

/// A module that is declared.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) span: Span,
    /// Not where nothing is known of it: then it is what Ansible makes of its name.
    pub(super) module: Option<Module>,
}

/// What a filter, a test or a lookup takes and gives.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The place of its name.
    pub span: Span,
    /// The value in front of it, then its arguments; of a lookup, what it looks for.
    pub takes: Vec<Type>,
    /// What it gives.
    pub gives: Type,
}

/// Collects what the namespaces declare.
pub fn collect(world: &World<'_>, problems: &mut Problems) -> Plugins {
    let mut plugins = Plugins::default();
    for (id, space) in (0u32..).map(SpaceId).zip(&world.spaces) {
        for item in space.input.files.iter().flat_map(|file| &file.tree.items) {
            let ItemKind::Foreign(foreign) = &item.kind else {
                continue;
            };
            let mut collecting = Collecting {
                world,
                space: id,
                plugins: &mut plugins,
                problems,
            };
            match &**foreign {
                Foreign::Role(_) => {}
                Foreign::Module { name, source } => collecting.module(name, source.as_ref()),
                Foreign::Collection { name, source } => collecting.collection(name, source),
                Foreign::Operation {
                    what,
                    name,
                    takes,
                    gives,
                    source,
                } => collecting.operation(*what, name, takes, gives.as_ref(), source.as_ref()),
            }
        }
    }
    carried::whole_folders(world, &mut plugins.files, problems);
    plugins
}

struct Collecting<'a, 'w> {
    world: &'a World<'w>,
    space: SpaceId,
    plugins: &'a mut Plugins,
    problems: &'a mut Problems,
}

impl<'a> Collecting<'a, '_> {
    fn brought(&self, source: &Text) -> Option<&'a Brought> {
        self.world.space(self.space).input.foreign.get(&source.span)
    }

    fn module(&mut self, name: &Name, source: Option<&Text>) {
        let key = (self.space, name.text.clone());
        if let Some(first) = self.plugins.modules.get(&key) {
            return self.twice("module", name, first.span);
        }
        let own = !name.text.contains('.');
        if schema::module::resolve(&name.text).is_some_and(|module| own || module.is_known()) {
            return self.ansibles("module", name);
        }
        let mut declared = Declared {
            span: name.span,
            module: None,
        };
        match source.and_then(|source| self.brought(source)) {
            Some(brought) => {
                declared.module = Some(self.documented(name, brought));
                self.file("library", &format!("{}.py", name.text), source);
                for (path, from) in brought.files.iter().skip(1) {
                    self.beside(path, from, source);
                }
            }
            // Unreadable, and reported; or a short name that nothing says more of.
            None if own => {
                if source.is_none() {
                    self.problems.push(ForeignError::NoSource {
                        name: name.text.to_string(),
                        span: name.span,
                    });
                }
                declared.module = Some(unknown(&name.text));
            }
            None => {}
        }
        self.plugins.modules.insert(key, declared);
    }

    fn documented(&mut self, name: &Name, brought: &Brought) -> Module {
        let Some((text, base)) = brought_text(brought) else {
            return unknown(&name.text);
        };
        let mut shelves = vec![Shelf {
            folder: "doc_fragments/",
            collection: None,
            brought,
        }];
        shelves.extend(self.world.shelves(self.space));
        match module::read(text, base, &shelves) {
            Ok(Some(read)) => {
                for (fragment, named) in read.unknown {
                    self.problems.push(ForeignError::UnknownFragment {
                        place: place_of(&fragment),
                        fragment,
                        module: name.text.to_string(),
                        span: named,
                        used: name.span,
                    });
                }
                read.own.module(&name.text)
            }
            Ok(None) => {
                self.problems.push(ForeignError::NoDocumentation {
                    name: name.text.to_string(),
                    span: name.span,
                });
                unknown(&name.text)
            }
            Err(broken) => {
                self.problems.push(ForeignError::BrokenYaml {
                    reason: broken.reason,
                    span: broken.span,
                    used: name.span,
                });
                unknown(&name.text)
            }
        }
    }

    fn collection(&mut self, name: &Name, source: &Text) {
        let key = (self.space, name.text.clone());
        if let Some((first, _)) = self.plugins.collections.get(&key) {
            return self.twice("collection", name, *first);
        }
        let Some(brought) = self.brought(source) else {
            self.plugins
                .collections
                .insert(key, (name.span, source.clone()));
            return;
        };
        if let Some((found, version)) = identity(brought) {
            if found != name.text {
                self.problems.push(ForeignError::OtherCollection {
                    name: name.text.to_string(),
                    found: found.to_string(),
                    span: name.span,
                });
            }
            self.plugins.versions.insert(name.text.clone(), version);
        }
        self.plugins
            .collections
            .insert(key, (name.span, source.clone()));
    }

    fn operation(
        &mut self,
        what: Operation,
        name: &Name,
        takes: &[TypeExpr],
        gives: Option<&TypeExpr>,
        source: Option<&Text>,
    ) {
        let (word, folder) = match what {
            Operation::Filter => ("filter", "filter_plugins"),
            Operation::Test => ("test", "test_plugins"),
            Operation::Lookup => ("lookup", "lookup_plugins"),
        };
        let key = (self.space, what, name.text.clone());
        if let Some(first) = self.plugins.operations.get(&key) {
            return self.twice(word, name, first.span);
        }
        let ansibles = match what {
            Operation::Filter => schema::filter::lookup(&name.text).is_some(),
            Operation::Test => schema::test::lookup(&name.text).is_some(),
            Operation::Lookup => schema::lookup::plugin(&name.text).is_some(),
        };
        if ansibles {
            return self.ansibles(word, name);
        }
        let types = takes.iter();
        let takes = types.map(|ty| self.world.ty(self.space, ty, self.problems));
        let takes = takes.collect();
        let gives = match (what, gives) {
            (Operation::Filter | Operation::Lookup, Some(ty)) => {
                self.world.ty(self.space, ty, self.problems)
            }
            (Operation::Filter | Operation::Lookup, None) => Type::Any,
            (Operation::Test, _) => Type::Bool,
        };
        match source {
            Some(source) => {
                // A lookup is called by the name of its file.
                let text = self.brought(source).and_then(brought_text);
                let text = text.filter(|_| what != Operation::Lookup);
                let named = |quote: char| format!("{quote}{}{quote}", name.text);
                if let Some((text, _)) = text
                    && !text.contains(&named('"'))
                    && !text.contains(&named('\''))
                {
                    self.problems.push(ForeignError::NotInPlugin {
                        what: word,
                        name: name.text.to_string(),
                        span: name.span,
                        source_span: source.span,
                    });
                }
                let file = self
                    .brought(source)
                    .and_then(|brought| brought.files.first());
                let file = file.map(|(file, _)| match what {
                    Operation::Lookup => format!("{}.py", name.text),
                    Operation::Filter | Operation::Test => file.clone(),
                });
                if let Some(file) = file {
                    self.file(folder, &file, Some(source));
                }
            }
            None if !name.text.contains('.') => self.problems.push(ForeignError::NoSource {
                name: name.text.to_string(),
                span: name.span,
            }),
            None => {}
        }
        let span = name.span;
        self.plugins
            .operations
            .insert(key, Signature { span, takes, gives });
    }

    /// A file that the tree needs; one for several filters stands there once.
    fn file(&mut self, folder: &'static str, name: &str, source: Option<&Text>) {
        let Some(source) = source else { return };
        let Some(from) = self.brought(source).map(|brought| brought.path.clone()) else {
            return;
        };
        self.put(folder, format!("{folder}/{name}"), from, source.span);
    }

    /// A file that a module needs: its path has its folder in front.
    fn beside(&mut self, path: &str, from: &Path, source: Option<&Text>) {
        let folders = ["module_utils", "action_plugins"];
        let folder = folders.into_iter().find(|folder| path.starts_with(folder));
        if let (Some(folder), Some(source)) = (folder, source) {
            self.put(folder, path.to_owned(), from.to_owned(), source.span);
        }
    }

    fn put(&mut self, folder: &'static str, path: String, from: PathBuf, span: Span) {
        let file = Plugin {
            folder,
            path,
            from,
            span,
        };
        carried::add(&mut self.plugins.files, file, self.problems);
    }

    fn twice(&mut self, what: &'static str, name: &Name, first: Span) {
        self.problems.push(NameError::Duplicate {
            what,
            name: name.text.to_string(),
            again: name.span,
            first,
        });
    }

    fn ansibles(&mut self, what: &'static str, name: &Name) {
        self.problems.push(ForeignError::AnsiblesOwn {
            what,
            name: name.text.to_string(),
            span: name.span,
        });
    }
}

impl Plugins {
    /// What the program keeps of it.
    #[must_use]
    pub fn settled(mut self) -> Self {
        let called = self.read.take().into_iter();
        let declared = self.modules.drain();
        let declared = declared.map(|((_, name), declared)| (name, declared.module));
        self.documented = called
            .map(|((_, name), module)| (name, module))
            .chain(declared)
            .filter_map(|(name, module)| Some((name, module?)))
            .filter(|(_, module)| module.is_known())
            .collect();
        let tests = self.operations.drain();
        self.tests = tests
            .filter(|((_, what, _), _)| *what == Operation::Test)
            .map(|((.., name), _)| name)
            .collect();
        self
    }

    /// A filter, test or lookup of a namespace.
    #[must_use]
    pub fn operation(&self, space: SpaceId, what: Operation, name: &str) -> Option<&Signature> {
        self.operations.get(&(space, what, name.into()))
    }

    /// The names of a namespace's own modules, for suggestions.
    pub fn module_names(&self, space: SpaceId) -> impl Iterator<Item = &str> {
        let keys = self.modules.keys();
        keys.filter(move |(of, _)| *of == space)
            .map(|(_, name)| name.as_str())
    }

    /// The names of a namespace's own filters, tests or lookups, for suggestions.
    pub fn operation_names(&self, space: SpaceId, what: Operation) -> impl Iterator<Item = &str> {
        let keys = self.operations.keys();
        keys.filter(move |(of, kind, _)| (*of, *kind) == (space, what))
            .map(|(.., name)| name.as_str())
    }
}

/// What makes a fragment known.
fn place_of(fragment: &str) -> String {
    let mut parts = fragment.splitn(3, '.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(namespace), Some(collection), Some(_)) => format!(
            "bring in the collection that has it, `use collection {namespace}.{collection} from \"…\"`"
        ),
        (Some(file), ..) => {
            format!("put it into `doc_fragments/{file}.py`, beside the module's folder")
        }
        _ => String::from("name one that is there"),
    }
}

/// A module of which only the name is known.
fn unknown(name: &str) -> Module {
    Module::undocumented(name)
}

/// The text of the one file that is named.
fn brought_text(brought: &Brought) -> Option<(&str, u32)> {
    let (name, _) = brought.files.first()?;
    let (text, base) = brought.texts.get(name)?;
    Some((text, *base))
}

/// The name and version that a collection says it has.
fn identity(brought: &Brought) -> Option<(EcoString, EcoString)> {
    let of = |node: &Node| -> Option<(EcoString, EcoString)> {
        let text = |key| node.get(key).and_then(Node::text);
        let (namespace, name) = (text("namespace")?, text("name")?);
        Some((ecow::eco_format!("{namespace}.{name}"), text("version")?))
    };
    let node = |path: &str| {
        let (text, base) = brought.texts.get(path)?;
        yaml::read(text, *base).ok().flatten()
    };
    // JSON is YAML.
    node("MANIFEST.json")
        .and_then(|node| node.get("collection_info").and_then(of))
        .or_else(|| node("galaxy.yml").as_ref().and_then(of))
}
