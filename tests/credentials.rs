//! What is taken for a credential that the template shows, and what is not.

use stackpose::{Code, Diagnostic, Format, Memory, Request};

/// The findings about credentials of a project with `--inline-secrets`; its variables are those of a process.
fn found(compose: &str, files: &[(&str, &str)]) -> Vec<Diagnostic> {
    found_with(compose, files, true)
}

fn found_with(compose: &str, files: &[(&str, &str)], inline_secrets: bool) -> Vec<Diagnostic> {
    let all = files.iter().copied().chain([("/app/compose.yaml", compose)]);
    let files = all.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect();
    let memory = Memory { files, ..Memory::default() };
    let variables = [("DB_PASSWORD", "wintergreen"), ("PLAIN", "blue"), ("SWITCH_TOKEN", "true")];
    let request = Request {
        working_dir: "/app".to_owned(),
        environment: variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        inline_secrets,
        ..Request::default()
    };
    let outcome = stackpose::compile(&request, &memory, Format::Yaml);
    let template = outcome.value.as_deref().unwrap_or_default();
    assert!(inline_secrets || !template.contains("wintergreen"), "{compose}: {template}");
    let errors: Vec<_> =
        outcome.diagnostics.iter().filter(|found| found.code.number().starts_with('E')).collect();
    assert!(errors.is_empty(), "{compose}: {errors:#?}");
    let shown = format!("{:?}", outcome.diagnostics);
    assert!(!shown.contains("wintergreen") && !shown.contains("hunter2"), "{shown}");
    outcome.diagnostics.into_iter().filter(|found| found.code == Code::Credential).collect()
}

/// A service with an attribute.
fn service(line: &str) -> String {
    format!("services:\n  a:\n    image: nginx:1.29\n    {line}\n")
}

const CREDENTIALS: [&str; 42] = [
    "environment: {POSTGRES_PASSWORD: hunter2}",
    "environment: ['POSTGRES_PASSWORD=hunter2']",
    "environment: {apiKey: hunter2}",
    "environment: {AWS_SECRET_ACCESS_KEY: hunter2}",
    "environment: {SECRET_KEY_BASE: hunter2}",
    "environment: {JWT_SECRET: '12345678'}",
    "environment: {DB_PASSWORD: ''}\n    labels: {x: 'mysql://u:hunter2@h/d'}",
    "environment: {DATABASE_URL: 'postgres://u:hunter2@h/d'}",
    "environment: {BROKER: 'amqp://guest:hunter2@mq:5672/'}",
    "environment: {ConnectionStrings__Default: 'Server=db;User=sa;Password=hunter2;'}",
    "environment: {JDBC_URL: 'jdbc:postgresql://h/d?user=u&password=hunter2'}",
    "environment: {JAVA_OPTS: '-Xmx1g -Djavax.net.ssl.keyStorePassword=hunter2'}",
    "environment: {ARGS: '--requirepass hunter2'}",
    "environment: {CONFIG: '{\"user\": \"u\", \"password\": \"hunter2\"}'}",
    "environment: {GH: ghp_0123456789abcdef0123456789}",
    "environment: {AWS: AKIAIOSFODNN7EXAMPLE}",
    "environment: {K: \"-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY-----\"}",
    "environment: {FOO: '${DB_PASSWORD}'}",
    "environment: {FOO: 'x-${DB_PASSWORD}-y'}",
    "environment: {FOO: '${DB_PASSWORD:-other}'}",
    "environment: {FOO: '${UNSET_PASSWORD:-hunter2}'}",
    "environment: [DB_PASSWORD]",
    "command: redis-server --requirepass hunter2",
    "command: [redis-server, --requirepass, hunter2]",
    "command: [meilisearch, --master-key=hunter2]",
    "command: serve --masterkey hunter2 --port 80",
    "command: [run, -e, PASSWORD=hunter2]",
    "command: ['sh', '-c', 'PGPASSWORD=hunter2 psql -U u']",
    "command: psql postgres://u:hunter2@db/x",
    "command: start --label ${DB_PASSWORD}",
    "entrypoint: [app, --admin-password, hunter2]",
    "healthcheck: {test: 'mysqladmin ping -uroot -phunter2'}",
    "healthcheck: {test: [CMD, mysqladmin, ping, -phunter2]}",
    "healthcheck: {test: 'redis-cli -a hunter2 ping | grep PONG'}",
    "healthcheck: {test: [CMD, curl, -fu, 'me', 'http://u:hunter2@localhost/']}",
    "healthcheck: {test: 'curl -f -u me:hunter2 localhost'}",
    "healthcheck: {test: 'check --token ${DB_PASSWORD}'}",
    "labels: {app.token: hunter2}",
    "labels: ['x=${DB_PASSWORD}']",
    "deploy: {labels: {app.secret: hunter2}}",
    "x-aws-tags: {ApiToken: hunter2}",
    "x-aws-environment: {API_TOKEN: hunter2}",
];

