//! `deploy`, `down` and what all have in common, where AWS does what an emulator does not: throttling, rollback, slow events,
//! expired credentials, a connection that breaks, answers in pages. Each ends with a clear message and its exit code,
//! nothing is asked for twice, and nothing hangs.

use super::double::{
    ABSENT, Break, Double, Good, Raw, Refusal, STACK_TYPE, change, change_set, event, events, field, smooth,
    stack, well,
};

impl Double {
    fn deploy(&self, more: &[&str]) -> (Option<i32>, String, String) {
        let parameters = ["--parameter", "VpcId=vpc-1", "--parameter", "SubnetIds=subnet-1,subnet-2"];
        self.run(&[&["deploy", "--yes"], parameters.as_slice(), more].concat())
    }
}

#[test]
fn a_new_stack_comes_to_be() {
    let double = Double::new(smooth);
    let (code, stdout, stderr) = double.deploy(&[]);
    assert_eq!((code, stdout.as_str()), (Some(0), "WebTCP80Url: http://demo\n"), "{stderr}");
    assert!(stderr.contains("web, compose.yaml:2") && stderr.contains("1 to add"), "{stderr}");
    let sent = double.calls("CreateChangeSet");
    assert!(
        sent[0].form.contains("ParameterKey=TokenSecretValue")
            && sent[0].form.contains("hunter2%20in%20a%20file")
    );
    assert_eq!(double.calls("ExecuteChangeSet").len(), 1);
}

#[test]
fn throttled_calls_are_sent_again() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("CreateChangeSet", 0 | 1) => Refusal("Throttling", "Rate exceeded"),
        _ => smooth(call),
    });
    let (code, _, stderr) = double.deploy(&[]);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(double.calls("CreateChangeSet").len(), 3);
}

#[test]
fn an_account_that_throttles_for_good_is_told() {
    let double = Double::new(|_| Refusal("Throttling", "Rate exceeded"));
    let (code, stdout, stderr) = double.deploy(&[]);
    assert_eq!((code, stdout.as_str()), (Some(4), ""), "{stderr}");
    assert!(stderr.contains("AWS takes no more requests just now") && stderr.contains("help:"), "{stderr}");
}

#[test]
fn expired_credentials_are_told_with_what_to_do() {
    let double =
        Double::new(|_| Refusal("ExpiredToken", "The security token included in the request is expired"));
    let (code, _, stderr) = double.deploy(&[]);
    assert_eq!(code, Some(4), "{stderr}");
    assert!(stderr.contains("credentials have expired") && stderr.contains("aws sso login"), "{stderr}");
}

#[test]
fn credentials_that_may_not_are_told_of_the_policy() {
    let double = Double::new(|_| Refusal("AccessDenied", "User x is not authorized to perform: y"));
    let (code, _, stderr) = double.run(&["ps"]);
    assert_eq!(code, Some(4));
    assert!(stderr.contains("may not describe the stack") && stderr.contains("--print-policy"), "{stderr}");
}

#[test]
fn a_rollback_begins_with_its_cause_and_where_that_comes_from() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeStacks", 1..) => stack("ROLLBACK_COMPLETE"),
        ("DescribeStackEvents", 1..) => {
            let service = "AWS::ECS::Service";
            let mut all = well()[..3].to_vec();
            all.extend([
                event(4, "Other", service, "CREATE_FAILED", "Resource creation cancelled"),
                event(5, "WebService", service, "CREATE_FAILED", "the image nginx:1 cannot be pulled"),
                event(
                    6,
                    "demo",
                    STACK_TYPE,
                    "ROLLBACK_IN_PROGRESS",
                    "The following resource(s) failed to create",
                ),
                event(7, "demo", STACK_TYPE, "ROLLBACK_COMPLETE", ""),
            ]);
            events(&all)
        }
        _ => smooth(call),
    });
    let (code, stdout, stderr) = double.deploy(&[]);
    assert_eq!((code, stdout.as_str()), (Some(4), ""), "{stderr}");
    let told = "the deployment failed: WebService (AWS::ECS::Service, from web, compose.yaml:2): the image nginx:1 cannot be pulled\n  help:";
    assert!(stderr.contains(told) && stderr.contains("is ROLLBACK_COMPLETE"), "{stderr}");
}

