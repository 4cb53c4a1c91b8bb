//! Reports about hosts, groups, inventories and the project's attributes.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What is wrong with a declared fleet.
#[derive(Debug, Error, Diagnostic)]
pub enum InventoryError {
    #[error("`{name}` cannot be the name of a host: {reason}")]
    #[diagnostic(code("bad-host-name"), help("{}", host_name_help(name)))]
    BadHostName {
        name: String,
        reason: String,
        #[label("not a host name")]
        span: Span,
    },
    #[error("`{name}` cannot be the name of a group in Ansible: {reason}")]
    #[diagnostic(
        code("bad-group-name"),
        help("choose another name, or another one for Ansible: `group … as \"…\"`")
    )]
    BadGroupName {
        name: String,
        reason: String,
        #[label("not a group name")]
        span: Span,
    },
    #[error("there are two hosts named `{name}`")]
    #[diagnostic(
        code("duplicate-host"),
        help("a host is declared once; other groups name it in `hosts = [\"{name}\"]`")
    )]
    DuplicateHost {
        name: String,
        #[label("declared again here")]
        again: Span,
        #[label("first declared here")]
        first: Span,
    },
    #[error("the group `{name}` is opened twice")]
    #[diagnostic(
        code("duplicate-group"),
        help("write everything about `{name}` in one of them")
    )]
    DuplicateGroup {
        name: String,
        #[label("opened again here")]
        again: Span,
        #[label("first opened here")]
        first: Span,
    },
    #[error("the groups `{first_name}` and `{name}` are both `{emitted}` in Ansible")]
    #[diagnostic(
        code("same-ansible-name"),
        help("give one another name there: `group {name} as \"…\"`")
    )]
    SameInAnsible {
        first_name: String,
        name: String,
        emitted: String,
        #[label("this one")]
        again: Span,
        #[label("and this one")]
        first: Span,
    },
    #[error("the group `{name}` has two names in Ansible")]
    #[diagnostic(
        code("two-ansible-names"),
        help("write `as` once, where the group is common to the inventories")
    )]
    TwoAnsibleNames {
        name: String,
        #[label("`{emitted}` here")]
        again: Span,
        emitted: String,
        #[label("another name here")]
        first: Span,
    },
    #[error("`{name}` is the name of a host and of a group")]
    #[diagnostic(
        code("host-is-group"),
        help("rename one: Ansible could not say which a play means")
    )]
    HostIsGroup {
        name: String,
        #[label("the host")]
        host: Span,
        #[label("the group")]
        group: Span,
    },
    #[error("\"{glob}\" matches no host")]
    #[diagnostic(code("glob-without-match"), severity(Warning), help("{help}"))]
    GlobWithoutMatch {
        glob: String,
        help: &'static str,
        #[label("nothing matches this")]
        span: Span,
    },
    #[error("a group would be inside itself: {path}")]
    #[diagnostic(
        code("group-cycle"),
        help("remove one of these from the other's `children`")
    )]
    GroupCycle {
        path: String,
        #[label("this leads back")]
        span: Span,
        #[label("to this group")]
        group: Span,
    },
    #[error("{owner} has no attribute `{name}`")]
    #[diagnostic(code("unknown-setting"))]
    UnknownSetting {
        owner: &'static str,
        name: String,
        #[label("not known here")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("{what} cannot stand in {place}")]
    #[diagnostic(code("misplaced"), help("{help}"))]
    Misplaced {
        what: String,
        place: &'static str,
        help: &'static str,
        #[label("not here")]
        span: Span,
    },
    #[error("`{name}` is given twice")]
    #[diagnostic(
        code("given-twice"),
        help("remove one of the two: they are equally specific")
    )]
    GivenTwice {
        name: String,
        #[label("given again here")]
        again: Span,
        #[label("first given here")]
        first: Span,
    },
    #[error("`+=` adds to lists and maps, and `{name}` is {ty}")]
    #[diagnostic(code("adds-to-scalar"), help("replace it with `=`"))]
    AddsToScalar {
        name: String,
        ty: String,
        #[label("neither a list nor a map")]
        span: Span,
    },
    #[error("what is added to `{name}` must be known now")]
    #[diagnostic(
        code("adds-to-later"),
        help("the sum is computed now: make it a plain value, or give the whole value with `=`")
    )]
    AddsLater {
        name: String,
        #[label("known only later")]
        span: Span,
    },
    #[error("`{name}` does not belong into `extra`")]
    #[diagnostic(code("bad-extra"), help("{help}"))]
    BadExtra {
        name: String,
        help: String,
        #[label("not here")]
        span: Span,
    },
    #[error("`{name}` wants {wanted}")]
    #[diagnostic(code("bad-members"), help("such as `{example}`"))]
    BadMembers {
        name: &'static str,
        wanted: &'static str,
        example: &'static str,
        #[label("not that")]
        span: Span,
    },
    #[error("the host `{name}` is in no inventory")]
    #[diagnostic(
        code("host-outside-inventory"),
        help(
            "this fleet names its inventories: move the host into one of them (groups outside are common to all)"
        )
    )]
    HostOutside {
        name: String,
        #[label("stands outside")]
        span: Span,
        #[label("the first inventory")]
        inventory: Span,
    },
    #[error("`{name}` cannot be {value}: {reason}")]
    #[diagnostic(code("bad-project-attribute"), help("{help}"))]
    BadProject {
        name: &'static str,
        value: String,
        reason: &'static str,
        help: &'static str,
        #[label("not possible")]
        span: Span,
    },
    #[error("`{range}` also lets in Ansible before {oldest}, in which templates give other values")]
    #[diagnostic(
        code("old-ansible"),
        severity(Warning),
        help(
            "write \"{wanted}\": before that, a number or a list that goes through a template may become text, and `omit` stays in lists"
        )
    )]
    OldAnsible {
        range: String,
        oldest: &'static str,
        wanted: String,
        #[label("lets in older ones")]
        span: Span,
    },
    #[error("`for` goes over a list, or over a map with two names, and this is {found}")]
    #[diagnostic(
        code("bad-for"),
        help("write `for x in [1, 2]`, `for n in 1..3` or `for key, value in {{ a = 1 }}`")
    )]
    BadFor {
        found: String,
        #[label("cannot be gone through so")]
        span: Span,
    },
}

/// What to write in place of a name that no host can have.
fn host_name_help(name: &str) -> String {
    if let Some((user, host)) = name.split_once('@') {
        return format!("write `host \"{host}\" {{ user = \"{user}\" }}`");
    }
    if let Some((host, port)) = name.split_once(':')
        && port.parse::<u16>().is_ok()
    {
        return format!("write `host \"{host}\" {{ port = {port} }}`");
    }
    String::from(
        "a host's name is a host name or an IP address, such as \"web01.example.org\"; for several hosts write \
         `for n in \"01\"..\"09\" { host \"web{{ n }}\" { } }`",
    )
}
