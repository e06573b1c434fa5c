//! `diff --stack`: what a stack has, compared with the project.

use super::double::{ABSENT, Call, Double, Good, STACK, field, smooth};

/// The template of a stack without its service.
const DEPLOYED: &str = r#"{
  "Parameters": {
    "Stage": {"Type": "String", "Default": "test"},
    "Region": {"Type": "String", "Default": "x"},
    "TokenSecretValue": {"Type": "String", "NoEcho": true}
  },
  "Conditions": {"IsProduction": {"Fn::Equals": [{"Ref": "Stage"}, "production"]}},
  "Resources": {
    "Old": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::Sub": "old-${Stage}-${Region}"}}},
    "Big": {"Type": "AWS::SNS::Topic", "Condition": "IsProduction", "Properties": {"DisplayName": "a"}}
  }
}"#;

/// An account with a stack of that template.
fn account(call: &Call) -> super::double::Answer {
    let parameter = |(name, value): (&str, &str)| {
        format!(
            "<member><ParameterKey>{name}</ParameterKey><ParameterValue>{value}</ParameterValue></member>"
        )
    };
    match call.action.as_str() {
        "DescribeStacks" => {
            let parameters: String = [("Stage", "production"), ("Region", "x"), ("TokenSecretValue", "****")]
                .map(parameter)
                .concat();
            Good(format!(
                "<Stacks><member><StackName>demo</StackName><StackId>{STACK}</StackId>\
                 <CreationTime>2026-11-23T08:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>\
                 <Parameters>{parameters}</Parameters></member></Stacks>"
            ))
        }
        "GetTemplate" => {
            let body = DEPLOYED.replace('"', "&quot;");
            Good(format!("<TemplateBody>{body}</TemplateBody>"))
        }
        _ => smooth(call),
    }
}

#[test]
fn a_stack_is_compared_with_its_own_parameters() {
    let double = Double::new(account);
    let new = DEPLOYED.replace(r#""DisplayName": "a""#, r#""DisplayName": "b""#).replace(
        r#""Region": {"Type": "String", "Default": "x"}"#,
        r#""Region": {"Type": "String", "Default": "y"}"#,
    );
    double.write("template.json", &new);
    let (code, stdout, stderr) = double.run(&["diff", "--stack", "demo", "template.json"]);
    assert_eq!(code, Some(1), "{stdout}{stderr}");
    // The stack's condition holds, and its value that was merely the default gives way to the new one.
    assert!(stdout.contains("~ Big (AWS::SNS::Topic): changed\n      DisplayName: a → b"), "{stdout}");
    assert!(stdout.contains("TopicName: old-production-x → old-production-y"), "{stdout}");
    assert!(!stdout.contains("depends on"), "{stdout}");
    let asked = double.calls("GetTemplate");
    assert_eq!(field(&asked[0].form, "TemplateStage").as_deref(), Some("Original"), "{asked:?}");

    // A file of parameters is for what shall be deployed.
    let file = r#"[{"ParameterKey": "Stage", "ParameterValue": "test"}]"#;
    double.write("parameters.json", file);
    let more = ["diff", "--stack", "demo", "template.json", "--parameters", "parameters.json"];
    let (_, stdout, _) = double.run(&more);
    assert!(stdout.contains("- Big (AWS::SNS::Topic): removed"), "{stdout}");
    assert!(stdout.contains("TopicName: old-production-x → old-test-y"), "{stdout}");
}

#[test]
fn the_project_is_compared_with_its_stack() {
    let double = Double::new(account);
    let (code, stdout, stderr) = double.run(&["diff", "--stack", "demo", "--exit-zero"]);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    assert!(stdout.contains("- Old (AWS::SNS::Topic): removed"), "{stdout}");
    assert!(stdout.contains("+ WebService (AWS::ECS::Service): added"), "{stdout}");
}

#[test]
fn a_stack_that_is_not_there_is_a_refusal() {
    let double = Double::new(|call| match call.action.as_str() {
        "DescribeStacks" => ABSENT,
        _ => smooth(call),
    });
    let (code, stdout, stderr) = double.run(&["diff", "--stack", "demo"]);
    assert_eq!((code, stdout.as_str()), (Some(4), ""), "{stderr}");
    assert!(stderr.contains("there is no stack `demo` in eu-central-1"), "{stderr}");
    assert!(double.calls("GetTemplate").is_empty());
}
