//! The commands that call AWS as a person at a terminal sees it: the program in a pseudo terminal against the scripted double.
//! Progress, questions, Ctrl-C, a narrow window, `NO_COLOR`, and what of it a pipe gets. Nothing measures time: every
//! wait ends with what is seen.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use pty_process::blocking::Command;

use super::double::{
    ABSENT, Answer, Break, Call, Double, Good, Raw, STACK_TYPE, change, change_set, event, events, smooth,
    stack, well,
};
use super::pseudo::{CTRL_C, CTRL_D, Terminal, plain};

const PARAMETERS: [&str; 4] = ["--parameter", "VpcId=vpc-1", "--parameter", "SubnetIds=subnet-1,subnet-2"];
const ASKED: &str = "Deploy this? [y/N] ";
const HIDDEN: &str = "xyzzy";

impl Double {
    fn runs(&self, arguments: &[&str]) -> Command {
        Command::from(self.command(arguments))
    }

    fn deploys(&self, more: &[&str]) -> Command {
        self.runs(&[&["deploy"], PARAMETERS.as_slice(), more].concat())
    }

    fn count(&self, action: &str) -> usize {
        self.calls(action).len()
    }

    /// Waits until it was asked for this, so often.
    fn until(&self, action: &str, count: usize) {
        super::pseudo::until(action, || self.count(action) >= count);
    }
}

/// A new stack whose name stands until the change set is executed or goes.
fn fresh(call: &Call) -> Answer {
    match (call.action.as_str(), call.nth) {
        ("DescribeStacks", 1) => stack("REVIEW_IN_PROGRESS"),
        ("DescribeStacks", 2..) => ABSENT,
        ("DescribeStackEvents", 1..) => events(&well()[..3]),
        _ => smooth(call),
    }
}

/// A stack that is there, and whose update never ends.
fn endless(call: &Call) -> Answer {
    let before = event(1, "demo", STACK_TYPE, "CREATE_COMPLETE", "");
    match (call.action.as_str(), call.nth) {
        ("DescribeStacks", _) => stack("UPDATE_COMPLETE"),
        ("DescribeStackEvents", 0) => events(&[before]),
        ("DescribeStackEvents", _) => {
            events(&[before, event(2, "demo", STACK_TYPE, "UPDATE_IN_PROGRESS", "User Initiated")])
        }
        _ => smooth(call),
    }
}

/// A stack whose services log.
fn logging(call: &Call) -> Answer {
    match call.action.as_str() {
        "ListStackResources" => Good(
            "<StackResourceSummaries><member><LogicalResourceId>LogGroup</LogicalResourceId><PhysicalResourceId>group\
             </PhysicalResourceId><ResourceType>AWS::Logs::LogGroup</ResourceType></member></StackResourceSummaries>"
                .to_owned(),
        ),
        "FilterLogEvents" => Raw(
            200,
            r#"{"events": [
                {"timestamp": 4102444800001, "eventId": "1", "logStreamName": "web/web/1", "message": "up"},
                {"timestamp": 4102444800002, "eventId": "2", "logStreamName": "db/db/1", "message": "ready"},
                {"timestamp": 4102444800003, "eventId": "3", "logStreamName": "web/web/1", "message": "GET /"}
            ]}"#,
        ),
        _ => stack("CREATE_COMPLETE"),
    }
}

#[test]
fn yes_deploys() {
    let double = Double::new(smooth);
    let mut terminal = Terminal::open(double.deploys(&[]), 100);
    let shown = plain(&terminal.until(ASKED));
    assert!(shown.contains("add     WebService  ECS::Service  web, compose.yaml:2\n"), "{shown}");
    assert!(shown.contains("new stack `demo` in eu-central-1: 1 to add\n"), "{shown}");
    assert_eq!(double.count("ExecuteChangeSet"), 0);
    terminal.types("y\n");
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.ends_with("WebTCP80Url: http://demo\n"), "{shown}");
    assert_eq!((double.count("ExecuteChangeSet"), double.count("DeleteChangeSet")), (1, 0));
}

