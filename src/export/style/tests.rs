//! The expected lines were made by hand from the manuals: AMA Manual of Style (11th), APA Publication Manual (7th), MLA
//! Handbook (9th), NLM's *Citing Medicine* with ICMJE's six authors.

use super::*;
use crate::export::sample;
use crate::record::{Author, Doi, Journal, Pages, PartialDate, Pmcid, Pmid, PublicationType, Relation};

fn cited(style: &str, record: &Record) -> String {
    Citer::new(CitationStyle::from_name(style).unwrap()).unwrap().cite(record).unwrap()
}

fn article() -> Record {
    let mut record = sample::article();
    record.title = "Aspirin and siRNA in invented patients: a trial.".into();
    record
}

#[track_caller]
fn assert_cited(record: &Record, expected: [(&str, &str); 4]) {
    for (style, line) in expected {
        assert_eq!(cited(style, record), line, "{style}");
    }
}

#[test]
fn an_article_is_cited_as_the_manuals_say() {
    assert_cited(
        &article(),
        [
            (
                "ama",
                "Núñez-Ågren X, van der Berg JA Jr, Example Study Group. Aspirin and siRNA in invented patients: a trial. J \
                 Invent Res. 2022;5(1):114-128. doi:10.1000/inv.2021.101",
            ),
            (
                "apa",
                "Núñez-Ågren, X., van der Berg, J. A., Jr., & Example Study Group. (2022). Aspirin and siRNA in invented \
                 patients: A trial. Journal of Invented Research, 5(1), 114–128. https://doi.org/10.1000/inv.2021.101",
            ),
            (
                "mla",
                "Núñez-Ågren, Xin, et al. “Aspirin and siRNA in Invented Patients: A Trial.” Journal of Invented Research, \
                 vol. 5, no. 1, Feb. 2022, pp. 114–28, https://doi.org/10.1000/inv.2021.101.",
            ),
            (
                "nlm",
                "Núñez-Ågren X, van der Berg JA Jr, Example Study Group. Aspirin and siRNA in invented patients: a trial. J \
                 Invent Res. 2022 Feb 8;5(1):114-28. doi: 10.1000/inv.2021.101. PubMed PMID: 90000001; PubMed Central \
                 PMCID: PMC9000001.",
            ),
        ],
    );
    assert_eq!(cited("vancouver", &article()), cited("nlm", &article()));
}

#[test]
fn of_many_authors_each_style_names_its_number() {
    let mut record = article();
    let names = ["Yu X", "Smith JA", "de la Cruz M", "Li B", "O'Neil T", "Åberg Q 3rd", "Last Z", "Other YY"];
    record.authors = names.map(Author::from_short).into();
    assert!(cited("ama", &record).starts_with("Yu X, Smith JA, de la Cruz M, et al. Aspirin"));
    assert!(cited("nlm", &record).starts_with("Yu X, Smith JA, de la Cruz M, Li B, O'Neil T, Åberg Q 3rd, et al. Asp"));
    assert!(cited("mla", &record).starts_with("Yu, X., et al. “Aspirin"));
    let apa =
        "Yu, X., Smith, J. A., de la Cruz, M., Li, B., O'Neil, T., Åberg, Q., III, Last, Z., & Other, Y. Y. (2022).";
    assert!(cited("apa", &record).starts_with(apa), "{}", cited("apa", &record));
}

#[test]
fn a_journal_is_named_without_what_cataloguers_add() {
    let named = |title: &str| {
        let journal = Journal { title: Some(title.into()), abbreviation: Some("J Fab".into()), ..Journal::default() };
        let pages = Pages::parse("1-2; discussion 3-4");
        Record { journal: Some(journal), pages, title: "Moss: mTOR: a trial.".into(), ..article() }
    };
    for (title, name) in [
        ("Lancet of moss (London, England)", "Lancet of Moss"),
        ("Annals of moss (Oslo, Norway : 2003)", "Annals of Moss"),
        ("Moss chemistry (Oslo (Norway))", "Moss Chemistry"),
        ("Journal of moss : official organ of the Fen", "Journal of Moss"),
        ("Fabled reviews. Moss", "Fabled Reviews Moss"),
    ] {
        let apa = cited("apa", &named(title));
        assert!(apa.contains(&format!(" Moss: mTOR: A trial. {name}, 5(1), 1–2. ")), "{apa}");
        let mla = cited("mla", &named(title));
        assert!(mla.contains(&format!("” {name}, vol. 5, no. 1, Feb. 2022, pp. 1–2, ")), "{mla}");
    }
    assert!(
        cited("ama", &named("x")).contains(" J Fab. 2022;5(1):1-2; discussion 3-4."),
        "{}",
        cited("ama", &named("x"))
    );
    assert!(
        cited("nlm", &named("x")).contains(" J Fab. 2022 Feb 8;5(1):1-2; discussion 3-4."),
        "{}",
        cited("nlm", &named("x"))
    );
}

