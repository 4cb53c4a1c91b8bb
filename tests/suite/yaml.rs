//! The YAML writer: what it writes is the data again, in the style that reviewers expect.
//!
//! `tests/e2e/read_yaml.py` asks PyYAML, ruamel and yamllint the same.

use proptest::prelude::*;
use rolecall::emit::yaml::Entry;
use rolecall::emit::yaml::Node;
use rolecall::emit::yaml::document;
use rolecall::emit::yaml::fragment;
use serde_json::Value as Json;

/// Reads a document as JSON; the tag `!unsafe` is no part of the data.
fn read(text: &str) -> Json {
    let value: serde_yaml::Value =
        serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error} in:\n{text}"));
    json(&value)
}

fn json(value: &serde_yaml::Value) -> Json {
    match value {
        serde_yaml::Value::Sequence(items) => items.iter().map(json).collect(),
        serde_yaml::Value::Mapping(map) => Json::Object(
            map.iter()
                .map(|(key, value)| (key.as_str().expect("a text").to_string(), json(value)))
                .collect(),
        ),
        serde_yaml::Value::Tagged(tagged) => {
            assert_eq!(tagged.tag.to_string(), "!unsafe");
            json(&tagged.value)
        }
        serde_yaml::Value::Null
        | serde_yaml::Value::Bool(_)
        | serde_yaml::Value::Number(_)
        | serde_yaml::Value::String(_) => serde_json::to_value(value).expect("plain data"),
    }
}

fn data(value: &Json) -> Node {
    match value {
        Json::Null => Node::Null,
        Json::Bool(value) => Node::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Node::Int(number),
            None => Node::Float(number.as_f64().expect("a number")),
        },
        Json::String(text) => Node::Data(text.as_str().into()),
        Json::Array(items) => Node::List(items.iter().map(|item| data(item).into()).collect()),
        Json::Object(map) => Node::Map(
            map.iter()
                .map(|(key, value)| (key.as_str().into(), data(value).into()))
                .collect(),
        ),
    }
}

/// Any text, and more often what YAML could take for something else.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        r"[-?:,\[\]{}#&*!|>'%@`=<~.+_ \n\\\x22a0]{0,12}",
        r"(yes|No|y|on|OFF|null|true|0644|0x1F|1e3|12:30:45|2024-01-01|\.inf|<<|---|\.\.\.)",
        r"[ a-z\n\t]{0,60}",
        "[a-z]{1,9}( {1,2}[a-z]{1,12}){0,40}",
        any::<String>(),
        "\\PC{0,8}",
    ];
    prop_oneof![
        piece.clone(),
        (piece.clone(), piece.clone()).prop_map(|(a, b)| a + &b),
        (piece.clone(), piece.clone(), piece).prop_map(|(a, b, c)| format!("{a}\n{b} {c}")),
    ]
}

fn value() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        1 => Just(Json::Null),
        1 => any::<bool>().prop_map(Json::Bool),
        1 => any::<i64>().prop_map(Json::from),
        1 => prop::num::f64::NORMAL.prop_map(Json::from),
        6 => text().prop_map(Json::from),
    ];
    scalar.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            prop::collection::btree_map(text(), inner, 0..5)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn data_comes_back(value in value()) {
        prop_assert_eq!(read(&fragment(&data(&value))), value);
    }

    #[test]
    fn data_comes_back_from_below_comments(value in value(), comment in any::<String>()) {
        let entry = Entry {
            comments: vec![comment.as_str().into()],
            blank_before: true,
            aside: None,
            origin: None,
            node: data(&value),
        };
        let first = ("first".into(), data(&value).into());
        let node = Node::Map(vec![first, ("second".into(), entry)]);
        let found = read(&document(&[comment.into()], &node));
        prop_assert_eq!(&found["first"], &value);
        prop_assert_eq!(&found["second"], &value);
    }

    #[test]
    fn templates_come_back(text in text()) {
        let node = Node::List(vec![Node::Template(text.as_str().into()).into()]);
        prop_assert_eq!(read(&fragment(&node)), Json::from(vec![text]));
    }

    #[test]
    fn no_line_of_words_is_too_wide(text in "[a-zé\\\\]{1,9}( {1,2}[a-z\"]{1,12}){0,80}") {
        let written = fragment(&Node::Map(vec![("key".into(), Node::Data(text.into()).into())]));
        for line in written.lines() {
            prop_assert!(line.chars().count() <= 160, "{}", line);
        }
    }
}

