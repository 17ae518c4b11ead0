use super::*;
use crate::formats::Item;

const ARTICLE: &str = r#"<?xml version="1.0"?>
<OAI-PMH><record><metadata><pmc-articleset>
<article xmlns:xlink="x" article-type="review-article" xml:lang="en"><front>
<journal-meta><journal-id journal-id-type="nlm-ta">J Phantom Moss</journal-id><journal-title-group>
<journal-title>Journal of phantom moss</journal-title></journal-title-group><issn pub-type="epub">0000-9001</issn></journal-meta>
<article-meta><article-id pub-id-type="pmcid">99000901</article-id><article-id pub-id-type="doi">10.55555/moss.28</article-id>
<title-group><article-title>Moss is <italic>wet</italic><xref ref-type="fn">*</xref></article-title><subtitle>a study</subtitle></title-group>
<contrib-group><contrib contrib-type="author" equal-contrib="yes"><contrib-id contrib-id-type="orcid">https://orcid.org/0000-0000-9900-0001</contrib-id>
<name><surname>Quillfeather</surname><given-names>Merelda J.</given-names></name><xref ref-type="aff" rid="a1"><sup>1</sup></xref></contrib>
<contrib contrib-type="author"><collab>Moss Group<contrib-group><contrib><name><surname>Green</surname><given-names>B</given-names></name></contrib></contrib-group></collab></contrib>
<contrib contrib-type="editor"><name><surname>Red</surname><given-names>C</given-names></name></contrib>
<aff id="a1"><label>1</label>Department of Moss, Oslo</aff></contrib-group>
<pub-date pub-type="epub"><day>30</day><month>1</month><year>2016</year></pub-date><pub-date pub-type="collection"><year>2016</year></pub-date>
<volume>28</volume><issue>1</issue><fpage>186</fpage><lpage>189</lpage><history><date date-type="received"><year>2015</year><month>12</month></date></history>
<permissions><copyright-statement>Copyright 2016 Bog.</copyright-statement></permissions>
<abstract><title>Abstract</title><sec><title>Aim:</title><p>Moss.</p></sec><sec><title>Results</title><p>It is <sup>2</sup>wet.</p></sec></abstract>
<abstract abstract-type="graphical"><p>A picture.</p></abstract>
<kwd-group><kwd>Moss</kwd><kwd>wet<italic>ness</italic></kwd></kwd-group>
<funding-group><award-group><funding-source>Bog Fund</funding-source><award-id>B-1</award-id></award-group></funding-group></article-meta></front>
<body><p>Before.</p><sec><title>Introduction</title><p>Moss grows<xref ref-type="bibr">1</xref>.</p><sec><title>Bogs</title><p>Deep in bogs.</p>
<fig><label>Figure 1.</label><caption><title>A bog.</title><p>Seen from above.</p></caption></fig></sec></sec></body>
<back><ack><title>Thanks</title><p>To all.</p></ack><fn-group><fn fn-type="COI-statement"><p>None.</p></fn></fn-group><ref-list>
<ref id="r1"><label>1</label><element-citation><person-group person-group-type="author"><name><surname>Green</surname><given-names>B</given-names></name><etal/></person-group>
<article-title>Lichen</article-title><source>J Lichen</source><year>2001</year><volume>3</volume><fpage>7</fpage><lpage>9</lpage><pub-id pub-id-type="pmid">99000902</pub-id></element-citation></ref>
<ref><mixed-citation><string-name><surname>Red</surname>, <given-names>C.</given-names></string-name> <article-title>Fern</article-title>. <source>J Fern</source> <year>2002</year>. <pub-id pub-id-type="doi">10.55555/fern</pub-id></mixed-citation></ref>
<ref><mixed-citation>Blue D. Algae in bogs. J Algae. 2003;4:10-2.</mixed-citation></ref></ref-list></back>
<sub-article><front-stub><article-id pub-id-type="doi">10.55555/review</article-id></front-stub><body><p>A review.</p></body></sub-article>
</article></pmc-articleset></metadata></record></OAI-PMH>"#;

#[test]
fn an_article_is_read_from_front_to_back() {
    let entry = read(ARTICLE.as_bytes()).next().unwrap().unwrap();
    assert_eq!((entry.line, entry.record), (3, 1));
    let Item::Record(record) = entry.item else { panic!("{:?}", entry.item) };
    insta::assert_json_snapshot!(record);
}

