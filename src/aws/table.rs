//! Rows → columns of text, no wider than the terminal where one is known.

use crate::sanitise;

/// Lays rows out below their headings; the last column is cut where the line would not fit.
pub fn table(headings: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    let heading: Vec<String> = headings.iter().map(|&text| text.to_owned()).collect();
    let clean = |row: &Vec<String>| row.iter().map(|cell| sanitise::line(cell).into_owned()).collect();
    let all: Vec<Vec<String>> = std::iter::once(&heading).chain(rows).map(clean).collect();
    let widths: Vec<usize> = (0..headings.len())
        .map(|column| {
            all.iter().filter_map(|row| row.get(column)).map(|cell| columns(cell)).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in &all {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', (width - columns(cell)) + 2));
        }
        text.push_str(&cut(line.trim_end(), width));
        text.push('\n');
    }
    text
}

/// The text in one line of this width at most.
pub fn cut(text: &str, width: Option<usize>) -> String {
    match width {
        Some(width) if columns(text) > width => {
            let mut room = width.saturating_sub(1);
            let fits = |character: &char| {
                let left = room.checked_sub(columns(character.encode_utf8(&mut [0; 4])));
                room = left.unwrap_or_default();
                left.is_some()
            };
            text.chars().take_while(fits).chain(['…']).collect()
        }
        _ => text.to_owned(),
    }
}

/// How many columns a terminal shows it in: some letters take two.
fn columns(text: &str) -> usize {
    textwrap::core::display_width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_line_and_nothing_in_it_is_obeyed() {
        let rows = vec![vec!["a\u{1b}[2J\nb".to_owned(), "::error::x".to_owned()]];
        assert_eq!(table(&["X", "Y"], &rows, None), "X              Y\na\\u{1b}[2J\\nb  \\::error::x\n");
    }

    #[test]
    fn a_wide_letter_takes_two_columns() {
        assert_eq!(cut("日本語", Some(6)), "日本語");
        assert_eq!(cut("日本語", Some(5)), "日本…");
        assert_eq!(cut("日本語", Some(4)), "日…");
        let rows = vec![vec!["日本".to_owned(), "a".to_owned()], vec!["ab".to_owned(), "b".to_owned()]];
        assert_eq!(table(&["X", "Y"], &rows, None), "X     Y\n日本  a\nab    b\n");
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = vec![vec!["a".to_owned(), "bb".to_owned()], vec!["ccc".to_owned(), "d".to_owned()]];
        assert_eq!(table(&["X", "Y"], &rows, None), "X    Y\na    bb\nccc  d\n");
        assert_eq!(
            table(&["X", "Y"], &rows, Some(5)),
            "X    Y\na    bb\nccc  d\n"
                .replace("X    Y", "X   …")
                .replace("a    bb", "a   …")
                .replace("ccc  d", "ccc …")
        );
    }
}
