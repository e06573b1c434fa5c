//! Items of the list forms: `KEY=VALUE` of `environment`, `args` and `labels`, and `host=address` of `extra_hosts`.
//! <https://github.com/compose-spec/compose-spec/blob/main/05-services.md#environment>

use thiserror::Error;

/// An item of a list that could also be a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyValue {
    /// The key.
    pub key: String,
    /// The value; none if there is no `=`.
    pub value: Option<String>,
}

/// Why an item could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyValueError {
    /// The key ends in white space.
    #[error("the key `{0}` ends in white space")]
    TrailingBlank(String),
    /// A host has no address.
    #[error("host `{0}` has no address")]
    NoAddress(String),
    /// A host name is empty or has a separator in it.
    #[error("`{0}` is not a host name")]
    BadHost(String),
}

/// An item of `extra_hosts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraHost {
    /// The name.
    pub host: String,
    /// Its addresses, without brackets.
    pub addresses: Vec<String>,
}

/// Cuts an item at the first `=`.
pub fn split(text: &str) -> KeyValue {
    match text.split_once('=') {
        Some((key, value)) => KeyValue { key: key.to_owned(), value: Some(value.to_owned()) },
        None => KeyValue { key: text.to_owned(), value: None },
    }
}

/// Cuts an item of `environment` or `args`, whose key may not end in white space.
pub fn parse(text: &str) -> Result<KeyValue, KeyValueError> {
    let item = split(text);
    if item.key.ends_with(char::is_whitespace) {
        Err(KeyValueError::TrailingBlank(item.key))
    } else {
        Ok(item)
    }
}

/// Reads a list item of `extra_hosts`: cut at the first `=`, else the first `:`; commas separate addresses.
pub fn parse_extra_host(text: &str) -> Result<ExtraHost, KeyValueError> {
    let (host, addresses) = text
        .split_once('=')
        .or_else(|| text.split_once(':'))
        .ok_or_else(|| KeyValueError::NoAddress(text.to_owned()))?;
    let addresses = addresses.split(',').map(|address| strip_brackets(address).to_owned()).collect();
    Ok(ExtraHost { host: check_host(host)?.to_owned(), addresses })
}

/// Refuses a host name that is empty or has a `:` or `=` in it.
pub fn check_host(host: &str) -> Result<&str, KeyValueError> {
    if host.is_empty() || host.contains([':', '=']) {
        Err(KeyValueError::BadHost(host.to_owned()))
    } else {
        Ok(host)
    }
}

/// Takes the brackets off an address: `[::1]` is `::1`.
pub fn strip_brackets(address: &str) -> &str {
    let inner = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.filter(|inner| !inner.is_empty()).unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn splits_at_the_first_equals_sign() {
        let table = [
            ("A=1", "A", Some("1")),
            ("A=", "A", Some("")),
            ("A", "A", None),
            ("A=b=c", "A", Some("b=c")),
            ("=x", "", Some("x")),
            ("", "", None),
            (" A= b ", " A", Some(" b ")),
        ];
        for (text, key, value) in table {
            let wanted = KeyValue { key: key.to_owned(), value: value.map(str::to_owned) };
            assert_eq!(parse(text), Ok(wanted), "{text}");
        }
        for text in ["A =1", "A\t"] {
            let key = text.trim_end_matches("=1").to_owned();
            assert_eq!(parse(text), Err(KeyValueError::TrailingBlank(key)), "{text}");
        }
        assert_eq!(split("A =1").key, "A ");
    }

    #[test]
    fn reads_extra_hosts() {
        let table: &[(&str, &str, &[&str])] = &[
            ("somehost=162.242.195.82", "somehost", &["162.242.195.82"]),
            ("somehost:162.242.195.82", "somehost", &["162.242.195.82"]),
            ("v6=::1", "v6", &["::1"]),
            ("v6:[::1]", "v6", &["::1"]),
            ("v6:::1", "v6", &["::1"]),
            ("h=10.0.0.1,[::2]", "h", &["10.0.0.1", "::2"]),
            ("h:host-gateway", "h", &["host-gateway"]),
            ("h=[]", "h", &["[]"]),
            ("h=", "h", &[""]),
        ];
        for (text, host, addresses) in table {
            let addresses = addresses.iter().map(|address| (*address).to_owned()).collect();
            assert_eq!(
                parse_extra_host(text),
                Ok(ExtraHost { host: (*host).to_owned(), addresses }),
                "{text}"
            );
        }
        let refused = [
            ("host", KeyValueError::NoAddress("host".to_owned())),
            ("", KeyValueError::NoAddress(String::new())),
            ("=1.2.3.4", KeyValueError::BadHost(String::new())),
            (":1.2.3.4", KeyValueError::BadHost(String::new())),
            ("a:b=1.2.3.4", KeyValueError::BadHost("a:b".to_owned())),
        ];
        for (text, error) in refused {
            assert_eq!(parse_extra_host(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "([a=:,\\[\\]]|\\PC){0,20}") {
            let _ = (parse(&text), parse_extra_host(&text));
        }
    }
}
