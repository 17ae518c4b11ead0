//! Tests of the whole reader. All works, people and numbers in them are made up.

use super::*;
use crate::record::{Author, Keyword, Record};
use proptest::prelude::*;
use std::io::{BufReader, Read};

/// An article with something in every field that the reader knows.
const ARTICLE: &str = r#"<PubmedArticle>
<MedlineCitation Status="MEDLINE" Owner="KIE" IndexingMethod="Curated" VersionID="2">
 <PMID Version="2">91000001</PMID>
 <DateCompleted><Year>2021</Year><Month>04</Month><Day>25</Day></DateCompleted>
 <DateRevised><Year>2022</Year><Month>6</Month><Day>7</Day></DateRevised>
 <Article PubModel="Print-Electronic">
  <Journal><ISSN IssnType="Electronic">12345679</ISSN>
   <JournalIssue CitedMedium="Internet"><Volume>12</Volume><Issue>3 Suppl</Issue>
    <PubDate><Year>2021</Year><Season>Spring</Season></PubDate></JournalIssue>
   <Title>Annals of imaginary medicine</Title><ISOAbbreviation>Ann. Imag. Med.</ISOAbbreviation></Journal>
  <ArticleTitle>[CO<sub>2</sub> in <i>Fictus
    novus</i>: a <b>trial</b> of 5 &lt; x &amp; y.]</ArticleTitle>
  <Pagination><StartPage>455</StartPage><EndPage>458</EndPage><MedlinePgn>455-8, 460</MedlinePgn></Pagination>
  <ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>
  <ELocationID EIdType="pii" ValidYN="Y">S1-22</ELocationID>
  <ELocationID EIdType="doi" ValidYN="Y">10.1000/place</ELocationID>
  <Abstract>
   <AbstractText Label="MATERIALS AND METHODS" NlmCategory="METHODS">We asked <u>ten</u> people.</AbstractText>
   <AbstractText Label="" NlmCategory="UNASSIGNED">No label here.</AbstractText>
   <CopyrightInformation>Copyright nobody.</CopyrightInformation>
  </Abstract>
  <AuthorList CompleteYN="N">
   <Author ValidYN="Y" EqualContrib="Y"><LastName>Sample</LastName><ForeName>Ada B</ForeName><Initials>AB</Initials>
    <Suffix>3<sup>rd</sup></Suffix><Identifier Source="ORCID">https://orcid.org/0000-0002-1825-0097</Identifier>
    <AffiliationInfo><Affiliation>Nowhere Institute.</Affiliation><Identifier Source="ROR">r1</Identifier>
   </AffiliationInfo>
    <AffiliationInfo><Affiliation>Elsewhere.</Affiliation></AffiliationInfo></Author>
   <Author ValidYN="N"><LastName>Sampel</LastName></Author>
   <Author ValidYN="Y"><CollectiveName Investigators="i1">The <i>Example</i> Group</CollectiveName></Author>
   <Author ValidYN="Y"/>
  </AuthorList>
  <Language>eng</Language><Language>jpn</Language>
  <DataBankList CompleteYN="Y"><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
   <AccessionNumber>NCT1</AccessionNumber><AccessionNumber>NCT2</AccessionNumber></AccessionNumberList></DataBank>
   </DataBankList>
  <GrantList CompleteYN="Y"><Grant><GrantID>G 1</GrantID><Acronym>ZZ</Acronym><Agency>Agency X</Agency>
   <Country>Utopia</Country></Grant></GrantList>
  <PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList>
  <VernacularTitle>CO<sub>2</sub> im F. novus.</VernacularTitle>
  <ArticleDate DateType="Electronic"><Year>2021</Year><Month>02</Month><Day>08</Day></ArticleDate>
 </Article>
 <MedlineJournalInfo><Country>Utopia</Country><MedlineTA>Ann Imag Med</MedlineTA><NlmUniqueID>0000001</NlmUniqueID>
   <ISSNLinking>1234-5679</ISSNLinking></MedlineJournalInfo>
 <ChemicalList><Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance UI="D1">Nonesuchin</NameOfSubstance>
   </Chemical>
  <Chemical><RegistryNumber>142M471B3J</RegistryNumber><NameOfSubstance UI="D2">Carbon Dioxide</NameOfSubstance>
   </Chemical></ChemicalList>
 <SupplMeshList><SupplMeshName Type="Disease" UI="C1">Imaginary fever</SupplMeshName></SupplMeshList>
 <CitationSubset>IM</CitationSubset><CitationSubset>N</CitationSubset>
 <CommentsCorrectionsList>
  <CommentsCorrections RefType="RetractionIn"><RefSource>Ann Imag Med. 2022;1:1</RefSource>
   <PMID Version="1">91000002</PMID><Note>see there</Note></CommentsCorrections>
  <CommentsCorrections RefType="Cites"><RefSource>Old one</RefSource><PMID Version="1">91000003</PMID>
   </CommentsCorrections>
  <CommentsCorrections RefType="Cites"><RefSource>Twice named</RefSource><PMID Version="1">91000004</PMID>
   </CommentsCorrections>
 </CommentsCorrectionsList>
 <GeneSymbolList><GeneSymbol>abc1</GeneSymbol><GeneSymbol>abc2</GeneSymbol></GeneSymbolList>
 <MeshHeadingList>
  <MeshHeading><DescriptorName UI="D3" MajorTopicYN="N" Type="Geographic">Utopia</DescriptorName></MeshHeading>
  <MeshHeading><DescriptorName UI="D4" MajorTopicYN="N" AutoHM="Y">Fever</DescriptorName>
   <QualifierName UI="Q1" MajorTopicYN="Y">drug therapy</QualifierName>
   <QualifierName UI="Q2" MajorTopicYN="N">genetics</QualifierName></MeshHeading>
 </MeshHeadingList>
 <NumberOfReferences>44</NumberOfReferences>
 <PersonalNameSubjectList><PersonalNameSubject><LastName>Whoever</LastName><Initials>W</Initials>
   </PersonalNameSubject></PersonalNameSubjectList>
 <OtherID Source="NASA">00012345</OtherID>
 <OtherAbstract Type="Publisher" Language="spa"><AbstractText Label="META">Diez personas.</AbstractText>
   <CopyrightInformation>Nadie.</CopyrightInformation></OtherAbstract>
 <OtherAbstract Type="plain-language-summary"><AbstractText>In plain words.</AbstractText></OtherAbstract>
 <KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="Y">CO<sub>2</sub></Keyword>
   <Keyword MajorTopicYN="N">people</Keyword></KeywordList>
 <KeywordList Owner="NASA"><Keyword MajorTopicYN="N">Flight</Keyword></KeywordList>
 <CoiStatement>The authors <b>declare</b> nothing.</CoiStatement>
 <SpaceFlightMission>STS-0</SpaceFlightMission>
 <InvestigatorList ID="i1"><Investigator ValidYN="Y"><LastName>Helper</LastName><ForeName>Hal</ForeName>
   <Initials>H</Initials></Investigator></InvestigatorList>
 <GeneralNote Owner="KIE">A note.</GeneralNote>
 <SomethingNew><PMID>5</PMID>ignored</SomethingNew>
