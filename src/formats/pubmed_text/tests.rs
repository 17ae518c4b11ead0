//! Fictional pages in the shapes in which PubMed's pages are saved.

use super::*;
use crate::record::{Record, Reference};
use proptest::prelude::*;

const BANNER: &str = "Skip to main page content\nU.S. flag\n\nAn official website of the United States government\n\nDot gov\n\n\
    The .gov means it’s official.\nFederal government websites often end in .gov or .mil. Before sharing sensitive \
    information, make sure you’re on a federal government site.\n\nHttps\n\nThe site is secure.\nThe https:// ensures that \
    you are connecting to the official website.\n\nAccess keys NCBI Homepage MyNCBI Homepage Main Content Main Navigation\n";

/// A page as a text extractor leaves it: journal, names and links lost, the title twice.
const EXTRACTED: &str = ". 2022 Feb 8;5(1):114-28.\ndoi: 10.1000/moss.2021.1. eCollection 2022.\n\nSleep resistance of moss\n\n\
    Affiliations\n\nSleep resistance of moss\n\nKim Arden\u{a0} et al. J Moss Sleep. .\n\nAbstract\n\nMoss sleeps at \
    night: it rests. We asked why.\n\nKeywords: Moss; night rest; sleep.\n\nPubMed Disclaimer\n\nConflict of interest statement\n\n\
    The authors sleep well.\n\nFigures\n\nFigure 1\nFigure 1\nHow moss sleeps. M: moss.\n\nSimilar articles\n\nCited by\n\n\
    References\n\n    1. Boro S, Doe J. Rest of ferns. Ann Fern. 2013;24:2371–6. doi: 10.1000/f.1. - DOI - PMC - PubMed\n    \
    1. Boro S, et al. Is rest good? Fern Res (Oslo) 2020;12:37. - PubMed\n\nLinkOut - more resources\n";

fn entries(page: &str) -> Vec<Entry> {
    read(page.as_bytes()).map(|entry| entry.unwrap()).collect()
}

fn record(page: &str) -> Record {
    let mut found = entries(page);
    assert_eq!(found.len(), 1, "{found:?}");
    match found.remove(0).item {
        Item::Record(record) => *record,
        other => panic!("{other:?}"),
    }
}

fn rejection(page: &str) -> String {
    match entries(page).remove(0).item {
        Item::Rejection(reason) => reason,
        other => panic!("{other:?}"),
    }
}

fn shorts(record: &Record) -> Vec<String> {
    record.authors.iter().map(crate::record::Author::short).collect()
}

/// A page with `middle` between the head and the abstract and `end` behind it.
fn page(middle: &str, end: &str) -> String {
    format!(
        "J Moss Sleep. 2022 Feb 8;5(1):114-128.\ndoi: 10.1000/moss.1.\n\nSleep of moss\n\n{middle}\n\nAbstract\n\nIt sleeps.\n\n{end}\n"
    )
}

#[test]
fn an_extracted_page_gives_all_that_survives_in_it() {
    let r = record(&format!("{BANNER}{EXTRACTED}"));
    assert_eq!(r.title, "Sleep resistance of moss");
    assert_eq!((shorts(&r), r.authors_incomplete), (vec!["Arden K".to_owned()], true));
    assert_eq!(r.container(), Some("J Moss Sleep"));
    assert_eq!(r.date.unwrap().to_string(), "2022-02-08");
    assert_eq!(
        (r.volume.unwrap(), r.issue.unwrap(), r.pages.unwrap().to_string()),
        ("5".into(), "1".into(), "114-128".into())
    );
    assert_eq!(r.doi.unwrap().as_str(), "10.1000/moss.2021.1");
    assert_eq!(r.abstract_sections.len(), 1);
    assert_eq!(r.abstract_sections[0].text, "Moss sleeps at night: it rests. We asked why.");
    assert_eq!(r.keywords.iter().map(|k| k.term.as_str()).collect::<Vec<_>>(), ["Moss", "night rest", "sleep"]);
    assert_eq!(r.conflict_of_interest.as_deref(), Some("The authors sleep well."));
    assert_eq!(r.captions.len(), 1);
    assert_eq!(
        (r.captions[0].label.as_deref(), r.captions[0].text.as_str()),
        (Some("Figure 1"), "How moss sleeps. M: moss.")
    );
    assert_eq!(r.references.len(), 2);
    assert_eq!(
        r.references[0],
        Reference::parse("Boro S, Doe J. Rest of ferns. Ann Fern. 2013;24:2371–6. doi: 10.1000/f.1.")
    );
    assert_eq!(r.references[1].journal.as_deref(), Some("Fern Res (Oslo)"));
}

