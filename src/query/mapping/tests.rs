use super::*;
use crate::query::parse;
use crate::vocab::Builder;
use crate::vocab::read::{Source, read};
use std::convert::Infallible;

/// The headings and journals of the examples in PubMed's guide.
fn vocabulary() -> Vocabulary {
    let mut builder = Builder::new();
    let files = [
        (
            Source::DescriptorTable,
            "D002668\tChild Rearing\tRearing, Child\tF01.318\nD014098\tToothache\tToothaches|Odontalgia|Odontalgias\tC07.793.929\n\
             D001205\tAscorbic Acid\tVitamin C\tD02.1\nD003139\tCommon Cold\tCold, Common\tC01.1\nD011486\tProtein C\t\tD12.1\n\
             D009369\tNeoplasms\tTumor|Tumors\tC04\nD007231\tInfant, Newborn\tNewborn Infant\tM01.1\nD016454\tReview\t\tV02.1\n\
             D003924\tDiabetes Mellitus, Type 2\tType 2 Diabetes\tC18.1\n",
        ),
        (Source::QualifierAscii, "*NEWRECORD\nRECTYPE = Q\nSH = therapy\nQA = TH\n"),
        (Source::SupplementaryAscii, "*NEWRECORD\nRECTYPE = C\nNM = interleukin-22\nSY = IL-22\n"),
        (Source::JournalTable, "\"Endocrine pathology\",\"Endocr Pathol\"\n\"Gut\",\"Gut\"\n"),
    ];
    for (source, text) in files {
        let origin = crate::vocab::Origin {
            file: "x".into(),
            format: source.name().into(),
            year: None,
            hash: String::new(),
            taken: 0,
            kind: source.kind(),
        };
        let added = builder.add_file(source.kind(), source.is_whole(), |take| {
            read(source, &mut text.as_bytes(), &mut |found| take(found.unwrap())).unwrap();
            Ok::<_, Infallible>(origin)
        });
        assert!(added.unwrap() > 0);
    }
    Vocabulary::new(Box::new(builder.finish())).unwrap()
}

struct Index;

impl Holdings for Index {
    fn has_value(&self, field: &str, value: &str, beginning: bool) -> bool {
        match field {
            "author" => beginning && ["obrien jx", "smith ja"].iter().any(|name| name.starts_with(value)),
            "full_author" => ["john smith", "smith john"].contains(&value),
            "investigator" => value == "hoard b",
            _ => false,
        }
    }

    fn has_word(&self, word: &str) -> bool {
        ["tumour", "therapies"].contains(&word)
    }
}

fn in_scope(query: &str, scope: Scope) -> String {
    let mapped = map(&parse(query).expr.unwrap(), &vocabulary(), &Index, scope);
    mapped.map_or_else(|| "-".to_owned(), |expr| expr.to_string())
}

/// Under PubMed's scope.
fn mapped(query: &str) -> String {
    in_scope(query, Scope::Pubmed)
}

#[test]
fn common_words_and_the_mark_of_a_question_are_no_part_of_what_is_mapped() {
    let tumor = "\"neoplasms\"[MeSH Terms] OR \"neoplasms\"[All Fields] OR \"tumor\"[All Fields] OR \"tumors\"[All Fields] OR \"tumour\"[All Fields]";
    for query in ["tumor", "what is the tumor?", "of, tumor", "tumor[nosuchtag]"] {
        assert_eq!(mapped(query), tumor, "{query}");
    }
    assert_eq!(mapped("what is"), "-");
}

#[test]
fn the_examples_of_pubmeds_guide() {
    for (query, expected) in [
        (
            "child rearing",
            "\"child rearing\"[MeSH Terms] OR (\"child\"[All Fields] AND \"rearing\"[All Fields]) OR \"child rearing\"[All Fields]",
        ),
        (
            "odontalgia",
            "\"toothache\"[MeSH Terms] OR \"toothache\"[All Fields] OR \"odontalgia\"[All Fields] OR \"odontalgias\"[All Fields]",
        ),
        (
            "endocrine pathology",
            "\"Endocr Pathol\"[Journal] OR (\"endocrine\"[All Fields] AND \"pathology\"[All Fields]) OR \"endocrine pathology\"[All \
             Fields]",
        ),
        (
            "il-22",
            "\"interleukin-22\"[Supplementary Concept] OR \"interleukin-22\"[All Fields] OR \"il-22\"[All Fields]",
        ),
        ("protein c", "\"protein c\"[MeSH Terms] OR \"protein c\"[All Fields]"),
    ] {
        assert_eq!(mapped(query), expected, "{query}");
    }
    let both = mapped("vitamin c common cold");
    assert!(
        both.contains(
            "\"ascorbic acid\"[MeSH Terms] OR (\"ascorbic\"[All Fields] AND \"acid\"[All Fields]) OR \"ascorbic acid\"[All Fields] OR \
             \"vitamin c\"[All Fields]"
        ) && both.contains("AND (\"common cold\"[MeSH Terms] OR (\"common\"[All Fields] AND \"cold\"[All Fields]) OR \"common cold\"[All \
             Fields])"),
        "{both}"
    );
}

