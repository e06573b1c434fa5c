//! `graph`: pictures of 15 projects in every format (`tests/graph/`), those of the examples' pages, hostile names, size.
//!
//! `UPDATE_DOCS=1 cargo test --test graph` writes the pictures. `tests/graph/check.sh` gives them to Mermaid's own parser
//! and to Graphviz.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests start the program and read files, and stop at the first surprise"
)]

#[path = "common/program.rs"]
mod program;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use stackpose::internals::graph;
use stackpose::internals::graph::layout::{Area, Layout, layout};
use stackpose::internals::graph::{Edge, EdgeKind, Frame, Graph, Kind, Node, render};
use stackpose::{Disk, Request};

/// Formats with golden files.
const FORMATS: [(&str, &str); 4] = [("text", "txt"), ("mermaid", "mmd"), ("dot", "dot"), ("json", "json")];
/// Every format.
const ALL: [&str; 6] = ["text", "mermaid", "dot", "json", "svg", "html"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program::run(folder, &[&["-q", "graph"], arguments].concat())
}

fn drawn(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{}: {}", folder.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Compares a file with what it should be, or writes it.
fn holds(file: &Path, wanted: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, wanted).unwrap();
    }
    let found = std::fs::read_to_string(file).unwrap_or_default();
    assert!(found == wanted, "{} is not what is drawn: UPDATE_DOCS=1 writes it\n{wanted}", file.display());
}

fn examples() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders.filter(|folder| folder.join("compose.yaml").is_file()).collect();
    folders.sort();
    folders
}

#[test]
fn projects_have_their_pictures() {
    let further = ["fixtures/overrides/queue", "fixtures/job/schedule", "tests/graph/project"];
    let folders: Vec<PathBuf> = examples().into_iter().chain(further.map(|path| root().join(path))).collect();
    assert!(folders.len() >= 15);
    for folder in folders {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for (format, extension) in FORMATS {
            let picture = drawn(&folder, &["--format", format]);
            holds(&root().join("tests/graph/pictures").join(format!("{name}.{extension}")), &picture);
        }
    }
}

const MARK: &str = "<!-- picture: stackpose graph --format mermaid -->\n```mermaid\n";

#[test]
fn examples_show_their_pictures() {
    for folder in examples() {
        let page = folder.join("README.md");
        let text = std::fs::read_to_string(&page).unwrap();
        let (before, rest) =
            text.split_once(MARK).unwrap_or_else(|| panic!("no picture: {}", page.display()));
        let (_, after) = rest.split_once("```\n").unwrap();
        let picture = drawn(&folder, &["--format", "mermaid"]);
        holds(&page, &format!("{before}{MARK}{picture}```\n{after}"));
    }
}

/// Texts that some format would obey.
const HOSTILE: [&str; 16] = [
    "<script>alert(1)</script>",
    "\"]; end; click a \"javascript:alert(1)\"",
    "`code` **bold** _it_ ~~no~~",
    "a\" | b | -->|x| c",
    "\\N \\G \\L \\\" \\",
    "&lt;b&gt; &#34; #quot; #59;",
    "1. list",
    "- list",
    "end",
    "graph TD; subgraph x",
    "%% comment %%{init: {}}%%",
    "line\nbreak\r\ttab",
    "\u{202e}bidi\u{200b}",
    "ü ☃ 日本語 \u{1f600}",
    "::error::x ##[error]y",
    "]]> --> */ {{ }} $x$",
];

fn hostile() -> Graph {
    let node = |id: String, kind: Kind, label: &str, frame: Option<String>| Node {
        id,
        kind,
        label: label.to_owned(),
        lines: vec![label.to_owned()],
        frame,
        public: false,
        exists: kind == Kind::Secret,
        part: Some(label.to_owned()),
        change: None,
        loc: stackpose::Loc::default(),
    };
    let mut graph = Graph { project: HOSTILE.join(" "), ..Graph::default() };
    for (at, text) in HOSTILE.into_iter().enumerate() {
        let frame = format!("network:{at:02}{text}");
        graph.frames.push(Frame { id: frame.clone(), networks: vec![text.to_owned()], ..Frame::default() });
        let kind = Kind::ALL[at % Kind::ALL.len()];
        graph.nodes.push(node(format!("service:{text}"), kind, text, Some(frame)));
        let kind = [EdgeKind::Traffic, EdgeKind::Use, EdgeKind::Order][at % 3];
        let to = format!("service:{}", HOSTILE[(at + 1) % HOSTILE.len()]);
        graph.edges.push(Edge { from: format!("service:{text}"), to, kind, label: text.to_owned() });
    }
    graph
}

