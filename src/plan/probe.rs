//! Probes: the page that a health check asks for.
//! Compose: `healthcheck.test`. CloudFormation: `HealthCheckPath` of a target group.
//!
//! Decisions
//! - Only `curl` and `wget` of the container itself on the port in question are understood; all else says
//!   nothing.
//! - A word of the exec form is what the program gets, also with `&` in it; only what stands behind `sh -c`
//!   is split.
//!
//! Not here: the container's own health check (`task_definition::health_check`).

use crate::compose;
use crate::grammar::shell_script::{self, program};
use crate::grammar::shell_words;

/// The hosts by which a container means itself.
const ITSELF: [&str; 4] = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"];

/// The characters that a load balancer takes in a path, besides letters and digits.
const ALLOWED: &str = "_-.$/~\"'@:+?&=%,;#";

/// The path and query that a health check asks this port of the container for.
pub(crate) fn path(check: Option<&compose::HealthCheck>, port: u16) -> Option<String> {
    let mut asked = pages(check?).filter(|page| page.port == port).map(|page| page.path);
    asked.find(|path| {
        // A `$` is for the shell to replace, and a load balancer has no shell.
        let literal = path.chars().all(|c| c != '$' && (c.is_ascii_alphanumeric() || ALLOWED.contains(c)));
        literal && path.starts_with('/')
    })
}

/// Whether a health check asks this port of the container for a page, in plain HTTP.
pub(crate) fn speaks_http(check: &compose::HealthCheck, port: u16) -> bool {
    pages(check).any(|page| page.port == port && !page.encrypted)
}

/// A page of the container itself.
struct Page {
    encrypted: bool,
    port: u16,
    path: String,
}

/// The pages of the container itself that a health check asks for.
fn pages(check: &compose::HealthCheck) -> impl Iterator<Item = Page> {
    let words = check.test.as_ref().map(|test| words(&test.value)).unwrap_or_default();
    let asks = |word: &String| matches!(program(word), "curl" | "wget");
    words.into_iter().skip_while(move |word| !asks(word)).skip(1).filter_map(|word| page(&word))
}

/// The words of a test. In the exec form each is one already, but for the command line that a shell gets.
fn words(test: &compose::HealthTest) -> Vec<String> {
    let split = |line: &str| shell_words::split(line).unwrap_or_default().words;
    match test {
        compose::HealthTest::None => Vec::new(),
        compose::HealthTest::Exec(words) => {
            let texts: Vec<&str> = words.iter().map(String::as_str).collect();
            let script = shell_script::position(&texts).and_then(|at| words.get(at));
            script.map_or_else(|| words.clone(), |script| split(script))
        }
        compose::HealthTest::Shell(line) => split(line),
    }
}

fn page(address: &str) -> Option<Page> {
    let (rest, encrypted) = match address.split_once("://") {
        Some(("http", rest)) => (rest, false),
        Some(("https", rest)) => (rest, true),
        Some(_) => return None,
        None => (address, false),
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let host = ITSELF.into_iter().find(|host| authority.starts_with(host))?;
    let port = match authority.strip_prefix(host)?.strip_prefix(':') {
        Some(number) => number.parse().ok()?,
        None if authority != host => return None,
        None if encrypted => 443,
        None => 80,
    };
    Some(Page { encrypted, port, path: path.to_owned() })
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
        assert_eq!(path(None, 80), None);
    }

    #[test]
    fn a_word_of_the_exec_form_is_split_only_behind_a_shell() {
        let table: [(&[&str], Option<&str>); 6] = [
            (&["curl", "-f", "http://localhost/ok"], Some("/ok")),
            (&["wget", "-q", "http://localhost/h?a=1&b=2"], Some("/h?a=1&b=2")),
            (&["sh", "-c", "curl -f 'http://localhost/h?a=1&b=2' || exit 1"], Some("/h?a=1&b=2")),
            (&["/bin/bash", "-ec", "curl http://localhost/h;true"], Some("/h")),
            (&["timeout", "3", "curl", "http://localhost/ok"], Some("/ok")),
            (&["echo", "curl http://localhost/ok"], None),
        ];
        for (words, expected) in table {
            let test = compose::HealthTest::Exec(words.iter().map(|&word| word.to_owned()).collect());
            assert_eq!(path(Some(&check(test)), 80).as_deref(), expected, "{words:?}");
        }
    }

    #[test]
    fn a_page_in_plain_http_tells_what_a_port_speaks() {
        let speaks = |line: &str| speaks_http(&check(compose::HealthTest::Shell(line.to_owned())), 8080);
        assert!(speaks("curl -f http://localhost:8080"));
        assert!(speaks("curl http://localhost:8080/$PAGE"));
        assert!(!speaks("curl -k https://localhost:8080/"));
        assert!(!speaks("curl http://localhost:8081/"));
        assert!(!speaks("nc -z localhost:8080"));
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
