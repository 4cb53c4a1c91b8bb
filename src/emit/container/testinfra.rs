//! `molecule/TEST/tests/test_NAME.py`: the same checks by another hand.
//!
//! Testinfra looks by itself, and not through Ansible's modules: what both say holds. In:
//! `port 22 { listening = true }`. Out: `assert host.socket("tcp://22").is_listening`. What only the
//! target knows stays with Ansible.

use std::fmt::Write as _;

use ecow::EcoString;

use crate::emit::yaml::GENERATED;
use crate::fleet::program::Check;
use crate::fleet::program::CheckKind;
use crate::fleet::program::Given;
use crate::fleet::program::Test;
use crate::fleet::program::VerifyItem;
use crate::value::Value;
use crate::value::repr::repr;

/// The whole file.
pub fn text(test: &Test) -> String {
    let mut out = format!(
        "# {GENERATED}\n\"\"\"What must hold after the test {}.\"\"\"\n",
        test.name
    );
    let mut tests = String::new();
    let mut number = 0;
    for item in test
        .verify
        .iter()
        .filter(|part| part.on.is_none())
        .flat_map(|part| &part.items)
    {
        let VerifyItem::Check(check) = item else {
            continue;
        };
        let Some((word, lines)) = asserts(check) else {
            continue;
        };
        number += 1;
        // Writing into a string cannot fail.
        _ = write!(tests, "\n\ndef test_{word}_{number}(host):\n");
        for line in lines {
            _ = writeln!(tests, "    {line}");
        }
    }
    if tests.contains("re.search(") {
        out.push_str("\nimport re\n");
    }
    out + &tests
}

/// The name of a check and its lines; nothing where something is known on the target only.
fn asserts(check: &Check) -> Option<(&'static str, Vec<String>)> {
    let known = |given: &Given| given.value.known().is_some();
    let of = check.of.known()?;
    if !check.expects.iter().all(known) {
        return None;
    }
    let asked = Asked {
        check,
        name: repr(of),
    };
    match check.kind {
        CheckKind::Service => Some(("service", asked.service())),
        CheckKind::Port => Some(("port", asked.port())),
        CheckKind::File => Some(("file", asked.file())),
        CheckKind::User => Some(("user", asked.user())),
        CheckKind::Group => {
            let mut found = asked.there("group", "exists", "exists");
            found.extend(asked.equal(&[("gid", "gid")]));
            Some(("group", found))
        }
        CheckKind::Package => {
            let mut found = asked.there("package", "installed", "is_installed");
            if let Some(version) = asked.expects("version") {
                let version = repr(version);
                found.push(format!("assert seen.version.startswith({version})"));
            }
            Some(("package", found))
        }
        CheckKind::Command => Some(("command", asked.command())),
        CheckKind::Mount => {
            let mut found = asked.there("mount_point", "exists", "exists");
            found.extend(asked.equal(&[("device", "device"), ("type", "filesystem")]));
            found.extend(asked.among("options"));
            Some(("mount", found))
        }
        CheckKind::Sysctl => {
            let value = repr(asked.expects("value")?);
            let line = format!("assert str(host.sysctl({})) == str({value})", asked.name);
            Some(("sysctl", vec![line]))
        }
        CheckKind::Interface => {
            let mut found = asked.there("interface", "exists", "exists");
            if let Some(address) = asked.expects("address") {
                found.push(format!("assert {} in seen.addresses", repr(address)));
            }
            Some(("interface", found))
        }
        // Testinfra has no modules for these.
        CheckKind::Http | CheckKind::Cron => None,
    }
}

/// A check of which everything is known.
struct Asked<'c> {
    check: &'c Check,
    /// Its subject in Python.
    name: EcoString,
}