const HARMLESS: [&str; 52] = [
    "environment: {FOO: '${DB_PASSWORD}'}\nx-aws-variables: {DB_PASSWORD: secret}",
    "command: run --token ${PLAIN}\nx-aws-variables: [PLAIN]",
    "environment: {MYSQL_RANDOM_ROOT_PASSWORD: '1'}",
    "environment: {MYSQL_RANDOM_ROOT_PASSWORD: 'yes'}",
    "environment: {MYSQL_ALLOW_EMPTY_PASSWORD: 'true'}",
    "environment: {PASSWORD_RESET_DISABLED: 'false'}",
    "environment: {API_KEY_PREFIX: shop}",
    "environment: {POSTGRES_PASSWORD_FILE: /run/secrets/x}",
    "environment: {POSTGRES_PASSWORD: /run/secrets/x}",
    "environment: {PASSWORD_MIN_LENGTH: 8}",
    "environment: {TOKEN_TTL: 3600}",
    "environment: {ACCESS_TOKEN_EXPIRE_MINUTES: 30}",
    "environment: {JWT_SECRET_ALGORITHM: HS256}",
    "environment: {PASSWORD_ENCRYPTION: scram-sha-256}",
    "environment: {TOKEN_URL: 'https://login.example.com/token'}",
    "environment: {TOKEN_ENDPOINT: /oauth/token}",
    "environment: {SECRET_NAME: shop/db}",
    "environment: {DB_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x'}",
    "environment: {DB_SECRET: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x'}",
    "environment: {KMS_MASTER_KEY_ID: x}",
    "environment: {AWS_ACCESS_KEY_ID: x}",
    "environment: {TOKEN_PUBLIC_KEY: x}",
    "environment: {SIGNING_KEY: 'ssh-ed25519 AAAA me'}",
    "environment: {PRIVATE_KEY: \"-----BEGIN CERTIFICATE-----\\nMIIE\\n-----END CERTIFICATE-----\"}",
    "environment: {EMPTY_PASSWORD: ''}",
    "environment: {EMPTY_PASSWORD: '${UNSET_PASSWORD:-}'}",
    "environment: {URL: 'postgres://u:$$PASSWORD@h/d'}",
    "environment: {URL: 'postgres://u:$${PASSWORD}@h/d'}",
    "environment: {PASSWORD: '$$OTHER'}",
    "environment: {URL: 'http://host:80/@x'}",
    "environment: {COMPASS: north, TOKENIZER: fast, MONKEY: 1, BYPASS: x}",
    "environment: {MAX_TOKENS: 4096, TOKEN_LIMIT: 100}",
    "environment: {MODE: '${DB_PASSWORD:+protected}'}",
    "environment: {FOO: '${SWITCH_TOKEN}'}",
    "environment: {FOO: '${PLAIN}'}",
    "environment: {DB_PASSWORD: for-this-machine}\n    x-aws-secrets: {DB_PASSWORD: /shop/password}",
    "environment: {SHA: da39a3ee5e6b4b0d3255bfef95601890afd80709}",
    "environment: {GREETING: 'no password needed'}",
    "command: ['sh', '-c', 'redis-server --requirepass $$REDIS_PASSWORD']",
    "command: ['sh', '-c', 'app --password \"$$(cat /run/secrets/x)\"']",
    "command: [app, --password-file, /run/secrets/x]",
    "command: [app, --no-password, now]",
    "command: [app, --token-ttl, '30', --tokenizer, x]",
    "command: [app, --password, --verbose]",
    "command: redis-server --requirepass '${UNSET_PASSWORD:-}'",
    "command: mysqld --port 3306 -p 3306",
    "healthcheck: {test: 'mysqladmin ping -p$$MYSQL_ROOT_PASSWORD'}",
    "healthcheck: {test: 'redis-cli -a \"$$REDIS_PASSWORD\" ping'}",
    "healthcheck: {test: [CMD, curl, -fu, me, 'http://localhost/']}",
    "labels: {com.example.password-policy: strict}",
    "labels: {kompose.image-pull-secret: registry}",
    "labels: {x: '${PLAIN}'}",
];