#[test]
fn all_but_yes_leaves_everything_as_it_was() {
    for typed in ["n\n", "\n", "yess\n", CTRL_D] {
        let double = Double::new(fresh);
        let mut terminal = Terminal::open(double.deploys(&[]), 100);
        terminal.until(ASKED);
        terminal.types(typed);
        let (code, shown, _) = terminal.end();
        assert_eq!(code, Some(1), "{typed:?}: {shown}");
        assert!(shown.ends_with("\nstackpose: nothing was deployed\n"), "{typed:?}: {shown:?}");
        assert_eq!((double.count("DeleteChangeSet"), double.count("DeleteStack")), (1, 1), "{typed:?}");
        assert_eq!(double.count("ExecuteChangeSet"), 0);
    }
}

#[test]
fn ctrl_c_at_the_question_leaves_everything_as_it_was() {
    for (script, stacks) in [(fresh as fn(&Call) -> Answer, 1), (endless, 0)] {
        let double = Double::new(script);
        let mut terminal = Terminal::open(double.deploys(&[]), 100);
        terminal.until(ASKED);
        terminal.types(CTRL_C);
        let (code, shown, _) = terminal.end();
        assert_eq!(code, Some(130), "{shown}");
        assert!(shown.ends_with("\nstackpose: nothing was deployed\n"), "{shown:?}");
        assert_eq!((double.count("DeleteChangeSet"), double.count("DeleteStack")), (1, stacks));
        assert_eq!(double.count("ExecuteChangeSet"), 0);
    }
}

#[test]
fn ctrl_c_while_the_change_set_is_taken_back_says_what_is_left() {
    let (goes_on, held) = channel::<()>();
    let double = Double::new(move |call| match call.action.as_str() {
        "DeleteChangeSet" => {
            let _ = held.recv();
            fresh(call)
        }
        _ => fresh(call),
    });
    let mut terminal = Terminal::open(double.deploys(&[]), 100);
    terminal.until(ASKED);
    terminal.types(CTRL_C);
    terminal.until("Ctrl-C again leaves it");
    terminal.types(CTRL_C);
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(130), "{shown}");
    assert!(
        shown.contains("may be left: `aws cloudformation delete-stack --stack-name demo` deletes it"),
        "{shown}"
    );
    drop(goes_on);
}

#[test]
fn ctrl_c_while_the_change_set_is_made_takes_it_back() {
    let made = Arc::new(AtomicBool::new(false));
    let is_made = Arc::clone(&made);
    let double = Double::new(move |call| match call.action.as_str() {
        "DescribeChangeSet" if !is_made.load(Ordering::SeqCst) => {
            change_set("CREATE_IN_PROGRESS", "", "", "")
        }
        _ => fresh(call),
    });
    let mut terminal = Terminal::open(double.deploys(&[]), 100);
    double.until("DescribeChangeSet", 1);
    terminal.types(CTRL_C);
    terminal.until("taking the change set back");
    made.store(true, Ordering::SeqCst);
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.ends_with("stackpose: nothing was deployed\n") && !shown.contains(ASKED), "{shown}");
    assert_eq!((double.count("DeleteChangeSet"), double.count("DeleteStack")), (1, 1));
    assert_eq!(double.count("ExecuteChangeSet"), 0);
}

#[test]
fn a_missing_parameter_is_asked_for() {
    let double = Double::new(smooth);
    let mut terminal = Terminal::open(double.runs(&["deploy", "--parameter", "SubnetIds=subnet-1"]), 100);
    terminal.until("VpcId (");
    terminal.until("): ");
    terminal.types("vpc-7\n");
    terminal.until(ASKED);
    terminal.types("y\n");
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert!(double.calls("CreateChangeSet")[0].form.contains("ParameterValue=vpc-7"));
}

