//! The tasks of each kind of check: one that looks, one that judges.
//!
//! In: `port 22 { listening = true }`. Out: a `wait_for` that says that nothing listens there.
//! Modules that would change something run in check mode: what they would change is not as it must
//! be.

use crate::emit::ansible::data;
use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::jinja;
use crate::emit::ansible::verify::Asked;
use crate::emit::ansible::verify::Presence;
use crate::emit::ansible::verify::account;
use crate::emit::ansible::verify::said;
use crate::emit::ansible::verify::sentence;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::program::Check;
use crate::fleet::program::CheckKind;
use crate::fleet::term::Term;
use crate::value::Value;

pub(super) fn tasks(check: &Check) -> Vec<Entry> {
    let asked = |what| Asked { check, what };
    match check.kind {
        CheckKind::Service => service(&asked("service")),
        CheckKind::Port => port(&asked("port")),
        CheckKind::File => file(&asked("file")),
        CheckKind::User => account::user(&asked("user")),
        CheckKind::Group => account::group(&asked("group")),
        CheckKind::Package => package(&asked("package")),
        CheckKind::Command => command(&asked("command")),
        CheckKind::Http => http(&asked("answer of")),
        CheckKind::Mount => mount(&asked("mount")),
        CheckKind::Sysctl => sysctl(&asked("setting")),
        CheckKind::Cron => cron(&asked("cron job")),
        CheckKind::Interface => interface(&asked("interface")),
    }
}

/// One of two words, as a flag that may come later chooses.
fn either(flag: &Presence<'_>, yes: &str, no: &str) -> Node {
    match flag {
        Presence::Is => Node::Str(yes.into()),
        Presence::IsNot => Node::Str(no.into()),
        Presence::When(term) => Node::Template(
            format!(
                "{{{{ {} | ternary({}, {}) }}}}",
                jinja::operand(term),
                jinja::quoted(yes),
                jinja::quoted(no)
            )
            .into(),
        ),
    }
}

/// `CONDITION`, its opposite, or whether it is what is expected.
pub(super) fn holds(flag: &Presence<'_>, is: &str, is_not: &str) -> String {
    match flag {
        Presence::Is => is.to_owned(),
        Presence::IsNot => is_not.to_owned(),
        Presence::When(term) => format!("({is}) == ({})", jinja::asked(term)),
    }
}

const fn check_mode() -> (&'static str, Node) {
    ("check_mode", Node::Bool(true))
}

pub(super) const fn never_changes() -> (&'static str, Node) {
    ("changed_when", Node::Bool(false))
}

const fn never_fails() -> (&'static str, Node) {
    ("failed_when", Node::Bool(false))
}

fn service(asked: &Asked<'_>) -> Vec<Entry> {
    let mut args = Fields::default();
    args.put("name", asked.of());
    let enabled = asked.expects("enabled");
    let mut wanted = Vec::new();
    if asked.expects("running").is_some() || enabled.is_none() {
        let running = asked.presence("running");
        args.put("state", either(&running, "started", "stopped"));
        wanted.push(match running {
            Presence::Is => "running".to_owned(),
            Presence::IsNot => "stopped".to_owned(),
            Presence::When(term) => format!("running: {}", said(term)),
        });
    }
    if let Some(enabled) = enabled {
        args.put("enabled", data::variable(enabled));
        wanted.push(match asked.presence("enabled") {
            Presence::Is => "enabled".to_owned(),
            Presence::IsNot => "disabled".to_owned(),
            Presence::When(term) => format!("enabled: {}", said(term)),
        });
    }
    let found = format!(
        "wanted {}; it is {{{{ seen.status.ActiveState | default('in another state') }}}}, \
         {{{{ seen.status.UnitFileState | default('') }}}}",
        wanted.join(" and ")
    );
    vec![
        asked.look("service", args, &[check_mode()]),
        asked.judge(vec!["seen is not changed".to_owned()], &found),
    ]
}