#[test]
fn values_in_a_compose_file() {
    let count = |line: &str| found(&service(line), &[]).len();
    let missed: Vec<_> = CREDENTIALS.into_iter().filter(|line| count(line) != 1).collect();
    assert!(missed.is_empty(), "not one finding: {missed:#?}");
    let false_alarms: Vec<_> = HARMLESS.into_iter().filter(|line| count(line) != 0).collect();
    assert!(false_alarms.is_empty(), "no credentials: {false_alarms:#?}");
}

/// What comes from a variable and is a value of `environment` needs no finding.
#[test]
fn variables_are_bound_when_the_stack_is_deployed() {
    let late = CREDENTIALS
        .into_iter()
        .filter(|line| line.starts_with("environment") && line.contains("DB_PASSWORD"));
    let late: Vec<&str> = late.filter(|line| !line.contains("hunter2")).collect();
    assert_eq!(late.len(), 4);
    for line in late.into_iter().chain(["environment: {FOO: '${UNSET_PASSWORD:-hunter2}'}"]) {
        assert!(found_with(&service(line), &[], false).is_empty(), "{line}");
    }
}

#[test]
fn contents_of_mounted_files() {
    let table: [(&str, &str, bool); 20] = [
        ("key.pem", "-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----\n", true),
        ("cert.pem", "-----BEGIN CERTIFICATE-----\nMHc\n-----END CERTIFICATE-----\n", false),
        ("app.ini", "[db]\npassword = hunter2\n", true),
        ("app.ini", "; password = hunter2\npassword_file = /run/secrets/x\n", false),
        ("app.yaml", "db:\n  password: hunter2\n", true),
        ("app.yaml", "db:\n  password: ${DB_PASSWORD}\n  token: '{{ token }}'\n", false),
        ("app.yaml", "token: \"$__file{/run/secrets/x}\"\nsecret: !ref x\n", false),
        ("app.json", "{\n  \"password\": \"hunter2\",\n}\n", true),
        ("app.json", "{\n  \"password\": \"\",\n  \"secret\": null\n}\n", false),
        ("my.cnf", "[client]\npassword=hunter2\n", true),
        ("init.sql", "CREATE USER u WITH PASSWORD 'hunter2';\n", true),
        ("init.sql", "CREATE USER u IDENTIFIED BY 'hunter2';\n", true),
        ("init.sql", "-- PASSWORD 'hunter2'\nCREATE TABLE t (password TEXT NOT NULL);\n", false),
        ("app.py", "password = os.environ['PASSWORD']\ntoken = read()\n", false),
        ("app.py", "db = 'postgres://u:hunter2@h/d'\n", true),
        ("start.sh", "PASSWORD=$(cat /run/secrets/x)\n", false),
        ("nginx.conf", "proxy_set_header Authorization $token;\nproxy_pass http://app;\n", false),
        ("redis.conf", "requirepass = hunter2\n", true),
        ("prometheus.yml", "bearer_token_file: /run/secrets/x\nbasic_auth:\n  username: u\n", false),
        ("README.md", "password: see the wiki\n", false),
    ];
    for (name, content, expected) in table {
        let compose = format!(
            "x-aws-files: volume\n{}",
            service(&format!("volumes: ['./{name}:/etc/app/{name}:ro', './data:/srv/data:ro']"))
        );
        let (one, two) = (format!("/app/{name}"), format!("/app/data/{name}"));
        let all = found(&compose, &[(&one, content), (&two, content)]);
        let expected = if expected { 2 } else { 0 };
        assert_eq!(all.len(), expected, "{name}: {content}: {all:#?}");
    }
}

