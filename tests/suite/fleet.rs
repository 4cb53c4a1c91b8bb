//! The resolved fleet: who is where, who has what, and where it is written.

use rolecall::check::inventory::glob::Glob;
use rolecall::compile::Compiled;
use rolecall::fleet::Fleet;
use rolecall::fleet::dump;
use rolecall::fleet::program::Given;
use serde_json::Value as Json;
use serde_json::json;

use crate::memory::Memory;

fn compiled(text: &str) -> Compiled {
    Memory::of(text).compile()
}

fn fleet(text: &str) -> Fleet {
    let compiled = compiled(text);
    compiled
        .fleet
        .unwrap_or_else(|| panic!("{:#?}", compiled.problems))
}

fn codes(text: &str) -> Vec<String> {
    compiled(text)
        .problems
        .all()
        .iter()
        .map(|problem| problem.code())
        .collect()
}

fn dumped(fleet: &Fleet) -> Json {
    serde_json::from_str(&dump::json(fleet)).unwrap()
}

/// What the file of a host or group of the first inventory holds: name and value.
fn file<'f>(fleet: &'f Fleet, name: &str) -> Vec<(&'f str, String)> {
    let declared = &fleet.program.inventories[0];
    let resolved = &fleet.inventories[0];
    let host = declared.hosts.iter().position(|host| host.name == name);
    let group = declared.groups.iter().position(|group| group.name == name);
    let written: Vec<&Given> = match (host, group) {
        (Some(host), _) => resolved.host_vars(host.try_into().unwrap(), &declared.hosts[host]),
        (_, Some(group)) => resolved.group_vars[group].iter().collect(),
        (None, None) => panic!("no {name}"),
    };
    let text = |written: &Given| match written.value.known() {
        Some(value) => {
            rolecall::value::json::write(value, &rolecall::value::json::Style::default())
                .to_string()
        }
        None => "later".to_owned(),
    };
    written
        .iter()
        .map(|written| (written.emitted.as_str(), text(written)))
        .collect()
}

const ROLE: &str = r#"
role base {
  param ssh_port: port = 22
  param packages: list(string) = ["chrony"]
  task "Say it" { debug { msg = "{{ ssh_port }} {{ packages }}" } }
}
playbook site {
  play "Every server" on all { role base }
}
"#;

