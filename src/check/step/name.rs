//! A step's name: the sentence that the log shows.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::error::role::RoleError;
use crate::check::mention;
use crate::check::step::Body;
use crate::check::term::{Term, TermKind, TextPart};
use crate::diagnostic::Fix;
use crate::source::Span;
use crate::syntax::tree;
use crate::value::Value;

impl Body<'_, '_> {
    /// Lowers a step's name, before its loop variables are bound.
    pub fn name(&mut self, name: &tree::Text, header: &tree::Header) -> Option<Term> {
        let loops = || header.loops.iter().flat_map(|clause| &clause.names);
        let mut of_loop = false;
        mention::in_text(name, &mut |mentioned, span| {
            if loops().any(|variable| variable.text == *mentioned) {
                of_loop = true;
                let name = mentioned.to_string();
                self.low.problems.push(RoleError::LoopInName { name, span });
            }
        });
        if of_loop {
            return None;
        }
        let term = self.low.text(name);
        self.no_secret(&term);
        match &term.kind {
            TermKind::Value(Value::Str(text)) => self.sentence(text, name),
            TermKind::Text(parts) => {
                for part in &parts[1..] {
                    if let TextPart::Literal(text) = part {
                        self.without_braces(text, name);
                    }
                }
                if let Some(TextPart::Literal(text)) = parts.first() {
                    self.sentence(text, name);
                }
                let all_but_last = parts.len().saturating_sub(1);
                let early = parts[..all_but_last].iter().find_map(|part| match part {
                    TextPart::Term(term) => Some(term.span),
                    TextPart::Literal(_) => None,
                });
                if let Some(span) = early {
                    self.low.problems.push(RoleError::TemplateInName { span });
                }
            }
            _ => {}
        }
        Some(term)
    }

    /// Reports what begins a template to ansible-lint, which does not know that it is `!unsafe` text.
    fn without_braces(&mut self, text: &str, name: &tree::Text) {
        let opening = ["{{", "{%", "{#"].into_iter().find(|it| text.contains(it));
        if let Some(opening) = opening {
            let span = name.span;
            self.low
                .problems
                .push(RoleError::BracesInName { opening, span });
        }
    }

    /// Reports a sentence that is none.
    pub fn sentence(&mut self, text: &str, name: &tree::Text) {
        self.without_braces(text, name);
        let mut letters = text.chars();
        let Some(first) = letters.next() else {
            self.low
                .problems
                .push(RoleError::EmptyName { span: name.span });
            return;
        };
        if first.is_lowercase() {
            let fixed: String = first.to_uppercase().chain(letters).collect();
            // The letter after the quote, where the name is written as it is.
            let at = name.span.start + 1;
            let length = u32::try_from(first.len_utf8()).unwrap_or(1);
            let plain = (name.span.end - name.span.start) as usize == text.len() + 2;
            let capital: String = first.to_uppercase().collect();
            let fix = Fix::safe(Span::new(at, at + length), capital);
            let fix = fix.titled(format!("write \"{fixed}\""));
            let error = RoleError::LowercaseName {
                fixed,
                span: name.span,
            };
            self.low.problems.push_fix(error, plain.then_some(fix));
        }
    }
}