#[test]
fn slow_events_are_shown_once_and_waited_for() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeStackEvents", nth @ 1..) => events(&well()[..=nth / 2]),
        _ => smooth(call),
    });
    let (code, _, stderr) = double.deploy(&[]);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(stderr.matches("CREATE_COMPLETE       WebService").count(), 1, "{stderr}");
    assert!(double.calls("DescribeStackEvents").len() >= 9);
}

#[test]
fn a_connection_that_breaks_while_following_is_made_again() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        // More often than the SDK itself tries.
        ("DescribeStackEvents", 2..8) => Break,
        ("DescribeStackEvents", 1) => events(&well()[..3]),
        _ => smooth(call),
    });
    let (code, stdout, stderr) = double.deploy(&[]);
    assert_eq!((code, stdout.as_str()), (Some(0), "WebTCP80Url: http://demo\n"), "{stderr}");
    assert!(stderr.contains("; trying again\n"), "{stderr}");
}

#[test]
fn an_answer_that_is_lost_makes_no_second_change_set() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("CreateChangeSet", 0) => Break,
        _ => smooth(call),
    });
    assert_eq!(double.deploy(&[]).0, Some(0));
    let sent = double.calls("CreateChangeSet");
    assert_eq!(sent.len(), 2);
    for name in ["ClientToken", "ChangeSetName"] {
        assert!(field(&sent[0].form, name).is_some());
        assert_eq!(field(&sent[0].form, name), field(&sent[1].form, name));
    }
}

#[test]
fn every_page_of_changes_and_events_is_read() {
    let double = Double::new(|call| {
        let token = field(&call.form, "NextToken");
        match (call.action.as_str(), call.nth, token.as_deref()) {
            ("DescribeChangeSet", _, None) => change_set("CREATE_COMPLETE", "", &change("First"), "two"),
            ("DescribeChangeSet", _, Some(_)) => change_set("CREATE_COMPLETE", "", &change("Second"), ""),
            ("DescribeStackEvents", 1.., None) => {
                let Good(newest) = events(&well()[3..]) else { unreachable!() };
                Good(newest + "<NextToken>older</NextToken>")
            }
            ("DescribeStackEvents", 1.., Some(_)) => events(&well()[..3]),
            _ => smooth(call),
        }
    });
    let (code, _, stderr) = double.deploy(&[]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("First") && stderr.contains("Second") && stderr.contains("2 to add"), "{stderr}");
    assert!(
        stderr.contains("CREATE_IN_PROGRESS    demo") && !stderr.contains("REVIEW_IN_PROGRESS"),
        "{stderr}"
    );
}

#[test]
fn a_change_set_that_fails_says_why_and_leaves_nothing() {
    let double = Double::new(|call| {
        match (call.action.as_str(), call.nth) {
        ("DescribeChangeSet", _) => change_set("FAILED", "Validation failed with 1 error(s).", "", ""),
        ("DescribeEvents", _) => Good(
            "<OperationEvents><member><EventId>1</EventId><ValidationPath>/Resources/Web/Properties/Cpu</ValidationPath>\
             <ValidationStatusReason>no such size</ValidationStatusReason></member></OperationEvents>"
                .to_owned(),
        ),
        ("DescribeStacks", 1) => stack("REVIEW_IN_PROGRESS"),
        ("DescribeStacks", 2) => stack("DELETE_IN_PROGRESS"),
        ("DescribeStacks", 3..) => ABSENT,
        _ => smooth(call),
    }
    });
    let (code, _, stderr) = double.deploy(&[]);
    assert_eq!(code, Some(4), "{stderr}");
    assert!(
        stderr.contains("Validation failed")
            && stderr.contains("/Resources/Web/Properties/Cpu: no such size"),
        "{stderr}"
    );
    assert_eq!((double.calls("DeleteChangeSet").len(), double.calls("DeleteStack").len()), (1, 1));
    assert!(double.calls("ExecuteChangeSet").is_empty());
}

