//! What `facts.os_family` can be: `Debian`, and never `Ubuntu`, which is a distribution of that family.
//!
//! In: a text that the fact is compared with. Out: nothing, or what to write instead.

use crate::check::error::expr::ExprError;
use crate::check::expr::Lowering;
use crate::check::term::{RefKind, Term, TermKind};
use crate::source::Span;

/// The distributions that are often taken for a family, with theirs.
const DISTRIBUTIONS: [(&str, &str); 23] = [
    ("Ubuntu", "Debian"),
    ("Raspbian", "Debian"),
    ("Linux Mint", "Debian"),
    ("Kali", "Debian"),
    ("Devuan", "Debian"),
    ("Pop!_OS", "Debian"),
    ("RHEL", "RedHat"),
    ("Fedora", "RedHat"),
    ("CentOS", "RedHat"),
    ("Rocky", "RedHat"),
    ("AlmaLinux", "RedHat"),
    ("OracleLinux", "RedHat"),
    ("Amazon", "RedHat"),
    ("Scientific", "RedHat"),
    ("SLES", "Suse"),
    ("SLED", "Suse"),
    ("SuSE", "Suse"),
    ("openSUSE", "Suse"),
    ("openSUSE Leap", "Suse"),
    ("openSUSE Tumbleweed", "Suse"),
    ("Manjaro", "Archlinux"),
    ("Arch", "Archlinux"),
    ("MacOSX", "Darwin"),
];

/// Families whose names are often written with other letters.
const FAMILIES: [&str; 8] = [
    "Debian",
    "RedHat",
    "Suse",
    "Archlinux",
    "Alpine",
    "Gentoo",
    "Darwin",
    "FreeBSD",
];

impl Lowering<'_, '_> {
    /// Reports a text that the family of an operating system never is, where it is asked whether
    /// this is one.
    pub(super) fn family(&mut self, asked: &Term, text: &str, span: Span) {
        let TermKind::Ref(fact) = &asked.kind else {
            return;
        };
        if fact.kind != RefKind::Fact || fact.name != "facts.os_family" {
            return;
        }
        let family = FAMILIES
            .into_iter()
            .find(|family| family.eq_ignore_ascii_case(text) && *family != text);
        let known = |name: &&(&str, &str)| name.0.eq_ignore_ascii_case(text);
        let of = DISTRIBUTIONS.iter().find(known).map(|(_, family)| *family);
        let of = of.filter(|family| *family != text);
        let reason = match (family, of) {
            (Some(family), _) => format!("write `\"{family}\"`"),
            (None, Some(family)) => format!(
                "its family is \"{family}\"; the distribution itself is `facts.distribution`"
            ),
            (None, None) => return,
        };
        self.problems.push(ExprError::NotInType {
            value: text.to_owned(),
            expected: "a value of `facts.os_family`".to_owned(),
            reason,
            span,
        });
    }
}
