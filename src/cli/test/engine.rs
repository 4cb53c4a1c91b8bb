//! What must be there before a test runs: a container engine and Molecule.
//!
//! In: the options and the platforms. Out: the environment of Molecule, or what is missing and how
//! to get it.

use std::path::Path;
use std::process::{Command, Stdio};

use miette::Diagnostic;
use thiserror::Error;

use crate::cli::args;
use crate::fleet::program::{Program, Pull, Subject};
use crate::suggest;

/// Why nothing can be run.
#[derive(Debug, Error, Diagnostic)]
pub enum EngineError {
    /// The engine cannot be run.
    #[error("the container engine `{engine}` cannot be used: {reason}")]
    #[diagnostic(code("no-engine"), help("{help}"))]
    NoEngine {
        engine: &'static str,
        reason: String,
        help: String,
    },
    /// Molecule cannot be run.
    #[error("Molecule cannot be run: {reason}")]
    #[diagnostic(
        code("no-molecule"),
        help("`pip install molecule ansible`, and have its folder on PATH")
    )]
    NoMolecule { reason: String },
    /// A test wants a verifier that cannot be run.
    #[error("the test `{test}` has `verifier = \"testinfra\"`, which cannot be run: {reason}")]
    #[diagnostic(
        code("no-testinfra"),
        help(
            "`pip install pytest-testinfra` beside Molecule, or leave out `verifier = \"testinfra\"`"
        )
    )]
    NoTestinfra { test: String, reason: String },
    /// An image that may not be asked for is not here.
    #[error(
        "the image `{image}` of the platform `{platform}` is not here, and may not be asked for"
    )]
    #[diagnostic(
        code("no-image"),
        help(
            "load it into {engine}, name another with `--image {platform}=IMAGE`, or leave out `pull = \"never\"`"
        )
    )]
    NoImage {
        image: String,
        platform: String,
        engine: &'static str,
    },
    /// A name on the command line that is not known.
    #[error("there is no {what} `{name}`")]
    #[diagnostic(code("unknown-test"), help("{help}"))]
    Unknown {
        what: &'static str,
        name: String,
        help: String,
    },
    /// A file of our own.
    #[error("{what}: {reason}")]
    #[diagnostic(code("test-not-run"))]
    Own { what: String, reason: String },
}

impl EngineError {
    /// The temporary folder or the signals.
    pub fn scratch(error: &std::io::Error) -> Self {
        Self::Own {
            what: "the tests cannot be prepared".to_owned(),
            reason: error.to_string(),
        }
    }

    /// The report.
    pub fn junit(path: &Path, error: &std::io::Error) -> Self {
        Self::Own {
            what: format!("{} cannot be written", path.display()),
            reason: error.to_string(),
        }
    }

    /// A name that is not known, with the nearest that is.
    pub fn unknown(what: &'static str, name: &str, known: Vec<String>) -> Self {
        let nearest = suggest::nearest(name, known.iter().map(String::as_str));
        let help = match nearest {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "the project declares none".to_owned(),
            None => format!("there are: {}", known.join(", ")),
        };
        Self::Unknown {
            what,
            name: name.to_owned(),
            help,
        }
    }
}

/// Molecule's environment beyond our own.
pub type Variables = Vec<(String, String)>;

/// Looks for what is needed.
///
/// # Errors
/// The first thing that is missing.
pub fn preflight(options: &args::Test, program: &Program) -> Result<Variables, EngineError> {
    let engine = options.engine.name();
    let mut variables = vec![
        ("CONTAINER_ENGINE".to_owned(), engine.to_owned()),
        ("LC_ALL".to_owned(), "C.UTF-8".to_owned()),
        ("NO_COLOR".to_owned(), "1".to_owned()),
        ("ANSIBLE_NOCOLOR".to_owned(), "1".to_owned()),
        ("ANSIBLE_FORCE_COLOR".to_owned(), "0".to_owned()),
        ("PY_COLORS".to_owned(), "0".to_owned()),
        // The output is read: it must have the form that is known.
        (
            "ANSIBLE_STDOUT_CALLBACK".to_owned(),
            "ansible.builtin.default".to_owned(),
        ),
        (
            "ANSIBLE_CALLBACK_RESULT_FORMAT".to_owned(),
            "json".to_owned(),
        ),
    ];
    for given in &options.image {
        let Some((name, image)) = given.split_once('=') else {
            return Err(EngineError::Unknown {
                what: "platform in",
                name: given.clone(),
                help: "an image is given as `debian12=localhost/debian:12`".to_owned(),
            });
        };
        if !program
            .platforms
            .iter()
            .any(|platform| platform.name == name)
        {
            let known = program.platforms.iter().map(|known| known.name.to_string());
            return Err(EngineError::unknown("platform", name, known.collect()));
        }
        variables.push((format!("{}_IMAGE", name.to_uppercase()), image.to_owned()));
    }
    answers(engine, &["info"]).map_err(|reason| EngineError::NoEngine {
        engine,
        reason,
        help: format!("`apt-get install {engine}` or `dnf install {engine}`, and see that `{engine} info` answers; `--engine` names the other one"),
    })?;
    answers("molecule", &["--version"]).map_err(|reason| EngineError::NoMolecule { reason })?;
    if let Some(test) = program.tests.iter().find(|test| test.testinfra) {
        testinfra().map_err(|reason| EngineError::NoTestinfra {
            test: test.name.to_string(),
            reason,
        })?;
    }
    let used = |index: usize| {
        program.tests.iter().any(|test| match &test.subject {
            Subject::Role { platforms, .. } => platforms.contains(&index),
            Subject::Fleet { hosts, .. } => hosts.iter().any(|(_, platform)| *platform == index),
        })
    };
    for (index, platform) in program.platforms.iter().enumerate() {
        if platform.pull != Pull::Never || !used(index) {
            continue;
        }
        let variable = format!("{}_IMAGE", platform.name.to_uppercase());
        let given = variables.iter().rev().find(|(name, _)| *name == variable);
        let image = given.map_or_else(
            || std::env::var(&variable).unwrap_or_else(|_| platform.image.to_string()),
            |(_, image)| image.clone(),
        );
        if answers(engine, &["image", "inspect", &image]).is_err() {
            return Err(EngineError::NoImage {
                image,
                platform: platform.name.to_string(),
                engine,
            });
        }
    }
    Ok(variables)
}

/// Whether pytest is there with the plugin.
fn testinfra() -> Result<(), String> {
    let output = Command::new("pytest")
        .arg("-VV")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("pytest: {error}"))?;
    let text = [output.stdout, output.stderr].concat();
    if String::from_utf8_lossy(&text).contains("testinfra") {
        return Ok(());
    }
    Err("pytest does not have its plugin".to_owned())
}

/// Runs a program for its status; why it failed otherwise.
pub fn answers(program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    Err(last.map_or_else(|| output.status.to_string(), |line| line.trim().to_owned()))
}
