//! What names make together is held to bounds, as what is written at one place is: nothing overflows, nothing fills the memory.

use crate::memory::Memory;

/// The code and the message of each problem.
fn reports(text: &str) -> Vec<String> {
    let compiled = Memory::of(text).compile();
    let all = compiled.problems.all().iter();
    all.map(|problem| format!("[{}] {}", problem.code(), problem.diagnostic()))
        .collect()
}

/// `count` declarations, each made from its number and the next one, and the last.
fn chain(count: usize, each: impl Fn(usize, usize) -> String, last: &str) -> String {
    let mut text: String = (0..count).map(|number| each(number, number + 1)).collect();
    text.push_str(&last.replace("LAST", &count.to_string()));
    text
}

#[test]
fn types_that_hold_one_another_are_bounded() {
    let lists = |count| {
        chain(
            count,
            |this, next| format!("type A{this} = list(A{next})\n"),
            "type ALAST = int\n",
        )
    };
    assert_eq!(reports(&lists(60)), Vec::<String>::new());
    // From the front, and from the back.
    for text in [
        lists(5000),
        lists(5000).lines().rev().collect::<Vec<_>>().join("\n"),
    ] {
        let found = reports(&text);
        assert!(
            found[0].starts_with("[too-deep] the type `A")
                && found[0].ends_with("nests more than 64 deep"),
            "{}",
            found[0]
        );
    }
    let twice = |count| {
        chain(
            count,
            |this, next| format!("type A{this} = {{ x: A{next}, y: A{next} }}\n"),
            "type ALAST = int\n",
        )
    };
    assert_eq!(reports(&twice(12)), Vec::<String>::new());
    let found = reports(&twice(40));
    assert!(found[0].contains("more than 10000 fields"), "{found:?}");
}

#[test]
fn values_that_hold_one_another_are_bounded() {
    let lists = |count| {
        chain(
            count,
            |this, next| format!("let a{this} = [a{next}]\n"),
            "let aLAST = 1\n",
        )
    };
    assert_eq!(reports(&lists(60)), Vec::<String>::new());
    let found = reports(&lists(3000));
    assert!(found[0].contains("it nests more than 64 deep"), "{found:?}");
    let twice = |count| {
        chain(
            count,
            |this, next| format!("let a{this} = [a{next}, a{next}]\n"),
            "let aLAST = 1\n",
        )
    };
    assert_eq!(reports(&twice(15)), Vec::<String>::new());
    let found = reports(&twice(60));
    assert_eq!(
        found,
        ["[cannot-compute] this cannot be computed: it holds more than 1000000 values"]
    );
    let pairs = "let xs = [x for x in 1..100000 for y in 1..100000 if x == y]\n";
    assert_eq!(
        reports(pairs),
        [
            "[cannot-compute] this cannot be computed: it goes through more than 1000000 combinations"
        ]
    );
}
