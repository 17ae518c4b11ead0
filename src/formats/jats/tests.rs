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
