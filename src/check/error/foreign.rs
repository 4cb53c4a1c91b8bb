//! Reports about what others wrote and the project uses.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What is wrong with something brought in by `use`.
#[derive(Debug, Error, Diagnostic)]
pub enum ForeignError {
    #[error("this is no YAML: {reason}")]
    #[diagnostic(
        code("broken-yaml"),
        help("Ansible could not read it either; mend it there")
    )]
    BrokenYaml {
        reason: String,
        #[label("cannot be read on from here")]
        span: Span,
        #[label("brought in here")]
        used: Span,
    },
    #[error("`{name}` documents nothing of what it takes")]
    #[diagnostic(
        code("no-documentation"),
        severity(Warning),
        help(
            "give its file a `DOCUMENTATION = r\"\"\"…\"\"\"` of YAML, as Ansible's modules have: until then its arguments are not checked"
        )
    )]
    NoDocumentation {
        name: String,
        #[label("its calls are not checked")]
        span: Span,
    },
    #[error("nothing says where `{name}` comes from")]
    #[diagnostic(
        code("no-plugin-source"),
        help(
            "a short name is a file of the project: add `from \"…/{name}.py\"`; what a collection has is called by its full name"
        )
    )]
    NoSource {
        name: String,
        #[label("from which file?")]
        span: Span,
    },
    #[error("`{name}` is a {what} of Ansible's own")]
    #[diagnostic(
        code("ansibles-own"),
        help(
            "choose another name: a reader could not tell which is meant, and what Ansible has needs no `use`"
        )
    )]
    AnsiblesOwn {
        what: &'static str,
        name: String,
        #[label("means two things")]
        span: Span,
    },
    #[error("the {what} `{name}` is not in its file")]
    #[diagnostic(
        code("not-in-plugin"),
        severity(Warning),
        help("the file should name it in quotes, as in `return {{\"{name}\": …}}`")
    )]
    NotInPlugin {
        what: &'static str,
        name: String,
        #[label("declared here")]
        span: Span,
        #[label("does not mention it")]
        source_span: Span,
    },
    #[error("two files would both be `{path}` in the tree")]
    #[diagnostic(code("same-plugin-file"), help("rename one of them"))]
    SamePluginFile {
        path: String,
        #[label("this one")]
        again: Span,
        #[label("and this one")]
        first: Span,
    },
    #[error("nobody here has the fragment `{fragment}`, from which `{module}` takes options")]
    #[diagnostic(
        code("unknown-fragment"),
        severity(Warning),
        help(
            "{place}, or write its options into the module's own DOCUMENTATION: until then `{module}` takes arguments of any name"
        )
    )]
    UnknownFragment {
        fragment: String,
        place: String,
        module: String,
        #[label("not known")]
        span: Span,
        #[label("its other arguments are not checked")]
        used: Span,
    },
    #[error("this is the collection `{found}`, not `{name}`")]
    #[diagnostic(
        code("other-collection"),
        help("write `use collection {found} from …`, or name the other's folder")
    )]
    OtherCollection {
        name: String,
        found: String,
        #[label("not what its folder says")]
        span: Span,
    },
    #[error("nothing is known of the module `{name}`")]
    #[diagnostic(
        code("undeclared-module"),
        help(
            "if it is right, declare it, unchecked: `use module {name}`; or have the collection read where it is installed: `use collection {collection} from \"…\"`"
        )
    )]
    UndeclaredModule {
        name: String,
        collection: String,
        #[label("its collection is none that the compiler knows")]
        span: Span,
    },
    #[error("a secret goes to the role `{role}`, and nobody here knows whether its tasks print it")]
    #[diagnostic(
        code("secret-to-foreign-role"),
        severity(Warning),
        help(
            "if they have `no_log` where they read it, say so where the role is brought in: `use role {role} … {{ param {param}: secret({ty}) }}`"
        )
    )]
    SecretGiven {
        role: String,
        param: String,
        ty: String,
        #[label("a secret, for a parameter of type `{ty}`")]
        span: Span,
    },
    #[error("the role `{role}` depends on `{dependency}`, which nothing brings in")]
    #[diagnostic(code("missing-dependency"), help("bring it in as well: `{fix}`"))]
    MissingDependency {
        role: String,
        dependency: String,
        fix: String,
        #[label("named here")]
        span: Span,
        #[label("the role that depends on it")]
        used: Span,
    },
}
