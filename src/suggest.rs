//! The known name that a misspelt one most likely means: `staet` is `state`.

/// The nearest of the candidates, if one is near enough to be what was meant: a third of its
/// letters may be wrong (letters that changed places are one mistake), or its words may stand in
/// another order (`file_copy` for `copy_file`), or differ in case or in `-` for `_` only. Of several
/// that are equally near, the first in the alphabet.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = plain(name);
    let letters: Vec<char> = name.chars().collect();
    let words = sorted_words(&name);
    candidates
        .filter_map(|candidate| Some((badness(&name, &letters, &words, candidate)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// The candidate of which the name is a longer or a shorter form, `src` of `source`, `dest` of
/// `destination`, `directory` of `dir`; else the [`nearest`].
#[must_use]
pub fn meant<'a>(name: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let lower = plain(name);
    let exact = candidates.clone().find(|other| plain(other) == lower);
    let begins = |other: &&str| {
        let (long, short) = match lower.len() > other.len() {
            true => (lower.as_str(), *other),
            false => (*other, lower.as_str()),
        };
        short.len() > 2 && long.starts_with(short)
    };
    let consonants = |text: &str| text.replace(['a', 'e', 'i', 'o', 'u'], "");
    let bare = consonants(&lower);
    let abbreviated = || {
        let mut same = candidates.clone().filter(|other| {
            bare.len() > 2 && consonants(other) == bare && other.starts_with(&lower[..1])
        });
        same.next().filter(|_| same.next().is_none())
    };
    let longer = || {
        let mut all = candidates.clone().filter(begins);
        all.next().filter(|_| all.next().is_none())
    };
    exact
        .or_else(abbreviated)
        .or_else(|| nearest(name, candidates.clone()))
        .or_else(longer)
}

/// How unlikely the candidate is; `None` where it is no candidate at all.
fn badness(name: &str, letters: &[char], words: &[&str], candidate: &str) -> Option<usize> {
    let length = candidate.chars().count();
    let longest = letters.len().max(length);
    // Two mistakes in three letters are another word.
    let allowed = match longest {
        0 | 1 => 0,
        2..=4 => 1,
        5..=8 => 2,
        _ => longest / 3,
    };
    // There are thousands of modules: what cannot be near is not looked at.
    if letters.len().abs_diff(length) > allowed {
        return None;
    }
    let plain = plain(candidate);
    if plain == name {
        return Some(0);
    }
    if words.len() > 1 && sorted_words(&plain) == words {
        return Some(1);
    }
    let other: Vec<char> = plain.chars().collect();
    let distance = distance(letters, &other, allowed)?;
    // Between two with as many mistakes, the one of the same letters: they only changed places.
    let same_letters = sorted(letters) == sorted(&other);
    Some(2 * distance + usize::from(!same_letters))
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

fn sorted(letters: &[char]) -> Vec<char> {
    let mut letters = letters.to_vec();
    letters.sort_unstable();
    letters
}

fn sorted_words(name: &str) -> Vec<&str> {
    let mut words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// The number of letters to add, drop, change or swap with their neighbour (Damerau and
/// Levenshtein's, each place edited once); nothing where it is more than `most`.
fn distance(one: &[char], other: &[char], most: usize) -> Option<usize> {
    let width = other.len() + 1;
    let mut before_last = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut current = vec![0; width];
    let mut near = true;
    for (row, letter) in one.iter().enumerate() {
        current[0] = row + 1;
        for (column, against) in other.iter().enumerate() {
            let changed = last[column] + usize::from(letter != against);
            let mut least = changed.min(last[column + 1] + 1).min(current[column] + 1);
            let swapped =
                row > 0 && column > 0 && one[row - 1] == *against && *letter == other[column - 1];
            if swapped {
                least = least.min(before_last[column - 1] + 1);
            }
            current[column + 1] = least;
        }
        // Every way leads through one of two rows that follow one another.
        let was_near = std::mem::replace(&mut near, current.iter().any(|cell| *cell <= most));
        if !near && !was_near {
            return None;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut current);
    }
    last.last().copied().filter(|found| *found <= most)
}
