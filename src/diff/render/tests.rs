//! The output never obeys the texts of templates.

use serde_json::json;

use super::super::{Side, diff};
use super::*;

fn sides(old: &str, new: &str) -> (Side, Side) {
    let side = |value: &str| Side {
        template: json!({"Resources": {"A": {"Type": "AWS::X::Y", "Properties": {"B": value, "DbPassword": value}}}}),
        ..Side::default()
    };
    (side(old), side(new))
}

#[test]
fn texts_of_templates_are_not_obeyed() {
    let (old, new) = sides("a", "</details>\n::error::pwned @everyone `x` \u{1b}[2J\u{202e}");
    let diff = diff(&old, &new);
    for text in
        [human(&diff, false), markdown(&diff, true), html(&diff, true, None), github(&diff), json(&diff)]
    {
        assert!(!text.contains("\n::error::") && !text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
    // The value stands in a fence that is longer than its own backticks.
    let comment = markdown(&diff, false);
    assert!(comment.contains("→ ``</details>") && comment.contains("\\u{202e}``\n"), "{comment}");
}

#[test]
fn a_page_has_no_markup_of_templates_and_no_script() {
    let (old, new) = sides("a", "</code><script>alert(1)</script> \" onload='x' &amp; `<img src=x>`");
    let page = html(&diff(&old, &new), true, None);
    let escaped = "&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot; onload=&#39;x&#39; &amp;amp;";
    assert!(page.contains(escaped), "{page}");
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("http:"), "{page}");
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
                  'unsafe-inline'";
    assert!(page.contains(policy) && page.contains("prefers-color-scheme: dark"), "{page}");
}

#[test]
fn credentials_are_shown_on_no_side() {
    let (old, new) = sides("hunter2", "hunter3");
    let diff = diff(&old, &new);
    let shown = human(&diff, true);
    let password: Vec<&str> = shown.lines().filter(|line| line.contains("DbPassword")).collect();
    assert_eq!(password, ["      DbPassword: *** → ***"]);
}

#[test]
fn a_comment_is_never_too_long() {
    let many = |count: usize, value: &str| {
        let all =
            (0..count).map(|at| (format!("R{at}"), json!({"Type": "AWS::X::Y", "Properties": {"B": value}})));
        Side { template: json!({"Resources": all.collect::<serde_json::Map<_, _>>()}), ..Side::default() }
    };
    let comment = markdown(&diff(&many(3000, "a"), &many(3000, &"b".repeat(200))), true);
    assert!(comment.len() < 64 * 1024, "{}", comment.len());
    assert!(comment.contains("more are not shown"), "{comment}");
}
