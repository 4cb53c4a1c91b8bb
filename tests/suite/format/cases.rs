//! Texts before and after: `tests/cases/format/before/NAME.roll` and `after/NAME.roll`. What comes
//! out was read by a person before it became what is expected.

use super::{check, root, texts};

#[test]
fn every_text_becomes_what_was_agreed_on() {
    let before = texts("tests/cases/format/before", ".roll");
    assert!(before.len() >= 5, "{} cases", before.len());
    assert_eq!(
        before.len(),
        texts("tests/cases/format/after", ".roll").len()
    );
    for (path, text) in before {
        let formatted = check(&text);
        let after = root()
            .join("tests/cases/format/after")
            .join(path.file_name().unwrap());
        let wanted = std::fs::read_to_string(&after).unwrap_or_default();
        if formatted != wanted {
            let diff = similar::TextDiff::from_lines(&wanted, &formatted);
            panic!("{}:\n{}", after.display(), diff.unified_diff());
        }
    }
}
