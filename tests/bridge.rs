//! `convert --bridge`, which the container image runs: the model that Docker Compose Bridge hands to a transformation.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and write scratch folders, and stop at the first surprise"
)]

use std::process::{Command, Output};

const MODEL: &str = r"name: demo
services:
  web:
    image: nginx:1.27
    x-aws-files: volume
    environment:
      PRICE: '5$ or ${NOT_A_VARIABLE}'
    networks: {default: null}
    configs: [{source: page, target: /etc/page/index.html}]
    secrets: [{source: token, target: /run/secrets/token}]
networks:
  default: {name: demo_default, ipam: {}}
configs:
  page:
    name: demo_page
    file: /home/somebody/project/index.html
    content: '<p>$5</p>'
secrets:
  token:
    name: demo_token
    file: /home/somebody/project/token.txt
    content: correct-horse-battery
";

fn convert(model: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("compose.yaml"), model).unwrap();
    Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .arg("convert")
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .output()
        .unwrap()
}

#[test]
fn a_model_of_compose_bridge_is_converted() {
    let output = convert(MODEL, &["--bridge"]);
    let template = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(template.contains("5$ or ${NOT_A_VARIABLE}"), "a `$` is itself: {template}");
    assert!(template.contains("TokenSecretValue:"), "the secret is a parameter: {template}");
    assert!(!template.contains("correct-horse"), "{template}");
    // Base64 of `<p>$5</p>`, or the text itself.
    assert!(template.contains("<p>$5</p>") || template.contains("PHA+JDU8L3A+"), "{template}");
    assert!(!convert(MODEL, &[]).status.success(), "a Compose file has no such keys");
}

#[test]
fn a_finding_beside_a_secret_does_not_show_it() {
    let output = convert(
        &MODEL.replace("    name: demo_token\n", "    name: demo_token\n    nmae: x\n"),
        &["--bridge"],
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("nmae"), "{said}");
    assert!(!said.contains("correct-horse"), "{said}");
}
