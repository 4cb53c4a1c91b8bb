//! Reports about tasks that would run, but not as one should write them.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What ansible-lint would report, and what is wrong with allowing it.
#[derive(Debug, Error, Diagnostic)]
pub enum LintError {
    #[error("`{module}` makes {what} here, and nothing says who may read it")]
    #[diagnostic(
        code("risky-file-permissions"),
        help(
            "write `mode = {mode}`, or what fits: without it the mode follows from the umask of whoever runs the task"
        )
    )]
    Mode {
        module: String,
        what: &'static str,
        mode: &'static str,
        #[label("has no `mode`")]
        span: Span,
        #[label("makes it")]
        because: Option<Span>,
    },
    #[error("`preserve` is no mode of `{module}`")]
    #[diagnostic(
        code("risky-file-permissions"),
        help(
            "write the mode that the file shall have, such as `0644`: only `copy` and `template` can take that of a source"
        )
    )]
    Preserve {
        module: String,
        #[label("there is no source to take it from")]
        span: Span,
    },
    #[error("Ansible would say of each run that this `{module}` changed something")]
    #[diagnostic(
        code("no-changed-when"),
        help(
            "write `changed_when = false` on the task if it only looks, else a condition on what it registers{more}"
        )
    )]
    Changed {
        module: String,
        more: &'static str,
        #[label("changes what?")]
        span: Span,
    },
    #[error("which version is installed would depend on the day")]
    #[diagnostic(
        code("package-latest"),
        help(
            "write `state = \"present\"`, or name the version; where it is meant to update, say so in a comment above `allow = [\"package-latest\"]`"
        )
    )]
    Latest {
        #[label("another version with each release")]
        span: Span,
    },
    #[error("what `{program}` does here is what {modules} is for")]
    #[diagnostic(
        code("command-instead-of-module"),
        help(
            "call the module: it looks first, changes only what differs, says whether it did, and can be tried by a dry run"
        )
    )]
    ModuleInstead {
        program: String,
        modules: String,
        #[label("runs each time")]
        span: Span,
    },
    #[error("nothing here needs a shell")]
    #[diagnostic(
        code("command-instead-of-shell"),
        help(
            "write `command`: it runs the program itself, so that no character of a value ever means something to a shell"
        )
    )]
    CommandInstead {
        #[label("no pipe, no redirection, no variable, no glob")]
        span: Span,
    },
    #[error("`command` runs no shell, and takes `{name}=…` for the name of a program")]
    #[diagnostic(
        code("inline-env-var"),
        help("write `environment = {{ {name} = \"{value}\" }}` on the task")
    )]
    Environment {
        name: String,
        value: String,
        #[label("begins with a variable")]
        span: Span,
    },
    #[error("Ansible takes `executable=` out of this line, as an argument")]
    #[diagnostic(
        code("no-free-form"),
        help("write it as one: `raw \"…\" {{ executable = \"/bin/bash\" }}`")
    )]
    Executable {
        #[label("holds an argument")]
        span: Span,
    },
    #[error("a fact belongs to the host, and any role's `{name}` is this one")]
    #[diagnostic(
        code("var-naming"),
        help(
            "write the step `fact {name} = …`, which is `{prefix}{name}` in Ansible and `{name}` here"
        )
    )]
    Fact {
        name: String,
        prefix: String,
        #[label("without the role's prefix, `{prefix}`")]
        span: Span,
    },
    #[error("what fails in front of a pipe here goes unnoticed")]
    #[diagnostic(
        code("risky-shell-pipe"),
        help(
            "begin with a line `set -o pipefail`, and give the shell that knows it: `{{ executable = \"/bin/bash\" }}`"
        )
    )]
    Pipe {
        #[label("only the last command's status counts")]
        span: Span,
    },
    #[error("which revision `{module}` checks out would depend on the day")]
    #[diagnostic(
        code("latest"),
        help(
            "write `{argument} = \"…\"`, a tag or a commit; a branch, too, if each run is to bring what is new on it"
        )
    )]
    Revision {
        argument: &'static str,
        module: String,
        #[label("another one with each commit")]
        span: Span,
    },
    #[error("whatever goes wrong in this step is ignored")]
    #[diagnostic(
        code("ignore-errors"),
        help(
            "say what is no failure, `failed_when = \"not found\" not in RESULT.stderr`, or `register` the result and look at it; only in a dry run: `ignore_errors = ansible_check_mode`"
        )
    )]
    Ignored {
        #[label("ignores every error")]
        span: Span,
    },
    #[error("what runs because something changed is a handler")]
    #[diagnostic(
        code("no-handler"),
        help(
            "make it a `handler`, and `notify` it from the step that changes; `meta \"flush_handlers\"` runs it at once where that matters"
        )
    )]
    Handler {
        #[label("runs only then")]
        span: Span,
    },
    #[error("a condition is asked, not compared with `{value}`")]
    #[diagnostic(code("literal-compare"), help("{help}"))]
    Literal {
        value: bool,
        help: String,
        #[label("not needed")]
        span: Span,
    },
    #[error("there is a tab in this text, which nobody sees")]
    #[diagnostic(
        code("no-tabs"),
        help(
            "write blanks, or put the text into a file of the role's `files/` or `templates/` and give it as `src`"
        )
    )]
    Tab {
        #[label("has a tab")]
        span: Span,
    },
    #[error("`content` of `copy` is text, and this is data")]
    #[diagnostic(
        code("avoid-implicit"),
        help(
            "say in which form it shall be written: `… | to_nice_json` or `… | to_nice_yaml`, or make it a template"
        )
    )]
    Content {
        #[label("no text")]
        span: Span,
    },
    #[error("a source is looked for in the role's `{folder}/` by itself")]
    #[diagnostic(code("no-relative-paths"), help("write the path below `{folder}/`"))]
    Relative {
        folder: &'static str,
        #[label("leads out of it and back")]
        span: Span,
    },
    #[error("with the strategy `{strategy}`, `run_once` runs on every host")]
    #[diagnostic(
        code("run-once"),
        help(
            "take the play's `strategy` out, or put the step into a play of its own on one host: `on web[0]`"
        )
    )]
    Once {
        strategy: String,
        #[label("once, it says")]
        span: Span,
        #[label("no host waits for another here")]
        play: Span,
    },
    #[error("`{code}` is allowed without a reason")]
    #[diagnostic(
        code("allow-without-reason"),
        help("write the reason above it, `# …`: it goes into the generated file with it")
    )]
    NoReason {
        code: String,
        #[label("why?")]
        span: Span,
    },
    #[error("there is no rule `{code}` that a task could be allowed to break")]
    #[diagnostic(code("unknown-rule"))]
    UnknownRule {
        code: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`allow` takes a list of codes")]
    #[diagnostic(code("bad-allow"), help("write `allow = [\"{example}\"]`"))]
    BadAllow {
        example: String,
        #[label("not a list of plain strings")]
        span: Span,
    },
    #[error("`{code}` is allowed, and nothing here breaks it")]
    #[diagnostic(
        code("unused-allow"),
        severity(Warning),
        help("take it out, so that it hides nothing that comes later")
    )]
    UnusedAllow {
        code: String,
        #[label("allows nothing")]
        span: Span,
    },
}
