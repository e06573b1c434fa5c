//! `logs`, `ps` and `events` against the scripted double: pages, lines that come late or twice, groups and prefixes of the user's
//! own, more services than one call describes, and what AWS does not tell.
#![cfg(feature = "deploy")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests start the program, listen on loopback, and stop at the first surprise"
)]

#[expect(dead_code, reason = "other test programs ask more of it")]
mod double;

use std::process::Stdio;

use double::{
    Answer, Break, Call, Double, Good, Raw, Refusal, STACK_TYPE, event as aws_event, events, stack,
};
use serde_json::{Value, json};

impl Double {
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        self.tries(3, arguments)
    }

    /// The same, with as many tries of the SDK's own.
    fn tries(&self, tries: u8, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = self.command(arguments);
        let output =
            command.env("AWS_MAX_ATTEMPTS", tries.to_string()).stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// What was asked of an action that speaks JSON.
    fn asked_of(&self, action: &str) -> Vec<Value> {
        self.calls(action).iter().map(|call| serde_json::from_str(&call.form).unwrap()).collect()
    }
}

/// An answer of a service that speaks JSON.
fn said(body: &Value) -> Answer {
    Raw(200, body.to_string().leak())
}

/// A refusal of such a service, which the SDK does not try again by itself.
fn refused(code: &str, message: &str) -> Answer {
    Raw(400, json!({"__type": code, "message": message}).to_string().leak())
}

/// What is in a stack: id, name in the account, type.
fn resources(all: &[(String, String, &str)]) -> Answer {
    let member = |(id, physical, kind): &(String, String, &str)| {
        format!(
            "<member><LogicalResourceId>{id}</LogicalResourceId><PhysicalResourceId>{physical}</PhysicalResourceId>\
             <ResourceType>{kind}</ResourceType></member>"
        )
    };
    let members: String = all.iter().map(member).collect();
    Good(format!("<StackResourceSummaries>{members}</StackResourceSummaries>"))
}

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

