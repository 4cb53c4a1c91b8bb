//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Compiles servers and the roles they play, written in a typed language, to Ansible.
#[derive(Debug, Parser)]
#[command(name = "rolecall", version, max_term_width = 100)]
pub struct Args {
    /// When to use colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// How problems are shown.
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    pub message_format: Format,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Args {
    /// The `--format` that cannot be printed beside the problems, and why: both want standard output. What `--format
    /// json` prints is a line among the problems' JSON lines.
    #[must_use]
    pub fn conflict(&self) -> Option<String> {
        let format = if let Command::Diff(options) = &self.command {
            options.format?.to_possible_value()?
        } else if let Command::Affected(options) = &self.command {
            options.format?.to_possible_value()?
        } else {
            return None;
        };
        let alone = match self.message_format {
            Format::Human | Format::Short | Format::Github => false,
            Format::Json => format.get_name() != "json",
            Format::Sarif | Format::Gitlab => true,
        };
        let problems = self.message_format.to_possible_value()?;
        alone.then(|| {
            format!(
                "`--format {}` and `--message-format {}` both want standard output: ask for one of them",
                format.get_name(),
                problems.get_name()
            )
        })
    }
}

/// How problems are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the source, and what to type instead.
    Human,
    /// A line each: `path:line:column: error[code]: message`.
    Short,
    /// A JSON object each, a line each.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub's workflows.
    Github,
    /// GitLab's code quality report.
    Gitlab,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a small complete project into a new folder.
    New(New),
    /// Check a project and write nothing.
    Check(Check),
    /// Check a project and write the Ansible tree.
    Build(Build),
    /// Apply the fixes that problems offer, those that can only be what was meant.
    Fix(Fix),
    /// Format `.roll` files in the one style that there is.
    Fmt(Fmt),
    /// Say what a change does: hosts, plays, values, tasks, and what follows from them.
    Diff(Diff),
    /// Say which roles, plays, hosts and tests the change since a revision reaches.
    Affected(Affected),
    /// Say where the value of a parameter or a variable comes from.
    Why(Why),
    /// Say what in the `.roll` files a line of a generated file comes from.
    Blame(Blame),
    /// Run the project's tests in containers, through Molecule.
    Test(Test),
    /// Explain a diagnostic by its code.
    Explain(Explain),
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual pages, or print the first.
    Man(Man),
    /// For the tests of the compiler itself.
    #[command(hide = true)]
    Debug(Debug),
}

/// `rolecall new`.
#[derive(Debug, clap::Args)]
pub struct New {
    /// The folder to make; its name becomes the project's.
    pub path: PathBuf,
}

/// `rolecall check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// The folder with the `.roll` files.
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// List what is not checked as well, and exit with 1 if there is anything: values of type
    /// `any` where they come in, calls of modules that document nothing, `extra`.
    #[arg(long)]
    pub strict: bool,
}

/// `rolecall fix`.
#[derive(Debug, clap::Args)]
pub struct Fix {
    /// The folder with the `.roll` files.
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Apply what is only likely, too, such as the nearest name.
    #[arg(long = "unsafe")]
    pub all: bool,
}

/// `rolecall build`.
#[derive(Debug, clap::Args)]
pub struct Build {
    /// The folder with the `.roll` files.
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Write nothing; exit with 1 and the differences if the tree is not up to date.
    #[arg(long)]
    pub check: bool,
    /// Replace generated files even where a person edited them.
    #[arg(long, conflicts_with = "check")]
    pub force: bool,
    /// Where to write, instead of the project's `output`.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `rolecall diff`.
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// What was: a git revision or a folder; `HEAD` if none is named.
    pub base: Option<String>,
    /// What is: a git revision or a folder; the project as it lies here if none is named.
    pub after: Option<String>,
    /// The folder with the `.roll` files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
    /// How it is printed: as text, if nothing else is asked for.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<DiffFormat>,
}