</MedlineCitation>
<PubmedData>
 <History><PubMedPubDate PubStatus="received"><Year>2020</Year><Month>1</Month><Day>2</Day></PubMedPubDate>
  <PubMedPubDate PubStatus="entrez"><Year>2021</Year><Month>2</Month><Day>9</Day><Hour>6</Hour><Minute>0</Minute>
   </PubMedPubDate></History>
 <PublicationStatus>ppublish</PublicationStatus>
 <ArticleIdList><ArticleId IdType="pubmed">91000001</ArticleId><ArticleId IdType="pii">S1-22</ArticleId>
  <ArticleId IdType="doi">10.1000/Real</ArticleId><ArticleId IdType="pmc">PMC9100001</ArticleId>
   <ArticleId IdType="mid">NIHMS1</ArticleId></ArticleIdList>
 <ObjectList><Object Type="Dataset"><Param Name="id">7</Param></Object></ObjectList>
 <ReferenceList><Title>References</Title>
  <Reference><Citation>First &#8211; cited</Citation><ArticleIdList>
   <ArticleId IdType="pubmed">91000004</ArticleId><ArticleId IdType="pmcid">777</ArticleId>
   <ArticleId IdType="doi">10.1000/ref</ArticleId><ArticleId IdType="pii">X9</ArticleId></ArticleIdList></Reference>
  <ReferenceList><Title>Further reading</Title><Reference><Citation>Second, on H<sub>2</sub>O.</Citation></Reference>
   <ReferenceList><Reference><Citation>Third.</Citation></Reference></ReferenceList>
   <Reference><Citation>Fourth.</Citation></Reference></ReferenceList>
 </ReferenceList>
 <ReferenceList><Reference><Citation>Fifth.</Citation></Reference></ReferenceList>