/// The record of an article with `meta`, `body` and `back` in it.
fn record_with(meta: &str, body: &str, back: &str) -> Record {
    let meta =
        format!("<article-meta><title-group><article-title>Moss</article-title></title-group>{meta}</article-meta>");
    let article = format!("<article><front>{meta}</front><body>{body}</body><back>{back}</back></article>");
    match read(article.as_bytes()).next().unwrap().unwrap().item {
        Item::Record(record) => *record,
        other => panic!("{other:?}"),
    }
}

/// Headings and texts of the full text.
fn sections(record: &Record) -> Vec<(&str, &str)> {
    record.body.iter().map(|part| (part.heading.as_deref().unwrap_or_default(), part.text.as_str())).collect()
}

#[test]
fn text_is_read_wherever_it_stands() {
    let body = "<sec><title>Results</title><sec><title>Wetness</title><p>Wet.</p><boxed-text><sec><title>Box</title><p>Boxed.</p></sec></boxed-text>\
                <list><title>Kinds</title><list-item><p>One.</p></list-item></list></sec></sec>";
    let back = "<glossary><title>Abbreviations</title><def-list><def-item><term>BG</term><def><p>bog</p></def></def-item></def-list></glossary>\
                <fn-group><title>Notes</title><fn fn-type=\"other\"><p>All wrote.</p></fn><fn fn-type=\"edited-by\"><p>By A.</p></fn></fn-group>";
    let meta = "<author-notes><fn fn-type=\"financial-disclosure\"><p>No money.</p></fn></author-notes>\
                <funding-group><funding-statement>The fen paid.</funding-statement></funding-group>";
    let record = record_with(meta, body, back);
    assert_eq!(
        sections(&record),
        [
            ("Results", ""),
            ("Wetness", "Wet. Kinds One."),
            ("Box", "Boxed."),
            ("Abbreviations", "BG bog"),
            ("Notes", "All wrote."),
            ("", "No money."),
            ("Funding", "The fen paid."),
        ]
    );
}

#[test]
fn of_all_that_ethics_demand_the_interests_are_told_apart() {
    let back = "<notes notes-type=\"COI-statement\"><title>Ethics</title><sec><title>Consent</title><p>Given.</p></sec>\
                <sec><title>Competing interests</title><p>None.</p></sec></notes>";
    let record = record_with("", "", back);
    assert_eq!(record.conflict_of_interest.as_deref(), Some("None."));
    assert_eq!(sections(&record), [("Consent", "Given.")]);
    let whole =
        record_with("", "", "<notes notes-type=\"COI-statement\"><title>Ethics</title><p>None at all.</p></notes>");
    assert_eq!((whole.conflict_of_interest.as_deref(), whole.body.len()), (Some("None at all."), 0));
}

#[test]
fn all_that_has_a_caption_gives_it() {
    let body = "<fig-group><label>Figure 1</label><caption><p>Two bogs.</p></caption><fig><label>A</label><caption><p>Wet.</p></caption></fig></fig-group>\
                <table-wrap><label>Table 1.</label><caption><title>Moss.</title></caption><table><tr><td>9</td></tr></table>\
                <table-wrap-foot><fn><p>BG, bog.</p></fn></table-wrap-foot></table-wrap>";
    let back = "<sec><title>Supplement</title><supplementary-material><label>S1 Table</label><media><caption><p>(XLSX)</p></caption></media>\
                </supplementary-material></sec>";
    let captions = record_with("", body, back).captions;
    let said: Vec<_> = captions.iter().map(|c| (c.label.as_deref().unwrap_or_default(), c.text.as_str())).collect();
    assert_eq!(said, [("Figure 1", "Two bogs."), ("A", "Wet."), ("Table 1", "Moss. BG, bog."), ("S1 Table", "(XLSX)")]);
}

