//! Keywords: `become = true`, `delay = 5s`, `changed_when = false`.

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::error::role::RoleError;
use crate::check::expr::{article, assignable};
use crate::check::program::Keyword;
use crate::check::step::Body;
use crate::check::term::{Term, TermKind};
use crate::check::types::{Refined, Type};
use crate::suggest;
use crate::syntax::tree::Attr;

/// What a keyword stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A play.
    Play,
    /// A block or section.
    Block,
    /// A task or handler.
    Task,
    /// A task's `for`.
    Loop,
}

/// What a keyword takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true`, `false`.
    Bool,
    /// A whole number.
    Int,
    /// A number or a percentage.
    Share,
    /// A number, a percentage, or a list of them.
    Batches,
    /// Text.
    Text,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// The name of a host.
    Host,
    /// A duration; a plain number is seconds.
    Seconds,
    /// A list of texts.
    Texts,
    /// A map.
    Map,
    /// A condition, asked on the target.
    Condition,
    /// Anything that can be shown.
    Any,
}

const PLAY: &[Holder] = &[Holder::Play];
const TASK: &[Holder] = &[Holder::Task];
const STEPS: &[Holder] = &[Holder::Block, Holder::Task];
const ALL: &[Holder] = &[Holder::Play, Holder::Block, Holder::Task];
const LOOP: &[Holder] = &[Holder::Loop];

/// Every keyword that is written as an attribute, what it takes, and where it stands.
const KEYWORDS: &[(&str, Kind, &[Holder])] = &[
    ("any_errors_fatal", Kind::Bool, ALL),
    ("async", Kind::Seconds, TASK),
    ("become", Kind::Bool, ALL),
    ("become_exe", Kind::Text, ALL),
    ("become_flags", Kind::Text, ALL),
    ("become_method", Kind::Text, ALL),
    ("become_user", Kind::Text, ALL),
    ("break_when", Kind::Condition, LOOP),
    ("changed_when", Kind::Condition, TASK),
    ("check_mode", Kind::Bool, ALL),
    ("collections", Kind::Texts, ALL),
    ("connection", Kind::Text, ALL),
    (
        "debugger",
        Kind::OneOf(&[
            "always",
            "never",
            "on_failed",
            "on_skipped",
            "on_unreachable",
        ]),
        ALL,
    ),
    ("delay", Kind::Seconds, TASK),
    ("delegate_facts", Kind::Bool, STEPS),
    ("delegate_to", Kind::Host, STEPS),
    ("diff", Kind::Bool, ALL),
    ("environment", Kind::Map, ALL),
    ("extended", Kind::Bool, LOOP),
    ("extended_allitems", Kind::Bool, LOOP),
    ("fact_path", Kind::Text, PLAY),
    ("failed_when", Kind::Condition, TASK),
    ("force_handlers", Kind::Bool, PLAY),
    ("gather_facts", Kind::Bool, PLAY),
    ("gather_subset", Kind::Texts, PLAY),
    ("gather_timeout", Kind::Seconds, PLAY),
    ("ignore_errors", Kind::Bool, ALL),
    ("ignore_unreachable", Kind::Bool, ALL),
    ("label", Kind::Any, LOOP),
    ("max_fail_percentage", Kind::Share, PLAY),
    ("module_defaults", Kind::Map, ALL),
    ("no_log", Kind::Bool, ALL),
    (
        "order",
        Kind::OneOf(&[
            "inventory",
            "reverse_inventory",
            "reverse_sorted",
            "shuffle",
            "sorted",
        ]),
        PLAY,
    ),
    ("pause", Kind::Seconds, LOOP),
    ("poll", Kind::Seconds, TASK),
    ("port", Kind::Int, ALL),
    ("remote_user", Kind::Text, ALL),
    ("retries", Kind::Int, TASK),
    ("run_once", Kind::Bool, ALL),
    ("serial", Kind::Batches, PLAY),
    ("strategy", Kind::Text, PLAY),
    ("throttle", Kind::Int, ALL),
    ("timeout", Kind::Seconds, ALL),
    ("until", Kind::Condition, TASK),
];

