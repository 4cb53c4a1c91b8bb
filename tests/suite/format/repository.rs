//! The repository's own texts are formatted: fleets, cases, and what the documents show. Exempt are texts
//! that do not read by purpose, and the two folders of cases in which layout is the point.

use rolecall::format;

use super::{root, texts};
use crate::fences::{fences, formatted, pages, readable};

#[test]
fn every_file_is_formatted() {
    let mut found = 0;
    let mut wrong = Vec::new();
    for folder in ["examples", "tests/cases", "src/cli/new"] {
        for (path, text) in texts(folder, ".roll") {
            let name = path.strip_prefix(root()).unwrap();
            let exempt = ["tests/cases/format/before", "tests/cases/syntax/good"];
            if exempt.iter().any(|folder| name.starts_with(folder)) {
                continue;
            }
            // The project that `new` writes has the name of its folder.
            if let Ok(formatted) = format::format(&text.replace("PROJECT", "fleet"), 0) {
                found += 1;
                if formatted != text.replace("PROJECT", "fleet") {
                    wrong.push(name.display().to_string());
                }
            }
        }
    }
    assert!(found > 150, "{found} files");
    assert!(
        wrong.is_empty(),
        "run `rolecall fmt` on\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_example_of_the_documents_is_formatted() {
    let mut found = 0;
    let mut wrong = Vec::new();
    for (name, page) in pages() {
        for fence in fences(&page).iter().filter(|fence| fence.is_roll()) {
            let text = readable(&fence.text);
            // What reads nowhere is wrong by purpose; what is called right reads, as another test holds.
            if let Some(formatted) = formatted(&text) {
                found += 1;
                if formatted != text {
                    wrong.push(format!("{name}:{}:\n{formatted}", fence.line));
                }
            }
        }
    }
    assert!(found > 350, "{found} examples");
    assert!(
        wrong.is_empty(),
        "formatted, these are\n{}",
        wrong.join("\n")
    );
}
