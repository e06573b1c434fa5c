//! One mistake at a time: its code, and what is underlined.

use super::read;
use crate::diagnostic::Code;

/// Each file has exactly one mistake: its code, and the text that is underlined.
fn one_mistake(cases: &[(&str, Code, &str)]) {
    for (text, code, underlined) in cases {
        let (_, diagnostics, sources) = read(text);
        let [found] = diagnostics.as_slice() else { panic!("{text}\n{diagnostics:#?}") };
        assert_eq!(found.code, *code, "{text}\n{found:#?}");
        assert_eq!(sources.text(found.place()), *underlined, "{text}\n{found:#?}");
        assert!(found.help.is_some(), "{text}");
        assert!(!found.message.contains(char::is_control), "{text}");
    }
}

/// A file with one service `a` that has these attributes.
fn service_mistakes(cases: &[(&str, Code, &str)]) {
    for (attributes, code, underlined) in cases {
        let text = format!("services:\n  a:\n    image: i\n    {attributes}\n");
        one_mistake(&[(&text, *code, underlined)]);
    }
}

#[test]
fn texts_that_no_container_can_hold() {
    let (code, name) = (Code::ControlCharacter, Code::VariableName);
    service_mistakes(&[
        (r#"environment: {Z: "a\0b"}"#, code, r#""a\0b""#),
        (r#"environment: {"Z\e": b}"#, code, r#""Z\e""#),
        (r#"environment: {"Z\n": b}"#, code, r#""Z\n""#),
        ("environment: {'A=B': c}", name, "'A=B'"),
        (r#"command: [x, "a\ab"]"#, code, r#""a\ab""#),
        (r#"entrypoint: ["a\0"]"#, code, r#""a\0""#),
        (r#"labels: {l: "a\0"}"#, code, r#""a\0""#),
        (r#"labels: {"l\t": a}"#, code, r#""l\t""#),
        (r#"user: "a\n""#, code, r#""a\n""#),
        (r#"working_dir: "/a\0""#, code, r#""/a\0""#),
        (r#"hostname: "h\t""#, code, r#""h\t""#),
        (r#"healthcheck: {test: [CMD, "a\0"]}"#, code, r#""a\0""#),
    ]);
    one_mistake(&[("services: {a: {image: \"i\\0\"}}", code, r#""i\0""#)]);
    let (_, diagnostics, _) =
        read("services: {a: {image: i, environment: {A: \"a\\tb\\r\\nc\\N\"}, command: [\"a\\nb\"]}}");
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
}

#[test]
fn amounts_that_nothing_can_have() {
    service_mistakes(&[
        ("cpus: -1", Code::BadAmount, "-1"),
        ("deploy: {resources: {reservations: {cpus: '-0.5'}}}", Code::BadAmount, "'-0.5'"),
        ("mem_limit: -1", Code::BadAmount, "-1"),
        ("deploy: {resources: {limits: {memory: '-1'}}}", Code::BadAmount, "'-1'"),
        ("stop_grace_period: -5s", Code::BadAmount, "-5s"),
        ("healthcheck: {interval: -5s}", Code::BadAmount, "-5s"),
        ("scale: 5001", Code::TooManyTasks, "5001"),
        ("deploy: {replicas: 1000000000}", Code::TooManyTasks, "1000000000"),
        ("deploy: {update_config: {parallelism: -1}}", Code::OutOfBounds, "-1"),
        ("deploy: {update_config: {max_failure_ratio: 2}}", Code::OutOfBounds, "2"),
        ("tmpfs: /run:size=50%", Code::BadByteSize, "/run:size=50%"),
    ]);
    let (_, diagnostics, _) = read("services: {a: {image: i, scale: 5000}}");
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
}

#[test]
fn ports_that_are_none() {
    let code = Code::BadPort;
    service_mistakes(&[
        ("ports: [{target: 0}]", code, "0"),
        ("ports: [{target: 70000}]", code, "70000"),
        ("ports: [{target: 80, published: 70000}]", code, "70000"),
        ("ports: [{target: 80, published: '0'}]", code, "'0'"),
        ("ports: [{target: 80, published: web}]", code, "web"),
        ("ports: [{target: 80, published: 90-80}]", code, "90-80"),
        ("ports: [{target: 80, published: 80-70000}]", code, "80-70000"),
        ("ports: [{target: 80, protocol: http}]", code, "http"),
    ]);
}

#[test]
fn words_that_mean_nothing() {
    service_mistakes(&[
        ("restart: allways", Code::NotAllowed, "allways"),
        ("restart: on-failure:x", Code::NotAllowed, "on-failure:x"),
        ("deploy: {mode: replicate}", Code::NotAllowed, "replicate"),
        ("healthcheck: {test: [CMD]}", Code::BadHealthTest, "[CMD]"),
    ]);
}

#[test]
fn secrets_stay_in_their_folder() {
    let text = |target: &str| {
        let secrets = "secrets: {s: {file: f}}";
        format!("services: {{a: {{image: i, secrets: [{{source: s, target: {target}}}]}}}}\n{secrets}")
    };
    one_mistake(&[(&text("../../etc/shadow"), Code::ContainerPath, "../../etc/shadow")]);
    assert!(read(&text("/etc/a..b")).1.is_empty());
}

#[test]
fn external_things_say_nothing_about_themselves() {
    let code = Code::BadExternal;
    one_mistake(&[
        (
            "services: {a: {image: i, networks: [n]}}\nnetworks: {n: {external: true, driver: x}}",
            code,
            "driver",
        ),
        ("services: {a: {image: i, secrets: [n]}}\nsecrets: {n: {external: true, file: x}}", code, "file"),
        (
            "services: {a: {image: i, configs: [n]}}\nconfigs: {n: {external: true, content: x}}",
            code,
            "content",
        ),
    ]);
}

#[test]
fn extensions_with_values_that_do_not_fit() {
    let code = Code::BadExtension;
    one_mistake(&[
        ("services: {a: {image: i}}\nx-aws-vpc: [v]", code, "[v]"),
        ("services: {a: {image: i}}\nx-aws-cluster: 5", code, "5"),
        ("services: {a: {image: i}}\nx-aws-loadbalancer: {arn: x}", code, "x"),
        ("services: {a: {image: i}}\nx-aws-certificate: true", code, "true"),
        ("services: {a: {image: i}}\nx-aws-subnets: s", code, "s"),
        ("services: {a: {image: i}}\nx-aws-subnets: [a, 5]", code, "5"),
        ("services: {a: {image: i}}\nx-aws-logs_retention: soon", code, "soon"),
        ("services: {a: {image: i}}\nx-aws-logs_retention: 8", code, "8"),
        ("services: {a: {image: i}}\nx-aws-tags: [a]", code, "[a]"),
        ("services: {a: {image: i}}\nx-aws-tags: {a: [b]}", code, "[b]"),
        ("services: {a: {image: i}}\nx-aws-tags: {'aws:x': b}", code, "'aws:x'"),
    ]);
    service_mistakes(&[
        ("x-aws-policies: {a: b}", code, "{a: b}"),
        ("x-aws-policies: [ReadOnlyAccess]", code, "ReadOnlyAccess"),
        ("x-aws-role: admin", code, "admin"),
        ("x-aws-role: {Action: x}", code, "{Action: x}"),
        ("x-aws-pull_credentials: arn:x", code, "arn:x"),
        ("x-aws-files: copy", code, "copy"),
        ("x-aws-secrets: {A: [b]}", code, "[b]"),
        ("ports: [{target: 80, x-aws-protocol: htp}]", code, "htp"),
        ("ports: [{target: 80, x-aws-certificate: [c]}]", code, "c"),
        ("deploy: {update_config: {x-aws-min_percent: half}}", code, "half"),
        ("deploy: {update_config: {x-aws-max_percent: -1}}", code, "-1"),
        ("volumes: [{type: bind, source: /a, target: /b, x-aws-volume: nfs}]", code, "nfs"),
        ("x-aws-ephemeral_storage: 201", code, "201"),
    ]);
}

#[test]
fn disks() {
    let (code, pair) = (Code::BadExtension, Code::DiskSetting);
    for (disk, code, place) in [
        ("1", code, "1"),
        ("{}", code, "x-aws-ebs"),
        ("{size: 0}", code, "0"),
        ("{size: 20m}", code, "20m"),
        ("{size: 20, sise: 3}", code, "sise"),
        ("{size: 20, type: gp9}", code, "gp9"),
        ("{size: 20, type: io1}", pair, "x-aws-ebs"),
        ("{size: 9, type: sc1}", pair, "9"),
        ("{size: 20, iops: 2999}", pair, "2999"),
        ("{size: 20, type: gp2, throughput: 200}", pair, "200"),
        ("{size: 20, encrypted: maybe}", code, "maybe"),
        ("{size: 20, encrypted: false, kms_key_id: key}", pair, "key"),
        ("{size: 20, filesystem: btrfs}", code, "btrfs"),
    ] {
        let text = format!(
            "services: {{a: {{image: i, volumes: ['vv:/a']}}}}\nvolumes: {{vv: {{x-aws-ebs: {disk}}}}}"
        );
        one_mistake(&[(text.as_str(), code, place)]);
    }
}

#[test]
fn extensions_of_secrets_with_values_that_do_not_fit() {
    let code = Code::BadExtension;
    let mistake = |key: &str| {
        format!("services: {{a: {{image: i, secrets: [s]}}}}\nsecrets: {{s: {{file: f, {key}}}}}")
    };
    let [list, star, length, rule] =
        ["x-aws-keys: a", "x-aws-keys: ['*']", "x-aws-generate: {length: 0}", "x-aws-generate: {size: 5}"]
            .map(mistake);
    one_mistake(&[
        (&list, code, "a"),
        (&star, code, "'*'"),
        (&length, code, "{length: 0}"),
        (&rule, code, "size"),
    ]);
}

#[test]
fn the_old_key_of_a_network() {
    let code = Code::NotYet;
    let network = "services: {a: {image: i, networks: [n]}}\nnetworks: {n: {x-aws-securitygroup: sg-1}}";
    one_mistake(&[(network, code, "x-aws-securitygroup")]);
    let (_, diagnostics, _) = read(network);
    assert!(diagnostics[0].help.as_ref().unwrap().contains("external: true"));
}

#[test]
fn scaling_and_capacity() {
    let (bad, shares) = (Code::BadExtension, Code::CapacityShares);
    service_mistakes(&[
        ("deploy: {x-aws-autoscaling: {cpu: 5}}", bad, "{cpu: 5}"),
        ("deploy: {x-aws-autoscaling: {max: 5}}", Code::ScalingEmpty, "x-aws-autoscaling"),
        ("deploy: {x-aws-autoscaling: {max: 5, min: 6, cpu: 5}}", Code::Bounds, "6"),
        ("deploy: {x-aws-autoscaling: {max: 5, queue: {backlog: 5}}}", Code::QueueName, "{backlog: 5}"),
        ("deploy: {x-aws-autoscaling: {max: 5, queue: {name: [a], backlog: 5}}}", bad, "[a]"),
        ("x-aws-capacity: ec2", bad, "ec2"),
        ("x-aws-capacity: {}", shares, "x-aws-capacity"),
        ("x-aws-capacity: {spot: {base: 3}}", shares, "x-aws-capacity"),
        ("x-aws-platform_version: newest", bad, "newest"),
    ]);
}

#[test]
fn extensions_that_do_not_exist_or_stand_elsewhere() {
    let code = Code::UnknownExtension;
    service_mistakes(&[
        ("x-aws-polices: []", code, "x-aws-polices"),
        ("x-aws-vpc: v", code, "x-aws-vpc"),
        ("healthcheck: {x-aws-healthcheck: 1}", code, "x-aws-healthcheck"),
        ("deploy: {x-aws-min_percent: 5}", code, "x-aws-min_percent"),
        ("networks: {default: {x-aws-securitygroup: 1}}", code, "x-aws-securitygroup"),
    ]);
    let help = |text: &str| read(text).1[0].help.clone().unwrap();
    assert_eq!(help("services: {a: {image: i, x-aws-polices: []}}"), "did you mean `x-aws-policies`?");
    assert_eq!(help("services: {a: {image: i, x-aws-vpc: v}}"), "it belongs at the top level");
    assert_eq!(
        help("services: {a: {image: i, deploy: {x-aws-min_percent: 5}}}"),
        "it belongs under `deploy.update_config`"
    );
}
