//! Molecule while it runs, and how it is ended with all that it started.
//!
//! Ansible's workers leave Molecule's process group, and one of them may be about to start a
//! container: they are found by a variable of their environment.

use std::fs;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// The variable that only the processes of one scenario have: its folder.
pub const MARK: &str = "ROLECALL_TEST";

/// How long Molecule may take to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long what was killed may take to be gone.
const GONE: Duration = Duration::from_secs(5);

/// Molecule.
pub struct Running {
    /// The leader of its process group.
    pub child: Child,
    /// `ROLECALL_TEST=/tmp/…`.
    pub mark: String,
}

impl Running {
    /// Ends Molecule and what it started: asked first, then without asking. Nothing of it runs
    /// afterwards, so that nothing makes a container any more.
    pub fn stop(&mut self) {
        self.tell(Signal::TERM);
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let over = matches!(self.child.try_wait(), Ok(Some(_)) | Err(_));
            if over && marked(&self.mark).is_empty() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let end = Instant::now() + GONE;
        loop {
            self.tell(Signal::KILL);
            let over = matches!(self.child.try_wait(), Ok(Some(_)) | Err(_));
            if over && marked(&self.mark).is_empty() || Instant::now() > end {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn tell(&mut self, signal: Signal) {
        // Once waited for, its number may be another's.
        if matches!(self.child.try_wait(), Ok(None)) {
            let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
            let _ = group.map(|group| kill_process_group(group, signal));
        }
        for process in marked(&self.mark) {
            let _ = kill_process(process, signal);
        }
    }
}

/// The processes with this in their environment; none where the system does not show it.
fn marked(mark: &str) -> Vec<Pid> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let of = |entry: fs::DirEntry| {
        let process = Pid::from_raw(entry.file_name().to_str()?.parse().ok()?)?;
        let environment = fs::read(entry.path().join("environ")).ok()?;
        let mut variables = environment.split(|byte| *byte == 0);
        variables
            .any(|variable| variable == mark.as_bytes())
            .then_some(process)
    };
    processes.flatten().filter_map(of).collect()
}