#[test]
fn a_parameter_that_stays_without_a_value_is_told() {
    let double = Double::new(smooth);
    let mut terminal = Terminal::open(double.runs(&["deploy"]), 100);
    let first = terminal.until("): ");
    terminal.types("given-1\n");
    terminal.until("): ");
    terminal.types("\n");
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(2), "{shown}");
    let told = shown.split("these parameters have no value:").nth(1).unwrap();
    // Not the one that was answered.
    let (answered, other) =
        if first.contains("VpcId (") { ("VpcId", "SubnetIds") } else { ("SubnetIds", "VpcId") };
    assert!(
        told.contains(&format!("\n  {other}  ")) && !told.contains(&format!("\n  {answered}  ")),
        "{told}"
    );
    assert_eq!(double.count("CreateChangeSet"), 0);
}

#[test]
fn a_secret_parameter_is_not_shown_while_it_is_typed() {
    let double = Double::new(|call| match call.action.as_str() {
        "GetTemplateSummary" => Good(
            "<Parameters><member><ParameterKey>Password</ParameterKey><ParameterType>String</ParameterType>\
             <NoEcho>true</NoEcho></member></Parameters>"
                .to_owned(),
        ),
        _ => smooth(call),
    });
    std::fs::write(double.folder.path().join("own.yaml"), "Resources: {}\n").unwrap();
    let mut terminal = Terminal::open(double.runs(&["deploy", "--template", "own.yaml"]), 100);
    terminal.until("Password: ");
    terminal.until_hidden();
    terminal.types(&format!("{HIDDEN}\n"));
    let shown = terminal.until(ASKED);
    assert!(!shown.contains(HIDDEN), "{shown}");
    assert!(terminal.is_usual());
    terminal.types("y\n");
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert!(!shown.contains(HIDDEN), "{shown}");
    assert!(double.calls("CreateChangeSet")[0].form.contains(&format!("ParameterValue={HIDDEN}")));
}

#[test]
fn the_value_of_a_secret_is_not_shown_while_it_is_typed() {
    let secret = |_: &Call| Raw(200, r#"{"ARN": "arn:secret"}"#);
    let typed = format!("{HIDDEN}\n");
    for (keys, wanted, end) in [
        (typed.as_str(), Some(0), "\narn:secret\n"),
        (
            CTRL_D,
            Some(2),
            "\nstackpose: a secret wants a value\n  help: `stackpose secret create NAME < FILE`\n",
        ),
        // The terminal shows again what is typed: `end` looks at that.
        (CTRL_C, Some(130), "\n"),
    ] {
        let double = Double::new(secret);
        let mut terminal = Terminal::open(double.runs(&["secret", "create", "token"]), 100);
        terminal.until("Value of token (it is not shown): ");
        terminal.until_hidden();
        terminal.types(keys);
        let (code, shown, _) = terminal.end();
        assert_eq!((code, shown.as_str()), (wanted, end), "{keys:?}");
        let sent = double.calls("CreateSecret");
        assert_eq!(sent.len(), usize::from(wanted == Some(0)));
        assert_eq!(double.asked(), sent.len());
        assert!(sent.iter().all(|call| call.form.contains(HIDDEN)));
    }
}

#[test]
fn events_are_shown_as_they_come() {
    let happened = Arc::new(AtomicUsize::new(2));
    let so_far = Arc::clone(&happened);
    let double = Double::new(move |call| match (call.action.as_str(), call.nth) {
        ("DescribeStackEvents", 1..) => events(&well()[..so_far.load(Ordering::SeqCst)]),
        _ => smooth(call),
    });
    let mut terminal = Terminal::open(double.deploys(&["--yes"]), 100);
    let shown =
        terminal.until("08:00:02  CREATE_IN_PROGRESS    demo  CloudFormation::Stack  User Initiated\n");
    assert!(!shown.contains("REVIEW_IN_PROGRESS") && !shown.contains(ASKED), "{shown}");
    happened.store(3, Ordering::SeqCst);
    assert_eq!(
        terminal.until("WebService  ECS::Service\n"),
        "08:00:03  CREATE_IN_PROGRESS    WebService  ECS::Service\n"
    );
    happened.store(5, Ordering::SeqCst);
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(
        shown,
        "\u{1b}[32m08:00:04  CREATE_COMPLETE       WebService  ECS::Service\u{1b}[0m\n\
         \u{1b}[32m08:00:05  CREATE_COMPLETE       demo  CloudFormation::Stack\u{1b}[0m\n\
         WebTCP80Url: http://demo\n"
    );
}

#[test]
fn what_fails_is_red() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeStackEvents", 1..) => {
            let mut all = well()[..3].to_vec();
            all.push(event(4, "WebService", "AWS::ECS::Service", "CREATE_FAILED", "no such image"));
            all.push(event(5, "demo", STACK_TYPE, "ROLLBACK_COMPLETE", ""));
            events(&all)
        }
        _ => smooth(call),
    });
    let (code, shown, _) = Terminal::open(double.deploys(&["--yes"]), 100).end();
    assert_eq!(code, Some(4), "{shown}");
    assert!(shown.contains("\u{1b}[31m08:00:04  CREATE_FAILED"), "{shown}");
    assert!(shown.contains("\u{1b}[31m08:00:05  ROLLBACK_COMPLETE"), "{shown}");
    assert!(shown.contains("stackpose: the deployment failed: WebService ("), "{shown}");
}

