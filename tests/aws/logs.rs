//! `logs`: pages, lines that come late or twice, groups and prefixes of the user's own, and what AWS does not tell.

use serde_json::{Value, json};

use super::double::{Answer, Break, Call, Double, Refusal, refused, resources, said, stack};

/// A container that logs to a group.
fn container(name: &str, group: &str, prefix: &str) -> Value {
    let options =
        json!({"awslogs-group": group, "awslogs-region": "eu-central-1", "awslogs-stream-prefix": prefix});
    json!({"name": name, "logConfiguration": {"logDriver": "awslogs", "options": options}})
}

/// A task definition: the service that its tag names, and its containers.
fn definition(service: &str, containers: &[Value]) -> Answer {
    said(&json!({
        "taskDefinition": {"containerDefinitions": containers},
        "tags": [{"key": "com.docker.compose.service", "value": service}],
    }))
}

/// A stack with `web` in its own group, a job in somebody else's, and `quiet`, which logs to Splunk.
fn shop(call: &Call, lines: impl Fn(&Call, &Value) -> Answer) -> Answer {
    let body: Value = serde_json::from_str(&call.form).unwrap_or_default();
    match call.action.as_str() {
        "DescribeStacks" => stack("CREATE_COMPLETE"),
        "ListStackResources" => resources(&[
            ("LogGroup".to_owned(), "/ecs/demo".to_owned(), "AWS::Logs::LogGroup"),
            ("WebTaskDefinition".to_owned(), "arn:web".to_owned(), "AWS::ECS::TaskDefinition"),
            ("JobTaskDefinition".to_owned(), "arn:job".to_owned(), "AWS::ECS::TaskDefinition"),
            ("QuietTaskDefinition".to_owned(), "arn:quiet".to_owned(), "AWS::ECS::TaskDefinition"),
        ]),
        "DescribeTaskDefinition" => match body["taskDefinition"].as_str() {
            Some("arn:web") => definition(
                "web",
                &[container("prepare", "/ecs/demo", "web"), container("web", "/ecs/demo", "web")],
            ),
            Some("arn:job") => definition("job", &[container("job", "audit", "team/night")]),
            _ => {
                definition("quiet", &[json!({"name": "quiet", "logConfiguration": {"logDriver": "splunk"}})])
            }
        },
        "FilterLogEvents" => lines(call, &body),
        other => Refusal("Unexpected", other.to_owned().leak()),
    }
}

/// An event: id, milliseconds since 1970, stream; it says its id.
fn event(id: &str, timestamp: i64, stream: &str) -> Value {
    json!({"eventId": id, "timestamp": timestamp, "ingestionTime": timestamp, "logStreamName": stream, "message": id})
}

fn page(events: &[Value], token: Option<&str>) -> Answer {
    let mut body = json!({ "events": events });
    if let Some(token) = token {
        body["nextToken"] = token.into();
    }
    said(&body)
}

const WEB: &str = "web/web/1";
/// When all this happens.
const THEN: i64 = 1_767_360_217_000;

#[test]
fn lines_come_in_pages_and_an_empty_one_is_no_end() {
    let double = Double::new(|call| {
        shop(call, |_, body| match (body["logGroupName"].as_str(), body["nextToken"].as_str()) {
            (Some("audit"), _) => page(&[], None),
            (_, None) => page(&[event("a", THEN, WEB), event("b", THEN + 1, WEB)], Some("1")),
            (_, Some("1")) => page(&[], Some("2")),
            (_, Some("2")) => page(&[event("c", THEN + 2, WEB)], Some("3")),
            _ => page(&[], None),
        })
    });
    let (code, shown, said) = double.run(&["logs", "--since", "2026-01-02T13:23:37Z"]);
    assert_eq!((code, shown.as_str()), (Some(0), "web | a\nweb | b\nweb | c\n"), "{said}");
    let asked = double.asked_of("FilterLogEvents");
    assert!(asked.iter().all(|it| it["startTime"] == THEN && it["endTime"].is_null()), "{asked:?}");
    // The newest of all pages.
    let (_, shown, _) = double.run(&["logs", "--since", "2026-01-02T14:23:37+01:00", "--tail", "2"]);
    assert_eq!(shown, "web | b\nweb | c\n");
}

