//! What comes out of checking: every declaration, resolved; names already Ansible's.
//!
//! In the `emitted` fields stands what Ansible reads: role `base`'s parameter `ssh_port` is
//! `base_ssh_port`, handler `restart_sshd` is `Restart sshd`. Order: tasks, plays, handlers,
//! parameters as written; hosts and groups sorted by name.

use std::path::PathBuf;

use ecow::EcoString;

use crate::check::term::Term;
use crate::check::types::Type;
use crate::source::Span;

/// Index into [`Program::roles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub u32);

/// Index into [`Program::playbooks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaybookId(pub u32);

/// A whole checked project.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// `project … { … }`.
    pub project: Project,
    /// Declared variables, sorted by name.
    pub vars: Vec<Var>,
    /// The roles of every namespace that is used, sorted by emitted name.
    pub roles: Vec<Role>,
    /// The root namespace's playbooks (and what they import), sorted by name.
    pub playbooks: Vec<Playbook>,
    /// One, named `hosts`, unless the fleet names several.
    pub inventories: Vec<Inventory>,
}

/// The project's attributes.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// Its name.
    pub name: EcoString,
    /// `ansible = ">=2.17"`.
    pub ansible: Option<EcoString>,
    /// `output = "build"`, relative to the project.
    pub output: EcoString,
    /// `author = "…"`, for the roles' meta.
    pub author: Option<EcoString>,
    /// `license = "…"`, for the roles' meta.
    pub license: Option<EcoString>,
    /// Its doc comment.
    pub docs: Vec<EcoString>,
    /// Entries of `ansible.cfg` beyond the usual ones: section, key, value.
    pub settings: Vec<(EcoString, EcoString, EcoString)>,
}

/// Comments and docs that travel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// `# …` lines.
    pub comments: Vec<EcoString>,
    /// `## …` lines.
    pub docs: Vec<EcoString>,
}

/// `var name: T = default`.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its name, here and in Ansible.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Its default, in `all`'s group_vars.
    pub default: Option<Term>,
    /// Comments and docs.
    pub notes: Notes,
}

/// One inventory.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// `hosts`, or `staging`.
    pub name: EcoString,
    /// Its place, if it is declared.
    pub span: Option<Span>,
    /// Comments and docs.
    pub notes: Notes,
    /// Filled at run time by a plugin: its name and settings.
    pub plugin: Option<(EcoString, Vec<Given>)>,
    /// Sorted by name.
    pub hosts: Vec<Host>,
    /// Sorted by name; `all` is always there, `ungrouped` never.
    pub groups: Vec<Group>,
}

/// A host of one inventory.
#[derive(Clone, Debug)]
pub struct Host {
    /// Its name.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// What it is given.
    pub gives: Gives,
}

/// A group of one inventory: what is common and what the inventory says, already together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name in the language.
    pub name: EcoString,
    /// Its name in Ansible.
    pub emitted: EcoString,
    /// Its place (the inventory's own if there are two).
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Filled at run time.
    pub dynamic: bool,
    /// Indices into the inventory's hosts: direct members, sorted.
    pub hosts: Vec<u32>,
    /// Indices into the inventory's groups: direct children, sorted.
    pub children: Vec<u32>,
    /// What its members are given.
    pub gives: Gives,
}

/// What a host or a group gives: connection settings, vars, parameters.
#[derive(Clone, Debug, Default)]
pub struct Gives {
    /// Named as Ansible names them (`ansible_host`), as written.
    pub connection: Vec<Given>,
    /// Values of declared variables.
    pub vars: Vec<Given>,
    /// Values of roles' parameters.
    pub params: Vec<(RoleId, Given)>,
}

