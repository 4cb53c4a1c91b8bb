//! `lab/`: how the lab is started and stopped, and how ssh finds its containers.
//!
//! In: the lab. Out: `lab/ssh_config`, by which the very addresses, users and jump hosts of
//! production lead to containers, and `lab/start.yml`, which makes a key, starts the containers
//! and lets the key in.

use crate::emit::container::apart;
use crate::emit::container::map;
use crate::emit::container::shared::ENGINE;
use crate::emit::container::shared::template;
use crate::emit::container::shared::word;
use crate::emit::container::words;
use crate::emit::yaml::GENERATED;
use crate::emit::yaml::Node;
use crate::fleet::lab::Container;
use crate::fleet::lab::Lab;
use crate::fleet::program::Inventory;

/// Where ssh reaches a container from this machine.
pub struct Place {
    /// `127.0.0.1`.
    pub address: String,
    /// The port there.
    pub port: i64,
    /// The port of the container.
    pub inside: i64,
}

impl Place {
    /// The place of a host that nothing stands in front of. ssh prefers a port that Ansible names
    /// to any setting: such a host has an address of its own, where its port is free.
    pub fn of(lab: &Lab, host: &Container) -> Option<Self> {
        if host.hop.is_some() {
            return None;
        }
        let direct = lab.hosts.iter().filter(|known| known.hop.is_none());
        let number = direct.take_while(|known| known.host != host.host).count() + 1;
        let (address, port) = match host.port {
            Some(port) => (format!("127.0.80.{number}"), port),
            None => ("127.0.0.1".to_owned(), 2200 + i64::try_from(number).ok()?),
        };
        let inside = host.port.unwrap_or(22);
        Some(Self {
            address,
            port,
            inside,
        })
    }
}

/// The name of a host's container: `lab-web01.example.org`.
pub fn container(host: &str) -> String {
    format!("lab-{host}")
}

/// `lab/ssh_config`.
pub fn ssh_config(lab: &Lab, inventory: &Inventory) -> String {
    let mut out = format!(
        "# {GENERATED}\n\
         # It is read from the root of the tree. What production calls its hosts is here what its\n\
         # containers are called.\n"
    );
    for known in &lab.hosts {
        let Some(host) = inventory.hosts.get(known.host as usize) else {
            continue;
        };
        out.push_str(&format!("\nHost {}", host.name));
        if let Some(address) = known.address.as_ref().filter(|other| **other != host.name) {
            out.push_str(&format!(" {address}"));
        }
        match Place::of(lab, known) {
            // The host in front of it knows it by its name.
            None => out.push_str(&format!("\n  HostName {}\n", host.name)),
            Some(place) => out.push_str(&format!(
                "\n  HostName {}\n  Port {}\n",
                place.address, place.port
            )),
        }
    }
    out.push_str(
        "\n# Nothing else is reached. Keys of hosts are new with each container.\n\
         Host *\n  \
           HostName %h.is-not-in-the-lab.invalid\n  \
           IdentityFile lab/key\n  \
           IdentitiesOnly yes\n  \
           StrictHostKeyChecking no\n  \
           UserKnownHostsFile /dev/null\n  \
           LogLevel ERROR\n",
    );
    out
}

/// `lab/.gitignore`.
pub fn ignored() -> String {
    format!("# {GENERATED}\nkey\nkey.pub\nssh-*\n")
}

const COMPOSE: &str = "{{ lookup('ansible.builtin.env', 'COMPOSE_COMMAND', \
                       default={'podman': 'podman-compose', 'docker': 'docker compose'}[engine]) }}";

const USER: &str = "{{ hostvars[inventory_hostname].ansible_user | default(lookup('ansible.builtin.env', 'USER', default='root')) }}";

/// `lab/start.yml`.
pub fn start(folder: &str) -> Node {
    apart(vec![containers(folder), sshd(), reached()])
}

