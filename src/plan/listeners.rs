//! Listener groups: each listener with the ports that share it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Balancer, Carrier, Plan, Published, PublishedPort, hash, rule_priority};
use crate::compose::{self, ListenerOptions, Route};
use crate::source::Spanned;

/// The last of a listener's rules.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html>
pub(crate) const LAST: u32 = 50_000;

/// A listener, and the ports behind it.
#[derive(Debug)]
pub(crate) struct ListenerGroup<'a> {
    /// Its load balancer, where it is ours.
    pub(crate) balancer: Balancer,
    /// Its port.
    pub(crate) published: Published,
    /// The ARN of one that exists.
    pub(crate) existing: Option<&'a Spanned<String>>,
    /// By name of the service.
    pub(crate) ports: Vec<&'a PublishedPort<'a>>,
}

/// The identity of a port: the service, the port outside, the port inside.
pub(crate) type Key<'a> = (&'a str, Published, u16);

/// A route that becomes a rule, or a part of one.
#[derive(Debug, Clone)]
pub(crate) struct Planned<'a> {
    /// Whose it is.
    pub(crate) port: &'a PublishedPort<'a>,
    /// The route in the file.
    pub(crate) route: &'a Route,
    /// Its conditions, the same for routes with the same conditions.
    pub(crate) conditions: String,
    /// Its place among the rules.
    pub(crate) priority: u32,
}

/// The key of a port.
pub(crate) fn key<'a>(port: &PublishedPort<'a>) -> Key<'a> {
    (&port.service.name.value, port.published, port.port.target.value)
}

/// Every listener.
pub(crate) fn all<'a>(plan: &'a Plan<'a>) -> Vec<ListenerGroup<'a>> {
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
        ports.sort_unstable_by_key(|port| key(port));
        ports.first().map(|first| ListenerGroup { ports: ports.clone(), ..ListenerGroup::of_one(first) })
    };
    groups.into_values().filter_map(listener_group).collect()
}

/// Whether any request of a port goes on to its tasks.
pub(crate) fn forwards(port: &PublishedPort<'_>) -> bool {
    let routes = &port.port.listener.routes.all;
    routes.is_empty() || routes.iter().any(Route::forwards)
}

impl<'a> ListenerGroup<'a> {
    /// The listener of a port alone.
    pub(crate) fn of_one(port: &'a PublishedPort<'a>) -> Self {
        let existing = match port.carrier {
            Carrier::Listener(arn) => Some(arn),
            Carrier::Ours | Carrier::TargetGroup(_) => None,
        };
        Self { balancer: port.balancer, published: port.published, existing, ports: vec![port] }
    }

    /// How the ids of its rules and certificates begin.
    pub(crate) fn stem(&self) -> ListenerStem {
        match self.existing {
            Some(arn) => ListenerStem::of_existing(&arn.value),
            None => ListenerStem::new(self.balancer, self.published),
        }
    }

    /// Whether it belongs to one port and has no routes.
    pub(crate) fn is_plain(&self) -> bool {
        let plain = |port: &&PublishedPort<'_>| port.port.listener.routes.all.is_empty();
        self.existing.is_none() && self.ports.len() == 1 && self.ports.iter().all(plain)
    }