fn port(asked: &Asked<'_>) -> Vec<Entry> {
    let listening = asked.presence("listening");
    let udp = asked.expects("protocol").and_then(Term::known) == Some(&Value::str("udp"));
    let address = asked.expects("address");
    if udp {
        let at = address.map_or_else(String::new, |term| format!(" and src {}", said(term)));
        let mut args = Fields::default();
        let line = format!(
            "ss --udp --listening --numeric --no-header sport = :{}{at}",
            asked.said()
        );
        args.put("cmd", sentence(line));
        let that = holds(
            &listening,
            "seen.stdout | trim | length > 0",
            "seen.stdout | trim | length == 0",
        );
        let found = "{{ seen.stdout | default('nothing listens', true) }}";
        return vec![
            asked.look("command", args, &[never_changes()]),
            asked.judge(vec![that], found),
        ];
    }
    let mut args = Fields::default();
    let host = address.map_or_else(|| Node::Str("127.0.0.1".into()), data::variable);
    let at = address.map_or_else(|| "127.0.0.1".to_owned(), said);
    args.put("host", host);
    args.put("port", asked.of());
    args.put("state", either(&listening, "started", "stopped"));
    args.put("timeout", Node::Int(10));
    let (title, message) = match listening {
        Presence::Is => (
            "something listens",
            format!("Nothing listens on port {} of {at}.", asked.said()),
        ),
        Presence::IsNot => (
            "nothing listens",
            format!("Something listens on port {} of {at}.", asked.said()),
        ),
        Presence::When(_) => (
            "the right thing listens",
            format!("Port {} of {at} is not as wanted.", asked.said()),
        ),
    };
    args.put("msg", sentence(message));
    let mut task = Fields::default();
    let name = format!("Check that {title} on port {}", asked.said());
    task.put("name", sentence(name));
    task.put_fields("ansible.builtin.wait_for", args);
    vec![crate::emit::ansible::fields::item(
        crate::fleet::program::Notes::NONE,
        task,
    )]
}

fn file(asked: &Asked<'_>) -> Vec<Entry> {
    let kind = asked.expects("type").and_then(Term::known);
    let link = kind == Some(&Value::str("link")) || asked.expects("target").is_some();
    let mut args = Fields::default();
    args.put("path", asked.of());
    if !link {
        args.put("follow", Node::Bool(true));
    }
    args.put("get_checksum", Node::Bool(false));
    let presence = asked.presence("exists");
    let mut that = vec![holds(&presence, "seen.stat.exists", "not seen.stat.exists")];
    let mut found = vec!["{{ 'exists' if seen.stat.exists else 'does not exist' }}".to_owned()];
    if let Some(Value::Str(kind)) = kind {
        let fact = match kind.as_str() {
            "directory" => "isdir",
            "link" => "islnk",
            _ => "isreg",
        };
        that.push(format!("seen.stat.{fact}"));
        found.push(format!("wanted a {kind}"));
    }
    for (name, fact) in [
        ("mode", "mode"),
        ("owner", "pw_name"),
        ("group", "gr_name"),
        ("size", "size"),
        ("target", "lnk_target"),
    ] {
        if let Some(term) = asked.expects(name) {
            that.push(format!("seen.stat.{fact} == {}", jinja::asked(term)));
            found.push(format!(
                "{name} {{{{ seen.stat.{fact} | default('none') }}}}, wanted {}",
                said(term)
            ));
        }
    }
    let mut tasks = vec![
        asked.look("stat", args, &[]),
        asked.judge(that, &found.join("; ")),
    ];
    let mut that = Vec::new();
    let mut wanted = Vec::new();
    if let Some(term) = asked.expects("contains") {
        that.push(format!(
            "{} in (seen.content | b64decode)",
            jinja::asked(term)
        ));
        wanted.push(format!("does not contain \"{}\"", said(term)));
    }
    if let Some(term) = asked.expects("matches") {
        that.push(format!(
            "(seen.content | b64decode) is search({}, multiline=true)",
            jinja::asked(term)
        ));
        wanted.push(format!("has nothing that matches \"{}\"", said(term)));
    }
    if !that.is_empty() {
        let mut args = Fields::default();
        args.put("src", asked.of());
        let text = Asked {
            check: asked.check,
            what: "text of",
        };
        tasks.push(text.look("slurp", args, &[]));
        tasks.push(text.judge(that, &wanted.join(", or ")));
    }
    tasks
}