#[test]
fn a_chapter_stands_in_its_book() {
    assert_cited(
        &sample::chapter(),
        [
            (
                "ama",
                "Alder A. Inventing things. In: Alder A, ed. A Handbook of Invention. 2nd ed. Inventions. Example Press; \
                 1998:12-20.",
            ),
            (
                "apa",
                "Alder, A. (1998). Inventing things. In A. Alder (Ed.), A Handbook of Invention (2nd ed., pp. 12–20). \
                 Example Press.",
            ),
            (
                "mla",
                "Alder, Ann. “Inventing Things.” A Handbook of Invention, edited by Ann Alder, 2nd ed., Example Press, \
                 1998, pp. 12–20. Inventions.",
            ),
            (
                "nlm",
                "Alder A. Inventing things. In: Alder A, editor. A Handbook of Invention. 2nd ed. Sampletown (ST): Example \
                 Press; 1998. p. 12-20. (Inventions).",
            ),
        ],
    );
}

#[test]
fn a_whole_book_is_cited_by_its_publisher() {
    let mut book = sample::chapter();
    book.title = "A Handbook of Invention".into();
    book.publication_types.clear();
    book.pages = None;
    book.editors.clear();
    book.book.as_mut().unwrap().collection_title = None;
    assert_cited(
        &book,
        [
            ("ama", "Alder A. A Handbook of Invention. 2nd ed. Example Press; 1998."),
            ("apa", "Alder, A. (1998). A Handbook of Invention (2nd ed.). Example Press."),
            ("mla", "Alder, Ann. A Handbook of Invention. 2nd ed., Example Press, 1998."),
            ("nlm", "Alder A. A Handbook of Invention. 2nd ed. Sampletown (ST): Example Press; 1998."),
        ],
    );
}

#[test]
fn a_preprint_says_what_it_is() {
    let mut record = article();
    record.publication_types.extend(PublicationType::new("Preprint"));
    record.journal = Some(Journal { abbreviation: Some("medRxiv".into()), ..Journal::default() });
    (record.volume, record.issue, record.pages) = (None, None, None);
    record.authors.truncate(1);
    assert_cited(
        &record,
        [
            (
                "ama",
                "Núñez-Ågren X. Aspirin and siRNA in invented patients: a trial. medRxiv. Preprint posted online February \
                 8, 2022. doi:10.1000/inv.2021.101",
            ),
            (
                "apa",
                "Núñez-Ågren, X. (2022). Aspirin and siRNA in invented patients: A trial [Preprint]. medRxiv. \
                 https://doi.org/10.1000/inv.2021.101",
            ),
            (
                "mla",
                "Núñez-Ågren, Xin. “Aspirin and siRNA in Invented Patients: A Trial.” medRxiv, 8 Feb. 2022, \
                 https://doi.org/10.1000/inv.2021.101.",
            ),
            (
                "nlm",
                "Núñez-Ågren X. Aspirin and siRNA in invented patients: a trial. medRxiv [Preprint]. 2022 Feb 8. doi: 10.1000/inv.2021.101. \
                 PubMed PMID: 90000001; PubMed Central PMCID: PMC9000001.",
            ),
        ],
    );
}

