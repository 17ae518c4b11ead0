use super::*;
use crate::export::sample;

fn xml(record: &Record) -> String {
    let mut out = String::new();
    append(&mut out, record);
    out
}

#[test]
fn an_article_has_its_elements_in_the_order_of_the_dtd() {
    let text = xml(&sample::full());
    let order = [
        "<PubmedArticle>",
        "<MedlineCitation Status=\"MEDLINE\" Owner=\"NASA\"",
        "<PMID Version=\"",
        "<DateCompleted>",
        "<Article PubModel=",
        "<ISSN IssnType=\"Print\">1234-5679</ISSN>",
        "<Volume>5</Volume>",
        "<PubDate>",
        "<Title>Journal of invented research</Title>",
        "<ArticleTitle>Aspirin in &quot;Invented&quot; Patients: 5% &amp; more_of {it}.</ArticleTitle>",
        "<MedlinePgn>114-128</MedlinePgn>",
        "<ELocationID EIdType=\"doi\" ValidYN=\"Y\">10.1000/inv.2021.101</ELocationID>",
        "<AbstractText Label=\"BACKGROUND\" NlmCategory=\"BACKGROUND\">Nothing was known.</AbstractText>",
        "<CollectiveName>Example Study Group</CollectiveName>",
        "<Language>eng</Language>",
        "<MedlineTA>J Invent Res</MedlineTA>",
        "<RegistryNumber>R16CO5Y76E</RegistryNumber>",
        "<CommentsCorrections RefType=\"RetractionIn\">",
        "<DescriptorName UI=\"D000001\" MajorTopicYN=\"Y\" Type=\"Geographic\">Aspirin</DescriptorName>",
        "<Keyword MajorTopicYN=\"Y\">invention</Keyword>",
        "<PubMedPubDate PubStatus=\"entrez\">",
        "<ArticleId IdType=\"pmc\">PMC9000001</ArticleId>",
        "<ReferenceList>",
        "</PubmedArticle>",
    ];
    let mut from = 0;
    for part in order {
        let at = text[from..].find(part).unwrap_or_else(|| panic!("{part} after byte {from} in\n{text}"));
        from += at;
    }
}

#[test]
fn a_chapter_is_in_its_book() {
    let text = xml(&sample::chapter());
    assert!(text.starts_with("<PubmedBookArticle>\n  <BookDocument>\n"), "{text}");
    for part in [
        "<BookTitle>A Handbook of Invention</BookTitle>",
        "<AuthorList CompleteYN=\"Y\" Type=\"editors\">",
        "<BeginningDate>",
        "<PublisherLocation>Sampletown (ST)</PublisherLocation>",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let mut whole = sample::chapter();
    whole.title = "A Handbook of Invention".into();
    assert!(!xml(&whole).contains("<ArticleTitle>"));
}

#[test]
fn a_record_of_a_title_alone_has_what_the_dtd_demands() {
    let text = xml(&Record { title: "<a> & \u{ffff}b".into(), ..Record::default() });
    for part in [
        "<PMID Version=\"1\"></PMID>",
        "Status=\"Publisher\"",
        "PubModel=\"Print\"",
        "<MedlineDate></MedlineDate>",
        "<ArticleTitle>&lt;a&gt; &amp; b</ArticleTitle>",
        "<MedlinePgn></MedlinePgn>",
        "<Language>und</Language>",
        "<PublicationType UI=\"D016428\">Journal Article</PublicationType>",
        "<MedlineTA></MedlineTA>",
        "<ArticleId IdType=\"pubmed\"></ArticleId>",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn dates_keep_the_words_that_the_source_has() {
    let date = |text: &str| {
        let record = Record { date: crate::record::PartialDate::parse(text), ..Record::default() };
        let text = xml(&record).replace("\n", "").replace("  ", "");
        text.split("<PubDate>").nth(1).and_then(|rest| rest.split("</PubDate>").next()).unwrap().to_owned()
    };
    assert_eq!(date("2022-02-08"), "<Year>2022</Year><Month>Feb</Month><Day>08</Day>");
    assert_eq!(date("2018 Winter"), "<Year>2018</Year><Season>Winter</Season>");
    assert_eq!(date("1998 Dec-1999 Jan"), "<MedlineDate>1998 Dec-1999 Jan</MedlineDate>");
}
