//! The events of a stack, in the order of time, and the one that explains a failure.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html>

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::client::Connection;
use super::failure::{self, Failure};
use super::interrupts::Interrupts;
use super::stack;

/// How many looks in a row may come to nothing before the following ends.
const MAX_POLL_FAILURES: usize = 5;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Its own name.
    #[serde(skip)]
    pub key: String,
    /// When it happened, in UTC.
    pub time: String,
    /// The resource's name in the template; the stack's own for an event of the stack.
    pub id: String,
    /// The resource's name in the account.
    pub physical_id: String,
    /// The resource's type.
    pub kind: String,
    /// Its status.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
    /// True when it is about the stack itself.
    #[serde(skip)]
    pub of_stack: bool,
}

impl Event {
    /// True when something went wrong here.
    pub fn failed(&self) -> bool {
        self.status.ends_with("_FAILED")
    }

    /// True for a resource that failed for a reason of its own.
    pub fn begins(&self) -> bool {
        self.failed() && !self.of_stack && !is_consequence(self)
    }

    /// True for a stack inside this one.
    fn is_of_nested(&self) -> bool {
        self.kind == stack::STACK_TYPE && !self.of_stack && !self.physical_id.is_empty()
    }

    fn goes_on(&self) -> bool {
        self.status.ends_with("_IN_PROGRESS")
    }

    /// True when the stack rests with this.
    pub fn ends(&self) -> bool {
        self.of_stack && !self.status.ends_with("_IN_PROGRESS")
    }

    /// True when the stack rests with this, and with what was wanted.
    pub fn ends_well(&self) -> bool {
        self.ends() && self.status.ends_with("_COMPLETE") && !self.status.contains("ROLLBACK")
    }
}

/// The event that began a failure: the first resource that failed for a reason of its own.
pub fn root_cause(events: &[Event]) -> Option<&Event> {
    let failed = || events.iter().filter(|event| event.failed() && event.reason.is_some());
    failed()
        .find(|event| event.begins())
        .or_else(|| failed().find(|event| !is_consequence(event)))
        .or_else(|| failed().next())
        .or_else(|| events.iter().find(|event| event.of_stack && event.status.contains("ROLLBACK")))
}

/// The same in words, to stand behind what failed; nothing where no event explains it.
pub fn told_cause(events: &[Event]) -> String {
    root_cause(events).map_or_else(String::new, |event| {
        format!(": {} ({}): {}", event.id, event.kind, event.reason.as_deref().unwrap_or("no reason"))
    })
}

/// The events of the last of several operations: those behind the one with which the stack rested before.
pub fn of_last(events: &[Event]) -> &[Event] {
    let ended = events.split_last().and_then(|(_, before)| before.iter().rposition(Event::ends));
    ended.and_then(|at| events.get(at + 1..)).unwrap_or(events)
}

/// Reasons of resources that failed only because another one did.
fn is_consequence(event: &Event) -> bool {
    let reason = event.reason.as_deref().unwrap_or_default();
    [
        "Resource creation cancelled",
        "Resource creation canceled",
        "Resource update cancelled",
        "Resource deletion cancelled",
    ]
    .iter()
    .any(|text| reason.starts_with(text))
        || reason.starts_with("The following resource(s) failed")
        // The resource that failed is inside it.
        || reason.starts_with("Embedded stack ")
}

/// The events of a stack after the one of this key, oldest first; `most` of them at the most, the newest
/// ones.
pub async fn since(
    connection: &Connection,
    stack: &str,
    last: Option<&str>,
    most: Option<usize>,
) -> Result<Vec<Event>, Failure> {
    let mut pages =
        connection.cloudformation().describe_stack_events().stack_name(stack).into_paginator().send();
    let mut found = Vec::new();
    'pages: while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::from_sdk("read the stack's events", &error));
        let page = match page {
            Err(failure) if stack::is_absence(&failure) => return Err(stack::absent(connection, stack)),
            other => other?,
        };
        for event in page.stack_events() {
            if last.is_some_and(|last| event.event_id() == Some(last))
                || most.is_some_and(|most| found.len() >= most)
            {
                break 'pages;
            }
            found.push(read(event));
        }
    }
    found.reverse();
    Ok(found)
}

fn read(event: &aws_sdk_cloudformation::types::StackEvent) -> Event {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Event {
        key: text(event.event_id()),
        time: event.timestamp().map(ToString::to_string).unwrap_or_default(),
        id: text(event.logical_resource_id()),
        physical_id: text(event.physical_resource_id()),
        kind: text(event.resource_type()),
        status: event.resource_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
        reason: event.resource_status_reason().filter(|reason| !reason.is_empty()).map(str::to_owned),
        of_stack: event.resource_type() == Some(stack::STACK_TYPE)
            && (event.physical_resource_id() == event.stack_id()
                || event.logical_resource_id() == event.stack_name()),
    }
}

/// How the following of a stack ended.
#[derive(Debug)]
pub enum Followed {
    /// The stack rests: all that happened, in the order of time.
    Rested(Vec<Event>),
    /// Ctrl-C; the stack goes on.
    Interrupted,
}