/// Ansible's keywords that the language says in another way: name, why, what to write.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "action",
        "a task names its module",
        "write the call: `debug { msg = \"…\" }`",
    ),
    (
        "args",
        "arguments stand in the module's braces",
        "`shell \"…\" { executable = \"/bin/bash\" }`",
    ),
    (
        "always",
        "it stands after the block",
        "`block \"…\" { … } always { … }`",
    ),
    ("block", "a block is a step", "`block \"…\" { … }`"),
    (
        "handlers",
        "handlers are declared one by one",
        "`handler restart { … }`",
    ),
    (
        "hosts",
        "it stands in the play's header",
        "`play \"…\" on web { … }`",
    ),
    ("index_var", "the counter has a shorter name", "`index = i`"),
    (
        "listen",
        "a handler may hold several steps",
        "`notify` names the handler itself",
    ),
    (
        "local_action",
        "a task names its module",
        "call the module and add `delegate_to = \"localhost\"`",
    ),
    (
        "loop",
        "loops stand in the header",
        "`task \"…\" for x in xs { … }`",
    ),
    (
        "loop_control",
        "its keywords are attributes of the task",
        "`label = x.name`, `index = i`, `pause = 1s`",
    ),
    (
        "loop_var",
        "the loop variable is named in the header",
        "`task \"…\" for x in xs { … }`",
    ),
    (
        "name",
        "the name stands in front of the braces",
        "`task \"Install it\" { … }`",
    ),
    (
        "post_tasks",
        "steps run in the written order",
        "write the tasks after the roles",
    ),
    (
        "pre_tasks",
        "steps run in the written order",
        "write the tasks before the roles",
    ),
    (
        "rescue",
        "it stands after the block",
        "`block \"…\" { … } rescue { … }`",
    ),
    ("roles", "roles are steps", "`role base { … }`"),
    ("sudo", "Ansible has another word for it", "`become = true`"),
    (
        "tags",
        "tags stand in the header",
        "`task \"…\" tags [\"packages\"] { … }`",
    ),
    ("tasks", "tasks are steps", "`task \"…\" { … }`"),
    (
        "user",
        "Ansible has another word for it",
        "`remote_user = \"…\"`",
    ),
    (
        "vars",
        "a variable of a step is a `let`",
        "`let x = …`, inside the braces",
    ),
    (
        "vars_files",
        "values come from the fleet",
        "`let x = …`, or `vars { … }` on hosts and groups",
    ),
    (
        "vars_prompt",
        "prompts are declared one by one",
        "`prompt release: string { private = true }`",
    ),
    (
        "when",
        "conditions stand in the header",
        "`task \"…\" when … { … }`",
    ),
];

/// Whether a task's attribute belongs to its loop.
#[must_use]
pub fn is_loop_control(name: &str) -> bool {
    KEYWORDS
        .iter()
        .any(|(known, _, holders)| *known == name && *holders == LOOP)
}

impl Holder {
    const fn what(self) -> &'static str {
        match self {
            Self::Play => "play",
            Self::Block => "block",
            Self::Task => "task",
            Self::Loop => "loop",
        }
    }
}

impl Body<'_, '_> {
    /// An attribute that is a keyword of Ansible's.
    pub fn keyword(&mut self, holder: Holder, attr: &Attr, given: &[Keyword]) -> Option<Keyword> {
        let name = &attr.name.text;
        if let Some(first) = given.iter().find(|keyword| keyword.name == *name) {
            let problem = RoleError::GivenTwice {
                name: name.to_string(),
                again: attr.name.span,
                first: first.span,
            };
            self.low.problems.push(problem);
            return None;
        }
        if attr.adds {
            self.low.problems.push(RoleError::AddsHere {
                span: attr.name.span,
            });
        }
        let known = KEYWORDS
            .iter()
            .find(|(known, _, holders)| known == name && holders.contains(&holder));
        let Some((_, kind, _)) = known else {
            self.unknown_keyword(holder, attr);
            return None;
        };
        let value = self.keyword_value(*kind, attr);
        Some(Keyword {
            name: name.clone(),
            span: attr.name.span,
            value,
            notes: (&attr.lead).into(),
        })
    }

    /// Reports an attribute where there are none.
    pub fn keyword_misplaced(&mut self, attr: &Attr) {
        let problem = RoleError::NotInLanguage {
            name: attr.name.text.to_string(),
            span: attr.name.span,
            reason: String::from("a block's keywords hold for all of it"),
            help: String::from("write it in the block's first braces, or on a block inside"),
        };
        self.low.problems.push(problem);
    }

