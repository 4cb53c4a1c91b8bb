//! Tests of roles, those that somebody wrote and those of roles that have none.

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::error::test::TestError;
use crate::check::program::{Notes, Platform, Role, RoleId, RoleLet, Subject, Test};
use crate::check::test::attribute::{self, Now};
use crate::check::test::converge::{self, Need, Reads, Values};
use crate::check::test::{Known, Written, cover, folder, verify};
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{Path, TestItem};

const ATTRIBUTES: [&str; 2] = ["platforms", "verifier"];

/// Checks the test of a role.
pub fn check(written: &Written<'_, '_>, path: &Path, problems: &mut Problems) -> Option<Test> {
    let known = written.known;
    let id = known.world.role(written.space, path, problems)?;
    let role = known.roles.get(id.0 as usize)?;
    let before = problems.all().len();
    let attrs = attrs(written, &ATTRIBUTES, problems);
    let platforms = attrs
        .iter()
        .find(|attr| attr.name.text == "platforms")
        .map_or_else(
            || (0..written.platforms.len()).collect(),
            |attr| attribute::platforms(&attr.value, written.platforms, problems),
        );
    if role.untested.is_some() {
        problems.push(TestError::TestedUntested {
            role: role.name.to_string(),
            test: path.name.span,
            role_span: role.span,
        });
    }
    let values = converge::values(written, Some((path, id)), problems);
    let prepare = converge::prepare(written, &values.lets, problems);
    let (values, needs) = complete(known, id, values);
    // What a broken value would give is missing for a reason that was reported.
    if problems.all().len() == before {
        for need in needs {
            problems.push(missing(role, id, &need, path.name.span));
        }
    }
    cover::check(known, id, &platforms, written.platforms, problems);
    let lets = values.lets.clone();
    let test = Test {
        name: role.name.clone(),
        emitted: folder(&role.emitted),
        span: path.name.span,
        notes: Notes::from(&written.item.lead),
        smoke: false,
        subject: subject(id, platforms, values, path.name.span),
        prepare: prepare.map(Box::new),
        testinfra: testinfra(written, &attrs, problems),
        verify: verify::check(written, &lets, problems),
    };
    for item in &test.verify {
        if let Some(on) = &item.on {
            problems.push(TestError::VerifyOn { span: on.span });
        }
    }
    Some(test)
}

/// Adds a test to every role that has none and does not say why.
pub fn smoke(
    known: &Known<'_, '_>,
    platforms: &[Platform],
    tests: &mut Vec<Test>,
    problems: &mut Problems,
) {
    let tested: BTreeSet<RoleId> = tests.iter().filter_map(under_test).collect();
    for (id, role) in (0u32..).map(RoleId).zip(known.roles) {
        let own = role.origin.is_none() && role.untested.is_none();
        let written = known.world.spaces.iter().any(|space| {
            let items = space.input.files.iter().flat_map(|file| &file.tree.items);
            items.into_iter().any(|item| is_test_of(item, role))
        });
        if !own || tested.contains(&id) || written {
            continue;
        }
        let (values, needs) = complete(known, id, Values::default());
        if let Some(need) = needs.first() {
            problems.push(TestError::Untested {
                role: role.name.to_string(),
                name: listed(&needs),
                help: given_all(id, &needs),
                span: role.span,
                declared: need.span,
            });
            continue;
        }
        let all: Vec<usize> = (0..platforms.len()).collect();
        cover::check(known, id, &all, platforms, problems);
        tests.push(Test {
            name: role.name.clone(),
            emitted: folder(&role.emitted),
            span: role.span,
            notes: Notes::default(),
            smoke: true,
            subject: subject(id, all, values, role.span),
            prepare: None,
            testinfra: false,
            verify: Vec::new(),
        });
    }
}

/// Whether a declaration is a test of this role that did not come through.
fn is_test_of(item: &crate::syntax::tree::Item, role: &Role) -> bool {
    use crate::syntax::tree::{ItemKind, TestSubject};
    if let ItemKind::Test(test) = &item.kind
        && let TestSubject::Role(path) = &test.subject
    {
        role.name == path.name.text || role.name.ends_with(&format!(".{}", path.name.text))
    } else {
        false
    }
}