/// One given value.
#[derive(Clone, Debug)]
pub struct Given {
    /// The name in the language (of connection settings: Ansible's).
    pub name: EcoString,
    /// The name in Ansible.
    pub emitted: EcoString,
    /// The place of the name.
    pub span: Span,
    /// `+=`.
    pub adds: bool,
    /// Said by the inventory itself, which is more specific than what is common.
    pub own: bool,
    /// The value; of the declared type, record defaults filled in.
    pub value: Term,
    /// Comments.
    pub notes: Notes,
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// `base` or `monitoring.agent`.
    pub name: EcoString,
    /// `base` or `monitoring_agent`: the folder in `roles/`.
    pub emitted: EcoString,
    /// `base_`: what its variables begin with; may be empty.
    pub prefix: EcoString,
    /// Its place (the name).
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// A link to the proposal behind it.
    pub spec: Option<EcoString>,
    /// Parameters.
    pub params: Vec<Param>,
    /// Relations that must be asserted on the target.
    pub requires: Vec<Require>,
    /// Lets: `vars/main.yml`.
    pub lets: Vec<RoleLet>,
    /// `meta/main.yml`'s dependencies.
    pub depends: Vec<Step>,
    /// Steps in order, sections where they run.
    pub steps: Vec<Step>,
    /// Entries.
    pub entries: Vec<Entry>,
    /// Handlers.
    pub handlers: Vec<Handler>,
    /// `templates/…`: path below `templates/`, and the text with names rewritten.
    pub templates: Vec<(String, String)>,
    /// `files/…`: path below `files/`, and where it is.
    pub files: Vec<(String, PathBuf)>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// `ssh_port`.
    pub name: EcoString,
    /// `base_ssh_port`.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Its default; a parameter with neither default nor optional type is required.
    pub default: Option<Term>,
    /// Comments and docs.
    pub notes: Notes,
}

/// A `let` of a role, or a later one of a step or play.
#[derive(Clone, Debug)]
pub struct RoleLet {
    /// `sshd`.
    pub name: EcoString,
    /// `base_sshd`.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// The value.
    pub value: Term,
    /// Comments and docs.
    pub notes: Notes,
}

/// A relation between parameters, to be asserted.
#[derive(Clone, Debug)]
pub struct Require {
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Which, with emitted names.
    pub kind: RequireKind,
}

/// The relations, with indices into [`Role::params`].
#[derive(Clone, Debug)]
pub enum RequireKind {
    /// At least one is set.
    OneOf(Vec<usize>),
    /// At most one is set.
    Exclusive(Vec<usize>),
    /// All or none.
    Together(Vec<usize>),
    /// Set when the condition holds.
    When(usize, Term),
}

/// An entry: `tasks/rotate_keys.yml`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name, and its file's.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Its own parameters.
    pub params: Vec<Param>,
    /// Relations.
    pub requires: Vec<Require>,
    /// Its own lets, for its steps (`vars:` of a block around them when there are any).
    pub lets: Vec<RoleLet>,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A handler.
#[derive(Clone, Debug)]
pub struct Handler {
    /// `restart_sshd`.
    pub name: EcoString,
    /// `Restart sshd`: its name, or its `listen` topic when it has several steps.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// One, or several that run in order.
    pub steps: Vec<Step>,
}

/// A step: what every kind has.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// The sentence; of a section or a role step empty.
    pub name: Option<Term>,
    /// The loops, made one.
    pub each: Option<Loop>,
    /// The condition.
    pub when: Option<Term>,
    /// Tags.
    pub tags: Vec<EcoString>,
    /// Keywords by Ansible's names, as written, but for those that have a field of their own.
    pub keywords: Vec<Keyword>,
    /// Later lets: `vars:`.
    pub lets: Vec<RoleLet>,
    /// Emitted handler names (`base : Restart sshd`).
    pub notify: Vec<EcoString>,
    /// The emitted name of the result.
    pub register: Option<EcoString>,
    /// Which.
    pub kind: StepKind,
}

/// A keyword with its value; units already converted (seconds, minutes) as Ansible wants them.
#[derive(Clone, Debug)]
pub struct Keyword {
    /// Ansible's name.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// The value. For `changed_when`, `failed_when`, `until`, `break_when`: a condition, emitted bare.
    pub value: Term,
    /// Comments.
    pub notes: Notes,
}

/// A loop as Ansible has it.
#[derive(Clone, Debug)]
pub struct Loop {
    /// What `loop:` gets.
    pub source: LoopSource,
    /// `loop_var`, emitted: `base_admin`.
    pub var: EcoString,
    /// Keywords of `loop_control` as written (`label index_var pause extended …`); `label` is
    /// filled in by default where items are records or maps.
    pub control: Vec<Keyword>,
}

