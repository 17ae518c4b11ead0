//! Plurals that no English stemmer knows: Latin, Greek and Old English ones. For stems alone.

use std::borrow::Cow;

/// The singular of `word`, which is in a–z, where it is a plural of such a kind.
pub(super) fn singular(word: &str) -> Option<Cow<'static, str>> {
    // No other letter ends a plural of these kinds; most words are none.
    let may_be = matches!(
        word.as_bytes(),
        [.., b'a' | b'i' | b'n']
            | [.., b'a' | b'c' | b's', b'e']
            | [.., b'e', b'e', b't']
            | [.., b'e', b's']
            | [.., b't', b'h']
    );
    if !may_be {
        return None;
    }
    match IRREGULAR.binary_search_by_key(&word, |(plural, _)| plural) {
        Ok(at) => Some(Cow::Borrowed(IRREGULAR[at].1)),
        Err(_) if word.len() < 5 => None,
        Err(_) => by_last_part(word).or_else(|| by_ending(word)).map(Cow::Owned),
    }
}

/// Words, and last parts of words (`staphylococci`, `micronuclei`, `endothelia`).
const LAST_PARTS: [(&str, &str); 23] = [
    ("bacilli", "bacillus"),
    ("bacteria", "bacterium"),
    ("bronchi", "bronchus"),
    ("chondria", "chondrion"),
    ("cocci", "coccus"),
    ("cortices", "cortex"),
    ("emboli", "embolus"),
    ("fungi", "fungus"),
    ("ganglia", "ganglion"),
    ("helices", "helix"),
    ("larynges", "larynx"),
    ("matrices", "matrix"),
    ("nuclei", "nucleus"),
    ("nucleoli", "nucleolus"),
    ("phalanges", "phalanx"),
    ("pharynges", "pharynx"),
    ("spectra", "spectrum"),
    ("thelia", "thelium"),
    ("thrombi", "thrombus"),
    ("vertices", "vertex"),
    ("villi", "villus"),
    ("women", "woman"),
    ("ozoa", "ozoon"),
];

/// Whether `word` is a name of a species that looks like the plural of another word (`influenzae`): it has no stem.
pub(super) fn is_species(word: &str) -> bool {
    word.ends_with("ae") && IN_AE.contains(&word)
}

fn by_last_part(word: &str) -> Option<String> {
    let ends = |plural: &str, singular: &str| Some([word.strip_suffix(plural)?, singular].concat());
    LAST_PARTS.iter().find_map(|(plural, singular)| ends(plural, singular))
}

fn by_ending(word: &str) -> Option<String> {
    // Vertebrae, larvae, fistulae; but a species is no plural.
    if word.ends_with("ae") {
        return (!IN_AE.contains(&word)).then(|| word[..word.len() - 1].to_owned());
    }
    // Carcinomata, stomata.
    if word.ends_with("omata") {
        return Some(word[..word.len() - 2].to_owned());
    }
    let head = word.strip_suffix("es").filter(|head| head.len() > 4)?;
    let of_sis = match &head[head.len() - 2..] {
        "os" => !(head.ends_with("pos") || head.ends_with("clos") || IN_OSES.contains(&word)),
        "es" => !["cheeses", "dioceses"].contains(&word),
        "ys" => true,
        // Metastases, haemostases, bronchiectases; not bases, phases, kinases.
        "as" => head.ends_with("stas") || head.ends_with("ectas"),
        _ => false,
    };
    of_sis.then(|| [head, "is"].concat())
}

/// Words in `-ae` that are no plurals: names of species, and words of other origin.
const IN_AE: [&str; 14] = [
    "agalactiae",
    "cerevisiae",
    "cholerae",
    "diphtheriae",
    "dysenteriae",
    "gonorrhoeae",
    "influenzae",
    "leprae",
    "malariae",
    "melitensiae",
    "pneumoniae",
    "reggae",
    "sundae",
    "vitae",
];

/// Words in `-oses` that are no plurals of words in `-osis`.
const IN_OSES: [&str; 24] = [
    "aldoses",
    "arabinoses",
    "celluloses",
    "dextroses",
    "fructoses",
    "galactoses",
    "glucoses",
    "heptoses",
    "hexoses",
    "ketoses",
    "lactoses",
    "maltoses",
    "mannoses",
    "megadoses",
    "microdoses",
    "overdoses",
    "pentoses",
    "primroses",
    "riboses",
    "sucroses",
    "tetroses",
    "trehaloses",
    "underdoses",
    "xyloses",
];

