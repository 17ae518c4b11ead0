use super::*;

#[test]
fn an_id_tells_what_it_is() {
    let mut work = Work::default();
    for id in ["26957754[pmid]", "PMC4756000[pmcid]", "https://doi.org/10.1000/x", "doi: 10.1000/X"] {
        assert!(work.telling_id(id), "{id}");
    }
    for text in ["123456", "a note", "a note [pii]", ""] {
        assert!(!work.telling_id(text), "{text}");
    }
    work.address("https://example.org/paper");
    let record = work.finish().unwrap();
    assert_eq!(record.pmid.map(Pmid::get), Some(26_957_754));
    assert_eq!(record.pmcid.map(Pmcid::get), Some(4_756_000));
    assert_eq!(record.doi.as_ref().map(Doi::as_str), Some("10.1000/x"));
    assert_eq!(record.other_ids, [OtherId { kind: "url".into(), value: "https://example.org/paper".into() }]);
}

#[test]
fn fields_of_a_programs_own_are_kept_where_they_say_what_they_are() {
    let mut work = Work { kind: Kind::Article, ..Work::default() };
    let statement = "Ann Moss: nothing to declare. Conflicts of interest: none.";
    ["PMC99000001", "NIHMS900001", "[Moss A] Univ Fen, Dept Bogs", statement].iter().for_each(|v| work.custom(v));
    work.original("1532-1827 (Electronic) 0007-0920 (Linking)");
    work.original("Moos ist nass: eine Studie in 3 Mooren.");
    assert_eq!(work.issns.len(), 2);
    let record = work.finish().unwrap();
    assert_eq!(record.pmcid.map(Pmcid::get), Some(99_000_001));
    assert_eq!(record.other_ids, [OtherId { kind: "mid".into(), value: "NIHMS900001".into() }]);
    assert_eq!(record.conflict_of_interest.as_deref(), Some(statement));
    assert_eq!(record.vernacular_title.as_deref(), Some("Moos ist nass: eine Studie in 3 Mooren."));
}

#[test]
fn stars_and_codes_are_no_part_of_a_keyword() {
    let mut work = Work::default();
    work.title("Moss <i>Sphagnum</i> &amp; peat");
    ["*moss", "Moss/*physiology/growth", "*Bogs/ph [Physiology]", "[18F]FDG", "Bogs/ph"]
        .iter()
        .for_each(|k| work.keyword(k));
    let record = work.finish().unwrap();
    let terms: Vec<(&str, bool)> = record.keywords.iter().map(|k| (k.term.as_str(), k.major)).collect();
    let starred = [("moss", true), ("Moss/*physiology/growth", false), ("Bogs/physiology", true)];
    assert_eq!((&terms[..3], &terms[3..]), (&starred[..], &[("[18F]FDG", false), ("Bogs/ph", false)][..]));
    assert_eq!(record.title, "Moss Sphagnum & peat");
}

#[test]
fn a_preprint_appeared_at_its_server() {
    let mut work = Work { publisher: Some("bioRxiv".into()), article_number: Some("e7".into()), ..Work::default() };
    work.is(Kind::Other, "Preprint");
    work.title("Moss");
    let record = work.finish().unwrap();
    assert_eq!((record.container(), record.book.is_none()), (Some("bioRxiv"), true));
    assert_eq!(record.pages.unwrap().as_str(), "e7");
}

#[test]
fn standard_numbers_are_told_by_their_length() {
    let mut work = Work { kind: Kind::Chapter, ..Work::default() };
    work.title("x");
    work.standard_numbers("1532-1827 (Electronic) 0007-0920 (Linking)");
    assert_eq!(work.issns, [Issn::new("1532-1827", "Electronic"), Issn::new("0007-0920", "Linking")]);
    work.standard_numbers("978-1-4822-5326-9; 0140449132 kmptns");
    let book = work.finish().unwrap().book.unwrap();
    assert_eq!(book.isbns, ["978-1-4822-5326-9", "0140449132"]);
}

#[test]
fn dates_come_in_many_dresses() {
    let read = |dates: &[&str]| {
        let mut work = Work::default();
        work.title("Moss");
        dates.iter().for_each(|date| work.written_date(date));
        work.finish().unwrap().date.map(|date| date.to_string()).unwrap_or_default()
    };
    for (dates, expected) in [
        (&["2005/07/15"][..], "2005-07-15"),
        (&["2001///"], "2001"),
        (&["2001/00/00/"], "2001"),
        (&["2015/october"], "2015-10"),
        (&["2016/01/", "2016"], "2016-01"),
        (&["2006", "MAY 13"], "2006-05"),
        (&["2006", "2007/01/02"], "2006"),
        (&["///", "YEAR/MONTH/DAY/", "99"], ""),
        (&["2013/03/14/accepted"], ""),
        (&["2021", "2021///Spring"], "2021-04"),
        (&["2019/05//May2019"], "2019-05"),
        (&["MAY 13", "2019"], "2019-05-13"),
        (&["04 2006"], "2006-04"),
        (&["5/2019"], "2019-05"),
    ] {
        assert!(
            read(dates).starts_with(expected) && read(dates).is_empty() == expected.is_empty(),
            "{dates:?}: {}",
            read(dates)
        );
    }
}

#[test]
fn an_id_may_say_its_kind_in_brackets() {
    let mut work = Work::default();
    for id in ["26957754[pmid]", "PMC4756000[pmcid]", "jpts-2015-817[PII]"] {
        assert!(work.telling_id(id), "{id}");
    }
    assert_eq!((work.record.pmid.unwrap().get(), work.record.pmcid.unwrap().get()), (26_957_754, 4_756_000));
    assert_eq!(work.record.other_ids, [OtherId { kind: "pii".into(), value: "jpts-2015-817".into() }]);
    assert!(!work.telling_id("in brackets [pii] here") && !work.telling_id("a note [pii]"));
}