#[test]
fn variants_authors_and_what_stays_as_it_is() {
    for (query, expected) in [
        (
            "tumours",
            "\"neoplasms\"[MeSH Terms] OR \"neoplasms\"[All Fields] OR \"tumours\"[All Fields] OR \"tumour\"[All Fields] OR \
             \"tumors\"[All Fields]",
        ),
        ("therapy", "\"therapy\"[MeSH Subheading] OR \"therapy\"[All Fields] OR \"therapies\"[All Fields]"),
        ("review", "\"review\"[Publication Type] OR \"review\"[All Fields]"),
        ("gut", "\"Gut\"[Journal] OR \"gut\"[All Fields]"),
        ("o'brien j", "obrien j[Author]"),
        ("John Smith", "john smith[Full Author Name]"),
        ("hoard b", "hoard b[Investigator]"),
        (
            "newborn infant",
            "\"infant, newborn\"[MeSH Terms] OR (\"infant\"[All Fields] AND \"newborn\"[All Fields]) OR \"newborn \
          infant\"[All Fields]",
        ),
        ("wholly unknown words", "-"),
        ("smith", "-"),
        ("\"child rearing\"", "-"),
        ("child rearing[ti]", "-"),
        ("tumor*", "-"),
        ("12345678 hasabstract 10.1000/tumor", "-"),
        ("the of", "-"),
    ] {
        assert_eq!(mapped(query), expected, "{query}");
    }
}

#[test]
fn lone_letters_and_numbers_are_not_torn_off() {
    // `type` of `type 2` may not be taken apart, nor may `protein` of `protein d`.
    assert!(mapped("type 2 diabetes").starts_with("\"diabetes mellitus, type 2\"[MeSH Terms]"));
    assert_eq!(mapped("gut 7"), "-");
    assert!(mapped("unknown tumor words").starts_with("unknown AND ("), "{}", mapped("unknown tumor words"));
}

#[test]
fn a_mapped_query_typed_again_is_the_same() {
    for query in
        ["child rearing", "odontalgia unknown", "vitamin c common cold NOT (gut OR tumors)", "john smith toothache"]
    {
        let once = mapped(query);
        let again = parse(&once);
        assert!(again.issues.iter().all(|issue| issue.severity < crate::query::Severity::Warning), "{once}");
        let expr = again.expr.unwrap();
        let printed = map(&expr, &vocabulary(), &Index, Scope::Pubmed).unwrap_or(expr).to_string();
        assert_eq!(parse(&printed).expr.unwrap().to_string(), parse(&once).expr.unwrap().to_string(), "{query}");
    }
}

#[test]
fn by_default_the_words_themselves_stay() {
    for (query, expected) in [
        (
            "child rearing",
            "\"child rearing\"[MeSH Terms] OR (child[Any Field] AND rearing[Any Field]) OR \"child rearing\"[Any Field]",
        ),
        ("Odontalgias", "\"toothache\"[MeSH Terms] OR toothache[Any Field] OR Odontalgias[Any Field]"),
        ("protein c", "\"protein c\"[MeSH Terms] OR \"protein c\"[Any Field]"),
        ("TUMOR", "\"neoplasms\"[MeSH Terms] OR neoplasms[Any Field] OR TUMOR[Any Field]"),
        ("o'brien j", "obrien j[Author] OR (o'brien[Any Field] AND j[Any Field]) OR \"o'brien j\"[Any Field]"),
        (
            "the child rearing",
            "\"child rearing\"[MeSH Terms] OR (child[Any Field] AND rearing[Any Field]) OR \"child rearing\"[Any Field]",
        ),
    ] {
        assert_eq!(in_scope(query, Scope::Everything), expected, "{query}");
    }
}