#[test]
fn a_dry_run_executes_nothing_and_cleans_up() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeStacks", 0..2) => stack("REVIEW_IN_PROGRESS"),
        ("DescribeStacks", 2..) => ABSENT,
        _ => smooth(call),
    });
    let (code, stdout, _) = double.deploy(&["--dry-run", "--format", "json"]);
    assert_eq!(code, Some(0));
    let printed: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(printed["changes"][0]["id"], "WebService");
    assert_eq!((double.calls("DeleteChangeSet").len(), double.calls("DeleteStack").len()), (1, 1));
    assert!(double.calls("ExecuteChangeSet").is_empty());
    assert_eq!(field(&double.calls("CreateChangeSet")[0].form, "ChangeSetType").as_deref(), Some("CREATE"));
}

#[test]
fn what_is_not_aws_is_told() {
    let double = Double::new(|_| Raw(200, "<html>Welcome to the hotel</html>"));
    let (code, _, stderr) = double.run(&["events"]);
    assert_eq!(code, Some(4), "{stderr}");
    assert!(stderr.contains("help:"), "{stderr}");
    let double = Double::new(|_| Raw(502, "<html>Bad gateway</html>"));
    let (code, _, stderr) = double.run(&["ps"]);
    assert_eq!(code, Some(4), "{stderr}");
    assert!(stderr.contains("help:") && !stderr.contains("html"), "{stderr}");
}

#[test]
fn a_stack_that_is_busy_or_broken_says_what_to_do() {
    let table = [
        ("UPDATE_IN_PROGRESS", "is busy"),
        ("ROLLBACK_COMPLETE", "stackpose down"),
        // What runs there may well work: nobody is told to delete it.
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback --stack-name demo"),
    ];
    for (status, part) in table {
        let double = Double::new(move |_| stack(status));
        let (code, _, stderr) = double.deploy(&[]);
        assert_eq!(code, Some(4), "{stderr}");
        assert!(stderr.contains(part) && stderr.contains(status), "{stderr}");
    }
}

#[test]
fn a_stack_that_another_change_set_waits_for_stays() {
    let double = Double::new(|call| {
        match call.action.as_str() {
        "DescribeStacks" => stack("REVIEW_IN_PROGRESS"),
        "ListChangeSets" => Good(
            "<Summaries><member><ChangeSetId>arn:change</ChangeSetId></member><member><ChangeSetId>arn:another</ChangeSetId>\
             </member></Summaries>"
                .to_owned(),
        ),
        _ => smooth(call),
    }
    });
    assert_eq!(double.deploy(&["--dry-run"]).0, Some(0));
    assert_eq!((double.calls("DeleteChangeSet").len(), double.calls("DeleteStack").len()), (1, 0));
}

#[test]
fn why_a_change_is_refused_is_told_though_tidying_up_fails() {
    let double = Double::new(|call| match call.action.as_str() {
        "DescribeChangeSet" => change_set("FAILED", "Template error: no such thing", "", ""),
        "DeleteChangeSet" => Refusal("AccessDenied", "not yours"),
        _ => smooth(call),
    });
    let (code, _, stderr) = double.deploy(&[]);
    assert_eq!(code, Some(4), "{stderr}");
    let refused = stderr.find("refuses the change: Template error: no such thing").unwrap();
    assert!(stderr.find("is left: these credentials may not").unwrap() > refused, "{stderr}");
}

#[test]
fn a_connection_that_breaks_while_the_change_set_is_made_is_made_again() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeChangeSet", 1..7) => Break,
        _ => smooth(call),
    });
    let (code, _, stderr) = double.deploy(&[]);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(double.calls("CreateChangeSet").len(), 1);
}

