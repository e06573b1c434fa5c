//! `healthcheck`.
//! <https://docs.docker.com/reference/compose-file/services/#healthcheck>

use super::scalar::{Shape, flag, given, read_clean, read_count, read_duration, to_text, with_items};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::duration::Duration;
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads a service's health check.
pub(super) fn read(service: &Node, diagnostics: &mut Diagnostics) -> Option<compose::HealthCheck> {
    let node = given(service, "healthcheck")?;
    let disabled = flag(node, "disable").filter(|flag| flag.value);
    let test = match disabled {
        Some(flag) => Some(flag.map(|_| compose::HealthTest::None)),
        None => given(node, "test").and_then(|node| read_test(node, diagnostics)),
    };
    Some(compose::HealthCheck {
        loc: node.loc,
        test,
        interval: read_some(node, "interval", diagnostics),
        timeout: read_some(node, "timeout", diagnostics),
        retries: read_count(node, "retries", diagnostics).filter(|count| count.value > 0),
        start_period: read_some(node, "start_period", diagnostics),
        start_interval: read_some(node, "start_interval", diagnostics),
    })
}

/// Zero leaves Docker's default in place, so it is read as nothing said.
fn read_some(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<Duration>> {
    read_duration(node, key, diagnostics).filter(|duration| duration.value.as_nanos() > 0)
}

fn read_test(node: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<compose::HealthTest>> {
    let mut words = Vec::new();
    for text in node.as_list()?.iter().filter_map(to_text) {
        words.push(read_clean(text, Shape::Lines, "`healthcheck.test`", diagnostics)?.value);
    }
    let test = match words.split_first() {
        // An empty list leaves the image's own test, as for Docker.
        None => return None,
        Some((first, _)) if first == "NONE" => compose::HealthTest::None,
        Some((first, [line])) if first == "CMD-SHELL" => compose::HealthTest::Shell(line.clone()),
        Some((first, [_, ..])) if first == "CMD-SHELL" => shell_with_arguments(&words),
        Some((first, rest @ [_, ..])) if first == "CMD" => compose::HealthTest::Exec(rest.to_vec()),
        Some((first, _)) => {
            diagnostics.push(no_command(first, node.loc));
            return None;
        }
    };
    Some(Spanned::new(test, with_items(node)))
}

/// Docker hands the words behind the command line to the shell as its arguments, which ECS has no form for.
fn shell_with_arguments(words: &[String]) -> compose::HealthTest {
    let shell = ["/bin/sh", "-c"].map(str::to_owned);
    compose::HealthTest::Exec(shell.into_iter().chain(words.iter().skip(1).cloned()).collect())
}

fn no_command(first: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadHealthTest, format!("no command follows `{first}` in the health check's test"))
        .at(loc)
        .help("write `test: [\"CMD\", \"program\", \"argument\"]`, or `disable: true` to have none")
}
