//! Text from LaTeX, behind what the crate `biblatex` decodes (accents, escapes): formulas, Greek letters, formatting.

use biblatex::{Chunk, Spanned};

/// Commands that stand for a character, beside Greek letters.
const SIGNS: [(&str, &str); 33] = [
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquoteright", "’"),
    ("textquoteleft", "‘"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textregistered", "®"),
    ("texttrademark", "™"),
    ("textdegree", "°"),
    ("degree", "°"),
    ("circ", "°"),
    ("textasciitilde", "~"),
    ("sim", "~"),
    ("approx", "≈"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("neq", "≠"),
    ("times", "×"),
    ("cdot", "·"),
    ("pm", "±"),
    ("textpm", "±"),
    ("infty", "∞"),
    ("rightarrow", "→"),
    ("to", "→"),
    ("ldots", "…"),
    ("micro", "µ"),
    ("textmu", "µ"),
    ("textbackslash", "\\"),
    ("backslash", "\\"),
    ("lbrace", "{"),
    ("rbrace", "}"),
];

/// Greek letters by their commands' names; a capital's begins with a capital.
const GREEK: [(&str, char); 24] = [
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("omicron", 'ο'),
    ("pi", 'π'),
    ("rho", 'ρ'),
    ("sigma", 'σ'),
    ("tau", 'τ'),
    ("upsilon", 'υ'),
    ("phi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
];

/// A field's value as text.
pub(super) fn text(chunks: &[Spanned<Chunk>]) -> String {
    let part = |chunk: &Spanned<Chunk>| match &chunk.v {
        Chunk::Math(formula) => plain(formula, true),
        Chunk::Normal(text) | Chunk::Verbatim(text) => plain(text, false),
    };
    chunks.iter().map(part).collect()
}

/// `text` without commands: signs and Greek letters as characters, of every other command its argument alone; braces,
/// and the marks of indices in a formula, gone.
pub(super) fn plain(text: &str, in_formula: bool) -> String {
    if !text.contains(['\\', '{', '}', '`', '\'', '-', '~', '_', '^']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let mut name = String::new();
                while let Some(letter) = chars.next_if(char::is_ascii_alphabetic) {
                    name.push(letter);
                }
                match sign(&name) {
                    Some(sign) => {
                        out.push_str(&sign);
                        chars.next_if(|c| *c == ' ');
                    }
                    None if name.is_empty() => match chars.next_if(|c| !c.is_whitespace()) {
                        Some(',' | ';') => out.push(' '),
                        // A place to break a word.
                        Some('-') => {}
                        // A gap that keeps two signs from becoming one; biblatex may set a space behind it.
                        Some('/') => {
                            let next = chars.clone().nth(1);
                            chars.next_if(|c| *c == ' ' && matches!(next, Some('-' | '`' | '\'')));
                        }
                        other => out.extend(other),
                    },
                    None => _ = chars.next_if(|c| *c == ' '),
                }
            }
            '{' | '}' => {}
            '^' | '_' if in_formula => {}
            '-' if chars.peek() == Some(&'-') => {
                while chars.next_if(|c| *c == '-').is_some() {}
                out.push('–');
            }
            '`' if chars.next_if(|c| *c == '`').is_some() => out.push('“'),
            '\'' if chars.next_if(|c| *c == '\'').is_some() => out.push('”'),
            '~' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

fn sign(name: &str) -> Option<String> {
    let name =
        name.strip_prefix("text").filter(|rest| is_greek(rest)).or_else(|| name.strip_prefix("var")).unwrap_or(name);
    if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) {
        return Some((*sign).to_owned());
    }
    let (_, letter) = GREEK.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    let capital = name.starts_with(|c: char| c.is_ascii_uppercase());
    Some(if capital { letter.to_uppercase().collect() } else { letter.to_string() })
}

fn is_greek(name: &str) -> bool {
    GREEK.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// Commands for signs that mean something to TeX, and others for the same that the crate leaves to us: of the sign alone it could not
/// be told that it is one.
const LEFT_TO_US: [(&str, &str); 4] = [
    ("\\textasciitilde", "\\sim"),
    ("\\textbraceleft", "\\lbrace"),
    ("\\textbraceright", "\\rbrace"),
    ("\\textbackslash", "\\backslash"),
];

/// `text` as the crate is to have it: dollars that begin no formula marked as signs (a sum of money has one, a formula two), and
/// other signs by commands that are [left to us](LEFT_TO_US).
pub(super) fn prepared(text: &str) -> String {
    let text = LEFT_TO_US.iter().fold(with_braces(text), |text, (command, ours)| text.replace(command, ours));
    let places: Vec<usize> =
        text.match_indices('$').map(|(at, _)| at).filter(|at| !text[..*at].ends_with('\\')).collect();
    if places.len().is_multiple_of(2) { text } else { text.replace("\\$", "$").replace('$', "\\$") }
}

/// `text` with the braces that TeX prints, `\{` and `\}`, as commands.
fn with_braces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        match c {
            '{' | '}' if escaped => out.push_str(if c == '{' { "lbrace{}" } else { "rbrace{}" }),
            _ => out.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_become_text() {
        for (latex, expected) in [
            ("\\textit{in vivo} IFN-\\gamma", "in vivo IFN-γ"),
            ("at 5\\,\\% {\\bf x}", "at 5 % x"),
            ("hy\\-phen", "hyphen"),
            ("pages 1--2 ``so'' p~\\leq 0.05", "pages 1–2 “so” p ≤0.05"),
            ("\\Delta F508 \\textalpha 1 $5", "ΔF508 α1 $5"),
            ("plain", "plain"),
            ("not a dash: -\\/-", "not a dash: --"),
            ("don't", "don't"),
        ] {
            assert_eq!(plain(latex, false), expected, "{latex}");
        }
        assert_eq!(plain("CO_{2}^-", true), "CO2-");
    }

    #[test]
    fn money_is_no_formula() {
        assert_eq!(prepared("US$5"), "US\\$5");
        assert_eq!(prepared("$a$ of \\$5"), "$a$ of \\$5");
    }

    #[test]
    fn braces_that_are_printed_are_commands() {
        assert_eq!(prepared(r"{\{a\}} \\{b}"), r"{\lbrace{}a\rbrace{}} \\{b}");
    }
}
