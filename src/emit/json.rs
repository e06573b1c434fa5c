//! The JSON writer: indented by two, in the order of the template.

use serde::Serialize;

pub(super) fn write(template: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(template).expect("internal error: a template has string keys only");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn order_is_kept_and_a_line_feed_ends_it() {
        let text = write(&json!({"b": [1, {}], "a": "ü\n"}));
        assert_eq!(text, "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": \"ü\\n\"\n}\n");
    }
}
