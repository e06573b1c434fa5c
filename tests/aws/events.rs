//! `events`: what is followed, how it ends, and what cannot be had at once.

use serde_json::{Value, json};

use super::double::{Answer, Break, Call, Double, Refusal, STACK_TYPE, event, events, stack};

/// Two operations: the first failed, of the second the last event comes by following.
fn second_operation(call: &Call, end: &str, failed: &str) -> Answer {
    let of_stack = |number, status: &str| event(number, "demo", STACK_TYPE, status, "");
    let before = [
        of_stack(1, "CREATE_IN_PROGRESS"),
        of_stack(2, "CREATE_COMPLETE"),
        of_stack(3, "UPDATE_IN_PROGRESS"),
        event(4, "OldService", "AWS::ECS::Service", "UPDATE_FAILED", "long ago"),
        of_stack(5, "UPDATE_ROLLBACK_COMPLETE"),
        of_stack(6, "UPDATE_IN_PROGRESS"),
        event(7, "WebService", "AWS::ECS::Service", failed, "no such image"),
    ];
    match (call.action.as_str(), call.nth) {
        ("DescribeStacks", _) => stack("UPDATE_IN_PROGRESS"),
        ("DescribeStackEvents", 0) => events(&before),
        ("DescribeStackEvents", _) => events(&[&before[..], &[of_stack(8, end)]].concat()),
        (other, _) => Refusal("Unexpected", other.to_owned().leak()),
    }
}

#[test]
fn who_follows_events_hears_how_it_ended() {
    let double = Double::new(|call| second_operation(call, "UPDATE_ROLLBACK_COMPLETE", "UPDATE_FAILED"));
    let (code, shown, said) = double.run(&["events", "--follow", "--format", "json"]);
    let told = "stackpose: the stack `demo` is UPDATE_ROLLBACK_COMPLETE: WebService (AWS::ECS::Service): no such image\n";
    assert_eq!((code, said.as_str()), (Some(4), told), "{shown}");
    let statuses: Vec<Value> =
        shown.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["status"].clone()).collect();
    assert_eq!((statuses.len(), &statuses[7]), (8, &json!("UPDATE_ROLLBACK_COMPLETE")));
    // Who only looks is told nothing of that: the operation is not over.
    assert_eq!(double.run(&["events"]).0, Some(0));
    let double = Double::new(|call| second_operation(call, "UPDATE_COMPLETE", "UPDATE_COMPLETE"));
    let (code, _, said) = double.run(&["events", "-f"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
}

#[test]
fn who_follows_a_stack_at_rest_hears_how_it_came_to_rest() {
    let all = |status: &'static str| {
        let of_stack = move |number, status: &str| event(number, "demo", STACK_TYPE, status, "");
        [
            of_stack(1, "CREATE_IN_PROGRESS"),
            of_stack(2, "CREATE_COMPLETE"),
            of_stack(3, "UPDATE_IN_PROGRESS"),
            of_stack(4, status),
        ]
    };
    for (status, code) in [("UPDATE_COMPLETE", 0), ("UPDATE_ROLLBACK_FAILED", 4)] {
        // It is busy when it is looked at first, and rests when its events are read.
        let double = Double::new(move |call| match (call.action.as_str(), call.nth) {
            ("DescribeStacks", 0) => stack("UPDATE_IN_PROGRESS"),
            ("DescribeStacks", _) => stack(status),
            // Nobody waits for what does not come.
            ("DescribeStackEvents", 0..3) => events(&all(status)),
            (other, _) => Refusal("Unexpected", other.to_owned().leak()),
        });
        for tail in ["--tail=100", "--tail=0"] {
            let (ended, shown, said) = double.run(&["events", "-f", tail]);
            assert_eq!(
                (ended, shown.lines().count()),
                (Some(code), if tail == "--tail=0" { 0 } else { 4 }),
                "{said}"
            );
            assert_eq!(said.contains("the stack `demo` is UPDATE_ROLLBACK_FAILED"), code == 4, "{said}");
        }
        assert_eq!(double.calls("DescribeStackEvents").len(), 2);
    }
}

/// What happened before is neither shown nor taken for the end.
#[test]
fn only_what_comes_is_shown_where_that_is_wanted() {
    let double = Double::new(|call| second_operation(call, "UPDATE_COMPLETE", "UPDATE_COMPLETE"));
    let (code, shown, said) = double.run(&["events", "--follow", "--tail", "0", "--format", "json"]);
    assert_eq!((code, said.as_str()), (Some(0), ""), "{shown}");
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap()["status"], "UPDATE_COMPLETE");
}

#[test]
fn events_that_cannot_be_had_are_asked_for_again() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeStackEvents", 1) => Break,
        ("DescribeStackEvents", 2) => Refusal("Throttling", "Rate exceeded"),
        _ => second_operation(call, "UPDATE_COMPLETE", "UPDATE_COMPLETE"),
    });
    let (code, shown, said) = double.tries(1, &["events", "--follow"]);
    assert_eq!((code, shown.lines().count()), (Some(0), 8), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].starts_with("stackpose: AWS cannot be reached, to read the stack's events: "), "{said}");
    assert!(
        lines[1].contains("no more requests") && lines.iter().all(|it| it.ends_with("; trying again")),
        "{said}"
    );
}
