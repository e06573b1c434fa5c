//! `deploy` runs the tasks of `x-aws-run: on-deploy` when the stack is updated, in their order, each to its end.

use serde_json::json;

use super::double::{Answer, Call, Double, Good, STACK, change_set, refused, said, smooth, stack};

const PROJECT: &str = "services:\n  web: {image: 'nginx:1'}\n  migrate:\n    image: 'shop:1'\n    x-aws-run: on-deploy\n  \
                       warm:\n    image: 'shop:1'\n    x-aws-run: on-deploy\n    depends_on: [migrate]\n";

/// The stack with the requests of both jobs.
fn with_requests(status: &str) -> Answer {
    let output = |name: &str, definition: &str| {
        let request = format!(
            "{{\"cluster\":\"demo\",\"taskDefinition\":\"{definition}\",\"count\":1,\"launchType\":\"FARGATE\",\"networkConfiguration\":\
             {{\"awsvpcConfiguration\":{{\"subnets\":[\"subnet-1\",\"subnet-2\"],\"securityGroups\":[\"sg-1\"],\"assignPublicIp\":\"ENABLED\"}}}}}}"
        );
        format!(
            "<member><OutputKey>{name}RunOnDeploy</OutputKey><OutputValue>{}</OutputValue></member>",
            request.replace('"', "&quot;")
        )
    };
    let outputs = output("Migrate", "demo-migrate:1") + &output("Warm", "demo-warm:1");
    Good(format!(
        "<Stacks><member><StackName>demo</StackName><StackId>{STACK}</StackId><CreationTime>2026-11-23T08:00:00Z</CreationTime>\
         <StackStatus>{status}</StackStatus><Outputs>{outputs}</Outputs></member></Stacks>"
    ))
}

/// An account in which the stack comes to be, and the container `migrate` ends with this code.
fn account(code: i32) -> impl FnMut(&Call) -> Answer + Send {
    move |call| match (call.action.as_str(), call.nth) {
        ("DescribeStacks", 1..) => with_requests("CREATE_COMPLETE"),
        ("RunTask", _) => said(
            &json!({"tasks": [{"taskArn": "arn:aws:ecs:eu-central-1:1:task/demo/0001"}], "failures": []}),
        ),
        ("DescribeTasks", 0) => said(&json!({"tasks": [{"lastStatus": "RUNNING"}]})),
        ("DescribeTasks", _) => said(&json!({"tasks": [{
            "taskArn": "arn:aws:ecs:eu-central-1:1:task/demo/0001", "taskDefinitionArn": "demo-migrate:1", "lastStatus": "STOPPED",
            "containers": [{"name": "migrate", "exitCode": code}, {"name": "warm", "exitCode": 0}],
        }]})),
        ("DescribeTaskDefinition", _) => said(&json!({"taskDefinition": {"containerDefinitions": [{
            "name": "migrate",
            "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/demo", "awslogs-stream-prefix": "migrate"}},
        }]}})),
        ("GetLogEvents", _) => {
            said(&json!({"events": [{"message": "applying 7"}, {"message": "no such\u{1b}[31m table\n"}]}))
        }
        _ => smooth(call),
    }
}

fn double(script: impl FnMut(&Call) -> Answer + Send + 'static) -> Double {
    let double = Double::new(script);
    double.write("compose.yaml", PROJECT);
    double
}

fn deploy(double: &Double, more: &[&str]) -> (Option<i32>, String, String) {
    let parameters = ["--parameter", "VpcId=vpc-1", "--parameter", "SubnetIds=subnet-1,subnet-2"];
    double.run(&[&["deploy", "--yes"], parameters.as_slice(), more].concat())
}

#[test]
fn tasks_run_in_their_order_after_the_stack() {
    let double = double(account(0));
    let (code, _, stderr) = deploy(&double, &[]);
    assert_eq!(code, Some(0), "{stderr}");
    let asked = double.asked_of("RunTask");
    let definitions: Vec<&str> = asked.iter().filter_map(|call| call["taskDefinition"].as_str()).collect();
    assert_eq!(definitions, ["demo-migrate:1", "demo-warm:1"], "{stderr}");
    let first = &asked[0];
    assert_eq!((first["cluster"].as_str(), first["launchType"].as_str()), (Some("demo"), Some("FARGATE")));
    let network =
        json!({"subnets": ["subnet-1", "subnet-2"], "securityGroups": ["sg-1"], "assignPublicIp": "ENABLED"});
    assert_eq!(first["networkConfiguration"]["awsvpcConfiguration"], network);
    assert_ne!(first["clientToken"], asked[1]["clientToken"]);
    assert_eq!((first["startedBy"].as_str(), first["count"].as_i64()), (Some("stackpose-deploy"), Some(1)));
    assert!(stderr.contains("then runs `migrate`, `warm`"), "{stderr}");
}