#[test]
fn groups_and_prefixes_of_the_user_are_looked_at() {
    let double = Double::new(|call| {
        shop(call, |_, body| match body["logGroupName"].as_str() {
            Some("audit") => page(
                &[event("ours", THEN, "team/night/job/9"), event("theirs", THEN, "team/night/other/9")],
                None,
            ),
            _ => page(&[event("up", THEN + 1, WEB), event("old", THEN + 2, "gone/gone/3")], None),
        })
    });
    let (code, shown, said) = double.run(&["logs", "--since", "1h"]);
    assert_eq!((code, shown.as_str()), (Some(0), "job | ours\nweb | up\ngone | old\n"), "{said}");
    let prefixes = |double: &Double| -> Vec<Value> {
        double.asked_of("FilterLogEvents").into_iter().map(|it| it["logStreamNamePrefix"].clone()).collect()
    };
    assert_eq!(prefixes(&double), [Value::Null, json!("team/night/")]);
    let (_, shown, _) = double.run(&["logs", "job", "--format", "json"]);
    let line: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(line, json!({"timestamp": THEN, "service": "job", "task": "9", "message": "ours"}));
    assert_eq!(prefixes(&double)[2..], [json!("job/"), json!("team/night/")]);
}

#[test]
fn a_group_that_is_not_there_yet_hides_no_other() {
    let absent = "The specified log group does not exist.";
    let double = Double::new(move |call| {
        shop(call, |_, body| match body["logGroupName"].as_str() {
            Some("audit") => refused("ResourceNotFoundException", absent),
            _ => page(&[event("up", THEN, WEB)], None),
        })
    });
    assert_eq!(double.run(&["logs"]).1, "web | up\n");
    // The stack's own must be there.
    let double = Double::new(move |call| shop(call, |_, _| refused("ResourceNotFoundException", absent)));
    let (code, _, said) = double.run(&["logs"]);
    assert!(code == Some(4) && said.contains(absent.trim_end_matches('.')), "{said}");
}

/// The first look shows the newest line; what it cut off never comes, what is new comes once, in whatever order it came
/// to AWS, and a look that broke off goes on where it was.
#[test]
fn followed_lines_come_once_and_all() {
    let double = Double::new(|call| {
        shop(call, |call, body| {
            let old = [event("a", THEN, WEB), event("b", THEN, WEB), event("c", THEN, WEB)];
            let new = [event("same moment", THEN, WEB), event("late", THEN - 20_000, WEB)];
            let ahead = json!({"eventId": "ahead", "timestamp": THEN + 3_600_000, "ingestionTime": THEN + 1_000,
                "logStreamName": "web/web/2", "message": "ahead"});
            let after = [event("after", THEN + 2_000, WEB)];
            match (call.nth, body["nextToken"].as_str()) {
                (0, _) => page(&old, None),
                (1, _) => page(&[&old[..], &new].concat(), None),
                // It breaks off behind its first page.
                (2, None) => page(&[&new[..], &[ahead]].concat(), Some("more")),
                (3, Some("more")) => refused("InternalFailure", "oops"),
                (4, Some("more")) => page(&[&old[..], &[event("behind", THEN, WEB)]].concat(), None),
                (5, _) => page(&[&[ahead][..], &after].concat(), None),
                _ => refused("AccessDeniedException", "enough"),
            }
        })
    });
    let since = ["logs", "-f", "--since", "2026-01-02T13:20:00Z", "--tail", "1", "--no-log-prefix", "web"];
    let (code, shown, said) = double.run(&since);
    assert!(code == Some(4) && said.contains("may not read the logs: enough"), "{said}");
    assert_eq!(shown, "c\nlate\nsame moment\nbehind\nahead\nafter\n", "{said}");
    assert_eq!(said.matches("AWS has a fault of its own, to read the logs: oops; trying again\n").count(), 1);
    let from: Vec<i64> =
        double.asked_of("FilterLogEvents").iter().map(|it| it["startTime"].as_i64().unwrap()).collect();
    let (begin, late) = (THEN - 217_000, THEN - 30_000);
    // A clock that goes ahead does not move the window on: AWS got that line a second after the others.
    assert_eq!(from, [begin, late, late, late, late, late, late + 1_000]);
}

/// `slow` is always behind, and what it says late still comes.
#[test]
fn a_stream_that_is_behind_is_waited_for() {
    let double = Double::new(|call| {
        shop(call, |call, body| match (call.nth, body["startTime"].as_i64().unwrap()) {
            (0, _) => page(&[event("a", THEN - 50_000, "web/web/slow"), event("b", THEN, WEB)], None),
            (1, from) if from <= THEN - 80_000 => page(
                &[event("a", THEN - 50_000, "web/web/slow"), event("c", THEN - 49_000, "web/web/slow")],
                None,
            ),
            _ => refused("AccessDeniedException", "enough"),
        })
    });
    let (_, shown, said) = double.run(&["logs", "-f", "--since", "2026-01-02T13:20:00Z", "web"]);
    assert_eq!(shown, "web | a\nweb | b\nweb | c\n", "{said}");
}