#[test]
fn the_free_part_of_a_date_may_say_more_than_its_numbers() {
    let read = |date: &str| {
        let mut work = Work::default();
        work.written_date(date);
        work.record.date.map(String::from).unwrap_or_default()
    };
    for (date, expected) in [
        ("2021///Spring", "2021 Spring"),
        ("1998/12//Dec-1999 Jan", "1998 Dec-1999 Jan"),
        ("2000///2000-2001", "2000-2001"),
        ("2001/04//Spring 2001", "Spring 2001"),
        ("2016/01//Jan", "2016-01"),
        ("2016/01/05/online", "2016-01-05"),
    ] {
        assert_eq!(read(date), expected, "{date}");
    }
}

#[test]
fn the_kind_of_work_settles_where_it_appeared() {
    let work =
        |kind| Work { kind, container: Some("Somewhere".into()), publisher: Some("House".into()), ..Work::default() };
    let finish = |mut work: Work| {
        work.title("A title");
        work.finish().unwrap()
    };
    let article = finish(work(Kind::Article));
    assert_eq!((article.journal.unwrap().title.as_deref(), article.book), (Some("Somewhere"), None));
    let chapter = finish(work(Kind::Chapter)).book.unwrap();
    assert_eq!((chapter.title.as_deref(), chapter.publisher.as_deref()), (Some("Somewhere"), Some("House")));
    let alone = finish(Work { kind: Kind::Book, ..Work::default() }).book.unwrap();
    assert_eq!(alone.title.as_deref(), Some("A title"));
    assert_eq!(finish(Work { kind: Kind::Chapter, ..Work::default() }).book.unwrap().title, None);
    assert!(Work::default().finish().is_err());
}

#[test]
fn the_issue_stands_in_the_volume_where_none_is_given() {
    let issue = |volume: &str, issue: Option<&str>| {
        let mut work = Work { kind: Kind::Article, ..Work::default() };
        work.title("Moss");
        work.volume(volume);
        work.record.issue = issue.map(str::to_owned);
        let record = work.finish().unwrap();
        (record.volume.unwrap_or_default(), record.issue.unwrap_or_default())
    };
    assert_eq!(issue("50(2)", None), ("50".to_owned(), "2".to_owned()));
    assert_eq!(issue("100(Pt 1)", Some("3")), ("100(Pt 1)".to_owned(), "3".to_owned()));
}

#[test]
fn languages_become_codes() {
    let languages = |value: &str| {
        let mut work = Work::default();
        work.language(value);
        work.record.languages
    };
    assert_eq!(languages("eng ger"), ["eng", "ger"]);
    assert_eq!(languages("zho; Deutsch, English (UK)"), ["chi", "deutsch", "eng"]);
    assert_eq!(languages("Scottish Gaelic"), ["gla"]);
}

#[test]
fn the_longer_name_of_a_journal_is_its_title() {
    for (title, short, expected) in [
        ("J Phant Moss", "Journal of phantom moss", ("Journal of phantom moss", Some("J Phant Moss"))),
        ("Journal of phantom moss", "J Phant Moss", ("Journal of phantom moss", Some("J Phant Moss"))),
        ("Aging", "Aging (Bog NY)", ("Aging", Some("Aging (Bog NY)"))),
        ("BMJ", "Br Med J", ("BMJ", Some("Br Med J"))),
    ] {
        let mut work = Work { container: Some(title.into()), abbreviation: Some(short.into()), ..Work::default() };
        work.is(Kind::Article, "");
        work.title("x");
        let journal = work.finish().unwrap().journal.unwrap();
        assert_eq!((journal.title.as_deref().unwrap(), journal.abbreviation.as_deref()), expected, "{title}");
    }
}

#[test]
fn a_chapter_with_a_publisher_is_in_a_book_whatever_its_number() {
    let mut work = Work { container: Some("The Book".into()), publisher: Some("Fen".into()), ..Work::default() };
    work.is(Kind::Chapter, "Book Chapter");
    work.title("Moss");
    work.standard_numbers("1234-5679");
    let record = work.finish().unwrap();
    assert_eq!(record.book.unwrap().title.as_deref(), Some("The Book"));
}

#[test]
fn a_first_page_may_be_all_of_them() {
    let mut work =
        Work { first_page: Some("1-9".into()), last_page: Some("9".into()), kind: Kind::Article, ..Work::default() };
    work.title("Moss");
    assert_eq!(work.finish().unwrap().pages.unwrap().as_str(), "1-9");
}

#[test]
fn an_id_is_read_from_what_stands_around_it() {
    let mut work = Work::default();
    work.id("pmid", "99000901 [https://example.org/pubmed/?term=99000901]");
    work.id("doi", "10.55555/85:1&lt;1::A1&gt;3.0");
    work.id("doi", "nothing of the kind");
    assert_eq!(work.record.pmid.unwrap().to_string(), "99000901");
    assert_eq!(work.record.doi.as_ref().unwrap().as_str(), "10.55555/85:1<1::A1>3.0");
    assert_eq!(work.record.other_ids[0].value, "nothing of the kind");
    (work.first_page, work.last_page) = (Some("n/a".into()), Some("n/a".into()));
    work.title("Moss");
    assert_eq!(work.finish().unwrap().pages, None);
}
