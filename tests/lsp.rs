//! `stackpose lsp`: a client that follows a script talks to the program.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the client starts the program and stops at the first surprise"
)]

use std::fmt::Write as _;
use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value as Json, json};

/// An editor and its server.
struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Json>,
    /// What came while something else was waited for.
    kept: Vec<Json>,
    next: i64,
    folder: tempfile::TempDir,
}

const PATIENCE: Duration = Duration::from_secs(30);

impl Client {
    /// Starts a server in a folder with some files.
    fn start(files: &[(&str, &str)], arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_stackpose"))
            .arg("lsp")
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Self { child, input, messages, kept: Vec::new(), next: 1, folder }
    }

    /// The same after `initialize`.
    fn ready(files: &[(&str, &str)], arguments: &[&str]) -> Self {
        let mut client = Self::start(files, arguments);
        let root = client.uri("");
        let folders = json!([{"uri": root.trim_end_matches('/'), "name": "shop"}]);
        let answer = client.ask("initialize", json!({"capabilities": {}, "workspaceFolders": folders}));
        assert_eq!(answer["result"]["serverInfo"]["name"], "stackpose");
        client.tell("initialized", json!({}));
        client
    }

    fn send(&mut self, message: &Json) {
        let text = message.to_string();
        let input = self.input.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: Json) {
        let mut message = json!({"jsonrpc": "2.0", "method": method});
        message["params"] = params;
        self.send(&message);
    }

    /// Sends a request and gives its id.
    fn request(&mut self, method: &str, params: Json) -> i64 {
        let id = self.next;
        self.next += 1;
        let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method});
        message["params"] = params;
        self.send(&message);
        id
    }

    fn ask(&mut self, method: &str, params: Json) -> Json {
        let id = self.request(method, params);
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    /// The next message of a kind.
    fn wait(&mut self, wanted: impl Fn(&Json) -> bool) -> Json {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return self.kept.remove(at);
        }
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("the server answers");
            if wanted(&message) {
                return message;
            }
            self.kept.push(message);
        }
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}/{name}", self.folder.path().canonicalize().unwrap().display())
    }

    fn open(&mut self, name: &str, text: &str) {
        let document = json!({"uri": self.uri(name), "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Puts a text in the place of another, or of the whole.
    fn change(&mut self, name: &str, version: i32, range: Option<[u32; 4]>, text: &str) {
        let range = range.map(|[line, column, end_line, end_column]| {
            json!({
                "start": {"line": line, "character": column},
                "end": {"line": end_line, "character": end_column},
            })
        });
        let mut change = json!({"text": text});
        if let Some(range) = range {
            change["range"] = range;
        }
        let document = json!({"uri": self.uri(name), "version": version});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    }

    /// The next findings of a file: code, line, columns.
    fn findings(&mut self, name: &str) -> Vec<(String, u64, u64, u64)> {
        let uri = self.uri(name);
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
        });
        let found = message["params"]["diagnostics"].as_array().unwrap().iter();
        let number = |value: &Json| value.as_u64().unwrap();
        found
            .filter(|found| found["severity"] != 3)
            .map(|found| {
                let (start, end) = (&found["range"]["start"], &found["range"]["end"]);
                let code = found["code"].as_str().unwrap().to_owned();
                (code, number(&start["line"]), number(&start["character"]), number(&end["character"]))
            })
            .collect()
    }

    /// The finding of a code, as soon as there is one: earlier texts may have been checked in between.
    fn until(&mut self, name: &str, wanted: &str) -> (String, u64, u64, u64) {
        loop {
            let found = self.findings(name).into_iter().find(|(code, ..)| code == wanted);
            if let Some(found) = found {
                return found;
            }
        }
    }

    /// Asks about a position.
    fn at(&mut self, method: &str, name: &str, line: u32, column: u32) -> Json {
        let document = json!({"uri": self.uri(name)});
        let position = json!({"line": line, "character": column});
        let answer = self.ask(method, json!({"textDocument": document, "position": position}));
        answer["result"].clone()
    }

    fn labels(&mut self, name: &str, line: u32, column: u32) -> Vec<String> {
        let items = self.at("textDocument/completion", name, line, column);
        let items = items.as_array().unwrap();
        items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    fn actions(&mut self, name: &str, line: u32) -> Vec<Json> {
        let document = json!({"uri": self.uri(name)});
        let range = json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": 200}});
        let params = json!({"textDocument": document, "range": range, "context": {"diagnostics": []}});
        self.ask("textDocument/codeAction", params)["result"].as_array().unwrap().clone()
    }

    /// Ends the session and gives the exit code.
    fn end(mut self) -> Option<i32> {
        assert_eq!(self.ask("shutdown", Json::Null)["result"], Json::Null);
        self.tell("exit", Json::Null);
        self.code()
    }

    fn code(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It has ended, unless a test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut impl std::io::BufRead) -> Option<Json> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            length = number.trim().parse().unwrap();
        }
    }
    let mut text = vec![0; length];
    output.read_exact(&mut text).ok()?;
    Some(serde_json::from_slice(&text).unwrap())
}