#[test]
fn what_goes_from_the_stack_and_stays_in_the_account_is_told() {
    let double = Double::new(|call| match call.action.as_str() {
        "DescribeChangeSet" => {
            let gone = "<member><Type>Resource</Type><ResourceChange><PolicyAction>Retain</PolicyAction><Action>Remove</Action>\
                        <LogicalResourceId>DataFileSystem</LogicalResourceId><ResourceType>AWS::EFS::FileSystem</ResourceType>\
                        </ResourceChange></member>";
            change_set("CREATE_COMPLETE", "", gone, "")
        }
        _ => smooth(call),
    });
    let (_, stdout, _) = double.deploy(&["--dry-run"]);
    assert!(stdout.contains("remove, KEEP  DataFileSystem"), "{stdout}");
}

#[test]
fn what_ecs_knows_of_the_tasks_is_told_with_the_failure() {
    let service = "arn:aws:ecs:eu-central-1:123456789012:service/cluster/web";
    let double = Double::new(move |call| match (call.action.as_str(), call.nth) {
        ("DescribeStackEvents", 1..) => {
            let failed = event(4, "WebService", "AWS::ECS::Service", "CREATE_FAILED", "circuit breaker")
                .replace("<PhysicalResourceId>WebService<", &format!("<PhysicalResourceId>{service}<"));
            let ended = event(5, "demo", STACK_TYPE, "ROLLBACK_COMPLETE", "");
            events(&[&well()[..3], &[failed, ended]].concat())
        }
        ("ListTasks", _) => Raw(200, r#"{"taskArns": ["arn:task"]}"#),
        ("DescribeTasks", _) => Raw(
            200,
            r#"{"tasks": [{"stoppedReason": "Task failed to start", "containers": [{"name": "web", "reason": "CannotPullContainerError: nginx:1"}]}]}"#,
        ),
        _ => smooth(call),
    });
    let (code, stdout, stderr) = double.deploy(&["--format", "json"]);
    assert_eq!(code, Some(4), "{stderr}");
    assert!(
        stderr.contains(
            "circuit breaker\n  ECS says: container web: CannotPullContainerError: nginx:1\n  help:"
        ),
        "{stderr}"
    );
    let printed: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(printed["ecs"], "container web: CannotPullContainerError: nginx:1");
    assert!(double.calls("ListTasks")[0].form.contains(service));
    assert_eq!(double.asked_of("ListTasks")[0]["desiredStatus"], "STOPPED");
}

#[test]
fn a_stack_is_protected_before_it_is_followed() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeStackEvents", 1..) => Refusal("AccessDenied", "not yours"),
        _ => smooth(call),
    });
    assert_eq!(double.deploy(&["--termination-protection"]).0, Some(4));
    assert_eq!(double.calls("UpdateTerminationProtection").len(), 1);
}