</PubmedData>
</PubmedArticle>"#;

const BOOK: &str = r#"<PubmedBookArticle><BookDocument><PMID Version="1">92000001</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK0001</ArticleId><ArticleId IdType="doi">10.1000/book</ArticleId>
   </ArticleIdList>
<Book><Publisher><PublisherName>Paper <i>Press</i></PublisherName><PublisherLocation>Nowhere</PublisherLocation>
   </Publisher>
 <BookTitle book="b1">Made-up <i>diseases</i></BookTitle><PubDate><Year>1999</Year></PubDate>
 <BeginningDate><Year>1993</Year></BeginningDate><EndingDate><Year>2020</Year><Month>5</Month></EndingDate>
 <AuthorList Type="editors" CompleteYN="Y"><Author><LastName>Editor</LastName></Author></AuthorList>
 <AuthorList Type="authors" CompleteYN="Y"><Author><LastName>Whole</LastName></Author></AuthorList>
 <Volume>4</Volume><VolumeTitle>Fevers</VolumeTitle><Edition>2nd</Edition><CollectionTitle>Collected</CollectionTitle>
 <Isbn>9780000000002</Isbn><Isbn>0000000000</Isbn><ELocationID EIdType="doi">10.1000/book</ELocationID>
 <Medium>Internet</Medium><ReportNumber>R-1</ReportNumber></Book>
<LocationLabel Type="chapter">Chapter 3</LocationLabel>
<ArticleTitle book="b1" part="p1">Imaginary fever</ArticleTitle><VernacularTitle>Fiebre</VernacularTitle>
<Pagination><MedlinePgn>11-9</MedlinePgn></Pagination><Language>eng</Language>
<AuthorList Type="authors" CompleteYN="Y"><Author><LastName>Part</LastName></Author></AuthorList>
<InvestigatorList><Investigator><LastName>Helper</LastName></Investigator></InvestigatorList>
<PublicationType UI="D016454">Review</PublicationType>
<Abstract><AbstractText Label="CLINICAL SIGNS">Heat.</AbstractText><CopyrightInformation>Free.</CopyrightInformation>
   </Abstract>
<Sections><Section><LocationLabel>1</LocationLabel><SectionTitle book="b1">Signs</SectionTitle><Section>
   <SectionTitle>Early</SectionTitle></Section></Section><Section><SectionTitle>Care</SectionTitle></Section>
   </Sections>
<KeywordList><Keyword>fever</Keyword></KeywordList>
<ContributionDate><Year>2001</Year><Month>10</Month><Day>23</Day></ContributionDate><DateRevised><Year>2021</Year>
   <Month>5</Month><Day>6</Day></DateRevised>
<GrantList><Grant><Agency>Agency Y</Agency></Grant></GrantList>
<ItemList ListType="Synonyms"><Item>Dream fever</Item><Item>False fever</Item></ItemList>
<ReferenceList><Reference><Citation>Cited in a book.</Citation></Reference></ReferenceList>
</BookDocument><PubmedBookData><History><PubMedPubDate PubStatus="pubmed"><Year>2010</Year><Month>3</Month>
   <Day>20</Day></PubMedPubDate></History>
<PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">92000001</ArticleId>
   </ArticleIdList></PubmedBookData></PubmedBookArticle>"#;

fn entries(source: impl AsRef<[u8]>) -> Vec<Entry> {
    read(source.as_ref()).map(Result::unwrap).collect()
}

fn record(source: &str) -> Record {
    match entries(source).remove(0).item {
        Item::Record(record) => *record,
        other => panic!("no record but {other:?}"),
    }
}