#[test]
fn no_colours_where_none_are_wanted() {
    for (option, variable) in [("--color=auto", "1"), ("--color=never", "")] {
        let double = Double::new(smooth);
        let command = double.deploys(&["--yes", option]).env("NO_COLOR", variable);
        let (code, shown, _) = Terminal::open(command, 100).end();
        assert_eq!(code, Some(0), "{shown}");
        assert!(shown.contains("CREATE_COMPLETE") && !shown.contains('\u{1b}'), "{shown:?}");
    }
}

#[test]
fn an_empty_no_color_does_not_count() {
    let double = Double::new(smooth);
    let (code, shown, _) = Terminal::open(double.deploys(&["--yes"]).env("NO_COLOR", ""), 100).end();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("\u{1b}[32m"), "{shown:?}");
}

#[test]
fn ctrl_c_while_a_stack_comes_to_be_ends_the_looking_on() {
    let double = Double::new(fresh);
    let mut terminal = Terminal::open(double.deploys(&["--yes"]), 100);
    terminal.until("08:00:03");
    terminal.types(CTRL_C);
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.contains("no longer following; the stack `demo` goes on"), "{shown}");
    assert!(!shown.contains("Ctrl-C again"), "{shown}");
    for action in ["CancelUpdateStack", "DeleteStack", "DeleteChangeSet", "RollbackStack"] {
        assert_eq!(double.count(action), 0, "{action}");
    }
}

#[test]
fn ctrl_c_ends_the_looking_on_also_where_nothing_answers() {
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeStackEvents", 1..) => Break,
        _ => fresh(call),
    });
    let mut terminal = Terminal::open(double.deploys(&["--yes"]), 100);
    double.until("DescribeStackEvents", 2);
    terminal.types(CTRL_C);
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.contains("no longer following"), "{shown}");
}

#[test]
fn a_second_ctrl_c_asks_whether_to_cancel_the_update() {
    for (keys, cancelled) in [("y\n", 1), ("n\n", 0), ("\n", 0), (CTRL_D, 0), (CTRL_C, 0)] {
        let double = Double::new(endless);
        let mut terminal = Terminal::open(double.deploys(&["--yes"]), 100);
        terminal.until("UPDATE_IN_PROGRESS");
        terminal.types(CTRL_C);
        terminal.until("Press Ctrl-C again within 5 seconds");
        terminal.types(CTRL_C);
        terminal.until("Cancel the update? The stack goes back to what it was. [y/N] ");
        assert_eq!(double.count("CancelUpdateStack"), 0);
        terminal.types(keys);
        let (code, shown, _) = terminal.end();
        assert_eq!(code, Some(130), "{keys:?}: {shown}");
        assert_eq!(shown.contains("the update is being cancelled"), cancelled == 1, "{keys:?}: {shown}");
        assert_eq!(double.count("CancelUpdateStack"), cancelled, "{keys:?}");
        assert_eq!(double.count("DeleteStack") + double.count("DeleteChangeSet"), 0);
    }
}

