//! The patterns of the schema, each as a function: a library for them would be larger than all else that the
//! schema needs.

/// The characters that end a line, which `.` does not match.
const ENDS_LINE: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// The words of `pull_policy`, which may stand anywhere in the text.
const POLICY: &str = "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+";
const POLICIES: [&str; 8] =
    ["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"];

/// Whether a text matches one of the schema's patterns. A pattern that is not known here is one of a newer
/// schema, which the tests refuse.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    match pattern {
        "^x-" => text.starts_with("x-"),
        "^.+$" => !text.is_empty() && !text.contains(ENDS_LINE),
        ".+" => text.contains(|c| !ENDS_LINE.contains(&c)),
        "^[a-z]+$" => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase()),
        "^[a-zA-Z0-9._-]+$" => !text.is_empty() && text.bytes().all(is_word),
        "[a-zA-Z0-9][a-zA-Z0-9_.-]+" => {
            let mut pairs = text.bytes().zip(text.bytes().skip(1));
            pairs.any(|(first, second)| first.is_ascii_alphanumeric() && is_word(second))
        }
        POLICY => POLICIES.iter().any(|policy| text.contains(policy)) || names_period(text),
        _ => unreachable!("the schema has a pattern without a function: {pattern}"),
    }
}

/// Whether a text has something like `every_12h`.
fn names_period(text: &str) -> bool {
    text.split("every_").skip(1).any(|rest| {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        unit.len() < rest.len() && unit.starts_with(['w', 'd', 'h', 'm', 's'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match_as_in_a_library() {
        let patterns =
            ["^x-", "^.+$", ".+", "^[a-z]+$", "^[a-zA-Z0-9._-]+$", "[a-zA-Z0-9][a-zA-Z0-9_.-]+", POLICY];
        let texts = [
            "",
            "x-",
            "ax-",
            "a",
            "ab",
            "a b",
            "A.b_c-d",
            "ä",
            "-a",
            "\n",
            "a\nb",
            "\nab",
            "every_",
            "every_h",
            "every_12",
            "every_12h",
            "xevery_1dx",
            "every_every_1w",
            "always",
            "sometimes",
            "missing!",
        ];
        for pattern in patterns {
            let library = regex::Regex::new(pattern).unwrap();
            for text in texts {
                assert_eq!(matches(pattern, text), library.is_match(text), "{pattern} {text:?}");
            }
        }
    }
}
