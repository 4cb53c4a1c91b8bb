//! Tasks and facts.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::error::role::RoleError;
use crate::check::expr::Binding;
use crate::check::program::{Call, Keyword, Loop, Notes, Step, StepKind};
use crate::check::step::flow::{Output, SUCCEEDED, maybe};
use crate::check::step::keyword::is_loop_control;
use crate::check::step::secret;
use crate::check::step::{Body, blank};
use crate::check::term::{RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::schema::keyword::{self, Place};
use crate::schema::module::{self, Module};
use crate::schema::registered::Run;
use crate::syntax::tree::{self, Attr, TaskItem};
use crate::value::Value;

impl Body<'_, '_> {
    /// `task "…" { … }`.
    pub(super) fn task(
        &mut self,
        step: &tree::Step,
        name: &tree::Text,
        body: &tree::Block<TaskItem>,
    ) -> Step {
        let start = self.enter();
        let name = self.name(name, &step.header);
        let (task, output) = self.work(
            Place::Task,
            &step.header,
            body,
            name.as_ref().map_or(step.span, |name| name.span),
        );
        self.leave(start);
        if let Some(output) = output {
            self.publish(output);
        }
        let mut notes = Notes::from(&step.lead);
        notes.comments.extend(task.notes.comments.iter().cloned());
        notes.comments.extend(body.trailing.iter().cloned());
        Step {
            name,
            notes,
            span: step.span,
            ..task
        }
    }

    /// What a task and a handler share: loops, condition, attributes and one call. The result is
    /// bound by the caller, once the step is left.
    pub fn work(
        &mut self,
        place: Place,
        header: &tree::Header,
        body: &tree::Block<TaskItem>,
        span: crate::source::Span,
    ) -> (Step, Option<Output>) {
        let mut task = blank(&tree::Lead::default(), span);
        let renders =
            |call: &tree::Call| matches!(short(&call.module.text), "template" | "win_template");
        let called = body.items.iter().find_map(|item| match item {
            TaskItem::Call(call) => Some(renders(call)),
            TaskItem::Error(_) | TaskItem::Let(_) | TaskItem::Attr(_) => None,
        });
        // A template may have an `item` of its own, which would take the place of this one.
        task.each = match (attr(body, "register"), called) {
            (Some(_), Some(false)) => self.each_registered(&header.loops),
            _ => self.each(&header.loops),
        };
        self.bind_index(body, task.each.as_mut());
        task.when = self.when(header);
        task.tags = self.tags(header);
        let call = self.call_of(body, span);
        if let Some(attr) = attr(body, "module_defaults") {
            self.note_defaults(&attr.value);
        }
        let register = attr(body, "register").and_then(|attr| self.registered(attr));
        let module = call.and_then(|call| module::resolve(&call.module.text));
        // What the task's own conditions read: the result of one run, whatever the loop.
        let run = Run {
            looped: false,
            ..run_of(body, false)
        };
        let own = register.as_ref().map(|name| {
            self.result_binding(name, self.result_type(module.as_ref(), run, None, false))
        });
        let mut checked: Option<Call> = None;
        for item in &body.items {
            match item {
                TaskItem::Error(_) => {}
                TaskItem::Let(binding) => task.lets.extend(self.bind_let(binding)),
                TaskItem::Call(this) => {
                    if call.is_some_and(|call| std::ptr::eq(call, this)) {
                        checked = self.call(this);
                    }
                }
                TaskItem::Attr(attr) if self.is_argument(place, attr, module.as_ref()) => {}
                TaskItem::Attr(attr) => self.task_attr(place, attr, &mut task, own.as_ref()),
            }
        }
        let output = register.map(|name| {
            let run = run_of(body, task.each.is_some());
            self.result_of(&name, module.as_ref(), run, &task)
        });
        let mut output = output;
        if let Some(call) = &mut checked
            && self.protect(call, &mut task)
            && let Some(output) = &mut output
        {
            let ty = std::mem::replace(&mut output.binding.ty, Type::Any);
            output.binding.ty = secret::of_result(ty);
        }
        task.register = output.as_ref().map(|output| output.binding.emitted.clone());
        if let Some(call) = checked {
            task.kind = StepKind::Task(call);
        }
        (task, output)
    }

    /// Whether an attribute of a task is none, but an argument of its module; reports it.
    fn is_argument(&mut self, place: Place, attr: &Attr, module: Option<&Module>) -> bool {
        let name = attr.name.text.as_str();
        let Some(module) = module.filter(|module| {
            keyword::attribute(place, name).is_none()
                && keyword::lookup(name).is_none()
                && ![
                    "notify",
                    "register",
                    "index",
                    "allow",
                    "label",
                    "break_when",
                ]
                .contains(&name)
                && !is_loop_control(name)
                && module.argument(name).is_some()
        }) else {
            return false;
        };
        let short = short(module.short_name());
        self.low.problems.push(RoleError::UnknownKeyword {
            name: name.to_string(),
            what: "task",
            span: attr.name.span,
            help: Some(format!(
                "it is an argument of `{short}`, and stands in the braces behind it: `{{ {name} = … }}`"
            )),
        });
        true
    }

    fn task_attr(&mut self, place: Place, attr: &Attr, task: &mut Step, own: Option<&Binding>) {
        match attr.name.text.as_str() {
            "notify" => task.notify.extend(self.notify(&attr.value)),
            "register" | "index" => {}
            "allow" => {
                task.allow.extend(self.allow(attr));
                task.notes.comments.extend(Notes::from(&attr.lead).comments);
            }
            // Ansible reads these two behind each run, when its result is there.
            "label" | "break_when" => {
                let mark = self.low.mark();
                if let Some(own) = own {
                    self.low.rebind(own.clone());
                }
                self.loop_control(attr, task.each.as_mut());
                self.low.reset(mark);
            }
            name if is_loop_control(name) => self.loop_control(attr, task.each.as_mut()),
            "until" | "changed_when" | "failed_when" => {
                let mark = self.low.mark();
                if let Some(own) = own {
                    self.low.rebind(own.clone());
                }
                let keyword = self.keyword(place, attr, &task.keywords);
                self.low.reset(mark);
                task.keywords.extend(keyword);
            }
            _ => {
                let keyword = self.keyword(place, attr, &task.keywords);
                task.keywords.extend(keyword);
            }
        }
    }

    /// The one call of a task.
    fn call_of<'t>(
        &mut self,
        body: &'t tree::Block<TaskItem>,
        span: crate::source::Span,
    ) -> Option<&'t tree::Call> {
        let mut first: Option<&tree::Call> = None;
        let mut broken = false;
        for item in &body.items {
            match item {
                TaskItem::Call(call) => match first {
                    None => first = Some(call),
                    Some(first) if call.module.text == "args" => {
                        self.low.problems.push(RoleError::NotInLanguage {
                            name: call.module.text.to_string(),
                            span: call.module.span,
                            reason: String::from("said in another way"),
                            help: format!(
                                "arguments stand in the module's own braces: `{} \"…\" {{ … }}`",
                                first.module.text
                            ),
                        });
                    }
                    Some(first) => {
                        let (again, first) = (call.module.span, first.module.span);
                        self.low.problems.push(RoleError::TwoCalls { again, first });
                    }
                },
                TaskItem::Error(_) => broken = true,
                // A module with `=` behind it is reported as no keyword.
                TaskItem::Attr(attr) => {
                    let name = attr.name.text.as_str();
                    broken |= keyword::lookup(name).is_none() && module::resolve(name).is_some();
                }
                TaskItem::Let(_) => {}
            }
        }
        if first.is_none() && !broken {
            self.low.problems.push(RoleError::NoCall { span });
        }
        first
    }

    /// `fact name = expr`.
    pub(super) fn fact(
        &mut self,
        step: &tree::Step,
        name: &tree::Name,
        value: &tree::Expr,
    ) -> Step {
        let start = self.enter();
        let each = self.each(&step.header.loops);
        let when = self.when(&step.header);
        let tags = self.tags(&step.header);
        let declared = self
            .low
            .world
            .var(self.low.space, &name.text, self.low.problems);
        let value = match &declared {
            Some((ty, _)) => self.low.check(value, ty),
            None => {
                let term = self.low.infer(value);
                self.set(term)
            }
        };
        self.templates_in(&value);
        let emitted = match declared {
            Some(_) => name.text.clone(),
            None => self.emitted(&name.text),
        };
        let under = self.under();
        self.leave(start);
        let binding = Binding {
            name: name.text.clone(),
            kind: RefKind::SetFact,
            emitted: emitted.clone(),
            ty: match &value.ty {
                // It is set from here on, whatever the variable's type allows.
                Type::Optional(inner) if value.known().is_some() => (**inner).clone(),
                ty => ty.clone(),
            },
            span: name.span,
            value: None,
        };
        // A declared variable, and a fact that was set before, are there in any case.
        let set = self
            .low
            .lookup(&name.text)
            .is_some_and(|known| !matches!(known.ty, Type::Optional(_)));
        let under = if set { Vec::new() } else { under };
        let output = Output {
            maybe: match &declared {
                Some((ty, _)) => ty.clone(),
                None => maybe(RefKind::SetFact, &value.ty, &under),
            },
            binding,
            under,
            module: "ansible.builtin.set_fact".into(),
        };
        self.publish(output);
        Step {
            each,
            when,
            tags,
            kind: StepKind::Fact {
                emitted,
                value: Box::new(value),
            },
            ..blank(&step.lead, step.span)
        }
    }

    /// The result of a task, as it is seen after it.
    fn result_of(
        &mut self,
        name: &tree::Name,
        module: Option<&Module>,
        run: Run,
        task: &Step,
    ) -> Output {
        let plain = self.result_type(module, run, task.each.as_ref(), task.when.is_some());
        let module = module
            .map(|module| module.full_name.clone())
            .unwrap_or_default();
        let mut under = self.under();
        let ignores = task.keywords.iter().any(|keyword| {
            matches!(
                keyword.name.as_str(),
                "ignore_errors" | "ignore_unreachable"
            ) && keyword.value.known() != Some(&Value::Bool(false))
        });
        if ignores {
            under.push(SUCCEEDED.into());
        }
        self.same_module(name, &module);
        Output {
            maybe: maybe(RefKind::Result, &plain, &under),
            binding: self.result_binding(name, plain),
            under,
            module,
        }
    }

    fn bind_index(&mut self, body: &tree::Block<TaskItem>, each: Option<&mut Loop>) {
        let Some(attr) = attr(body, "index") else {
            return;
        };
        let Some(each) = each else {
            return self.needs_loop(attr);
        };
        let Some(name) = self.plain_name(attr, "`index = i` names the counter of the loop") else {
            return;
        };
        let emitted = self.emitted(&name.text);
        each.control.push(Keyword {
            name: "index_var".into(),
            span: attr.name.span,
            value: Term::value(name.span, Type::String, Value::Str(emitted.clone())),
            notes: attr.into(),
        });
        self.bind_loop(&name, emitted, Type::Int);
    }

    /// Reports a value that may be unset, and goes on as if it were set.
    fn set(&mut self, mut term: Term) -> Term {
        if let Type::Optional(inner) = &term.ty
            && term.kind != TermKind::Unset
        {
            let ty = (**inner).clone();
            self.low.problems.push(crate::check::expr::unset(&term));
            term.ty = ty;
        }
        term
    }
}

/// `no_log: true`, by the compiler.
#[must_use]
pub fn no_log(span: crate::source::Span) -> Keyword {
    Keyword {
        name: "no_log".into(),
        span,
        value: Term::value(span, Type::Bool, Value::Bool(true)),
        notes: Notes::default(),
    }
}

/// How a task is run, as far as its result depends on it.
fn run_of(body: &tree::Block<TaskItem>, looped: bool) -> Run {
    let in_background = attr(body, "async").is_some();
    let left =
        attr(body, "poll").is_some_and(|poll| matches!(poll.value.kind, tree::ExprKind::Int(0)));
    Run {
        looped,
        retried: attr(body, "until").is_some() || attr(body, "retries").is_some(),
        in_background,
        left: in_background && left,
    }
}

/// The attribute of a name.
pub fn attr<'t>(body: &'t tree::Block<TaskItem>, name: &str) -> Option<&'t Attr> {
    body.items.iter().find_map(|item| match item {
        TaskItem::Attr(attr) if attr.name.text == name => Some(attr),
        TaskItem::Attr(_) | TaskItem::Error(_) | TaskItem::Let(_) | TaskItem::Call(_) => None,
    })
}

/// A module's name without its collection.
fn short(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, short)| short)
}
