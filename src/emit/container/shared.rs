//! `molecule/shared/`: the playbooks that make and remove the containers of every test.
//!
//! They are the same for each: Molecule tells them the scenario's platforms. The engine is podman,
//! or what the environment's `CONTAINER_ENGINE` names.

use crate::emit::container::apart;
use crate::emit::container::map;
use crate::emit::yaml::Node;

/// The engine: podman, or what the environment names.
pub const ENGINE: &str =
    "{{ lookup('ansible.builtin.env', 'CONTAINER_ENGINE', default='podman') }}";

/// The label by which the containers of a scenario are found again.
const LABEL: &str = "rolecall.test={{ molecule_yml.scenario.name }}";

const PLATFORMS: &str = "{{ molecule_yml.platforms }}";

/// `create.yml`.
pub fn create() -> Node {
    play(
        "Create the containers",
        vec![
            ("pull", pulls()),
            ("flags", flags()),
            ("started", started()),
        ],
        vec![build(), network(), run(), wait(), says()],
    )
}

/// What the platforms need beyond their images.
fn build() -> Node {
    command(
        "Build the images",
        "{{ engine }} build {{ pull[engine][item.pull] }} \
         --build-arg IMAGE={{ item.image }} \
         --tag {{ tag }} \
         --file {{ folder }}/Containerfile {{ folder }}",
        vec![
            (
                "loop",
                template(
                    "{{ molecule_yml.platforms | selectattr('containerfile', 'defined') | unique(attribute='containerfile') }}",
                ),
            ),
            ("loop_control", label("{{ item.containerfile }}")),
            (
                "vars",
                map([
                    (
                        "tag",
                        template("localhost/rolecall/{{ item.containerfile }}"),
                    ),
                    (
                        "folder",
                        template(
                            "{{ lookup('ansible.builtin.env', 'MOLECULE_PROJECT_DIRECTORY') }}/containers/{{ item.containerfile }}",
                        ),
                    ),
                ]),
            ),
            ("changed_when", Node::Bool(true)),
        ],
    )
}

/// One for each name that the platforms have.
fn network() -> Node {
    command(
        "Create the networks",
        "{{ engine }} network create --label {{ test }} {{ item }}",
        vec![
            ("loop", template(NETWORKS)),
            ("register", word("made")),
            ("changed_when", word("made.rc == 0")),
            (
                "failed_when",
                word("made.rc != 0 and 'already exists' not in made.stderr"),
            ),
        ],
    )
}

/// With the flags that their init wants.
fn run() -> Node {
    command(
        "Start the containers",
        "{{ engine }} run --detach --name {{ item.name }} --hostname {{ item.name }} --label {{ test }} \
         {{ item.networks | default([]) | map(attribute='name') | map('regex_replace', '^', '--network=') | join(' ') }} \
         {{ (item.capabilities | default([])) | map('regex_replace', '^', '--cap-add=') | join(' ') }} \
         {{ flags[engine][item.init] }} \
         {{ ('localhost/rolecall/' ~ item.containerfile) if item.containerfile is defined else ('--pull=' ~ item.pull ~ ' ' ~ item.image) }} \
         {{ 'sleep infinity' if item.init == 'none' else '/sbin/init' }}",
        vec![
            ("loop", template(PLATFORMS)),
            ("loop_control", label("{{ item.name }}")),
            ("changed_when", Node::Bool(true)),
        ],
    )
}

/// As long as an init takes.
fn wait() -> Node {
    command(
        "Wait until they have started",
        "{{ engine }} exec {{ item.name }} {{ started[item.init] }}",
        vec![
            ("loop", template(PLATFORMS)),
            ("loop_control", label("{{ item.name }}")),
            ("register", word("state")),
            ("changed_when", Node::Bool(false)),
            ("failed_when", Node::Bool(false)),
            (
                "until",
                word("state.rc == 0 or state.stdout in ['running', 'degraded']"),
            ),
            ("retries", Node::Int(30)),
            ("delay", Node::Int(2)),
        ],
    )
}