#[test]
fn numbers_and_funders_are_what_they_are() {
    let meta = "<article-id pub-id-type=\"doi\">10.55555/a</article-id><article-id pub-id-type=\"doi\">10.55555/b</article-id>\
                <pub-date pub-type=\"ecorrected\"><year>2019</year><month>1</month><day>14</day></pub-date>\
                <volume>12</volume><issue>2</issue><supplement>Suppl 1</supplement><elocation-id>e00015-18</elocation-id>\
                <funding-group><award-group><funding-source country=\"NO\">Bog Fund<named-content content-type=\"fundref-id\">10.13039/1</named-content>\
                </funding-source><award-id>B-1</award-id></award-group><award-group><funding-source><named-content content-type=\"funder-name\">Fen</named-content>\
                <named-content content-type=\"funder-identifier\">10.13039/2</named-content></funding-source></award-group></funding-group>\
                <conference><conf-date>May 2019</conf-date><conf-name>Moss Days</conf-name><conf-loc>Oslo</conf-loc></conference>";
    let record = record_with(meta, "", "");
    assert_eq!(record.doi.as_ref().unwrap().as_str(), "10.55555/a");
    assert_eq!((record.other_ids[0].kind.as_str(), record.other_ids[0].value.as_str()), ("doi", "10.55555/b"));
    assert_eq!((record.issue.as_deref(), record.pages.as_ref().unwrap().as_str()), (Some("2 Suppl 1"), "e00015-18"));
    assert_eq!(
        (record.history[0].event.as_str(), record.history[0].date.to_string()),
        ("ecorrected", "2019-01-14".into())
    );
    let grants: Vec<_> =
        record.grants.iter().map(|g| (g.agency.as_deref(), g.id.as_deref(), g.country.as_deref())).collect();
    assert_eq!(grants, [(Some("Bog Fund"), Some("B-1"), Some("NO")), (Some("Fen"), None, None)]);
    assert_eq!(record.notes, ["Conference: Moss Days, Oslo, May 2019"]);
}

#[test]
fn places_belong_to_those_who_refer_to_them_else_to_all() {
    let name = |name: &str| format!("<contrib contrib-type=\"author\"><name><surname>{name}</surname></name>");
    let meta = format!(
        "<contrib-group>{}<xref ref-type=\"aff\" rid=\"a1\"/><xref ref-type=\"aff\" rid=\"a3 a1\"/></contrib>{}</contrib><on-behalf-of>the Moss Group</on-behalf-of></contrib-group>\
         <aff-alternatives id=\"a1\"><aff>Oslo</aff></aff-alternatives><aff id=\"a2\">Bergen</aff><aff id=\"a3\">Voss</aff>",
        name("Quill"),
        name("Green")
    );
    let record = record_with(&meta, "", "");
    let places: Vec<_> =
        record.authors.iter().map(|author| (author.display(), author.affiliations.join("|"))).collect();
    let expected = [("Quill", "Oslo|Voss"), ("Green", "Bergen"), ("the Moss Group", "")];
    assert_eq!(places, expected.map(|(name, place)| (name.to_owned(), place.to_owned())));
}

#[test]
fn a_citation_reads_as_one_however_its_elements_are_laid_out() {
    let name = |last: &str| format!("<name>\n<surname>{last}</surname>\n<given-names>B. C.</given-names>\n</name>");
    let parts = "<article-title>Moss</article-title>\n<source>J Moss</source>\n<year>2001</year>\n<volume>3</volume>\n<fpage>7</fpage>";
    let (green, red) = (name("Green"), name("Red"));
    let back = format!(
        "<ref-list><ref><citation citation-type=\"journal\">\n<person-group person-group-type=\"author\">\n{green}\n{red}</person-group>\n\
         {parts}\n</citation></ref><ref><mixed-citation><string-name><surname>Green</surname>, <given-names>B. C.</given-names></string-name>\n, &amp; \
         <string-name><surname>Red</surname>, <given-names>D.</given-names></string-name> . <year>2001</year> .5 of it</mixed-citation></ref></ref-list>"
    );
    let texts: Vec<String> =
        record_with("", "", &back).references.into_iter().map(|reference| reference.text).collect();
    assert_eq!(texts, ["Green BC, Red BC. Moss. J Moss. 2001;3:7", "Green, B. C., & Red, D. 2001 .5 of it"]);
}