/// A record of one article with `inside` in its `Article` and `beside` behind that.
fn article(inside: &str, beside: &str) -> Record {
    record(&format!(
        "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article>{inside}</Article></MedlineCitation>{beside}\
         </PubmedArticle>"
    ))
}

fn short(pmid: u32) -> String {
    format!("<PubmedArticle><MedlineCitation><PMID Version=\"1\">{pmid}</PMID></MedlineCitation></PubmedArticle>")
}

/// Entries in short: `3:1 91` is record 1 on line 3 with PMID 91, `-91` its deletion, else the reason of a rejection.
fn outline(entries: &[Entry]) -> Vec<String> {
    let show = |item: &Item| match item {
        Item::Record(record) => record.pmid.map_or_else(|| "no PMID".to_owned(), |pmid| pmid.to_string()),
        Item::Deletion(pmid) => format!("-{pmid}"),
        Item::Rejection(reason) => reason.clone(),
    };
    entries.iter().map(|entry| format!("{}:{} {}", entry.line, entry.record, show(&entry.item))).collect()
}

fn outline_of(source: impl AsRef<[u8]>) -> Vec<String> {
    outline(&entries(source))
}

#[test]
fn every_element_of_an_article_has_its_place() {
    insta::assert_json_snapshot!("article", record(ARTICLE));
}

#[test]
fn every_element_of_a_book_has_its_place() {
    insta::assert_json_snapshot!("book", record(BOOK));
}

#[test]
fn layout_and_line_ends_make_no_difference() {
    assert_eq!(record(&ARTICLE.replace('\n', "\r\n")), record(ARTICLE));
    assert_eq!(record(&BOOK.replace('\n', "")), record(BOOK));
}

#[test]
fn a_whole_book_has_its_own_title_and_authors() {
    let source = BOOK.replace("<ArticleTitle book=\"b1\" part=\"p1\">Imaginary fever</ArticleTitle>", "");
    let source = source.replace("<LastName>Part</LastName>", "");
    let book = record(&source);
    assert_eq!(book.title, "Made-up diseases");
    assert_eq!(book.authors[0].last_name.as_deref(), Some("Whole"));
}

#[test]
fn authors_of_a_book_stand_beside_those_of_its_part() {
    let list =
        |name: &str| format!("<AuthorList Type=\"authors\"><Author><LastName>{name}</LastName></Author></AuthorList>");
    let of = |part: &str| {
        record(&format!(
            "<PubmedBookArticle><BookDocument><PMID>91000002</PMID><Book><BookTitle>Fens</BookTitle>{}</Book>\
             <ArticleTitle>Moss</ArticleTitle>{part}</BookDocument></PubmedBookArticle>",
            list("Whole")
        ))
    };
    let part = of(&list("Part"));
    assert_eq!((part.authors[0].display(), part.book.unwrap().authors[0].display()), ("Part".into(), "Whole".into()));
    let alone = of("");
    assert_eq!((alone.authors[0].display(), alone.book.unwrap().authors.len()), ("Whole".into(), 0));
}

#[test]
fn of_several_electronic_dates_the_first_counts() {
    let date = |year: u16| format!("<ArticleDate><Year>{year}</Year><Month>01</Month><Day>02</Day></ArticleDate>");
    let record = article(&format!("{}{}", date(2020), date(2018)), "");
    assert_eq!(record.electronic_date.unwrap().to_string(), "2020-01-02");
}

#[test]
fn ids_of_others_are_not_the_records() {
    let beside = "<PubmedData><ReferenceList><Reference><Citation>x</Citation><ArticleIdList>\
         <ArticleId IdType=\"doi\">10.1000/other</ArticleId><ArticleId IdType=\"pmc\">PMC5</ArticleId>\
         <ArticleId>6</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>";
    let read = article("", beside);
    assert_eq!((read.pmid, read.doi, read.pmcid), (Pmid::parse("1"), None, None));
    assert_eq!(read.references[0].pmid, Pmid::parse("6"), "an id without a kind is a PMID");
    let only = "<PubmedArticle><MedlineCitation><Article><ArticleTitle>T</ArticleTitle></Article>\
         <CommentsCorrectionsList>\
         <CommentsCorrections RefType=\"CommentIn\"><PMID>9</PMID></CommentsCorrections></CommentsCorrectionsList>\
         </MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType=\"pubmed\">8</ArticleId></ArticleIdList>\
         </PubmedData></PubmedArticle>";
    let read = record(only);
    assert_eq!(read.pmid, None);
    assert_eq!((read.other_ids[0].kind.as_str(), read.other_ids[0].value.as_str()), ("pubmed", "8"));
}