    fn unknown_keyword(&mut self, holder: Holder, attr: &Attr) {
        let name = attr.name.text.as_str();
        let refused = REFUSED.iter().find(|(refused, ..)| *refused == name);
        let with = name.starts_with("with_").then_some((
            "",
            "loops stand in the header",
            "`task \"…\" for x in xs { … }`",
        ));
        if let Some((_, reason, help)) = refused.copied().or(with) {
            let problem = RoleError::NotInLanguage {
                name: name.to_string(),
                span: attr.name.span,
                reason: reason.to_string(),
                help: format!("write {help}"),
            };
            self.low.problems.push(problem);
            return;
        }
        let elsewhere = KEYWORDS.iter().find(|(known, ..)| *known == name);
        let here = KEYWORDS.iter().filter(|(_, _, holders)| {
            holders.contains(&holder) || (holder == Holder::Task && *holders == LOOP)
        });
        let words = ["register", "notify", "index"];
        let own = words.into_iter().filter(|_| holder == Holder::Task);
        let near = suggest::nearest(name, here.map(|(known, ..)| *known).chain(own));
        let help = match (elsewhere, near) {
            (Some((_, _, holders)), _) => {
                let places: Vec<String> = holders
                    .iter()
                    .map(|holder| format!("a {}", holder.what()))
                    .collect();
                Some(format!("it is a keyword of {}", places.join(", ")))
            }
            (None, Some(near)) => Some(format!("did you mean `{near}`?")),
            (None, None) => Some(String::from("a module's arguments stand in its own braces")),
        };
        let problem = RoleError::UnknownKeyword {
            name: name.to_string(),
            what: holder.what(),
            span: attr.name.span,
            help,
        };
        self.low.problems.push(problem);
    }

    fn keyword_value(&mut self, kind: Kind, attr: &Attr) -> Term {
        let value = &attr.value;
        match kind {
            Kind::Bool => self.low.check(value, &Type::Bool),
            Kind::Int => self.low.check(value, &Type::Int),
            Kind::Text => self.low.check(value, &Type::String),
            Kind::Texts => self.low.check(value, &Type::List(Box::new(Type::String))),
            Kind::Map => self.low.check(value, &Type::Map(Box::new(Type::Any))),
            Kind::Any => self.low.check(value, &Type::Any),
            Kind::Condition => self.low.condition(value),
            Kind::OneOf(texts) => {
                let texts = texts.iter().map(|text| EcoString::from(*text)).collect();
                self.low
                    .check(value, &Type::Literals(std::sync::Arc::new(texts)))
            }
            Kind::Host => {
                let term = self.low.infer(value);
                let ty = if term.known().is_some() {
                    Type::Host
                } else {
                    Type::String
                };
                self.low.fit(term, &ty)
            }
            Kind::Seconds => self.one_of(
                value,
                &[Type::Refined(Refined::Duration), Type::Int, Type::Float],
            ),
            Kind::Share => self.one_of(
                value,
                &[Type::Refined(Refined::Percent), Type::Int, Type::Float],
            ),
            Kind::Batches => {
                let each = [Type::Refined(Refined::Percent), Type::Int];
                let term = self.low.infer(value);
                let items = match (&term.kind, &term.ty) {
                    (TermKind::List(_), _) | (_, Type::List(_) | Type::Any | Type::Error) => true,
                    (_, ty) => each.iter().any(|one| assignable(ty, one)),
                };
                if items {
                    term
                } else {
                    self.wrong(&term, "a number, a percentage, or a list of them")
                }
            }
        }
    }

    fn one_of(&mut self, value: &crate::syntax::tree::Expr, types: &[Type]) -> Term {
        let term = self.low.infer(value);
        match types.iter().find(|ty| assignable(&term.ty, ty)) {
            Some(_) => term,
            None => match types.first() {
                Some(first) => self.low.fit(term, first),
                None => term,
            },
        }
    }

    fn wrong(&mut self, term: &Term, expected: &str) -> Term {
        let problem = ExprError::WrongType {
            found: article(&term.ty),
            expected: expected.to_string(),
            span: term.span,
            help: None,
        };
        self.low.problems.push(problem);
        Term {
            ty: Type::Error,
            ..term.clone()
        }
    }
}