    /// Whether clients speak TLS with it.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.ports.iter().any(|port| port.is_encrypted())
    }

    /// The ports that take what no route takes, each with the route that says so; one, unless they have
    /// weights.
    pub(crate) fn defaults(&self) -> Vec<(&'a PublishedPort<'a>, Option<&'a Route>)> {
        let default = |port: &&'a PublishedPort<'a>| {
            let routes = &port.port.listener.routes.all;
            let route = routes.iter().find(|route| route.default);
            (routes.is_empty() || route.is_some()).then_some((*port, route))
        };
        self.ports.iter().filter_map(default).collect()
    }

    /// The first of them: it is the owner of a listener of ours.
    pub(crate) fn owner(&self) -> Option<(&'a PublishedPort<'a>, Option<&'a Route>)> {
        self.defaults().first().copied()
    }

    /// Returns a setting of the whole listener that a port has.
    pub(crate) fn setting<T>(&self, of: impl Fn(&'a ListenerOptions) -> Option<&'a T>) -> Option<&'a T> {
        self.ports.iter().find_map(|port| of(&port.port.listener))
    }

    /// The routes that become rules, the first to be tried first.
    pub(crate) fn rules(&self) -> Vec<Planned<'a>> {
        let mut rules = Vec::new();
        for port in &self.ports {
            for route in port.port.listener.routes.all.iter().filter(|route| route.has_conditions()) {
                let conditions = rule_priority::conditions(route);
                rules.push(Planned { port, route, conditions, priority: 0 });
            }
        }
        let numbers = rule_priority::assign(rules.iter().map(|rule| (rule.route, rule.conditions.as_str())));
        for rule in &mut rules {
            let own = rule.route.priority.as_ref().map(|said| said.value);
            rule.priority = own.or(numbers.get(&rule.conditions).copied()).unwrap_or_default();
        }
        rules.sort_unstable_by(|a, b| (a.priority, key(a.port)).cmp(&(b.priority, key(b.port))));
        rules
    }

    /// The numbers of the rules by which tests come to new tasks, by port; none where nothing before the
    /// port's own rule is free.
    pub(crate) fn test_rules(&self) -> BTreeMap<Key<'a>, Option<u32>> {
        let rules = self.rules();
        let mut taken: BTreeSet<u32> = rules.iter().map(|rule| rule.priority).chain([LAST]).collect();
        let mut found = BTreeMap::new();
        for port in self.ports.iter().filter(|port| port.test_header.is_some()) {
            let own = rules.iter().find(|rule| key(rule.port) == key(port) && rule.route.forwards());
            let limit = own.map_or(LAST, |rule| rule.priority);
            let route = with_header(port, own.map(|rule| rule.route));
            let number = rule_priority::before(&route, &rule_priority::conditions(&route), limit, &taken);
            taken.extend(number);
            found.insert(key(port), number);
        }
        found
    }

    /// The same, those that share their requests by weight together.
    pub(crate) fn grouped_rules(&self) -> Vec<Vec<Planned<'a>>> {
        let mut groups: Vec<Vec<Planned<'a>>> = Vec::new();
        for rule in self.rules() {
            let shares = |group: &&mut Vec<Planned<'a>>| group.iter().all(|other| share(other, &rule));
            match groups.iter_mut().find(shares) {
                Some(group) => group.push(rule),
                None => groups.push(vec![rule]),
            }
        }
        for group in &mut groups {
            group.sort_unstable_by_key(|rule| key(rule.port));
        }
        groups
    }
}

/// Returns the route of the rule for tests: requests of the route, or of the port, that have the header.
pub(crate) fn with_header(port: &PublishedPort<'_>, route: Option<&Route>) -> Route {
    let mut route = route.cloned().unwrap_or_default();
    let header = port.test_header.map(|header| (header.name.clone(), vec![header.value.clone()]));
    route.header.extend(header);
    route
}

/// Whether two routes are parts of one rule.
pub(crate) fn share(one: &Planned<'_>, other: &Planned<'_>) -> bool {
    one.conditions == other.conditions && one.route.weight.is_some() && other.route.weight.is_some()
}

/// How the ids of what belongs to a listener begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListenerStem(String);

impl ListenerStem {
    /// A listener of the stack.
    pub(crate) fn new(balancer: Balancer, port: Published) -> Self {
        Self(format!("{}{port}", balancer.prefix()))
    }

    /// One that exists.
    pub(crate) fn of_existing(arn: &str) -> Self {
        Self(format!("ExistingListener{}", hash::short(arn)))
    }
}

/// Whether a listener shows the certificate of the parameter.
pub(crate) fn asks_for_certificate(plan: &Plan<'_>) -> bool {
    let ours = |listener_group: &&ListenerGroup<'_>| {
        listener_group.existing.is_none() && listener_group.is_encrypted()
    };
    all(plan).iter().filter(ours).any(|listener_group| own_certificate(listener_group).is_none())
}

/// The first certificate, where a port names it.
pub(crate) fn own_certificate<'a>(listener_group: &ListenerGroup<'a>) -> Option<&'a Spanned<String>> {
    match listener_group.owner() {
        Some((owner, _)) => certificates(owner).first(),
        None if listener_group.ports.iter().all(|port| !certificates(port).is_empty()) => {
            listener_group.ports.first().and_then(|port| certificates(port).first())
        }
        None => None,
    }
}

pub(crate) fn certificates<'a>(port: &PublishedPort<'a>) -> &'a [Spanned<String>] {
    let port: &'a compose::Port = port.port;
    &port.listener.certificates
}

impl fmt::Display for ListenerStem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether clients need a name of the user's for a port: its certificate is not for the load balancer's.
pub(crate) fn has_domain(port: &PublishedPort<'_>) -> bool {
    let routes = &port.port.listener.routes.all;
    let mut hosts = routes.iter().filter(|route| route.forwards()).flat_map(|route| &route.host);
    let named = hosts.any(|host| !is_pattern(&host.value));
    let any = routes.is_empty()
        || routes.iter().any(|route| route.forwards() && (route.host.is_empty() || route.default));
    let ours = matches!(port.carrier, Carrier::Ours);
    ours && port.balancer.is_application() && port.is_encrypted() && any && !named
}

pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}
