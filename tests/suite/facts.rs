//! The facts of modules as they are embedded: nothing of the tables is lost or changed on the way, and one module is cheap to look up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use rolecall::schema::argument::{Argument, Relation, Returned};
use rolecall::schema::module::{self, Found};

/// What stands below each module of the tables, each thing with what is inside it, and what is shared put back in its place.
fn written() -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lang/modules/collections");
    let mut modules = BTreeMap::new();
    for file in std::fs::read_dir(folder).expect("the tables are there") {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut shared: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut name = "";
        let mut blocks: Vec<String> = Vec::new();
        // The empty line ends the last module.
        for line in text
            .lines()
            .chain([""])
            .filter(|line| !line.starts_with('#'))
        {
            if let Some(numbers) = line.strip_prefix(" & ") {
                for number in numbers.split(' ') {
                    blocks.extend(shared[number].iter().cloned());
                }
            } else if line.starts_with("  ") {
                let block = blocks.last_mut().expect("something is around it");
                writeln!(block, "{line}").unwrap();
            } else if line.starts_with(' ') {
                blocks.push(format!("{line}\n"));
            } else {
                let blocks = std::mem::take(&mut blocks);
                match name.strip_prefix("& ") {
                    Some(number) => {
                        shared.insert(number, blocks);
                    }
                    // A name that leads elsewhere, or nowhere, has nothing of its own.
                    None if name.contains("\tmoved=") || name.contains("\tgone=") => {
                        assert!(blocks.is_empty(), "{name}");
                    }
                    None if !name.is_empty() => {
                        let head = name.split('\t').next().unwrap_or(name);
                        modules.insert(head.to_owned(), blocks.into_iter().collect());
                    }
                    None => {}
                }
                name = line;
            }
        }
    }
    modules
}

/// A word as the tables have it.
fn word(word: &str) -> String {
    let mut out = String::new();
    for letter in word.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '|' => out.push_str("\\u007c"),
            ' '..='~' => out.push(letter),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").unwrap();
                }
            }
        }
    }
    out
}

fn words<'a>(listed: impl IntoIterator<Item = &'a str>) -> String {
    let listed: Vec<String> = listed.into_iter().map(word).collect();
    listed.join("|")
}

fn option(argument: Argument, indent: usize) -> String {
    let mut text = format!("{:indent$}o {}\t{}", "", word(argument.name), argument.ty);
    let flags = [
        (argument.required(), "required"),
        (argument.deprecated().is_some(), "deprecated"),
        (argument.secret(), "secret"),
    ];
    for (_, flag) in flags.iter().filter(|(set, _)| *set) {
        write!(text, "\t{flag}").unwrap();
    }
    let lists = [
        ("aliases", words(argument.aliases())),
        ("choices", words(argument.choices())),
    ];
    for (key, listed) in lists.iter().filter(|(_, listed)| !listed.is_empty()) {
        write!(text, "\t{key}={listed}").unwrap();
    }
    if let Some(default) = argument.default() {
        write!(text, "\tdefault={default}").unwrap();
    }
    text.push('\n');
    for inner in argument.suboptions() {
        text += &option(inner, indent + 1);
    }
    for relation in argument.relations() {
        text += &related(&relation, indent + 1);
    }
    text
}

fn related(relation: &Relation, indent: usize) -> String {
    let said = match relation {
        Relation::MutuallyExclusive(names) => format!("exclusive\t{}", names.join("|")),
        Relation::RequiredTogether(names) => format!("together\t{}", names.join("|")),
        Relation::RequiredOneOf(names) => format!("one\t{}", names.join("|")),
        Relation::RequiredIf {
            argument,
            value,
            needs,
            any,
        } => {
            let how = if *any { "any" } else { "all" };
            format!("if\t{argument}\t{value}\t{how}\t{}", needs.join("|"))
        }
        Relation::RequiredBy { argument, needs } => format!("by\t{argument}\t{}", needs.join("|")),
    };
    format!("{:indent$}x {said}\n", "")
}

fn given(value: Returned, indent: usize) -> String {
    let mut text = format!("{:indent$}r {}\t{}\n", "", word(value.name), value.ty);
    for inner in value.fields() {
        text += &given(inner, indent + 1);
    }
    text
}

/// From the tables to packed bytes and back, over all modules of the `ansible` package.
#[test]
fn what_is_embedded_is_what_the_tables_say() {
    let written = written();
    assert!(written.len() > 9_500, "{} names", written.len());
    let mut differ = Vec::new();
    let (mut modules, mut things) = (0, 0);
    for (name, expected) in &written {
        let Found::Module(module) = module::find(name) else {
            panic!("{name} is no module");
        };
        let options = module.arguments().map(|argument| option(argument, 1));
        let returned = module.returned().map(|value| given(value, 1));
        let relations = module.relations();
        let relations = relations.iter().map(|relation| related(relation, 1));
        let found: BTreeSet<String> = options.chain(returned).chain(relations).collect();
        modules += 1;
        things += found.len();
        if found != *expected {
            let lost: Vec<_> = expected.difference(&found).take(2).collect();
            let more: Vec<_> = found.difference(expected).take(2).collect();
            differ.push(format!("{name}: lost {lost:?}, made {more:?}"));
        }
    }
    let shown: Vec<_> = differ.iter().take(5).collect();
    assert!(differ.is_empty(), "{} differ: {shown:#?}", differ.len());
    assert!(
        modules > 9_000 && things > 150_000,
        "{modules} modules, {things} things"
    );
}

/// In a build without optimizations, on a machine that does other things besides: a hundred times what it takes otherwise.
#[test]
fn a_module_is_looked_up_in_microseconds() {
    let names = [
        "copy",
        "template",
        "community.general.ini_file",
        "ansible.posix.sysctl",
    ];
    let once = || {
        for name in names {
            let module = module::resolve(name).expect("it is known");
            assert!(
                module
                    .argument("state")
                    .or(module.argument("dest"))
                    .or(module.argument("path"))
                    .is_some()
            );
        }
    };
    once();
    let fastest = (0..20).map(|_| {
        let start = Instant::now();
        once();
        start.elapsed() / 4
    });
    let fastest = fastest.min().expect("it ran");
    assert!(fastest < Duration::from_millis(1), "{fastest:?} for each");
}