/// `lab/stop.yml`.
pub fn stop() -> Node {
    let remove = compose("Remove the containers and networks", "down --volumes");
    let key = map([
        ("name", word("Remove the key")),
        (
            "ansible.builtin.file",
            map([
                ("path", template("{{ playbook_dir }}/{{ item }}")),
                ("state", word("absent")),
            ]),
        ),
        ("loop", words(["key", "key.pub"])),
    ]);
    apart(vec![play(
        "Stop the lab",
        "localhost",
        vec![("connection", word("local"))],
        vec![("engine", template(ENGINE)), ("compose", template(COMPOSE))],
        vec![remove, key],
    )])
}

fn containers(folder: &str) -> Node {
    let asked = map([
        ("name", word("Check which inventory is read")),
        (
            "ansible.builtin.assert",
            map([
                (
                    "that",
                    words(["ansible_inventory_sources | map('basename') == ['lab.yml']"]),
                ),
                (
                    "fail_msg",
                    word(&format!(
                        "The lab has an inventory of its own: -i {folder}/lab.yml"
                    )),
                ),
                ("quiet", Node::Bool(true)),
            ]),
        ),
    ]);
    let key = map([
        ("name", word("Make a key")),
        (
            "ansible.builtin.command",
            map([
                (
                    "argv",
                    Node::List(
                        [
                            "ssh-keygen",
                            "-q",
                            "-t",
                            "ed25519",
                            "-N",
                            "",
                            "-C",
                            "lab",
                            "-f",
                        ]
                        .into_iter()
                        .map(word)
                        .chain([template("{{ playbook_dir }}/key")])
                        .map(Into::into)
                        .collect(),
                    ),
                ),
                ("creates", template("{{ playbook_dir }}/key")),
            ]),
        ),
    ]);
    play(
        "Start the containers",
        "localhost",
        vec![("connection", word("local"))],
        vec![("engine", template(ENGINE)), ("compose", template(COMPOSE))],
        vec![
            asked,
            key,
            compose("Build and start them", "up --detach --build"),
        ],
    )
}

/// What a new server has before Ansible comes: sshd, an account, and a key that may use it.
fn sshd() -> Node {
    let connection =
        "{{ {'podman': 'containers.podman.podman', 'docker': 'community.docker.docker'}[engine] }}";
    play(
        "Let the key in",
        "all:!localhost",
        vec![("become", Node::Bool(false))],
        vec![
            ("engine", template(ENGINE)),
            ("account", template(USER)),
            ("ansible_connection", template(connection)),
            (
                "ansible_host",
                template(&container("{{ inventory_hostname }}")),
            ),
            ("ansible_user", word("root")),
        ],
        std::iter::once(look())
            .chain([booted()])
            .chain(installed())
            .chain(account())
            .chain(listening())
            .collect(),
    )
}

fn look() -> Node {
    module(
        "Look at the system",
        "setup",
        vec![],
        vec![("gather_subset", words(["min"]))],
    )
}

fn installed() -> Vec<Node> {
    vec![
            module(
                "Install sshd and sudo",
                "package",
                vec![],
                vec![
                    (
                        "name",
                        Node::List(vec![
                            template("{{ (ansible_facts.os_family == 'Alpine') | ternary('openssh', 'openssh-server') }}").into(),
                            word("sudo").into(),
                        ]),
                    ),
                    ("state", word("present")),
                ],
            ),
            module(
                "Make the keys of the host",
                "command",
                vec![],
                vec![
                    ("cmd", word("ssh-keygen -A")),
                    ("creates", word("/etc/ssh/ssh_host_ed25519_key")),
                ],
            ),
    ]
}

/// Who logs in: with the key, and may do everything.
fn account() -> Vec<Node> {
    vec![
        module(
            "Make the account",
            "user",
            vec![("register", word("made"))],
            vec![
                ("name", template("{{ account }}")),
                // Without a password, but not locked.
                (
                    "password",
                    template("{{ (account == 'root') | ternary(omit, '*') }}"),
                ),
            ],
        ),
        module(
            "Let it use sudo",
            "copy",
            vec![],
            vec![
                ("dest", word("/etc/sudoers.d/00-lab")),
                (
                    "content",
                    template("{{ account }} ALL=(ALL) NOPASSWD: ALL\n"),
                ),
                ("mode", Node::Data("0440".into())),
            ],
        ),
        module(
            "Make room for the key",
            "file",
            vec![],
            vec![
                ("path", template("{{ made.home }}/.ssh")),
                ("state", word("directory")),
                ("owner", template("{{ account }}")),
                ("mode", Node::Data("0700".into())),
            ],
        ),
        module(
            "Put the key",
            "lineinfile",
            vec![],
            vec![
                ("path", template("{{ made.home }}/.ssh/authorized_keys")),
                (
                    "line",
                    template("{{ lookup('ansible.builtin.file', playbook_dir ~ '/key.pub') }}"),
                ),
                ("create", Node::Bool(true)),
                ("owner", template("{{ account }}")),
                ("mode", Node::Data("0600".into())),
            ],
        ),
    ]
}

