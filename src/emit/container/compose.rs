//! `compose.yaml`: the lab, a container for each of its hosts and a network for each zone.
//!
//! In: `node01.internal.example.org`, which is reached through `bastion.example.org`. Out: the
//! network `behind-bastion.example.org` with both, the network `outside` with the bastion and all
//! that is reached directly, and a published port for each of these.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use ecow::EcoString;

use crate::emit::container::image;
use crate::emit::container::image_variable;
use crate::emit::container::lab::Place;
use crate::emit::container::map;
use crate::emit::container::words;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::lab::Container;
use crate::fleet::lab::Lab;
use crate::fleet::program::Inventory;
use crate::fleet::program::Platform;
use crate::fleet::program::Pull;

/// The whole file.
pub fn node(fleet: &Fleet, lab: &Lab, inventory: &Inventory) -> Node {
    let declared = |host: u32| inventory.hosts.get(host as usize);
    let name = |host: u32| declared(host).map(|host| &host.name);
    let networks = networks(lab, inventory);
    let short = short_names(lab, inventory);
    let mut services = Vec::new();
    for known in &lab.hosts {
        let (Some(host), Some(platform)) = (
            declared(known.host),
            fleet.program.platforms.get(known.platform),
        ) else {
            continue;
        };
        let within = networks
            .iter()
            .filter(|(_, members)| members.contains(&known.host));
        let within = within.map(|(network, _)| {
            let alias = short.get(&known.host);
            let node = match alias {
                Some(alias) => map([("aliases", words([alias.as_str()]))]),
                None => Node::Empty,
            };
            let mut entry = Entry::from(node);
            // Neither at home there nor on the way: what is there speaks to it.
            let asked = lab.hosts.iter().filter(|other| {
                other.names.contains(&known.host) && of_hop(other.hop, inventory) == *network
            });
            let asked: Vec<&str> = asked
                .filter_map(|other| name(other.host))
                .map(EcoString::as_str)
                .collect();
            if !asked.is_empty() {
                let line = format!("Values of {} name it.", asked.join(", "));
                entry.comments.push(line.into());
            }
            (network.clone(), entry)
        });
        let within = Node::Map(within.collect());
        let service = service(platform, &host.name, within, known, lab);
        services.push((host.name.clone(), apart(service).at(host.span)));
    }
    let networks = networks.into_keys().map(|name| {
        // podman lets networks reach each other unless it is told not to; docker never does.
        let options = map([("driver_opts", map([("isolate", Node::Data("true".into()))]))]);
        (name, options.into())
    });
    Node::Map(vec![
        ("name".into(), Node::Data(project(fleet)).into()),
        ("services".into(), apart(Node::Map(services))),
        ("networks".into(), apart(Node::Map(networks.collect()))),
    ])
}

fn service(
    platform: &Platform,
    host: &EcoString,
    networks: Node,
    known: &Container,
    lab: &Lab,
) -> Node {
    let variable = image_variable(platform);
    let image = Node::Str(format!("${{{variable}:-{}}}", image(platform)).into());
    let mut entries: Vec<(&str, Node)> = vec![
        (
            "container_name",
            Node::Data(super::lab::container(host).into()),
        ),
        ("hostname", Node::Data(host.clone())),
    ];
    if platform.prebuilt {
        let pull = match platform.pull {
            Pull::Always => "always",
            Pull::Missing => "missing",
            Pull::Never => "never",
        };
        entries.push(("image", image));
        entries.push(("pull_policy", Node::Str(pull.into())));
    } else {
        let mut build = vec![
            (
                "context".into(),
                Node::Data(format!("containers/{}", platform.name).into()).into(),
            ),
            (
                "dockerfile".into(),
                Node::Str("Containerfile".into()).into(),
            ),
            ("args".into(), map([("IMAGE", image)]).into()),
        ];
        if platform.pull == Pull::Always {
            build.push(("pull".into(), Node::Bool(true).into()));
        }
        let built = format!("localhost/rolecall/{}", platform.name);
        entries.push(("image", Node::Data(built.into())));
        entries.push(("build", Node::Map(build)));
    }
    entries.push(("command", Node::Str("/sbin/init".into())));
    // What an init wants of podman and docker alike.
    entries.push(("privileged", Node::Bool(true)));
    entries.push(("cgroup", Node::Str("private".into())));
    entries.push(("tmpfs", words(["/run", "/run/lock"])));
    entries.push(("networks", networks));
    if let Some(place) = Place::of(lab, known) {
        let port = format!("{}:{}:{}", place.address, place.port, place.inside);
        entries.push(("ports", Node::List(vec![Node::Data(port.into()).into()])));
    }
    Node::Map(
        entries
            .into_iter()
            .map(|(key, node)| (key.into(), node.into()))
            .collect(),
    )
}

/// For each network the hosts on it: those that are reached the same way, the host they are
/// reached through, and hosts in front of it to which they connect.
fn networks(lab: &Lab, inventory: &Inventory) -> BTreeMap<EcoString, BTreeSet<u32>> {
    let mut networks: BTreeMap<EcoString, BTreeSet<u32>> = BTreeMap::new();
    for known in &lab.hosts {
        let name = of_hop(known.hop, inventory);
        let members = networks.entry(name).or_default();
        members.insert(known.host);
        members.extend(known.hop);
        members.extend(&known.names);
    }
    networks
}

/// The network of what is reached through a host.
fn of_hop(hop: Option<u32>, inventory: &Inventory) -> EcoString {
    match hop.and_then(|hop| inventory.hosts.get(hop as usize)) {
        None => "outside".into(),
        Some(hop) => format!("behind-{}", hop.name).into(),
    }
}

/// `bastion` for `bastion.example.org`, where no other host would be called so.
fn short_names(lab: &Lab, inventory: &Inventory) -> BTreeMap<u32, EcoString> {
    let mut names: BTreeMap<EcoString, Vec<u32>> = BTreeMap::new();
    for known in &lab.hosts {
        if let Some(host) = inventory.hosts.get(known.host as usize) {
            let first = host.name.split('.').next().unwrap_or_default();
            names.entry(first.into()).or_default().push(known.host);
        }
    }
    names
        .into_iter()
        .filter_map(|(name, hosts)| match hosts.as_slice() {
            [only] if name.contains(|letter: char| letter.is_ascii_alphabetic()) => {
                let whole = inventory.hosts.get(*only as usize)?.name == name;
                (!whole).then_some((*only, name))
            }
            _ => None,
        })
        .collect()
}

/// What engines take for a project's name.
fn project(fleet: &Fleet) -> EcoString {
    let name = fleet.program.project.name.to_lowercase();
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let name: String = name
        .chars()
        .map(|letter| if fits(letter) { letter } else { '-' })
        .collect();
    format!("{name}-lab").trim_start_matches('-').into()
}

const fn apart(node: Node) -> Entry {
    Entry {
        comments: Vec::new(),
        origin: None,
        blank_before: true,
        aside: None,
        node,
    }
}
