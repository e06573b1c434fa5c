//! Probes: the page that a health check asks for.
//! Compose: `healthcheck.test`. CloudFormation: `HealthCheckPath` of a target group.
//!
//! Decisions
//! - Only `curl` and `wget` of the container itself on the port in question are understood; all else says nothing.
//!
//! Not here: the container's own health check (`task_definition::health_check`).

use crate::compose;
use crate::grammar::shell_words;

/// The hosts by which a container means itself.
const ITSELF: [&str; 4] = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"];

/// What a load balancer takes in a path, besides letters and digits.
const ALLOWED: &str = "_-.$/~\"'@:+?&=%,;#";

/// The path and query that a health check asks this port of the container for.
pub(super) fn path(check: Option<&compose::HealthCheck>, port: u16) -> Option<String> {
    let lines = match &check?.test.as_ref()?.value {
        compose::HealthTest::None => return None,
        // A word may be a command line of its own: `["sh", "-c", "curl …"]`.
        compose::HealthTest::Exec(words) => words.clone(),
        compose::HealthTest::Shell(line) => vec![line.clone()],
    };
    let words: Vec<String> =
        lines.iter().flat_map(|line| shell_words::split(line).unwrap_or_default().words).collect();
    let asks = |word: &String| matches!(word.rsplit('/').next(), Some("curl" | "wget"));
    let start = words.iter().position(asks)?;
    words.iter().skip(start + 1).find_map(|word| path_of(word, port))
}

fn path_of(address: &str, port: u16) -> Option<String> {
    let (rest, usual) = match address.split_once("://") {
        Some(("http", rest)) => (rest, 80),
        Some(("https", rest)) => (rest, 443),
        Some(_) => return None,
        None => (address, 80),
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let host = ITSELF.into_iter().find(|host| authority.starts_with(host))?;
    let asked = match authority.strip_prefix(host)?.strip_prefix(':') {
        Some(number) => number.parse().ok()?,
        None if authority == host => usual,
        None => return None,
    };
    // A `$` is for the shell to replace, and a load balancer has no shell.
    let literal = path.chars().all(|c| c != '$' && (c.is_ascii_alphanumeric() || ALLOWED.contains(c)));
    (asked == port && literal && path.starts_with('/')).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Loc, Spanned};

    #[test]
    fn curl_and_wget_name_the_page() {
        let table = [
            ("curl -f http://localhost:8080/health || exit 1", Some("/health")),
            ("wget -q --spider 'http://127.0.0.1:8080/a?b=c'", Some("/a?b=c")),
            ("/usr/bin/curl \"localhost:8080/x\"", Some("/x")),
            ("curl http://localhost:9090/health", None),
            ("curl http://localhost/health", None),
            ("curl http://db:8080/health", None),
            ("curl http://localhost:8080/$PAGE", None),
            ("curl http://localhost:8080", None),
            ("curl http://localhostx:8080/", None),
            ("wget -qO- 'http://localhost:8080/a b?x=1'", None),
            ("pg_isready", None),
        ];
        for (line, expected) in table {
            let test = compose::HealthTest::Shell(line.to_owned());
            let check = check(test);
            assert_eq!(path(Some(&check), 8080).as_deref(), expected, "{line}");
        }
        let words = ["curl", "-f", "http://localhost/ok"].map(str::to_owned).to_vec();
        assert_eq!(path(Some(&check(compose::HealthTest::Exec(words))), 80).as_deref(), Some("/ok"));
        assert_eq!(path(None, 80), None);
    }

    fn check(test: compose::HealthTest) -> compose::HealthCheck {
        compose::HealthCheck {
            loc: Loc::default(),
            test: Some(Spanned::new(test, Loc::default())),
            interval: None,
            timeout: None,
            retries: None,
            start_period: None,
            start_interval: None,
        }
    }
}