#[test]
fn one_cause_is_one_finding() {
    let three = "services:\n  a: &a\n    image: nginx:1.29\n    environment: {X: '${DB_PASSWORD}'}\n  b: *a\n  c:\n    \
                 image: nginx:1.29\n    command: run --token ${DB_PASSWORD}\n";
    let all = found(three, &[]);
    assert_eq!(all.len(), 1, "{all:#?}");
    let labels: Vec<_> = all.first().unwrap().labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(labels, ["`X` of `a` and `b`", "`command` of `c`"]);
    let service =
        |number: i32| format!("  s{number}: {{image: 'nginx:1.29', environment: {{A_TOKEN: hunter2}}}}\n");
    let many: String = (0..50).map(service).collect();
    let all = found(&format!("services:\n{many}"), &[]);
    assert_eq!((all.len(), all.first().unwrap().labels.len()), (1, 5));
    assert!(all.first().unwrap().message.ends_with("also at 45 other places"));
}

#[test]
fn following_the_help_removes_the_finding() {
    let before = service("environment: {DB_PASSWORD: hunter2}");
    let help = found(&before, &[]).remove(0).help.unwrap();
    let mut pieces = help.split('`').skip(1).step_by(2);
    let (in_service, at_top) = (pieces.next().unwrap(), pieces.next().unwrap());
    let after = format!("{before}    {in_service}\n{at_top}\n");
    assert!(found(&after, &[]).is_empty(), "{after}");
    let before =
        service("environment: {URL: 'postgres://app:${DB_PASSWORD}@db/app', P: '${DB_PASSWORD:-changeme}'}");
    let help = found(&before, &[]).remove(0).help.unwrap();
    let after = format!("{before}{}\n", help.split('`').nth(1).unwrap());
    assert!(found(&after, &[]).is_empty(), "{after}");
    let both = "environment: {P: '${DB_PASSWORD}'}\n    command: run --token ";
    let help = found(&service(&format!("{both}${{DB_PASSWORD}}")), &[]).remove(0).help.unwrap();
    let (_, shell) = help.split_once("put it in: `").unwrap();
    let (shell, _) = shell.split_once('`').unwrap();
    let (_, variable) = help.split_once("write `").unwrap();
    let (variable, _) = variable.split_once('`').unwrap();
    let (name, value) = variable.split_once(": ").unwrap();
    let after =
        service(&format!("environment: {{P: '${{DB_PASSWORD}}', {name}: '{value}'}}\n    command: {shell}"));
    assert!(found_with(&after, &[], false).is_empty(), "{after}");
    let file = "x-aws-files: volume\n".to_owned() + &service("volumes: ['./app.ini:/etc/app/app.ini:ro']");
    let content = [("/app/app.ini", "password = hunter2\n")];
    let help = found(&file, &content).remove(0).help.unwrap();
    let mut pieces = help.split('`').skip(1).step_by(2);
    let (at_top, in_service) = (pieces.next().unwrap(), pieces.next().unwrap());
    let after = format!("{}{}\n", service(in_service), at_top.replace('…', "./app.ini"));
    assert!(found(&after, &content).is_empty(), "{after}");
}
