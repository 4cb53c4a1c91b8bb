//! Maps of data: they behave the same, few entries or many.

use rolecall::value::{Map, Value};

fn numbered(keys: impl Iterator<Item = i64>) -> Map {
    keys.map(|key| (format!("k{key}").into(), Value::Int(key)))
        .collect()
}

#[test]
fn entries_are_found_and_keep_the_order_in_which_they_came() {
    for size in [0, 1, 11, 12, 13, 14, 40] {
        // Not in the order of the names.
        let keys: Vec<i64> = (0..size).rev().collect();
        let mut map = numbered(keys.iter().copied());
        assert_eq!(map.len(), keys.len());
        assert_eq!(map.insert("new".into(), Value::Null), None);
        assert_eq!(
            map.insert("new".into(), Value::Bool(true)),
            Some(Value::Null)
        );
        for key in &keys {
            assert_eq!(map.get(&format!("k{key}")), Some(&Value::Int(*key)));
        }
        assert_eq!(map.get("k"), None);
        let mut wanted: Vec<String> = keys.iter().map(|key| format!("k{key}")).collect();
        if let Some(first) = wanted.first() {
            // What is there already keeps its place.
            map.insert(first.as_str().into(), Value::Null);
            assert_eq!(map.get(first), Some(&Value::Null));
        }
        wanted.push("new".to_owned());
        let found: Vec<&str> = map.keys().map(|key| &**key).collect();
        assert_eq!(found, wanted);
        let backwards: Vec<&str> = map.iter().rev().map(|(key, _)| &**key).collect();
        wanted.reverse();
        assert_eq!(backwards, wanted);
    }
}

#[test]
fn two_maps_with_the_same_entries_are_equal_in_any_order() {
    for size in [2, 12, 13, 30] {
        let (up, down) = (numbered(0..size), numbered((0..size).rev()));
        assert_eq!(up, down);
        let mut other = down.clone();
        other.insert("k0".into(), Value::Int(-1));
        assert_ne!(up, other);
        assert_ne!(up, numbered(1..size));
        assert_ne!(up, numbered(1..=size));
    }
    let mut reserved = Map::with_capacity(40);
    reserved.insert("k0".into(), Value::Int(0));
    assert_eq!(reserved, numbered(0..1), "room makes no difference");
}