/// Services of a stack by their numbers; number 7 is unknown to ECS, number 3 is being replaced.
fn fleet(call: &Call) -> Answer {
    let body: Value = serde_json::from_str(&call.form).unwrap_or_default();
    let arn = |number: usize| format!("arn:aws:ecs:r:1:service/c/s{number:02}");
    match call.action.as_str() {
        "DescribeStacks" => stack("CREATE_COMPLETE"),
        "ListStackResources" => {
            let service = |number| (format!("S{number:02}Service"), arn(number), "AWS::ECS::Service");
            resources(&(0..23).map(service).collect::<Vec<_>>())
        }
        "DescribeServices" => {
            let asked: Vec<&str> =
                body["services"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let (gone, there): (Vec<&str>, Vec<&str>) = asked.into_iter().partition(|it| *it == arn(7));
            let service = |it: &str| {
                let name = it.rsplit('/').next().unwrap();
                let primary = json!({"status": "PRIMARY", "rolloutState": "COMPLETED", "desiredCount": 1, "runningCount": 1});
                let deployments = if name == "s03" {
                    json!([
                        {"status": "ACTIVE", "rolloutState": "COMPLETED", "desiredCount": 2, "runningCount": 2},
                        {"status": "PRIMARY", "rolloutState": "IN_PROGRESS", "desiredCount": 2, "runningCount": 1, "failedTasks": 1},
                    ])
                } else {
                    json!([primary])
                };
                json!({"serviceArn": it, "status": "ACTIVE", "desiredCount": 1, "runningCount": 1, "deployments": deployments,
                    "tags": [{"key": "com.docker.compose.service", "value": name}]})
            };
            said(&json!({
                "services": there.into_iter().map(service).collect::<Vec<_>>(),
                "failures": gone.into_iter().map(|it| json!({"arn": it, "reason": "MISSING"})).collect::<Vec<_>>(),
            }))
        }
        "ListTasks" => said(&json!({"taskArns": []})),
        other => Refusal("Unexpected", other.to_owned().leak()),
    }
}

#[test]
fn services_are_described_in_parts_and_what_is_missing_is_told() {
    let double = Double::new(fleet);
    let (code, shown, said) = double.run(&["ps"]);
    assert_eq!(
        (code, said.as_str()),
        (Some(4), "stackpose: ECS says nothing of the service `S07Service`: MISSING\n")
    );
    assert_eq!(shown.lines().count(), 23, "{shown}");
    assert!(shown.contains("primary in_progress 1/2 (failed tasks: 1), active completed 2/2"), "{shown}");
    let parts: Vec<usize> = double
        .asked_of("DescribeServices")
        .iter()
        .map(|it| it["services"].as_array().unwrap().len())
        .collect();
    assert_eq!(parts, [10, 10, 3]);
}

#[test]
fn some_services_alone_are_shown() {
    let double = Double::new(fleet);
    let (code, shown, said) = double.run(&["ps", "s22", "S03Service", "--format", "json"]);
    assert_eq!((code, said.as_str()), (Some(0), ""), "{shown}");
    let shown: Value = serde_json::from_str(&shown).unwrap();
    let names: Vec<&Value> = shown.as_array().unwrap().iter().map(|it| &it["service"]).collect();
    assert_eq!(names, ["s03", "s22"]);
    assert_eq!(shown[0]["deployments"][0]["status"], "PRIMARY");
    assert_eq!(double.calls("ListTasks").len(), 2);
    let (code, shown, said) = double.run(&["ps", "s2"]);
    assert_eq!((code, shown.as_str()), (Some(2), ""), "{said}");
    assert!(said.contains("the stack `demo` has no service `s2`\n  help: did you mean `s"), "{said}");
}

/// Two operations: the first failed, of the second the last event comes by following.
fn second_operation(call: &Call, end: &str, failed: &str) -> Answer {
    let of_stack = |number, status: &str| aws_event(number, "demo", STACK_TYPE, status, "");
    let before = [
        of_stack(1, "CREATE_IN_PROGRESS"),
        of_stack(2, "CREATE_COMPLETE"),
        of_stack(3, "UPDATE_IN_PROGRESS"),
        aws_event(4, "OldService", "AWS::ECS::Service", "UPDATE_FAILED", "long ago"),
        of_stack(5, "UPDATE_ROLLBACK_COMPLETE"),
        of_stack(6, "UPDATE_IN_PROGRESS"),
        aws_event(7, "WebService", "AWS::ECS::Service", failed, "no such image"),
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
        let of_stack = move |number, status: &str| aws_event(number, "demo", STACK_TYPE, status, "");
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

/// `web` with an address, 101 tasks on two pages, and a deployment that is given up.
fn failing(call: &Call) -> Answer {
    let body: Value = serde_json::from_str(&call.form).unwrap_or_default();
    let web = "arn:aws:ecs:r:1:service/c/web";
    match call.action.as_str() {
        "DescribeStacks" => stack("UPDATE_IN_PROGRESS"),
        "ListStackResources" => resources(&[("WebService".to_owned(), web.to_owned(), "AWS::ECS::Service")]),
        "DescribeServices" => said(&json!({"services": [{
        "serviceArn": web, "status": "ACTIVE", "desiredCount": 101, "runningCount": 101,
        "deployments": [
            {"status": "PRIMARY", "rolloutState": "FAILED", "rolloutStateReason": "ECS deployment circuit breaker:\ntasks failed to start.",
             "desiredCount": 0, "runningCount": 0, "failedTasks": 3},
            {"status": "ACTIVE", "rolloutState": "COMPLETED", "rolloutStateReason": "completed.", "desiredCount": 101, "runningCount": 101},
            {"status": "INACTIVE", "rolloutState": "COMPLETED"},
        ]}]})),
        "ListTasks" => {
            let arns = |from: usize, to| (from..to).map(|it| format!("arn:task/{it}")).collect::<Vec<_>>();
            match body["nextToken"].as_str() {
                None => said(&json!({"taskArns": arns(0, 100), "nextToken": "more"})),
                Some(_) => said(&json!({"taskArns": arns(100, 101)})),
            }
        }
        "DescribeTasks" => {
            let asked = body["tasks"].as_array().unwrap();
            assert!(asked.len() <= 100, "AWS takes no more");
            let task = |arn: &Value| json!({"taskArn": arn, "healthStatus": if arn == "arn:task/100" { "UNHEALTHY" } else { "HEALTHY" }});
            said(&json!({"tasks": asked.iter().map(task).collect::<Vec<_>>()}))
        }
        other => Refusal("Unexpected", other.to_owned().leak()),
    }
}

#[test]
fn a_service_tells_its_deployments_its_health_and_its_address() {
    let double = Double::new(failing);
    let (code, shown, said) = double.run(&["ps"]);
    assert_eq!((code, said.as_str()), (Some(0), ""), "{shown}");
    let lines: Vec<&str> = shown.lines().collect();
    let columns: Vec<&str> = lines[1].split("  ").map(str::trim).filter(|it| !it.is_empty()).collect();
    assert_eq!(
        columns,
        [
            "WebService",
            "101/101",
            "primary failed 0/0 (failed tasks: 3), active completed 101/101",
            "100 healthy, 1 unhealthy",
            "http://demo",
        ]
    );
    let reason = "WebService, primary failed: ECS deployment circuit breaker: tasks failed to start.";
    assert_eq!(lines[2..], [reason], "{shown}");
    let (_, shown, _) = double.run(&["ps", "--format", "json"]);
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown[0]["health"], json!({"HEALTHY": 100, "UNHEALTHY": 1}));
    assert_eq!((&shown[0]["urls"], &shown[0]["rollout"]), (&json!(["http://demo"]), &json!("FAILED")));
    let deployments = shown[0]["deployments"].as_array().unwrap();
    assert_eq!((deployments.len(), &deployments[1]["reason"]), (2, &json!("completed.")));
}

#[test]
fn services_that_cannot_be_had_at_once_are_asked_for_again() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeServices", 0) => Break,
        ("ListTasks", 0) => refused("ThrottlingException", "Rate exceeded"),
        _ => failing(call),
    });
    let (code, shown, said) = double.run(&["ps"]);
    assert!(code == Some(0) && shown.contains("100 healthy"), "{said}");
    let double = Double::new(|call| match call.action.as_str() {
        "DescribeServices" => refused("ThrottlingException", "Rate exceeded"),
        _ => failing(call),
    });
    let (code, shown, said) = double.run(&["ps"]);
    assert_eq!((code, shown.as_str(), double.calls("DescribeServices").len()), (Some(4), "", 3), "{said}");
    assert!(said.contains("AWS takes no more requests just now, to describe the services"), "{said}");
}
