//! A generator of plausible projects: services that refer to each other and to volumes, networks and secrets that exist,
//! with attributes made here or taken from the fixtures, in one file or two, with anchors, variables and env files.

use std::fmt::Write as _;

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::mutation::snippets_at;

/// A project as the text of an archive.
#[derive(Debug, Clone)]
pub struct Project(pub String);

const NAMES: [&str; 8] = ["web", "api", "worker", "db", "cache", "job", "a.b", "web-2"];
const IMAGES: [&str; 8] = [
    "nginx:1.29",
    "postgres:17",
    "redis",
    "ghcr.io/example/app@sha256:aa",
    "${IMAGE:-busybox}",
    "mysql:8",
    "rabbitmq:4",
    "localhost/x",
];
const VOLUMES: [&str; 6] = [
    "data:/data",
    "data:/var/lib/postgresql/data:ro",
    "./conf:/etc/conf",
    "/srv/x:/x",
    "/anonymous",
    "./conf/a.conf:/etc/a.conf:ro",
];
const CONDITIONS: [&str; 3] = ["service_started", "service_healthy", "service_completed_successfully"];
const VALUES: [&str; 8] = [
    "1",
    "${DB_PASSWORD}",
    "postgres://u:p@db/x",
    "\"${A-b}${C:+d}\"",
    "",
    "true",
    "$$HOME",
    "${GONE:?needed}",
];

impl<'a> Arbitrary<'a> for Project {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut text = String::new();
        if u.ratio(1, 4)? {
            text.push_str("x-base: &base\n  restart: always\n  image: nginx:1.29\n");
        }
        services(&mut text, u)?;
        text.push_str("volumes:\n  data: {}\nnetworks:\n  front: {}\n  back: {internal: true}\n");
        text.push_str("secrets:\n  key: {file: ./key}\n  token: {environment: TOKEN}\nconfigs:\n  conf: {content: \"${A:-a}\"}\n");
        for _ in 0..u.int_in_range(0..=2)? {
            graft(&mut text, u, "", 0)?;
        }
        if u.ratio(1, 3)? {
            text.push_str("=== compose.override.yaml\n");
            services(&mut text, u)?;
        }
        text.push_str("=== .env\nDB_PASSWORD=s3cr3t-word\nTOKEN=t0ken-word\n");
        if u.ratio(1, 4)? {
            let _ = writeln!(text, "COMPOSE_PROFILES={}", u.choose(&["*", "a,b", ""])?);
        }
        text.push_str(
            "=== key\nprivate\n=== conf/a.conf\nlisten 80;\n=== web.env\nA=${DB_PASSWORD}\nB='x'\n",
        );
        Ok(Self(text))
    }
}

fn services(text: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    text.push_str("services:\n");
    let count = u.int_in_range(1..=NAMES.len())?;
    for name in NAMES.iter().take(count) {
        let _ = writeln!(text, "  {name}:");
        if text.starts_with("x-base") && u.ratio(1, 3)? {
            text.push_str("    <<: *base\n");
        }
        let _ = writeln!(text, "    image: {}", u.choose(&IMAGES)?);
        for attribute in 0..ATTRIBUTES {
            if u.ratio(1, 4)? {
                self::attribute(text, attribute, u)?;
            }
        }
        for _ in 0..u.int_in_range(0..=3)? {
            graft(text, u, "services.*", 4)?;
        }
    }
    Ok(())
}

/// Something from the fixtures that may stand here.
fn graft(text: &mut String, u: &mut Unstructured<'_>, path: &str, indent: usize) -> Result<()> {
    let known = snippets_at(path);
    if known.is_empty() {
        return Ok(());
    }
    for line in u.choose(known)? {
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
    Ok(())
}

/// The number of arms below.
const ATTRIBUTES: usize = 16;

fn attribute(text: &mut String, which: usize, u: &mut Unstructured<'_>) -> Result<()> {
    let port: u16 = u.arbitrary()?;
    let other = *u.choose(&NAMES)?;
    let value = *u.choose(&VALUES)?;
    let line = match which {
        0 => format!(
            "ports: [\"{}{port}:{}{}\"]",
            u.choose(&["", "127.0.0.1:", "[::1]:"])?,
            port % 9000,
            u.choose(&["", "/udp", "-9010"])?
        ),
        1 => format!("depends_on: {{{other}: {{condition: {}}}}}", u.choose(&CONDITIONS)?),
        2 => format!("environment: {{A: {value}, DB_PASSWORD: {value}}}"),
        3 => format!("environment: [\"A={}\", B]", u.choose(&["1", "$DB_PASSWORD", "${A:-x}"])?),
        4 => "env_file: web.env".to_owned(),
        5 => format!("volumes: [{:?}]", u.choose(&VOLUMES)?),
        6 => format!("networks: {{{}: {{aliases: [{other}]}}}}", u.choose(&["front", "back", "default"])?),
        7 => format!(
            "deploy: {{replicas: {}, resources: {{limits: {{cpus: \"{}\", memory: {}m}}}}}}",
            port % 7,
            port % 17,
            port
        ),
        8 => format!(
            "healthcheck: {{test: {}, interval: {}s}}",
            u.choose(&["[NONE]", "curl -f localhost", "[CMD, x]"])?,
            port % 400
        ),
        9 => "secrets: [key, {source: token, target: /run/t}]".to_owned(),
        10 => "configs: [{source: conf, target: /etc/c}]".to_owned(),
        11 => format!(
            "command: {}",
            u.choose(&["run $$X \"a b\"", "[\"a\", \"$DB_PASSWORD\"]", "--x 'y", "|\n      a\n      b"])?
        ),
        12 => format!("restart: {}", u.choose(&["\"no\"", "always", "on-failure:3", "unless-stopped"])?),
        13 => format!("extends: {{service: {other}}}"),
        14 => format!("profiles: [{}]", u.choose(&["a", "b", "c"])?),
        _ => format!("build: {{context: ., args: {{A: {value}}}}}"),
    };
    let _ = writeln!(text, "    {line}");
    Ok(())
}