#[test]
fn a_time_to_come_is_not_waited_for() {
    let double = Double::new(|call| {
        shop(call, |call, _| match call.nth {
            0 => page(&[event("now", THEN, WEB)], None),
            _ => refused("AccessDeniedException", "enough"),
        })
    });
    let (_, shown, said) = double.run(&["logs", "-f", "--since", "2999-01-01T00:00:00Z", "web"]);
    assert_eq!(shown, "web | now\n", "{said}");
    let asked = double.asked_of("FilterLogEvents");
    assert!(asked[0]["startTime"].as_i64().unwrap() < 32_472_144_000_000, "{asked:?}");
}

/// The way breaks off behind the first page, for longer than the SDK tries.
#[test]
fn a_way_that_breaks_off_is_gone_again_and_nothing_is_lost() {
    let double = Double::new(|call| {
        shop(call, |call, body| match (call.nth, body["nextToken"].as_str()) {
            (0, None) => page(&[event("a", THEN, WEB)], Some("more")),
            (1..4, Some("more")) => Break,
            (4, Some("more")) => refused("ThrottlingException", "Rate exceeded"),
            (_, Some("more")) => page(&[event("b", THEN, WEB)], None),
            (_, _) => refused("AccessDeniedException", "from the beginning"),
        })
    });
    let (code, shown, said) = double.run(&["logs", "--since", "2026-01-02T13:20:00Z", "web"]);
    assert_eq!((code, shown.as_str()), (Some(0), "web | a\nweb | b\n"), "{said}");
    assert!(said.starts_with("stackpose: AWS cannot be reached, to read the logs: "), "{said}");
    assert!(said.ends_with("; trying again\n") && said.lines().count() == 1, "{said}");
    assert_eq!(double.calls("FilterLogEvents").len(), 6);
}

#[test]
fn who_is_refused_again_and_again_hears_it_in_the_end() {
    let double = Double::new(|call| shop(call, |_, _| refused("ThrottlingException", "Rate exceeded")));
    let (code, shown, said) = double.tries(1, &["logs", "web"]);
    assert_eq!((code, shown.as_str()), (Some(4), ""), "{said}");
    let told = "stackpose: AWS takes no more requests just now, to read the logs: Rate exceeded";
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[..5].iter().all(|line| *line == format!("{told}; trying again")), "{said}");
    assert!(lines[5] == told && lines[6].contains("try again in a minute") && lines.len() == 7, "{said}");
    // Who wants to hear of errors only does.
    let (code, _, said) = double.tries(1, &["-q", "logs", "web"]);
    assert!(code == Some(4) && said.starts_with(&format!("{told}\n")), "{said}");
    // It is not refused: nothing is tried again.
    let double = Double::new(|call| shop(call, |_, _| refused("AccessDeniedException", "no")));
    let (code, _, said) = double.run(&["logs", "web"]);
    assert!(code == Some(4) && !said.contains("trying again"), "{said}");
    assert_eq!(double.calls("FilterLogEvents").len(), 1);
}

#[test]
fn nothing_that_was_cut_off_comes_by_following() {
    let double = Double::new(|call| {
        shop(call, |call, body| match (call.nth, body["logGroupName"].as_str()) {
            (_, Some("audit")) => page(&[], None),
            (0..3, _) => page(&[event("a", THEN, WEB), event("b", THEN + 1, WEB)], None),
            _ => refused("AccessDeniedException", "enough"),
        })
    });
    assert_eq!(double.run(&["logs", "--follow", "--since", "2026-01-02T13:20:00Z", "--tail", "0"]).1, "");
}

#[test]
fn the_newest_lines_are_looked_for_further_and_further_back() {
    let double = Double::new(|call| {
        shop(call, |call, _| match call.nth {
            0 => page(&[event("d", THEN, WEB)], None),
            1 => page(&[], None),
            2 => {
                page(&[event("a", THEN - 9, WEB), event("b", THEN - 8, WEB), event("c", THEN - 7, WEB)], None)
            }
            _ => refused("AccessDeniedException", "too far"),
        })
    });
    let (code, shown, said) = double.run(&["logs", "web", "-n", "3"]);
    assert_eq!((code, shown.as_str()), (Some(0), "web | b\nweb | c\nweb | d\n"), "{said}");
    let asked = double.asked_of("FilterLogEvents");
    let at = |number: usize, name: &str| asked[number][name].as_i64();
    assert_eq!((asked.len(), at(0, "endTime")), (3, None));
    for number in [1, 2] {
        assert_eq!(at(number, "endTime"), at(number - 1, "startTime").map(|it| it - 1), "{asked:?}");
    }
    // To the very beginning, and no further.
    let double = Double::new(|call| shop(call, |_, _| page(&[], None)));
    let (code, shown, said) = double.run(&["logs", "web", "--tail", "3"]);
    assert_eq!((code, shown.as_str(), said.as_str()), (Some(0), "", "stackpose: nothing was logged\n"));
    let asked = double.asked_of("FilterLogEvents");
    assert_eq!((asked.len(), &asked[4]["startTime"]), (5, &json!(0)));
}

