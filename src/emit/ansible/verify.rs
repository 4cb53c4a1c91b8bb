//! `verify.yml`: what must hold after a test, as tasks that say what they found.
//!
//! In: `file "/etc/motd" { mode = 0644 }`. Out: a `stat`, and an `assert` whose message has the mode
//! that the file has.

mod account;
mod look;

use crate::emit::ansible::data;
use crate::emit::ansible::fields;
use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::jinja;
use crate::emit::ansible::step::Steps;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::emit::yaml::is_template;
use crate::fleet::program::Check;
use crate::fleet::program::CheckKind;
use crate::fleet::program::Notes;
use crate::fleet::program::VerifyItem;
use crate::fleet::term::Term;
use crate::value::Value;

/// The variable in which a task leaves what the next one judges.
const SEEN: &str = "seen";

/// The tasks of a `verify`.
pub(super) fn list<'f>(steps: &mut Steps<'f>, items: &'f [VerifyItem]) -> Vec<Entry> {
    let mut out = Vec::new();
    let mut packages_known = false;
    for item in items {
        match item {
            VerifyItem::Step(step) => out.push(steps.step(step)),
            VerifyItem::Assert {
                notes,
                condition,
                message,
                span,
            } => out.push(assertion(notes, condition, message.as_ref()).at(*span)),
            VerifyItem::Check(check) => {
                let first = out.len();
                if check.kind == CheckKind::Package && !packages_known {
                    out.push(packages());
                    packages_known = true;
                }
                out.extend(look::tasks(check));
                for entry in out.iter_mut().skip(first) {
                    entry.origin = Some(check.span);
                }
                if let Some(entry) = out.get_mut(first) {
                    entry.comments = fields::comments(&check.notes);
                }
            }
        }
    }
    out
}

fn packages() -> Entry {
    let mut task = Fields::default();
    task.put("name", Node::Str("See which packages are installed".into()));
    task.put("ansible.builtin.package_facts", Node::Empty);
    fields::item(Notes::NONE, task)
}

fn assertion(notes: &Notes, condition: &Term, message: Option<&Term>) -> Entry {
    let mut args = Fields::default();
    let that = jinja::bare_all(condition);
    let that = that.into_iter().map(|part| Node::Str(part.into()).into());
    args.put("that", Node::List(that.collect()));
    if let Some(message) = message {
        args.put("fail_msg", data::variable(message));
    }
    args.put("quiet", Node::Bool(true));
    let mut task = Fields::default();
    let title = match message.and_then(Term::known) {
        Some(Value::Str(text)) => format!("Check against: {text}"),
        Some(_) | None => format!("Check that {}", jinja::bare(condition)),
    };
    let title = if is_template(&title) {
        "Check what must hold".to_owned()
    } else {
        title
    };
    task.put("name", Node::Data(title.into()));
    task.put("ansible.builtin.assert", args.into_node());
    fields::item(notes, task)
}

/// The subject and the expectations of a check, as its tasks want them.
struct Asked<'c> {
    check: &'c Check,
    /// What kind of thing, as messages name it.
    what: &'static str,
}

/// Whether something is expected to be there.
enum Presence<'c> {
    Is,
    IsNot,
    /// Only the target knows.
    When(&'c Term),
}

impl<'c> Asked<'c> {
    fn expects(&self, name: &str) -> Option<&'c Term> {
        let mut all = self.check.expects.iter();
        all.find(|given| given.name == name)
            .map(|given| &given.value)
    }

    /// An expectation of yes or no; of one that is not written what holds otherwise.
    fn presence(&self, name: &str) -> Presence<'c> {
        match self.expects(name) {
            None => Presence::Is,
            Some(term) => match term.known() {
                Some(Value::Bool(true)) => Presence::Is,
                Some(Value::Bool(false)) => Presence::IsNot,
                Some(_) | None => Presence::When(term),
            },
        }
    }

    /// The subject as an argument.
    fn of(&self) -> Node {
        data::variable(&self.check.of)
    }

    /// The subject inside braces.
    fn of_shown(&self) -> String {
        jinja::operand(&self.check.of)
    }

    /// The subject inside a condition.
    fn of_asked(&self) -> String {
        jinja::asked(&self.check.of)
    }

    /// The subject in a sentence.
    fn said(&self) -> String {
        said(&self.check.of)
    }

    /// The task that looks.
    fn look(&self, module: &str, args: Fields, rest: &[(&str, Node)]) -> Entry {
        let mut task = Fields::default();
        task.put(
            "name",
            sentence(format!("Look at the {} {}", self.what, self.said())),
        );
        task.put_fields(&format!("ansible.builtin.{module}"), args);
        for (key, node) in rest {
            task.put(*key, node.clone());
        }
        task.put("register", Node::Str(SEEN.into()));
        let mut entry = fields::item(Notes::NONE, task);
        crate::emit::ansible::braces::in_step(&mut entry.node);
        entry
    }

    /// The task that judges: conditions, and what is said of what was found.
    fn judge(&self, that: Vec<String>, found: &str) -> Entry {
        let mut args = Fields::default();
        let that = that.into_iter().map(|one| Node::Str(one.into()).into());
        args.put("that", Node::List(that.collect()));
        let message = format!("The {} {}: {found}", self.what, self.said());
        args.put("fail_msg", sentence(message));
        args.put("quiet", Node::Bool(true));
        let mut task = Fields::default();
        task.put(
            "name",
            sentence(format!("Check the {} {}", self.what, self.said())),
        );
        task.put("ansible.builtin.assert", args.into_node());
        fields::item(Notes::NONE, task)
    }

    /// `EXPR == value`, if that is expected.
    fn equal(&self, name: &str, found: &str, that: &mut Vec<String>) {
        if let Some(term) = self.expects(name) {
            that.push(format!("{found} == {}", jinja::asked(term)));
        }
    }
}

/// A sentence of ours that may hold templates.
fn sentence(text: String) -> Node {
    if text.contains("{{") {
        Node::Template(text.into())
    } else {
        Node::Data(text.into())
    }
}

/// A value in a sentence: text as it is, what comes later in braces.
fn said(term: &Term) -> String {
    match term.known() {
        Some(Value::Str(text)) if is_template(text) => {
            format!("{{{{ {} }}}}", jinja::quoted(text))
        }
        Some(value) => crate::value::repr::to_text(value).to_string(),
        None => format!("{{{{ {} }}}}", jinja::expression(term)),
    }
}