#[test]
fn listed_ids_of_a_reference_go_before_those_in_its_text() {
    let reference = |ids: &str| {
        let citation = "Sample A. A title. J Fict. 2001;1:1-9. doi: 10.1000/text";
        let list = format!("<Reference><Citation>{citation}</Citation>{ids}</Reference>");
        article("", &format!("<PubmedData><ReferenceList>{list}</ReferenceList></PubmedData>")).references.remove(0)
    };
    let doi = |ids: &str| reference(ids).doi.map(|doi| doi.as_str().to_owned());
    assert_eq!(doi("").as_deref(), Some("10.1000/text"));
    let listed = "<ArticleIdList><ArticleId IdType=\"doi\">10.1000/listed</ArticleId></ArticleIdList>";
    assert_eq!(doi(listed).as_deref(), Some("10.1000/listed"));
    assert_eq!(reference("").year, Some(2001));
}

#[test]
fn a_doi_given_as_place_stands_in_for_one_given_as_id() {
    let place = "<ELocationID EIdType=\"doi\">10.1000/PLACE</ELocationID>";
    let id = |doi: &str| {
        format!("<PubmedData><ArticleIdList><ArticleId IdType=\"doi\">{doi}</ArticleId></ArticleIdList></PubmedData>")
    };
    assert_eq!(article(place, "").doi.unwrap().as_str(), "10.1000/PLACE");
    let same = article(place, &id("10.1000/place"));
    assert_eq!((same.doi.unwrap().as_str(), same.other_ids.len()), ("10.1000/place", 0));
    let other = article(place, &id("10.1000/id"));
    assert_eq!((other.doi.unwrap().as_str(), other.other_ids[0].value.as_str()), ("10.1000/id", "10.1000/PLACE"));
    let broken = article("", &id("10.1/x"));
    assert_eq!((broken.doi, broken.other_ids[0].value.as_str()), (None, "10.1/x"));
}

#[test]
fn every_form_of_a_date_is_read() {
    let date = |inside: &str| {
        let source = format!("<Journal><JournalIssue><PubDate>{inside}</PubDate></JournalIssue></Journal>");
        article(&source, "").date.map(|date| date.citation())
    };
    let year = "<Year>2000</Year>";
    assert_eq!(date(&format!("{year}<Month>Feb</Month><Day>24</Day>")).unwrap(), "2000 Feb 24");
    assert_eq!(date(&format!("{year}<Season>Fall</Season>")).unwrap(), "2000 Fall");
    assert_eq!(date(year).unwrap(), "2000");
    assert_eq!(date("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>").unwrap(), "1998 Dec-1999 Jan");
    assert_eq!(date("<Year>1998-1999</Year>").unwrap(), "1998-1999");
    assert_eq!(date(""), None);
}

#[test]
fn pages_come_from_whichever_says_more() {
    let pages = |inside: &str| {
        let read = article(&format!("<Pagination>{inside}</Pagination>"), "");
        read.pages.map(|pages| pages.as_str().to_owned())
    };
    assert_eq!(pages("<MedlinePgn>188-91</MedlinePgn>").unwrap(), "188-191");
    assert_eq!(pages("<StartPage>188</StartPage><EndPage>191</EndPage>").unwrap(), "188-191");
    assert_eq!(pages("<StartPage>188</StartPage><MedlinePgn>188-91</MedlinePgn>").unwrap(), "188-191");
    assert_eq!(pages("<StartPage>1</StartPage><EndPage>4</EndPage><MedlinePgn>7</MedlinePgn>").unwrap(), "1-4");
    assert_eq!(pages("<MedlinePgn/>"), None);
}

