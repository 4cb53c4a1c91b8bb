//! What resolving reports: values that disagree or are missing, plays without hosts, and dead
//! configuration.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// A fleet that cannot hold, or holds something that does nothing.
#[derive(Debug, Error, Diagnostic)]
pub enum FleetError {
    #[error(
        "`{name}` has two values for {hosts}: the groups `{first_group}` and `{second_group}` disagree"
    )]
    #[diagnostic(
        code("ambiguous-value"),
        help(
            "neither group contains the other, so neither is more specific: give the value on the host, or write `children = [{second_group}]` in `{first_group}` (or the other way round)"
        )
    )]
    Ambiguous {
        name: String,
        hosts: String,
        first_group: String,
        second_group: String,
        #[label("`{first_group}` gives this")]
        first: Span,
        #[label("`{second_group}` gives that")]
        second: Span,
    },
    #[error("`{name}` is replaced by the group `{setter}` and added to by `{adder}`, for {hosts}")]
    #[diagnostic(
        code("ambiguous-value"),
        help(
            "neither group contains the other, so it is not said which comes first: write `+=` in both, or put one group inside the other with `children`"
        )
    )]
    AmbiguousSum {
        name: String,
        hosts: String,
        setter: String,
        adder: String,
        #[label("`{adder}` adds here")]
        add: Span,
        #[label("`{setter}` replaces here")]
        set: Span,
    },
    #[error("the key `{key}` of `{name}` is added twice for {hosts}")]
    #[diagnostic(
        code("key-added-twice"),
        help(
            "`+=` merges maps and never overwrites: remove one of the two, or replace the whole value with `=`"
        )
    )]
    KeyTwice {
        key: String,
        name: String,
        hosts: String,
        #[label("added here")]
        span: Span,
        #[label("there already from here")]
        first: Span,
    },
    #[error("`{name}` cannot be added to: what is there is known only later")]
    #[diagnostic(
        code("adds-to-later"),
        help(
            "the sum is computed now: make both values plain ones, or give the whole value with `=`"
        )
    )]
    AddsToLater {
        name: String,
        #[label("adds to it")]
        add: Span,
        #[label("not known now")]
        base: Span,
    },
    #[error("`{name}` is given where the role is applied and by `set`, for {hosts}")]
    #[diagnostic(
        code("set-against-application"),
        help(
            "Ansible would let the application win without a word: keep one of the two (what holds for the whole fleet stands in `set` on `all`)"
        )
    )]
    SetAgainstApplication {
        name: String,
        hosts: String,
        #[label("given here for the whole play")]
        application: Span,
        #[label("set here")]
        set: Span,
    },
    #[error("the parameter `{name}` has no value for {hosts}")]
    #[diagnostic(
        code("missing-value"),
        help(
            "write `set {role} {{ {param} = … }}` on those hosts or a group of theirs, give it where the role is applied, or give the parameter a default"
        )
    )]
    Missing {
        name: String,
        role: String,
        param: String,
        hosts: String,
        #[label("the role is applied here")]
        application: Span,
        #[label("declared without a default")]
        declared: Span,
    },
    #[error("the parameter `{name}` of the entry has no value")]
    #[diagnostic(
        code("missing-value"),
        help("give it where the entry is applied: `{param} = …`")
    )]
    MissingEntry {
        name: String,
        param: String,
        #[label("applied here")]
        application: Span,
        #[label("declared without a default")]
        declared: Span,
    },
    #[error("{message}, for {hosts}")]
    #[diagnostic(code("broken-relation"), help("{help}"))]
    Relation {
        message: String,
        hosts: String,
        help: String,
        #[label("applied here")]
        application: Span,
        #[label("asked for here")]
        declared: Span,
    },
    #[error("the play \"{name}\" matches no host{inventory}")]
    #[diagnostic(
        code("play-without-hosts"),
        help(
            "add hosts to what it names, or write `optional = true` in the play if that is meant"
        )
    )]
    NoHosts {
        name: String,
        inventory: String,
        #[label("nothing is left of this")]
        span: Span,
    },
    #[error("\"{glob}\" is also a pattern for the group `{group}`")]
    #[diagnostic(
        code("glob-matches-group"),
        help(
            "Ansible's patterns match groups as well as hosts and would bring in all of `{group}`: write a pattern that only hosts match, such as one with the domain"
        )
    )]
    GlobMatchesGroup {
        glob: String,
        group: String,
        #[label("matches more than hosts")]
        span: Span,
        #[label("this group")]
        declared: Span,
    },
    #[error("`via` goes round in a circle: {path}")]
    #[diagnostic(
        code("via-cycle"),
        help("remove `via` from one of these hosts: the first of them must be reached directly")
    )]
    ViaCycle {
        path: String,
        #[label("this leads back to where it began")]
        span: Span,
    },
    #[error("the {what} of the jump host `{host}` is known only later")]
    #[diagnostic(
        code("later-hop"),
        help(
            "a jump host's address, port and user are written into the settings of the hosts behind it: make them plain values"
        )
    )]
    LaterHop {
        host: String,
        what: &'static str,
        #[label("used here")]
        span: Span,
        #[label("not known now")]
        later: Span,
    },
    #[error("there is no host `{name}`{inventory} to go through")]
    #[diagnostic(code("unknown-hop"))]
    UnknownHop {
        name: String,
        inventory: String,
        #[label("not a host there")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("the hosts of {names} are known only when a play runs")]
    #[diagnostic(
        code("unseen-hosts"),
        severity(Advice),
        help(
            "for them it is not checked that required parameters have a value, that their groups agree, and that relations between parameters hold; nor that a host exists which a value names"
        )
    )]
    Unseen {
        names: String,
        #[label("filled at run time")]
        span: Span,
    },
    #[error("the group `{name}` stays empty")]
    #[diagnostic(
        code("empty-group"),
        severity(Warning),
        help(
            "add hosts or groups, remove it, or write `dynamic = true` if it is filled at run time"
        )
    )]
    EmptyGroup {
        name: String,
        #[label("no host is ever in it")]
        span: Span,
    },
    #[error("`set {role}` here does nothing: no play applies `{role}` to {who}")]
    #[diagnostic(
        code("dead-set"),
        severity(Warning),
        help("apply the role in a play that reaches these hosts, or remove the `set`")
    )]
    DeadSet {
        role: String,
        who: String,
        #[label("never read")]
        span: Span,
    },
    #[error("nothing reads the var `{name}`")]
    #[diagnostic(
        code("unread-var"),
        severity(Warning),
        help("remove it, or use it in a role, a play or a template")
    )]
    UnreadVar {
        name: String,
        #[label("never read")]
        span: Span,
    },
    #[error("no play applies the role `{name}`")]
    #[diagnostic(
        code("unused-role"),
        severity(Warning),
        help("apply it in a play with `role {name}`, or remove it")
    )]
    UnusedRole {
        name: String,
        #[label("never runs")]
        span: Span,
    },
    #[error("the policy \"{policy}\" does not hold{subjects}: {message}")]
    #[diagnostic(
        code("broken-policy"),
        help("change what is marked; or, if it is meant, the policy")
    )]
    Policy {
        policy: String,
        subjects: String,
        message: String,
        what: &'static str,
        #[label("{what}")]
        place: Span,
        #[label(collection, "and this")]
        more: Vec<miette::SourceSpan>,
        #[label("asked for here")]
        asked: Option<Span>,
    },
    #[error("whether the policy \"{policy}\" holds is not known{subjects}")]
    #[diagnostic(
        code("undecided-policy"),
        help(
            "a policy speaks of what is known now: leave such hosts out with `when`, or ask whether it is set with `is defined`"
        )
    )]
    Undecided {
        policy: String,
        subjects: String,
        #[label("reads what is known only later")]
        asked: Span,
        #[label("this comes later")]
        place: Option<Span>,
    },
}
