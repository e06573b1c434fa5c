//! The generated pages `docs/findings.md`, `docs/support.md`, `docs/keys.md` and others; a test compares them
//! with the files.

use std::fmt::Write as _;

use super::sections::{SECTIONS, section};
use super::{attribute, finding, key, key_names, topic, topics};
use crate::diagnostic::{Code, explanations};
use crate::validate::{Row, Support, keys, rows};

/// The page of all findings.
pub fn findings_page() -> String {
    let mut out = FINDINGS.to_owned();
    for code in Code::ALL {
        let number = code.number();
        let _ = writeln!(out, "| [{number}](#{}) | {} |", code.anchor(), code.title());
    }
    for explanation in explanations() {
        // One heading of the page stands above those of the findings.
        let _ = write!(out, "\n#{}", finding::markdown(explanation));
    }
    out
}

/// The page of all keys.
pub fn keys_page() -> String {
    let mut out = KEYS.to_owned();
    for name in key_names() {
        let text = key::text(name).map(|text| text.markdown).unwrap_or_default();
        let _ = write!(out, "\n<a id=\"{name}\"></a>\n\n#{text}");
    }
    out
}

/// The page of all topics.
pub fn how_to_page() -> String {
    let mut out = HOW_TO.to_owned();
    for topic in topics() {
        let _ = writeln!(out, "- [{}](#{})", capital(topic.question), topic.anchor());
    }
    for topic in topics() {
        let _ = write!(
            out,
            "\n<a id=\"{}\"></a>\n\n## How do I {}?\n\n{}\nMore: [{}]({}), and `stackpose explain` with {}.\n",
            topic.anchor(),
            topic.question,
            topic::body(topic),
            topic.page,
            topic.page,
            topic.see.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
        );
    }
    out
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The page of all attributes.
pub fn support_page() -> String {
    let mut out = SUPPORT.to_owned();
    for (title, prefix) in SECTIONS {
        let _ = write!(
            out,
            "\n## {title}\n\n| attribute | translation | CloudFormation | why, and the alternative |\n|---|---|---|---|\n"
        );
        for row in rows().filter(|row| section(row.path) == *prefix) {
            out.push_str(&line(row));
        }
    }
    out.push_str("\n## Keys of our own\n\n| key | where | what it does |\n|---|---|---|\n");
    for key in keys() {
        let later = if key.is_translated() { "" } else { " *Not translated by this version yet.*" };
        let _ = writeln!(
            out,
            "| [`{}`](keys.md#{}) | {} | {}{later} |",
            key.name,
            key.name,
            key.place().shown(),
            cell(key.description)
        );
    }
    out
}

/// The page of the reasons for which a project is refused, each from the table of attributes.
pub fn refusals_page() -> String {
    let mut out = REFUSALS.to_owned();
    for row in rows().filter(|row| is_refusal(row)) {
        let condition = attribute::condition(row);
        let (reason, help) = (cell(row.reason), cell(row.help));
        let _ = writeln!(out, "| `{}` | {} | {reason} | {help} |", row.path, cell(&condition));
    }
    out.push_str(REFUSED_ELSEWHERE);
    out
}

/// Whether a row refuses an attribute by itself, and not for one that holds it.
fn is_refusal(row: &Row) -> bool {
    matches!(row.support, Support::Refused | Support::NotYet) && !row.help.is_empty()
}

const KEYS: &str = "\
# Keys

Generated from `src/validate/read/keys` (`UPDATE_DOCS=1 cargo test --test docs` writes this file anew);
`stackpose explain x-aws-route` prints one. Every key can also be empty text, which leaves it out, so that `${NAME:-}` can switch it.
A test converts each example with its key and without it, and compares the documented default with the template.
";

const HOW_TO: &str = "\
# How do I …?

Generated from `src/explain/topic` (`UPDATE_DOCS=1 cargo test --test docs` writes this file anew); `stackpose explain https` prints one
answer. A test converts each example. [Examples](../examples/README.md) has whole projects.

";

const REFUSALS: &str = "\
# Why a project is refused

Generated from `src/validate/support` (`UPDATE_DOCS=1 cargo test --test docs` writes this file anew). These are all attributes
that have no template, with the reason and the alternative; everything else is translated, kept in part with a warning, or left out
with a note ([support.md](support.md)). What a task on Fargate has is documented by AWS in
<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>; the sources of single rows are at
the top of the files in `src/validate/support`.

| attribute | for which values | why | the alternative |
|---|---|---|---|
";

const REFUSED_ELSEWHERE: &str = "
## Decisions

- `network_mode: host` is approximated: a task has a network interface of its own, so other programs on `localhost`, broadcast and
  multicast are gone, and a port is open to other services only. The service joins all networks of the project that are not
  internal. Docker discards `ports` beside it; here they say what is published, and without them nothing is.
- `network_mode: none` is approximated: a security group without ingress and no ports. ECS pulls the image and sends the logs through
  the network interface of the task, so there is always one, and what the task may reach is decided by its subnets.
- `pid: service:X` of a container in the task of `X` becomes `PidMode: task`, which shows all containers of the task each other's
  processes: the only word that Fargate takes
  (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html>). Two tasks share nothing.
- `container:NAME` is the service of the project whose container has that name, in `network_mode`, `pid` and `volumes_from`; so is
  a name in `external_links`. Other containers are refused.
- `cap_add` of what Docker gives to every container is accepted, and `SYS_PTRACE`; ECS has no place for others on Fargate
  (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html>). Those without which programs run,
  such as `SYS_NICE` for MySQL, are left out with a warning. `NET_ADMIN`, `SYS_ADMIN` and the like are refused, unless the
  image is one that is documented to run without, such as `pihole/pihole`. On managed instances any is given.
- The socket of Docker, `privileged` and `pid: host` are left out with a warning for images that are documented to run without
  (`src/compose/optional_rights.rs` names them and the documentation), and refused for all others: a reverse proxy that
  watches containers, or a program that starts them, would come up and do nothing.
- Services that work for the host of Docker, such as Watchtower, Portainer, cAdvisor and the node exporter, are left out with the
  warning W1013 (`src/validate/host_services.rs` names them): ECS and CloudWatch do their work. So are reverse proxies that take
  their routes from the engine, such as Traefik and nginx-proxy, and what goes with them: the load balancer does their work.
- A named volume from a file server (`type: nfs`, `cifs`) is made as a file system of EFS that is empty at first, with the warning
  W0780, as a folder of the host is.
- Of more than five published ports of a service five are published, with the warning W0792: ECS takes no more target groups.
- `volumes_from` a service in another task mounts the volumes that both tasks can share; refused where it is a task's own disk.
- An external volume whose name is no file system's is made by the stack, with the warning W1014, as external networks are.
- A request for a GPU is not refused: the service runs on managed instances, with a warning about the cost.
- Mounts that are read-only and show what a program runs without (`/lib/modules`, `/run/udev`, `/run/dbus`, certificates of the
  host) are left out with a warning.
- TCP and UDP on one port of a container: ECS makes no service with two mappings of one port
  (<https://github.com/aws/amazon-ecs-agent/issues/3428>), also behind a `TCP_UDP` listener. TCP is published with a warning.
- A job that nothing waits for is not run by a deployment: CloudFormation has no resource that runs a task to its end. A custom
  resource would need a function of our own in each stack, and its failure would roll the stack back. The warning W1035 names
  the ways: `depends_on` with `service_completed_successfully`, `x-aws-run: on-deploy`, with which `stackpose deploy` runs it,
  `x-aws-schedule`, or the command in the outputs.
";

const FINDINGS: &str = "\
# What Stackpose finds

Generated from `src/diagnostic/explanations` (`UPDATE_DOCS=1 cargo test --test docs` writes this file anew); `stackpose explain CODE`
prints the same texts.

Codes are never reused. `E` stops, `W` warns, `N` is good to know. The first two digits are the room: 00 files, 01 YAML,
02 interpolation, 03 merging, 04 schema, 05 consistency, 06 what Fargate cannot do, 07 lowering, 08 the finished template,
09 allowances, 10 what is legal and unwise.

## Levels

`--deny CODE`, `--deny warnings` and `--deny notes` make errors of findings; `--allow CODE` silences a warning or a note. In a
Compose file, a comment does so for its own line, or, with a line to itself, for the line below:

```yaml
services:
  legacy:
    # stackpose: allow W1001 — the vendor publishes no other tag
    image: example/legacy:latest
```

and a block does so for the whole project:

```yaml
x-stackpose:
  allow: [N1005]
```

An allowance that allows nothing is itself a note (N0902). Errors cannot be allowed.

## Formats

`stackpose check --format` takes `human`, `short`, `json`, `sarif` and `github`. The formats for programs
show every finding, ordered by place. What people read, here and from `convert`, shows each cause once, with a list of its further
places: errors first, then warnings; notes are counted, and shown with `--notes`. `-v` shows every finding with its surroundings.
Values behind keys that look like credentials are masked where source text is shown; the other formats show none.

`json` prints one object a line:

| member | what |
|---|---|
| `code`, `severity`, `title` | `E0103`; `error`, `warning` or `note`, after levels; what the code is about |
| `message`, `help` | the sentence; what to write instead, or null |
| `cause` | the code and the sentence without names and numbers, the same for all findings of one cause |
| `place` | `file`, `line`, `column`, `end_line`, `end_column`: counted from 1 in characters, the end behind the last; null for what stands in no file |
| `labels` | every place with its `text`, the main one first |
| `fix` | what `check --fix` would put where (`place`, `replacement`), or null |

`sarif` is SARIF 2.1.0 for code scanning services, with the same `cause` among the properties of a result, `github` the workflow commands that put findings onto a diff.

## Findings

| code | about |
|---|---|
";

const SUPPORT: &str = "\
# How each Compose attribute is translated

Generated from `src/validate/support` (`UPDATE_DOCS=1 cargo test --test docs` writes this file anew); `stackpose explain
services.restart` prints a row. A test compares the rows with the Compose specification's own schema in both directions.

- **translated**: kept with its meaning. Without a property it does its work before the template.
- **approximated**: kept in part (W0602). **ignored**: dropped, which does no harm (N0603).
- **refused**: Fargate has nothing in its place (E0601). **not yet**: AWS can, this version cannot (E0604).

In paths, `*` is a name of yours and `[]` an item of a list. An attribute without a row follows the one that holds it.
";

fn line(row: &Row) -> String {
    let mut support = attribute::support(row.support).to_owned();
    let condition = attribute::condition(row);
    if !condition.is_empty() {
        let _ = write!(support, " {condition}");
    }
    let property = if row.property.is_empty() { String::new() } else { format!("`{}`", row.property) };
    let why: Vec<String> =
        [row.reason, row.help].into_iter().filter(|text| !text.is_empty()).map(cell).collect();
    format!("| `{}` | {} | {property} | {} |\n", row.path, cell(&support), why.join("; "))
}

/// Text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
