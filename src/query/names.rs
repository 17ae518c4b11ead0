//! Names of persons as queries write them.
//!
//! | typed | finds |
//! |---|---|
//! | `smith` | everyone of that name |
//! | `smith j`, `smith, j.` | also `smith ja` and `smith j jr` |
//! | `"smith j"` | no other initials |
//! | `smith, john`, `john smith`, `smith john` | that full name, further given names included |

use super::plan::Look;
use crate::analysis::{Match, fold, fold_match};
use crate::record::Author;
use crate::schema::{Field, table};

/// Most letters of a word that is taken for initials wherever it stands.
const MAX_PLAIN_INITIALS: usize = 2;

/// Most letters of one in capitals behind a name that is not.
const MAX_CAPITAL_INITIALS: usize = 4;

/// What a name means in a field of names.
pub(super) fn look(field: &'static Field, text: &str, quoted: bool) -> Look {
    let typed = text;
    let text = &text.replace(['\'', '\u{2019}', '\u{2bc}'], "");
    let name = Name::of(text);
    if name.words.is_empty() {
        return Look::Nothing;
    }
    let value = name.words.join(" ");
    let truncated = text.trim_end().ends_with('*') || text.contains(['*', '?']);
    if truncated {
        return Look::Values { field, any: fold_match(text).into_iter().collect() };
    }
    let full_field = match field.name.as_str() {
        "author" => table().field("full_author"),
        "investigator" => table().field("full_investigator"),
        _ => None,
    };
    let full = full_field.filter(|_| name.words.len() > 1);
    let full = full.map(|field| Look::Values { field, any: full_names(typed) });
    if name.initials.is_some() {
        let mut any = vec![if quoted { Match::Term(value.clone()) } else { Match::Initials(value.clone()) }];
        if let (false, Some(suffix)) = (quoted, &name.suffix) {
            any = vec![Match::Term(value.clone()), Match::Wildcard(format!("{}* {suffix}", name.without_suffix()))];
        }
        let short = Look::Values { field, any };
        // `smith john a` may be a full name as well as that of somebody called Smith John; `Zhang, Ge` and `Zhang Ge` are more likely
        // one than initials.
        let may_be_full = name.words.len() > 2 || name.has_short_given_name(text);
        return match full.filter(|_| !quoted && name.suffix.is_none() && may_be_full) {
            Some(full) => Look::Either(vec![short, full]),
            None => short,
        };
    }
    let whole = Look::Values { field, any: vec![Match::Term(value.clone()), Match::Prefix(format!("{value} "))] };
    let other = full.or_else(|| short_form(field, text, &name).filter(|_| full_field.is_none()));
    match other {
        Some(other) => Look::Either(vec![whole, other]),
        None => whole,
    }
}

/// Values of a field of full names that a name in any order stands for: the index has the family name first, a suffix at
/// the end (`smith john a jr`). Further given names may follow.
pub(super) fn full_names(text: &str) -> Vec<Match> {
    let Some(typed) = fold_match(text) else { return Vec::new() };
    let mut any = orders(&typed);
    if let Match::Term(typed) = typed {
        let author = if text.contains(',') { Author::from_inverted(text) } else { Author::from_natural(text) };
        let mut beginnings = vec![format!("{typed} "), format!("{} ", fold(&author.inverted()))];
        beginnings.dedup();
        any.extend(beginnings.into_iter().map(Match::Prefix));
    }
    any
}

/// Words of a name that may be put into another order.
const MOST_NAMES: usize = 8;

/// A full name in each order in which people write it, one of which is the index's: family name first or last, a suffix at
/// the end.
fn orders(name: &Match) -> Vec<Match> {
    let (Match::Term(text) | Match::Prefix(text)) = name else { return vec![name.clone()] };
    let words: Vec<&str> = text.split(' ').collect();
    let mut orders = vec![name.clone()];
    if !(2..=MOST_NAMES).contains(&words.len()) {
        return orders;
    }
    if let (Match::Prefix(_), Some((last, given))) = (name, words.split_last()) {
        orders.push(Match::Wildcard(format!("{last}* {}", given.join(" "))));
        return orders;
    }
    for (turned, kept) in [(words.len(), 0), (words.len() - 1, 1)] {
        for first in 1..turned {
            let (end, tail) = (words.len() - kept, &words[words.len() - kept..]);
            let order = [&words[first..end], &words[..first], tail].concat();
            orders.push(Match::Term(order.join(" ")));
        }
    }
    orders
}

/// A full name as last name and first initial, for a field that knows no more.
fn short_form(field: &'static Field, text: &str, name: &Name) -> Option<Look> {
    if name.words.len() < 2 {
        return None;
    }
    let author = if text.contains(',') { Author::from_inverted(text) } else { Author::from_natural(text) };
    let given = fold(author.fore_name.as_deref()?).chars().next()?;
    let last = fold(author.last_name.as_deref()?);
    Some(Look::Values { field, any: vec![Match::Initials(format!("{last} {given}"))] })
}

