//! Who is in which group, and in which order Ansible goes through groups and hosts.
//!
//! In: an inventory's groups. Out: a [`Graph`]: for each group every host below it, what contains
//! what, and Ansible's depth, by which it decides between the files of two groups.

use crate::check::program::Inventory;

/// The groups of one inventory, with what follows from their nesting.
#[derive(Debug, Default)]
pub struct Graph {
    /// For each group, every host below it, sorted.
    pub members: Vec<Vec<u32>>,
    /// For each group, the number of groups on the longest way down to it from `all`.
    pub depth: Vec<u32>,
    /// Groups as Ansible reads their files: the later one wins. By depth, then by name.
    pub order: Vec<u32>,
    /// Place of each group in `order`.
    pub rank: Vec<u32>,
    /// The index of `all`.
    pub all: usize,
    /// Whether a group or one below it is filled at run time.
    pub dynamic: Vec<bool>,
    below: Vec<Vec<u64>>,
}

impl Graph {
    /// The graph of an inventory whose groups are free of cycles.
    #[must_use]
    pub fn new(inventory: &Inventory) -> Self {
        let groups = &inventory.groups;
        let all = groups
            .iter()
            .position(|group| group.name == "all")
            .unwrap_or(0);
        let sorted = parents_first(inventory);
        let mut graph = Self {
            members: vec![Vec::new(); groups.len()],
            depth: groups
                .iter()
                .enumerate()
                .map(|(index, _)| u32::from(index != all))
                .collect(),
            order: Vec::new(),
            rank: vec![0; groups.len()],
            all,
            dynamic: groups.iter().map(|group| group.dynamic).collect(),
            below: vec![Vec::new(); groups.len()],
        };
        for &parent in &sorted {
            for &child in children(inventory, parent) {
                let depth = graph.depth[parent as usize] + 1;
                graph.depth[child as usize] = graph.depth[child as usize].max(depth);
            }
        }
        for &group in sorted.iter().rev() {
            graph.fill(inventory, group);
        }
        if !groups.is_empty() {
            graph.members[all] = (0u32..)
                .zip(&inventory.hosts)
                .map(|(index, _)| index)
                .collect();
            graph.dynamic[all] |=
                inventory.plugin.is_some() || graph.dynamic.iter().any(|dynamic| *dynamic);
        }
        graph.order = (0u32..).zip(groups).map(|(index, _)| index).collect();
        graph
            .order
            .sort_by_key(|&index| (graph.depth[index as usize], &groups[index as usize].emitted));
        for (rank, &group) in (0u32..).zip(&graph.order) {
            graph.rank[group as usize] = rank;
        }
        graph
    }

    fn fill(&mut self, inventory: &Inventory, group: u32) {
        let index = group as usize;
        let mut members = inventory.groups[index].hosts.clone();
        let mut below = Vec::new();
        let mut merged = false;
        for &child in children(inventory, group) {
            members.extend_from_slice(&self.members[child as usize]);
            if !merged {
                // Most groups hold no other: they need no row.
                below = vec![0u64; inventory.groups.len().div_ceil(64)];
                merged = true;
            }
            below[child as usize / 64] |= 1 << (child % 64);
            for (word, other) in below.iter_mut().zip(&self.below[child as usize]) {
                *word |= other;
            }
            self.dynamic[index] |= self.dynamic[child as usize];
        }
        if merged || !members.is_sorted() {
            members.sort_unstable();
            members.dedup();
        }
        self.members[index] = members;
        self.below[index] = below;
    }

    /// Whether `outer` contains `inner`, directly or not; `all` contains every other group.
    #[must_use]
    pub fn contains(&self, outer: u32, inner: u32) -> bool {
        if outer as usize == self.all {
            return inner as usize != self.all;
        }
        let word = self.below[outer as usize].get(inner as usize / 64);
        word.is_some_and(|word| word >> (inner % 64) & 1 == 1)
    }

    /// Whether the host is in the group.
    #[must_use]
    pub fn has(&self, group: u32, host: u32) -> bool {
        group as usize == self.all || self.members[group as usize].binary_search(&host).is_ok()
    }
}

fn children(inventory: &Inventory, group: u32) -> &[u32] {
    inventory
        .groups
        .get(group as usize)
        .map_or(&[], |group| &group.children)
}

/// Every group after all that contain it.
fn parents_first(inventory: &Inventory) -> Vec<u32> {
    let mut parents = vec![0u32; inventory.groups.len()];
    for group in &inventory.groups {
        for &child in &group.children {
            parents[child as usize] += 1;
        }
    }
    let mut sorted: Vec<u32> = (0u32..)
        .zip(&parents)
        .filter(|(_, parents)| **parents == 0)
        .map(|(index, _)| index)
        .collect();
    let mut next = 0;
    while let Some(&group) = sorted.get(next) {
        next += 1;
        for &child in children(inventory, group) {
            parents[child as usize] -= 1;
            if parents[child as usize] == 0 {
                sorted.push(child);
            }
        }
    }
    sorted
}
