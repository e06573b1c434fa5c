//! Priorities of rules: they follow from a route's own conditions, so that adding a route moves no other,
//! with one exception.
//!
//! AWS tries the rules of a listener by rising priority, 1 to 50000. Ours lie in the middle and leave room on
//! both sides for those that users write. A tier is a range of numbers: by hosts first, within it by paths,
//! within that by the number of other conditions, so that what is more specific is tried first. Inside its
//! tier a rule's place is a hash of the conditions. The tiers that real projects fill are the largest, to
//! make it rare that two rules meet in one number.
//!
//! Where two meet, the one whose conditions sort first keeps the place, and the other takes the next of its
//! further hashes that nobody has. That is the exception: a new route moves the one whose place it takes, by
//! sorting before it or by having as its first place what the other had as a further one. Fifty routes of one
//! kind fill a thirtieth of their tier.

use std::collections::{BTreeMap, BTreeSet};

use super::hash;
use crate::compose::Route;
use crate::source::Spanned;

/// How many further places are tried before the first that is free is taken.
const MOST_TRIES: u32 = 32;

/// The first and the last that we give.
const OURS: std::ops::RangeInclusive<u32> = 10_001..=49_999;

/// Hosts: one by name; wildcards with four, three or fewer names behind them; any.
const HOSTS: [u32; 5] = [45, 3, 5, 12, 35];

/// Paths: by the number of slashes, five or more first, at each number those without a wildcard first; any.
const PATHS: [u32; 11] = [3, 4, 4, 5, 5, 7, 6, 16, 6, 9, 35];

/// Headers, keys of the query, methods and addresses: three or more, two, one, none.
const OTHERS: [u32; 4] = [4, 6, 15, 75];

/// The number of each rule of a listener, by its conditions.
pub(crate) fn assign<'r>(routes: impl Iterator<Item = (&'r Route, &'r str)>) -> BTreeMap<String, u32> {
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut open: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (route, conditions) in routes {
        match &route.priority {
            Some(said) => drop(numbers.entry(conditions.to_owned()).or_insert(said.value)),
            None => drop(open.insert(conditions, range(route))),
        }
    }
    open.retain(|conditions, _| !numbers.contains_key(*conditions));
    let mut taken: BTreeSet<u32> = numbers.values().copied().collect();
    // First places first: who has to give way shall give way to nobody who has none of the two.
    let mut homeless = Vec::new();
    for (conditions, range) in open {
        let first = place(range, conditions, 0);
        if taken.insert(first) {
            numbers.insert(conditions.to_owned(), first);
        } else {
            homeless.push((conditions, range));
        }
    }
    for (conditions, range) in homeless {
        let further = (1..=MOST_TRIES).map(|attempt| place(range, conditions, attempt));
        let rest = range.0..range.0 + range.1;
        let free = further.chain(rest).find(|number| !taken.contains(number));
        // A tier without a free number is reported as two rules of one priority (`clash`).
        let number = free.unwrap_or_else(|| place(range, conditions, 0));
        taken.insert(number);
        numbers.insert(conditions.to_owned(), number);
    }
    numbers
}

/// A number for a rule that takes a part of the requests of another one, which is `limit`; `None` where
/// nothing is free.
///
/// Where the user gave that number, or it is in the same tier, it is the next one before it: no rule comes
/// between.
pub(super) fn before(route: &Route, conditions: &str, limit: u32, taken: &BTreeSet<u32>) -> Option<u32> {
    let (start, length) = range(route);
    if route.priority.is_some() || start + length > limit {
        return (1..limit).rev().find(|number| !taken.contains(number));
    }
    let tried = (0..=MOST_TRIES).map(|attempt| place((start, length), conditions, attempt));
    tried.chain(start..start + length).find(|number| !taken.contains(number))
}

/// The first number of a route's tier, and how many there are.
fn range(route: &Route) -> (u32, u32) {
    let all = (*OURS.start(), OURS.end() - OURS.start() + 1);
    tier(tier(tier(all, &HOSTS, host_rank(route)), &PATHS, path_rank(route)), &OTHERS, other_rank(route))
}

/// Where conditions come to stand in a tier at this attempt.
fn place((start, length): (u32, u32), conditions: &str, attempt: u32) -> u32 {
    let hashed = if attempt == 0 {
        hash::fnv1a(conditions)
    } else {
        hash::fnv1a(&format!("{conditions}\u{4}{attempt}"))
    };
    start + u32::try_from(hashed % u64::from(length.max(1))).unwrap_or_default()
}

