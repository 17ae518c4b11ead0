//! Untagged words mapped to headings, journals and authors, and the translation that is printed.

use crate::vocab::with_vocabulary;
use crate::workspace::Workspace;
use std::path::Path;

const XML: [&str; 4] = ["desc2031.xml", "qual2031.xml", "supp2031.xml", "J_Medline.txt"];

fn translation(ws: &Workspace, query: &str) -> String {
    ws.json("search", &["search", query])["translation"].as_str().unwrap().to_owned()
}

#[test]
fn words_are_mapped_as_pubmed_maps_them() {
    let ws = with_vocabulary(&XML);
    for (query, expected) in [
        (
            "wyrm sickness",
            "\"dragon diseases\"[MeSH Terms] OR (\"dragon\"[All Fields] AND \"diseases\"[All Fields]) OR \"dragon diseases\"[All Fields] OR \
             (\"wyrm\"[All Fields] AND \"sickness\"[All Fields]) OR \"wyrm sickness\"[All Fields]",
        ),
        (
            "ember pathology",
            "\"Ember Pathol\"[Journal] OR (\"ember\"[All Fields] AND \"pathology\"[All Fields]) OR \"ember pathology\"[All Fields]",
        ),
        ("qx-22", "\"quenchumab\"[Supplementary Concept] OR \"quenchumab\"[All Fields] OR \"qx-22\"[All Fields]"),
        ("scalesworth ab", "scalesworth ab[Author]"),
        ("ada b scalesworth", "ada b scalesworth[Full Author Name]"),
        ("hoard b", "hoard b[Investigator]"),
        ("words of stories", "words AND stories"),
    ] {
        assert_eq!(translation(&ws, query), expected, "{query}");
    }
    assert_eq!(translation(&ws, "child rearing"), "child AND rearing", "no such heading here");
    // A record that has only the heading below is found by the words of the one above.
    assert_eq!(ws.ids("wyrm sickness"), ["98000001", "98000002", "98000003", "98000004"]);
    let plain = ws.run(&["search", "wyrm sickness", "--no-mapping", "--ids"]).stdout;
    assert_eq!(plain, "98000004\n");
}

#[test]
fn what_is_mapped_is_said_and_what_finds_nothing_is_run_again() {
    let ws = with_vocabulary(&XML);
    let ran = ws.run(&["search", "wyrm sickness", "--count"]).code(0);
    assert!(ran.stderr.contains("translated to \"dragon diseases\"[MeSH Terms] OR"), "{}", ran.all());
    // In the words alone the plural is found; the mapped words, exact, find nothing.
    let answer = ws.json("search", &["search", "qx-22 coughs"]);
    assert_eq!(answer["warnings"][0]["code"], "mapping_dropped", "{answer}");
    let answer = ws.json("search", &["search", "wyrm sickness", "--no-mapping"]);
    assert_eq!(answer["warnings"].as_array().unwrap().len(), 0, "{answer}");
    let answer = ws.json("search", &["search", "wyrm sickness", "--match", "any"]);
    assert_eq!(answer["translation"], "wyrm OR sickness");
}

#[test]
fn explain_counts_each_part_of_what_was_mapped() {
    let ws = with_vocabulary(&XML);
    let explained = ws.json("explain", &["explain", "wyrm sickness"]);
    assert_eq!(
        (&explained["total"], &explained["translation"]),
        (&4.into(), &translation(&ws, "wyrm sickness").into())
    );
    let first = &explained["tree"]["clauses"][0];
    assert_eq!(
        (&first["text"], &first["count"]),
        (&"\"dragon diseases\"[MeSH Terms]".into(), &3.into()),
        "{explained}"
    );
    let plain = ws.json("explain", &["explain", "wyrm sickness", "--no-mapping"]);
    assert_eq!(plain["total"], 1, "{plain}");
}

/// Real records and real MeSH, where they are there.
fn real(records: &str) -> Option<Workspace> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.join("mesh/descriptors.tsv").exists() {
        println!("skipped: no ../shared/data");
        return None;
    }
    let ws = Workspace::new();
    let path = |name: &str| data.join(name).to_str().unwrap().to_owned();
    ws.run(&[
        "vocab",
        "add",
        &path("mesh/descriptors.tsv"),
        &path("mesh/mtrees2022.bin"),
        &path("journals/entrez.csv"),
    ])
    .code(0);
    ws.run(&["index", &path(records)]);
    Some(ws)
}

#[test]
fn a_translation_typed_again_finds_the_same() {
    let Some(ws) = real("ir/cystic-fibrosis/corpus.jsonl") else { return };
    for (query, expected) in [
        (
            "child rearing",
            "\"child rearing\"[MeSH Terms] OR (\"child\"[All Fields] AND \"rearing\"[All Fields]) OR \"child rearing\"[All Fields]",
        ),
        ("protein c", "\"protein c\"[MeSH Terms] OR \"protein c\"[All Fields]"),
    ] {
        let answer = ws.json("search", &["search", query]);
        let said = answer["warnings"].to_string().replace("\\\"", "\"");
        assert!(answer["translation"] == expected || said.contains(expected), "{answer}");
    }
    for query in [
        "cystic fibrosis children",
        "lung diseases",
        "pancreas enzymes infant",
        "vitamin e deficiency",
        "sweat test NOT newborn infant",
        "(asthma OR bronchitis) AND antibiotics",
        "tumours",
        "heart failure diet therapy",
        "pseudomonas aeruginosa mucoid sputum",
        "gene therapy of liver",
        "trypsin inhibitor review",
        "type 2 diabetes glucose tolerance",
    ] {
        let answer = ws.json("search", &["search", query, "--match", "all", "-n", "0"]);
        let translation = answer["translation"].as_str().unwrap();
        let again = ws.json("search", &["search", translation, "--match", "all", "-n", "0"]);
        assert_eq!(answer["total"], again["total"], "{query}: {translation}: {}", again["translation"]);
    }
}