fn shown(node: Node) -> String {
    fragment(&Node::Map(vec![("k".into(), node.into())]))
}

#[test]
fn text_is_quoted_only_where_somebody_could_misread_it() {
    for plain in [
        "sshd",
        "10.0.0.1",
        "1.2.3",
        "a:b",
        "^#?Port",
        "/etc/motd",
        "état",
        "203.0.113.0/24",
        "x=1",
    ] {
        assert_eq!(shown(Node::Data(plain.into())), format!("k: {plain}\n"));
    }
    for quoted in [
        "",
        "no",
        "NO",
        "0644",
        "12:30:45",
        "1e3",
        "2024-01-01",
        "0x1F",
        "~",
        "null",
        "=",
        "<<",
        "- a",
    ] {
        assert_eq!(
            shown(Node::Data(quoted.into())),
            format!("k: \"{quoted}\"\n")
        );
    }
    assert_eq!(shown(Node::Data(r"a: \d".into())), "k: 'a: \\d'\n");
    assert_eq!(
        shown(Node::Data("a\u{feff}\u{85}".into())),
        "k: \"a\\ufeff\\x85\"\n"
    );
}

#[test]
fn text_that_ansible_must_not_template_is_unsafe() {
    assert_eq!(
        shown(Node::Data("${#a[@]}".into())),
        "k: !unsafe \"${#a[@]}\"\n"
    );
    assert_eq!(shown(Node::Template("{{ x }}".into())), "k: \"{{ x }}\"\n");
}

#[test]
fn text_of_several_lines_is_a_block() {
    assert_eq!(shown(Node::Data("a\n\n b\n".into())), "k: |\n  a\n\n   b\n");
    assert_eq!(shown(Node::Data("a\nb".into())), "k: |-\n  a\n  b\n");
    assert_eq!(shown(Node::Data(" a\nb\n".into())), "k: |2\n   a\n  b\n");
    assert_eq!(shown(Node::Data("a \nb\n".into())), "k: \"a \\nb\\n\"\n");
}

#[test]
fn a_wide_line_is_folded_where_that_loses_nothing() {
    let words = "word ".repeat(40);
    let folded = shown(Node::Data(words.trim_end().into()));
    assert!(folded.starts_with("k: >-\n  word word"), "{folded}");
    let kept = shown(Node::Data(format!("{words} x").into()));
    assert!(
        kept.starts_with("k: \"word word") && kept.contains("\\\n  word"),
        "{kept}"
    );
}

#[test]
fn entries_stand_as_a_person_would_put_them() {
    let list = |items: &[&str]| {
        let entry = |item: &&str| Entry::from(Node::Str((*item).into()));
        Node::List(items.iter().map(entry).collect())
    };
    let task = |name: &str, blank_before, comment: Option<&str>| Entry {
        comments: comment.into_iter().map(Into::into).collect(),
        blank_before,
        aside: None,
        origin: None,
        node: Node::Map(vec![
            ("name".into(), Node::Str(name.into()).into()),
            ("tags".into(), list(&["a", "b"]).into()),
        ]),
    };
    let tasks = Node::List(vec![
        task("One", true, None),
        task("Two", true, Some("why")),
    ]);
    let expected =
        "- name: One\n  tags:\n    - a\n    - b\n\n# why\n- name: Two\n  tags:\n    - a\n    - b\n";
    assert_eq!(fragment(&tasks), expected);
    assert_eq!(fragment(&Node::Map(Vec::new())), "{}\n");
}
