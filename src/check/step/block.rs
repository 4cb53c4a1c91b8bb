//! Blocks with rescue and always, and sections.

use ecow::eco_format;

use crate::check::error::role::RoleError;
use crate::check::program::{Allow, Keyword, Notes, RoleLet, Step, StepKind};
use crate::check::step::flow::REACHED;
use crate::check::step::{Body, blank};
use crate::schema::keyword::Place;
use crate::source::Span;
use crate::syntax::tree::{self, StepItem};

/// The steps of a block, and what stands among them.
#[derive(Default)]
struct Held {
    steps: Vec<Step>,
    keywords: Vec<Keyword>,
    lets: Vec<RoleLet>,
    notify: Vec<ecow::EcoString>,
    allow: Vec<Allow>,
    reason: Vec<ecow::EcoString>,
}

impl Body<'_, '_> {
    /// `block "…" { … } rescue { … } always { … }`.
    pub(super) fn block(
        &mut self,
        step: &tree::Step,
        name: &tree::Text,
        body: &tree::Block<StepItem>,
        rescue: Option<&tree::Block<StepItem>>,
        always: Option<&tree::Block<StepItem>>,
    ) -> Step {
        let start = self.enter();
        self.no_loop(
            &step.header,
            "block",
            "Ansible repeats tasks, not blocks",
            "put the `for` on the tasks inside, or make the steps an `entry` and apply it: `role this.entry for x in xs { … }`",
        );
        self.holds_steps("this block", name.span, body);
        for (what, branch) in [("`rescue`", rescue), ("`always`", always)] {
            if let Some(branch) = branch {
                self.holds_steps(what, branch.span, branch);
            }
        }
        let name = self.name(name, &step.header);
        let when = self.when(&step.header);
        let tags = self.tags(&step.header);
        self.defaults_of(body);
        let inner = self.enter();
        if rescue.is_some() {
            self.push_condition(reached(body.span));
        }
        let held = self.held(&body.items, true);
        self.leave(inner);
        let mut rescued = |body: Option<&tree::Block<StepItem>>, certain: bool| {
            let Some(body) = body else { return Vec::new() };
            let inner = self.enter();
            if !certain {
                self.push_condition(reached(body.span));
            }
            let held = self.held(&body.items, false);
            self.leave(inner);
            held.steps
        };
        let rescue = rescued(rescue, false);
        let always = rescued(always, true);
        self.condition_stands("block", when.as_ref(), start);
        self.leave(start);
        Step {
            name,
            when,
            tags,
            keywords: held.keywords,
            lets: held.lets,
            notify: held.notify,
            allow: held.allow,
            kind: StepKind::Block {
                steps: held.steps,
                rescue,
                always,
            },
            ..reasoned(blank(&step.lead, step.span), held.reason)
        }
    }

    /// `section packages { … }`.
    pub fn section(
        &mut self,
        lead: &tree::Lead,
        span: Span,
        name: &tree::Name,
        header: &tree::Header,
        body: &tree::Block<StepItem>,
    ) -> Step {
        let start = self.enter();
        self.no_loop(
            header,
            "section",
            "a section runs once, where it stands",
            "put the `for` on the tasks inside, or make it an `entry`, which can be applied many times",
        );
        self.holds_steps(&format!("the section `{}`", name.text), name.span, body);
        let when = self.when(header);
        let tags = self.tags(header);
        self.defaults_of(body);
        let held = self.held(&body.items, true);
        self.condition_stands("section", when.as_ref(), start);
        self.leave(start);
        Step {
            when,
            tags,
            keywords: held.keywords,
            lets: held.lets,
            notify: held.notify,
            allow: held.allow,
            kind: StepKind::Section {
                name: name.text.clone(),
                steps: held.steps,
            },
            ..reasoned(blank(lead, span), held.reason)
        }
    }

    /// Reports steps in braces that hold none. What is broken may have been one.
    fn holds_steps(&mut self, what: &str, span: Span, body: &tree::Block<StepItem>) {
        let held = |item: &StepItem| matches!(item, StepItem::Step(_) | StepItem::Error(_));
        if !body.items.iter().any(held) {
            let what = what.to_owned();
            self.low.problems.push(RoleError::EmptyBlock { what, span });
        }
    }

    /// What the `module_defaults` of a block gives to the calls inside, wherever it stands.
    fn defaults_of(&mut self, body: &tree::Block<StepItem>) {
        for item in &body.items {
            if let StepItem::Attr(attr) = item
                && attr.name.text == "module_defaults"
            {
                self.note_defaults(&attr.value);
            }
        }
    }

    /// `takes_keywords`: a block's body, not its rescue.
    fn held(&mut self, items: &[StepItem], takes_keywords: bool) -> Held {
        let mut held = Held::default();
        for item in items {
            match item {
                StepItem::Error(_) => {}
                StepItem::Attr(attr) if attr.name.text == "notify" && takes_keywords => {
                    held.notify.extend(self.notify(&attr.value));
                }
                StepItem::Attr(attr) if attr.name.text == "allow" && takes_keywords => {
                    held.allow.extend(self.allow(attr));
                    held.reason.extend(Notes::from(&attr.lead).comments);
                }
                StepItem::Attr(attr) => {
                    if !takes_keywords {
                        self.keyword_misplaced(attr);
                    } else if let Some(keyword) = self.keyword(Place::Block, attr, &held.keywords) {
                        held.keywords.push(keyword);
                    }
                }
                StepItem::Let(binding) => held.lets.extend(self.bind_let(binding)),
                StepItem::Step(step) => held.steps.push(self.step(step)),
            }
        }
        held
    }
}

fn reached(span: Span) -> ecow::EcoString {
    eco_format!("{REACHED}{}", span.start)
}

/// A step with the reason for what it is allowed among its comments.
fn reasoned(mut step: Step, reason: Vec<ecow::EcoString>) -> Step {
    step.notes.comments.extend(reason);
    step
}