#[test]
fn keywords_know_their_owner() {
    let source = short(1).replace(
        "</MedlineCitation>",
        "<KeywordList><Keyword>a</Keyword><Keyword> </Keyword></KeywordList><KeywordList Owner=\"NOTNLM\"><Keyword>b \
         <mml:math>\n<mml:mi>x</mml:mi>\n</mml:math></Keyword></KeywordList></MedlineCitation>",
    );
    let keyword = |term: &str, owner: Option<&str>| Keyword {
        term: term.to_owned(),
        major: false,
        owner: owner.map(str::to_owned),
    };
    assert_eq!(record(&source).keywords, [keyword("a", Some("NLM")), keyword("b x", None)]);
}

#[test]
fn a_stated_number_of_references_counts_where_not_all_are_listed() {
    let source = |stated: u32| {
        short(1).replace(
            "</MedlineCitation>",
            &format!(
                "<NumberOfReferences>{stated}</NumberOfReferences></MedlineCitation>\
                 <PubmedData><ReferenceList><Reference><Citation>x</Citation></Reference></ReferenceList></PubmedData>"
            ),
        )
    };
    assert_eq!(record(&source(1)).stated_reference_count, None);
    assert_eq!(record(&source(2)).stated_reference_count, Some(2));
}

#[test]
fn lists_nested_beyond_measure_are_read() {
    let (open, close) = ("<ReferenceList>".repeat(50_000), "</ReferenceList>".repeat(50_000));
    let read =
        article("", &format!("<PubmedData>{open}<Reference><Citation>deep</Citation></Reference>{close}</PubmedData>"));
    assert_eq!(read.references.iter().map(|r| r.text.as_str()).collect::<Vec<_>>(), ["deep"]);
    let read =
        article(&format!("<ArticleTitle>{}deep{}</ArticleTitle>", "<i>".repeat(50_000), "</i>".repeat(50_000)), "");
    assert_eq!(read.title, "deep");
}

#[test]
fn an_affiliation_in_the_old_place_is_found() {
    let read = article(
        "<AuthorList><Author><LastName>Old</LastName><Affiliation>There.</Affiliation></Author></AuthorList>",
        "",
    );
    assert_eq!(
        read.authors,
        [Author { last_name: Some("Old".into()), affiliations: vec!["There.".into()], ..Author::default() }]
    );
}

#[test]
fn deletions_are_entries_of_their_own() {
    let source = format!(
        "<PubmedArticleSet>\n{}\n<DeleteCitation>\n<PMID Version=\"1\">8</PMID>\n<!-- <PMID>7</PMID> --><PMID>9</PMID>\n\
         <PMID>x</PMID>\n<PMID/><PMID>6\n<PMID>5</PMID></DeleteCitation>\n<PMID>4</PMID></PubmedArticleSet>",
        short(1)
    );
    assert_eq!(
        outline_of(source),
        [
            "2:1 1",
            "4:2 -8",
            "5:3 -9",
            "6:4 the deletion names no PMID but \"x\"",
            "7:5 the deletion names no PMID but \"\"",
            "7:6 the deletion is not closed: </PMID> is missing",
            "8:7 -5"
        ]
    );
    assert_eq!(
        outline_of("<DeleteCitation><PMID>8</PMID>"),
        ["1:1 -8", "1:2 the list of deletions is not closed: </DeleteCitation> is missing"]
    );
}

#[test]
fn a_bad_record_spoils_no_other() {
    let bad = "<PubmedArticle>\n<MedlineCitation>\n<PMID>2</PMIX></MedlineCitation></PubmedArticle>";
    assert_eq!(
        outline_of(format!("<PubmedArticleSet>\n{}\n{bad}\n{}</PubmedArticleSet>", short(1), short(3))),
        ["2:1 1", "5:2 not well-formed XML: expected `</PMID>`, but `</PMIX>` was found", "6:3 3"]
    );
    let unclosed = "<PubmedArticle>\n<MedlineCitation>";
    assert_eq!(
        outline_of(format!("{}\n{unclosed}\n{}", short(1), short(3))),
        ["1:1 1", "2:2 the record is not closed: </PubmedArticle> is missing", "4:3 3"]
    );
    let unopened = "<MedlineCitation/></PubmedBookArticle>";
    assert_eq!(
        outline_of(format!("{unopened}\n{}", short(3))),
        ["1:1 the record is not opened: <PubmedBookArticle> is missing before </PubmedBookArticle>", "2:2 3"]
    );
    assert_eq!(
        outline_of("<PubmedArticle/>\n<PubmedArticle></PubmedArticle>").join("; "),
        "1:1 the record has neither PMID nor title; 2:2 the record has neither PMID nor title"
    );
}

