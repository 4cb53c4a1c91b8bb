//! What the machine can do at all: the same files written, or read and compared, by a plain loop.
//!
//! `floor write TREE NEW` creates the files of TREE below NEW; `floor read TREE` reads them and compares.
//! The bytes are in memory before the clock starts; out come microseconds. `floor peak COMMAND…` runs a command and says
//! how many KiB it had at most: a process that Python starts counts Python's own memory as its own. Built by `tests/bench/run` with rustc.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, io, process, thread};

fn files(at: &Path, base: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(at)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            files(&path, base, found)?;
        } else {
            let name = path.strip_prefix(base).unwrap_or(&path).to_path_buf();
            found.push((name, fs::read(&path)?));
        }
    }
    Ok(())
}

fn write(files: &[(PathBuf, Vec<u8>)], new: &Path) -> io::Result<()> {
    let mut made = PathBuf::new();
    for (name, bytes) in files {
        let path = new.join(name);
        if let Some(parent) = path.parent().filter(|parent| *parent != made) {
            fs::create_dir_all(parent)?;
            made = parent.to_path_buf();
        }
        fs::write(&path, bytes)?;
    }
    Ok(())
}

fn same(files: &[(PathBuf, Vec<u8>)], tree: &Path) -> io::Result<bool> {
    for (name, bytes) in files {
        if fs::read(tree.join(name))? != *bytes {
            return Ok(false);
        }
    }
    Ok(true)
}

fn peak(command: &[&str]) -> io::Result<u64> {
    let mut child = process::Command::new(command[0])
        .args(&command[1..])
        .stdout(process::Stdio::null())
        .stderr(process::Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait()?.is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        most = most.max(now.unwrap_or(0));
        thread::sleep(Duration::from_micros(200));
    }
    Ok(most)
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut found = Vec::new();
    match arguments.as_slice() {
        ["write", tree, new] => {
            files(Path::new(tree), Path::new(tree), &mut found)?;
            let start = Instant::now();
            write(&found, Path::new(new))?;
            println!("{}", start.elapsed().as_micros());
        }
        ["read", tree] => {
            files(Path::new(tree), Path::new(tree), &mut found)?;
            let start = Instant::now();
            let equal = same(&found, Path::new(tree))?;
            println!("{}", start.elapsed().as_micros());
            if !equal {
                process::exit(1);
            }
        }
        ["peak", command @ ..] if !command.is_empty() => println!("{}", peak(command)?),
        _ => {
            eprintln!("floor write TREE NEW | floor read TREE | floor peak COMMAND…");
            process::exit(2);
        }
    }
    Ok(())
}