/// `smith ja, jones b`, `smith and jones`: each of several names. `None` where it is one: a comma alone parts names with initials.
pub(super) fn several(text: &str) -> Option<Vec<String>> {
    let joined = text.split(';').flat_map(|part| part.split(" and ").flat_map(|part| part.split(" & ")));
    let parts: Vec<&str> =
        joined.map(|part| part.trim().trim_matches(',').trim()).filter(|part| !part.is_empty()).collect();
    let has_initials = |part: &&str| part.contains(' ') && Name::of(part).initials.is_some();
    let each = |part: &&str| -> Vec<String> {
        let names: Vec<&str> = part.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let several = names.len() > 1 && names.iter().all(has_initials);
        if several { names.into_iter().map(str::to_owned).collect() } else { vec![(*part).to_owned()] }
    };
    let names: Vec<String> = parts.iter().flat_map(each).collect();
    (names.len() > 1).then_some(names)
}

/// Whether words without a tag read as an author: a last name and its initials (`smith ja`, `van der berg j`).
pub(super) fn is_author(words: &[&str]) -> bool {
    let Some((initials, last)) = words.split_last() else { return false };
    let letters = |word: &str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '-' | '\u{2019}'));
    let is_initials = (1..=MAX_PLAIN_INITIALS).contains(&initials.chars().count())
        && initials.chars().all(char::is_alphabetic)
        && !super::words::is_stopword(initials);
    let is_last = (1..=3).contains(&last.len())
        && last.iter().all(|word| letters(word) && word.chars().count() > 1)
        && last.last().is_some_and(|name| !super::words::is_stopword(name) && !takes_a_letter(name));
    is_initials && is_last
}

/// Whether `noun` is one behind which a letter is a kind and no initial (`vitamin D`, `hepatitis B`).
pub(super) fn takes_a_letter(noun: &str) -> bool {
    const NOUNS: [&str; 28] = [
        "antigen",
        "apolipoprotein",
        "candida",
        "cathepsin",
        "class",
        "coenzyme",
        "complex",
        "cyclin",
        "cytochrome",
        "factor",
        "grade",
        "group",
        "haemoglobin",
        "haemophilia",
        "hemoglobin",
        "hemophilia",
        "hepatitis",
        "immunoglobulin",
        "influenza",
        "kinase",
        "phase",
        "protein",
        "receptor",
        "stage",
        "streptococcus",
        "toxin",
        "type",
        "vitamin",
    ];
    NOUNS.binary_search(&noun.to_lowercase().as_str()).is_ok()
}

/// A name, folded, in its parts.
struct Name {
    /// Last name, initials (as one word), suffix.
    words: Vec<String>,
    initials: Option<String>,
    suffix: Option<String>,
}