/// Which of them did not start.
fn says() -> Node {
    map([
        ("name", word("Check that each has started")),
        (
            "ansible.builtin.assert",
            map([
                (
                    "that",
                    Node::List(vec![
                        word("item.rc == 0 or item.stdout in ['running', 'degraded']").into(),
                    ]),
                ),
                (
                    "fail_msg",
                    template(
                        "{{ item.item.name }} did not start: {{ item.stdout }} {{ item.stderr }}",
                    ),
                ),
                ("quiet", Node::Bool(true)),
            ]),
        ),
        ("loop", template("{{ state.results }}")),
        ("loop_control", label("{{ item.item.name }}")),
    ])
}

/// `destroy.yml`: what has the label, and nothing that only has the same name.
pub fn destroy() -> Node {
    let mut tasks = Vec::new();
    for (what, list, remove) in [
        ("containers", "ps --all --quiet", "rm --force --volumes"),
        ("networks", "network ls --quiet", "network rm"),
    ] {
        tasks.push(command(
            &format!("Look for the {what}"),
            &format!("{{{{ engine }}}} {list} --filter label={{{{ test }}}}"),
            vec![
                ("register", word("found")),
                ("changed_when", Node::Bool(false)),
            ],
        ));
        tasks.push(command(
            &format!("Remove the {what}"),
            &format!("{{{{ engine }}}} {remove} {{{{ item }}}}"),
            vec![
                ("loop", template("{{ found.stdout_lines }}")),
                ("changed_when", Node::Bool(true)),
            ],
        ));
    }
    play("Remove the containers", Vec::new(), tasks)
}

const NETWORKS: &str = "{{ molecule_yml.platforms | map(attribute='networks', default=[]) | flatten | map(attribute='name') | unique }}";

/// When an engine asks a registry for the image that another is built on; docker knows no other
/// answers than these.
fn pulls() -> Node {
    let flags = |always: &str, missing: &str, never: &str| {
        map([
            ("always", word(always)),
            ("missing", word(missing)),
            ("never", word(never)),
        ])
    };
    map([
        (
            "podman",
            flags("--pull=always", "--pull=missing", "--pull=never"),
        ),
        ("docker", flags("--pull", "", "")),
    ])
}

/// What lets an init run. Without SYS_ADMIN systemd cannot give a service a name space of its own;
/// docker prepares nothing for an init, podman does.
fn flags() -> Node {
    let docker = "--cap-add=SYS_ADMIN --security-opt=apparmor=unconfined --cgroupns=host --volume=/sys/fs/cgroup:/sys/fs/cgroup:rw --tmpfs=/run --tmpfs=/run/lock";
    map([
        (
            "podman",
            map([
                ("systemd", word("--systemd=always --cap-add=SYS_ADMIN")),
                ("openrc", word("--cap-add=SYS_ADMIN")),
                ("none", word("")),
            ]),
        ),
        (
            "docker",
            map([
                ("systemd", word(docker)),
                (
                    "openrc",
                    word("--cap-add=SYS_ADMIN --security-opt=apparmor=unconfined --tmpfs=/run"),
                ),
                ("none", word("--init")),
            ]),
        ),
    ])
}

/// What says that a container has started.
fn started() -> Node {
    map([
        ("systemd", word("systemctl is-system-running --wait")),
        ("openrc", word("rc-status --runlevel")),
        ("none", word("true")),
    ])
}

fn play(name: &str, vars: Vec<(&str, Node)>, tasks: Vec<Node>) -> Node {
    let vars = [("engine", template(ENGINE)), ("test", template(LABEL))]
        .into_iter()
        .chain(vars)
        .map(|(key, node)| (key.into(), node.into()))
        .collect();
    apart(vec![map([
        ("name", word(name)),
        ("hosts", word("localhost")),
        ("connection", word("local")),
        ("gather_facts", Node::Bool(false)),
        ("vars", Node::Map(vars)),
        ("tasks", apart(tasks)),
    ])])
}

fn command(name: &str, line: &str, rest: Vec<(&str, Node)>) -> Node {
    let head = [
        ("name", word(name)),
        ("ansible.builtin.command", map([("cmd", template(line))])),
    ];
    Node::Map(
        head.into_iter()
            .chain(rest)
            .map(|(key, node)| (key.into(), node.into()))
            .collect(),
    )
}

fn label(text: &str) -> Node {
    map([("label", template(text))])
}

/// Text that Ansible templates.
pub fn template(text: &str) -> Node {
    Node::Template(text.into())
}

/// A word of our own.
pub fn word(text: &str) -> Node {
    Node::Str(text.into())
}
