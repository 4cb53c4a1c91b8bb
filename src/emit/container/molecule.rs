//! `molecule/TEST/molecule.yml`: one scenario for each test.
//!
//! In: `test base { platforms = [debian12] }`. Out: a container `base-debian12`, made and removed by
//! the playbooks that all scenarios share.

use crate::emit::container::apart;
use crate::emit::container::image;
use crate::emit::container::image_variable;
use crate::emit::container::map;
use crate::emit::container::words;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::program::Family;
use crate::fleet::program::PLUGIN_FOLDERS;
use crate::fleet::program::Platform;
use crate::fleet::program::Pull;
use crate::fleet::program::Subject;
use crate::fleet::program::Test;

/// How Ansible reaches a container, whichever engine runs it.
const CONNECTION: &str = "{{ (lookup('ansible.builtin.env', 'CONTAINER_ENGINE') == 'docker') \
                          | ternary('community.docker.docker', 'containers.podman.podman') }}";

/// The scenario of a test.
pub fn scenario(fleet: &Fleet, test: &Test) -> Node {
    let mut entries: Vec<(&str, Node)> = vec![
        // What the prerun does needs the network, and nothing here needs it.
        ("prerun", Node::Bool(false)),
        ("driver", map([("name", Node::Str("default".into()))])),
        ("platforms", apart(platforms(fleet, test))),
        ("ansible", ansible(fleet, test)),
        ("provisioner", provisioner()),
        ("scenario", map([("test_sequence", sequence(test))])),
    ];
    if test.testinfra {
        let verifier = map([("name", Node::Str("testinfra".into()))]);
        entries.push(("verifier", verifier));
    }
    Node::Map(
        entries
            .into_iter()
            .map(|(key, node)| (key.into(), node.into()))
            .collect(),
    )
}

fn platforms(fleet: &Fleet, test: &Test) -> Vec<Node> {
    let program = &fleet.program;
    match &test.subject {
        Subject::Role { platforms, .. } => platforms
            .iter()
            .filter_map(|index| program.platforms.get(*index))
            .map(|platform| {
                let name = format!("{}-{}", test.emitted.replace("_", "-"), platform.name);
                container(platform, &name, None)
            })
            .collect(),
        Subject::Fleet {
            inventory, hosts, ..
        } => hosts
            .iter()
            .filter_map(|(host, platform)| {
                let hosts = &program.inventories.get(*inventory)?.hosts;
                let host = hosts.get(usize::try_from(*host).ok()?)?;
                let platform = program.platforms.get(*platform)?;
                Some(container(platform, &host.name, Some(&test.emitted)))
            })
            .collect(),
    }
}

fn container(platform: &Platform, name: &str, network: Option<&str>) -> Node {
    let variable = image_variable(platform);
    let image = format!("${{{variable}:-{}}}", image(platform));
    let mut entries: Vec<(&str, Node)> = vec![
        ("name", Node::Data(name.into())),
        ("image", Node::Str(image.into())),
    ];
    if !platform.prebuilt {
        entries.push(("containerfile", Node::Data(platform.name.clone())));
    }
    let pull = match platform.pull {
        Pull::Always => "always",
        Pull::Missing => "missing",
        Pull::Never => "never",
    };
    entries.push(("pull", Node::Str(pull.into())));
    let init = match (platform.systemd, platform.family) {
        (false, _) => "none",
        (true, Family::Alpine) => "openrc",
        (true, Family::Debian | Family::RedHat | Family::Suse) => "systemd",
    };
    entries.push(("init", Node::Str(init.into())));
    if !platform.capabilities.is_empty() {
        let names = platform.capabilities.iter();
        let names = names.map(|name| Entry::from(Node::Data(name.clone())));
        entries.push(("capabilities", Node::List(names.collect())));
    }
    if let Some(network) = network {
        let network = map([("name", Node::Data(network.into()))]);
        entries.push(("networks", Node::List(vec![network.into()])));
    }
    Node::Map(
        entries
            .into_iter()
            .map(|(key, node)| (key.into(), node.into()))
            .collect(),
    )
}

/// The tree's own settings, and for hosts of the fleet its inventory: reached as containers are.
fn ansible(fleet: &Fleet, test: &Test) -> Node {
    let project = |path: &str| Node::Str(format!("${{MOLECULE_PROJECT_DIRECTORY}}/{path}").into());
    let mut env = vec![
        ("ANSIBLE_CONFIG", project("ansible.cfg")),
        ("ANSIBLE_ROLES_PATH", project("roles")),
    ];
    for (folder, name) in PLUGIN_FOLDERS {
        if fleet.program.has_plugins(folder) {
            env.push((name, project(folder)));
        }
    }
    let env = env
        .into_iter()
        .map(|(key, node)| (key.into(), node.into()))
        .collect();
    let mut playbooks: Vec<(&str, Node)> = vec![
        ("create", Node::Str("../shared/create.yml".into())),
        ("destroy", Node::Str("../shared/destroy.yml".into())),
    ];
    if test.testinfra && !test.verify.is_empty() {
        // The verifier is another; these run in front of it.
        playbooks.push(("side_effect", Node::Str("verify.yml".into())));
    }
    let playbooks = playbooks
        .into_iter()
        .map(|(key, node)| (key.into(), node.into()))
        .collect();
    let mut entries = vec![
        ("env".into(), Node::Map(env).into()),
        ("playbooks".into(), Node::Map(playbooks).into()),
    ];
    if let Some(args) = fleet_args(fleet, test) {
        let args = map([("args", map([("ansible_playbook", args)]))]);
        entries.insert(0, ("executor".into(), args.into()));
    }
    Node::Map(entries)
}

/// The fleet's own inventory, and of its hosts those that are containers: reached by their names.
fn fleet_args(fleet: &Fleet, test: &Test) -> Option<Node> {
    let Subject::Fleet {
        inventory, hosts, ..
    } = &test.subject
    else {
        return None;
    };
    let inventories = &fleet.program.inventories;
    let inventory = inventories.get(*inventory)?;
    let names: Vec<&str> = hosts
        .iter()
        .filter_map(|(host, _)| inventory.hosts.get(usize::try_from(*host).ok()?))
        .map(|host| host.name.as_str())
        .collect();
    let folder = fleet.inventory_folder(inventory);
    let args = [
        format!("--inventory=${{MOLECULE_PROJECT_DIRECTORY}}/{folder}/hosts.yml"),
        // Containers are made and removed by the local host.
        format!("--limit=localhost,{}", names.join(",")),
        "--extra-vars=ansible_host={{ inventory_hostname }}".to_owned(),
        "--extra-vars=ansible_user=root".to_owned(),
    ];
    let args = args
        .into_iter()
        .map(|arg| Entry::from(Node::Template(arg.into())));
    Some(Node::List(args.collect()))
}

fn provisioner() -> Node {
    let vars = map([("ansible_connection", Node::Template(CONNECTION.into()))]);
    let vars = map([("group_vars", map([("all", vars)]))]);
    map([("inventory", vars)])
}

fn sequence(test: &Test) -> Node {
    let steps = [
        ("destroy", true),
        ("create", true),
        ("prepare", test.prepare.is_some()),
        ("converge", true),
        ("idempotence", true),
        ("side_effect", test.testinfra && !test.verify.is_empty()),
        ("verify", !test.verify.is_empty()),
        ("destroy", true),
    ];
    words(
        steps
            .into_iter()
            .filter(|(_, wanted)| *wanted)
            .map(|(step, _)| step),
    )
}