#[test]
fn a_service_alone_is_no_stack() {
    let double = Double::new(smooth);
    let (code, _, stderr) = double.deploy(&["web"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("deployed whole") && stderr.contains("profiles"), "{stderr}");
    assert_eq!(double.asked(), 0);
}

/// In other tools `--profile` says which account.
#[test]
fn a_profile_that_no_service_has_leads_to_no_account() {
    let double = Double::new(smooth);
    let all: [&[&str]; 7] = [
        &["deploy", "--yes"],
        &["down", "--yes"],
        &["ps"],
        &["logs"],
        &["events"],
        &["setup"],
        &["secret", "ls"],
    ];
    let told = "no service has the profile `work`\n  help: `--profile` is Compose's; a profile of the AWS \
                configuration is `--aws-profile work`\n";
    let refused = |double: &Double| {
        for arguments in all {
            let (code, stdout, stderr) = double.run(&[arguments, &["--profile", "work"]].concat());
            assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}: {stderr}");
            assert!(stderr.contains(told), "{arguments:?}: {stderr}");
        }
    };
    refused(&double);
    std::fs::remove_file(double.folder.path().join("compose.yaml")).unwrap();
    refused(&double);
    // What is wrong with the project may be all that hides the profile.
    double.write("compose.yaml", "services: {web: {image: 1, profiles: [work]}}\n");
    let (code, _, stderr) = double.run(&["ps", "--profile", "work"]);
    assert_eq!(code, Some(1), "{stderr}");
    assert!(stderr.contains("compose.yaml:1:"), "{stderr}");
    assert_eq!(double.asked(), 0);

    let compose = "services:\n  web: {image: 'nginx:1'}\n  side: {image: 'nginx:1', profiles: [works]}\n";
    double.write("compose.yaml", compose);
    let (code, _, stderr) = double.deploy(&["--profile", "work"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("help: did you mean `works`? `--profile` is Compose's"), "{stderr}");
    for profile in ["works", "*"] {
        let double = Double::new(smooth);
        double.write("compose.yaml", compose);
        let (code, _, stderr) = double.deploy(&["--profile", profile]);
        assert_eq!(code, Some(0), "{stderr}");
    }
}

#[test]
fn a_tag_may_hold_a_comma() {
    let double = Double::new(smooth);
    assert_eq!(double.deploy(&["--tag", "owners=a,b"]).0, Some(0));
    assert_eq!(
        field(&double.calls("CreateChangeSet")[0].form, "Tags.member.1.Value").as_deref(),
        Some("a%2Cb")
    );
}

#[test]
fn a_proxy_is_gone_through() {
    let double = Double::new(|_| stack("UPDATE_IN_PROGRESS"));
    let mut command = double.command(&["deploy", "--yes"]);
    let endpoint =
        command.get_envs().find(|(name, _)| *name == "AWS_ENDPOINT_URL").unwrap().1.unwrap().to_owned();
    let output =
        command.env("HTTP_PROXY", endpoint).env("AWS_ENDPOINT_URL", "http://aws.invalid").output().unwrap();
    assert_eq!(double.calls("DescribeStacks").len(), 1, "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn certificates_of_a_company_must_be_there() {
    let double = Double::new(smooth);
    let output = double.command(&["ps"]).env("AWS_CA_BUNDLE", "/no/such/bundle.pem").output().unwrap();
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("AWS_CA_BUNDLE, `/no/such/bundle.pem`, cannot be read")
    );
    assert_eq!(double.asked(), 0);
}

#[test]
fn nothing_happens_where_nobody_can_be_asked() {
    let double = Double::new(smooth);
    for arguments in [["deploy", "--parameter", "VpcId=vpc-1"].as_slice(), &["down"]] {
        let (code, _, stderr) = double.run(arguments);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains("nobody can be asked"), "{stderr}");
    }
    assert_eq!(double.asked(), 0);
}

#[test]
fn a_secret_that_cannot_be_read_is_told_before_anything_is_made() {
    let double = Double::new(smooth);
    for (text, part) in [("", "it is empty"), ("x".repeat(5000).as_str(), "5000 bytes")] {
        std::fs::write(double.folder.path().join("token.txt"), text).unwrap();
        let (code, _, stderr) = double.deploy(&[]);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains("TokenSecretValue") && stderr.contains(part), "{stderr}");
    }
    std::fs::remove_file(double.folder.path().join("token.txt")).unwrap();
    assert!(double.deploy(&[]).2.contains("cannot be read"));
    assert!(double.calls("CreateChangeSet").is_empty());
}

#[test]
fn the_policy_needs_no_account() {
    let double = Double::new(|_| Break);
    let (code, stdout, _) = double.run(&["deploy", "--print-policy"]);
    assert_eq!(code, Some(0));
    let policy: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
    assert!(stdout.contains("ecs:CreateService") && !stdout.contains("elasticfilesystem:"));
    assert_eq!(double.asked(), 0);
}

#[test]
fn every_type_of_a_fixture_has_its_actions() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut missing = std::collections::BTreeSet::new();
    for room in std::fs::read_dir(fixtures).unwrap() {
        for case in std::fs::read_dir(room.unwrap().path()).unwrap() {
            let template =
                std::fs::read_to_string(case.unwrap().path().join("template.snap")).unwrap_or_default();
            missing.extend(stackpose::internals::aws::policy::unknown(&template));
        }
    }
    // An overlay may bring in anything; this one stands for what is not known here.
    assert_eq!(missing.into_iter().collect::<Vec<_>>(), ["AWS::Serverless::Function"]);
}