fn listening() -> Vec<Node> {
    vec![
        module(
            "Choose the port of sshd",
            "lineinfile",
            vec![],
            vec![
                ("path", word("/etc/ssh/sshd_config")),
                ("regexp", word("^#?Port\\s")),
                (
                    "line",
                    template("Port {{ hostvars[inventory_hostname].ansible_port | default(22) }}"),
                ),
            ],
        ),
        // systemd gives up for a while on what could not start.
        module(
            "Start sshd",
            "service",
            vec![
                ("register", word("sshd")),
                ("retries", Node::Int(3)),
                ("delay", Node::Int(10)),
                ("until", word("sshd is succeeded")),
            ],
            vec![
                (
                    "name",
                    template(
                        "{{ (ansible_facts.os_family == 'Debian') | ternary('ssh', 'sshd') }}",
                    ),
                ),
                ("state", word("restarted")),
                ("enabled", Node::Bool(true)),
            ],
        ),
    ]
}

fn booted() -> Node {
    map([
        ("name", word("Wait until systemd has started")),
        // No module waits for it.
        (
            "ansible.builtin.raw",
            word("systemctl is-system-running --wait"),
        ),
        ("when", word("ansible_facts.service_mgr == 'systemd'")),
        ("register", word("state")),
        ("changed_when", Node::Bool(false)),
        ("failed_when", Node::Bool(false)),
        (
            "until",
            word("state.stdout | trim in ['running', 'degraded']"),
        ),
        ("retries", Node::Int(30)),
        ("delay", Node::Int(2)),
    ])
}

fn reached() -> Node {
    play(
        "Reach each host as production does",
        "all:!localhost",
        vec![],
        vec![],
        vec![module(
            "Log in",
            "wait_for_connection",
            vec![],
            vec![("timeout", Node::Int(60))],
        )],
    )
}

fn compose(name: &str, what: &str) -> Node {
    map([
        ("name", word(name)),
        (
            "ansible.builtin.command",
            map([
                ("cmd", template(&format!("{{{{ compose }}}} {what}"))),
                ("chdir", template("{{ playbook_dir | dirname }}")),
            ]),
        ),
        ("changed_when", Node::Bool(true)),
    ])
}

fn module(name: &str, short: &str, rest: Vec<(&str, Node)>, args: Vec<(&str, Node)>) -> Node {
    let pairs = |list: Vec<(&str, Node)>| {
        let list = list.into_iter();
        Node::Map(list.map(|(key, node)| (key.into(), node.into())).collect())
    };
    let mut entries = vec![
        ("name".into(), word(name).into()),
        (
            format!("ansible.builtin.{short}").into(),
            pairs(args).into(),
        ),
    ];
    for (key, node) in rest {
        entries.push((key.into(), node.into()));
    }
    Node::Map(entries)
}

fn play(
    name: &str,
    hosts: &str,
    rest: Vec<(&str, Node)>,
    vars: Vec<(&str, Node)>,
    tasks: Vec<Node>,
) -> Node {
    let mut entries = vec![("name", word(name)), ("hosts", word(hosts))];
    entries.extend(rest);
    entries.push(("gather_facts", Node::Bool(false)));
    if !vars.is_empty() {
        let vars = vars.into_iter();
        let vars = vars.map(|(key, node)| (key.into(), node.into()));
        entries.push(("vars", Node::Map(vars.collect())));
    }
    entries.push(("tasks", apart(tasks)));
    let entries = entries.into_iter();
    Node::Map(
        entries
            .map(|(key, node)| (key.into(), node.into()))
            .collect(),
    )
}
