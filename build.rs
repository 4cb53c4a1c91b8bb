//! Embeds the pages of `lang/errors/`, so that `rolecall explain` needs no files.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
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
    fs::write(
        PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("pages.rs"),
        code,
    )
}
