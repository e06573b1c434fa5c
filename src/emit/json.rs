//! The JSON writer: indented by two, in the order of the template.

use serde_json::Value;

pub(super) fn write(template: &Value) -> String {
    format!("{template:#}\n")
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
