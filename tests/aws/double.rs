//! A scripted double of AWS: a listener on loopback that answers CloudFormation's protocol as a test says, and remembers
//! what it was asked. What an emulator does not do is easy here: throttling, rollback, slow events, answers in pages.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// A service with a secret from a file.
const COMPOSE: &str =
    "services:\n  web: {image: 'nginx:1', secrets: [token]}\nsecrets:\n  token: {file: token.txt}\n";
/// The secret, which is never told.
pub(crate) const SECRET: &str = "hunter2 in a file";
/// The stack of every test.
pub(crate) const STACK: &str = "arn:aws:cloudformation:eu-central-1:123456789012:stack/demo/1";

/// One call as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// What is asked for.
    pub(crate) action: String,
    /// The body: a form, or JSON.
    pub(crate) form: String,
    /// The headers, a line each, names in small letters.
    pub(crate) head: String,
    /// How many of this action came before.
    pub(crate) nth: usize,
}

/// What the double does with a call.
pub(crate) enum Answer {
    /// The inside of the result.
    Result(String),
    /// A refusal: code and message.
    Refusal(&'static str, &'static str),
    /// This body with this status.
    Raw(u16, &'static str),
    /// The connection breaks.
    Break,
}

pub(crate) use Answer::{Break, Raw, Refusal, Result as Good};

/// A folder with a project, and a double of CloudFormation.
pub(crate) struct Double {
    /// The project's folder.
    pub(crate) folder: tempfile::TempDir,
    port: u16,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Double {
    /// A double that answers by this script.
    pub(crate) fn new(mut script: impl FnMut(&Call) -> Answer + Send + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("compose.yaml"), COMPOSE).unwrap();
        std::fs::write(folder.path().join("token.txt"), SECRET).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let calls: Arc<Mutex<Vec<Call>>> = Arc::default();
        let seen = Arc::clone(&calls);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some((target, head, form)) = request(&stream) else { continue };
                let action = target.or_else(|| field(&form, "Action")).unwrap_or_default();
                let mut calls = seen.lock().unwrap();
                let nth = calls.iter().filter(|call| call.action == action).count();
                let call = Call { action, form, head, nth };
                calls.push(call.clone());
                drop(calls);
                let action = &call.action;
                let (status, body) = match script(&call) {
                    Good(inside) => {
                        let open = format!(
                            "<{action}Response xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><{action}Result>"
                        );
                        (200, format!("{open}{inside}</{action}Result></{action}Response>"))
                    }
                    Refusal(code, message) => (
                        400,
                        format!(
                            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
                        ),
                    ),
                    Raw(status, body) => (status, body.to_owned()),
                    Break => continue,
                };
                let head = format!(
                    "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                stream.write_all((head + &body).as_bytes()).unwrap();
            }
        });
        Self { folder, port, calls }
    }

    /// The program with these arguments, in the project's folder, with nothing of our environment but the way to the double.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let endpoint = format!("http://127.0.0.1:{}", self.port);
        let mut command = Command::new(env!("CARGO_BIN_EXE_stackpose"));
        command
            .args(["-p", "demo"])
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs([("AWS_ENDPOINT_URL", endpoint.as_str()), ("AWS_REGION", "eu-central-1")])
            .envs([("AWS_ACCESS_KEY_ID", "AKIATEST"), ("AWS_SECRET_ACCESS_KEY", "test")])
            .envs([("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_CONFIG_FILE", "/dev/null")])
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        command
    }

    /// Runs it without anything to read: the exit code, standard output and standard error.
    pub(crate) fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        finished(&mut self.command(arguments))
    }

    /// The same, with as many tries of the SDK's own.
    pub(crate) fn tries(&self, tries: u8, arguments: &[&str]) -> (Option<i32>, String, String) {
        finished(self.command(arguments).env("AWS_MAX_ATTEMPTS", tries.to_string()))
    }

    /// A file of the project.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// What it was asked of this action, in order.
    pub(crate) fn calls(&self, action: &str) -> Vec<Call> {
        self.calls.lock().unwrap().iter().filter(|call| call.action == action).cloned().collect()
    }

    /// What was asked of an action that speaks JSON.
    pub(crate) fn asked_of(&self, action: &str) -> Vec<Value> {
        self.calls(action).iter().map(|call| serde_json::from_str(&call.form).unwrap()).collect()
    }

    /// What the last change set has for a parameter; `None` for its previous value.
    pub(crate) fn sent(&self, name: &str) -> Option<String> {
        let form = self.calls("CreateChangeSet").pop().unwrap().form;
        let number = (1..50).find(|number| {
            field(&form, &format!("Parameters.member.{number}.ParameterKey")).as_deref() == Some(name)
        });
        let of = |what| field(&form, &format!("Parameters.member.{}.{what}", number.unwrap()));
        let value = of("ParameterValue");
        assert_eq!(value.is_none(), of("UsePreviousValue").as_deref() == Some("true"), "{form}");
        value
    }

    /// How often it was asked anything.
    pub(crate) fn asked(&self) -> usize {
        self.calls.lock().unwrap().len()
    }
}

/// Runs a program without anything to read: the exit code, standard output and standard error.
pub(crate) fn finished(command: &mut Command) -> (Option<i32>, String, String) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert!(!format!("{stdout}{stderr}").contains(SECRET), "a secret was told");
    (output.status.code(), stdout, stderr)
}

/// The services that speak JSON, by the names that they have in a request.
const TARGETS: [&str; 4] =
    ["AmazonEC2ContainerServiceV20141113", "CertificateManager", "Logs_20140328", "secretsmanager"];

