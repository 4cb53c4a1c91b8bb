//! Embeds the pages of `lang/errors/`, so that `rolecall explain` needs no files, and packs what
//! `lang/modules/collections` and `plugins.txt` beside it say of Ansible's modules and plugins.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "lang/modules/pack.rs"]
mod pack;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    modules(&root, &out)?;
    pages(&root, &out)
}

fn modules(root: &Path, out: &Path) -> io::Result<()> {
    let folder = root.join("lang").join("modules").join("collections");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=lang/modules/pack.rs");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // What is used together is close together then: the packer keeps strings where they come up first.
        let rare = !name.starts_with("ansible.");
        let rarest = rare && !name.starts_with("community.");
        files.push((rarest, rare, name, path));
    }
    files.sort();
    let plugins = root.join("lang").join("modules").join("plugins.txt");
    println!("cargo::rerun-if-changed={}", plugins.display());
    files.push((true, true, String::from("plugins"), plugins));
    let texts = files.iter().map(|(.., path)| fs::read_to_string(path));
    let texts = texts.collect::<io::Result<Vec<String>>>()?;
    fs::write(out.join("modules.pack"), pack::pack(&texts))
}

fn pages(root: &Path, out: &Path) -> io::Result<()> {
    let folder = root.join("lang").join("errors");
    println!("cargo::rerun-if-changed={}", folder.display());
    fs::create_dir_all(&folder)?;
    let mut pages = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    pages.sort();
    let mut code = String::from(
        "/// Each code and its page, sorted by code.\npub const PAGES: &[(&str, &str)] = &[\n",
    );
    for page in pages {
        let name = page
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        writeln!(code, "    ({name:?}, include_str!({page:?})),").map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(out.join("pages.rs"), code)
}
