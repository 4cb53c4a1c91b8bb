//! The files that tasks name: every `src` must exist beside the role.
//!
//! `template { src = "{{ facts.os_family }}.conf", … }` looks for `*.conf` in `templates/`: no
//! match is an error, and every match counts as rendered.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use ecow::EcoString;

use crate::check::error::role::RoleError;
use crate::check::program::{Call, Given};
use crate::check::step::{Body, Render};
use crate::check::term::{RefKind, Term, TermKind, TextPart};
use crate::diagnostic::Fix;
use crate::suggest;
use crate::value::Value;

/// Text with gaps: what is known of a path.
#[derive(Clone, Debug, Default)]
struct Path(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(EcoString),
    Gap,
}

/// Where a module's file is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Folder {
    Templates,
    Files,
}

impl Folder {
    const fn name(self) -> &'static str {
        match self {
            Self::Templates => "templates/",
            Self::Files => "files/",
        }
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Templates => "template",
            Self::Files => "file",
        }
    }
}

/// What `lookup("template", …)` is asked for, anywhere in a term: it renders as the module does.
fn looked_up(term: &Term) -> Vec<&Term> {
    let mut found = Vec::new();
    term.walk(&mut |term| {
        let TermKind::Call(function, args) = &term.kind else {
            return;
        };
        let Some((plugin, paths)) = args.positional.split_first() else {
            return;
        };
        let looks = matches!(function.as_str(), "lookup" | "query" | "q");
        let plugin = plugin.known().and_then(Value::as_text);
        let renders =
            plugin.is_some_and(|name| name.trim_start_matches("ansible.builtin.") == "template");
        if looks && renders {
            found.extend(paths);
        }
    });
    found
}

impl Body<'_, '_> {
    /// Checks the templates that a value looks up: they are rendered as those of a task are.
    pub(super) fn templates_in(&mut self, value: &Term) {
        for path in looked_up(value) {
            for path in self.paths_of(path) {
                if !path.is_elsewhere() {
                    self.source(Folder::Templates, &path, value, &[]);
                }
            }
        }
    }

    /// Checks the `src` of a call, and the templates that its arguments look up.
    pub(super) fn sources(&mut self, call: &Call) {
        for arg in &call.args {
            self.templates_in(&arg.value);
        }
        let short = call.module.rsplit('.').next().unwrap_or_default();
        let argument = |name: &str| call.args.iter().find(|arg| arg.name == name);
        let (folder, arg) = match short {
            "template" | "win_template" => (Folder::Templates, argument("src")),
            "copy" | "unarchive" | "patch" | "win_copy" if !is_remote(argument("remote_src")) => {
                (Folder::Files, argument("src"))
            }
            "script" => (Folder::Files, argument("cmd")),
            "assemble"
                if argument("remote_src").is_some() && !is_remote(argument("remote_src")) =>
            {
                (Folder::Files, argument("src"))
            }
            _ => return,
        };
        let Some(arg) = arg else { return };
        let delimiters = match folder {
            Folder::Templates => delimiters(call),
            Folder::Files => Vec::new(),
        };
        for mut path in self.paths_of(&arg.value) {
            if short == "script" {
                path = path.first_word();
            }
            if !path.is_elsewhere() {
                self.source(folder, &path, &arg.value, &delimiters);
            }
        }
    }

