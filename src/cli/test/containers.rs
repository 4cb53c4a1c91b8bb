//! The containers of a scenario, found by the label that its playbooks give them.
//!
//! In: the scenario `base`. Out: its containers and networks removed, or those that are not running.
//! What has the same name without the label is somebody else's, and left alone.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// Removes a scenario's containers and networks; those that could not be.
pub fn remove(engine: &str, scenario: &str) -> Vec<String> {
    let label = format!("label=rolecall.test={scenario}");
    let names = || {
        let all = ["ps", "--all", "--filter", &label, "--format={{.Names}}"];
        lines(engine, &all).unwrap_or_default()
    };
    for name in names() {
        let _ = lines(engine, &["rm", "--force", "--volumes", &name]);
    }
    let networks = ["network", "ls", "--quiet", "--filter", &label];
    for network in lines(engine, &networks).unwrap_or_default() {
        let _ = lines(engine, &["network", "rm", &network]);
    }
    names()
}

/// Those of its containers that are not running; none if the engine does not say.
pub fn dead<'c>(engine: &str, scenario: &str, containers: &'c [String]) -> Vec<&'c str> {
    let label = format!("label=rolecall.test={scenario}");
    let Some(running) = lines(engine, &["ps", "--filter", &label, "--format={{.Names}}"]) else {
        return Vec::new();
    };
    let names = containers.iter().map(String::as_str);
    names
        .filter(|name| !running.iter().any(|known| known == name))
        .collect()
}

/// What the engine prints, if it can do this.
fn lines(engine: &str, arguments: &[&str]) -> Option<Vec<String>> {
    let output = Command::new(engine)
        .args(arguments)
        // Whoever presses Ctrl-C once more does not end the removal.
        .process_group(0)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    output
        .status
        .success()
        .then(|| lines.map(str::to_owned).collect())
}