#[test]
fn hostile_names_stay_text() {
    let graph = hostile();
    let pictures = root().join("tests/graph/pictures");
    let (text, mermaid) = (render::text(&graph), render::mermaid(&graph));
    let (dot, json) = (render::dot(&graph), render::json(&graph));
    for (picture, extension) in [(&text, "txt"), (&mermaid, "mmd"), (&dot, "dot"), (&json, "json")] {
        holds(&pictures.join(format!("hostile.{extension}")), picture);
        assert!(!picture.contains(['\u{202e}', '\r']) && !picture.contains("\n::error"), "{picture}");
    }
    assert!(!mermaid.contains("<script") && !mermaid.contains("javascript:") && !mermaid.contains('`'));
    assert!(!mermaid.contains("%%{"));
    // Nothing is lost: a reader of JSON has every text.
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (at, text) in HOSTILE.into_iter().enumerate() {
        assert_eq!(read["nodes"][at]["label"], text);
    }
}

/// A project of so many services on four networks.
fn large(services: usize) -> String {
    let mut text = "name: large\nservices:\n".to_owned();
    for at in 0..services {
        write!(text, "  s{at}:\n    image: nginx:1.29\n    networks: [n{}]\n", at % 4).unwrap();
        if at >= 4 {
            write!(text, "    depends_on: [s{0}]\n    environment: {{UP_HOST: s{0}}}\n", at - 4).unwrap();
        }
        if at % 10 == 0 {
            writeln!(text, "    volumes: ['v{}:/data']", at / 10).unwrap();
        }
    }
    text.push_str("networks: {n0: {}, n1: {}, n2: {}, n3: {internal: true}}\nvolumes:\n");
    (0..services.div_ceil(10)).for_each(|at| writeln!(text, "  v{at}: {{}}").unwrap());
    text
}

fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    folder
}

#[test]
fn a_large_project_collapses_to_its_networks() {
    let folder = folder_with(&large(60));
    let picture = drawn(folder.path(), &[]);
    for line in ["network n0 · 15 services", "network n3, internal · 15 services", "volumes · 6 volumes"] {
        assert!(picture.contains(line), "{picture}");
    }
    assert!(picture.contains("note: 66 nodes were collapsed by network; `--all` draws all"), "{picture}");
    assert!(drawn(folder.path(), &["--all"]).contains("s59 · 0.25 vCPU"));
    assert!(drawn(folder.path(), &["--format", "json"]).contains("service:s59"));
}