    fn source(
        &mut self,
        folder: Folder,
        path: &Path,
        value: &Term,
        delimiters: &[(EcoString, EcoString)],
    ) {
        let span = value.span;
        if self.role.is_none() {
            self.low.problems.push(RoleError::SourceInPlay {
                folder: folder.name(),
                span,
            });
            return;
        }
        let assets = self.assets;
        let known: Vec<&String> = match folder {
            Folder::Templates => assets
                .iter()
                .flat_map(|assets| assets.templates.keys())
                .collect(),
            Folder::Files => assets
                .iter()
                .flat_map(|assets| assets.files.keys())
                .collect(),
        };
        let found: Vec<&String> = known
            .iter()
            .copied()
            .filter(|known| path.matches(known))
            .collect();
        if found.is_empty() && !assets.is_some_and(|assets| assets.unread) {
            let shown = path.shown();
            let inside = shown.rsplit_once(folder.name()).map(|(_, inside)| inside);
            let inside = inside.and_then(|inside| known.iter().find(|known| **known == inside));
            let near = inside
                .map(|inside| inside.as_str())
                .or_else(|| suggest::nearest(&shown, known.iter().map(|known| known.as_str())));
            let beside = match folder {
                Folder::Files => assets.is_some_and(|assets| assets.templates.contains_key(&shown)),
                Folder::Templates => assets.is_some_and(|assets| assets.files.contains_key(&shown)),
            };
            let help = match (near, folder) {
                (Some(near), _) if inside.is_some() => {
                    format!("paths begin in `{}`: write `\"{near}\"`", folder.name())
                }
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Folder::Files) if beside => {
                    "there is one in `templates/`, which the module `template` renders".to_owned()
                }
                (None, Folder::Templates) if beside => {
                    "there is one in `files/`, which `copy` takes as it is".to_owned()
                }
                (None, _) => format!("put it beside the role's file, in `{}`", folder.name()),
            };
            let fix = near.and_then(|near| Fix::rename(span, &shown, near));
            let fix = match inside {
                Some(_) => fix.map(Fix::certain),
                None => fix,
            };
            let error = RoleError::MissingSource {
                what: folder.what(),
                path: path.shown(),
                folder: folder.name(),
                span,
                help: Some(help),
            };
            self.low.problems.push_fix(error, fix);
        }
        for path in found {
            match folder {
                Folder::Templates => {
                    let loops = self.loops.clone();
                    self.renders.push(Render {
                        path: path.clone(),
                        loops,
                        delimiters: delimiters.to_vec(),
                        span,
                    });
                }
                Folder::Files => {
                    self.copies.insert(path.clone());
                }
            }
        }
    }

    /// Every path that a value may be.
    fn paths_of(&self, value: &Term) -> Vec<Path> {
        match &value.kind {
            TermKind::Value(Value::Str(text)) => vec![Path(vec![Piece::Text(text.clone())])],
            TermKind::Text(parts) => {
                let mut paths = vec![Path::default()];
                for part in parts {
                    let more = match part {
                        TextPart::Literal(text) => vec![Path(vec![Piece::Text(text.clone())])],
                        TextPart::Term(term) => self.paths_of(term),
                    };
                    paths = product(&paths, &more);
                }
                paths
            }
            TermKind::If {
                then, otherwise, ..
            } => {
                let mut paths = self.paths_of(then);
                paths.extend(otherwise.iter().flat_map(|term| self.paths_of(term)));
                paths
            }
            TermKind::By(by) => {
                let mut paths: Vec<Path> = by
                    .arms
                    .iter()
                    .flat_map(|(_, term)| self.paths_of(term))
                    .collect();
                paths.extend(by.otherwise.iter().flat_map(|term| self.paths_of(term)));
                paths
            }
            TermKind::Ref(reference) if reference.kind == RefKind::Magic => {
                // `{{ role_path }}/…`: an absolute path that is not looked for.
                vec![Path(vec![Piece::Text("/".into()), Piece::Gap])]
            }
            _ => self
                .items_of_loop(value)
                .unwrap_or_else(|| vec![Path(vec![Piece::Gap])]),
        }
    }

    /// `name` of `for name in ["a.conf", "b.conf"]`, `file.src` of a known list of records.
    fn items_of_loop(&self, value: &Term) -> Option<Vec<Path>> {
        let (reference, field) = match &value.kind {
            TermKind::Ref(reference) => (reference, None),
            TermKind::Field { base, name, .. } => match &base.kind {
                TermKind::Ref(reference) => (reference, Some(name)),
                _ => return None,
            },
            _ => return None,
        };
        if reference.kind != RefKind::Loop {
            return None;
        }
        let known = self
            .loops
            .iter()
            .rev()
            .find(|variable| variable.emitted == reference.emitted)?;
        let mut paths = Vec::new();
        for item in known.items.as_deref()? {
            let item = match (item, field) {
                (Value::Map(map), Some(field)) => map.get(field)?,
                (item, None) => item,
                _ => return None,
            };
            let Value::Str(text) = item else { return None };
            paths.push(Path(vec![Piece::Text(text.clone())]));
        }
        Some(paths)
    }
}

fn is_remote(arg: Option<&Given>) -> bool {
    arg.is_some_and(|arg| arg.value.known() != Some(&Value::Bool(false)))
}

fn product(left: &[Path], right: &[Path]) -> Vec<Path> {
    left.iter()
        .flat_map(|left| {
            right
                .iter()
                .map(|right| Path(left.0.iter().chain(&right.0).cloned().collect()))
        })
        .collect()
}

impl Path {
    /// Absolute, on another machine, or nothing known of it at all.
    fn is_elsewhere(&self) -> bool {
        match self.0.first() {
            Some(Piece::Text(text)) => text.starts_with(['/', '~']) || text.contains("://"),
            Some(Piece::Gap) => self.0.len() == 1,
            None => true,
        }
    }

    fn first_word(mut self) -> Self {
        for (index, piece) in self.0.iter_mut().enumerate() {
            if let Piece::Text(text) = piece
                && let Some((word, _)) = text.clone().split_once(' ')
            {
                *text = word.into();
                self.0.truncate(index + 1);
                break;
            }
        }
        self
    }

    fn shown(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.to_string(),
            Piece::Gap => String::from("*"),
        };
        self.0.iter().map(piece).collect()
    }

    /// Whether a file is this one, or lies in this folder.
    fn matches(&self, file: &str) -> bool {
        let exact = self.shown();
        if self.0.iter().all(|piece| matches!(piece, Piece::Text(_))) {
            let folder = exact.trim_end_matches('/');
            return file == exact
                || file
                    .strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'));
        }
        let pieces: Vec<&str> = exact.split('*').collect();
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return false;
        };
        let Some(mut rest) = file.strip_prefix(first) else {
            return false;
        };
        for piece in &pieces[1..pieces.len() - 1] {
            let Some(at) = rest.find(piece) else {
                return false;
            };
            rest = &rest[at + piece.len()..];
        }
        rest.ends_with(last)
    }
}

/// What a call of `template` says of the delimiters in its template: `variable_start_string = "[%"`.
fn delimiters(call: &Call) -> Vec<(EcoString, EcoString)> {
    let texts = call.args.iter().filter_map(|arg| match arg.value.known() {
        Some(Value::Str(text)) if arg.name.ends_with("_string") && !text.is_empty() => {
            Some((arg.name.clone(), text.clone()))
        }
        _ => None,
    });
    texts.collect()
}