#[test]
fn a_citation_in_elements_keeps_what_has_no_field() {
    let back = "<ref-list><ref><element-citation publication-type=\"book\"><person-group person-group-type=\"author\"><name><surname>Green</surname><given-names>B</given-names></name></person-group>\
                <chapter-title>Lichen</chapter-title><person-group person-group-type=\"editor\"><name><surname>Red</surname><given-names>C</given-names></name></person-group>\
                <source>Book of fens</source><edition>2nd ed</edition><publisher-loc>Oslo</publisher-loc><publisher-name>Fen Press</publisher-name><year>2001a</year>\
                <fpage>7</fpage><lpage>9</lpage><comment>In press</comment><pub-id pub-id-type=\"pmid\">99000902</pub-id>\
                <pub-id pub-id-type=\"doi\">10.55555/l</pub-id><pub-id pub-id-type=\"doi\">10.55555/preprint</pub-id></element-citation></ref></ref-list>";
    let record = record_with("", "", back);
    assert_eq!(record.references[0].other_ids[0].value, "10.55555/preprint");
    assert_eq!(
        record.references[0].text,
        "Green B. Lichen. Book of fens. 2001:7-9. Red C, editor. 2nd ed. Oslo. Fen Press. 2001a. In press"
    );
}

#[test]
fn a_bad_article_costs_only_itself() {
    let text = format!("<pmc-articleset><article><front>\n<x></article>{ARTICLE}<article>\n");
    let entries: Vec<Entry> = read(text.as_bytes()).map(Result::unwrap).collect();
    let reasons: Vec<_> = entries
        .iter()
        .filter_map(|e| if let Item::Rejection(r) = &e.item { Some((e.line, r.as_str())) } else { None })
        .collect();
    assert_eq!(entries.len(), 3);
    assert_eq!(reasons[0], (2, "not well-formed XML: expected `</x>`, but `</article>` was found"));
    assert_eq!(reasons[1].1, "the record is not closed: </article> is missing");
}

#[test]
fn it_is_told_from_other_articles() {
    assert!(recognises(ARTICLE) && recognises("<article><front><article-meta>"));
    for text in
        ["<article class=\"x\"><p>", "<html><article><front>", "<PubmedArticleSet><PubmedArticle><Article>", "{}"]
    {
        assert!(!recognises(text), "{text}");
    }
}

#[test]
fn abbreviations_are_no_keywords() {
    let meta = "<kwd-group><title>Abbreviations</title><kwd>OR, odds ratio</kwd></kwd-group>\
                <kwd-group kwd-group-type=\"abbreviations\"><kwd>CI</kwd></kwd-group>\
                <kwd-group><compound-kwd><compound-kwd-part>Q1</compound-kwd-part><compound-kwd-part>bogs</compound-kwd-part></compound-kwd></kwd-group>";
    let record = record_with(meta, "", "");
    assert_eq!(record.keywords.iter().map(|keyword| keyword.term.as_str()).collect::<Vec<_>>(), ["Q1 bogs"]);
    assert_eq!(sections(&record), [("Abbreviations", "OR, odds ratio"), ("Abbreviations", "CI")]);
}

#[test]
fn the_english_title_of_an_article_in_another_language_comes_first() {
    let titles = |lang: &str, other: &str| {
        let article = format!(
            "<article xml:lang=\"{lang}\"><front><article-meta><title-group><article-title>Mousse</article-title><trans-title-group xml:lang=\"{other}\">\
             <trans-title>Moss</trans-title></trans-title-group></title-group></article-meta></front></article>"
        );
        match read(article.as_bytes()).next().unwrap().unwrap().item {
            Item::Record(record) => (record.title.clone(), record.vernacular_title.unwrap_or_default()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(titles("fr", "en"), ("Moss".to_owned(), "Mousse".to_owned()));
    assert_eq!(titles("en", "fr"), ("Mousse".to_owned(), "Moss".to_owned()));
}

#[test]
fn lists_say_that_they_go_on() {
    let back = "<ref-list><ref><mixed-citation><name><surname>Green</surname></name>, et al. <article-title>Moss</article-title>. 2001</mixed-citation></ref>\
                <ref><mixed-citation><name><surname>Green</surname></name>. <article-title>On Red et al.</article-title> 2001</mixed-citation></ref></ref-list>";
    let record = record_with("", "", back);
    assert_eq!(record.references.iter().map(|r| r.authors_incomplete).collect::<Vec<_>>(), [true, false]);
}
