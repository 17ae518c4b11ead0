//! Text with marked parts, wrapped to the width of a terminal.

use super::sanitize::is_dangerous;
use anstyle::Style;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// How a line is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Columns; `None`: one line, however long.
    pub(super) width: Option<usize>,
    /// Columns left free at the beginning of each line.
    pub(super) indent: usize,
    /// The style of all of it.
    pub(super) base: Style,
    /// The style of marked parts, on top.
    pub(super) marked: Style,
}

impl Layout {
    /// Plain text within `width` columns.
    pub(super) fn plain(width: Option<usize>, indent: usize) -> Self {
        Self { width, indent, base: Style::new(), marked: Style::new() }
    }
}

/// `text` set as `layout` says; `marks` are half-open ranges of its characters, ascending. Dangerous characters are shown
/// escaped.
pub(super) fn set(text: &str, marks: &[[usize; 2]], layout: Layout) -> String {
    let mut setter = Setter { layout, out: " ".repeat(layout.indent), column: layout.indent, style: Style::new() };
    let mut word: Vec<(char, bool)> = Vec::new();
    for (at, c) in text.chars().enumerate() {
        let marked = marks.iter().any(|mark| (mark[0]..mark[1]).contains(&at));
        if c == ' ' {
            setter.word(&word);
            word.clear();
            setter.space(marked);
        } else if is_dangerous(c) {
            word.extend(c.escape_unicode().map(|shown| (shown, marked)));
        } else {
            word.push((c, marked));
        }
    }
    setter.word(&word);
    setter.switch(Style::new());
    setter.out
}

struct Setter {
    layout: Layout,
    out: String,
    column: usize,
    style: Style,
}

impl Setter {
    fn switch(&mut self, style: Style) {
        if style != self.style {
            // A style's end and the next one's beginning; writing to a string cannot fail.
            let _ = write!(self.out, "{:#}{style}", self.style);
            self.style = style;
        }
    }

    fn style_of(&self, marked: bool) -> Style {
        if marked { self.layout.marked } else { self.layout.base }
    }

    fn space(&mut self, marked: bool) {
        if self.column > self.layout.indent {
            self.switch(self.style_of(marked));
            self.out.push(' ');
            self.column += 1;
        }
    }

    fn word(&mut self, word: &[(char, bool)]) {
        let width: usize = word.iter().map(|(c, _)| c.width().unwrap_or(0)).sum();
        let fits = self.layout.width.is_none_or(|columns| self.column + width <= columns);
        if !fits && self.column > self.layout.indent {
            while self.out.ends_with(' ') {
                self.out.pop();
            }
            self.switch(Style::new());
            self.out.push('\n');
            self.out.push_str(&" ".repeat(self.layout.indent));
            self.column = self.layout.indent;
        }
        for (c, marked) in word {
            self.switch(self.style_of(*marked));
            self.out.push(*c);
        }
        self.column += width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_longer_than_the_terminal() {
        let set = set("one two three four", &[], Layout::plain(Some(10), 2));
        assert_eq!(set, "  one two\n  three\n  four");
    }

    #[test]
    fn marks_go_over_line_ends_and_dangers_are_shown() {
        let layout = Layout { width: Some(6), indent: 0, base: Style::new(), marked: Style::new().bold() };
        assert_eq!(set("ab cd ef", &[[3, 8]], layout), "ab \u{1b}[1mcd\u{1b}[0m\n\u{1b}[1mef\u{1b}[0m");
        assert_eq!(set("a\u{1b}b", &[], Layout::plain(None, 0)), "a\\u{1b}b");
    }

    #[test]
    fn without_a_terminal_a_line_is_a_line() {
        assert_eq!(set("one two three four", &[], Layout::plain(None, 0)), "one two three four");
    }
}