impl Asked<'_> {
    fn expects(&self, name: &str) -> Option<&Value> {
        let mut all = self.check.expects.iter();
        all.find(|given| given.name == name)
            .and_then(|given| given.value.known())
    }

    fn text(&self, name: &str) -> Option<&str> {
        if let Some(Value::Str(text)) = self.expects(name) {
            Some(text)
        } else {
            None
        }
    }

    /// `assert seen.exists`, or that it is not so.
    fn holds(&self, name: &str, line: &str) -> String {
        if self.expects(name) == Some(&Value::Bool(false)) {
            format!("assert not {line}")
        } else {
            format!("assert {line}")
        }
    }

    fn there(&self, module: &str, name: &str, field: &str) -> Vec<String> {
        vec![
            format!("seen = host.{module}({})", self.name),
            self.holds(name, &format!("seen.{field}")),
        ]
    }

    /// Expectations that testinfra has fields for.
    fn equal(&self, pairs: &[(&str, &str)]) -> Vec<String> {
        let line = |(name, field): &(&str, &str)| {
            let value = repr(self.expects(name)?);
            Some(format!("assert seen.{field} == {value}"))
        };
        pairs.iter().filter_map(line).collect()
    }

    /// Some of what testinfra lists by the same name.
    fn among(&self, name: &str) -> Option<String> {
        let wanted = repr(self.expects(name)?);
        Some(format!("assert set({wanted}) <= set(seen.{name})"))
    }

    fn service(&self) -> Vec<String> {
        let mut found = vec![format!("seen = host.service({})", self.name)];
        if self.expects("running").is_some() || self.expects("enabled").is_none() {
            found.push(self.holds("running", "seen.is_running"));
        }
        if self.expects("enabled").is_some() {
            found.push(self.holds("enabled", "seen.is_enabled"));
        }
        found
    }

    fn port(&self) -> Vec<String> {
        let protocol = self.text("protocol").unwrap_or("tcp");
        let address = self.text("address").map(|at| format!("{at}:"));
        let address = address.unwrap_or_default();
        let socket = format!("host.socket('{protocol}://{address}{}')", self.name);
        vec![self.holds("listening", &format!("{socket}.is_listening"))]
    }

    fn file(&self) -> Vec<String> {
        let mut found = self.there("file", "exists", "exists");
        match self.text("type") {
            Some("directory") => found.push("assert seen.is_directory".to_owned()),
            Some("link") => found.push("assert seen.is_symlink".to_owned()),
            Some(_) => found.push("assert seen.is_file".to_owned()),
            None => {}
        }
        if let Some(mode) = self.text("mode") {
            found.push(format!("assert seen.mode == 0o{mode}"));
        }
        found.extend(self.equal(&[
            ("owner", "user"),
            ("group", "group"),
            ("size", "size"),
            ("target", "linked_to"),
        ]));
        if let Some(text) = self.expects("contains") {
            found.push(format!("assert {} in seen.content_string", repr(text)));
        }
        if let Some(pattern) = self.expects("matches") {
            let pattern = repr(pattern);
            found.push(format!(
                "assert re.search({pattern}, seen.content_string, re.MULTILINE)"
            ));
        }
        found
    }

    fn user(&self) -> Vec<String> {
        let mut found = self.there("user", "exists", "exists");
        found.extend(self.equal(&[
            ("uid", "uid"),
            ("group", "group"),
            ("home", "home"),
            ("shell", "shell"),
        ]));
        found.extend(self.among("groups"));
        found
    }

    fn command(&self) -> Vec<String> {
        let exit = self.expects("exit").map_or_else(|| "0".into(), repr);
        let mut found = vec![
            format!("seen = host.run({})", self.name),
            format!("assert seen.rc == {exit}"),
        ];
        for stream in ["stdout", "stderr"] {
            if let Some(text) = self.expects(stream) {
                let text = repr(text);
                found.push(format!("assert seen.{stream}.rstrip('\\n') == {text}"));
            }
        }
        if let Some(text) = self.expects("contains") {
            found.push(format!("assert {} in seen.stdout", repr(text)));
        }
        found
    }
}