/// `web` has enough within the hour, the job speaks seldom; nobody looks for more of `web`.
#[test]
fn the_newest_lines_are_those_of_each_service() {
    let job = "team/night/job/9";
    let double = Double::new(move |call| {
        shop(call, |_, body| match (body["logStreamNamePrefix"].as_str(), body["endTime"].is_null()) {
            (None, true) => {
                let pages = [event("a", THEN, WEB), event("b", THEN + 1, WEB), event("c", THEN + 4, WEB)];
                match body["nextToken"].as_str() {
                    None => page(&pages[..2], Some("more")),
                    Some(_) => page(&pages[2..], None),
                }
            }
            (Some("team/night/"), true) => page(&[event("new", THEN + 2, job)], None),
            (Some("team/night/"), false) => {
                page(&[event("oldest", THEN - 900, job), event("old", THEN - 800, job)], None)
            }
            // What stands beside a container in the stack's own group.
            (Some("quiet/" | "job/"), false) => page(&[], None),
            _ => refused("AccessDeniedException", "of no use"),
        })
    });
    let (code, shown, said) = double.run(&["logs", "--tail", "2", "--no-log-prefix"]);
    assert_eq!((code, shown.as_str()), (Some(0), "old\nb\nnew\nc\n"), "{said}");
    let prefixes = double.asked_of("FilterLogEvents");
    let of_job = prefixes.iter().filter(|it| it["logStreamNamePrefix"] == "team/night/").count();
    assert_eq!(of_job, 2, "{prefixes:?}");
}

#[test]
fn a_service_that_is_not_there_is_told() {
    let double = Double::new(|call| shop(call, |_, _| page(&[], None)));
    for (arguments, help) in [
        (["logs", "wbe"].as_slice(), "help: did you mean `web`?"),
        (&["logs", "nothing-like-it"], "help: it has job, quiet, web"),
        (&["logs", "-f", "compose.yaml"], "help: behind `logs`, `-f` is `--follow`: `-f FILE` stands before"),
        (&["logs", "--since", "yesterday"], "--since wants a duration"),
        (&["logs", "--since", "-5m"], "unexpected argument"),
        (&["logs", "--since=-5m"], "--since wants a duration"),
    ] {
        let (code, shown, said) = double.run(arguments);
        assert_eq!((code, shown.as_str()), (Some(2), ""), "{arguments:?}: {said}");
        assert!(said.contains(help), "{arguments:?}: {said}");
    }
    assert!(double.calls("FilterLogEvents").is_empty());
}

#[test]
fn lines_that_cannot_be_had_are_told() {
    let double = Double::new(|call| shop(call, |_, _| page(&[], None)));
    let elsewhere = "the lines of `quiet` go where its log driver `splunk` says\n";
    let (code, _, said) = double.run(&["logs", "quiet"]);
    assert!(code == Some(0) && said.contains(elsewhere), "{said}");
    let (_, _, said) = double.run(&["logs"]);
    assert!(said.contains("in the last hour") && said.contains(elsewhere), "{said}");
    let class = "The log group /ecs/demo is of log-group-class INFREQUENT_ACCESS. FilterLogEvents is not supported for this log class.";
    let double = Double::new(move |call| shop(call, |_, _| refused("InvalidOperationException", class)));
    let (code, _, said) = double.run(&["logs", "web", "--since", "2026-01-02T13:23:37Z"]);
    assert_eq!(code, Some(4));
    let told = "stackpose: the lines of the log group `/ecs/demo` cannot be read like this: its class is INFREQUENT_ACCESS";
    assert!(said.starts_with(told), "{said}");
    let command = "`aws logs start-query --region eu-central-1 --log-group-name '/ecs/demo' --start-time 1767360217 --end-time ";
    let query = "--query-string 'fields @timestamp, @logStream, @message | filter @logStream like \"web/\" | sort @timestamp'`";
    assert!(said.contains(command) && said.contains(query) && !said.contains("trying again"), "{said}");
}

#[test]
fn a_task_definition_that_cannot_be_read_hides_no_other() {
    let double = Double::new(|call| match call.action.as_str() {
        "DescribeTaskDefinition" if call.form.contains("arn:job") => {
            refused("AccessDeniedException", "not yours")
        }
        _ => shop(call, |_, _| page(&[event("up", THEN, WEB)], None)),
    });
    let (code, shown, said) = double.run(&["logs"]);
    assert_eq!((code, shown.as_str()), (Some(0), "web | up\n"), "{said}");
    assert!(said.contains("may not describe a task definition: not yours"), "{said}");
    // Its services are not known, so any name may be one.
    assert_eq!(double.run(&["logs", "job"]).0, Some(0));
}