const fn under_test(test: &Test) -> Option<RoleId> {
    match &test.subject {
        Subject::Role { role, .. } => Some(*role),
        Subject::Fleet { .. } => None,
    }
}

/// Adds the defaults of the variables that the role reads: no inventory gives them here. Also what
/// is still needed.
fn complete(known: &Known<'_, '_>, id: RoleId, mut values: Values) -> (Values, Vec<Need>) {
    let params = values.params.iter().map(|given| given.emitted.clone());
    let lets = values.lets.iter().map(|given| given.emitted.clone());
    let given: BTreeSet<EcoString> = params.chain(lets).collect();
    let reads = Reads::of(known.vars, known.roles, id, &given);
    for index in reads.defaults {
        let Some(var) = known.vars.get(index) else {
            continue;
        };
        values.lets.extend(var.default.clone().map(|value| RoleLet {
            name: var.name.clone(),
            emitted: var.name.clone(),
            span: var.span,
            value,
            notes: var.notes.clone(),
        }));
    }
    (values, reads.needs)
}

fn missing(role: &Role, id: RoleId, need: &Need, test: Span) -> TestError {
    TestError::MissingValue {
        role: role.name.to_string(),
        name: need.name.to_string(),
        help: format!("add `{}` to the test", given(id, need)),
        test,
        declared: need.span,
    }
}

/// How a test gives what is needed.
fn given(id: RoleId, need: &Need) -> String {
    match &need.role {
        Some((owner, name)) if *owner != id => {
            format!("set {name} {{ {} = … }}", need.name)
        }
        Some(_) | None => format!("with {{ {} = … }}", need.name),
    }
}

/// `a`, `b` and `c`.
fn listed(needs: &[Need]) -> String {
    let names: Vec<String> = needs
        .iter()
        .map(|need| format!("`{}`", need.name))
        .collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What a test of the role writes to give all of them.
fn given_all(id: RoleId, needs: &[Need]) -> String {
    let own = |need: &&Need| need.role.as_ref().is_none_or(|(owner, _)| *owner == id);
    let mut parts = Vec::new();
    let with: Vec<String> = needs
        .iter()
        .filter(own)
        .map(|need| format!("{} = …", need.name))
        .collect();
    if !with.is_empty() {
        parts.push(format!("with {{ {} }}", with.join(", ")));
    }
    parts.extend(
        needs
            .iter()
            .filter(|need| !own(need))
            .map(|need| given(id, need)),
    );
    parts.join(", ")
}

fn subject(role: RoleId, platforms: Vec<usize>, values: Values, span: Span) -> Subject {
    let step = converge::step(role, values.params, span);
    Subject::Role {
        role,
        platforms,
        converge: Box::new(converge::play("Converge", span, values.lets, vec![step])),
    }
}

/// The attributes of a test.
pub fn attrs<'w>(
    written: &Written<'w, '_>,
    names: &[&'static str],
    problems: &mut Problems,
) -> Vec<&'w crate::syntax::tree::Attr> {
    let attrs = written.test.body.items.iter().filter_map(|item| {
        if let TestItem::Attr(attr) = item {
            Some(attr)
        } else {
            None
        }
    });
    attribute::known(attrs, names, problems)
}

/// `verifier = "testinfra"`.
pub fn testinfra(
    written: &Written<'_, '_>,
    attrs: &[&crate::syntax::tree::Attr],
    problems: &mut Problems,
) -> bool {
    let Some(attr) = attrs.iter().find(|attr| attr.name.text == "verifier") else {
        return false;
    };
    let now = Now {
        world: written.known.world,
        space: written.space,
    };
    let words = ["ansible", "testinfra"].map(EcoString::from).to_vec();
    let ty = crate::check::types::Type::Literals(std::sync::Arc::new(words));
    now.value(attr, &ty, problems) == Some(crate::value::Value::str("testinfra"))
}
