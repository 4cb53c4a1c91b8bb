//! `by SUBJECT { … }` as Jinja.
//!
//! In: `by facts.os_family { "Debian" { "ssh" } else { "sshd" } }`. Out:
//! `{'Debian': 'ssh'}.get(ansible_facts.os_family, 'sshd')`; where arms are computed on the
//! target, a chain of inline ifs, which computes only the arm it takes.

use ecow::EcoString;

use super::Level;
use super::literal;
use super::printer::Printer;
use crate::fleet::term::Term;
use crate::fleet::term::TermKind;

impl Printer {
    pub(super) fn by(
        &self,
        subjects: &[Term],
        arms: &[(EcoString, Term)],
        otherwise: Option<&Term>,
    ) -> (String, Level) {
        let known = arms.iter().all(|(_, arm)| arm.known().is_some());
        let eager = otherwise
            .is_none_or(|term| term.known().is_some() || matches!(term.kind, TermKind::Ref(_)));
        // A lookup that may fail must be the last one asked.
        let total = subjects.len() == 1 || otherwise.is_some();
        if known && eager && total {
            (self.lookup(subjects, arms, otherwise), Level::Postfix)
        } else {
            (self.chain(subjects, arms, otherwise), Level::If)
        }
    }

    fn lookup(
        &self,
        subjects: &[Term],
        arms: &[(EcoString, Term)],
        otherwise: Option<&Term>,
    ) -> String {
        let entries: Vec<String> = arms
            .iter()
            .map(|(key, arm)| {
                format!(
                    "{}: {}",
                    literal::string(key, self.mode),
                    self.at(arm, Level::If)
                )
            })
            .collect();
        let table = format!("{{{}}}", entries.join(", "));
        let mut result = otherwise.map(|term| self.at(term, Level::If));
        for subject in subjects.iter().rev() {
            let subject = self.at(subject, Level::If);
            result = Some(match result {
                Some(fallback) => format!("{table}.get({subject}, {fallback})"),
                None => format!("{table}[{subject}]"),
            });
        }
        result.unwrap_or(table)
    }

    fn chain(
        &self,
        subjects: &[Term],
        arms: &[(EcoString, Term)],
        otherwise: Option<&Term>,
    ) -> String {
        let mut text = String::new();
        let last = subjects.len() * arms.len();
        let mut count = 0;
        for subject in subjects {
            let subject = self.at(subject, Level::Add);
            for (key, arm) in arms {
                count += 1;
                text.push_str(&format!(
                    "{} if {subject} == {}",
                    self.at(arm, Level::Add),
                    literal::string(key, self.mode)
                ));
                if count < last || otherwise.is_some() {
                    text.push_str(" else ");
                }
            }
        }
        if let Some(otherwise) = otherwise {
            text.push_str(&self.at(otherwise, Level::If));
        }
        text
    }
}