/// The stack that is followed.
#[derive(Debug)]
pub struct Following<'a> {
    /// The account.
    pub connection: &'a Connection,
    /// Name or ARN of the stack.
    pub stack: &'a str,
    /// The event after which it begins.
    pub last: Option<String>,
    /// Hears of what went wrong and is tried again.
    pub retried: fn(&Failure),
}

impl Following<'_> {
    /// Until the stack rests or the user has seen enough; hands every event over once.
    pub async fn follow(
        self,
        each: impl AsyncFnMut(&Event),
        interrupts: &mut Interrupts,
    ) -> Result<Followed, Failure> {
        match interrupts.or(until_rest(self, each)).await {
            Some(rested) => rested.map(Followed::Rested),
            None => Ok(Followed::Interrupted),
        }
    }
}

async fn until_rest(
    Following { connection, stack, last, retried }: Following<'_>,
    mut each: impl AsyncFnMut(&Event),
) -> Result<Vec<Event>, Failure> {
    let mut pace = connection.pace;
    let (mut happened, mut known, mut failures) = (Vec::new(), BTreeSet::new(), 0);
    let mut watched = Watched { root: stack, last, nested: BTreeMap::new() };
    loop {
        match watched.look(connection).await {
            Ok(events) => {
                failures = 0;
                let mut rests = false;
                for event in events {
                    if !known.insert(event.key.clone()) {
                        continue;
                    }
                    each(&event).await;
                    pace.hurry();
                    rests |= event.ends();
                    happened.push(event);
                }
                if rests {
                    return Ok(happened);
                }
            }
            // A call that fails is repeated, because the deployment goes on anyway.
            Err(failure) if failure.passing && failures < MAX_POLL_FAILURES => {
                failures += 1;
                retried(&failure);
            }
            Err(failure) => return Err(failure.help_unless_any(GOES_ON)),
        }
        pace.wait().await;
    }
}

/// A stack and those inside it in which something goes on.
struct Watched<'a> {
    root: &'a str,
    last: Option<String>,
    /// By ARN.
    nested: BTreeMap<String, NestedStack>,
}

struct NestedStack {
    /// The moment from which its events are of this operation.
    from: String,
    last: Option<String>,
}

impl Watched<'_> {
    /// The new events: those of stacks inside before those of the root that follow from them.
    async fn look(&mut self, connection: &Connection) -> Result<Vec<Event>, Failure> {
        let of_root = since(connection, self.root, self.last.as_deref(), None).await?;
        for event in of_root.iter().filter(|event| event.is_of_nested()) {
            self.nested
                .entry(event.physical_id.clone())
                .or_insert_with(|| NestedStack { from: second(&event.time).to_owned(), last: None });
        }
        let mut of_nested = Vec::new();
        for (arn, nested) in &self.nested {
            of_nested.push(since(connection, arn, nested.last.as_deref(), None).await?);
        }
        // Nothing is taken as seen before all of it has come.
        let mut all = Vec::new();
        for (nested, events) in self.nested.values_mut().zip(of_nested) {
            if let Some(newest) = events.last() {
                nested.last = Some(newest.key.clone());
            }
            // The events of such a stack itself are among the root's, too.
            all.extend(
                events.into_iter().filter(|it| !it.of_stack && second(&it.time) >= nested.from.as_str()),
            );
        }
        for event in of_root.iter().filter(|event| event.is_of_nested() && !event.goes_on()) {
            self.nested.remove(&event.physical_id);
        }
        if let Some(newest) = of_root.last() {
            self.last = Some(newest.key.clone());
        }
        all.extend(of_root);
        Ok(all)
    }
}

/// A time without what is finer than a second.
fn second(time: &str) -> &str {
    time.get(..19).unwrap_or(time)
}

const GOES_ON: &str = "what was started goes on; `stackpose events --follow` looks again";

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, status: &str, reason: Option<&str>) -> Event {
        Event {
            key: format!("{id}{status}"),
            time: String::new(),
            id: id.to_owned(),
            physical_id: String::new(),
            kind: String::new(),
            status: status.to_owned(),
            reason: reason.map(str::to_owned),
            of_stack: id == "stack",
        }
    }

    #[test]
    fn the_first_failure_of_its_own_is_the_cause() {
        let events = [
            event("stack", "CREATE_IN_PROGRESS", None),
            event("A", "CREATE_FAILED", Some("Resource creation cancelled")),
            event("B", "CREATE_FAILED", Some("no such image")),
            event("C", "CREATE_FAILED", Some("Resource creation cancelled")),
            event(
                "stack",
                "ROLLBACK_IN_PROGRESS",
                Some("The following resource(s) failed to create: [A, B, C]."),
            ),
            event("D", "DELETE_FAILED", Some("is in use")),
        ];
        assert_eq!(root_cause(&events).unwrap().id, "B");
        assert_eq!(root_cause(&events[..2]).unwrap().id, "A");
        assert_eq!(root_cause(&events[4..5]).unwrap().id, "stack");
        assert_eq!(root_cause(&events[..1]), None);
    }

    #[test]
    fn the_stack_rests_only_with_its_own_last_event() {
        assert!(event("stack", "ROLLBACK_COMPLETE", None).ends());
        assert!(!event("stack", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None).ends());
        assert!(!event("A", "CREATE_COMPLETE", None).ends());
    }
}
