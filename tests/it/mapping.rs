//! Untagged words mapped to headings, journals and authors, and the translation that is printed.

use crate::vocab::with_vocabulary;
use crate::workspace::Workspace;
use std::collections::BTreeSet;
use std::path::Path;

const XML: [&str; 4] = ["desc2031.xml", "qual2031.xml", "supp2031.xml", "J_Medline.txt"];

fn translation(ws: &Workspace, query: &str, options: &[&str]) -> String {
    ws.json("search", &[&["search", query], options].concat())["translation"].as_str().unwrap().to_owned()
}

const PUBMED: [&str; 2] = ["--scope", "pubmed"];

/// The ids that a query finds, in no order.
fn ids(ws: &Workspace, query: &str, options: &[&str]) -> BTreeSet<String> {
    let all = ["search", query, "--ids", "-n", "100000", "--match", "all", "-q"];
    ws.run(&[&all, options].concat()).stdout.lines().map(str::to_owned).collect()
}

#[test]
fn under_pubmeds_scope_words_are_mapped_to_the_letter() {
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
        ("words of stories", "words[All Fields] AND stories[All Fields]"),
    ] {
        assert_eq!(translation(&ws, query, &PUBMED), expected, "{query}");
    }
    assert_eq!(translation(&ws, "child rearing", &[]), "child AND rearing", "no such heading here");
}

#[test]
fn by_default_mapping_adds_to_what_the_words_find() {
    let ws = with_vocabulary(&XML);
    for (query, expected) in [
        (
            "wyrm sickness",
            "\"dragon diseases\"[MeSH Terms] OR (dragon[Any Field] AND diseases[Any Field]) OR \"dragon diseases\"[Any Field] OR \
             (wyrm[Any Field] AND sickness[Any Field]) OR \"wyrm sickness\"[Any Field]",
        ),
        (
            "scalesworth ab",
            "scalesworth ab[Author] OR (scalesworth[Any Field] AND ab[Any Field]) OR \"scalesworth ab\"[Any Field]",
        ),
    ] {
        assert_eq!(translation(&ws, query, &[]), expected, "{query}");
    }
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
    let answer = ws.json("search", &["search", "qx-22 coughs", "--scope", "pubmed"]);
    assert_eq!(answer["warnings"][0]["code"], "mapping_dropped", "{answer}");
    let answer = ws.json("search", &["search", "wyrm sickness", "--no-mapping"]);
    assert_eq!(answer["warnings"].as_array().unwrap().len(), 0, "{answer}");
    let answer = ws.json("search", &["search", "wyrm sickness", "--match", "any"]);
    assert_eq!(answer["translation"], "wyrm[Any Field] OR sickness[Any Field]");
}

#[test]
fn common_words_among_mapped_ones_are_not_asked_for() {
    let ws = with_vocabulary(&XML);
    for query in ["what is the wyrm sickness?", "of wyrm sickness", "wyrm sickness[nosuchtag]", "PMID: wyrm sickness"] {
        for scope in ["everything", "pubmed"] {
            let found = ids(&ws, query, &["--scope", scope]);
            assert_eq!(found, ids(&ws, "wyrm sickness", &["--scope", scope]), "{query}");
        }
    }
    let translated = translation(&ws, "wyrm sickness[nosuchtag]", &[]);
    assert_eq!(translated, translation(&ws, "wyrm sickness", &[]));
}

/// Few records have all words, so most of them do: what is printed then is that, and is not mapped when it is typed again.
#[test]
fn the_translation_of_most_words_finds_the_same() {
    let ws = with_vocabulary(&XML);
    for query in ["smoke coughs unheard", "wyrm sickness child unheard", "dragon diseases unheard nowhere"] {
        let answer = ws.json("search", &["search", query]);
        let said = answer["warnings"].as_array().unwrap().iter().any(|warning| warning["code"] == "most_words");
        let translation = answer["translation"].as_str().unwrap();
        let again = ws.json("search", &["search", translation]);
        assert!(said && answer["total"].as_u64() > Some(0), "{answer}");
        assert_eq!(again["total"], answer["total"], "{query}: {translation}");
    }
    let explained = ws.json("explain", &["explain", "smoke coughs unheard"]);
    assert!(explained["findings"].to_string().contains("most_words"), "{explained}");
}

#[test]
fn explain_counts_each_part_of_what_was_mapped() {
    let ws = with_vocabulary(&XML);
    let explained = ws.json("explain", &["explain", "wyrm sickness"]);
    assert_eq!(
        (&explained["total"], &explained["translation"]),
        (&4.into(), &translation(&ws, "wyrm sickness", &[]).into())
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
        let answer = ws.json("search", &["search", query, "--scope", "pubmed"]);
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
        for scope in ["everything", "pubmed"] {
            let scope = ["--scope", scope];
            let translation = translation(&ws, query, &[&scope[..], &["--match", "all", "-n", "0"]].concat());
            let found = ids(&ws, query, &scope);
            assert_eq!(found, ids(&ws, &translation, &scope), "{query}: {translation}");
            let unmapped = [&scope[..], &["--no-mapping"]].concat();
            assert_eq!(found, ids(&ws, &translation, &unmapped), "{query}: {translation} without mapping");
        }
        // Captions, references and forms of a word are searched as without mapping.
        if !query.contains("NOT") {
            assert!(ids(&ws, query, &["--no-mapping"]).is_subset(&ids(&ws, query, &[])), "{query}");
        }
    }
}

#[test]
fn captions_and_references_are_searched_with_a_vocabulary_too() {
    let ws = with_vocabulary(&XML);
    ws.file(
        "cited.xml",
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>98000005</PMID><Article><ArticleTitle>Burns.</ArticleTitle></Article>\
         </MedlineCitation><PubmedData><ReferenceList><Reference><Citation>Scalesworth A. On wyrms that sicken. Imag J \
         1999.</Citation></Reference></ReferenceList></PubmedData></PubmedArticle></PubmedArticleSet>",
    );
    ws.run(&["index", ws.path("cited.xml").to_str().unwrap()]).code(0);
    for (query, in_references) in [("scalesworth", true), ("dragon diseases", false), ("imag j dragon med", false)] {
        assert_eq!(ids(&ws, query, &[]).contains("98000005"), in_references, "{query}");
        assert!(ids(&ws, query, &["--no-mapping"]).is_subset(&ids(&ws, query, &[])), "{query}");
        assert!(!ids(&ws, query, &PUBMED).contains("98000005"), "{query}");
    }
    // The heading's own entry term, in another form, in a reference alone.
    ws.file("more.nbib", "PMID- 98000006\nTI  - Wyrm sicknesses.\nDP  - 2024\n");
    ws.run(&["index", ws.path("more.nbib").to_str().unwrap()]).code(0);
    assert!(ids(&ws, "wyrm sickness", &[]).contains("98000006"));
    assert!(!ids(&ws, "wyrm sickness", &PUBMED).contains("98000006"));
}
