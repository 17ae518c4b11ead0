//! MeSH qualifiers (subheadings) with their two-letter codes, those withdrawn included: old records carry them.

/// Codes with names, by code.
const QUALIFIERS: [(&str, &str); 84] = [
    ("aa", "analogs & derivatives"),
    ("ab", "abnormalities"),
    ("ad", "administration & dosage"),
    ("ae", "adverse effects"),
    ("ag", "agonists"),
    ("ah", "anatomy & histology"),
    ("ai", "antagonists & inhibitors"),
    ("an", "analysis"),
    ("bi", "biosynthesis"),
    ("bl", "blood"),
    ("bs", "blood supply"),
    ("cf", "cerebrospinal fluid"),
    ("ch", "chemistry"),
    ("ci", "chemically induced"),
    ("cl", "classification"),
    ("cn", "congenital"),
    ("co", "complications"),
    ("cs", "chemical synthesis"),
    ("ct", "contraindications"),
    ("cy", "cytology"),
    ("de", "drug effects"),
    ("df", "deficiency"),
    ("dg", "diagnostic imaging"),
    ("dh", "diet therapy"),
    ("di", "diagnosis"),
    ("dt", "drug therapy"),
    ("du", "diagnostic use"),
    ("ec", "economics"),
    ("ed", "education"),
    ("eh", "ethnology"),
    ("em", "embryology"),
    ("en", "enzymology"),
    ("ep", "epidemiology"),
    ("es", "ethics"),
    ("et", "etiology"),
    ("ge", "genetics"),
    ("gd", "growth & development"),
    ("hi", "history"),
    ("im", "immunology"),
    ("in", "injuries"),
    ("ip", "isolation & purification"),
    ("ir", "innervation"),
    ("is", "instrumentation"),
    ("lj", "legislation & jurisprudence"),
    ("ma", "manpower"),
    ("me", "metabolism"),
    ("mi", "microbiology"),
    ("mo", "mortality"),
    ("mt", "methods"),
    ("nu", "nursing"),
    ("og", "organization & administration"),
    ("pa", "pathology"),
    ("pc", "prevention & control"),
    ("pd", "pharmacology"),
    ("ph", "physiology"),
    ("pk", "pharmacokinetics"),
    ("po", "poisoning"),
    ("pp", "physiopathology"),
    ("ps", "parasitology"),
    ("px", "psychology"),
    ("py", "pathogenicity"),
    ("ra", "radiography"),
    ("re", "radiation effects"),
    ("rh", "rehabilitation"),
    ("ri", "radionuclide imaging"),
    ("rt", "radiotherapy"),
    ("sc", "secondary"),
    ("sd", "supply & distribution"),
    ("se", "secretion"),
    ("sn", "statistics & numerical data"),
    ("st", "standards"),
    ("su", "surgery"),
    ("td", "trends"),
    ("th", "therapy"),
    ("tm", "transmission"),
    ("to", "toxicity"),
    ("tr", "transplantation"),
    ("tu", "therapeutic use"),
    ("ul", "ultrastructure"),
    ("ur", "urine"),
    ("us", "ultrasonography"),
    ("ut", "utilization"),
    ("ve", "veterinary"),
    ("vi", "virology"),
];

/// The name of a qualifier given by its two-letter code in either case; `None` where there is none of that code.
#[must_use]
pub fn qualifier_of_code(code: &str) -> Option<&'static str> {
    let code = code.trim();
    QUALIFIERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, name)| *name)
}

/// The names of all qualifiers.
pub fn qualifier_names() -> impl Iterator<Item = &'static str> {
    QUALIFIERS.iter().map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_qualifiers() {
        assert_eq!(qualifier_of_code("DT"), Some("drug therapy"));
        assert_eq!(qualifier_of_code(" dh "), Some("diet therapy"));
        assert_eq!(qualifier_of_code("zz"), None);
        let mut codes: Vec<&str> = QUALIFIERS.iter().map(|(code, _)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), QUALIFIERS.len());
    }
}
