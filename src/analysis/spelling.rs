//! British spelling made American, for stems alone.
//!
//! Rules need not make English words, only the same word of both spellings: they act on indexed text and on queries alike. So
//! `exercise` may become `exercize`, but `aerobic`, `coefficient` and `controlled`, which have one spelling, keep clear of others'.
//! How they were checked stands in docs/ANALYSIS.md.

use std::borrow::Cow;

/// `word`, which is in a–z, in American spelling, as far as rules go.
#[must_use]
pub fn american(word: &str) -> Cow<'_, str> {
    if let Some(us) = whole(word) {
        return Cow::Borrowed(us);
    }
    let (mut word, mut kinds) = (Cow::Borrowed(word), kinds_of(word));
    for (kind, rule) in RULES {
        let changed = if kinds & kind == kind { rule(&word) } else { None };
        if let Some(changed) = changed {
            kinds = kinds_of(&changed);
            word = Cow::Owned(changed);
        }
    }
    word
}

/// What a rule makes of a word, where it says anything.
type Rule = fn(&str) -> Option<String>;

/// The rules, in order, each with what a word must have for it to say anything.
const RULES: [(u8, Rule); 7] = [(AE, ae), (OE, oe), (PART, parts), (0, ends), (IS, ise), (LL, double_l), (0, doubled)];

const AE: u8 = 1;
const OE: u8 = 1 << 1;
const IS: u8 = 1 << 2;
const LL: u8 = 1 << 3;
/// Two letters with which one of [`PARTS`] begins.
const PART: u8 = 1 << 4;
/// Two letters with which one of [`WHOLE`] begins.
const BEGINNING: u8 = 1 << 5;

/// What two letters side by side are of these. One walk through a word then tells what need not be looked for: most words have nothing.
const PAIRS: [[u8; 26]; 26] = {
    const fn note(pairs: &mut [[u8; 26]; 26], letters: &str, kind: u8) {
        let letters = letters.as_bytes();
        pairs[(letters[0] - b'a') as usize][(letters[1] - b'a') as usize] |= kind;
    }
    let mut pairs = [[0; 26]; 26];
    note(&mut pairs, "ae", AE);
    note(&mut pairs, "oe", OE);
    note(&mut pairs, "is", IS);
    note(&mut pairs, "ll", LL);
    let mut at = 0;
    while at < PARTS.len() {
        note(&mut pairs, PARTS[at].0, PART);
        at += 1;
    }
    at = 0;
    while at < WHOLE.len() {
        note(&mut pairs, WHOLE[at].0, BEGINNING);
        at += 1;
    }
    pairs
};

fn kind_of(pair: &[u8]) -> u8 {
    PAIRS[usize::from(pair[0] - b'a')][usize::from(pair[1] - b'a')]
}

fn kinds_of(word: &str) -> u8 {
    word.as_bytes().windows(2).fold(0, |kinds, pair| kinds | kind_of(pair))
}

fn whole(word: &str) -> Option<&'static str> {
    word.as_bytes().get(..2).filter(|pair| kind_of(pair) & BEGINNING != 0)?;
    WHOLE.iter().find(|(british, _)| *british == word).map(|(_, us)| *us)
}

/// Words of one form, and those whose ending is not that of a rule.
const WHOLE: [(&str, &str); 29] = [
    ("ageing", "aging"),
    ("annexe", "annex"),
    ("appal", "appall"),
    ("aeroplane", "airplane"),
    ("aeroplanes", "airplanes"),
    ("gramme", "gram"),
    ("grammes", "grams"),
    ("laevis", "laevis"),
    ("licencing", "licensing"),
    ("disc", "disk"),
    ("discs", "disks"),
    ("enrol", "enroll"),
    ("enrols", "enrolls"),
    ("distil", "distill"),
    ("distils", "distills"),
    ("fulfil", "fulfill"),
    ("fulfils", "fulfills"),
    ("instil", "instill"),
    ("instils", "instills"),
    ("practise", "practice"),
    ("practised", "practiced"),
    ("practises", "practices"),
    ("practising", "practicing"),
    ("pyjama", "pajama"),
    ("pyjamas", "pajamas"),
    ("jewellery", "jewelry"),
    ("connexion", "connection"),
    ("connexions", "connections"),
    ("marvellous", "marvelous"),
];

