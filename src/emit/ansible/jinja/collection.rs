//! Lists and maps inside expressions.
//!
//! In: `[a, b]` where `b` may be unset. Out: `[a] + ([b] if b is defined else [])`.

use ecow::EcoString;

use super::Level;
use super::literal;
use super::printer::Printer;
use crate::fleet::term::Term;
use crate::fleet::term::TermKind;
use crate::fleet::types::Type;

impl Printer {
    /// A list; optional items are joined on where they are set, since a filter that follows would
    /// see Ansible's placeholder.
    pub(super) fn list<'t>(&self, items: impl Iterator<Item = &'t Term>) -> (String, Level) {
        let (mut fixed, mut optional) = (Vec::new(), Vec::new());
        for term in items.filter(|term| term.kind != TermKind::Unset) {
            if matches!(term.ty, Type::Optional(_)) {
                let item = self.at(term, Level::Filter);
                optional.push(format!("([{item}] if {item} is defined else [])"));
            } else {
                if !optional.is_empty() {
                    // Order counts: what follows an optional item is joined on, too.
                    optional.push(format!("[{}]", self.at(term, Level::If)));
                    continue;
                }
                fixed.push(self.at(term, Level::If));
            }
        }
        let head = format!("[{}]", fixed.join(", "));
        if optional.is_empty() {
            return (head, Level::Postfix);
        }
        let joined = optional.join(" + ");
        if fixed.is_empty() {
            (joined, Level::Add)
        } else {
            (format!("{head} + {joined}"), Level::Add)
        }
    }

    pub(super) fn map(&self, entries: &[(EcoString, Term)]) -> (String, Level) {
        let (mut fixed, mut optional) = (Vec::new(), Vec::new());
        for (key, term) in entries
            .iter()
            .filter(|(_, term)| term.kind != TermKind::Unset)
        {
            let key = literal::string(key, self.mode);
            if matches!(term.ty, Type::Optional(_)) {
                let value = self.at(term, Level::Filter);
                optional.push(format!(
                    " | combine({{{key}: {value}}} if {value} is defined else {{}})"
                ));
            } else {
                fixed.push(format!("{key}: {}", self.at(term, Level::If)));
            }
        }
        let head = literal::braced(&fixed, self.mode);
        if optional.is_empty() {
            (head, Level::Postfix)
        } else {
            (format!("{head}{}", optional.concat()), Level::Filter)
        }
    }
}