/// How `diff` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a terminal.
    Text,
    /// For a review comment: folds, at most 65,000 characters.
    Markdown,
    /// For programs.
    Json,
    /// A page: one file with the fleet's picture, no scripts, nothing from the network.
    Html,
}

/// `rolecall fmt`.
#[derive(Debug, clap::Args)]
pub struct Fmt {
    /// Files, and folders with `.roll` files at any depth; `-` reads one file and prints it.
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write nothing; exit with 1 and the differences if a file is not formatted.
    #[arg(long)]
    pub check: bool,
}

/// `rolecall affected`.
#[derive(Debug, clap::Args)]
pub struct Affected {
    /// The folder with the `.roll` files.
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// The git revision to compare with.
    #[arg(long, value_name = "REV")]
    pub base: String,
    /// How it is printed: as text, if nothing else is asked for.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<AffectedFormat>,
}

/// `rolecall why`.
#[derive(Debug, clap::Args)]
pub struct Why {
    /// `ROLE.PARAMETER`, or a variable.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The host of which it is asked; without one, every value that there is.
    #[arg(long, value_name = "HOST")]
    pub host: Option<String>,
    /// The folder with the `.roll` files.
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
}

/// `rolecall blame`.
#[derive(Debug, clap::Args)]
pub struct Blame {
    /// A generated file as it lies here or in the output, and a line, or lines from one to another; without, all of it.
    #[arg(value_name = "FILE[:LINE[-LINE]]")]
    pub place: String,
    /// The folder with the `.roll` files.
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
    /// Where it was written, instead of the project's `output`.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// How `affected` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AffectedFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// `rolecall test`.
#[derive(Debug, clap::Args)]
pub struct Test {
    /// The tests, by name or by the name of their Molecule scenario; all if none is named.
    pub names: Vec<String>,
    /// The folder with the `.roll` files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
    /// Only on this platform.
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<String>,
    /// Only the tests of this role.
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// Only the tests that the change since this git revision reaches.
    #[arg(long, value_name = "REV")]
    pub affected: Option<String>,
    /// Leave the containers and the built tree, to look at them.
    #[arg(long)]
    pub keep: bool,
    /// What runs the containers.
    #[arg(
        long,
        env = "CONTAINER_ENGINE",
        value_name = "ENGINE",
        default_value = "podman"
    )]
    pub engine: Engine,
    /// How many tests run at once.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub jobs: usize,
    /// Another image for a platform: `debian12=localhost/debian:12`.
    #[arg(long, value_name = "PLATFORM=IMAGE")]
    pub image: Vec<String>,
    /// Write the results as JUnit has them.
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
}

/// What runs containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// podman.
    Podman,
    /// docker.
    Docker,
}

impl Engine {
    /// The command.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Podman => "podman",
            Self::Docker => "docker",
        }
    }
}

/// `rolecall explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The code, as diagnostics show it; without one, all codes are listed.
    pub code: Option<String>,
}

/// `rolecall man`.
#[derive(Debug, clap::Args)]
pub struct Man {
    /// Write a page for each command into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `rolecall debug`.
#[derive(Debug, clap::Args)]
pub struct Debug {
    /// Which.
    #[command(subcommand)]
    pub what: DebugCommand,
}

/// What the tests ask for.
#[derive(Debug, Subcommand)]
pub enum DebugCommand {
    /// The resolved fleet as JSON.
    Fleet {
        /// The folder with the `.roll` files.
        dir: PathBuf,
    },
    /// Each line of a file evaluated, and as Jinja, as JSON lines.
    Eval {
        /// A file with an expression a line.
        file: PathBuf,
    },
    /// Templates with their free names renamed, as JSON lines.
    Template {
        /// A file with the path of a template a line.
        list: PathBuf,
        /// What each free name begins with afterwards.
        #[arg(long, default_value = "")]
        add: String,
        /// What is taken from the beginning of each free name first.
        #[arg(long, default_value = "")]
        remove: String,
    },
}