#[test]
fn one_ctrl_c_cancels_no_update() {
    let double = Double::new(endless);
    let mut terminal = Terminal::open(double.deploys(&["--yes"]), 100);
    terminal.until("UPDATE_IN_PROGRESS");
    terminal.types(CTRL_C);
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(130), "{shown}");
    assert!(!shown.contains("Cancel the update?"), "{shown}");
    assert_eq!(double.count("CancelUpdateStack"), 0);
}

#[test]
fn down_deletes_after_a_yes_only() {
    const QUESTION: &str = "Delete the stack `demo` in eu-central-1? [y/N] ";
    for (keys, wanted) in [("n\n", 1), (CTRL_D, 1), (CTRL_C, 130)] {
        let double = Double::new(endless);
        let mut terminal = Terminal::open(double.runs(&["down"]), 100);
        terminal.until(QUESTION);
        terminal.types(keys);
        let (code, shown, _) = terminal.end();
        assert_eq!(code, Some(wanted), "{keys:?}: {shown}");
        assert!(shown.ends_with("\nstackpose: nothing was deleted\n"), "{keys:?}: {shown:?}");
        assert_eq!(double.count("DeleteStack"), 0, "{keys:?}");
    }
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeStackEvents", 1..) => {
            events(&[event(2, "demo", STACK_TYPE, "DELETE_IN_PROGRESS", "User Initiated")])
        }
        _ => endless(call),
    });
    let mut terminal = Terminal::open(double.runs(&["down"]), 100);
    terminal.until(QUESTION);
    terminal.types("y\n");
    terminal.until("DELETE_IN_PROGRESS");
    terminal.types(CTRL_C);
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.contains("the stack `demo` goes on to be deleted"), "{shown}");
    assert_eq!(double.count("DeleteStack"), 1);
}

#[test]
fn ctrl_c_ends_the_following_of_events() {
    let double = Double::new(|call| match call.action.as_str() {
        "DescribeStacks" => stack("UPDATE_IN_PROGRESS"),
        _ => endless(call),
    });
    let mut terminal = Terminal::open(double.runs(&["events", "--follow"]), 100);
    terminal.until("UPDATE_IN_PROGRESS");
    terminal.types(CTRL_C);
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(130), "{shown}");
}

#[test]
fn no_line_of_a_table_is_wider_than_the_window() {
    const LONG: &str = "AVeryLongNameOfAResourceThatGoesOnAndOnAndNeverEnds";
    let double = Double::new(|call| match (call.action.as_str(), call.nth) {
        ("DescribeChangeSet", _) => {
            change_set("CREATE_COMPLETE", "", &(change("WebService") + &change(LONG)), "")
        }
        ("DescribeStackEvents", 1..) => {
            let mut all = well();
            let reason = "a reason that is as long as reasons are, and longer";
            all.insert(4, event(9, LONG, "AWS::ECS::Service", "CREATE_COMPLETE", reason));
            events(&all)
        }
        _ => smooth(call),
    });
    let mut terminal = Terminal::open(double.deploys(&[]), 40);
    let shown = plain(&terminal.until("\nnew stack"));
    // Before it are the findings.
    let table = shown.split_once("CHANGE").unwrap().1;
    assert!(table.contains("add     WebService"), "{table}");
    assert!(table.contains("add     AVeryLongNameOfAResourceThatGoe…\n"), "{table}");
    terminal.until(ASKED);
    terminal.types("y\n");
    let (code, rest, _) = terminal.end();
    assert_eq!(code, Some(0), "{rest}");
    let rest = plain(&rest);
    assert!(rest.contains("CREATE_COMPLETE       WebService"), "{rest}");
    assert!(rest.contains("CREATE_COMPLETE       AVeryLongNameOfAR…\n"), "{rest}");
    for line in table.lines().skip(1).chain(rest.lines()) {
        assert!(line.chars().count() <= 40, "{line}");
    }
}

#[test]
fn a_pipe_gets_the_product_alone() {
    let double = Double::new(smooth);
    let mut terminal = Terminal::open(double.deploys(&[]).stdout(Stdio::piped()), 100);
    terminal.until(ASKED);
    terminal.types("y\n");
    let (code, shown, piped) = terminal.end();
    assert_eq!((code, piped.as_str()), (Some(0), "WebTCP80Url: http://demo\n"), "{shown}");
    assert!(shown.contains("\u{1b}[32m") && !shown.contains("http://demo"), "{shown}");
}