/// Returns the conditions of a route in one spelling.
pub(crate) fn conditions(route: &Route) -> String {
    let mut parts = Vec::new();
    let mut add = |what: &str, values: &[Spanned<String>], fold: bool| {
        let folded =
            |text: &Spanned<String>| if fold { text.value.to_ascii_lowercase() } else { text.value.clone() };
        let mut values: Vec<String> = values.iter().map(folded).collect();
        values.sort_unstable();
        values.dedup();
        if !values.is_empty() {
            parts.push(format!("{what}\u{1}{}", values.join("\u{2}")));
        }
    };
    add("host", &route.host, true);
    add("path", &route.path, false);
    add("method", &route.method, false);
    add("source_ip", &route.source_ip, true);
    for (name, values) in &route.header {
        add(&format!("header\u{1}{}", name.value.to_ascii_lowercase()), values, true);
    }
    for (name, values) in &route.query {
        add(&format!("query\u{1}{}", name.value.to_ascii_lowercase()), values, true);
    }
    parts.sort_unstable();
    parts.join("\u{3}")
}

/// Whether `one` takes a part of what `other` takes, by paths that are longer.
pub(crate) fn is_within(one: &Route, other: &Route) -> bool {
    let rest = |route: &Route| conditions(&Route { path: Vec::new(), ..route.clone() });
    let inside = |path: &str| {
        let begins = |wider: &Spanned<String>| {
            path.starts_with(literal(&wider.value)) && letters(path) > letters(&wider.value)
        };
        other.path.iter().filter(|path| path.value.contains(['*', '?'])).any(begins)
    };
    !one.path.is_empty() && one.path.iter().all(|path| inside(&path.value)) && rest(one) == rest(other)
}

/// A part of a range, whose parts have these shares of it.
fn tier((start, length): (u32, u32), shares: &[u32], index: usize) -> (u32, u32) {
    let whole: u32 = shares.iter().sum();
    let before: u32 = shares.iter().take(index).sum();
    let share = shares.get(index).copied().unwrap_or_default();
    let at = |shares: u32| length * shares / whole.max(1);
    (start + at(before), at(before + share) - at(before))
}

/// A rule is as specific as the least specific of its patterns.
fn host_rank(route: &Route) -> usize {
    let rank = |host: &Spanned<String>| {
        let names = host.value.split('.').filter(|name| !name.contains(['*', '?'])).count();
        match (host.value.contains(['*', '?']), names) {
            (false, _) => 0,
            (true, 4..) => 1,
            (true, 3) => 2,
            (true, _) => 3,
        }
    };
    route.host.iter().map(rank).max().unwrap_or(HOSTS.len() - 1)
}

fn path_rank(route: &Route) -> usize {
    let rank = |path: &Spanned<String>| {
        let path = path.value.as_str();
        if letters(path) <= 1 && path.ends_with('*') {
            return PATHS.len() - 1;
        }
        let slashes = path.matches('/').count().clamp(1, 5);
        (5 - slashes) * 2 + usize::from(path.contains(['*', '?']))
    };
    route.path.iter().map(rank).max().unwrap_or(PATHS.len() - 1)
}

fn other_rank(route: &Route) -> usize {
    let plain = [!route.method.is_empty(), !route.source_ip.is_empty()];
    let plain = plain.into_iter().filter(|given| *given).count();
    let most = OTHERS.len() - 1;
    most - (route.header.len() + route.query.len() + plain).min(most)
}

/// The part before the first wildcard.
fn literal(path: &str) -> &str {
    path.split(['*', '?']).next().unwrap_or_default()
}