/// Parts of words that are one part in American; the longer before the shorter.
const PARTS: [(&str, &str); 72] = [
    ("aluminium", "aluminum"),
    ("arbour", "arbor"),
    ("ardour", "ardor"),
    ("armour", "armor"),
    ("artefact", "artifact"),
    ("behaviour", "behavior"),
    ("calliper", "caliper"),
    ("candour", "candor"),
    ("chimaer", "chimer"),
    ("clamour", "clamor"),
    ("colour", "color"),
    ("defence", "defense"),
    ("demeanour", "demeanor"),
    ("dgement", "dgment"),
    ("discectom", "diskectom"),
    ("draught", "draft"),
    ("enamour", "enamor"),
    ("endeavour", "endeavor"),
    ("enrolment", "enrollment"),
    ("favour", "favor"),
    ("fervour", "fervor"),
    ("fibre", "fiber"),
    ("flavour", "flavor"),
    ("fulfilment", "fulfillment"),
    ("glamour", "glamor"),
    ("grey", "gray"),
    ("harbour", "harbor"),
    ("honour", "honor"),
    ("humour", "humor"),
    ("inflexion", "inflection"),
    ("instalment", "installment"),
    ("isation", "ization"),
    ("labour", "labor"),
    ("leucaem", "leukem"),
    ("leucem", "leukem"),
    ("leucocyt", "leukocyt"),
    ("leucoderm", "leukoderm"),
    ("leucodystr", "leukodystr"),
    ("leucoenc", "leukoenc"),
    ("leucopen", "leukopen"),
    ("leucoplak", "leukoplak"),
    ("leucorrh", "leukorrh"),
    ("leucosis", "leukosis"),
    ("leucotri", "leukotri"),
    ("licence", "license"),
    ("mould", "mold"),
    ("moult", "molt"),
    ("neighbour", "neighbor"),
    ("odour", "odor"),
    ("offence", "offense"),
    ("parlour", "parlor"),
    ("plough", "plow"),
    ("pretence", "pretense"),
    ("rancour", "rancor"),
    ("rigour", "rigor"),
    ("rumour", "rumor"),
    ("saviour", "savior"),
    ("savour", "savor"),
    ("sceptic", "skeptic"),
    ("splendour", "splendor"),
    ("skilful", "skillful"),
    ("succour", "succor"),
    ("sulph", "sulf"),
    ("syphon", "siphon"),
    ("tranquillit", "tranquilit"),
    ("tumour", "tumor"),
    ("valour", "valor"),
    ("vapour", "vapor"),
    ("vigour", "vigor"),
    ("wilful", "willful"),
    ("yoghourt", "yogurt"),
    ("yoghurt", "yogurt"),
];

/// Where the parts that begin with a letter are among [`PARTS`].
const BY_LETTER: [(usize, usize); 26] = {
    let mut ranges = [(0, 0); 26];
    let mut at = 0;
    while at < PARTS.len() {
        let letter = (PARTS[at].0.as_bytes()[0] - b'a') as usize;
        if ranges[letter].1 == 0 {
            ranges[letter].0 = at;
        }
        ranges[letter].1 = at + 1;
        at += 1;
    }
    ranges
};

fn parts(w: &str) -> Option<String> {
    let mut out: Option<String> = None;
    let mut done = 0;
    let mut at = 0;
    while at < w.len() {
        let (from, to) = BY_LETTER[usize::from(w.as_bytes()[at] - b'a')];
        let part = PARTS[from..to].iter().find(|(british, _)| w[at..].starts_with(british));
        let Some((british, us)) = part else {
            at += 1;
            continue;
        };
        let out = out.get_or_insert_default();
        out.push_str(&w[done..at]);
        out.push_str(us);
        at += british.len();
        done = at;
    }
    out.map(|out| out + &w[done..])
}

/// `ae` of `haem`, `paed`, `aetiology`; not of `aerobic`, `aegypti`, `Michael`.
fn ae(w: &str) -> Option<String> {
    // Words are short: looking is sooner done than preparing to search.
    let at = w.as_bytes().windows(2).position(|two| two == b"ae")?;
    let (head, tail) = (&w[..at], &w[at + 2..]);
    // Names in letters (`AEs`, `irAEs`, `BAE`) are no Latin words.
    let own = match tail.bytes().next() {
        None => true,
        Some(b's') => tail.len() == 1,
        Some(b'r') => !head.ends_with('c') && !head.ends_with("chim"),
        Some(b'l') => true,
        Some(b'd' | b'g' | b'n') => head.is_empty(),
        _ => w.len() < 5 && w != "haem",
    };
    // A second one stands in few words (`haemaphaeresis`).
    let tail = ae(tail).map_or(Cow::Borrowed(tail), Cow::Owned);
    let own = if own { "ae" } else { "e" };
    Some([head, own, &tail].concat())
}