#[test]
fn an_unclosed_last_record_is_told() {
    for end in [
        "<PubmedArticle><MedlineCitation><PMID>2</PMID>",
        "<PubmedArticle",
        "<PubmedArticle>",
        "<PubmedArticle></PubmedArticle",
    ] {
        let told = outline_of(format!("{}\n{end}", short(1)));
        let expected: &[&str] = match end {
            // What is no whole tag is none.
            "<PubmedArticle" => &["1:1 1"],
            _ => &["1:1 1", "2:2 the record is not closed: </PubmedArticle> is missing"],
        };
        assert_eq!(told, expected, "{end}");
    }
    let set = "<PubmedArticle>\n</PubmedArticleSet><PubmedArticleSet><PubmedBookArticle>\n</PubmedArticle>";
    assert_eq!(outline_of(set).len(), 3);
    let before_deletions = "<PubmedArticle>\n<DeleteCitation><PMID>3</PMID></DeleteCitation></PubmedArticleSet>";
    assert_eq!(outline_of(before_deletions)[1], "2:2 -3");
}

#[test]
fn records_in_comments_are_none_and_marks_in_comments_end_nothing() {
    let hidden = format!("<!-- {} -->\n<![CDATA[{}]]>\n", short(7), short(8));
    let inside =
        short(1).replace("<PMID", "<!-- </PubmedArticle> <PubmedArticle> --><![CDATA[</PubmedArticle>]]><PMID");
    assert_eq!(outline_of(format!("{hidden}{inside}{}", short(2))), ["3:1 1", "3:2 2"]);
    // A comment that does not end hides nothing but the rest of its record.
    let open = short(1).replace("<PMID", "<!-- <PMID");
    let told = outline_of(format!("<!-- {open}\n{}", short(2)));
    assert_eq!(told.len(), 2);
    assert!(told[0].starts_with("1:1 not well-formed XML: comment not closed"), "{}", told[0]);
    assert_eq!(told[1], "2:2 2");
}

#[test]
fn stray_bytes_are_windows_1252() {
    let source = short(1).replace(
        "</MedlineCitation>",
        "<Article><ArticleTitle>S@nchez \u{3b2}</ArticleTitle></Article></MedlineCitation>",
    );
    let bytes: Vec<u8> = source.bytes().map(|b| if b == b'@' { 0xe1 } else { b }).collect();
    let Item::Record(record) = entries(bytes).remove(0).item else { panic!() };
    assert_eq!(record.title, "Sánchez \u{3b2}");
}

/// Gives up to `step` bytes at a time.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(into.len());
        self.0.read(&mut into[..length])
    }
}

fn sample() -> String {
    let deletions = "<DeleteCitation><PMID>8</PMID>\n<PMID>9</PMID></DeleteCitation>";
    let odd = "<!-- <PubmedArticle> --><PubmedArticle>\n<PubmedArticle ></PubmedArticle\n></PubmedBookArticle>";
    format!(
        "<?xml version=\"1.0\"?>\n<PubmedArticleSet>{ARTICLE}\n{BOOK}\n{odd}{}{deletions}</PubmedArticleSet>",
        short(3)
    )
}

#[test]
fn the_size_of_reads_makes_no_difference() {
    let comment = short(1).replace("<PMID", "<!-- <PMID") + &short(2);
    for (source, count) in [(sample(), 8), (comment, 2)] {
        let whole = entries(&source);
        assert_eq!(whole.len(), count);
        for step in 1..=7 {
            let read: Vec<Entry> = read(BufReader::new(Trickle(source.as_bytes(), step))).map(Result::unwrap).collect();
            assert_eq!(outline(&read), outline(&whole), "{step}");
            assert_eq!(read, whole);
        }
    }
}

/// An input that fails at its end.
struct Failing<'a>(&'a [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "cut off")),
            length => Ok(length),
        }
    }
}