fn package(asked: &Asked<'_>) -> Vec<Entry> {
    let (of, shown) = (asked.of_asked(), asked.of_shown());
    let presence = asked.presence("installed");
    let mut that = vec![holds(
        &presence,
        &format!("{of} in ansible_facts.packages"),
        &format!("{of} not in ansible_facts.packages"),
    )];
    let mut found = match presence {
        Presence::Is => "it is not installed",
        Presence::IsNot => "it is installed",
        Presence::When(_) => "it is not as wanted",
    }
    .to_owned();
    if let Some(term) = asked.expects("version") {
        let versions = format!("ansible_facts.packages[{of}] | map(attribute='version')");
        that.push(format!(
            "{versions} | select('match', {} | regex_escape) | length > 0",
            jinja::asked(term)
        ));
        found = format!(
            "{{{{ ansible_facts.packages[{shown}] | default([]) | map(attribute='version') \
             | join(', ') | default('it is not installed', true) }}}}; wanted {}",
            said(term)
        );
    }
    vec![asked.judge(that, &found)]
}

fn command(asked: &Asked<'_>) -> Vec<Entry> {
    let mut args = Fields::default();
    args.put("cmd", asked.of());
    let exit = asked
        .expects("exit")
        .map_or_else(|| "0".to_owned(), jinja::asked);
    let mut that = vec![format!("seen.rc == {exit}")];
    asked.equal("stdout", "seen.stdout", &mut that);
    asked.equal("stderr", "seen.stderr", &mut that);
    if let Some(term) = asked.expects("contains") {
        that.push(format!("{} in seen.stdout", jinja::asked(term)));
    }
    let found = "exit status {{ seen.rc }}, {{ seen.stdout }} {{ seen.stderr }}";
    vec![
        asked.look("command", args, &[never_changes(), never_fails()]),
        asked.judge(that, found),
    ]
}

fn http(asked: &Asked<'_>) -> Vec<Entry> {
    let mut args = Fields::default();
    args.put("url", asked.of());
    if let Some(host) = asked.expects("host") {
        let mut headers = Fields::default();
        headers.put("Host", data::variable(host));
        args.put("headers", headers.into_node());
    }
    args.put("return_content", Node::Bool(true));
    if let Some(term) = asked.expects("status") {
        args.put("status_code", data::variable(term));
    }
    let status = asked
        .expects("status")
        .map_or_else(|| "200".to_owned(), jinja::asked);
    let mut that = vec![format!("seen.status == {status}")];
    if let Some(term) = asked.expects("contains") {
        that.push(format!("{} in seen.content", jinja::asked(term)));
    }
    if let Some(Value::Map(headers)) = asked.expects("headers").and_then(Term::known) {
        for (name, value) in headers.iter() {
            let key = name.to_lowercase().replace("-", "_");
            let value = crate::value::repr::to_text(value);
            that.push(format!(
                "{} in seen[{}] | default('')",
                jinja::asked_text(&value),
                jinja::asked_text(&key)
            ));
        }
    }
    let found = "status {{ seen.status }}, {{ seen.msg | default('') }}";
    vec![
        asked.look("uri", args, &[never_fails()]),
        asked.judge(that, found),
    ]
}

