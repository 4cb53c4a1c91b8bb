//! What Ansible knows, as the lookups of `schema` give it. That the tables are what ansible-core
//! itself says is held by `tests/e2e/schema.py`.

use rolecall::check::inventory::connection;
use rolecall::schema::keyword::{Kind, Place, Said};
use rolecall::schema::lint::NeedsMode;
use rolecall::schema::module::{Found, FreeForm, Relation};
use rolecall::schema::registered::Run;
use rolecall::schema::{
    fact, filter, keyword, lint, lookup, magic, method, module, registered, reserved, test,
};
use rolecall::suggest::nearest;

fn full(name: &str) -> Option<String> {
    module::resolve(name).map(|module| module.full_name.to_string())
}

#[test]
fn modules_resolve_to_the_name_to_write() {
    for (written, meant) in [
        ("copy", "ansible.builtin.copy"),
        ("ansible.builtin.copy", "ansible.builtin.copy"),
        ("ansible.legacy.copy", "ansible.builtin.copy"),
        ("yum", "ansible.builtin.dnf"),
        ("authorized_key", "ansible.posix.authorized_key"),
        (
            "ansible.builtin.authorized_key",
            "ansible.posix.authorized_key",
        ),
        ("synchronize", "ansible.posix.synchronize"),
        ("sysctl", "ansible.posix.sysctl"),
        ("mount", "ansible.posix.mount"),
        ("firewalld", "ansible.posix.firewalld"),
        ("seboolean", "ansible.posix.seboolean"),
        ("ufw", "community.general.ufw"),
        ("docker_container", "community.docker.docker_container"),
        ("win_shell", "ansible.windows.win_shell"),
        ("acme.tools.thing", "acme.tools.thing"),
        ("acme.tools.sub.thing", "acme.tools.sub.thing"),
    ] {
        assert_eq!(full(written).as_deref(), Some(meant), "{written}");
    }
    for unknown in [
        "",
        ".",
        "cpoy",
        "ansible.builtin.cpoy",
        "acme.thing",
        "acme..thing",
        "a.b.",
        "bigip_facts",
        "# Made",
        "ä.b.c",
    ] {
        assert_eq!(full(unknown), None, "{unknown}");
    }
    assert_eq!(module::removed("bigip_facts"), Some("2019-11-06"));
    assert_eq!(module::removed("copy"), None);
}