fn code(finding: &str, line: u64, start: u64, end: u64) -> (String, u64, u64, u64) {
    (finding.to_owned(), line, start, end)
}

const WEB: &str = "services:\n  web:\n    image: nginx:1.27\n";

#[test]
fn findings_follow_the_text_with_columns_of_utf_16() {
    let mut client = Client::ready(&[("compose.yaml", WEB)], &[]);
    // 🦀 is two units of UTF-16, four bytes and one character.
    client.open("compose.yaml", "services:\n  web: {labels: {a: 🦀é}, iamge: nginx:1.27}\n");
    let wrong = client.findings("compose.yaml");
    assert!(wrong.contains(&code("E0401", 1, 26, 31)), "{wrong:?}");
    // A keystroke at a time, in the middle of a line.
    client.change("compose.yaml", 2, Some([1, 26, 1, 31]), "imag");
    client.change("compose.yaml", 3, Some([1, 30, 1, 30]), "e");
    assert_eq!(client.findings("compose.yaml"), []);
    // No YAML in the meantime.
    client.change("compose.yaml", 4, Some([1, 0, 1, 0]), "  a: [\n");
    assert_eq!(client.findings("compose.yaml").len(), 1);
    client.change("compose.yaml", 5, None, WEB);
    assert_eq!(client.findings("compose.yaml"), []);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn open_texts_of_all_files_count_before_those_of_the_disk() {
    let files = [
        ("compose.yaml", "services:\n  web: {extends: {file: base.yaml, service: base}}\n"),
        ("base.yaml", "services:\n  base: {image: 'nginx:1.27'}\n"),
        ("compose.override.yaml", "services:\n  web: {cpus: 0.5}\n"),
    ];
    let mut client = Client::ready(&files, &[]);
    client.open("compose.yaml", files[0].1);
    assert_eq!(client.findings("compose.yaml"), []);
    // Not saved.
    client.open("base.yaml", "services:\n  base: {image: 'nginx:1.27', privileged: true}\n");
    assert_eq!(client.findings("base.yaml"), [code("E0601", 1, 30, 40)]);
    client.open("compose.override.yaml", "services:\n  web: {cpus: 0.5, hostnam: x}\n");
    assert_eq!(client.until("compose.override.yaml", "E0401"), code("E0401", 1, 19, 26));
    // Closed without saving: the disk counts again.
    let document = json!({"uri": client.uri("base.yaml")});
    client.tell("textDocument/didClose", json!({"textDocument": document}));
    while !client.findings("base.yaml").is_empty() {}
    assert_eq!(client.end(), Some(0));
}

#[test]
fn each_file_belongs_to_its_project() {
    let files = [
        ("a/compose.yaml", WEB),
        ("a/compose.production.yaml", "services:\n  web: {cpus: 0.5}\n"),
        ("b/stack.yaml", WEB),
        ("b/notes.yaml", "a: 1\n"),
    ];
    let mut client = Client::ready(&files, &[]);
    // Merged into the file that it is named after: by itself it has no image.
    client.open("a/compose.production.yaml", "services:\n  web: {cpus: 0.5}\n");
    assert_eq!(client.findings("a/compose.production.yaml"), []);
    client.open("b/stack.yaml", "services:\n  web: {image: 'nginx:1.27', privileged: true}\n");
    client.until("b/stack.yaml", "E0601");
    client.open("b/notes.yaml", "services\n");
    assert_eq!(client.findings("b/notes.yaml"), []);
    // Of no folder, and of no disk.
    let outside = tempfile::tempdir().unwrap();
    let uri = format!("file://{}/compose.yaml", outside.path().canonicalize().unwrap().display());
    for uri in [uri.as_str(), "untitled:Untitled-1"] {
        let text = "services: {web: {iamge: x}}";
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        client.tell("textDocument/didOpen", json!({"textDocument": document}));
    }
    let shown = client.wait(|message| message["params"]["uri"] == uri);
    let shown = shown["params"]["diagnostics"].as_array().unwrap();
    assert!(shown.iter().any(|found| found["code"] == "E0401"), "{shown:?}");
    assert_eq!(client.at("textDocument/hover", "nothing.yaml", 0, 0), Json::Null);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn the_boundary_holds_for_open_files() {
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().canonicalize().unwrap().join("secret.yaml");
    std::fs::write(&secret, WEB).unwrap();
    let text = format!("include: ['{}']\n", secret.display());
    let mut client = Client::ready(&[(".git/HEAD", ""), ("compose.yaml", &text)], &[]);
    let document = json!({"uri": format!("file://{}", secret.display()), "languageId": "yaml", "version": 1, "text": WEB});
    client.tell("textDocument/didOpen", json!({"textDocument": document}));
    client.open("compose.yaml", &text);
    let found = client.findings("compose.yaml");
    assert!(found.iter().any(|(code, ..)| code == "E0010"), "{found:?}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn hover_explains_keys_members_attributes_and_codes() {
    let text = "services:\n  web:\n    image: nginx:1.27 # stackpose: allow W1001\n    restart: always\n    \
                deploy: {x-aws-autoscaling: {max: 3, cpu: 60}}\n    environment: {é: \"🦀\"}\n";
    let mut client = Client::ready(&[("compose.yaml", text)], &[]);
    client.open("compose.yaml", text);
    for (line, column, heading) in [
        (0, 3, "# `services`"),
        (2, 48, "# W1001: "),
        (3, 6, "# `services.*.restart`"),
        (4, 15, "# `x-aws-autoscaling`"),
        (4, 42, "# `x-aws-autoscaling.cpu`"),
        (5, 19, "# `services.*.environment`"),
    ] {
        let shown = client.at("textDocument/hover", "compose.yaml", line, column);
        let shown = shown["contents"]["value"].as_str().unwrap_or_default().to_owned();
        assert!(shown.starts_with(heading), "{heading}: {shown}");
    }
    assert_eq!(client.at("textDocument/hover", "compose.yaml", 99, 99), Json::Null);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn completion_knows_the_place_while_the_file_is_no_yaml() {
    let mut client = Client::ready(&[("compose.yaml", WEB)], &[]);
    let text = "services:\n  web:\n    image: nginx\n    ports:\n      - target: 80\n        x-\n    x-\n    \
                depends_on: [d]\n  db: {}\nx-\nx-aws-logs_class: \nx-aws-capacity: {spot: {w\n";
    client.open("compose.yaml", text);
    let has = |labels: &[String], name: &str| labels.iter().any(|label| label == name);
    let port = client.labels("compose.yaml", 5, 10);
    assert!(has(&port, "x-aws-route") && !has(&port, "x-aws-task") && !has(&port, "target"), "{port:?}");
    let service = client.labels("compose.yaml", 6, 6);
    assert!(has(&service, "x-aws-task") && has(&service, "healthcheck"), "{service:?}");
    assert!(!has(&service, "image") && !has(&service, "x-aws-route"), "{service:?}");
    assert_eq!(client.labels("compose.yaml", 7, 18), ["db"]);
    let top = client.labels("compose.yaml", 9, 2);
    assert!(has(&top, "x-aws-vpc") && !has(&top, "services"), "{top:?}");
    assert_eq!(client.labels("compose.yaml", 10, 18), ["standard", "infrequent_access"]);
    assert!(has(&client.labels("compose.yaml", 11, 24), "weight"));
    // What is written is replaced, not added to.
    let items = client.at("textDocument/completion", "compose.yaml", 9, 2);
    let item = items.as_array().unwrap().iter().find(|item| item["label"] == "x-aws-vpc").unwrap();
    assert_eq!(item["textEdit"]["newText"], "x-aws-vpc: ");
    assert_eq!(item["textEdit"]["range"]["start"], json!({"line": 9, "character": 0}));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn completion_knows_the_words_of_attributes() {
    let mut client = Client::ready(&[("compose.yaml", WEB)], &[]);
    let text = "services:\n  web:\n    restart: \n    network_mode: \n    depends_on:\n      db:\n        condition: \n    \
                volumes:\n      - type: \n    pull_policy: \n  db: {}\n";
    client.open("compose.yaml", text);
    assert_eq!(client.labels("compose.yaml", 2, 13), ["\"no\"", "always", "on-failure", "unless-stopped"]);
    assert_eq!(client.labels("compose.yaml", 3, 18), ["service:db"]);
    assert_eq!(
        client.labels("compose.yaml", 6, 19),
        ["service_started", "service_healthy", "service_completed_successfully"]
    );
    assert!(client.labels("compose.yaml", 8, 14).contains(&"tmpfs".to_owned()));
    assert!(client.labels("compose.yaml", 9, 17).contains(&"missing".to_owned()));
    assert_eq!(client.end(), Some(0));
}

/// A text that nobody has saved yet has no file.
#[test]
fn a_new_text_is_checked_before_it_is_saved() {
    let mut client = Client::ready(&[], &[]);
    let text = "services:\n  web:\n    imge: nginx:1.29\n    x-aws-exec: true\n";
    let document = json!({"uri": "untitled:Untitled-1", "languageId": "yaml", "version": 1, "text": text});
    client.tell("textDocument/didOpen", json!({"textDocument": document}));
    let published = client.wait(|it| {
        it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == "untitled:Untitled-1"
    });
    let found = published["params"]["diagnostics"].as_array().unwrap();
    assert!(found.iter().any(|found| found["code"] == "E0401"), "{found:?}");
    let place =
        json!({"textDocument": {"uri": "untitled:Untitled-1"}, "position": {"line": 3, "character": 8}});
    let hover = client.ask("textDocument/hover", place);
    assert!(hover["result"]["contents"]["value"].as_str().unwrap().contains("x-aws-exec"), "{hover}");
    let document = json!({"uri": "untitled:Untitled-1"});
    client.tell("textDocument/didClose", json!({"textDocument": document}));
    client
        .wait(|it| it["params"]["uri"] == "untitled:Untitled-1" && it["params"]["diagnostics"] == json!([]));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn quick_fixes_mend_and_allow() {
    let text = "services:\n  web: {labels: {é: a}, iamge: nginx:1.27}\n  db:\n    image: nginx\n";
    let mut client = Client::ready(&[("compose.yaml", text)], &[]);
    client.open("compose.yaml", text);
    let uri = client.uri("compose.yaml");
    let actions = client.actions("compose.yaml", 1);
    let fix = actions.iter().find(|action| action["isPreferred"] == true).unwrap();
    let edit = &fix["edit"]["changes"][uri.as_str()][0];
    assert_eq!(edit["newText"], "image");
    assert_eq!(edit["range"]["start"], json!({"line": 1, "character": 24}));
    assert_eq!(edit["range"]["end"], json!({"line": 1, "character": 29}));
    client.change("compose.yaml", 2, Some([1, 24, 1, 29]), "image");
    let actions = client.actions("compose.yaml", 3);
    let allow = actions.iter().find(|action| action["title"] == "Allow W1001 here").unwrap();
    let edit = &allow["edit"]["changes"][uri.as_str()][0];
    assert_eq!(edit["newText"], " # stackpose: allow W1001");
    client.change("compose.yaml", 3, Some([3, 16, 3, 16]), " # stackpose: allow W1001");
    let after = client.actions("compose.yaml", 3);
    assert!(!after.iter().any(|action| action["title"] == "Allow W1001 here"), "{after:?}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn definitions_lead_through_files_names_and_anchors() {
    let text = "x-common: &common {restart: always}\ninclude: [db.yaml]\nservices:\n  web:\n    <<: *common\n    \
                extends: {file: base.yaml, service: base}\n    depends_on: [db]\n    env_file: [web.env]\n";
    let files = [
        ("compose.yaml", text),
        ("base.yaml", "services:\n  base: {image: 'nginx:1.27'}\n"),
        ("db.yaml", "services:\n  db: {image: 'redis:7.4'}\n"),
        ("web.env", "A=1\n"),
    ];
    let mut client = Client::ready(&files, &[]);
    client.open("compose.yaml", text);
    for (line, column, file, place) in [
        (1, 13, "db.yaml", (0, 0)),
        (4, 10, "compose.yaml", (0, 10)),
        (5, 25, "base.yaml", (0, 0)),
        (5, 43, "base.yaml", (1, 2)),
        (6, 19, "db.yaml", (1, 2)),
        (7, 18, "web.env", (0, 0)),
    ] {
        let found = client.at("textDocument/definition", "compose.yaml", line, column);
        assert_eq!(found["uri"], client.uri(file), "{line}:{column} {found}");
        assert_eq!(found["range"]["start"], json!({"line": place.0, "character": place.1}), "{found}");
    }
    assert_eq!(client.at("textDocument/definition", "compose.yaml", 3, 3), Json::Null);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn cancelled_and_unknown_requests_are_refused() {
    let mut client = Client::ready(&[("compose.yaml", WEB)], &[]);
    let unknown = client.ask("textDocument/rename", json!({}));
    assert_eq!(unknown["error"]["code"], -32_601);
    let bad = client.ask("textDocument/hover", json!({"textDocument": 1}));
    assert_eq!(bad["error"]["code"], -32_602);
    client.tell("$/unknown", json!({}));
    client.tell("textDocument/didOpen", json!({"no": "document"}));
    // Many changes, a request, and its cancellation in one write: the server sees them together.
    let id = client.next;
    let document = json!({"uri": client.uri("compose.yaml")});
    let hover = json!({"textDocument": document, "position": {"line": 0, "character": 0}});
    let messages = [
        json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": hover}),
        json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}}),
    ];
    let mut framed = String::new();
    for text in messages.iter().map(ToString::to_string) {
        let _ = write!(framed, "Content-Length: {}\r\n\r\n{text}", text.len());
    }
    client.next += 1;
    client.input.as_mut().unwrap().write_all(framed.as_bytes()).unwrap();
    // Either answer is right, and there is exactly one.
    let answer = client.wait(|message| message["id"] == id);
    assert!(answer["error"]["code"] == -32_800 || answer["error"] == Json::Null, "{answer}");
    assert_eq!(client.ask("shutdown", Json::Null)["result"], Json::Null);
    let late = client.ask("textDocument/hover", json!({}));
    assert_eq!(late["error"]["code"], -32_600);
    client.tell("exit", Json::Null);
    assert_eq!(client.code(), Some(0));
}

#[test]
fn exit_codes_tell_how_the_session_ended() {
    let mut client = Client::ready(&[("compose.yaml", WEB)], &[]);
    client.tell("exit", Json::Null);
    assert_eq!(client.code(), Some(1), "exit without shutdown");
    let mut client = Client::ready(&[("compose.yaml", WEB)], &[]);
    client.input = None;
    assert_eq!(client.code(), Some(1), "the end of the input");
    let mut client = Client::start(&[("compose.yaml", WEB)], &[]);
    let early = client.ask("textDocument/hover", json!({}));
    assert_eq!(early["error"]["code"], -32_002);
    client.input.as_mut().unwrap().write_all(b"Content-Length: 3\r\n\r\nabc").unwrap();
    client.input = None;
    assert_eq!(client.code(), Some(1), "no protocol");
}

#[test]
fn options_apply_to_every_project() {
    let files = [("one.yaml", WEB), ("two.yaml", "services:\n  web: {cpus: 0.5}\n")];
    let arguments = ["-f", "one.yaml", "-f", "two.yaml", "--allow", "W1001"];
    let mut client = Client::ready(&files, &arguments);
    client.open("two.yaml", "services:\n  web: {image: nginx, cpu: 0.5}\n");
    let found = client.findings("two.yaml");
    assert!(found.iter().any(|(code, ..)| code == "E0401"), "{found:?}");
    client.change("two.yaml", 2, None, "services:\n  web: {image: nginx, cpus: 0.5}\n");
    assert_eq!(client.findings("two.yaml"), []);
    assert_eq!(client.end(), Some(0));
}

/// Every prefix of a file and every position in it: nothing ends the server.
#[test]
fn no_prefix_of_a_file_ends_the_server() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/listener/one_port/compose.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let mut client = Client::ready(&[("compose.yaml", &text)], &[]);
    client.open("compose.yaml", "");
    for (version, (at, _)) in (2..).zip(text.char_indices().step_by(7)) {
        let prefix = text.split_at(at).0;
        client.change("compose.yaml", version, None, prefix);
        let (line, column) =
            (prefix.matches('\n').count(), prefix.len() - prefix.rfind('\n').map_or(0, |at| at + 1));
        let (line, column) = (u32::try_from(line).unwrap(), u32::try_from(column).unwrap());
        for method in ["hover", "completion", "definition"] {
            client.at(&format!("textDocument/{method}"), "compose.yaml", line, column);
        }
        client.actions("compose.yaml", line);
    }
    assert_eq!(client.end(), Some(0));
}

/// A message may hold the text of a file.
#[test]
fn a_message_that_cannot_be_read_ends_the_server_and_is_not_shown() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"Content-Length: 8\r\n\r\n{s3cret}").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("no message of the language server protocol") && !said.contains("s3cret"),
        "{said}"
    );
}