/// Where `oe` is the Greek diphthong and not a meeting of two vowels (`coefficient`, `shoe`, `does`, `bioelectric`).
const GREEK_OE: [&str; 15] = [
    "amoeb", "coelom", "coeliac", "foet", "homoeo", "manoeuv", "oecolog", "oedem", "oenolog", "oesoph", "oestr",
    "pnoe", "poeia", "poeic", "rrhoe",
];

fn oe(w: &str) -> Option<String> {
    let part = GREEK_OE.iter().find(|part| w.contains(**part))?;
    let at = w.find(part)? + part.find("oe")?;
    let once = [&w[..at], "e", &w[at + 2..]].concat();
    // `gastrooesophageal` is `gastroesophageal`, which reads as one itself.
    Some(oe(&once).unwrap_or(once))
}

/// Beginnings of endings in `-re`.
const RE: [&str; 18] = [
    "calib", "cent", "goit", "lit", "lust", "maneuv", "meag", "met", "mit", "nit", "och", "sab", "scept", "somb",
    "spect", "theat", "tit", "louv",
];

/// `-re`, `-ogue`, `-gramme`, `-vring`, `-yse`.
fn ends(w: &str) -> Option<String> {
    // All that follows ends so.
    if !matches!(
        w.as_bytes(),
        [.., b'r' | b'u' | b'm' | b's' | b'l', b'e']
            | [.., b'e' | b'r', b's']
            | [.., b'e', b'd' | b'r']
            | [.., b'n', b'g']
    ) {
        return None;
    }
    for (british, us) in [("re", "er"), ("res", "ers"), ("red", "ered"), ("ring", "ering"), ("rable", "erable")] {
        if let Some(head) = w.strip_suffix(british)
            && RE.iter().any(|known| head.ends_with(known))
        {
            return Some([head, us].concat());
        }
    }
    const ENDS: [(&str, &str); 15] = [
        ("alogue", "alog"),
        ("alogues", "alogs"),
        ("alogued", "aloged"),
        ("aloguing", "aloging"),
        ("ologue", "olog"),
        ("ologues", "ologs"),
        ("agogue", "agog"),
        ("agogues", "agogs"),
        ("gramme", "gram"),
        ("grammes", "grams"),
        ("lyse", "lyze"),
        ("lysed", "lyzed"),
        ("lyser", "lyzer"),
        ("lysers", "lyzers"),
        ("lysing", "lyzing"),
    ];
    let (british, us) = ENDS.iter().find(|(british, _)| w.len() > british.len() && w.ends_with(british))?;
    Some([&w[..w.len() - british.len()], us].concat())
}

/// `-ise` and its forms, behind three letters or more: not `rise`, `raised`, `noise`.
fn ise(w: &str) -> Option<String> {
    const ENDINGS: [&str; 11] =
        ["ise", "ises", "ised", "iser", "isers", "ising", "isingly", "isable", "isably", "isability", "isement"];
    let ending = ENDINGS.iter().find(|ending| w.len() >= ending.len() + 3 && w.ends_with(**ending))?;
    Some([&w[..w.len() - ending.len()], "iz", &ending[2..]].concat())
}

/// Words whose last `l` only the British double; `controlled`, `called` and `compelled` are everyone's.
const L_WORDS: [&str; 50] = [
    "barrel", "bevel", "cancel", "channel", "chisel", "counsel", "dial", "duel", "enamel", "equal", "fuel", "funnel",
    "gravel", "grovel", "initial", "jewel", "kernel", "label", "level", "libel", "marshal", "marvel", "medal", "model",
    "panel", "parcel", "pedal", "pencil", "quarrel", "ravel", "revel", "rival", "shovel", "shrivel", "signal",
    "snorkel", "spiral", "stencil", "swivel", "symbol", "tassel", "total", "towel", "travel", "trial", "tunnel",
    "tranquil", "vial", "victual", "wool",
];