#[test]
fn nothing_of_the_site_enters_a_record() {
    let footer =
        "Full Text Sources\nEurope PubMed Central\nFollow NCBI\nNational Library of Medicine\n8600 Rockville Pike\n";
    let text = serde_json::to_string(&record(&format!("{BANNER}{EXTRACTED}{footer}"))).unwrap().to_lowercase();
    for word in [
        "skip to",
        "disclaimer",
        "linkout",
        "government",
        "similar",
        "cited by",
        "full text",
        "rockville",
        "https",
        "- doi",
        "affiliation",
    ] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn the_page_is_the_same_with_or_without_banner_and_in_every_encoding() {
    let plain = record(EXTRACTED);
    assert_eq!(record(&format!("{BANNER}{EXTRACTED}")), plain);
    assert_eq!(record(&format!("\u{feff}{}", EXTRACTED.replace('\n', "\r\n"))), plain);
    assert_eq!(record(&EXTRACTED.replace("\n\n", "\n\n\n \u{a0}\n")), plain);
    let page = EXTRACTED.replace("Kim Arden", "Kim Ardén");
    let windows = encoding_rs::WINDOWS_1252.encode(&page).0.into_owned();
    let found: Vec<_> = read(windows.as_slice()).map(|entry| entry.unwrap().item).collect();
    assert_eq!(found, [Item::Record(Box::new(record(&page)))]);
}

#[test]
fn citation_lines_in_every_form() {
    for (line, expected) in [
        ("J Moss. 2022 Feb 8;5(1):114-128.", ["J Moss", "2022-02-08", "5", "1", "114-128"]),
        ("J Moss. 2023 Mar 1:14:1128390.", ["J Moss", "2023-03-01", "14", "", "1128390"]),
        ("J Moss. 2023 Mar 1;14:1128390.", ["J Moss", "2023-03-01", "14", "", "1128390"]),
        ("J Moss. 2022 Feb;5 Suppl 1:S1-S10.", ["J Moss", "2022-02", "5 Suppl 1", "", "S1-S10"]),
        ("J Moss. 1998 Dec-1999 Jan;7(5 Pt 1):1-2.", ["J Moss", "1998-12", "7", "5 Pt 1", "1-2"]),
        ("J Moss. 2001 Winter;7(4):1.", ["J Moss", "2001-01", "7", "4", "1"]),
        ("Moss Res (Oslo). 2022 Feb 8:e77.", ["Moss Res (Oslo)", "2022-02-08", "", "", "e77"]),
        ("J Moss. 2022 Feb 8.", ["J Moss", "2022-02-08", "", "", ""]),
        ("J Moss. 1979;5:1-2.", ["J Moss", "1979", "5", "", "1-2"]),
    ] {
        let r = record(&format!("{line}\ndoi: 10.1000/x.\n\nSleep of moss\n\nAbstract\n\nIt sleeps.\n"));
        let shown = [
            r.container().unwrap_or_default().to_owned(),
            r.date.as_ref().map(ToString::to_string).unwrap_or_default(),
            r.volume.clone().unwrap_or_default(),
            r.issue.clone().unwrap_or_default(),
            r.pages.as_ref().map(ToString::to_string).unwrap_or_default(),
        ];
        assert_eq!(shown, expected, "{line}");
        assert_eq!(r.title, "Sleep of moss");
    }
    for line in
        ["In 2022 we saw it.", "The moss. 2022 was dry.", "see also. 2020;", "Kim Arden et al. J Moss. 2022 Feb 8.", ""]
    {
        assert!(CitationLine::parse(line).is_none(), "{line}");
    }
}

#[test]
fn notes_give_the_electronic_date_and_the_state() {
    let head = |notes: &str| {
        record(&format!("J Moss. 2022 Feb 8;5(1):114-128. {notes}\n\nSleep of moss\n\nAbstract\n\nIt sleeps.\n"))
    };
    let r = head("doi: 10.1000/x. Epub 2021 Dec 1.");
    assert_eq!((r.electronic_date.unwrap().to_string(), r.doi.unwrap().as_str()), ("2021-12-01".into(), "10.1000/x"));
    assert_eq!(head("\ndoi: 10.1000/x.\nOnline ahead of print.").publication_status.as_deref(), Some("aheadofprint"));
    assert_eq!(head("\ndoi: 10.1000/x. eCollection 2022.").electronic_date, None);
    let r =
        record("J Moss. 2022 Feb 8;5(1):114-128.\ndoi: 10.1000/x.\nPrint media on moss\n\nAbstract\n\nIt sleeps.\n");
    assert_eq!(r.title, "Print media on moss");
}

#[test]
fn authors_and_affiliations_in_every_form() {
    let departments = "1 Department of Moss, Oslo.\n2 Fern House, Bergen.\nPMID: 123\nPMCID: PMC4567";
    for middle in [
        format!("Kim Arden  1 , Jan van der Boro  1   2 , Moss Study Group\n\nAffiliations\n\n{departments}"),
        format!("Kim Arden1, Jan van der Boro1,2, Moss Study Group\n\nAffiliations\nExpand\n\n{departments}"),
        format!("Kim Arden 1, Jan van der Boro 1 2, Moss Study Group\nAffiliations\n{}", departments.replace(' ', "\u{a0}")),
        "Kim Arden 1, Jan van der Boro 1 2, Moss Study Group\n\nAffiliations\n\n1\nDepartment of Moss, Oslo.\n2\nFern House, Bergen.\n\nPMID: 123 PMCID: PMC4567 DOI: 10.1000/moss.1".to_owned(),
    ] {
        let r = record(&page(&middle, ""));
        assert_eq!(r.authors.len(), 3, "{middle}");
        assert_eq!(shorts(&r)[..2], ["Arden K", "van der Boro J"], "{middle}");
        assert!(!r.authors_incomplete);
        assert_eq!(r.authors[0].affiliations, ["Department of Moss, Oslo."], "{middle}");
        assert_eq!(r.authors[1].affiliations, ["Department of Moss, Oslo.", "Fern House, Bergen."]);
        assert_eq!((r.pmid.unwrap().get(), r.pmcid.unwrap().get()), (123, 4567));
        assert_eq!(r.title, "Sleep of moss");
    }
}

#[test]
fn one_affiliation_is_every_authors() {
    let r = record(&page("Kim Arden, Jan Boro\n\nAffiliation\n\nDepartment of Moss, Oslo. kim@example.org.", ""));
    assert_eq!(shorts(&r), ["Arden K", "Boro J"]);
    assert!(r.authors.iter().all(|a| a.affiliations == ["Department of Moss, Oslo. kim@example.org."]));
    let r = record(&page("Kim Arden\nAffiliation\n1 Department of Moss, Oslo.", ""));
    assert_eq!(shorts(&r), ["Arden K"]);
    assert_eq!(r.notes, ["Affiliation: Department of Moss, Oslo."]);
}

#[test]
fn equal_contribution_is_read_from_its_sign_and_note() {
    let with = |note: &str| {
        record(&page(&format!("Kim Arden # 1, Jan Boro 1\n\nAffiliations\n\n1 Moss House, Oslo.\n{note}"), ""))
    };
    assert_eq!(
        with("# Contributed equally.").authors.iter().map(|a| a.equal_contribution).collect::<Vec<_>>(),
        [true, false]
    );
    assert!(!with("").authors[0].equal_contribution);
}

#[test]
fn an_abstract_has_sections_where_several_paragraphs_have_labels() {
    let show = |text: &str| {
        let r = record(&page("", "").replace("It sleeps.", text));
        r.abstract_sections
            .iter()
            .map(|s| format!("{}|{}", s.label.as_deref().unwrap_or("-"), s.text))
            .collect::<Vec<_>>()
    };
    let expected = ["Background|Moss rests.", "Methods and aims|We looked. Twice.", "Results|None: at all."];
    assert_eq!(
        show("Background: Moss rests.\n\nMethods and aims: We looked.\n\nTwice.\n\nResults: None: at all."),
        expected
    );
    assert_eq!(show("Background: Moss rests.\nMethods and aims: We looked.\nTwice.\nResults: None: at all."), expected);
    assert_eq!(
        show("Background:\nMoss rests.\n\nMethods and aims:\n\nWe looked. Twice.\n\nResults:\nNone: at all."),
        expected
    );
    assert_eq!(show("Background: Moss rests.\n\nAnd ferns."), ["-|Background: Moss rests. And ferns."]);
    assert_eq!(show("Moss rests at\nnight."), ["-|Moss rests at night."]);
}

#[test]
fn copyright_and_plain_summary_are_apart_from_the_abstract() {
    let r = record(
        &page(
            "",
            "Plain language summary\n\nMoss naps.\n\nKeywords: moss, rest\nand\u{a0}sleep.\n\n© 2022 The Moss Society.",
        )
        .replace("It sleeps.", "It sleeps.\n\nCopyright © 2022 Moss."),
    );
    assert_eq!(r.abstract_text(), "It sleeps.");
    assert_eq!(r.copyright.as_deref(), Some("Copyright © 2022 Moss."));
    assert_eq!(r.other_abstracts[0].kind.as_deref(), Some("plain-language-summary"));
    assert_eq!(r.keywords.iter().map(|k| k.term.as_str()).collect::<Vec<_>>(), ["moss", "rest and sleep"]);
}

#[test]
fn ties_to_other_records_are_relations() {
    let end = "Erratum in\n\n    - Correction. J Moss Sleep. 2022 May;5(2):300. doi: 10.1000/e.1. PMID: 77 Free PMC article. No abstract available.\n\n\
        Comment in\n\nRest indeed. Fern Res. 2023;1:2. PMID: 78.\n\nRetraction in\n- J Moss Sleep. 2024 Jan 1;7(1):1.\n  doi: 10.1000/r.1. - DOI - PubMed\n\nUpdate in\n* Ann Moss. 2025;1:1.\n* Ann Moss. 2026;2:1.";
    let r = record(&page("", end));
    let shown: Vec<_> = r.relations.iter().map(|t| (t.kind.as_str(), t.pmid.map_or(0, |p| p.get()))).collect();
    assert_eq!(shown, [("ErratumIn", 77), ("CommentIn", 78), ("RetractionIn", 0), ("UpdateIn", 0), ("UpdateIn", 0)]);
    assert_eq!(r.relations[2].citation.as_deref(), Some("J Moss Sleep. 2024 Jan 1;7(1):1. doi: 10.1000/r.1."));
    assert_eq!(
        r.relations[0].citation.as_deref(),
        Some("Correction. J Moss Sleep. 2022 May;5(2):300. doi: 10.1000/e.1.")
    );
    assert!(r.is_retracted());
    assert_eq!(r.volume.as_deref(), Some("5"));
}

#[test]
fn lists_below_the_abstract_are_read_in_any_order() {
    let end = "Grants and funding\n\n    • R01 MO123/MO/NIM NIH HHS/United States\n\nSubstances\n    * Mossin Actions\n\n\
        MeSH terms\n\n    - Humans\n    - Moss / drug effects*\n    - Moss / genetics\n    Actions\n    Search in PubMed\n    - Sleep*\n\n\
        Publication types\n\n    • Review\n    • Journal Article\n\nSupplementary concepts\n\n- Moss disease\n\n\
        Associated data\n\n- ClinicalTrials.gov/NCT00000001\n\nConflict of interest statement\n\nNone.\n\nFigures\n\nFig. 2\nFig. 2\nA moss.\n\n\
        Figure 2A\nAnother moss.\nFigure 2A shows it.\n\nFigure 3. A fern.\n";
    let r = record(&page("", end));
    assert_eq!(
        r.mesh.iter().map(crate::record::MeshHeading::to_medline).collect::<Vec<_>>(),
        ["Humans", "Moss/*drug effects/genetics", "*Sleep"]
    );
    assert_eq!(r.publication_types.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["Review", "Journal Article"]);
    assert_eq!(r.substances[0].name, "Mossin");
    assert_eq!(r.supplementary_mesh[0].name, "Moss disease");
    assert_eq!((r.grants[0].id.as_deref(), r.grants[0].country.as_deref()), (Some("R01 MO123"), Some("United States")));
    assert_eq!(r.databanks[0].accessions, ["NCT00000001"]);
    assert_eq!(r.conflict_of_interest.as_deref(), Some("None."));
    let captions: Vec<_> =
        r.captions.iter().map(|c| format!("{}|{}", c.label.as_deref().unwrap_or("-"), c.text)).collect();
    assert_eq!(captions, ["Fig. 2|A moss.", "Figure 2A|Another moss. Figure 2A shows it.", "Figure 3|A fern."]);
}

#[test]
fn similar_and_citing_articles_stay_out() {
    let others = "Similar articles\n\nMoss at noon.\nDoe J, Roe R.\nDoe J, et al.\nNoon Moss. 2021 Jun;10(6):2890-2916. doi: 10.1000/noon.1.\nPMID: 345 Free PMC article. Review.\n\n\
        Keywords: noon.\n\nSee all similar articles\n\nCited by\n\nMoss at dawn.\nRoe R.\nDawn Moss. 2023 Jan 1;1(1):1. doi: 10.1000/dawn.1. eCollection 2023.\nPMID: 346\n";
    let r = record(&page("", others));
    let text = serde_json::to_string(&r).unwrap().to_lowercase();
    assert!(!text.contains("noon") && !text.contains("dawn") && r.pmid.is_none(), "{text}");
}

#[test]
fn references_are_read_numbered_or_not_whole_or_broken() {
    let one = "Boro S, Doe J. Rest of ferns. Ann Fern. 2013;24:2371-6.";
    let two = "Roe R. Is rest good? Fern Res. 2020;12:37.";
    for list in [
        format!("    1. {one} - DOI - PubMed\n    1. {two} - PubMed"),
        format!("1. {one}\n2. {two}\n\nShow all 104 references"),
        format!("[1] {one} [PubMed]\n[2] {two}"),
        format!(
            "    1. Boro S, Doe J. Rest of\n       ferns. Ann Fern. 2013;24:2371-6.\n    2. {two}\n       - DOI\n       - PubMed"
        ),
        format!("{one}\n\n{two}"),
        format!("• {one}\n• {two}"),
        format!("1. {one}\n\nReferences\n\n1. {two}"),
    ] {
        let r = record(&page("", &format!("References\n\n{list}\n\nLinkOut - more resources\n\nFerns for sale")));
        assert_eq!(r.references, [Reference::parse(one), Reference::parse(two)], "{list}");
        assert_eq!(r.stated_reference_count, list.contains("104").then_some(104));
    }
}

#[test]
fn a_long_title_may_be_broken_over_lines_and_authors_may_follow_at_once() {
    let head = "J Moss. 2022 Feb 8;5(1):114-128.\ndoi: 10.1000/x.\n";
    let title = "A long title of a work on the sleep of moss in the north\nand in the far south of the world";
    let r = record(&format!(
        "{head}{title}\nKim Arden 1, Jan Boro 1\nAffiliations\n1 Moss House, Oslo.\nAbstract\nIt sleeps.\n"
    ));
    assert_eq!(r.title, title.replace('\n', " "));
    assert_eq!(shorts(&r), ["Arden K", "Boro J"]);
    let r =
        record(&format!("{head}[Schlaf]\n[Article in German]\nKim Arden, Jan Boro\nPMID: 5\nAbstract\nIt sleeps.\n"));
    assert_eq!((r.title.as_str(), r.languages[0].as_str(), r.authors.len()), ("[Schlaf]", "ger", 2));
}

#[test]
fn the_journal_may_stand_on_a_button_above() {
    let r = record(
        "Review\nJ Moss Sleep\nActions\nSearch in PubMed\nAdd to Search\n. 2022 Feb 8;5(1):114-128.\ndoi: 10.1000/x.\n\nSleep of moss\n\nAbstract\n\nIt sleeps.\n",
    );
    assert_eq!(r.container(), Some("J Moss Sleep"));
    let r = record(
        "Something else\n. 2022 Feb 8;5(1):114-128.\ndoi: 10.1000/x.\n\nSleep of moss\n\nAbstract\n\nIt sleeps.\n",
    );
    assert_eq!(r.container(), None);
}

#[test]
fn several_pages_in_one_file_are_several_records() {
    let second = EXTRACTED.replace("moss.2021.1", "moss.2021.2").replace("Sleep resistance of moss", "Rest of ferns");
    let third = page("", "LinkOut - more resources\n\nMoss for sale");
    for between in ["", BANNER] {
        let file = format!("{BANNER}{EXTRACTED}\n{between}{second}\n{between}{third}");
        let found = entries(&file);
        let titles: Vec<String> = found
            .iter()
            .map(|entry| match &entry.item {
                Item::Record(record) => record.title.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(titles, ["Sleep resistance of moss", "Rest of ferns", "Sleep of moss"]);
        let line_of =
            |text: &str, from: usize| 1 + file[..from + file[from..].find(text).unwrap()].matches('\n').count() as u64;
        let begin = |at: u64| if between.is_empty() { at } else { at - BANNER.matches('\n').count() as u64 };
        let second_at = file.find("10.1000/moss.2021.2").unwrap();
        let second_line = file[..second_at].matches('\n').count() as u64;
        let third_line = line_of("J Moss Sleep. 2022", second_at);
        let lines: Vec<(u64, u64)> = found.iter().map(|entry| (entry.line, entry.record)).collect();
        assert_eq!(lines, [(1, 1), (begin(second_line), 2), (begin(third_line), 3)]);
    }
}

#[test]
fn a_page_without_title_or_citation_line_is_rejected() {
    assert!(
        rejection(&format!("{BANNER}\nSleep of moss\n\nAbstract\n\nIt sleeps.\n\nSimilar articles\n"))
            .starts_with("no citation line")
    );
    assert!(
        rejection("J Moss. 2022 Feb 8;5(1):114-128.\ndoi: 10.1000/x.\n\nAbstract\n\nIt sleeps.\n")
            .starts_with("no title")
    );
    assert!(rejection("J Moss. 2022 Feb 8;5(1):114-128.\ndoi: 10.1000/x.\n").starts_with("no title"));
    let found = entries(&format!("{BANNER}\nNothing here\n{BANNER}{EXTRACTED}"));
    assert!(matches!(found[0].item, Item::Rejection(_)) && matches!(found[1].item, Item::Record(_)));
    assert!(entries(" \n\n").is_empty());
}

#[test]
fn pages_are_recognised_and_other_texts_are_not() {
    for text in [
        format!("{BANNER}{EXTRACTED}"),
        EXTRACTED.to_owned(),
        EXTRACTED.replace('\n', "\r\n"),
        page("Kim Arden, Jan Boro\n\nAffiliations\n", "Similar articles"),
        format!("{BANNER}\nSleep of moss\n\nAbstract\n\nIt sleeps.\n\nLinkOut - more resources\n"),
    ] {
        assert!(recognises(&text), "{text}");
    }
    for text in [
        "",
        "Moss sleeps.\n\nIt was seen in 2022.\n",
        "Abstract\n\nMoss sleeps.\n\nReferences\n\n1. Boro S. Rest. Ann Fern. 2013;24:2371-6.\n",
        "# Moss\n\n## Abstract\n\ndoi: 10.1000/x\n\n## References\n",
        "1. Boro S. Rest of ferns. Ann Fern. 2013;24:2371-6. doi: 10.1000/f.1.\n2. Roe R. Rest. Fern Res. 2020;12:37.\n",
        "{\"title\": \"Abstract\"}\n. 2022 Feb 8;5(1):114-128.\nAbstract\nSimilar articles\n",
        "<html>\n. 2022 Feb 8;5(1):114-128.\nAbstract\nSimilar articles\n",
        "PMID- 1\nTI  - Moss\nSO  - J Moss. 2022 Feb 8;5(1):114-128.\nAbstract\nSimilar articles\n",
        "J Moss. 2022 Feb 8;5(1):114-128.\n\nA letter.\n",
    ] {
        assert!(!recognises(text), "{text}");
    }
}

proptest! {
    #[test]
    fn any_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = recognises(&String::from_utf8_lossy(&bytes));
        for entry in read(bytes.as_slice()) {
            prop_assert!(entry.is_ok());
        }
    }

    #[test]
    fn pages_made_of_stray_lines_do_no_harm(
        lines in proptest::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "", "Abstract", "Affiliations", "Affiliation", "References", "Figures", "Figure 1", "1. é", "MeSH terms", "– x / y*",
                    ". 2022 Feb 8;5(1):114-128.", "J. 2022:", "J Mö. 2022 Feb:", "doi: 10.1000/ß", "Keywords:", "PMID:", "PMID: 1", "Kim Ärden 1,2",
                    "ß et al. . 2022", "Skip to main page content", "Erratum in", "- PMID: 1.", "Cited by", "Fig. \u{2013}", "©", "1", "#", "* *",
                ]).prop_map(str::to_owned),
                "\\PC{0,40}",
            ],
            0..40,
        )
    ) {
        let text = lines.join("\n");
        let _ = recognises(&text);
        let mut last = 0;
        for entry in read(text.as_bytes()) {
            let entry = entry.unwrap();
            prop_assert!(entry.line > last);
            last = entry.line;
            if let Item::Record(record) = entry.item {
                prop_assert!(!record.title.is_empty());
            }
        }
    }
}