#[test]
fn an_error_of_the_input_comes_behind_the_records_before_it() {
    let source = format!("{}\n{}<PubmedArticle><MedlineCitation>", short(1), short(2));
    let mut read = read(BufReader::new(Failing(source.as_bytes())));
    assert!(matches!(read.next(), Some(Ok(Entry { record: 1, item: Item::Record(_), .. }))));
    assert!(matches!(read.next(), Some(Ok(Entry { record: 2, item: Item::Record(_), .. }))));
    assert_eq!(read.next().unwrap().unwrap_err().to_string(), "cut off");
    assert!(read.next().is_none());
}

#[test]
fn content_is_recognised() {
    for head in [
        "<PubmedArticleSet></PubmedArticleSet>",
        " \n<?xml version=\"1.0\"?><!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD X//EN\" \"x.dtd\">\n<PubmedArticle>",
        "<!-- saved -->\n<PubmedBookArticle>",
        "<PubmedBookArticleSet>",
        "<DeleteCitation><PMID>1</PMID></DeleteCitation>",
        "<eFetchResult><PubmedArticleSet>",
        "<results><item n=\"1\">some text</item><PubmedArticle",
    ] {
        assert!(recognises(head), "{head}");
    }
    for head in [
        "",
        "<",
        "<!DOCTYPE html><html><PubmedArticle>",
        "<!-- <PubmedArticle> --><article><front/>",
        "<HTML><body><PubmedArticleSet>",
        "<pmc-articleset><article><body>PubmedArticle</body></article></pmc-articleset>",
        "{\"title\": \"<PubmedArticle>\"}",
        "PMID- 1\nTI  - <PubmedArticleSet>",
        "<PubmedArticles>",
        "<!-- <PubmedArticle>",
        "<é",
    ] {
        assert!(!recognises(head), "{head}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), step in 1_usize..9) {
        let whole = entries(&bytes);
        let trickled: Vec<Entry> = read(BufReader::new(Trickle(&bytes, step))).map(Result::unwrap).collect();
        prop_assert_eq!(whole, trickled);
        let _ = recognises(&String::from_utf8_lossy(&bytes));
        let _ = parse_record(&bytes);
    }

    #[test]
    fn no_markup_makes_it_panic(
        parts in proptest::collection::vec(prop::sample::select(vec![
            "<PubmedArticle>", "</PubmedArticle>", "<PubmedBookArticle>", "</PubmedBookArticle>", "<DeleteCitation>",
            "</DeleteCitation>", "<PMID>", "</PMID>", "<PubmedArticleSet>", "</PubmedArticleSet>", "<!--", "-->",
            "<![CDATA[", "]]>", "1", "<", "</", ">", "&", ";", "é", "\n", "<PubmedArticle/>", "<PubmedArticle a='>'", "Pubmed", "<!",
        ]), 0..40),
        step in 1_usize..9,
    ) {
        let source = parts.concat();
        // A set that is cut short is an error behind all entries.
        let (whole, cut): (Vec<_>, Vec<_>) = read(source.as_bytes()).partition(Result::is_ok);
        let (trickled, trickled_cut): (Vec<_>, Vec<_>) =
            read(BufReader::new(Trickle(source.as_bytes(), step))).partition(Result::is_ok);
        prop_assert_eq!(cut.len(), trickled_cut.len());
        let whole: Vec<Entry> = whole.into_iter().flatten().collect();
        let trickled: Vec<Entry> = trickled.into_iter().flatten().collect();
        prop_assert_eq!(&whole, &trickled, "{}", source);
        prop_assert!(whole.iter().zip(1..).all(|(entry, number)| entry.record == number));
        let _ = recognises(&source);
    }

    #[test]
    fn damage_to_one_record_leaves_the_others(at in 0_usize..100_000, length in 0_usize..300, noise in ".{0,20}") {
        let at = at % ARTICLE.len();
        let end = (at + length).min(ARTICLE.len());
        let middle = [&ARTICLE.as_bytes()[..at], noise.as_bytes(), &ARTICLE.as_bytes()[end..]].concat();
        let source = [short(1).as_bytes(), &middle, short(2).as_bytes()].concat();
        let told = outline_of(&source);
        prop_assert_eq!(&told[0], "1:1 1");
        // A comment opened by the noise may hide what follows.
        prop_assert!(told.iter().any(|entry| entry.ends_with(" 2")) || noise.contains("<!"), "{:?}", told);
    }
}
