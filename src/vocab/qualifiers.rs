//! The two-letter codes of MeSH qualifiers (NLM, "MeSH Qualifiers by code"): they hardly change, and few people have the
//! qualifier file at hand. Retired ones are here too, since old records have them.

/// Code and name.
const CODES: &[(&str, &str)] = &[
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
    ("gd", "growth & development"),
    ("ge", "genetics"),
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

/// The qualifier that a code of two letters stands for, in any case.
#[must_use]
pub fn qualifier_of_code(code: &str) -> Option<&'static str> {
    let lower = code.trim().to_ascii_lowercase();
    CODES.binary_search_by(|(known, _)| known.cmp(&lower.as_str())).ok().map(|at| CODES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_found() {
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(qualifier_of_code("DH"), Some("diet therapy"));
        assert_eq!(qualifier_of_code("ve"), Some("veterinary"));
        assert_eq!(qualifier_of_code("zz"), None);
    }
}