/// The action in the head of a request, where JSON is spoken, and its body; none where a connection is only tried.
fn request(stream: &TcpStream) -> Option<(Option<String>, String, String)> {
    let mut reader = BufReader::new(stream);
    let (mut length, mut target, mut head) = (0, None, String::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or_default() == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.trim().split_once(':').unwrap_or_default();
        head.extend([name.to_ascii_lowercase().as_str(), ": ", value.trim(), "\n"]);
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "x-amz-target" => {
                let (service, action) = value.trim().split_once('.').unwrap();
                assert!(TARGETS.contains(&service), "{value}");
                target = Some(action.to_owned());
            }
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).ok()?;
    assert!(target.is_none() || !body.contains(":null"), "{body}");
    Some((target, head, body))
}

/// A field of a form, as it is encoded.
pub(crate) fn field(form: &str, name: &str) -> Option<String> {
    form.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

/// The stack with this status.
pub(crate) fn stack(status: &str) -> Answer {
    Good(format!(
        "<Stacks><member><StackName>demo</StackName><StackId>{STACK}</StackId><CreationTime>2026-11-23T08:00:00Z</CreationTime>\
         <StackStatus>{status}</StackStatus><Outputs><member><OutputKey>WebTCP80Url</OutputKey><OutputValue>http://demo</OutputValue>\
         </member></Outputs></member></Stacks>"
    ))
}

/// There is no stack.
pub(crate) const ABSENT: Answer = Refusal("ValidationError", "Stack with id demo does not exist");

/// An event: number, resource, type, status, reason.
pub(crate) fn event(number: usize, id: &str, kind: &str, status: &str, reason: &str) -> String {
    let physical = if id == "demo" { STACK } else { id };
    format!(
        "<member><StackId>{STACK}</StackId><StackName>demo</StackName><EventId>e{number}</EventId><LogicalResourceId>{id}</LogicalResourceId>\
         <PhysicalResourceId>{physical}</PhysicalResourceId><ResourceType>{kind}</ResourceType><Timestamp>2026-11-23T08:00:{number:02}Z</Timestamp>\
         <ResourceStatus>{status}</ResourceStatus><ResourceStatusReason>{reason}</ResourceStatusReason></member>"
    )
}

/// The newest first, as AWS tells them.
pub(crate) fn events(events: &[String]) -> Answer {
    let newest_first: String = events.iter().rev().map(String::as_str).collect();
    Good(format!("<StackEvents>{newest_first}</StackEvents>"))
}

/// The type of a stack itself.
pub(crate) const STACK_TYPE: &str = "AWS::CloudFormation::Stack";

/// What happens to a new stack.
pub(crate) fn well() -> Vec<String> {
    vec![
        event(1, "demo", STACK_TYPE, "REVIEW_IN_PROGRESS", "User Initiated"),
        event(2, "demo", STACK_TYPE, "CREATE_IN_PROGRESS", "User Initiated"),
        event(3, "WebService", "AWS::ECS::Service", "CREATE_IN_PROGRESS", ""),
        event(4, "WebService", "AWS::ECS::Service", "CREATE_COMPLETE", ""),
        event(5, "demo", STACK_TYPE, "CREATE_COMPLETE", ""),
    ]
}

/// A new resource.
pub(crate) fn change(id: &str) -> String {
    format!(
        "<member><Type>Resource</Type><ResourceChange><Action>Add</Action><LogicalResourceId>{id}</LogicalResourceId>\
         <ResourceType>AWS::ECS::Service</ResourceType></ResourceChange></member>"
    )
}

/// A page of a change set; `token` leads to the next.
pub(crate) fn change_set(status: &str, reason: &str, changes: &str, token: &str) -> Answer {
    let token = if token.is_empty() { String::new() } else { format!("<NextToken>{token}</NextToken>") };
    Good(format!(
        "<ChangeSetId>arn:change</ChangeSetId><StackId>{STACK}</StackId><Status>{status}</Status><StatusReason>{reason}</StatusReason>\
         <Changes>{changes}</Changes>{token}"
    ))
}

/// An account in which a new stack comes to be without any trouble.
pub(crate) fn smooth(call: &Call) -> Answer {
    match (call.action.as_str(), call.nth) {
        ("DescribeStacks", 0) => ABSENT,
        ("DescribeStacks", _) => stack("CREATE_COMPLETE"),
        ("CreateChangeSet", _) => Good(format!("<Id>arn:change</Id><StackId>{STACK}</StackId>")),
        ("DescribeChangeSet", 0) => change_set("CREATE_IN_PROGRESS", "", "", ""),
        ("DescribeChangeSet", _) => change_set("CREATE_COMPLETE", "", &change("WebService"), ""),
        ("DescribeStackEvents", 0) => events(&well()[..1]),
        ("DescribeStackEvents", _) => events(&well()),
        _ => Good(String::new()),
    }
}

/// An answer of a service that speaks JSON.
pub(crate) fn said(body: &Value) -> Answer {
    Raw(200, body.to_string().leak())
}

/// A refusal of such a service, which the SDK does not try again by itself.
pub(crate) fn refused(code: &str, message: &str) -> Answer {
    Raw(400, json!({"__type": code, "message": message}).to_string().leak())
}

/// What is in a stack: id, name in the account, type.
pub(crate) fn resources(all: &[(String, String, &str)]) -> Answer {
    let member = |(id, physical, kind): &(String, String, &str)| {
        format!(
            "<member><LogicalResourceId>{id}</LogicalResourceId><PhysicalResourceId>{physical}</PhysicalResourceId>\
             <ResourceType>{kind}</ResourceType></member>"
        )
    };
    let members: String = all.iter().map(member).collect();
    Good(format!("<StackResourceSummaries>{members}</StackResourceSummaries>"))
}