#[test]
fn every_known_module_name_resolves_or_is_removed() {
    assert_eq!(module::builtin_names().count(), 71);
    for name in module::names() {
        let found = module::find(name);
        assert!(
            matches!(found, Found::Module(_) | Found::Removed { .. }),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn arguments_are_found_by_name_and_alias() {
    let copy = module::resolve("copy").expect("copy is known");
    let dest = copy.argument("dest").expect("copy has dest");
    assert!(dest.required());
    assert_eq!(dest.ty, "path");
    let stat = module::resolve("stat").expect("stat is known");
    assert_eq!(
        stat.argument("dest").map(|argument| argument.name),
        Some("path")
    );
    assert_eq!(stat.argument("nothing"), None);
    let file = module::resolve("file").expect("file is known");
    let state = file.argument("state").expect("file has state");
    assert!(state.choices().any(|choice| choice == "touch"));
    let apt = module::resolve("apt").expect("apt is known");
    assert_eq!(
        apt.argument("cache_valid_time")
            .and_then(|argument| argument.default()),
        Some("0")
    );
    assert_eq!(apt.check_mode(), Some("full"));
    let ufw = module::resolve("ufw").expect("ufw moved");
    assert!(ufw.is_known() && !ufw.open && ufw.argument("policy").is_some());
    let thing = module::resolve("acme.tools.thing").expect("it is nobody's");
    assert!(!thing.is_known() && thing.open && thing.arguments().next().is_none());
    for name in module::builtin_names() {
        let module = module::resolve(name).expect("it is listed");
        for argument in module.arguments() {
            assert_eq!(module.argument(argument.name), Some(argument), "{name}");
        }
    }
}

#[test]
fn arguments_say_what_they_demand_together() {
    let copy = module::resolve("community.general.ini_file").expect("it is known");
    let relations = copy.relations();
    assert!(relations.contains(&Relation::MutuallyExclusive(vec!["value", "values"])));
    let user = module::resolve("community.general.ldap_entry").expect("it is known");
    assert!(user.relations().iter().any(|relation| matches!(
        relation,
        Relation::RequiredIf { argument: "state", value: "\"present\"", needs, any: false }
            if needs == &["objectClass"]
    )));
    let docker = module::resolve("community.docker.docker_container").expect("it is known");
    let mounts = docker.argument("mounts").expect("it has mounts");
    assert_eq!(mounts.ty, "list(dict)");
    assert!(
        mounts
            .suboptions()
            .any(|option| option.name == "tmpfs_mode")
    );
    assert_eq!(docker.collection_version(), Some("4.8.5"));
}

#[test]
fn free_forms_and_open_modules_are_known() {
    let free = |name: &str| module::resolve(name).and_then(|module| module.free_form);
    for name in ["command", "shell", "script", "win_command"] {
        assert_eq!(free(name), Some(FreeForm::Argument("cmd")), "{name}");
    }
    assert_eq!(free("raw"), Some(FreeForm::Whole));
    assert_eq!(free("ansible.windows.win_shell"), Some(FreeForm::Whole));
    assert_eq!(free("meta"), Some(FreeForm::Whole));
    assert_eq!(free("include_vars"), Some(FreeForm::Argument("file")));
    assert_eq!(free("copy"), None);
    for name in module::builtin_names() {
        let module = module::resolve(name).expect("it is listed");
        if let Some(FreeForm::Argument(argument)) = module.free_form {
            assert!(module.argument(argument).is_some(), "{name}");
        }
    }
    let open = |name: &str| module::resolve(name).is_some_and(|module| module.open);
    assert!(open("set_fact") && open("package") && !open("copy"));
}

#[test]
fn modules_of_which_lint_wants_a_mode() {
    let needs = |name: &str| lint::needs_mode(&full(name)?);
    assert_eq!(needs("copy"), Some(NeedsMode::Always));
    assert_eq!(needs("lineinfile"), Some(NeedsMode::IfCreate));
    assert_eq!(needs("ini_file"), Some(NeedsMode::UnlessCreateFalse));
    assert_eq!(needs("replace"), None);
    assert_eq!(needs("command"), None);
    let preserves = |name: &str| full(name).is_some_and(|name| lint::preserves_mode(&name));
    assert!(preserves("template") && !preserves("file"));
}

#[test]
fn what_lint_lists_is_there() {
    for full in lint::packages() {
        assert!(module::resolve(full).is_some(), "{full}");
    }
    for (command, instead) in lint::commands() {
        for full in instead.modules() {
            assert!(module::resolve(full).is_some(), "{command}: {full}");
        }
    }
    let git = lint::instead_of("git").expect("there is a module for it");
    assert!(git.spares("rev-parse") && !git.spares("clone"));
    assert!(lint::instead_of("id").is_none());
    assert!(lint::is_package("ansible.builtin.apt") && !lint::is_package("ansible.builtin.git"));
}

#[test]
fn actions_with_a_form_of_their_own_say_which() {
    for name in [
        "import_role",
        "include_role",
        "import_tasks",
        "ansible.builtin.include_tasks",
        "import_playbook",
        "include",
    ] {
        assert!(module::reserved_action(name).is_some(), "{name}");
    }
    assert_eq!(module::reserved_action("include_vars"), None);
}

#[test]
fn keywords_know_their_places_kinds_and_forms() {
    let become_ = keyword::attribute(Place::Play, "become").expect("a play may become");
    assert_eq!(become_.kind, Kind::Bool);
    assert!(keyword::attribute(Place::Play, "register").is_none());
    assert!(keyword::attribute(Place::Task, "serial").is_none());
    assert!(keyword::attribute(Place::Task, "index_var").is_none());
    let index = keyword::attribute(Place::Task, "index").expect("a loop has an index");
    assert_eq!(
        (index.emitted, index.of_loop, index.kind),
        ("index_var", true, Kind::Name)
    );
    assert_eq!(
        keyword::lookup("async").map(|keyword| keyword.kind),
        Some(Kind::Seconds)
    );
    for refused in ["listen", "action", "local_action", "args", "vars_files"] {
        let said = keyword::lookup(refused).map(|keyword| keyword.said);
        assert!(matches!(said, Some(Said::Refused(_))), "{refused}");
    }
    for instead in [
        "loop",
        "with_items",
        "when",
        "tags",
        "name",
        "vars",
        "hosts",
        "roles",
        "tasks",
        "vars_prompt",
    ] {
        let said = keyword::lookup(instead).map(|keyword| keyword.said);
        assert!(matches!(said, Some(Said::Instead(_))), "{instead}");
    }
    assert_eq!(keyword::lookup("becom"), None);
    assert_eq!(keyword::lookup("with_"), None);
}

#[test]
fn every_attribute_has_a_kind_and_every_keyword_a_place() {
    let places = [
        Place::Play,
        Place::Block,
        Place::Role,
        Place::Task,
        Place::Handler,
    ];
    for keyword in keyword::all() {
        assert_eq!(
            keyword.kind == Kind::None,
            keyword.said != Said::Attribute,
            "{}",
            keyword.name
        );
        assert!(
            places.iter().any(|place| keyword.stands_in(*place)),
            "{}",
            keyword.name
        );
    }
}

#[test]
fn operations_have_their_arity_and_result() {
    let join = filter::lookup("join").expect("join is a filter");
    assert_eq!(
        (join.min, join.max, join.result, join.impure),
        (0, Some(2), "string", false)
    );
    assert_eq!(join.arguments().collect::<Vec<_>>(), ["d", "attribute"]);
    assert_eq!(filter::lookup("ansible.builtin.join"), Some(join));
    assert_eq!(filter::lookup("replace").map(|filter| filter.min), Some(2));
    assert_eq!(
        filter::lookup("combine").map(|filter| filter.max),
        Some(None)
    );
    assert!(filter::lookup("random").is_some_and(|filter| filter.impure));
    let moved = filter::lookup("ipaddr").expect("ipaddr moved");
    assert_eq!(moved.emitted_name("ipaddr"), "ansible.utils.ipaddr");
    assert_eq!(moved.collection(), "ansible.utils");
    assert_eq!(join.emitted_name("join"), "join");
    assert_eq!(filter::lookup("joinn"), None);

    let version = test::lookup("version").expect("version is a test");
    assert_eq!((version.min, version.max), (1, Some(4)));
    assert!(test::of_results("changed") && !test::of_results("version"));
    assert!(test::lookup("exists").is_some_and(|test| test.impure));

    let range = lookup::function("range").expect("range is a function");
    assert_eq!(
        (range.min, range.max, range.result, range.impure),
        (1, Some(3), "list(int)", false)
    );
    assert!(lookup::function("now").is_some_and(|now| now.impure));
    assert_eq!(lookup::plugin("env").map(|plugin| plugin.name), Some("env"));
    assert_eq!(
        lookup::plugin("dig").map(|plugin| plugin.name),
        Some("community.general.dig")
    );

    let get = method::lookup("get").expect("maps have get");
    assert_eq!((get.min, get.max, get.of), (1, Some(2), "map"));
    assert_eq!(
        method::lookup("index").map(|index| index.max),
        Some(Some(3))
    );
    assert_eq!(method::lookup("copy").map(|copy| copy.result), Some("any"));
    assert_eq!(
        method::lookup_of("string", "split").map(|split| split.result),
        Some("list(string)")
    );
    assert!(method::lookup("append").is_some_and(|append| append.changes));
    assert_eq!(method::lookup_of("map", "split"), None);
}

#[test]
fn every_listed_name_is_found() {
    assert!(filter::names().all(|name| filter::lookup(name).is_some()));
    assert!(test::names().all(|name| test::lookup(name).is_some()));
    assert!(lookup::plugins().all(|name| lookup::plugin(name).is_some()));
    assert!(lookup::functions().all(|name| lookup::function(name).is_some()));
    assert!(method::names().all(|name| method::lookup(name).is_some()));
    assert!(fact::names().all(|name| fact::lookup(name).is_some()));
    assert!(magic::names().all(|name| magic::lookup(name).is_some()));
    assert!(reserved::names().all(|name| reserved::variable(name).is_some()));
    for setting in connection::SETTINGS {
        assert!(
            magic::lookup(setting.emitted).is_some_and(|magic| magic.connection),
            "{}",
            setting.name
        );
    }
}

#[test]
fn facts_and_magic_variables_have_types() {
    assert_eq!(
        fact::lookup("os_family").map(|fact| fact.ty),
        Some("string")
    );
    assert_eq!(fact::lookup("memtotal_mb").map(|fact| fact.ty), Some("int"));
    let address = fact::lookup("default_ipv4").expect("it is a fact");
    assert!(
        address
            .fields()
            .any(|field| field.name == "address" && field.ty == "string")
    );
    let version = fact::lookup("python")
        .and_then(|python| python.fields().find(|field| field.name == "version"));
    assert_eq!(version.map(|version| version.fields().count()), Some(5));
    for interface in ["lo", "eth0", "enp3s0", "br_ex", "br0", "enx001122334455"] {
        assert!(fact::lookup(interface).is_some(), "{interface}");
    }
    for unknown in ["os_famly", "ethernet", "brand", "ansible_os_family", ""] {
        assert_eq!(fact::lookup(unknown), None, "{unknown}");
    }
    assert_eq!(
        magic::lookup("groups").map(|magic| magic.ty),
        Some("map(list(string))")
    );
    assert_eq!(
        magic::lookup("ansible_host").map(|magic| magic.ty),
        Some("string?")
    );
}

#[test]
fn names_that_ansible_keeps_are_refused_as_variables() {
    for name in [
        "port",
        "tags",
        "environment",
        "hosts",
        "lookup",
        "range",
        "class",
        "hostvars",
        "ansible_host",
        "ansible_os_family",
        "ansible_anything",
        "facts",
        "true",
        "role_path",
    ] {
        assert!(reserved::variable(name).is_some(), "{name}");
    }
    for name in ["ports", "public_address", "ntp_servers", "item", "x"] {
        assert_eq!(reserved::variable(name), None, "{name}");
    }
    assert!(reserved::group("all").is_some() && reserved::group("web").is_none());
    assert!(
        reserved::is_variable_name("_x1")
            && !reserved::is_variable_name("1x")
            && !reserved::is_variable_name("")
    );
}

#[test]
fn results_have_the_fields_that_follow_from_the_task() {
    let names = |name: &str, run: Run| -> Vec<&'static str> {
        let module = module::resolve(name).expect("the module is known");
        let fields = registered::fields(&module, run);
        fields
            .into_iter()
            .flatten()
            .map(|field| field.name)
            .collect()
    };
    let once = Run::default();
    let command = names("command", once);
    for field in [
        "changed",
        "failed",
        "rc",
        "stdout",
        "stdout_lines",
        "stderr_lines",
        "cmd",
        "delta",
        "skipped",
        "msg",
    ] {
        assert!(command.contains(&field), "{field}");
    }
    assert!(!command.contains(&"results") && !command.contains(&"attempts"));
    let retried = Run {
        retried: true,
        ..once
    };
    assert!(names("command", retried).contains(&"attempts"));
    let looped = Run {
        looped: true,
        ..once
    };
    assert!(
        names("command", looped).contains(&"results") && !names("command", looped).contains(&"rc")
    );
    let module = module::resolve("stat").expect("stat is known");
    let fields = registered::fields(&module, once).expect("its results are known");
    let stat = fields
        .iter()
        .find(|field| field.name == "stat")
        .expect("it returns stat");
    assert_eq!(stat.ty, "record");
    assert!(
        stat.fields
            .iter()
            .any(|field| field.name == "exists" && field.ty == "bool")
    );
    assert!(fields.is_sorted_by_key(|field| field.name));
    for field in ["mode", "owner", "dest", "backup_file", "diff", "changed"] {
        assert!(names("template", once).contains(&field), "{field}");
    }
    assert!(names("apt", once).contains(&"stdout_lines"));
    // Not documented: kept in results.txt, or added by ansible-core to what has a path.
    assert!(stat.fields.iter().any(|field| field.name == "blocks"));
    assert!(stat.fields.is_sorted_by_key(|field| field.name));
    assert!(names("tempfile", once).contains(&"owner") && !names("ping", once).contains(&"owner"));
    // The headers of an answer are fields, too.
    assert!(names("uri", once).contains(&"status") && names("uri", once).contains(&"json"));
    for (name, more) in [("uri", true), ("stat", false), ("ufw", false)] {
        let module = module::resolve(name).expect("the module is known");
        assert_eq!(registered::gives_more(&module), more, "{name}");
    }
    for anything in ["debug", "set_fact", "package", "ufw", "yum_repository"] {
        let module = module::resolve(anything).expect("the module is known");
        let known = registered::fields(&module, once).is_some();
        assert_eq!(known, anything == "yum_repository", "{anything}");
    }
}

#[test]
fn the_nearest_name_is_the_one_that_was_meant() {
    let known = [
        "state",
        "status",
        "start",
        "copy_file",
        "name",
        "become_user",
        "become",
        "x",
    ];
    for (written, meant) in [
        ("staet", Some("state")),
        ("State", Some("state")),
        ("statte", Some("state")),
        ("file_copy", Some("copy_file")),
        ("copy-file", Some("copy_file")),
        ("nmae", Some("name")),
        ("user_become", Some("become_user")),
        ("becmoe", Some("become")),
        ("y", None),
        ("", None),
        ("entirely_else", None),
        ("no", None),
    ] {
        assert_eq!(nearest(written, known.into_iter()), meant, "{written}");
    }
    assert_eq!(nearest("cot", ["cat", "bot"].into_iter()), Some("bot"));
    assert_eq!(
        nearest("größe", ["grösse", "groesse"].into_iter()),
        Some("grösse")
    );
    assert_eq!(nearest("lineinfil", module::names()), Some("lineinfile"));
}

#[test]
fn calls_are_held_against_their_signature_without_types_too() {
    use rolecall::schema::signature::{What, mistake};
    let problem = |what, name: &str, positional, named: &[&str]| {
        mistake(what, name, positional, named).map(|mistake| mistake.problem)
    };
    assert_eq!(problem(What::Filter, "join", 2, &[]), None);
    assert_eq!(problem(What::Filter, "join", 1, &["attribute"]), None);
    assert_eq!(problem(What::Filter, "combine", 7, &["recursive"]), None);
    assert_eq!(
        problem(What::Filter, "acme.tools.thing", 7, &["recursive"]),
        None
    );
    assert_eq!(
        problem(What::Filter, "join", 3, &[]).as_deref(),
        Some("does not take 3 arguments")
    );
    assert_eq!(
        problem(What::Filter, "join", 0, &["sep"]).as_deref(),
        Some("does not take an argument named `sep`")
    );
    assert_eq!(
        problem(What::Filter, "join", 1, &["d"]).as_deref(),
        Some("does not take `d` twice")
    );
    assert_eq!(
        problem(What::Test, "version", 0, &["operator"]).as_deref(),
        Some("needs its argument `version`")
    );
    assert_eq!(
        problem(What::Function, "range", 4, &[]).as_deref(),
        Some("does not take 4 arguments")
    );
}

/// The signatures are kept by hand, the tables of names are made from ansible-core.
#[test]
fn signatures_have_the_arguments_that_ansible_has() {
    use rolecall::schema::signature::{What, of};
    let mut typed = 0;
    let mut hold = |what, name: &str, min: usize, max: Option<usize>, names: Vec<&str>| {
        let signature = of(what, name).expect("it is listed");
        let required = signature.params.iter().filter(|param| param.required);
        assert!(required.count() >= min, "{name} asks for less than Ansible");
        for known in &names {
            let has = signature.params.iter().any(|param| param.name == *known);
            assert!(has, "{name} has no `{known}`");
        }
        if let (Some(max), true) = (max, signature.typed) {
            assert!(
                signature.rest.is_none() && signature.params.len() == max,
                "{name} takes {max}"
            );
        }
        typed += usize::from(signature.typed);
    };
    for name in filter::names() {
        let known = filter::lookup(name).expect("it is listed");
        let names = known.arguments().collect();
        hold(What::Filter, name, known.min, known.max, names);
    }
    for name in test::names() {
        let known = test::lookup(name).expect("it is listed");
        let names = known.arguments().collect();
        hold(What::Test, name, known.min, known.max, names);
    }
    assert!(typed > 190, "{typed}");
}
