//! Listener groups: each listener with the ports that share it.

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{ListenerOptions, Route};
use crate::lower::names::ListenerStem;
use crate::lower::plan::{Balancer, Carrier, Plan, Published, PublishedPort};
use crate::source::Spanned;

use super::priority;
use super::shift::LAST;

/// A listener, and the ports behind it.
#[derive(Debug)]
pub(super) struct ListenerGroup<'a> {
    /// Its load balancer, where it is ours.
    pub(super) balancer: Balancer,
    /// Its port.
    pub(super) published: Published,
    /// The ARN of one that exists.
    pub(super) existing: Option<&'a Spanned<String>>,
    /// By name of the service.
    pub(super) ports: Vec<&'a PublishedPort<'a>>,
}

/// What tells ports apart: the service, the port outside, the port inside.
pub(super) type Key<'a> = (&'a str, Published, u16);

/// A route that becomes a rule, or a part of one.
#[derive(Debug, Clone)]
pub(super) struct Planned<'a> {
    /// Whose it is.
    pub(super) port: &'a PublishedPort<'a>,
    /// What the user wrote.
    pub(super) route: &'a Route,
    /// What it looks at, the same for routes that look at the same.
    pub(super) conditions: String,
    /// Its place among the rules.
    pub(super) priority: u32,
}

/// The key of a port.
pub(super) fn key<'a>(port: &PublishedPort<'a>) -> Key<'a> {
    (&port.service.name.value, port.published, port.port.target.value)
}

/// Every listener.
pub(super) fn all<'a>(plan: &'a Plan<'a>) -> Vec<ListenerGroup<'a>> {
    let mut groups: BTreeMap<_, Vec<&PublishedPort<'_>>> = BTreeMap::new();
    for (_, port) in plan.all_ports() {
        let place = match port.carrier {
            Carrier::Ours => (None, Some((port.balancer, port.published))),
            Carrier::Listener(arn) => (Some(arn.value.as_str()), None),
            Carrier::TargetGroup(_) => continue,
        };
        groups.entry(place).or_default().push(port);
    }
    let listener_group = |mut ports: Vec<&'a PublishedPort<'a>>| {
        ports.sort_by_key(|port| key(port));
        ports.first().map(|first| ListenerGroup { ports: ports.clone(), ..ListenerGroup::of_one(first) })
    };
    groups.into_values().filter_map(listener_group).collect()
}

/// Whether any request of a port goes on to its tasks.
pub(super) fn forwards(port: &PublishedPort<'_>) -> bool {
    let routes = &port.port.listener.routes.all;
    routes.is_empty() || routes.iter().any(Route::forwards)
}

impl<'a> ListenerGroup<'a> {
    /// The listener of a port alone.
    pub(super) fn of_one(port: &'a PublishedPort<'a>) -> Self {
        let existing = match port.carrier {
            Carrier::Listener(arn) => Some(arn),
            Carrier::Ours | Carrier::TargetGroup(_) => None,
        };
        Self { balancer: port.balancer, published: port.published, existing, ports: vec![port] }
    }

    /// How the ids of its rules and certificates begin.
    pub(super) fn stem(&self) -> ListenerStem {
        match self.existing {
            Some(arn) => ListenerStem::of_existing(&arn.value),
            None => ListenerStem::of(self.balancer, self.published),
        }
    }

    /// Whether it belongs to one port and has no routes.
    pub(super) fn is_plain(&self) -> bool {
        let plain = |port: &&PublishedPort<'_>| port.port.listener.routes.all.is_empty();
        self.existing.is_none() && self.ports.len() == 1 && self.ports.iter().all(plain)
    }

    /// Whether clients speak TLS with it.
    pub(super) fn is_encrypted(&self) -> bool {
        self.ports.iter().any(|port| port.is_encrypted())
    }

    /// The ports that take what no route takes, each with the route that says so; one, unless they have weights.
    pub(super) fn defaults(&self) -> Vec<(&'a PublishedPort<'a>, Option<&'a Route>)> {
        let default = |port: &&'a PublishedPort<'a>| {
            let routes = &port.port.listener.routes.all;
            let route = routes.iter().find(|route| route.default);
            (routes.is_empty() || route.is_some()).then_some((*port, route))
        };
        self.ports.iter().filter_map(default).collect()
    }

    /// The first of them: it is the owner of a listener of ours.
    pub(super) fn owner(&self) -> Option<(&'a PublishedPort<'a>, Option<&'a Route>)> {
        self.defaults().first().copied()
    }

    /// What a port says of the listener as a whole.
    pub(super) fn setting<T>(&self, of: impl Fn(&'a ListenerOptions) -> Option<&'a T>) -> Option<&'a T> {
        self.ports.iter().find_map(|port| of(&port.port.listener))
    }

    /// The routes that become rules, the first to be tried first.
    pub(super) fn rules(&self) -> Vec<Planned<'a>> {
        let mut rules = Vec::new();
        for port in &self.ports {
            for route in port.port.listener.routes.all.iter().filter(|route| route.has_conditions()) {
                let conditions = priority::conditions(route);
                rules.push(Planned { port, route, conditions, priority: 0 });
            }
        }
        let numbers = priority::assign(rules.iter().map(|rule| (rule.route, rule.conditions.as_str())));
        for rule in &mut rules {
            let own = rule.route.priority.as_ref().map(|said| said.value);
            rule.priority = own.or(numbers.get(&rule.conditions).copied()).unwrap_or_default();
        }
        rules.sort_by(|a, b| (a.priority, key(a.port)).cmp(&(b.priority, key(b.port))));
        rules
    }

    /// The numbers of the rules by which tests come to new tasks, by port; none where nothing before the port's own rule is
    /// free.
    pub(super) fn test_rules(&self) -> BTreeMap<Key<'a>, Option<u32>> {
        let rules = self.rules();
        let mut taken: BTreeSet<u32> = rules.iter().map(|rule| rule.priority).chain([LAST]).collect();
        let mut found = BTreeMap::new();
        for port in self.ports.iter().filter(|port| port.test_header.is_some()) {
            let own = rules.iter().find(|rule| key(rule.port) == key(port) && rule.route.forwards());
            let limit = own.map_or(LAST, |rule| rule.priority);
            let route = with_header(port, own.map(|rule| rule.route));
            let number = priority::before(&route, &priority::conditions(&route), limit, &taken);
            taken.extend(number);
            found.insert(key(port), number);
        }
        found
    }

    /// The same, those that share their requests by weight together.
    pub(super) fn grouped_rules(&self) -> Vec<Vec<Planned<'a>>> {
        let mut groups: Vec<Vec<Planned<'a>>> = Vec::new();
        for rule in self.rules() {
            let shares = |group: &&mut Vec<Planned<'a>>| group.iter().all(|other| share(other, &rule));
            match groups.iter_mut().find(shares) {
                Some(group) => group.push(rule),
                None => groups.push(vec![rule]),
            }
        }
        for group in &mut groups {
            group.sort_by_key(|rule| key(rule.port));
        }
        groups
    }
}

/// What the rule for tests takes: requests of the route, or of the port, that have the header.
pub(super) fn with_header(port: &PublishedPort<'_>, route: Option<&Route>) -> Route {
    let mut route = route.cloned().unwrap_or_default();
    let header = port.test_header.map(|header| (header.name.clone(), vec![header.value.clone()]));
    route.header.extend(header);
    route
}

/// Whether two routes are parts of one rule.
pub(super) fn share(one: &Planned<'_>, other: &Planned<'_>) -> bool {
    one.conditions == other.conditions && one.route.weight.is_some() && other.route.weight.is_some()
}
