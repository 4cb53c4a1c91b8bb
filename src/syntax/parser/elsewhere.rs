//! Words of the language where they have no place.
//!
//! In: a word. Out: where it belongs, for the help of a report. In
//! ```text
//! role web { host "web01.example.org" {} }
//! ```
//! it says of `host` that it is declared outside.

/// Where this word belongs, of one that is the language's.
pub(super) fn belongs(word: &str) -> Option<String> {
    Some(match word {
        "project" | "use" | "type" | "var" | "secret" | "host" | "group" | "inventory"
        | "playbook" | "platform" | "test" | "policy" | "moved" => {
            format!("`{word}` is a declaration: it stands outside, on the top level of the file")
        }
        "set" => {
            "`set` stands in a group or a host, `group all { set base { … } }`; a role that is \
                  applied gets its values in its own braces, `role base { … }`"
                .to_owned()
        }
        "play" | "import" => "it stands inside `playbook name { … }`".to_owned(),
        "verify" | "prepare" | "with" => {
            format!("it stands inside a test: `test web {{ {word} {{ … }} }}`")
        }
        "param" | "section" | "entry" | "handler" | "depends" | "require" => {
            format!("`{word}` stands directly in a role")
        }
        "task" | "block" | "fact" => format!("`{word}` stands in a role or a play"),
        "by" => "`by` is a value, which a name or an argument gets: \
                 `let name = by facts.os_family { … }`"
            .to_owned(),
        "tags" => "tags stand in the header of a step, `task \"…\" tags [\"…\"] { … }`; \
                   those of a whole role where it is applied: `role base tags [\"…\"]`"
            .to_owned(),
        _ => return None,
    })
}
