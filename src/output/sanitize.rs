//! Strangers' text on a terminal: what could move the cursor, change colours or turn the line around is shown, not done.

use std::borrow::Cow;

/// `text` with control and bidirectional formatting characters escaped (`\u{1b}`).
#[must_use]
pub(super) fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_dangerous(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Whether a character acts on the terminal instead of showing.
#[must_use]
pub(super) fn is_dangerous(c: char) -> bool {
    let bidirectional =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || bidirectional || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown() {
        assert_eq!(sanitize("a\u{1b}[31mred\u{202e}x\nb"), "a\\u{1b}[31mred\\u{202e}x\\u{a}b");
        assert!(matches!(sanitize("Sánchez — naïve 結核"), Cow::Borrowed(_)));
    }
}
