//! Every term of a program, by what it stands in, and every step.
//!
//! In: `task "Install" when ready { package { name = names } }`. Out: the terms `"Install"`, `ready` and
//! `names`. What asks of all terms whether something reads `ready`, needs a collection or is not checked asks here;
//! each struct is taken apart field by field, so that no field can be forgotten.
//!
//! A term is given as it was written, without the terms inside it: [`Term::walk`] goes on from there.

use crate::check::program::{
    Application, Call, Check, Entry, Given, Gives, Handler, Inventory, Keyword, Loop, LoopSource,
    Param, Play, PlaybookItem, Program, Prompt, Require, RequireKind, Role, RoleLet, Step,
    StepKind, Subject, Test, Verify, VerifyItem,
};
use crate::check::term::Term;

impl Program {
    /// The terms of roles, plays, tests and variables. What hosts and groups give, which may be a million values, is
    /// asked of [`Inventory::gives`]; policies read in their own way.
    pub fn terms<'p>(&'p self, visit: &mut dyn FnMut(&'p Term)) {
        self.vars
            .iter()
            .filter_map(|var| var.default.as_ref())
            .for_each(&mut *visit);
        self.roles.iter().for_each(|role| role.terms(visit));
        self.plays().for_each(|play| play.terms(visit));
        self.tests.iter().for_each(|test| test.terms(visit));
    }

    /// The outermost steps of roles, plays and tests.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        let roles = self.roles.iter().flat_map(Role::all_steps);
        let plays = self.plays().flat_map(Play::all_steps);
        let tests = self.tests.iter().flat_map(Test::all_steps);
        roles.chain(plays).chain(tests)
    }

    /// The plays of all playbooks.
    pub fn plays(&self) -> impl Iterator<Item = &Play> {
        let items = self.playbooks.iter().flat_map(|playbook| &playbook.items);
        items.filter_map(PlaybookItem::as_play)
    }
}

impl Inventory {
    /// What each of its groups gives, then each of its hosts.
    pub fn gives(&self) -> impl Iterator<Item = &Gives> {
        let groups = self.groups.iter().map(|group| &group.gives);
        groups.chain(self.hosts.iter().map(|host| &host.gives))
    }
}

impl Role {
    /// Its terms, those of its entries and handlers among them.
    pub fn terms<'r>(&'r self, visit: &mut dyn FnMut(&'r Term)) {
        self.own_terms(visit);
        for entry in &self.entries {
            let Entry {
                params,
                requires,
                lets,
                steps,
                name: _,
                span: _,
                notes: _,
                reads: _,
            } = entry;
            of_params(params, visit);
            of_requires(requires, visit);
            of_lets(lets, visit);
            of_steps(steps, visit);
        }
    }

    /// As [`Role::terms`], without its entries: what it reads where it is applied as a whole.
    pub fn own_terms<'r>(&'r self, visit: &mut dyn FnMut(&'r Term)) {
        let Self {
            params,
            requires,
            lets,
            depends,
            steps,
            handlers,
            entries: _,
            name: _,
            emitted: _,
            prefix: _,
            span: _,
            notes: _,
            spec: _,
            templates: _,
            files: _,
            origin: _,
            untested: _,
        } = self;
        of_params(params, visit);
        of_requires(requires, visit);
        of_lets(lets, visit);
        of_steps(depends, visit);
        of_steps(steps, visit);
        of_handlers(handlers, visit);
    }

    /// Its outermost steps: what it depends on, its own, its entries' and its handlers'.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        let entries = self.entries.iter().flat_map(|entry| &entry.steps);
        let handlers = self.handlers.iter().flat_map(|handler| &handler.steps);
        let own = self.depends.iter().chain(&self.steps);
        own.chain(entries).chain(handlers)
    }
}

impl Play {
    /// Its terms, those of its handlers among them.
    pub fn terms<'p>(&'p self, visit: &mut dyn FnMut(&'p Term)) {
        let Self {
            keywords,
            prompts,
            lets,
            handlers,
            steps,
            name: _,
            span: _,
            notes: _,
            on: _,
            optional: _,
            spec: _,
            tags: _,
        } = self;
        of_keywords(keywords, visit);
        for Prompt {
            keywords,
            name: _,
            span: _,
            ty: _,
            notes: _,
        } in prompts
        {
            of_keywords(keywords, visit);
        }
        of_lets(lets, visit);
        of_handlers(handlers, visit);
        of_steps(steps, visit);
    }

    /// Its outermost steps and those of its handlers.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        let handlers = self.handlers.iter().flat_map(|handler| &handler.steps);
        self.steps.iter().chain(handlers)
    }
}

impl Test {
    /// Its terms: what it is given, what prepares it and what must hold.
    pub fn terms<'t>(&'t self, visit: &mut dyn FnMut(&'t Term)) {
        let Self {
            subject,
            prepare,
            verify,
            name: _,
            emitted: _,
            span: _,
            notes: _,
            smoke: _,
            testinfra: _,
        } = self;
        match subject {
            Subject::Role {
                converge,
                role: _,
                platforms: _,
            } => converge.terms(visit),
            Subject::Fleet {
                with,
                playbook: _,
                inventory: _,
                hosts: _,
            } => of_lets(with, visit),
        }
        prepare.iter().for_each(|play| play.terms(visit));
        for Verify {
            lets,
            items,
            span: _,
            notes: _,
            on: _,
        } in verify
        {
            of_lets(lets, visit);
            items.iter().for_each(|item| item.terms(visit));
        }
    }

