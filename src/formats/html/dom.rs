//! Small tools over the tree of a page: selecting, texts, addresses.

use crate::record::text;
use scraper::{ElementRef, Node, Selector};

/// The elements within `scope` that `css` selects, in order.
pub(super) fn select<'a>(scope: ElementRef<'a>, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css);
    debug_assert!(selector.is_ok(), "{css}");
    selector.map_or_else(|_| Vec::new(), |selector| scope.select(&selector).collect())
}

/// The first of [`select`].
pub(super) fn first<'a>(scope: ElementRef<'a>, css: &str) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(css);
    debug_assert!(selector.is_ok(), "{css}");
    scope.select(&selector.ok()?).next()
}

/// The text of the first element that `css` selects, `None` where it is blank.
pub(super) fn first_text(scope: ElementRef<'_>, css: &str) -> Option<String> {
    text::non_empty(&text_of(first(scope, css)?))
}

/// The texts of all elements that `css` selects, without blank ones.
pub(super) fn texts(scope: ElementRef<'_>, css: &str) -> Vec<String> {
    select(scope, css).into_iter().filter_map(|element| text::non_empty(&text_of(element))).collect()
}

/// The text of `element`; inline markup joins, paragraphs and lines part.
pub(super) fn text_of(element: ElementRef<'_>) -> String {
    text_without(element, |_| false)
}

/// The text of `element` without that of the elements for which `skipped` holds.
pub(super) fn text_without(element: ElementRef<'_>, skipped: impl Fn(ElementRef<'_>) -> bool) -> String {
    let mut out = String::new();
    // The tree may be deeper than the stack of calls: pages are strangers' bytes.
    let mut open: Vec<_> = element.children().rev().map(|node| (node, false)).collect();
    while let Some((node, closing)) = open.pop() {
        if let Node::Text(piece) = node.value() {
            out.push_str(piece);
            continue;
        }
        let Some(inner) = ElementRef::wrap(node) else { continue };
        let name = inner.value().name();
        if matches!(name, "script" | "style" | "template" | "svg" | "noscript") || skipped(inner) {
            continue;
        }
        if matches!(name, "p" | "div" | "li" | "ul" | "ol" | "br" | "tr" | "td" | "h1" | "h2" | "h3" | "h4") {
            out.push(' ');
        }
        if !closing {
            open.push((node, true));
            open.extend(node.children().rev().map(|child| (child, false)));
        }
    }
    text::clean(&out)
}

/// Whether `element` has `class`.
pub(super) fn has_class(element: ElementRef<'_>, class: &str) -> bool {
    element.value().classes().any(|name| name == class)
}

/// The value of `name` in the query of an address, decoded.
pub(super) fn query_value(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let query = query.split('#').next().unwrap_or(query);
    let pair = query.split('&').filter_map(|pair| pair.split_once('='));
    pair.into_iter().find(|(key, _)| *key == name).and_then(|(_, value)| text::non_empty(&decoded(value)))
}

/// Form encoding undone: `Yu+X`, `S%C3%A1nchez`.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(if *first == b'+' { b' ' } else { *first });
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    #[test]
    fn inline_markup_joins_and_paragraphs_part() {
        let page = Html::parse_fragment("<div>CO<sub>2</sub> <p>a<br>b</p><p>c</p><script>x</script><i> d</i></div>");
        assert_eq!(first_text(page.root_element(), "div").as_deref(), Some("CO2 a b c d"));
    }

    #[test]
    fn the_query_of_an_address_is_decoded() {
        assert_eq!(query_value("/?sort=x&term=S%C3%A1nchez+A&c=1#top", "term").as_deref(), Some("Sánchez A"));
        assert_eq!(query_value("/?term=50%+off%zz", "term").as_deref(), Some("50% off%zz"));
        assert_eq!(query_value("/123/", "term"), None);
    }

    #[test]
    fn depth_does_no_harm() {
        let page = Html::parse_document(&"<div>".repeat(10_000));
        assert_eq!(text_of(page.root_element()), "");
    }
}