/// How much of a pattern is no wildcard.
fn letters(path: &str) -> usize {
    path.chars().filter(|c| !matches!(c, '*' | '?')).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::Loc;

    fn texts(values: &str) -> Vec<Spanned<String>> {
        values.split_whitespace().map(|text| Spanned::new(text.to_owned(), Loc::default())).collect()
    }

    fn route(host: &str, path: &str, method: &str) -> Route {
        Route { host: texts(host), path: texts(path), method: texts(method), ..Route::default() }
    }

    fn priority(route: &Route) -> u32 {
        let conditions = conditions(route);
        assign(std::iter::once((route, conditions.as_str())))[&conditions]
    }

    #[test]
    fn what_is_more_specific_is_tried_first() {
        let rising = [
            ("a.example.com", "/a/b/c", "GET"),
            ("a.example.com", "/a/b/c", ""),
            ("a.example.com", "/a/b/*", ""),
            ("a.example.com", "/a/*", ""),
            ("a.example.com", "/a", ""),
            ("a.example.com", "/a*", ""),
            ("a.example.com", "", "GET"),
            ("a.example.com", "/*", ""),
            ("*.a.example.com", "/a", ""),
            ("*.example.com", "/a/b", ""),
            ("*.example.com b.example.com", "/a", ""),
            ("*.example.com", "", ""),
            ("", "/a/b", ""),
            ("", "/a", ""),
            ("", "/a/* /b*", ""),
            ("", "", "GET"),
        ];
        for pair in rising.windows(2) {
            let of = |(host, path, method): (&str, &str, &str)| priority(&route(host, path, method));
            let (first, second) = (of(pair[0]), of(pair[1]));
            assert!(first < second, "{pair:?}: {first} {second}");
        }
    }

    #[test]
    fn spelling_and_order_do_not_count() {
        let one = route("A.example.com b.example.com", "/a /b", "");
        let other = route("b.example.com a.example.com", "/b /a /a", "");
        assert_eq!(conditions(&one), conditions(&other));
        assert_ne!(conditions(&one), conditions(&route("a.example.com b.example.com", "/a", "")));
        assert_eq!(priority(&Route { priority: Some(Spanned::new(7, Loc::default())), ..one }), 7);
    }

    #[test]
    fn a_longer_path_lies_within_a_shorter_one() {
        let within = |one: &str, other: &str| is_within(&route("", one, ""), &route("", other, ""));
        assert!(within("/abcd*", "/a*"));
        assert!(within("/a.jpg", "/*"));
        assert!(!within("/a*", "/abcd*"));
        assert!(!within("/b*", "/a*"));
        assert!(!within("/ab", "/a"));
        assert!(!is_within(&route("x.y", "/ab*", ""), &route("", "/a*", "")));
    }

    #[test]
    fn tiers_leave_no_gap() {
        let mut next = *OURS.start();
        for index in 0..HOSTS.len() {
            let (start, length) = tier((*OURS.start(), OURS.end() - OURS.start() + 1), &HOSTS, index);
            assert_eq!(start, next);
            next = start + length;
        }
        assert_eq!(next, OURS.end() + 1);
    }

    /// Fifty routes of one kind on one listener.
    #[test]
    fn routes_of_one_kind_never_meet() {
        let mut number = 0_u64;
        let mut met = 0;
        for project in 0..1000 {
            let routes: Vec<Route> = (0..50)
                .map(|_| {
                    number += 1;
                    route("", &format!("/{:x}/*", hash::fnv1a(&number.to_string()) >> 24), "")
                })
                .collect();
            let conditions: Vec<String> = routes.iter().map(conditions).collect();
            let numbers = assign(routes.iter().zip(conditions.iter().map(String::as_str)));
            let different: BTreeSet<u32> = numbers.values().copied().collect();
            assert_eq!((numbers.len(), different.len()), (50, 50), "project {project}");
            let (start, length) = range(&routes[0]);
            assert!(different.iter().all(|number| (start..start + length).contains(number)));
            let first: BTreeSet<u32> = conditions.iter().map(|one| place((start, length), one, 0)).collect();
            met += usize::from(first.len() < 50);
        }
        // Without further places most of these projects were refused.
        assert!(met > 300, "{met}");
    }

    #[test]
    fn a_new_route_moves_few_others() {
        let all: Vec<Route> = (0..51)
            .map(|number| route("", &format!("/{:x}/*", hash::fnv1a(&number.to_string())), ""))
            .collect();
        let texts: Vec<String> = all.iter().map(conditions).collect();
        let of = |left_out: usize| {
            let rest = all.iter().zip(texts.iter().map(String::as_str)).enumerate();
            assign(rest.filter(|(at, _)| *at != left_out).map(|(_, one)| one))
        };
        let whole = of(usize::MAX);
        let moved: usize = (0..51)
            .map(|left_out| of(left_out).iter().filter(|(one, number)| whole[*one] != **number).count())
            .sum();
        assert!(moved <= 3, "{moved} of {} moved", 51 * 50);
    }

    proptest! {
        #[test]
        fn room_is_left_for_users(host in "[a*.]{0,8}", path in "[/a*?]{0,12}", method in "[A-Z]{0,3}") {
            prop_assert!(OURS.contains(&priority(&route(&host, &path, &method))));
        }
    }
}