/// A template that goes through a bucket.
fn large(double: &Double) {
    let services = (0..60)
        .map(|number| format!("  s{number}: {{image: 'busybox:1', command: sleep infinity}}\n"))
        .collect::<Vec<_>>()
        .concat();
    double.write("compose.yaml", &format!("services:\n{services}"));
}

fn with_account(call: &super::double::Call) -> super::double::Answer {
    match call.action.as_str() {
        "GetCallerIdentity" => Good("<Account>123456789012</Account>".to_owned()),
        _ => smooth(call),
    }
}

#[test]
fn a_bucket_of_another_account_gets_no_template() {
    let double = Double::new(with_account);
    large(&double);
    let (code, _, stderr) = double.deploy(&["--s3-bucket", "templates"]);
    assert_eq!(code, Some(0), "{stderr}");
    let head = &double.calls("").pop().unwrap().head;
    assert!(head.contains("x-amz-expected-bucket-owner: 123456789012\n"), "{head}");
    assert!(head.contains("x-amz-server-side-encryption: AES256\n"), "{head}");

    let double = Double::new(with_account);
    large(&double);
    let others = ["--s3-bucket-owner", "210987654321", "--s3-kms-key", "alias/templates"];
    let (code, _, stderr) = double.deploy(&[&["--s3-bucket", "templates"], others.as_slice()].concat());
    assert_eq!(code, Some(0), "{stderr}");
    assert!(double.calls("GetCallerIdentity").is_empty());
    let head = &double.calls("").pop().unwrap().head;
    assert!(head.contains("x-amz-expected-bucket-owner: 210987654321\n"), "{head}");
    assert!(head.contains("x-amz-server-side-encryption: aws:kms\n"), "{head}");
    assert!(head.contains("x-amz-server-side-encryption-aws-kms-key-id: alias/templates\n"), "{head}");
}

/// The templates of nested stacks go through the bucket, and their changes and events are told as those of one stack.
#[test]
fn stacks_inside_the_stack_are_deployed_and_followed() {
    let of = |call: &super::double::Call, name: &str| field(&call.form, name).unwrap_or_default();
    let double = Double::new(move |call| {
        let service = "AWS::ECS::Service";
        match (call.action.as_str(), call.nth) {
            ("DescribeChangeSet", _) if of(call, "ChangeSetName") == "arn%3Anested" => {
                change_set("CREATE_COMPLETE", "", &change("WebService"), "")
            }
            ("DescribeChangeSet", 1..) => {
                let root = format!(
                    "<member><Type>Resource</Type><ResourceChange><Action>Add</Action><LogicalResourceId>WebStack</LogicalResourceId>\
                     <ResourceType>{STACK_TYPE}</ResourceType><ChangeSetId>arn:nested</ChangeSetId></ResourceChange></member>"
                );
                change_set("CREATE_COMPLETE", "", &root, "")
            }
            ("DescribeStackEvents", _) if of(call, "StackName") == "WebStack" => {
                let old = event(0, "WebService", service, "UPDATE_COMPLETE", "");
                let failed =
                    event(14, "WebService", service, "CREATE_FAILED", "the image nginx:1 cannot be pulled");
                events(&[old, event(13, "WebService", service, "CREATE_IN_PROGRESS", "x"), failed])
            }
            ("DescribeStackEvents", 1..) => {
                let mut all = well()[..2].to_vec();
                let reason = "Embedded stack WebStack was not successfully created";
                all.extend([
                    event(3, "WebStack", STACK_TYPE, "CREATE_IN_PROGRESS", ""),
                    event(15, "WebStack", STACK_TYPE, "CREATE_FAILED", reason),
                    event(16, "demo", STACK_TYPE, "ROLLBACK_COMPLETE", ""),
                ]);
                events(&all)
            }
            ("DescribeStacks", 1..) => stack("ROLLBACK_COMPLETE"),
            _ => with_account(call),
        }
    });
    let (code, _, stderr) = double.deploy(&["--split", "--s3-bucket", "templates"]);
    assert_eq!(code, Some(4), "{stderr}");
    let put: Vec<_> = double.calls("").into_iter().filter(|call| call.form.contains("Resources")).collect();
    assert_eq!(put.len(), 1, "{stderr}");
    let sent = double.calls("CreateChangeSet").pop().unwrap().form;
    assert_eq!(field(&sent, "IncludeNestedStacks").as_deref(), Some("true"), "{sent}");
    let root = field(&sent, "TemplateBody").unwrap();
    assert!(root.contains("%2Ftemplates%2Fstackpose%2Fdemo%2F") && !root.contains("web.yaml"), "{root}");
    assert!(stderr.contains("WebService") && stderr.contains("2 to add"), "{stderr}");
    let told = "the deployment failed: WebService (AWS::ECS::Service, from web, compose.yaml:2): the image nginx:1 cannot be pulled\n";
    assert!(stderr.contains(told), "{stderr}");
    assert!(!stderr.contains("UPDATE_COMPLETE"), "what happened before is not told: {stderr}");
    let (code, _, stderr) = double.run(&["deploy", "--yes", "--split"]);
    assert!(code == Some(2) && stderr.contains("--s3-bucket"), "{stderr}");
}