#[test]
fn a_sum_is_written_once_for_a_group_and_again_where_ansible_would_read_another() {
    let fleet = fleet(&format!(
        r#"{ROLE}
        for n in 1..4 {{ host "h{{{{ n }}}}" {{}} }}
        group a {{ hosts = ["h1", "h2", "h3"]
 set base {{ packages += ["a"] }} }}
        group b {{ hosts = ["h3", "h4"]
 set base {{ packages += ["b"] }} }}
        group all {{ set base {{ packages += ["all"] }} }}
        "#
    ));
    assert_eq!(file(&fleet, "all"), []);
    assert_eq!(
        file(&fleet, "a"),
        [("base_packages", r#"["chrony", "all", "a"]"#.into())]
    );
    // One host of `b` is in `a` too. Both values are as common; the one of `b` alone is expected there.
    assert_eq!(
        file(&fleet, "b"),
        [("base_packages", r#"["chrony", "all", "b"]"#.into())]
    );
    assert_eq!(
        file(&fleet, "h3"),
        [("base_packages", r#"["chrony", "all", "a", "b"]"#.into())]
    );
    assert_eq!(file(&fleet, "h1"), []);
    assert_eq!(file(&fleet, "h4"), []);
}

#[test]
fn what_a_host_adds_comes_last_and_without_duplicates() {
    let fleet = fleet(&format!(
        r#"{ROLE}
        host "h1" {{ set base {{ packages += ["own", "chrony"] }} }}
        host "h2" {{ set base {{ packages = [] }} }}
        group a {{ hosts = ["h1", "h2"]
 set base {{ packages += ["a"] }} }}
        "#
    ));
    assert_eq!(
        file(&fleet, "h1"),
        [("base_packages", r#"["chrony", "a", "own"]"#.into())]
    );
    assert_eq!(file(&fleet, "h2"), [("base_packages", "[]".into())]);
    // Nobody needs it there: both hosts have files of their own.
    assert_eq!(file(&fleet, "a"), []);
}

#[test]
fn equal_values_of_unrelated_groups_are_not_ambiguous() {
    let text = |port: u16| {
        format!(
            r#"{ROLE}
            host "h1" {{}}
            group a {{ hosts = ["h1"]
 set base {{ ssh_port = 2222 }} }}
            group b {{ hosts = ["h1"]
 set base {{ ssh_port = {port} }} }}
            "#
        )
    };
    assert_eq!(codes(&text(2222)), Vec::<String>::new());
    assert_eq!(codes(&text(22)), ["ambiguous-value"]);
}

#[test]
fn a_child_is_more_specific_than_its_parent_and_a_host_than_both() {
    let fleet = fleet(&format!(
        r#"{ROLE}
        host "h1" {{}}
        host "h2" {{ set base {{ ssh_port = 3 }} }}
        group outer {{ children = [inner]
 set base {{ ssh_port = 1 }} }}
        group inner {{ hosts = ["h1", "h2"]
 set base {{ ssh_port = 2 }} }}
        "#
    ));
    let said = dumped(&fleet);
    let port =
        |host: &str| said["inventories"]["hosts"]["hosts"][host]["params"]["base_ssh_port"].clone();
    assert_eq!((port("h1"), port("h2")), (json!(2), json!(3)));
}

#[test]
fn an_inventory_says_more_of_a_common_group() {
    let fleet = fleet(&format!(
        r#"{ROLE}
        group web {{ set base {{ ssh_port = 1, packages += ["common"] }} }}
        inventory staging {{
          host "s1" {{}}
          group web {{ hosts = ["s1"]
 set base {{ ssh_port = 2, packages += ["own"] }} }}
        }}
        inventory production {{
          host "p1" {{}}
          group web {{ hosts = ["p1"] }}
        }}
        "#
    ));
    let said = dumped(&fleet);
    let params = |inventory: &str, host: &str| {
        said["inventories"][inventory]["hosts"][host]["params"].clone()
    };
    assert_eq!(
        params("staging", "s1"),
        json!({ "base_ssh_port": 2, "base_packages": ["chrony", "common", "own"] })
    );
    assert_eq!(
        params("production", "p1"),
        json!({ "base_ssh_port": 1, "base_packages": ["chrony", "common"] })
    );
    assert_eq!(
        said["plays"][0]["hosts"],
        json!({ "staging": ["s1"], "production": ["p1"] })
    );
}

#[test]
fn jump_hosts_are_chained_and_never_lead_through_themselves() {
    let fleet = fleet(
        r#"
        host "outer" { address = "192.0.2.1"
 user = "jump"
 port = 2222 }
        host "inner" { address = "2001:db8::1"
 via = "outer" }
        group zone {
          via   = "inner"
          hosts = ["inner", "outer", "h1"]
        }
        host "h1" {}
        "#,
    );
    let args = |name| {
        file(&fleet, name)
            .into_iter()
            .find(|(name, _)| *name == "ansible_ssh_common_args")
    };
    let args = |name| args(name).map(|(_, text)| text);
    assert_eq!(
        args("zone").as_deref(),
        Some(r#""-o ProxyJump=jump@192.0.2.1:2222,[2001:db8::1]""#)
    );
    assert_eq!(
        args("inner").as_deref(),
        Some(r#""-o ProxyJump=jump@192.0.2.1:2222""#)
    );
    assert_eq!(args("outer").as_deref(), Some(r#""""#));
    assert_eq!(args("h1"), None);
}

#[test]
fn what_a_plugin_fills_goes_through_the_host_that_other_inventories_declare() {
    let text = |second: &str| {
        format!(
            r#"
        inventory cloud from plugin "amazon.aws.aws_ec2" {{ regions = ["eu-west-1"] }}
        inventory one {{
          host "outer" {{ address = "192.0.2.9" }}
          host "jump" {{ address = "192.0.2.1", port = 2222, via = "outer" }}
        }}
        inventory two {{ host "jump" {{ {second} }} }}
        group web {{
          via     = "jump"
          dynamic = true
        }}
        "#
        )
        .replace(", ", "\n")
    };
    let args = |text: &str| {
        let fleet = fleet(text);
        let cloud = fleet.program.inventories.iter();
        let at = cloud.clone().position(|it| it.plugin.is_some()).unwrap();
        let web = &fleet.program.inventories[at].groups;
        let web = web.iter().position(|group| group.name == "web").unwrap();
        let given = &fleet.inventories[at].group_vars[web][0];
        given.value.known().cloned()
    };
    let is = |text: &str| Some(rolecall::value::Value::Str(text.into()));
    let same = text("address = \"192.0.2.1\", port = 2222, via = \"third\"").replace(
        "inventory two {",
        "inventory two {\nhost \"third\" { address = \"192.0.2.9\" }\n",
    );
    assert_eq!(args(&same), is("-o ProxyJump=192.0.2.9,192.0.2.1:2222"));
    // Two that are reached in different ways: the plugin or ssh's own settings must know which.
    assert_eq!(args(&text("port = 22")), is("-o ProxyJump=jump"));
}

#[test]
fn patterns_match_as_ansible_does() {
    let fleet = fleet(
        r#"
        for n in 1..4 { host "h{{ n }}" {} }
        group a { hosts = ["h3", "h1"] }
        group b { hosts = ["h2"]
 children = [a] }
        playbook site {
          play "All" on all { task "X" { debug { msg = "x" } } }
          play "Union" on b or "h4" { task "X" { debug { msg = "x" } } }
          play "First" on b[0] { task "X" { debug { msg = "x" } } }
          play "Last" on b[-1] { task "X" { debug { msg = "x" } } }
          play "Rest" on b[1:] { task "X" { debug { msg = "x" } } }
          play "Glob" on "h[34]" { task "X" { debug { msg = "x" } } }
          play "Not" on all and not a { task "X" { debug { msg = "x" } } }
          play "Local" on "localhost" { task "X" { debug { msg = "x" } } }
        }
        "#,
    );
    let said = dumped(&fleet);
    let hosts: Vec<Json> = said["plays"]
        .as_array()
        .unwrap()
        .iter()
        .map(|play| play["hosts"]["hosts"].clone())
        .collect();
    assert_eq!(
        hosts,
        [
            json!(["h4", "h1", "h3", "h2"]),
            json!(["h2", "h1", "h3", "h4"]),
            json!(["h2"]),
            json!(["h3"]),
            json!(["h1", "h3"]),
            json!(["h4", "h3"]),
            json!(["h4", "h2"]),
            json!(["localhost"]),
        ]
    );
}

#[test]
fn a_mistake_in_a_loop_is_one_mistake_and_a_loop_over_nothing_is_checked() {
    let text = |source: &str| {
        format!("for n in {source} {{ host \"h{{{{ n }}}}\" {{ adress = \"x\" }} }}")
    };
    assert_eq!(codes(&text("1..50")), ["unknown-setting"]);
    assert_eq!(codes(&text("[]")), ["unknown-setting"]);
}

#[test]
fn hosts_in_a_group_are_known_when_values_are_computed() {
    let fleet = fleet(
        r#"
        var peers: list(string)
        group web {
          for n in ["b", "a"] { host "{{ n }}.example.org" {} }
        }
        group outer { children = [web] }
        host "lb.example.org" { vars { peers = hosts_in(outer) } }
        playbook site {
          play "All" on "lb.example.org" { task "X" { debug { msg = "{{ peers }}" } } }
        }
        "#,
    );
    assert_eq!(
        file(&fleet, "lb.example.org"),
        [("peers", r#"["a.example.org", "b.example.org"]"#.into())]
    );
}

#[test]
fn nobody_is_in_a_group_that_is_declared_in_a_loop_over_nothing() {
    let fleet = fleet(
        r#"
        var peers: list(string)
        let names: list(string) = []
        for n in names { group web { hosts = ["lb.example.org"] } }
        host "lb.example.org" { vars { peers = hosts_in(web) } }
        playbook site {
          play "All" on all { task "X" { debug { msg = "{{ peers }}" } } }
        }
        "#,
    );
    assert_eq!(file(&fleet, "lb.example.org"), [("peers", "[]".into())]);
}

#[test]
fn a_dynamic_group_needs_no_hosts() {
    let text = |dynamic: &str| {
        format!(
            r#"{ROLE}
            host "h1" {{}}
            group cloud {{ {dynamic} set base {{ packages += ["cloud"] }} }}
            playbook more {{ play "Cloud" on cloud {{ role base }} }}
            "#
        )
    };
    let fleet = fleet(&text("dynamic = true\n"));
    assert_eq!(
        file(&fleet, "cloud"),
        [("base_packages", r#"["chrony", "cloud"]"#.into())]
    );
    assert!(codes(&text("")).contains(&"play-without-hosts".to_owned()));
}

#[test]
fn a_condition_on_parameters_is_decided_for_each_host() {
    let text = |mode: &str| {
        format!(
            r#"
            role web {{
              param mode: string = "plain"
              param key: string?
              require key when mode == "tls"
              task "Say it" {{ debug {{ msg = "{{{{ mode }}}} {{{{ key is defined }}}}" }} }}
            }}
            playbook site {{ play "Web" on all {{ role web }} }}
            host "h1" {{}}
            host "h2" {{ set web {{ mode = "{mode}" }} }}
            "#
        )
    };
    assert_eq!(codes(&text("other")), Vec::<String>::new());
    assert_eq!(codes(&text("tls")), ["broken-relation"]);
    let when_set = text("tls").replace("mode == \"tls\"", "cert is defined");
    let when_set = when_set.replace("param key", "param cert: string?\n param key");
    assert_eq!(codes(&when_set), Vec::<String>::new());
    assert_eq!(
        codes(&when_set.replace("mode = ", "cert = ")),
        ["broken-relation"]
    );
}

#[test]
fn a_condition_of_any_form_is_decided_where_all_that_it_reads_is_known() {
    let text = |condition: &str| {
        format!(
            r#"
            role web {{
              param sites: list({{ name: string, tls: bool = false }}) = []
              param mode: string = "plain"
              param limits: map(int) = {{ low = 1 }}
              param key: string?
              let secure = sites | selectattr("tls") | list
              let first  = "{{{{ mode }}}}-1" if sites == [] else sites[0].name
              require key when {condition}
              task "Say it" {{ debug {{ msg = "{{{{ key is defined }}}} {{{{ secure }}}} {{{{ first }}}} {{{{ limits }}}}" }} }}
            }}
            playbook site {{ play "Web" on all {{ role web }} }}
            host "h1" {{}}
            host "h2" {{ set web {{
              sites = [{{ name = "a", tls = true }}, {{ name = "b" }}]
              mode  = "strict"
            }} }}
            "#
        )
    };
    let holds = [
        "sites | length > 0",
        "secure | length > 0",
        "first == \"a\"",
        "mode | upper in [\"STRICT\"]",
        "mode.startswith(\"str\") and limits.low < 2",
        "mode is match(\"s.*t\")",
        "\"{{ mode }}-{{ limits.low }}\" == \"strict-1\"",
        "(sites | map(attribute=\"name\") | join(\",\")) == \"a,b\"",
        "sites[1:] | length == 1",
        "not (mode == \"plain\" or facts.os_family == \"None\") and mode != \"plain\" or sites != []",
        "limits[\"low\"] * 2 - 1 == 1 and sites != []",
        "true if sites != [] else false",
    ];
    for condition in holds {
        let text = text(condition);
        assert_eq!(codes(&text), ["broken-relation"], "{condition}");
        let given = text.replace("mode  =", "key = \"x\"\n mode =");
        assert_eq!(codes(&given), Vec::<String>::new(), "{condition}");
    }
    for condition in [
        "sites | length > 2",
        "secure | length > 1",
        "mode == \"strict\" and facts.os_family == \"Debian\"",
        "limits[\"high\"] | default(0) > 1",
        "sites[5].name == \"a\"",
    ] {
        assert_eq!(codes(&text(condition)), Vec::<String>::new(), "{condition}");
    }
}

#[test]
fn a_chain_of_lets_takes_no_stack_in_whichever_order_it_stands() {
    let lets = |at: u32| match at {
        0 => "let a0 = 1\n".to_owned(),
        at => format!("let a{at} = a{} + 1\n", at - 1),
    };
    let forwards: String = (0..20_000).map(lets).collect();
    let backwards: String = (0..20_000).rev().map(lets).collect();
    assert_eq!(codes(&forwards), [""; 0]);
    assert_eq!(codes(&backwards), [""; 0]);
    let cycle = backwards.replace("let a0 = 1", "let a0 = a19999");
    assert_eq!(codes(&cycle), ["let-cycle"]);
}

#[test]
fn deep_nesting_and_many_groups_take_neither_stack_nor_time() {
    let mut text = String::from("host \"h1\" {}\n");
    for n in 0..2000 {
        text.push_str(&format!("group g{n} {{ children = [g{}] }}\n", n + 1));
    }
    text.push_str("group g2000 { hosts = [\"h1\"] }\n");
    let fleet = fleet(&text);
    let all = fleet.inventories[0]
        .members
        .iter()
        .filter(|members| members.len() == 1)
        .count();
    assert_eq!(all, 2002);
    let looped = text.replace(
        "group g2000 { hosts",
        "group g2000 { children = [g0]\n hosts",
    );
    assert_eq!(codes(&looped), ["group-cycle"]);
}

#[test]
fn globs_match_as_fnmatch_does() {
    let cases = [
        ("*", "", true),
        ("*", "abc", true),
        ("a*c", "abbbc", true),
        ("a*c", "abbbcd", false),
        ("a*b*c", "aXbXbc", true),
        ("a?c", "abc", true),
        ("a?c", "ac", false),
        ("web0[1-3]", "web02", true),
        ("web0[1-3]", "web04", false),
        ("web0[!1-3]", "web04", true),
        ("[]]", "]", true),
        ("[a", "[a", true),
        ("*.example.org", "a.example.org", true),
        ("*.example.org", "example.org", false),
        ("a-[a-]", "a--", true),
    ];
    for (pattern, name, matches) in cases {
        assert_eq!(
            Glob::new(pattern).matches(name),
            matches,
            "{pattern} {name}"
        );
    }
}
