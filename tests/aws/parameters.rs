//! Where the values come from that `deploy` gives the parameters of a template.

use super::account::usual;
use super::double::{Answer, Call, Double, Good, smooth, stack};

/// An update of a stack that has the secret already.
fn update(call: &Call) -> Answer {
    match call.action.as_str() {
        "DescribeStacks" => {
            let Good(text) = stack("CREATE_COMPLETE") else { unreachable!() };
            let parameter = "<Parameters><member><ParameterKey>TokenSecretValue</ParameterKey>\
                             <ParameterValue>****</ParameterValue></member></Parameters><Outputs>";
            Good(text.replace("<Outputs>", parameter))
        }
        "GetTemplateSummary" => Good(
            "<Parameters><member><ParameterKey>TokenSecretValue</ParameterKey><NoEcho>true</NoEcho></member></Parameters>"
                .to_owned(),
        ),
        _ => smooth(call),
    }
}

const UPDATES: [&str; 6] =
    ["deploy", "--dry-run", "--parameter", "VpcId=vpc-1", "--parameter", "SubnetIds=subnet-1,subnet-2"];

#[test]
fn a_secret_that_is_not_on_this_machine_keeps_its_value() {
    let double = Double::new(update);
    assert_eq!(double.run(&UPDATES).0, Some(0));
    assert!(double.sent("TokenSecretValue").is_some());
    for content in ["", "x".repeat(5000).as_str()] {
        double.write("token.txt", content);
        // What is there and wrong is a mistake all the same.
        assert_eq!(double.run(&UPDATES).0, Some(2));
    }
    std::fs::remove_file(double.folder.path().join("token.txt")).unwrap();
    let (code, _, stderr) = double.run(&UPDATES);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(double.sent("TokenSecretValue"), None);
    assert!(stderr.contains("TokenSecretValue keeps the value that the stack has: `"), "{stderr}");

    let double = Double::new(update);
    let compose =
        "services:\n  web: {image: 'nginx:1', secrets: [token]}\nsecrets:\n  token: {environment: TOKEN}\n";
    double.write("compose.yaml", compose);
    let (code, _, stderr) = double.run(&UPDATES);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(double.sent("TokenSecretValue"), None);
    assert!(
        stderr.contains("keeps the value that the stack has: the variable `TOKEN` is not set"),
        "{stderr}"
    );
    let output = double.command(&UPDATES).env("TOKEN", "new").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(double.sent("TokenSecretValue").as_deref(), Some("new"));
    // A new stack has nothing to keep.
    let double = Double::new(smooth);
    double.write("compose.yaml", compose);
    let (code, _, stderr) = double.run(&UPDATES);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("TokenSecretValue has no value") && double.calls("CreateChangeSet").is_empty());
}

#[test]
fn a_file_may_know_more_parameters_than_the_template() {
    let double = usual().double();
    double.write_file(&[
        ("VpcId", "vpc-a"),
        ("SubnetIds", "subnet-a1,subnet-a2"),
        ("VpcIdd", "x"),
        ("Old", "hidden"),
    ]);
    let deploy = ["deploy", "--dry-run", "--parameters", "parameters.json"];
    let (code, _, stderr) = double.run(&deploy);
    assert_eq!(code, Some(0), "{stderr}");
    let told = "parameters.json: left out, because the template has no such parameter: Old, VpcIdd\n";
    assert!(stderr.contains(told) && !stderr.contains("hidden"), "{stderr}");
    assert!(!double.calls("CreateChangeSet")[0].form.contains("VpcIdd"));
    for (typed, help) in [("VpcIdd=y", "did you mean `VpcId`?"), ("Wholly=y", "it has VpcId, ")] {
        let (code, _, stderr) = double.run(&[&deploy, ["--parameter", typed].as_slice()].concat());
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains("the template has no parameter") && stderr.contains(help), "{stderr}");
    }
    assert_eq!(double.calls("CreateChangeSet").len(), 1);
}

const WITH_VARIABLES: &str = "x-aws-variables: {TAG: parameter, LEVEL: parameter, PASSWORD: secret}\nservices:\n  web:\n    \
                              image: 'nginx:${TAG:-1}'\n    environment: {P: 'x${PASSWORD}', L: '${LEVEL:-info}'}\n";

#[test]
fn variables_of_deploy_time_are_read_last() {
    let double = Double::new(smooth);
    double.write("compose.yaml", WITH_VARIABLES);
    // Nothing is known of the secret, and nobody can be asked.
    let (code, _, stderr) = double.run(&UPDATES);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("these parameters have no value:\n  Password  "), "{stderr}");

    double.write(".env", "TAG=of-dotenv\nLEVEL=of-dotenv\nPASSWORD=of-dotenv\n");
    let (code, _, stderr) = double.run(&UPDATES);
    assert_eq!(code, Some(0), "{stderr}");
    let sent = |names: [&str; 3]| names.map(|name| double.sent(name).unwrap_or_default());
    assert_eq!(sent(["Tag", "Level", "Password"]), ["of-dotenv"; 3]);
    assert!(stderr.contains("taken from variables that are set here: Level, Password, Tag\n"), "{stderr}");

    // The file counts before `.env`, a variable of the process before the file, what is typed before all.
    double.write_file(&[("Tag", "of-file"), ("Level", "of-file"), ("Password", "of-file")]);
    let with_file =
        [UPDATES.as_slice(), &["--parameters", "parameters.json", "--parameter", "Level=typed"]].concat();
    let output =
        double.command(&with_file).env("TAG", "of-process").env("LEVEL", "of-process").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(sent(["Tag", "Level", "Password"]), ["of-process", "typed", "of-file"]);
}

#[test]
fn a_secret_that_exists_needs_no_value() {
    let double = Double::new(smooth);
    double.write("compose.yaml", WITH_VARIABLES);
    double.write(".env", "PASSWORD=of-dotenv\n");
    let arn = "PasswordSecretArn=arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf";
    let (code, _, stderr) = double.run(&[UPDATES.as_slice(), &["--parameter", arn]].concat());
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(double.sent("Password").as_deref(), Some(""));
}
