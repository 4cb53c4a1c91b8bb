//! `diff` against the truth: hundreds of edits of the examples, each compared with what the two generated trees do.
//!
//! It says that nothing differs where no byte does and nowhere else, names every file that differs, counts as many
//! tasks as come and go, and the hosts that it says are touched are those on which something happens otherwise.

use std::collections::BTreeSet;
use std::path::Path;

use rolecall::diff::change::Changes;
use rolecall::diff::compare::compare;
use rolecall::diff::side::Input;
use rolecall::diff::state::Contents;
use rolecall::diff::text;

use crate::diff::contents;
use crate::memory::{Memory, files_of};
use crate::mutation::{Chance, KINDS, Sources, edited};
use crate::truth::{Truth, reordered, tasks, truth};

/// As many edits as compile.
const EDITS: usize = 300;

fn memory(sources: &Sources) -> Memory {
    sources
        .iter()
        .fold(Memory::default(), |memory, (path, text)| {
            memory.with(path, text)
        })
}

/// A fleet as it was, with all that is asked of it again and again.
struct Base {
    sources: Sources,
    compiled: rolecall::compile::Compiled,
    contents: Contents,
    truth: Truth,
}

impl Base {
    fn of(example: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let sources = files_of(&root.join(example));
        let memory = memory(&sources);
        let compiled = memory.compile();
        let contents = contents(&memory, &compiled);
        let truth = truth(&contents);
        Self {
            sources,
            compiled,
            contents,
            truth,
        }
    }

    /// What is wrong with what is said of an edit; nothing if the edited text does not compile.
    fn judged(&self, what: &str, sources: &Sources) -> Option<(bool, Vec<String>)> {
        let memory = memory(sources);
        let compiled = memory.compile();
        compiled.fleet.as_ref()?;
        let new = contents(&memory, &compiled);
        let input = |compiled, contents: &Contents| Input {
            fleet: fleet_of(compiled),
            contents: contents.clone(),
            place: &|_| None,
        };
        let changes = compare(
            input(&self.compiled, &self.contents),
            input(&compiled, &new),
        );
        let mut wrong = Vec::new();
        self.bytes(&new, &changes, &mut wrong);
        self.hosts(&new, &changes, &mut wrong);
        let wrong = wrong.into_iter().map(|wrong| format!("{what}: {wrong}"));
        Some((self.contents != new, wrong.collect()))
    }

    fn bytes(&self, new: &Contents, changes: &Changes, wrong: &mut Vec<String>) {
        let same = self.contents == *new;
        let said = text::text(changes) == "No difference.\n";
        if same != said || same != changes.is_empty() {
            wrong.push(format!(
                "the bytes are the same: {same}; said to be: {said}"
            ));
        }
        let told: BTreeSet<&String> = changes
            .changes
            .iter()
            .flat_map(|change| &change.files)
            .collect();
        for path in self.contents.keys().chain(new.keys()) {
            if self.contents.get(path) != new.get(path) && !told.contains(path) {
                wrong.push(format!("{path} differs without a word"));
            }
        }
        let summary = &changes.summary;
        let (added, removed) = (summary.tasks_added as i64, summary.tasks_removed as i64);
        let (more, less) = (tasks(new), tasks(&self.contents));
        if added - removed != more - less {
            wrong.push(format!(
                "{added} tasks came and {removed} went, from {less} to {more}"
            ));
        }
    }

    fn hosts(&self, new: &Contents, changes: &Changes, wrong: &mut Vec<String>) {
        let is = truth(new);
        let differs = |host: &&String| self.truth.get(*host) != is.get(*host);
        let mut touched: BTreeSet<String> = self
            .truth
            .keys()
            .chain(is.keys())
            .filter(differs)
            .cloned()
            .collect();
        touched.extend(reordered(&self.contents, new));
        let said: BTreeSet<String> = changes.summary.hosts.names.iter().cloned().collect();
        if said != touched {
            let missed: Vec<_> = touched.difference(&said).collect();
            let wrongly: Vec<_> = said.difference(&touched).collect();
            wrong.push(format!(
                "hosts not named {missed:?}, named wrongly {wrongly:?}\n{}",
                text::text(changes)
            ));
        }
    }
}

fn fleet_of(compiled: &rolecall::compile::Compiled) -> &rolecall::fleet::Fleet {
    compiled.fleet.as_ref().unwrap()
}

#[test]
fn what_is_said_of_edits_is_true() {
    let bases = [
        Base::of("rdo"),
        Base::of("rdo"),
        Base::of("rdo"),
        Base::of("hello"),
    ];
    let mut chance = Chance(1);
    let mut seen = BTreeSet::new();
    let (mut tried, mut judged, mut differing) = (0, 0, 0);
    let mut kinds = BTreeSet::new();
    let mut wrong = Vec::new();
    while judged < EDITS {
        tried += 1;
        assert!(tried < EDITS * 20, "only {judged} of {tried} edits compile");
        let base = &bases[tried % bases.len()];
        let kind = KINDS[chance.below(KINDS.len())];
        let Some((what, sources)) = edited(&base.sources, kind, &mut chance) else {
            continue;
        };
        if !seen.insert(sources.clone()) {
            continue;
        }
        if let Some((differs, found)) = base.judged(&what, &sources) {
            judged += 1;
            differing += usize::from(differs);
            kinds.insert(kind);
            wrong.extend(found);
        }
    }
    assert!(
        wrong.is_empty(),
        "{} are wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(kinds.len(), KINDS.len(), "{kinds:?}");
    assert!((EDITS / 2..EDITS).contains(&differing), "{differing}");
}
