//! Text from LaTeX, behind what the crate `biblatex` decodes (accents, escapes): formulas, Greek letters, formatting.

use biblatex::{Chunk, Spanned};
use std::iter::Peekable;
use std::str::Chars;

/// Commands that stand for a character, beside Greek letters.
const SIGNS: [(&str, &str); 45] = [
    ("textless", "<"),
    ("textgreater", ">"),
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
    ("newline", " "),
    ("linebreak", " "),
    ("par", " "),
    ("dag", "†"),
    ("ddag", "‡"),
    ("S", "§"),
    ("euro", "€"),
    ("texteuro", "€"),
    ("pounds", "£"),
    ("copyright", "©"),
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
            '\\' => command(&mut chars, &mut out),
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

/// Adds the sign that the command behind a backslash stands for; one of another command is left out.
fn command(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
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
    ("textasciitilde", "\\sim"),
    ("textbraceleft", "\\lbrace"),
    ("textbraceright", "\\rbrace"),
    ("textbackslash", "\\backslash"),
];

/// Commands of which only the argument matters. The crate would read no formula in it.
const FORMATTING: [&str; 12] = [
    "emph",
    "textit",
    "textbf",
    "textsl",
    "textsc",
    "textrm",
    "textsf",
    "texttt",
    "textup",
    "textmd",
    "textnormal",
    "mbox",
];

/// Accents that are letters, as commands go.
const LETTERS_AS_ACCENTS: &str = "uvHckrbdt";

/// `text` as the crate is to have it: dollars that begin no formula marked as signs (a sum of money has one, a formula two), other
/// signs by commands that are [left to us](LEFT_TO_US), and what the crate misreads said otherwise: accents over a dotless i, line
/// breaks, narrow spaces, links.
pub(super) fn prepared(text: &str) -> String {
    let text = rewritten(text);
    let places: Vec<usize> =
        text.match_indices('$').map(|(at, _)| at).filter(|at| !text[..*at].ends_with('\\')).collect();
    if places.len().is_multiple_of(2) { text } else { text.replace("\\$", "$").replace('$', "\\$") }
}

fn rewritten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, command)) = rest.split_once('\\') {
        out.push_str(before);
        let letters = command.len() - command.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        rest = match command.split_at(letters) {
            ("", command) => sign_command(command, &mut out),
            (name, rest) => word_command(name, rest, &mut out),
        };
    }
    out + rest
}

/// Writes the command that is a sign, of which `command` begins with the sign; gives what is behind it.
fn sign_command<'t>(command: &'t str, out: &mut String) -> &'t str {
    let Some(sign) = command.chars().next() else {
        out.push('\\');
        return command;
    };
    let rest = &command[sign.len_utf8()..];
    match sign {
        '{' => out.push_str("\\lbrace{}"),
        '}' => out.push_str("\\rbrace{}"),
        '\\' => out.push(' '),
        ',' | ';' | ':' => out.push('~'),
        '!' => {}
        _ => {
            out.extend(['\\', sign]);
            return accented(sign, rest, out);
        }
    }
    rest
}

/// Behind an accent a dotless i or j is written as the letter.
fn accented<'t>(accent: char, rest: &'t str, out: &mut String) -> &'t str {
    let is_accent = "'`^\"~=.".contains(accent) || LETTERS_AS_ACCENTS.contains(accent);
    let dotless = rest.trim_start().strip_prefix('\\').filter(|behind| is_accent && behind.starts_with(['i', 'j']));
    match dotless.map(|behind| behind.split_at(1)) {
        Some((letter, behind)) if !behind.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            if accent.is_ascii_alphabetic() {
                out.push('{');
            }
            out.push_str(letter);
            if accent.is_ascii_alphabetic() {
                out.push('}');
            }
            behind.trim_start()
        }
        _ => rest,
    }
}

/// Writes the command that is a word, and gives what is behind it.
fn word_command<'t>(name: &str, rest: &'t str, out: &mut String) -> &'t str {
    if let Some((_, ours)) = LEFT_TO_US.iter().find(|(command, _)| *command == name) {
        out.push_str(ours);
    } else if FORMATTING.contains(&name) && rest.starts_with('{') {
        // Its braces stay.
    } else if let Some(text) = (name == "href").then(|| rest.strip_prefix('{')?.split_once("}{")).flatten() {
        return &rest[rest.len() - text.1.len() - 1..];
    } else if let Some((above, below)) =
        (name.ends_with("frac") && rest.starts_with('{')).then(|| rest.split_once("}{")).flatten()
    {
        out.extend([above, "}/"]);
        return &rest[rest.len() - below.len() - 1..];
    } else {
        out.push('\\');
        out.push_str(name);
        if let (1, Some(accent)) = (name.len(), name.chars().next()) {
            return accented(accent, rest, out);
        }
    }
    rest
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
        assert_eq!(prepared(r"{\{a\}} \\{b}"), r"{\lbrace{}a\rbrace{}}  {b}");
    }

    #[test]
    fn what_the_crate_misreads_is_said_otherwise() {
        for (latex, expected) in [
            (r"37\,$^{\circ}$C", "37~$^{\\circ}$C"),
            (r#"Garc{\'\i}a na{\"\i}ve Ru\'\i z \u\i x"#, r#"Garc{\'i}a na{\"i}ve Ru\'iz \u{i}x"#),
            (r"\'{\i} \infty \'\infty", r"\'{\i} \infty \'\infty"),
            (r"one\\two", "one two"),
            (r"\emph{$\beta$-cat} \emph x", r"{$\beta$-cat} \emph x"),
            (r"$\frac{1}{2}$ \frac", r"${1}/{2}$ \frac"),
            (r"see \href{http://z.org/a}{text} \href", r"see {text} \href"),
            ("ends with \\", "ends with \\"),
        ] {
            assert_eq!(prepared(latex), expected, "{latex}");
        }
    }
}
