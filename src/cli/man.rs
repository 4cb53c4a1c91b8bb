//! `rolecall man`: manual pages, one for each command.

use std::fs;
use std::io;
use std::path::Path;

use clap::CommandFactory;

use crate::cli::args::{Args, Man};
use crate::cli::render::Terminal;
use crate::cli::{Outcome, print};
use crate::disk::error::DiskError;

/// Writes or prints them.
pub fn run(options: &Man, terminal: &Terminal) -> Outcome {
    let command = Args::command();
    let Some(out) = &options.out else {
        return match page(&command) {
            Ok(page) => print(&page),
            Err(_) => Outcome::Failed,
        };
    };
    match write_all(&command, out) {
        Ok(()) => Outcome::Fine,
        Err(error) => {
            terminal.problem(DiskError::CannotWrite {
                path: out.clone(),
                reason: error.to_string(),
            });
            Outcome::Failed
        }
    }
}

fn page(command: &clap::Command) -> io::Result<String> {
    let mut out = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut out)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn write_all(command: &clap::Command, out: &Path) -> io::Result<()> {
    fs::create_dir_all(out)?;
    fs::write(out.join("rolecall.1"), page(command)?)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let name = format!("rolecall-{}", sub.get_name());
        fs::write(
            out.join(format!("{name}.1")),
            page(&sub.clone().name(name.clone()))?,
        )?;
    }
    Ok(())
}