fn mount(asked: &Asked<'_>) -> Vec<Entry> {
    let of = |of: &str| format!("seen.ansible_facts.mount_points[{of}]");
    let (at, shown) = (of(&asked.of_asked()), of(&asked.of_shown()));
    let presence = asked.presence("exists");
    let mut that = vec![holds(
        &presence,
        &format!("{at} is defined"),
        &format!("{at} is undefined"),
    )];
    asked.equal("device", &format!("{at}.device"), &mut that);
    asked.equal("type", &format!("{at}.fstype"), &mut that);
    if let Some(term) = asked.expects("options") {
        that.push(format!(
            "{} is subset({at}.options.split(','))",
            jinja::asked(term)
        ));
    }
    let found = format!(
        "{{{{ [{shown}.device, {shown}.fstype, {shown}.options] | join(' ') \
         if {shown} is defined else 'nothing is mounted there' }}}}"
    );
    let mut args = Fields::default();
    args.put("on_timeout", Node::Str("error".into()));
    args.put("include_aggregate_mounts", Node::Bool(false));
    vec![
        asked.look("mount_facts", args, &[]),
        asked.judge(that, &found),
    ]
}

fn sysctl(asked: &Asked<'_>) -> Vec<Entry> {
    let path = match asked.check.of.known() {
        Some(Value::Str(name)) => {
            Node::Data(format!("/proc/sys/{}", name.replace(".", "/")).into())
        }
        Some(_) | None => Node::Template(
            format!(
                "/proc/sys/{{{{ {} | replace('.', '/') }}}}",
                asked.of_shown()
            )
            .into(),
        ),
    };
    let mut args = Fields::default();
    args.put("src", path);
    let value = "seen.content | b64decode | split | join(' ')";
    let mut that = Vec::new();
    let mut wanted = String::new();
    if let Some(term) = asked.expects("value") {
        let text = match term.known() {
            Some(value) => jinja::asked_text(&crate::value::repr::to_text(value)),
            None => format!("({} | string)", jinja::asked(term)),
        };
        that.push(format!("({value}) == {text}"));
        wanted = said(term);
    }
    let found = format!("{{{{ {value} }}}}, wanted {wanted}");
    vec![asked.look("slurp", args, &[]), asked.judge(that, &found)]
}

fn cron(asked: &Asked<'_>) -> Vec<Entry> {
    let mut args = Fields::default();
    args.put("name", asked.of());
    for name in ["user", "minute", "hour", "day", "month", "weekday", "job"] {
        if let Some(term) = asked.expects(name) {
            args.put(name, data::variable(term));
        }
    }
    let presence = asked.presence("exists");
    args.put("state", either(&presence, "present", "absent"));
    let found = match presence {
        Presence::IsNot => "it is there",
        Presence::Is | Presence::When(_) => {
            "it is not there, or runs something else or at another time"
        }
    };
    vec![
        asked.look("cron", args, &[check_mode()]),
        asked.judge(vec!["seen is not changed".to_owned()], found),
    ]
}

fn interface(asked: &Asked<'_>) -> Vec<Entry> {
    let at = |of: String| match asked.check.of.known() {
        Some(Value::Str(name)) => {
            format!(
                "ansible_facts[{}]",
                jinja::asked_text(&name.replace("-", "_"))
            )
        }
        Some(_) | None => format!("ansible_facts[{of} | replace('-', '_')]"),
    };
    let (shown, of) = (at(asked.of_shown()), asked.of_asked());
    let at = at(of.clone());
    let presence = asked.presence("exists");
    let mut that = vec![holds(
        &presence,
        &format!("{of} in ansible_facts.interfaces"),
        &format!("{of} not in ansible_facts.interfaces"),
    )];
    let addresses = |at: &str| {
        format!(
            "[{at}.ipv4.address | default('')] + ({at}.ipv6 | default([]) | map(attribute='address') | list)"
        )
    };
    if let Some(term) = asked.expects("address") {
        that.push(format!("{} in ({})", jinja::asked(term), addresses(&at)));
    }
    if asked.expects("up").is_some() {
        let up = asked.presence("up");
        that.push(holds(
            &up,
            &format!("{at}.active"),
            &format!("not {at}.active"),
        ));
    }
    let found = format!(
        "{{{{ ({shown}.active | ternary('up', 'down')) ~ ' ' ~ (({}) | join(' ')) \
         if {shown} is defined else 'it is not there' }}}}",
        addresses(&shown)
    );
    vec![asked.judge(that, &found)]
}
