//! What a comparison comes to: changes, each with what it is about, what it was and is, where that
//! was written, and the hosts that it reaches.
//!
//! In: what the comparing files find, say another `ssh_port` on the builders. Out: [`Changes`],
//! sorted so that what a reviewer must know comes first, and ready to be printed in any format.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::diff::picture::Picture;

/// The parts of a report, most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// What somebody may do now who could not before.
    Privileges,
    /// Handlers that run, services that restart.
    Consequences,
    /// Hosts, groups, how hosts are reached.
    Fleet,
    /// Playbooks, plays, who runs which role.
    Plays,
    /// Values that hosts have.
    Values,
    /// Tasks, handlers, templates and files of roles.
    Roles,
    /// Settings, collections, plugins.
    Project,
    /// Tests and the platforms they run on.
    Tests,
    /// What changes nothing that happens.
    Cosmetic,
}

impl Section {
    /// In the order of a report.
    pub const ALL: [Self; 9] = [
        Self::Privileges,
        Self::Consequences,
        Self::Fleet,
        Self::Plays,
        Self::Values,
        Self::Roles,
        Self::Project,
        Self::Tests,
        Self::Cosmetic,
    ];

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Privileges => "New privileges",
            Self::Consequences => "What follows",
            Self::Fleet => "Hosts and groups",
            Self::Plays => "Plays",
            Self::Values => "Values",
            Self::Roles => "Roles",
            Self::Project => "Project",
            Self::Tests => "Tests",
            Self::Cosmetic => "No change of behaviour",
        }
    }
}

/// What happened to the subject of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
    /// It stands elsewhere, or is called otherwise.
    Moved,
    /// It follows from other changes, or needs a reviewer's eye.
    Noted,
}

impl Sign {
    /// In front of an entry.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "-",
            Self::Changed => "~",
            Self::Moved => ">",
            Self::Noted => "!",
        }
    }
}

/// A line of a text diff.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Line {
    /// `+`, `-`, a blank, or `@` where lines are left out.
    pub sign: char,
    /// The line, without its break.
    pub text: String,
}

/// A part of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Detail {
    /// `mode`, `[alice].active`; empty where the whole subject is meant.
    pub path: String,
    /// What it was; nothing where it was not there, or is never shown.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// Of longer text, the lines that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
}

/// Hosts that are reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reach {
    /// How many.
    pub count: usize,
    /// In words: `web (3 hosts)`.
    pub text: String,
    /// Their names, sorted; `production: web01` where there are several inventories.
    pub names: Vec<String>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its part of the report.
    pub section: Section,
    /// A stable name: `host-added`, `task-changed`.
    pub kind: &'static str,
    /// What happened.
    pub sign: Sign,
    /// What it is about: `base.ssh_port`, `role base`.
    pub subject: String,
    /// In words, without the hosts.
    pub title: String,
    /// What it was, on a line.
    pub before: Option<String>,
    /// What it is, on a line.
    pub after: Option<String>,
    /// Where that came from.
    pub before_from: Option<String>,
    /// Where this comes from.
    pub after_from: Option<String>,
    /// Where it is written: `roles/base/base.roll:12`.
    pub place: Option<String>,
    /// A link to the proposal behind it.
    pub spec: Option<String>,
    /// Its parts.
    pub details: Vec<Detail>,
    /// Why.
    pub because: Vec<String>,
    /// The hosts.
    pub hosts: Reach,
    /// The generated files that differ because of it.
    pub files: BTreeSet<String>,
}

impl Change {
    /// A change with a title and nothing else.
    #[must_use]
    pub fn new(
        section: Section,
        kind: &'static str,
        sign: Sign,
        subject: impl Into<String>,
        title: impl Into<String>,
    ) -> Self {
        Self {
            section,
            kind,
            sign,
            subject: subject.into(),
            title: title.into(),
            before: None,
            after: None,
            before_from: None,
            after_from: None,
            place: None,
            spec: None,
            details: Vec::new(),
            because: Vec::new(),
            hosts: Reach::default(),
            files: BTreeSet::new(),
        }
    }

    /// On hosts.
    #[must_use]
    pub fn on(mut self, hosts: Reach) -> Self {
        self.hosts = hosts;
        self
    }

    /// Seen in a generated file.
    #[must_use]
    pub fn seen_in(mut self, file: impl Into<String>) -> Self {
        self.files.insert(file.into());
        self
    }

    /// Written at a place.
    #[must_use]
    pub fn at(mut self, place: Option<String>) -> Self {
        self.place = place;
        self
    }

    /// With parts.
    #[must_use]
    pub fn with(mut self, details: Vec<Detail>) -> Self {
        self.details = details;
        self
    }
}

/// A service that restarts, or is read anew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Restart {
    /// `sshd`, or `ssh or sshd`.
    pub service: String,
    /// `restarted`, `reloaded`.
    pub state: String,
    /// Where.
    pub hosts: Reach,
}

/// The first line of every report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Hosts on which something differs, or that come or go.
    pub hosts: Reach,
    /// Tasks and handlers.
    pub tasks_added: usize,
    /// Tasks and handlers.
    pub tasks_changed: usize,
    /// Tasks and handlers.
    pub tasks_removed: usize,
    /// By service.
    pub restarts: Vec<Restart>,
    /// Generated files that differ.
    pub files: usize,
}

/// Everything that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The first line.
    pub summary: Summary,
    /// Sorted: by section, then as found.
    pub changes: Vec<Change>,
    /// What `html` draws.
    #[serde(skip)]
    pub picture: Picture,
    /// The project's name.
    #[serde(skip)]
    pub project: String,
}

impl Changes {
    /// Whether nothing differs, not even a byte of what is generated.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes of a section.
    pub fn of(&self, section: Section) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(move |change| change.section == section)
    }
}
