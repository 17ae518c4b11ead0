//! One work in files of several sources: whatever the order, nothing that one of them alone says is lost.

use crate::workspace::Workspace;
use serde_json::{Value, json};

const PUBMED: &str = "<PubmedArticleSet><PubmedArticle><MedlineCitation Status=\"MEDLINE\"><PMID>9000001</PMID><Article><Journal>\
    <JournalIssue><Volume>3</Volume><PubDate><Year>2031</Year></PubDate></JournalIssue></Journal><ArticleTitle>Fabled moths by \
    night</ArticleTitle><AuthorList><Author><LastName>Alder</LastName><ForeName>Ann</ForeName><Initials>A</Initials></Author>\
    </AuthorList></Article><MedlineJournalInfo><MedlineTA>J Fict</MedlineTA></MedlineJournalInfo><MeshHeadingList><MeshHeading>\
    <DescriptorName>Moths</DescriptorName></MeshHeading></MeshHeadingList></MedlineCitation><PubmedData><ArticleIdList>\
    <ArticleId IdType=\"doi\">10.55555/moth.1</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>";

fn jats(ids: &str) -> String {
    format!(
        "<article><front><journal-meta><journal-title>Journal of Fiction</journal-title></journal-meta><article-meta>{ids}\
         <title-group><article-title>Fabled moths, by night</article-title></title-group><pub-date><year>2031</year></pub-date>\
         <abstract><p>They glow.</p></abstract></article-meta></front><body><sec><title>Results</title><p>Phosphorescent \
         antennae were seen.</p></sec><fig><label>Figure 1</label><caption><p>A lampshade.</p></caption></fig></body></article>"
    )
}

const BY_PMID: &str = "<article-id pub-id-type=\"pmid\">9000001</article-id>";
const BY_PMCID: &str = "<article-id pub-id-type=\"pmcid\">PMC9000001</article-id>\
    <article-id pub-id-type=\"doi\">10.55555/MOTH.1</article-id>";

/// Indexes the files in turn and gives the one record.
fn record(files: &[(&str, String)], jobs: &str, at_once: bool) -> Value {
    let ws = Workspace::new();
    for (number, (name, content)) in files.iter().enumerate() {
        ws.file(&format!("in/{number}-{name}"), content);
        if !at_once {
            ws.run(&["index", "in", "--jobs", jobs]).code(0);
        }
    }
    let summary = ws.json("index", &["index", "in", "--jobs", jobs]);
    if at_once {
        let counts = ["read", "added", "replaced", "combined"].map(|key| summary["records"][key].as_u64().unwrap());
        assert_eq!(counts, [2, 1, 1, 1]);
    }
    assert_eq!(ws.ids("antennae[body] AND lampshade[cap] AND moths[mh] AND glow[ab]"), ["9000001"]);
    assert_eq!(ws.json("check", &["check"])["problems"], json!([]));
    let records: Value = serde_json::from_str(&ws.run(&["show", "9000001", "--json"]).code(0).stdout).unwrap();
    assert_eq!(records.as_array().map(Vec::len), Some(1));
    records[0].clone()
}

#[test]
fn full_text_and_headings_of_one_work_stay_together_in_either_order() {
    for ids in [BY_PMID, BY_PMCID] {
        let (pubmed, jats) = (("p.xml", PUBMED.to_owned()), ("j.xml", jats(ids)));
        let first = record(&[pubmed.clone(), jats.clone()], "1", true);
        assert_eq!(first["title"], "Fabled moths by night", "PubMed's own title");
        assert_eq!((&first["source"], &first["also_from"][0]["source"]), (&json!("pubmed-xml"), &json!("jats")));
        for (jobs, at_once) in [("1", true), ("2", true), ("1", false), ("2", false)] {
            assert_eq!(record(&[pubmed.clone(), jats.clone()], jobs, at_once), first);
            assert_eq!(record(&[jats.clone(), pubmed.clone()], jobs, at_once), first);
        }
    }
}

#[test]
fn what_is_read_again_changes_nothing_and_a_revision_changes_its_own_fields() {
    let ws = Workspace::new();
    ws.file("in/p.xml", PUBMED).file("in/j.xml", jats(BY_PMID));
    let counts = |summary: Value| ["replaced", "combined", "unchanged"].map(|key| summary["records"][key].clone());
    assert_eq!(counts(ws.json("index", &["index", "in"])), [json!(1), json!(1), json!(0)]);
    ws.file("again/j.xml", jats(BY_PMID)).file("again/p.xml", PUBMED);
    assert_eq!(counts(ws.json("index", &["index", "again"])), [json!(0), json!(0), json!(2)]);
    ws.file("in/p.xml", PUBMED.replace("Moths<", "Butterflies<"));
    assert_eq!(counts(ws.json("index", &["index", "in"])), [json!(1), json!(1), json!(0)]);
    assert_eq!(ws.ids("antennae[body] AND butterflies[mh] NOT moths[mh]"), ["9000001"]);
}

#[test]
fn a_record_of_several_sources_says_what_is_from_where() {
    let ws = Workspace::new();
    ws.file("p.xml", PUBMED).file("j.xml", jats(BY_PMID));
    let ran = ws.run(&["index", "p.xml", "j.xml"]).code(0);
    assert!(
        ran.stdout.starts_with("Records: 1 added, 1 replaced (1 put together from several sources).\n"),
        "{}",
        ran.all()
    );
    let shown = ws.run(&["show", "9000001"]).code(0).stdout;
    assert!(shown.contains("\nSource: pubmed-xml; abstract, body, captions, publication types from jats\n"), "{shown}");
}

#[test]
fn a_deletion_by_pubmed_takes_all_of_it() {
    let ws = Workspace::new();
    let deletion = "<PubmedArticleSet><DeleteCitation><PMID>9000001</PMID></DeleteCitation></PubmedArticleSet>";
    ws.file("1.xml", PUBMED).file("2.xml", jats(BY_PMID)).file("3.xml", deletion);
    assert_eq!(ws.json("index", &["index", "1.xml", "2.xml", "3.xml"])["records"]["deleted"], 1);
    assert_eq!(ws.ids("*").len(), 0);
}