#[test]
fn a_service_is_drawn_with_its_neighbours() {
    let folder = folder_with(&large(60));
    let picture = drawn(folder.path(), &["s10"]);
    for there in ["s10 ·", "s6 ·", "s14 ·", "volume v1 ·"] {
        assert!(picture.contains(there), "{there}: {picture}");
    }
    assert!(!picture.contains("s18"), "{picture}");
    let output = run(folder.path(), &["nobody"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the picture has no task `nobody`"));
}

#[test]
fn resources_are_drawn_by_service() {
    let folder = root().join("examples/static-api-postgres");
    let graph: Graph2 = serde_json::from_str(&drawn(&folder, &["--resources", "--format", "json"])).unwrap();
    let of = |id: &str| graph.nodes.iter().find(|node| node.id == id).map(|node| node.frame.as_str());
    assert_eq!(of("resource:ApiService"), Some("part:api"));
    assert_eq!(of("resource:DatabaseFilesystem"), Some("part:volume database"));
    assert_eq!(of("resource:Cluster"), Some("part:stack"));
    let template = Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(["-q", "convert", "--format", "json"])
        .current_dir(&folder)
        .output()
        .unwrap();
    let template: serde_json::Value = serde_json::from_slice(&template.stdout).unwrap();
    assert_eq!(template["Resources"].as_object().unwrap().len(), graph.nodes.len());
}

#[derive(serde::Deserialize)]
struct Graph2 {
    nodes: Vec<Node2>,
}

#[derive(serde::Deserialize)]
struct Node2 {
    id: String,
    frame: String,
}

#[test]
fn a_credential_is_not_drawn() {
    let folder = folder_with(
        "services:\n  web:\n    image: nginx:1.29\n    environment: {API_TOKEN: \"${API_TOKEN}\"}\n    ports:\n      \
         - {target: 80, published: '80', x-aws-route: {path: '/${API_TOKEN}/*'}}\n",
    );
    std::fs::write(folder.path().join(".env"), "API_TOKEN=s3cr3t-value-9\n").unwrap();
    for format in ALL {
        let picture = drawn(folder.path(), &["--format", format]);
        assert!(!picture.contains("s3cr3t"), "{picture}");
    }
}

/// The order of a picture does not follow from the order of the file.
#[test]
fn the_order_of_the_file_does_not_matter() {
    let one = "name: a\nservices:\n  b: {image: 'nginx:1.29', depends_on: [a]}\n  a: {image: 'nginx:1.29'}\n";
    let other =
        "name: a\nservices:\n  a: {image: 'nginx:1.29'}\n  b: {image: 'nginx:1.29', depends_on: [a]}\n";
    for format in ["text", "mermaid", "dot", "json", "svg"] {
        let pictures = [one, other].map(|text| drawn(folder_with(text).path(), &["--format", format]));
        assert_eq!(pictures[0], pictures[1]);
    }
}

#[test]
fn a_graph_of_nothing_is_drawn() {
    let graph = graph::collapsed(Graph::default());
    for picture in [render::text(&graph), render::mermaid(&graph), render::dot(&graph), render::json(&graph)]
    {
        assert!(!picture.is_empty());
    }
    assert!(render::svg(graph.clone()).ends_with("</svg>\n"));
    assert!(render::html(graph, &[]).ends_with("</html>\n"));
}

fn overlap(one: Area, other: Area) -> bool {
    (one.x - other.x).abs() < f64::midpoint(one.width, other.width) - 0.01
        && (one.y - other.y).abs() < f64::midpoint(one.height, other.height) - 0.01
}

fn holds_area(outer: Area, inner: Area) -> bool {
    (outer.x - inner.x).abs() <= (outer.width - inner.width) / 2.0 + 0.01
        && (outer.y - inner.y).abs() <= (outer.height - inner.height) / 2.0 + 0.01
}

/// Nodes lie apart from each other and from frames of others, inside their own frame; all lies inside the picture.
fn assert_apart(name: &str, graph: &Graph, places: &Layout) {
    let (width, height) = (places.width, places.height);
    let whole = Area { x: width / 2.0, y: height / 2.0, width, height };
    for (at, (node, area)) in graph.nodes.iter().zip(&places.nodes).enumerate() {
        assert!(holds_area(whole, *area), "{name}: {} lies outside", node.id);
        for (other, place) in graph.nodes.iter().zip(&places.nodes).skip(at + 1) {
            assert!(!overlap(*area, *place), "{name}: {} and {} overlap", node.id, other.id);
        }
        for (frame, place) in graph.frames.iter().zip(&places.frames) {
            if node.frame.as_ref() == Some(&frame.id) {
                assert!(holds_area(*place, *area), "{name}: {} is not in {}", node.id, frame.id);
            } else {
                assert!(!overlap(*place, *area), "{name}: {} lies in {}", node.id, frame.id);
            }
        }
    }
    for (at, (frame, area)) in graph.frames.iter().zip(&places.frames).enumerate() {
        assert!(holds_area(whole, *area), "{name}: {} lies outside", frame.id);
        for (other, place) in graph.frames.iter().zip(&places.frames).skip(at + 1) {
            assert!(!overlap(*area, *place), "{name}: {} and {} overlap", frame.id, other.id);
        }
    }
    for course in &places.edges {
        let inside = |(x, y): &(f64, f64)| holds_area(whole, Area { x: *x, y: *y, width: 0.0, height: 0.0 });
        assert!(course.points.iter().all(inside), "{name}: an edge leaves the picture");
        assert!(course.label.is_none_or(|label| holds_area(whole, label)), "{name}: a label lies outside");
    }
}

fn picture_of(folder: &Path) -> Graph {
    let request = Request { working_dir: folder.to_str().unwrap().to_owned(), ..Request::default() };
    let outcome = stackpose::internals::pipeline::picture(&request, &Disk);
    assert!(outcome.value.is_some(), "{}: {:?}", folder.display(), outcome.diagnostics);
    outcome.value.unwrap().graph
}

#[test]
fn nothing_overlaps_in_a_drawing() {
    let further = [root().join("fixtures/overrides/queue"), root().join("tests/graph/project")];
    for folder in examples().into_iter().chain(further) {
        let graph = picture_of(&folder);
        let frames = graph.frames.len();
        let (graph, places) = layout(graph);
        assert_eq!(graph.frames.len(), frames, "{}: the frames were given up", folder.display());
        assert_apart(folder.to_str().unwrap(), &graph, &places);
        assert!(places.width < 2_000.0, "{}: {} wide", folder.display(), places.width);
    }
    for services in [12, 60] {
        let graph = picture_of(folder_with(&large(services)).path());
        let (graph, places) = layout(graph);
        assert_apart(&format!("{services} services"), &graph, &places);
    }
    let (graph, places) = layout(hostile());
    assert_apart("hostile", &graph, &places);
}

#[test]
fn a_drawing_loads_and_runs_nothing() {
    let (svg, html) = (render::svg(hostile()), render::html(hostile(), &[hostile_detail()]));
    for document in [&svg, &html] {
        assert!(!document.contains("<script>alert") && !document.contains('\u{202e}'), "{document}");
        for from_outside in ["@import", "url(h", "<link", "<img", "<iframe", "<a "] {
            assert!(!document.contains(from_outside), "{from_outside}");
        }
    }
    assert!(!svg.contains("<script"));
    assert_eq!(html.matches("<script").count(), 2, "one for the data, one that runs");
    assert!(html.contains("default-src 'none'; script-src 'sha256-") && !html.contains("unsafe-inline"));
    assert!(html.contains("base-uri 'none'; form-action 'none'"));
}

fn hostile_detail() -> graph::page::Detail {
    let text = || HOSTILE.join("\n") + "</script><script>alert(1)</script><!--";
    graph::page::Detail {
        id: format!("service:{}", HOSTILE[0]),
        place: text(),
        compose: text(),
        resources: vec![(text(), text(), text())],
        findings: vec![(text(), text(), text(), text())],
        parameters: vec![(text(), text(), text())],
    }
}

#[test]
fn the_page_has_the_details_of_each_part() {
    let page = drawn(&root().join("examples/static-api-postgres"), &["--format", "html"]);
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    let details: serde_json::Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    let all = details.as_array().unwrap();
    let database = all.iter().find(|one| one["id"] == "service:database").unwrap();
    assert!(database["place"].as_str().unwrap().starts_with("compose.yaml:"), "{database}");
    let compose = database["compose"].as_str().unwrap();
    assert!(compose.starts_with("  database:\n    image: postgres:17.6\n"), "{compose}");
    assert!(!compose.contains("networks:\n"), "{compose}");
    let findings = database["findings"].as_array().unwrap();
    assert!(findings.iter().any(|one| one[0] == "warning" && one[1] == "W1007"), "{findings:?}");
    let resources = database["resources"].as_array().unwrap();
    let service = resources.iter().find(|one| one[0] == "DatabaseService").unwrap();
    assert!(service[2].as_str().unwrap().contains("!Ref DatabaseTaskDefinition"), "{service}");
    assert!(database["parameters"].as_array().unwrap().iter().any(|one| one[0] == "SubnetIds"));
}

fn git(folder: &Path, arguments: &[&str]) {
    let settings = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(settings).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A project of which an image is changed, a volume is replaced, and services come and go; `old` is committed.
fn changed_project() -> tempfile::TempDir {
    let text = |image: &str, other: &str, mode: &str| {
        format!(
            "name: shop\nservices:\n  web: {{image: '{image}'}}\n  same: {{image: 'nginx:1.29'}}\n  db: {{image: \
             'postgres:18.1', volumes: ['data:/data']}}\n{other}volumes: {{data: {{driver_opts: {{performance_mode: {mode}}}}}}}\n"
        )
    };
    let folder = folder_with(&text("nginx:1.28", "  gone: {image: 'nginx:1.29'}\n", "generalPurpose"));
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-qm", "old"]);
    let new = text("nginx:1.29", "  fresh: {image: 'httpd:2.4'}\n", "maxIO");
    std::fs::write(folder.path().join("compose.yaml"), new).unwrap();
    folder
}

#[test]
fn a_picture_shows_what_changes() {
    let folder = changed_project();
    let output = Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(["-q", "graph", "--base", "HEAD", "--format", "json"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let graph: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let change = |id: &str| {
        let node = graph["nodes"].as_array().unwrap().iter().find(|node| node["id"] == id).unwrap();
        node["change"].as_str().map(str::to_owned)
    };
    assert_eq!(change("service:web").as_deref(), Some("changed"), "{graph}");
    assert_eq!(change("service:same"), None, "{graph}");
    assert_eq!(change("service:gone").as_deref(), Some("removed"), "{graph}");
    assert_eq!(change("service:fresh").as_deref(), Some("added"), "{graph}");
    assert_eq!(change("volume:data").as_deref(), Some("replaced"), "{graph}");
    assert!(graph["notes"][0].as_str().unwrap().contains("added"), "{graph}");
}

/// The classes of the node with this id in the page of `diff`.
fn classes<'a>(page: &'a str, id: &str) -> &'a str {
    let before = page.split_once(&format!("data-id=\"{id}\"")).expect(id).0;
    before.rsplit_once("<g class=\"").unwrap().1.trim_end_matches("\" ")
}

#[test]
fn the_page_of_diff_has_the_picture_of_what_changes() {
    let diff = |folder: &Path, arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_stackpose"))
            .args(["-q", "diff", "--exit-zero", "--format", "html"])
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let folder = changed_project();
    let page = diff(folder.path(), &[]);
    for (id, class) in [
        ("service:web", "changed service"),
        ("service:same", "plain service"),
        ("service:gone", "removed service"),
        ("service:fresh", "added service"),
        ("volume:data", "replaced volume"),
    ] {
        assert_eq!(classes(&page, id), format!("node {class}"), "{id}");
    }
    assert!(!page.contains("<script"));

    // Templates have no services: their resources are drawn.
    let template = |name: &str| {
        format!(
            "Resources:\n  A: {{Type: \"AWS::SQS::Queue\", Properties: {{QueueName: {name}}}}}\n  B: {{Type: \
             \"AWS::SNS::Topic\"}}\n"
        )
    };
    std::fs::write(folder.path().join("old.yaml"), template("one")).unwrap();
    std::fs::write(folder.path().join("new.yaml"), template("two")).unwrap();
    let page = diff(folder.path(), &["old.yaml", "new.yaml"]);
    assert_eq!(classes(&page, "resource:A"), "node replaced resource");
    assert_eq!(classes(&page, "resource:B"), "node plain resource");

    // Of many services those that change are drawn.
    let many = large(45);
    std::fs::write(folder.path().join("many.yaml"), &many).unwrap();
    std::fs::write(folder.path().join("more.yaml"), many.replacen("nginx:1.29", "nginx:1.30", 1)).unwrap();
    let page = diff(folder.path(), &["many.yaml", "more.yaml"]);
    assert_eq!(page.matches("class=\"node changed").count(), 1, "{page}");
    assert!(page.matches("class=\"node ").count() < 40);
    assert!(page.contains("nodes: those that change"));
}

/// What is too large for a template is drawn all the same.
#[test]
fn a_project_of_a_thousand_services_is_drawn() {
    let folder = folder_with(&large(1_000));
    assert!(drawn(folder.path(), &["--all"]).contains("s999"));
    assert!(drawn(folder.path(), &["--format", "mermaid"]).contains("250 services"));
}
