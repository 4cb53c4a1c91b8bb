//! What holds for every text: formatted twice is formatted once, and nothing is lost.

use proptest::prelude::*;
use proptest::sample::Index;
use rolecall::diagnostic::Problems;
use rolecall::syntax::lexer::lex;

use super::{check, parsed, texts};

/// Every `.roll` text of the repository without mistakes, with those in its documents.
fn all() -> &'static [String] {
    static ALL: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Vec::new();
        for folder in ["examples", "tests/cases", "src"] {
            all.extend(texts(folder, ".roll").into_iter().map(|(_, text)| text));
        }
        for (_, page) in texts("lang", ".md") {
            let fences = page.split("```roll\n").skip(1);
            all.extend(fences.map(|fence| fence.split("```").next().unwrap().to_owned()));
        }
        all.retain(|text| parsed(text).is_some());
        assert!(all.len() > 200, "{} texts", all.len());
        all
    })
}

#[test]
fn every_text_of_the_repository() {
    for text in all() {
        check(text);
    }
}

/// What is put between two tokens.
const BETWEEN: [&str; 10] = [
    "\n",
    "\n\n\n",
    "  ",
    " # a comment\n",
    "\n# on its own\n",
    "\n\n#without blank\n\n",
    "\n## A doc.\n",
    " ## not a doc\n",
    "\r\n",
    "\n#### drawn\n\n",
];

/// The ends of a text's tokens, outside of strings.
fn gaps(text: &str) -> Vec<usize> {
    let tokens = lex(text, 0, &mut Problems::default()).tokens;
    tokens.iter().map(|token| token.span.end as usize).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Comments and newlines between any tokens; where that is a mistake, the text is left as it was.
    #[test]
    fn any_text_with_comments_between_its_tokens(
        which in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), any::<Index>()), 1..12),
    ) {
        let mut text = which.get(all()).clone();
        for (gap, what) in edits {
            let gaps = gaps(&text);
            let mut edited = text.clone();
            edited.insert_str(*gap.get(&gaps), what.get::<&str>(&BETWEEN));
            if parsed(&edited).is_some() {
                text = edited;
            }
        }
        check(&text);
    }

    /// Every newline that may be a comma instead, and every one that may go, by chance.
    #[test]
    fn any_text_with_its_lines_joined(
        which in any::<Index>(),
        choices in prop::collection::vec(0..3u8, 1..80),
    ) {
        let mut text = which.get(all()).clone();
        for (line, choice) in choices.into_iter().enumerate() {
            let Some((at, _)) = text.match_indices('\n').nth(line) else { break };
            let mut edited = text.clone();
            match choice {
                0 => edited.replace_range(at..=at, " "),
                1 => edited.replace_range(at..=at, ", "),
                _ => continue,
            }
            if parsed(&edited).is_some() {
                text = edited;
            }
        }
        check(&text);
    }
}

/// An expression, as somebody might write it: long names, odd blanks, redundant parentheses.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a",
        "a_rather_long_name_for_a_thing",
        "\"text with {{ a }}\"",
        "r\"raw \\s\"",
        "1",
        "2.5",
        "0644",
        "15m",
        "20%",
        "true",
        "null",
        "\"a plain text that is not short at all\"",
        "host",
        "group",
        "\"\"\"\n    text\n      of lines\n    \"\"\"",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(6, 40, 5, |inner| {
        let one = inner.clone();
        let many = |at_most| prop::collection::vec(inner.clone(), 0..at_most);
        let between = prop::sample::select(vec![
            "and", "or", "~", "+", "-", "*", "//", "%", "**", "==", "<=", "not in", "in",
        ]);
        prop_oneof![
            (one.clone(), between, one.clone())
                .prop_map(|(a, op, b)| format!("({a})  {op}\n ({b})")),
            (
                one.clone(),
                prop::sample::select(vec!["and", "or", "~", "+", "|"]),
                one.clone()
            )
                .prop_map(|(a, op, b)| if op == "|" {
                    format!("{a} | default({b})")
                } else {
                    format!("{a} {op} {b}")
                }),
            (one.clone(), one.clone(), one.clone())
                .prop_map(|(a, b, c)| format!("{a} if {b} else {c}")),
            one.clone().prop_map(|a| format!("({a}\n)")),
            one.clone().prop_map(|a| format!("not {a}")),
            one.clone().prop_map(|a| format!("-({a})")),
            one.clone()
                .prop_map(|a| format!("({a}).field[0][1:].other")),
            one.clone().prop_map(|a| format!(
                "({a}) | selectattr( 'x' , a ) | map(attribute=1,) | list"
            )
            .replace('\'', "\"")),
            one.clone()
                .prop_map(|a| format!("({a}) is not search({a})")),
            many(5).prop_map(|all| format!("[{}]", all.join(" , "))),
            many(4).prop_map(|all| format!("[\n{}\n]", all.join(",\n\n"))),
            many(4).prop_map(|all| format!("f({})", all.join(","))),
            many(4).prop_map(|all| {
                let all: Vec<String> = all
                    .iter()
                    .enumerate()
                    .map(|(n, a)| format!("key_{n}={a}"))
                    .collect();
                format!("{{{}}}", all.join(","))
            }),
            (one.clone(), one.clone())
                .prop_map(|(a, b)| format!("{{\n\"a b\"=({a}) # {{\n long_key=({b})\n}}")),
            (one.clone(), one.clone()).prop_map(|(a, b)| format!("[({a}) for x in ({b})\n if x]")),
            (one.clone(), one.clone()).prop_map(|(a, b)| format!(
                "by a {{ \"x\" {{ {a} }} \"y\" {{\n{b}\n}} else {{ {a} }} }}"
            )),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, max_global_rejects: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_expression_anywhere(value in expression(), other in expression(), place in 0..6u8) {
        let text = match place {
            0 => format!("let x = {value}\nlet longer_name = {other}\n"),
            1 => format!("group web {{\n  vars {{ x = {value}, longer_name = {other} }}\n}}\n"),
            2 => format!("role r {{\n task \"t\" for x in ({value}) when ({other}) tags [\"a\"] {{ debug {{ msg = {value} }}\n register = y }}\n}}\n"),
            3 => format!("role r {{ param p: list(string) = {value} \n fact f when ({other}) = {value} }}\n"),
            4 => format!("playbook p {{ play \"x\" on all and not web[1:] or (db) when ({value}) {{ role r {{ a = {other}, b = 1 }} }} }}\n"),
            _ => format!("type T = {{ a: string = {value}, b: (\"x\"|\"y\")?\n}}\ntest r {{ verify {{ assert ({value}), \"m\"\n port 22 {{ a = {other} }} }} }}\n"),
        };
        prop_assume!(parsed(&text).is_some());
        check(&text);
    }
}