#[test]
fn what_is_unknown_leaves_no_trace() {
    let mut record = article();
    (record.doi, record.pages, record.issue, record.pmid, record.pmcid) = (None, None, None, None, None);
    record.authors.clear();
    assert_eq!(cited("ama", &record), "Aspirin and siRNA in invented patients: a trial. J Invent Res. 2022;5.");
    assert_eq!(
        cited("apa", &record),
        "Aspirin and siRNA in invented patients: A trial. (2022). Journal of Invented Research, 5."
    );
    let title = Record { title: "Alone?".into(), ..Record::default() };
    assert_eq!(cited("ama", &title), "Alone?");
    assert_eq!(cited("mla", &title), "Alone?");
    let bare = Record { id: Some("own-1".into()), ..Record::default() };
    assert_eq!(cited("nlm", &bare), "own-1");
}

#[test]
fn a_translated_title_keeps_its_brackets_and_a_foreign_one_its_case() {
    let mut record = article();
    record.title = "[Aspirin bei erfundenen Patienten].".into();
    record.languages = vec!["ger".into()];
    record.authors.truncate(1);
    assert!(cited("mla", &record).contains("“[Aspirin bei erfundenen Patienten].”"), "{}", cited("mla", &record));
    assert!(cited("nlm", &record).contains("X. [Aspirin bei erfundenen Patienten]. J Invent Res."));
}

/// One work in many shapes, in each style.
#[test]
fn cases_of_the_manuals() {
    let letters =
        ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U"];
    let people =
        |count: usize| letters[..count].iter().map(|l| Author::from_short(&format!("Alder{l} X{l}"))).collect();
    let work = || Record {
        title: "Moths that glow: a survey.".into(),
        authors: people(2),
        journal: Some(Journal {
            abbreviation: Some("J Fict Med".into()),
            title: Some("Journal of fictional medicine".into()),
            ..Journal::default()
        }),
        date: PartialDate::parse("2021-03-05"),
        volume: Some("12".into()),
        issue: Some("3".into()),
        pages: Pages::parse("101-9"),
        doi: Doi::parse("10.1000/moth"),
        ..Record::default()
    };
    let some = |text: &str| Some(text.to_owned());
    let group = Author::collective("Moth Trial Group");
    let retraction =
        Relation { kind: "RetractionIn".into(), citation: some("J Fict Med. 2022;13(1):5."), ..Relation::default() };
    let cases = [
        ("1 author", Record { authors: people(1), ..work() }),
        ("2 authors", work()),
        ("3 authors", Record { authors: people(3), ..work() }),
        ("6 authors", Record { authors: people(6), ..work() }),
        ("7 authors", Record { authors: people(7), ..work() }),
        ("21 authors", Record { authors: people(21), ..work() }),
        ("group", Record { authors: vec![group.clone()], ..work() }),
        ("group and persons", Record { authors: [people(2), vec![group]].concat(), ..work() }),
        ("no author", Record { authors: Vec::new(), ..work() }),
        ("no year", Record { date: None, ..work() }),
        ("article number", Record { pages: Pages::parse("e12345"), issue: None, ..work() }),
        ("one page", Record { pages: Pages::parse("S7"), ..work() }),
        ("supplement with the volume", Record { volume: some("12 Suppl 2"), issue: None, ..work() }),
        ("part of an issue", Record { issue: some("3 Pt 2"), ..work() }),
        (
            "ahead of print",
            Record { volume: None, issue: None, pages: None, publication_status: some("aheadofprint"), ..work() },
        ),
        ("season", Record { date: PartialDate::parse("2021 Spring"), doi: None, ..work() }),
        ("months", Record { date: PartialDate::parse("2021 Nov-Dec"), ..work() }),
        ("question", Record { title: "Do moths dream?".into(), ..work() }),
        (
            "translated",
            Record {
                title: "[Moths and their fables].".into(),
                vernacular_title: some("Motten und ihre Fabeln."),
                languages: vec!["ger".into()],
                ..work()
            },
        ),
        ("suffixes", Record { authors: ["Alder AB Jr", "Birch C 3rd"].map(Author::from_short).into(), ..work() }),
        ("retracted", Record { relations: vec![retraction], ..work() }),
        ("all ids", Record { pmid: Pmid::parse("99"), pmcid: Pmcid::parse("PMC99"), doi: None, ..work() }),
    ];
    let mut lines = String::new();
    for (case, record) in &cases {
        lines.push_str(&format!("{case}\n"));
        for style in ["ama", "apa", "mla", "nlm"] {
            lines.push_str(&format!("  {style}  {}\n", cited(style, record)));
        }
    }
    insta::assert_snapshot!(lines);
}