/// What a loop goes over.
#[derive(Clone, Debug)]
pub enum LoopSource {
    /// A list.
    List(Term),
    /// A map, by `dict2items`.
    Map(Term),
    /// `for a in xs for b in a.field`: `xs | subelements('field')`.
    Subelements(Term, EcoString),
    /// `for a in xs for b in ys`: `xs | product(ys)`.
    Product(Vec<Term>),
}

/// The steps.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// A module call.
    Task(Call),
    /// A block.
    Block {
        /// The steps.
        steps: Vec<Step>,
        /// On failure.
        rescue: Vec<Step>,
        /// In any case.
        always: Vec<Step>,
    },
    /// `tasks/NAME.yml`, included where it stands.
    Section {
        /// Its name, and its file's.
        name: EcoString,
        /// Its steps.
        steps: Vec<Step>,
    },
    /// A role.
    Role(Application),
    /// `fact name = expr`.
    Fact {
        /// The emitted name.
        emitted: EcoString,
        /// The value.
        value: Box<Term>,
    },
}

/// A module call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The full name.
    pub module: EcoString,
    /// The place of the name.
    pub span: Span,
    /// Free form that has no argument name (`meta: flush_handlers`, `raw`).
    pub free_form: Option<Term>,
    /// Arguments as written; unset ones are left out, optional ones get `default(omit)`.
    pub args: Vec<Given>,
}

/// A role, applied.
#[derive(Clone, Debug)]
pub struct Application {
    /// Which.
    pub role: RoleId,
    /// One of its entries instead of its steps: index into [`Role::entries`].
    pub entry: Option<usize>,
    /// Parameters given here.
    pub params: Vec<Given>,
    /// Must be `include_role` (a loop, `flush_handlers` between two applications).
    pub dynamic: bool,
}

/// A playbook.
#[derive(Clone, Debug)]
pub struct Playbook {
    /// `site`.
    pub name: EcoString,
    /// `site`: `playbooks/site.yml`.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Imports and plays in order.
    pub items: Vec<PlaybookItem>,
}

/// What a playbook holds.
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "plays are the rule, imports the exception"
)]
pub enum PlaybookItem {
    /// `import other`.
    Import(PlaybookId, Span, Notes),
    /// A play.
    Play(Play),
}

/// A play.
#[derive(Clone, Debug)]
pub struct Play {
    /// The sentence.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Which hosts.
    pub on: Pattern,
    /// May match no host.
    pub optional: bool,
    /// A link to the proposal behind it.
    pub spec: Option<EcoString>,
    /// Tags.
    pub tags: Vec<EcoString>,
    /// Play keywords by Ansible's names, as written.
    pub keywords: Vec<Keyword>,
    /// Prompts.
    pub prompts: Vec<Prompt>,
    /// Later lets: `vars:`.
    pub lets: Vec<RoleLet>,
    /// Handlers of its own tasks.
    pub handlers: Vec<Handler>,
    /// Roles and tasks in order.
    pub steps: Vec<Step>,
}

/// `prompt release: string { private = true }`.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// Its name.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// `vars_prompt` keys as written.
    pub keywords: Vec<Keyword>,
    /// Comments and docs (the doc is what is asked).
    pub notes: Notes,
}

/// A host pattern Ansible can say: a union, then intersections, then exclusions.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its place.
    pub span: Span,
    /// `a or b`.
    pub any: Vec<Atom>,
    /// `and c`.
    pub and: Vec<Atom>,
    /// `and not d`.
    pub not: Vec<Atom>,
}

/// A part of a pattern.
#[derive(Clone, Debug)]
pub struct Atom {
    /// Its place.
    pub span: Span,
    /// Which.
    pub kind: AtomKind,
}

/// The parts of a pattern.
#[derive(Clone, Debug)]
pub enum AtomKind {
    /// `all`.
    All,
    /// A group, by its name in the language.
    Group(EcoString),
    /// A host's name or a glob.
    Host(EcoString),
    /// `web[0]`, `web[1:]`: the group, start, whether a slice, end (inclusive as in Ansible).
    Subscript(EcoString, Option<i64>, bool, Option<i64>),
}