#[test]
fn a_task_that_fails_is_told_with_its_last_lines_and_ends_the_run() {
    let double = double(account(3));
    let (code, stdout, stderr) = deploy(&double, &["--format", "json"]);
    assert_eq!(code, Some(4), "{stderr}");
    assert!(
        stderr.contains("`migrate` failed: it ended with 3") && stderr.contains("applying 7"),
        "{stderr}"
    );
    assert!(!stderr.contains('\u{1b}'), "{stderr}");
    assert_eq!(double.calls("RunTask").len(), 1);
    let streams: Vec<_> =
        double.asked_of("GetLogEvents").iter().map(|call| call["logStreamName"].clone()).collect();
    assert_eq!(streams, ["migrate/migrate/0001"]);
    let outcome: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(outcome["tasks"][0]["exit_code"], 3);
    assert_eq!(outcome["status"], "CREATE_COMPLETE");
}

#[test]
fn what_ecs_refuses_to_start_is_told() {
    let double = double(|call| match call.action.as_str() {
        "RunTask" => {
            said(&json!({"tasks": [], "failures": [{"reason": "RESOURCE:ENI", "detail": "no address"}]}))
        }
        _ => account(0)(call),
    });
    let (code, _, stderr) = deploy(&double, &[]);
    assert_eq!(code, Some(4), "{stderr}");
    assert!(stderr.contains("ECS starts no task: RESOURCE:ENI: no address"), "{stderr}");
    let double = self::double(|call| match call.action.as_str() {
        "RunTask" => refused("AccessDeniedException", "not authorized to perform: ecs:RunTask"),
        _ => account(0)(call),
    });
    let (code, _, stderr) = deploy(&double, &[]);
    assert!(code == Some(4) && stderr.contains("run a task"), "{stderr}");
}

#[test]
fn they_run_where_nothing_else_changes_and_not_where_they_are_skipped() {
    let script = |call: &Call| match call.action.as_str() {
        "DescribeStacks" => with_requests("UPDATE_COMPLETE"),
        "DescribeChangeSet" => {
            change_set("FAILED", "The submitted information didn't contain changes.", "", "")
        }
        _ => account(0)(call),
    };
    let double = double(script);
    let (code, _, stderr) = deploy(&double, &[]);
    assert_eq!((code, double.calls("RunTask").len()), (Some(0), 2), "{stderr}");
    for option in ["--dry-run", "--skip-tasks"] {
        let double = self::double(script);
        let (code, _, stderr) = deploy(&double, &[option]);
        assert_eq!((code, double.calls("RunTask").len()), (Some(0), 0), "{option}: {stderr}");
    }
}

#[test]
fn a_stack_that_fails_runs_no_tasks() {
    let double = double(|call| match (call.action.as_str(), call.nth) {
        ("DescribeStacks", 1..) => stack("ROLLBACK_COMPLETE"),
        ("DescribeStackEvents", 1..) => {
            let mut all = super::double::well()[..3].to_vec();
            all.push(super::double::event(6, "demo", super::double::STACK_TYPE, "ROLLBACK_COMPLETE", ""));
            super::double::events(&all)
        }
        _ => smooth(call),
    });
    let (code, _, stderr) = deploy(&double, &[]);
    assert_eq!((code, double.calls("RunTask").len()), (Some(4), 0), "{stderr}");
}

#[test]
fn the_policy_has_the_rights_to_run_them_and_no_others() {
    let double = double(smooth);
    let (code, stdout, stderr) =
        double.run(&["deploy", "--print-policy", "--role-arn", "arn:aws:iam::1:role/cfn"]);
    assert_eq!(code, Some(0), "{stderr}");
    let policy: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let find =
        |sid: &str| policy["Statement"].as_array().unwrap().iter().find(|it| it["Sid"] == sid).cloned();
    let run = find("RunTasks").unwrap();
    assert_eq!(run["Action"], json!(["ecs:RunTask"]));
    assert!(run["Resource"][0].as_str().unwrap().ends_with(":task-definition/demo-*:*"), "{run}");
    let pass = find("PassTaskRoles").unwrap();
    assert_eq!(pass["Condition"]["StringEquals"]["iam:PassedToService"], json!(["ecs-tasks.amazonaws.com"]));
}
