//! The same word in the other number and the other spelling.

use crate::analysis::american;

/// Words whose plural follows no rule.
const IRREGULAR: [(&str, &str); 9] = [
    ("child", "children"),
    ("criterion", "criteria"),
    ("foot", "feet"),
    ("goose", "geese"),
    ("louse", "lice"),
    ("man", "men"),
    ("mouse", "mice"),
    ("tooth", "teeth"),
    ("woman", "women"),
];

/// Endings of Latin and Greek words, singular and plural.
const CLASSICAL: [(&str, &str); 8] = [
    ("us", "i"),
    ("um", "a"),
    ("a", "ae"),
    ("is", "es"),
    ("ix", "ices"),
    ("ex", "ices"),
    ("oma", "omata"),
    ("on", "a"),
];

/// Letters that stay before an ending that is changed.
const SHORTEST_STEM: usize = 3;

/// A folded text with its last word in the other number, or any of its words in the other spelling. Rules make them: some are no
/// words, so that whoever uses them asks whether they are known.
pub(super) fn variants(text: &str) -> Vec<String> {
    let (before, last) = text.rsplit_once(' ').map_or(("", text), |(before, last)| (before, last));
    let joined = |word: String| if before.is_empty() { word } else { format!("{before} {word}") };
    let mut all: Vec<String> = numbers(last).into_iter().map(joined).collect();
    all.extend(spellings(text));
    let mut once: Vec<String> = Vec::new();
    for variant in all {
        if variant != text && !once.contains(&variant) {
            once.push(variant);
        }
    }
    once
}

/// Plurals and singulars of a word.
fn numbers(word: &str) -> Vec<String> {
    let mut all = Vec::new();
    if word.len() < SHORTEST_STEM || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return all;
    }
    for (singular, plural) in IRREGULAR {
        if word == singular {
            return vec![plural.to_owned()];
        }
        if word == plural {
            return vec![singular.to_owned()];
        }
    }
    let y_behind_consonant = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    if let Some(stem) = y_behind_consonant {
        all.push(format!("{stem}ies"));
    } else if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") {
        all.push(format!("{word}es"));
    } else {
        all.push(format!("{word}s"));
    }
    all.extend(singulars(word));
    for (singular, plural) in CLASSICAL {
        for (from, to) in [(singular, plural), (plural, singular)] {
            let stem = word.strip_suffix(from).filter(|stem| stem.len() >= SHORTEST_STEM);
            all.extend(stem.map(|stem| format!("{stem}{to}")));
        }
    }
    all
}

fn singulars(word: &str) -> Vec<String> {
    let stem = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.len() > SHORTEST_STEM);
    let mut all: Vec<String> = stem("ies").map(|stem| format!("{stem}y")).into_iter().collect();
    if ["ses", "xes", "zes", "ches", "shes"].iter().any(|ending| word.ends_with(ending)) {
        all.extend(stem("es").map(str::to_owned));
    }
    if !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        all.extend(stem("s").map(str::to_owned));
    }
    all
}

/// A text in American spelling, and in the British ones that are the same in American spelling.
fn spellings(text: &str) -> Vec<String> {
    /// American and British.
    const LETTERS: [(&str, &str); 9] = [
        ("or", "our"),
        ("iz", "is"),
        ("yz", "ys"),
        ("e", "ae"),
        ("e", "oe"),
        ("er", "re"),
        ("sulf", "sulph"),
        ("log", "logue"),
        ("fiber", "fibre"),
    ];
    let plain = |word: &str| word.bytes().all(|b| b.is_ascii_lowercase());
    let us = |word: &str| if plain(word) { american(word).into_owned() } else { word.to_owned() };
    let same = |text: &str| text.split(' ').map(us).collect::<Vec<_>>().join(" ");
    let us = same(text);
    let mut all = vec![us.clone()];
    for (american, british) in LETTERS {
        for (at, _) in us.match_indices(american) {
            let candidate = format!("{}{british}{}", &us[..at], &us[at + american.len()..]);
            if candidate != us && same(&candidate) == us {
                all.push(candidate);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::variants;

    #[test]
    fn the_other_number_and_spelling_is_among_them() {
        for (text, expected) in [
            ("odontalgia", "odontalgias"),
            ("odontalgias", "odontalgia"),
            ("child", "children"),
            ("children", "child"),
            ("biopsy", "biopsies"),
            ("biopsies", "biopsy"),
            ("virus", "viruses"),
            ("bacteria", "bacterium"),
            ("diagnosis", "diagnoses"),
            ("tumour", "tumor"),
            ("tumor", "tumour"),
            ("anemia", "anaemia"),
            ("oestrogen", "estrogen"),
            ("estrogen", "oestrogen"),
            ("randomised", "randomized"),
            ("heart attacks", "heart attack"),
            ("breast tumours", "breast tumors"),
        ] {
            assert!(variants(text).contains(&expected.to_owned()), "{text}: {:?}", variants(text));
        }
        for (text, never) in
            [("aids", "aid"), ("gas", "ga"), ("course", "corse"), ("il 22", "il 22s"), ("stress", "stres")]
        {
            assert!(!variants(text).contains(&never.to_owned()), "{text}: {:?}", variants(text));
        }
    }
}
