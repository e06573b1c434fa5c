//! Rules of Traefik's routers, as far as a rule of a load balancer says the same: ``Host(`a`) &&
//! PathPrefix(`/x`)``.
//!
//! <https://doc.traefik.io/traefik/routing/routers/#rule>

/// The hosts and paths of which one each must match, with `*` where any text may follow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Conditions {
    /// Names of hosts; empty is any.
    pub hosts: Vec<String>,
    /// Patterns of paths; empty is any.
    pub paths: Vec<String>,
}

/// The content of a rule; none where a load balancer has nothing for it, or it is not whole.
pub fn conditions(rule: &str) -> Option<Conditions> {
    let mut found = Conditions::default();
    let factors = split(rule, "&&")?;
    // `a && b || c` is `(a && b) || c`, which is two rules.
    if factors.len() > 1 && split(rule, "||")?.len() > 1 {
        return None;
    }
    for factor in factors {
        let (mut hosts, mut paths) = (Vec::new(), Vec::new());
        let mut is_any = false;
        for matcher in split(unwrapped(factor), "||")? {
            let (name, values) = matcher_of(matcher)?;
            match name {
                "Host" => hosts.extend(values.into_iter().map(str::to_ascii_lowercase)),
                "Path" => paths.extend(values.into_iter().map(str::to_owned)),
                "PathPrefix" if values.contains(&"/") => is_any = true,
                "PathPrefix" => paths.extend(values.into_iter().map(|value| format!("{value}*"))),
                _ => return None,
            }
        }
        let plain_host = |host: &String| {
            !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        };
        let plain_path = |path: &String| {
            let stem = path.strip_suffix('*').unwrap_or(path);
            stem.starts_with('/') && stem.chars().all(|c| c.is_ascii_alphanumeric() || "/._-~".contains(c))
        };
        let again =
            !(hosts.is_empty() || found.hosts.is_empty()) || !(paths.is_empty() || found.paths.is_empty());
        let mixed = usize::from(!hosts.is_empty()) + usize::from(!paths.is_empty()) + usize::from(is_any) > 1;
        if again || mixed || !hosts.iter().all(plain_host) || !paths.iter().all(plain_path) {
            return None;
        }
        found.hosts.extend(hosts);
        found.paths.extend(paths);
    }
    (!found.hosts.is_empty() || !found.paths.is_empty()).then_some(found)
}

/// A matcher: its name and its values.
fn matcher_of(text: &str) -> Option<(&str, Vec<&str>)> {
    let (name, values) = text.trim().strip_suffix(')')?.split_once('(')?;
    let values: Option<Vec<&str>> = values.split(',').map(quoted).collect();
    Some((name.trim(), values?))
}

/// The text between quotes.
fn quoted(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = ['`', '"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))?;
    (!inner.contains(['`', '"', '\'', '(', ')'])).then_some(inner)
}

/// The text between the parentheses around all of a text.
fn unwrapped(text: &str) -> &str {
    let text = text.trim();
    match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        // `(a) || (b)` has none around all of it.
        Some(inner) if split(inner, "||").is_some() => inner,
        Some(_) | None => text,
    }
}

/// The parts between an operator that stands outside of parentheses and quotes; none where these are not
/// closed.
fn split<'a>(text: &'a str, operator: &str) -> Option<Vec<&'a str>> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '`' | '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.checked_sub(1)?,
            (None, _) if depth == 0 && at >= start && text.get(at..)?.starts_with(operator) => {
                parts.push(text.get(start..at)?);
                start = at + operator.len();
            }
            (Some(_) | None, _) => {}
        }
    }
    parts.push(text.get(start..)?);
    (depth == 0 && quote.is_none()).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rule: &str) -> Option<(String, String)> {
        conditions(rule).map(|it| (it.hosts.join(" "), it.paths.join(" ")))
    }

    fn owned(hosts: &str, paths: &str) -> (String, String) {
        (hosts.to_owned(), paths.to_owned())
    }

    #[test]
    fn rules_that_a_load_balancer_has() {
        assert_eq!(found("Host(`a.example`)"), Some(owned("a.example", "")));
        assert_eq!(found("Host(`A.example`, `b.example`)"), Some(owned("a.example b.example", "")));
        assert_eq!(found("Host(`a.example`) || Host(`b.example`)"), Some(owned("a.example b.example", "")));
        assert_eq!(found("Host(`a.example`) && PathPrefix(`/x`)"), Some(owned("a.example", "/x*")));
        assert_eq!(
            found("(Host(`a.example`) || Host(\"b.example\")) && (Path(`/x`) || PathPrefix(`/y`))"),
            Some(owned("a.example b.example", "/x /y*"))
        );
        assert_eq!(found("Host(`a.example`) && PathPrefix(`/`)"), Some(owned("a.example", "")));
        assert_eq!(found("PathPrefix(`/api`)"), Some(owned("", "/api*")));
    }

    #[test]
    fn rules_that_it_has_not() {
        for rule in [
            "",
            "PathPrefix(`/`)",
            "Host(``)",
            "Host(`a.example`",
            "HostRegexp(`.+`)",
            "Host(`a.example`) && !Path(`/x`)",
            "Host(`a.example`) && Host(`b.example`)",
            "Host(`a.example`) || PathPrefix(`/x`)",
            "Host(`a.example`) && PathPrefix(`/x`) || Host(`b.example`)",
            "Host(`a.example`) && ClientIP(`10.0.0.0/8`)",
            "Host(`a.example`) && PathPrefix(`/{id:[0-9]+}`)",
            "Host(`a.example`) && (PathPrefix(`/`) || Path(`/x`))",
        ] {
            assert_eq!(found(rule), None, "{rule}");
        }
    }
}