impl Name {
    fn of(text: &str) -> Self {
        let capitals = |word: &str| word.chars().all(char::is_uppercase);
        let shouted = text.split_whitespace().next().is_some_and(capitals);
        let typed: Vec<&str> = text.split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty()).collect();
        let mut words: Vec<String> = fold(text).split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
        let suffix = (words.len() > 2).then(|| words.last().filter(|last| is_suffix(last)).cloned()).flatten();
        if suffix.is_some() {
            words.pop();
        }
        // Initials written apart, `smith j a`, are one word.
        while let [.., before, last] = words.as_slice()
            && words.len() > 2
            && before.chars().count() == 1
            && last.chars().count() <= MAX_PLAIN_INITIALS
        {
            let joined = format!("{before}{last}");
            words.truncate(words.len() - 2);
            words.push(joined);
        }
        let in_capitals = !shouted && typed.last().is_some_and(|last| capitals(last));
        let most = if in_capitals { MAX_CAPITAL_INITIALS } else { MAX_PLAIN_INITIALS };
        let joined_apart = text.split([' ', '.', ',']).filter(|w| w.chars().count() == 1).count() > 1;
        let given_in_full = text.split_once(',').is_some_and(|(_, given)| {
            let first = given.split([' ', '.']).find(|word| !word.is_empty()).unwrap_or_default();
            first.chars().count() > MAX_PLAIN_INITIALS && (shouted || !capitals(first))
        });
        let initials = words.last().filter(|last| {
            !given_in_full
                && words.len() > 1
                && (last.chars().count() <= most || joined_apart)
                && last.chars().all(char::is_alphabetic)
        });
        let initials = initials.cloned();
        words.extend(suffix.clone());
        Self { words, initials, suffix }
    }

    /// Whether what was taken for initials is written as a given name of two letters is: behind a comma, or with one capital.
    fn has_short_given_name(&self, text: &str) -> bool {
        let given = text.trim_end().rsplit([' ', ',']).next().unwrap_or_default();
        let one_capital = given.starts_with(char::is_uppercase) && given.chars().skip(1).all(char::is_lowercase);
        given.chars().count() == 2 && given.chars().all(char::is_alphabetic) && (one_capital || text.contains(','))
    }

    fn without_suffix(&self) -> String {
        self.words[..self.words.len() - usize::from(self.suffix.is_some())].join(" ")
    }
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "2nd" | "3rd" | "4th" | "ii" | "iii")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(tag: &str, text: &str, quoted: bool) -> String {
        let Some(crate::schema::Target::Field(field)) = table().tag(tag) else { panic!("{tag}") };
        fn one(look: &Look) -> String {
            match look {
                Look::Values { field, any } => {
                    let any: Vec<String> = any.iter().map(ToString::to_string).collect();
                    format!("{}:{}", field.name, any.join("|"))
                }
                Look::Either(looks) => looks.iter().map(one).collect::<Vec<_>>().join(" or "),
                other => format!("{other:?}"),
            }
        }
        if field.kind == crate::schema::Kind::Name {
            return one(&look(field, text, quoted));
        }
        one(&Look::Values { field, any: full_names(text) })
    }

    #[test]
    fn every_form_of_a_name() {
        for (tag, text, quoted, expected) in [
            ("au", "smith", false, "author:smith|smith *"),
            ("au", "Smith JA", false, "author:smith ja*"),
            ("au", "smith, j.a.", false, "author:smith ja*"),
            ("au", "Smith J A", false, "author:smith ja*"),
            ("au", "Smith JAB", false, "author:smith jab*"),
            ("au", "smith j", true, "author:smith j"),
            ("au", "O'Brien J", false, "author:obrien j*"),
            ("au", "smith j jr", false, "author:smith j jr|smith j* jr"),
            ("au", "LI X", false, "author:li x*"),
            ("au", "smi*", false, "author:smi*"),
            ("au", "Zhang, Ge", false, "author:zhang ge* or full_author:zhang ge|ge zhang|zhang ge *"),
            ("au", "Zhang Ge", false, "author:zhang ge* or full_author:zhang ge|ge zhang|zhang ge *|ge zhang *"),
            ("1au", "Yu X", false, "first_author:yu x*"),
            (
                "au",
                "Smith, John",
                false,
                "author:smith john|smith john * or full_author:smith john|john smith|smith john *",
            ),
            ("fau", "John Smi*", false, "full_author:john smi*|smi* john"),
            ("1au", "John Smith", false, "first_author:john smith|john smith * or first_author:smith j*"),
        ] {
            assert_eq!(show(tag, text, quoted), expected, "{text}");
        }
    }

    #[test]
    fn several_names_are_told_from_one() {
        assert_eq!(several("Smith JA, jones b").unwrap(), ["Smith JA", "jones b"]);
        assert_eq!(several("van der Berg J; Li X and O'Brien KL").unwrap(), ["van der Berg J", "Li X", "O'Brien KL"]);
        assert_eq!(several("smith and jones").unwrap(), ["smith", "jones"]);
        assert_eq!(several("Smith, J; Jones, John & Li X").unwrap(), ["Smith, J", "Jones, John", "Li X"]);
        for one in
            ["smith, j", "smith j, jr", "smith, john a", "smith ja,", "and j", "smith, j a", "anderson", "smith j;"]
        {
            assert_eq!(several(one), None, "{one}");
        }
    }

    #[test]
    fn full_names_are_found_in_any_order() {
        let shown = |text: &str| full_names(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(shown("John A Smith").contains(&"smith john a".to_owned()));
        assert!(shown("Jan van der Berg").contains(&"van der berg jan".to_owned()));
        assert!(shown("John A Smith Jr").contains(&"smith john a jr".to_owned()));
        assert!(shown("John Smith").contains(&"smith john *".to_owned()));
        assert!(shown("Jane O'Brien").contains(&"o brien jane".to_owned()));
        assert!(show("au", "van der Berg JA", false).starts_with("author:van der berg ja* or full_author:"));
        assert!(show("au", "Smith, John A", false).starts_with("author:smith john a|smith john a * or full_author:"));
    }

    #[test]
    fn a_last_name_with_initials_reads_as_an_author() {
        for words in [&["smith", "ja"][..], &["o'brien", "j"], &["van", "der", "Berg", "JA"]] {
            assert!(is_author(words), "{words:?}");
        }
        for words in
            [&["vitamin", "d"][..], &["smith"], &["lung", "cancer"], &["the", "x"], &["pain", "in"], &["il", "2"]]
        {
            assert!(!is_author(words), "{words:?}");
        }
    }
}