#[test]
fn names_and_macros_are_acknowledged_by_whoever_deploys_alone() {
    let named = "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties: {RoleName: admin}\n";
    for (text, name) in [
        (named.to_owned(), "CAPABILITY_NAMED_IAM"),
        (format!("Transform: x\n{named}"), "CAPABILITY_AUTO_EXPAND"),
    ] {
        let double = Double::new(smooth);
        double.write("template.yaml", &text);
        let options = ["deploy", "--yes", "--template", "template.yaml", "--stack-name", "demo"];
        let (code, _, stderr) = double.run(&options);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains(&format!("--capability {name}")), "{stderr}");
        assert_eq!(double.asked(), 0);
        let both = ["--capability", "CAPABILITY_NAMED_IAM", "--capability", "CAPABILITY_AUTO_EXPAND"];
        let (_, _, stderr) = double.run(&[options.as_slice(), both.as_slice()].concat());
        let form = &double.calls("CreateChangeSet").pop().expect(&stderr).form;
        assert!(form.contains("CAPABILITY_NAMED_IAM"), "{form}");
        assert_eq!(
            form.contains("AUTO_EXPAND"),
            name.ends_with("EXPAND"),
            "only what the template needs: {form}"
        );
    }
}

#[test]
fn what_fails_or_stops_requests_is_told_before_anybody_is_asked() {
    let double = Double::new(|call| match call.action.as_str() {
        "DescribeChangeSet" => {
            let moved = "<member><Type>Resource</Type><ResourceChange><Action>Modify</Action><Replacement>True</Replacement>\
                         <LogicalResourceId>DataMountTarget1</LogicalResourceId><ResourceType>AWS::EFS::MountTarget</ResourceType>\
                         </ResourceChange></member>";
            let shifted = "<member><Type>Resource</Type><ResourceChange><Action>Modify</Action><Replacement>False</Replacement>\
                           <LogicalResourceId>Rule1</LogicalResourceId>\
                           <ResourceType>AWS::ElasticLoadBalancingV2::ListenerRule</ResourceType></ResourceChange></member>";
            change_set("CREATE_COMPLETE", "", &format!("{moved}{shifted}"), "")
        }
        "DescribeStacks" => stack("UPDATE_COMPLETE"),
        _ => smooth(call),
    });
    double.write(
        "template.yaml",
        "Resources:\n  Rule1: {Type: AWS::ElasticLoadBalancingV2::ListenerRule}\n  \
         Web: {Type: AWS::ECS::Service, Properties: {LoadBalancers: [{AdvancedConfiguration: \
         {ProductionListenerRule: !Ref Rule1}}]}}\n",
    );
    let options =
        ["deploy", "--dry-run", "--revert-drift", "--template", "template.yaml", "--stack-name", "demo"];
    let (code, stdout, stderr) = double.run(&options);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("`Rule1`, whose weights ECS shifts") && stderr.contains("leave out"), "{stderr}");
    assert!(stderr.contains("MountTargetConflict"), "{stderr}");
    assert!(stdout.contains("DataMountTarget1"), "{stdout}");
}