#[test]
fn a_log_gets_calm_lines() {
    let double = Double::new(smooth);
    let terminal = Terminal::open(double.deploys(&["--yes"]).stderr(Stdio::piped()), 40);
    let (code, shown, piped) = terminal.end();
    assert_eq!((code, shown.as_str()), (Some(0), "WebTCP80Url: http://demo\n"), "{piped}");
    assert!(!piped.contains(['\u{1b}', '\r', '…']), "{piped:?}");
    let events: Vec<&str> = piped.lines().filter(|line| line.starts_with("08:00:")).collect();
    assert_eq!(
        events,
        [
            "08:00:02  CREATE_IN_PROGRESS    demo  CloudFormation::Stack  User Initiated",
            "08:00:04  CREATE_COMPLETE       WebService  ECS::Service",
            "08:00:05  CREATE_COMPLETE       demo  CloudFormation::Stack",
        ]
    );
}

#[test]
fn a_product_in_a_pipe_is_whole_and_plain_whatever_the_window() {
    for arguments in [["events"].as_slice(), &["logs"], &["down", "--dry-run"]] {
        let double = Double::new(|call| match call.action.as_str() {
            "DescribeStackEvents" => events(&well()),
            _ => logging(call),
        });
        let terminal = Terminal::open(double.runs(arguments).stdout(Stdio::piped()), 40);
        let (code, shown, piped) = terminal.end();
        assert_eq!((code, shown.as_str()), (Some(0), ""), "{arguments:?}");
        assert!(!piped.is_empty() && !piped.contains(['\u{1b}', '\r', '…']), "{arguments:?}: {piped:?}");
    }
    let double = Double::new(fresh);
    let terminal = Terminal::open(double.deploys(&["--dry-run"]).stdout(Stdio::piped()), 40);
    let (code, _, piped) = terminal.end();
    assert_eq!(code, Some(0));
    assert!(piped.contains("add     WebService  ECS::Service  web, compose.yaml:2\n"), "{piped}");
}

#[test]
fn events_on_a_terminal_have_colours_and_its_width() {
    let double = Double::new(|call| match call.action.as_str() {
        "DescribeStackEvents" => events(&well()),
        _ => stack("CREATE_COMPLETE"),
    });
    // Where the talk goes does not matter.
    let terminal = Terminal::open(double.runs(&["events"]).stderr(Stdio::null()), 40);
    let (code, shown, _) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("\u{1b}[32mCREATE_COMPLETE       WebService"), "{shown:?}");
    assert!(plain(&shown).lines().all(|line| line.chars().count() <= 40), "{shown}");
}

#[test]
fn each_service_that_logs_has_a_colour() {
    let double = Double::new(logging);
    let (code, shown, _) = Terminal::open(double.runs(&["logs"]), 100).end();
    let wanted =
        "\u{1b}[36mweb |\u{1b}[0m up\n\u{1b}[33mdb  |\u{1b}[0m ready\n\u{1b}[36mweb |\u{1b}[0m GET /\n";
    assert_eq!((code, shown.as_str()), (Some(0), wanted));
    let uncoloured = double.runs(&["logs"]).env("NO_COLOR", "1");
    let (code, shown, _) = Terminal::open(uncoloured, 100).end();
    assert_eq!((code, shown.as_str()), (Some(0), "web | up\ndb  | ready\nweb | GET /\n"));
    let piped = Terminal::open(double.runs(&["logs"]).stdout(Stdio::piped()), 100).end().2;
    assert_eq!(piped, shown);
}

#[test]
fn ctrl_c_ends_the_following_of_logs() {
    let double = Double::new(logging);
    let mut terminal = Terminal::open(double.runs(&["logs", "--follow"]), 100);
    terminal.until("GET /\n");
    terminal.types(CTRL_C);
    let (code, shown, _) = terminal.end();
    assert_eq!((code, shown.as_str()), (Some(0), "^C"));
}