fn double_l(w: &str) -> Option<String> {
    const ENDINGS: [&str; 11] =
        ["led", "ling", "lings", "ler", "lers", "lor", "lors", "list", "lists", "lizer", "lizers"];
    let ending =
        ENDINGS.iter().chain(&["lize", "lized", "lizing", "len", "lens"]).find(|ending| w.ends_with(**ending))?;
    let head = &w[..w.len() - ending.len()];
    L_WORDS.iter().any(|known| head.ends_with(known)).then(|| [head, &ending[1..]].concat())
}

/// `focussed`, `biassed`, `benefitted`, `targetted`.
fn doubled(w: &str) -> Option<String> {
    const HEADS: [(&str, char); 4] = [("focus", 's'), ("bias", 's'), ("benefit", 't'), ("target", 't')];
    let (head, last) = HEADS.iter().find(|(head, _)| w.starts_with(head))?;
    let rest = w[head.len()..].strip_prefix(*last)?;
    (rest.starts_with("ed") || rest.starts_with("ing")).then(|| [*head, rest].concat())
}

#[cfg(test)]
mod tests {
    use super::american;
    use crate::analysis::stem::Stems;

    /// British and American words of the field, one pair of each rule and each kind of word at least.
    const PAIRS: &str = "tumours tumor oestrogen estrogens leukaemia leukemia anaemic anemic haemorrhage hemorrhage diarrhoea diarrhea \
        foetal fetal foetus fetus oedema edema oesophagus esophagus gastrooesophageal gastroesophageal randomised randomized \
        randomisation randomization characterise characterizes organisational organizational analyse analyze analysed analyzed \
        analyser analyzer hydrolysed hydrolyzed paralysed paralyzed behavioural behavioral behaviour behavior colour color \
        labour labor odour odor humour humor vapour vapor neighbouring neighboring favourable favorable sulphate sulfate sulphur \
        sulfur disulphide disulfide centres centers centred centered multicentre multicenter millilitres milliliters \
        metres meters titre titer goitre goiter calibre caliber manoeuvre maneuver manoeuvring maneuvering fibres fiber \
        labelled labeled labelling labeling modelling modeling signalling signaling travelled traveled cancelled canceled \
        channelled channeled tunnelling tunneling counselling counseling counsellor counselor fuelled fueled paediatric \
        pediatric orthopaedic orthopedic gynaecology gynecology anaesthesia anesthesia aetiology etiology caesarean cesarean \
        caecum cecum faeces feces haemoglobin hemoglobin ischaemia ischemia glycaemic glycemic coeliac celiac amoeba \
        ameba homoeopathy homeopathy apnoea apnea dyspnoea dyspnea phaeochromocytoma pheochromocytoma programmes programs \
        ageing aging grey gray aluminium aluminum analogue analog catalogue catalog dialogue dialog homologues homologs \
        defence defense practise practice judgement judgment artefact artifact mould mold plough plow sceptical skeptical \
        leucocytes leukocytes leucopenia leukopenia fulfil fulfill enrol enroll enrolment enrollment distil distill skilful \
        skillful disc disk discectomy diskectomy ionised ionized oxidised oxidized utilisation utilization \
        generalisability generalizability recognisable recognizable crystallised crystallized tranquilliser tranquilizer \
        focussed focused benefitted benefited chimaera chimera caeruloplasmin ceruloplasmin pharmacopoeia pharmacopeia \
        kilogrammes kilograms yoghurt yogurt naevus nevus archaeology archeology palaeolithic paleolithic oenology enology";

    #[test]
    fn both_spellings_have_one_stem() {
        let mut stems = Stems::default();
        let words: Vec<&str> = PAIRS.split_whitespace().collect();
        for pair in words.chunks(2) {
            let british = stems.stem(pair[0]).unwrap_or(pair[0]).to_owned();
            assert_eq!(british, stems.stem(pair[1]).unwrap_or(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn words_of_one_spelling_stay() {
        for word in [
            "aerobic",
            "anaerobic",
            "aegypti",
            "aerosol",
            "michael",
            "israel",
            "laevis",
            "aes",
            "iraes",
            "coefficient",
            "does",
            "shoe",
            "poem",
            "coexist",
            "coenzyme",
            "bioelectric",
            "hour",
            "source",
            "course",
            "controlled",
            "called",
            "compelled",
            "installed",
            "filling",
            "rise",
            "raised",
            "noise",
            "more",
            "acre",
            "before",
            "genre",
            "core",
            "leucine",
            "leucovorin",
            "neutropenia",
            "discover",
            "discuss",
            "monitoring",
            "league",
            "dialysate",
        ] {
            assert_eq!(american(word), word);
        }
    }
}