    /// The plays that it makes, and the outermost steps with which it verifies.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        let converge = match &self.subject {
            Subject::Role { converge, .. } => Some(converge),
            Subject::Fleet { .. } => None,
        };
        let plays = converge.into_iter().chain(&self.prepare);
        let items = self.verify.iter().flat_map(|part| &part.items);
        let verifies = items.filter_map(|item| match item {
            VerifyItem::Step(step) => Some(&**step),
            VerifyItem::Check(_) | VerifyItem::Assert { .. } => None,
        });
        plays.flat_map(|play| play.all_steps()).chain(verifies)
    }
}

impl VerifyItem {
    fn terms<'t>(&'t self, visit: &mut dyn FnMut(&'t Term)) {
        match self {
            Self::Step(step) => step.terms(visit),
            Self::Assert {
                condition,
                message,
                span: _,
                notes: _,
            } => {
                visit(condition);
                message.iter().for_each(visit);
            }
            Self::Check(Check {
                of,
                expects,
                span: _,
                notes: _,
                kind: _,
            }) => {
                visit(of);
                of_givens(expects, visit);
            }
        }
    }
}

impl Gives {
    /// Connection settings, vars and parameters.
    pub fn all(&self) -> impl Iterator<Item = &Given> {
        self.settings().chain(self.values())
    }
}

impl Step {
    /// The step and every step inside, in their order.
    pub fn walk<'s>(&'s self, visit: &mut dyn FnMut(&'s Self)) {
        visit(self);
        self.inside().for_each(|step| step.walk(visit));
    }

    /// The roles that it, or a step inside, applies, in the order in which they run.
    pub fn applications<'s>(&'s self, visit: &mut dyn FnMut(&'s Application, &'s Self)) {
        self.walk(&mut |step| {
            if let StepKind::Role(application) = &step.kind {
                visit(application, step);
            }
        });
    }

    /// Its terms and those of the steps inside.
    pub fn terms<'s>(&'s self, visit: &mut dyn FnMut(&'s Term)) {
        self.walk(&mut |step| step.own_terms(visit));
    }

    fn own_terms<'s>(&'s self, visit: &mut dyn FnMut(&'s Term)) {
        let Self {
            name,
            each,
            when,
            keywords,
            lets,
            kind,
            span: _,
            notes: _,
            tags: _,
            notify: _,
            register: _,
            allow: _,
        } = self;
        if let Some(Loop {
            source,
            control,
            var: _,
        }) = each
        {
            match source {
                LoopSource::List(term)
                | LoopSource::Map(term)
                | LoopSource::Subelements(term, _) => visit(term),
                LoopSource::Product(terms) => terms.iter().for_each(&mut *visit),
            }
            of_keywords(control, visit);
        }
        name.iter().chain(when).for_each(&mut *visit);
        of_keywords(keywords, visit);
        of_lets(lets, visit);
        match kind {
            StepKind::Task(Call {
                free_form,
                args,
                module: _,
                span: _,
                notes: _,
                reads: _,
            }) => {
                free_form.iter().for_each(&mut *visit);
                of_givens(args, visit);
            }
            StepKind::Role(Application {
                params,
                role: _,
                entry: _,
                dynamic: _,
            }) => of_givens(params, visit),
            StepKind::Fact { value, emitted: _ } => visit(value),
            // Of the steps inside.
            StepKind::Block { .. } | StepKind::Section { .. } => {}
        }
    }
}

fn of_params<'p>(params: &'p [Param], visit: &mut dyn FnMut(&'p Term)) {
    params
        .iter()
        .filter_map(|param| param.default.as_ref())
        .for_each(visit);
}

fn of_requires<'r>(requires: &'r [Require], visit: &mut dyn FnMut(&'r Term)) {
    for require in requires {
        match &require.kind {
            RequireKind::When(_, condition) => visit(condition),
            RequireKind::OneOf(_) | RequireKind::Exclusive(_) | RequireKind::Together(_) => {}
        }
    }
}

fn of_lets<'l>(lets: &'l [RoleLet], visit: &mut dyn FnMut(&'l Term)) {
    lets.iter().for_each(|binding| visit(&binding.value));
}

fn of_steps<'s>(steps: &'s [Step], visit: &mut dyn FnMut(&'s Term)) {
    steps.iter().for_each(|step| step.terms(visit));
}

fn of_handlers<'h>(handlers: &'h [Handler], visit: &mut dyn FnMut(&'h Term)) {
    handlers
        .iter()
        .for_each(|handler| of_steps(&handler.steps, visit));
}

fn of_keywords<'k>(keywords: &'k [Keyword], visit: &mut dyn FnMut(&'k Term)) {
    keywords.iter().for_each(|keyword| visit(&keyword.value));
}

fn of_givens<'g>(givens: &'g [Given], visit: &mut dyn FnMut(&'g Term)) {
    givens.iter().for_each(|given| visit(&given.value));
}
