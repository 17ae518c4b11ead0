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

/// Other codes of languages that literature is written in, beside MEDLINE's: of two letters (ISO 639-1), of three where they differ
/// (ISO 639-2/T), and the names of BibLaTeX.
const OTHERS: [(&str, &str); 59] = [
    ("ar", "ara"),
    ("bg", "bul"),
    ("ca", "cat"),
    ("cs", "cze"),
    ("da", "dan"),
    ("de", "ger"),
    ("el", "gre"),
    ("en", "eng"),
    ("es", "spa"),
    ("et", "est"),
    ("fa", "per"),
    ("fi", "fin"),
    ("fr", "fre"),
    ("he", "heb"),
    ("hr", "hrv"),
    ("hu", "hun"),
    ("id", "ind"),
    ("it", "ita"),
    ("ja", "jpn"),
    ("ko", "kor"),
    ("lt", "lit"),
    ("lv", "lav"),
    ("nl", "dut"),
    ("no", "nor"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ro", "rum"),
    ("ru", "rus"),
    ("sk", "slo"),
    ("sl", "slv"),
    ("sv", "swe"),
    ("tr", "tur"),
    ("uk", "ukr"),
    ("zh", "chi"),
    ("ces", "cze"),
    ("cym", "wel"),
    ("deu", "ger"),
    ("ell", "gre"),
    ("fas", "per"),
    ("fra", "fre"),
    ("hye", "arm"),
    ("isl", "ice"),
    ("kat", "geo"),
    ("mkd", "mac"),
    ("mri", "mao"),
    ("msa", "may"),
    ("nld", "dut"),
    ("ron", "rum"),
    ("slk", "slo"),
    ("sqi", "alb"),
    ("zho", "chi"),
    ("american", "eng"),
    ("british", "eng"),
    ("ukenglish", "eng"),
    ("usenglish", "eng"),
    ("austrian", "ger"),
    ("naustrian", "ger"),
    ("ngerman", "ger"),
    ("brazilian", "por"),
];

/// MEDLINE's code of a language given as a code of any kind (also with a region, `en-GB`) or by its English name, behind which a
/// region may stand in brackets.
#[must_use]
pub fn language_code(text: &str) -> Option<&'static str> {
    let text = text.split('(').next().unwrap_or_default().trim().to_lowercase();
    let code = text.split(['-', '_']).next().unwrap_or_default();
    let long =
        NAMES.iter().find(|(known, name)| *known == code || name.to_lowercase() == text).map(|(known, _)| *known);
    long.or_else(|| OTHERS.iter().find(|(other, _)| *other == code).map(|(_, long)| *long))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names() {
        assert!(NAMES.is_sorted());
        assert_eq!((language_name("jpn"), language_name("xxx")), ("Japanese", "xxx"));
        for text in ["eng", "en", "EN-us", "English", "english ", "English (UK)", "british"] {
            assert_eq!(language_code(text), Some("eng"), "{text}");
        }
        assert_eq!((language_code("zh_CN"), language_code("Klingon")), (Some("chi"), None));
        assert_eq!((language_code("deu"), language_code("zho")), (Some("ger"), Some("chi")));
        assert!(OTHERS.iter().all(|(_, code)| language_name(code) != *code));
    }
}
