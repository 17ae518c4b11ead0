//! Languages of MEDLINE: three-letter codes (MARC, ISO 639-2/B) and their English names.

const NAMES: [(&str, &str); 60] = [
    ("afr", "Afrikaans"),
    ("alb", "Albanian"),
    ("ara", "Arabic"),
    ("arm", "Armenian"),
    ("aze", "Azerbaijani"),
    ("bos", "Bosnian"),
    ("bul", "Bulgarian"),
    ("cat", "Catalan"),
    ("chi", "Chinese"),
    ("cze", "Czech"),
    ("dan", "Danish"),
    ("dut", "Dutch"),
    ("eng", "English"),
    ("epo", "Esperanto"),
    ("est", "Estonian"),
    ("fin", "Finnish"),
    ("fre", "French"),
    ("geo", "Georgian"),
    ("ger", "German"),
    ("gla", "Scottish Gaelic"),
    ("gre", "Greek"),
    ("heb", "Hebrew"),
    ("hin", "Hindi"),
    ("hrv", "Croatian"),
    ("hun", "Hungarian"),
    ("ice", "Icelandic"),
    ("ind", "Indonesian"),
    ("ita", "Italian"),
    ("jpn", "Japanese"),
    ("kin", "Kinyarwanda"),
    ("kor", "Korean"),
    ("lat", "Latin"),
    ("lav", "Latvian"),
    ("lit", "Lithuanian"),
    ("mac", "Macedonian"),
    ("mal", "Malayalam"),
    ("mao", "Maori"),
    ("may", "Malay"),
    ("mul", "Multiple languages"),
    ("nor", "Norwegian"),
    ("per", "Persian"),
    ("pol", "Polish"),
    ("por", "Portuguese"),
    ("pus", "Pushto"),
    ("rum", "Romanian"),
    ("rus", "Russian"),
    ("san", "Sanskrit"),
    ("slo", "Slovak"),
    ("slv", "Slovenian"),
    ("spa", "Spanish"),
    ("srp", "Serbian"),
    ("swe", "Swedish"),
    ("tha", "Thai"),
    ("tur", "Turkish"),
    ("ukr", "Ukrainian"),
    ("und", "Undetermined"),
    ("urd", "Urdu"),
    ("uzb", "Uzbek"),
    ("vie", "Vietnamese"),
    ("wel", "Welsh"),
];

/// The English name of a code; the code itself where it is none of MEDLINE's.
#[must_use]
pub fn language_name(code: &str) -> &str {
    NAMES.binary_search_by_key(&code, |(known, _)| known).map_or(code, |at| NAMES[at].1)
}

/// Every language: its code and its name.
pub fn language_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names() {
        assert!(NAMES.is_sorted());
        assert_eq!((language_name("jpn"), language_name("xxx")), ("Japanese", "xxx"));
    }
}
