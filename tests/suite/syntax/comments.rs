//! Comments belong to something, and none is lost.

use rolecall::syntax::tree::Item;
use rolecall::syntax::tree::ItemKind;
use rolecall::syntax::tree::Lead;
use rolecall::syntax::tree::Member;
use rolecall::syntax::tree::RoleItem;
use rolecall::syntax::tree::StepKind;
use rolecall::syntax::tree::TaskItem;

use super::parse;

/// `docs / comments (n at the end)`.
fn said(lead: &Lead) -> String {
    let Some(text) = &lead.0 else {
        return String::new();
    };
    format!(
        "{}{} / {} ({})",
        if text.blank { "blank " } else { "" },
        text.docs.join("|"),
        text.comments.join("|"),
        text.at_end
    )
}

fn items(text: &str) -> Vec<Item> {
    let (file, problems) = parse(text);
    assert!(problems.all().is_empty(), "{problems:?}");
    file.items
}

#[test]
fn in_front_and_at_the_end() {
    let all = items(
        "# a file\n\n## Doc one.\n## Doc two.\n# why\nlet a = 1 # end\n\nlet b = [  # of b\n  1  # of 1\n  2\n]  # after b\nlet c = 1\n",
    );
    assert_eq!(said(&all[0].lead), "Doc one.|Doc two. / a file|why|end (1)");
    assert_eq!(said(&all[1].lead), "blank  / of b|after b (2)");
    assert_eq!(said(&all[2].lead), "");
    let ItemKind::Let(bound) = &all[1].kind else {
        panic!("let");
    };
    let rolecall::syntax::tree::ExprKind::List(list) = &bound.value.kind else {
        panic!("a list");
    };
    assert_eq!(said(&list[0].lead), " / of 1 (1)");
    assert_eq!(said(&list[1].lead), "");
}

#[test]
fn a_comment_at_the_end_belongs_to_what_its_line_holds() {
    let all = items("host \"a\" { address = \"1\", port = 22 } # both\n");
    assert_eq!(said(&all[0].lead), " / both (1)");
    let ItemKind::Host { body, .. } = &all[0].kind else {
        panic!("host");
    };
    for member in &body.items {
        let Member::Attr(attr) = member else {
            panic!("attr");
        };
        assert_eq!(said(&attr.lead), "");
    }
}

#[test]
fn in_steps() {
    let all = items(
        "role r {\n  # before\n  task \"t\" { # head\n    # call\n    debug {\n      msg = \"x\" # arg\n      # left\n    }\n    register = y # reg\n  } # foot\n  # last\n}\n# end\n",
    );
    let ItemKind::Role(role) = &all[0].kind else {
        panic!("role");
    };
    assert_eq!(role.body.trailing, ["last"]);
    let RoleItem::Step(step) = &role.body.items[0] else {
        panic!("step");
    };
    assert_eq!(said(&step.lead), " / before|head|foot (2)");
    let StepKind::Task { body, .. } = &step.kind else {
        panic!("task");
    };
    let TaskItem::Call(call) = &body.items[0] else {
        panic!("call");
    };
    assert_eq!(said(&call.lead), " / call (0)");
    let args = call.args.as_ref().expect("arguments");
    assert_eq!(said(&args.items[0].lead), " / arg (1)");
    assert_eq!(args.trailing, ["left"]);
}

#[test]
fn none_is_lost() {
    // A comment behind every line of every well-formed case, and one in front.
    for (name, text) in super::cases("syntax/good") {
        let mut wanted = 0;
        let mut in_block = false;
        let mut out = String::new();
        for line in text.lines() {
            let quotes = line.matches("\"\"\"").count() % 2 == 1;
            if !in_block && !quotes {
                let bare = line.split(" # ").next().unwrap_or(line);
                out.push_str(&format!(
                    "# COMMENT{wanted}.\n{bare} # COMMENT{}.\n",
                    wanted + 1
                ));
                wanted += 2;
            } else {
                out.push_str(line);
                out.push('\n');
            }
            in_block ^= quotes;
        }
        let (file, problems) = parse(&out);
        assert!(problems.all().is_empty(), "{name}: {problems:?}");
        let tree = format!("{file:?}");
        for number in 0..wanted {
            let comment = format!("COMMENT{number}.");
            assert_eq!(
                tree.matches(&comment).count(),
                1,
                "{name}: {comment} in\n{out}"
            );
        }
    }
}
