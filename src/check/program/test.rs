//! Platforms and tests, checked: what is run in containers, and what must hold afterwards.

use crate::check::program::{Given, Notes, Pattern, Play, PlaybookId, RoleId, RoleLet, Step};
use crate::check::term::Term;
use crate::source::Span;
use ecow::EcoString;

/// `platform debian12 { image = "…", family = "debian" }`: a system that tests run on.
#[derive(Clone, Debug)]
pub struct Platform {
    /// `debian12`.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// `docker.io/library/debian:12`.
    pub image: EcoString,
    /// `sha256:…`, where the image is pinned.
    pub digest: Option<EcoString>,
    /// How packages are installed, and what boots it.
    pub family: Family,
    /// Whether systemd (or the family's init) runs in it; otherwise it only sleeps.
    pub systemd: bool,
    /// When the image is asked for.
    pub pull: Pull,
    /// The image has everything already: no Containerfile is built on it.
    pub prebuilt: bool,
    /// Capabilities beyond the engine's usual ones: `NET_ADMIN`.
    pub capabilities: Vec<EcoString>,
}

/// The families of distributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// apt.
    Debian,
    /// dnf.
    RedHat,
    /// zypper.
    Suse,
    /// apk and OpenRC.
    Alpine,
}

/// When an engine asks a registry for an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pull {
    /// Each time.
    Always,
    /// When it is not here.
    Missing,
    /// Never.
    Never,
}

/// `test base { … }` or `test "the fleet in small" { … }`.
#[derive(Clone, Debug)]
pub struct Test {
    /// `base`, or `the fleet in small`.
    pub name: EcoString,
    /// The folder below `molecule/`: `the_fleet_in_small`.
    pub emitted: EcoString,
    /// Its place (of a smoke test that nobody wrote: the role's name).
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Nobody wrote it: the role has no test of its own.
    pub smoke: bool,
    /// What is converged.
    pub subject: Subject,
    /// What must be there before: a play of its own.
    pub prepare: Option<Box<Play>>,
    /// Whether `verify` is written as testinfra too.
    pub testinfra: bool,
    /// What must hold afterwards.
    pub verify: Vec<Verify>,
}

/// What a test converges.
#[derive(Clone, Debug)]
pub enum Subject {
    /// One role, on each platform.
    Role {
        /// Which.
        role: RoleId,
        /// Indices into [`super::Program::platforms`].
        platforms: Vec<usize>,
        /// `Converge`: the role applied with what `with { … }` gives.
        converge: Box<Play>,
    },
    /// A playbook on hosts of an inventory, each a container.
    Fleet {
        /// Which.
        playbook: PlaybookId,
        /// Index into [`super::Program::inventories`].
        inventory: usize,
        /// Index into the inventory's hosts, and into [`super::Program::platforms`].
        hosts: Vec<(u32, usize)>,
        /// Parameters and vars that only this test gives.
        with: Vec<RoleLet>,
    },
}

/// `verify on web { … }`.
#[derive(Clone, Debug)]
pub struct Verify {
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// On which of the containers; `None` is all of them.
    pub on: Option<Pattern>,
    /// Variables that the test gives.
    pub lets: Vec<RoleLet>,
    /// What is looked at, in order.
    pub items: Vec<VerifyItem>,
}

/// A part of a `verify`.
#[derive(Clone, Debug)]
pub enum VerifyItem {
    /// `port 22 { listening = true }`.
    Check(Check),
    /// `assert marker.stat.exists, "no marker"`.
    Assert {
        /// Its place.
        span: Span,
        /// Comments.
        notes: Notes,
        /// What must be true.
        condition: Term,
        /// What is said if it is not.
        message: Option<Term>,
    },
    /// A task, so that an `assert` can speak of its result.
    Step(Box<Step>),
}

/// `service "ssh" { running = true, enabled = true }`.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its place.
    pub span: Span,
    /// Comments.
    pub notes: Notes,
    /// Which.
    pub kind: CheckKind,
    /// `"ssh"`, `22`, `"/etc/motd"`.
    pub of: Term,
    /// What is expected, as written and typed for the kind.
    pub expects: Vec<Given>,
}

/// What a check looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckKind {
    /// `running enabled`.
    Service,
    /// `listening`, `address protocol`.
    Port,
    /// `exists type mode owner group contains matches size target`.
    File,
    /// `exists uid group groups home shell`.
    User,
    /// `exists gid`.
    Group,
    /// `installed version`.
    Package,
    /// `exit stdout stderr contains`.
    Command,
    /// `status contains headers host`.
    Http,
    /// `exists device type options`.
    Mount,
    /// `value`.
    Sysctl,
    /// `exists user minute hour day month weekday job`.
    Cron,
    /// `exists address up`.
    Interface,
}