/// Plural and singular, by the plural.
const IRREGULAR: [(&str, &str); 144] = [
    ("addenda", "addendum"),
    ("alumni", "alumnus"),
    ("alveoli", "alveolus"),
    ("analyses", "analysis"),
    ("annuli", "annulus"),
    ("anuli", "anulus"),
    ("apices", "apex"),
    ("appendices", "appendix"),
    ("aspergilli", "aspergillus"),
    ("atria", "atrium"),
    ("automata", "automaton"),
    ("axes", "axis"),
    ("bronchi", "bronchus"),
    ("bronchioli", "bronchiolus"),
    ("cacti", "cactus"),
    ("calculi", "calculus"),
    ("calices", "calyx"),
    ("calves", "calf"),
    ("calyces", "calyx"),
    ("canaliculi", "canaliculus"),
    ("capita", "caput"),
    ("cerebella", "cerebellum"),
    ("cervices", "cervix"),
    ("children", "child"),
    ("cilia", "cilium"),
    ("codices", "codex"),
    ("corpora", "corpus"),
    ("crania", "cranium"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("crura", "crus"),
    ("curricula", "curriculum"),
    ("desiderata", "desideratum"),
    ("diverticula", "diverticulum"),
    ("edemata", "edema"),
    ("enemata", "enema"),
    ("errata", "erratum"),
    ("exanthemata", "exanthema"),
    ("fasciculi", "fasciculus"),
    ("feet", "foot"),
    ("femora", "femur"),
    ("firemen", "fireman"),
    ("fishermen", "fisherman"),
    ("flagella", "flagellum"),
    ("foci", "focus"),
    ("folliculi", "folliculus"),
    ("fora", "forum"),
    ("foramina", "foramen"),
    ("fundi", "fundus"),
    ("geese", "goose"),
    ("genera", "genus"),
    ("glomeruli", "glomerulus"),
    ("gyri", "gyrus"),
    ("halves", "half"),
    ("haustoria", "haustorium"),
    ("hili", "hilus"),
    ("hippocampi", "hippocampus"),
    ("hooves", "hoof"),
    ("humeri", "humerus"),
    ("hypothalami", "hypothalamus"),
    ("ilia", "ilium"),
    ("indices", "index"),
    ("ischia", "ischium"),
    ("knives", "knife"),
    ("leaves", "leaf"),
    ("lice", "louse"),
    ("loaves", "loaf"),
    ("loci", "locus"),
    ("lumina", "lumen"),
    ("lyses", "lysis"),
    ("maxima", "maximum"),
    ("memoranda", "memorandum"),
    ("men", "man"),
    ("menisci", "meniscus"),
    ("mice", "mouse"),
    ("midwives", "midwife"),
    ("millennia", "millennium"),
    ("minima", "minimum"),
    ("moduli", "modulus"),
    ("mycelia", "mycelium"),
    ("myocardia", "myocardium"),
    ("naevi", "naevus"),
    ("nevi", "nevus"),
    ("nidi", "nidus"),
    ("oases", "oasis"),
    ("oedemata", "oedema"),
    ("opercula", "operculum"),
    ("optima", "optimum"),
    ("ostia", "ostium"),
    ("ova", "ovum"),
    ("oxen", "ox"),
    ("paramecia", "paramecium"),
    ("parenchymata", "parenchyma"),
    ("pelves", "pelvis"),
    ("penes", "penis"),
    ("pericardia", "pericardium"),
    ("perinea", "perineum"),
    ("peritonea", "peritoneum"),
    ("phenomena", "phenomenon"),
    ("phyla", "phylum"),
    ("plasmodia", "plasmodium"),
    ("policemen", "policeman"),
    ("protozoa", "protozoon"),
    ("quanta", "quantum"),
    ("radii", "radius"),
    ("rami", "ramus"),
    ("reticula", "reticulum"),
    ("rostra", "rostrum"),
    ("sacra", "sacrum"),
    ("scarves", "scarf"),
    ("schemata", "schema"),
    ("septa", "septum"),
    ("sera", "serum"),
    ("servicemen", "serviceman"),
    ("shelves", "shelf"),
    ("specula", "speculum"),
    ("spermatozoa", "spermatozoon"),
    ("sputa", "sputum"),
    ("stigmata", "stigma"),
    ("stimuli", "stimulus"),
    ("strata", "stratum"),
    ("sulci", "sulcus"),
    ("syllabi", "syllabus"),
    ("symposia", "symposium"),
    ("taxa", "taxon"),
    ("teeth", "tooth"),
    ("termini", "terminus"),
    ("testes", "testis"),
    ("thalami", "thalamus"),
    ("thieves", "thief"),
    ("traumata", "trauma"),
    ("treponemata", "treponema"),
    ("tubercula", "tuberculum"),
    ("umbilici", "umbilicus"),
    ("varices", "varix"),
    ("vasa", "vas"),
    ("vela", "velum"),
    ("villi", "villus"),
    ("vortices", "vortex"),
    ("wives", "wife"),
    ("wolves", "wolf"),
    ("women", "woman"),
    ("workmen", "workman"),
    ("zygomata", "zygoma"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_have_their_singular() {
        for (plural, expected) in [
            ("criteria", "criterion"),
            ("metastases", "metastasis"),
            ("bacteria", "bacterium"),
            ("mycobacteria", "mycobacterium"),
            ("diagnoses", "diagnosis"),
            ("hypotheses", "hypothesis"),
            ("analyses", "analysis"),
            ("acidoses", "acidosis"),
            ("vertebrae", "vertebra"),
            ("micronuclei", "micronucleus"),
            ("staphylococci", "staphylococcus"),
            ("mitochondria", "mitochondrion"),
            ("protozoa", "protozoon"),
            ("epithelia", "epithelium"),
            ("carcinomata", "carcinoma"),
            ("mice", "mouse"),
            ("teeth", "tooth"),
            ("women", "woman"),
        ] {
            assert_eq!(singular(plural).as_deref(), Some(expected));
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        for word in [
            "doses",
            "overdoses",
            "glucoses",
            "poses",
            "exposes",
            "bases",
            "phases",
            "kinases",
            "diseases",
            "cheeses",
            "influenzae",
            "pneumoniae",
            "pylori",
            "coli",
            "specimen",
            "abdomen",
            "data",
            "us",
            "causes",
            "species",
        ] {
            assert_eq!(singular(word), None, "{word}");
        }
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(IRREGULAR.is_sorted_by_key(|(plural, _)| plural));
        assert!(IRREGULAR.iter().all(|(plural, singular)| plural != singular));
    }
}
