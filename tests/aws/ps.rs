//! `ps`: more services than one call describes, deployments, health and addresses, and what ECS does not tell.

use serde_json::{Value, json};

use super::double::{Answer, Break, Call, Double, Refusal, refused, resources, said, stack};

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
            assert_eq!(body["include"], json!(["TAGS"]));
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
                    "events": null, "pendingCount": null, "tags": [{"key": "com.docker.compose.service", "value": name}]})
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
