use super::*;
use crate::record::{Author, Record};
use proptest::prelude::*;

fn entries(text: &str) -> Vec<Entry> {
    read(text.as_bytes()).map(Result::unwrap).collect()
}

fn record_of(text: &str) -> Record {
    match entries(text).remove(0).item {
        Item::Record(record) => *record,
        other => panic!("{other:?}"),
    }
}

/// Line, number, and title or reason of each entry.
fn overview(text: &str) -> Vec<(u64, u64, String)> {
    let show = |item| match item {
        Item::Record(record) => record.title,
        Item::Rejection(reason) => format!("! {reason}"),
        Item::Deletion(pmid) => format!("- {pmid}"),
    };
    entries(text).into_iter().map(|entry| (entry.line, entry.record, show(entry.item))).collect()
}

#[test]
fn an_entry_may_stand_in_parentheses() {
    let text = "@string(jm = \"J Moss\")\n@article(key, title = {Moss (wet)}, journal = jm, year = 2001\n)\n@article{b, title = {Bog}}";
    assert_eq!(overview(text), [(2, 1, "Moss (wet)".to_owned()), (4, 2, "Bog".to_owned())]);
    assert_eq!(record_of(text).container(), Some("J Moss"));
}

#[test]
fn programs_have_names_dates_and_fields_of_their_own() {
    let names = |record: &Record| record.authors.iter().map(|author| author.display()).collect::<Vec<_>>();
    let parted = record_of("@article{a, author = {Quill, Ann; Fen, Bob}, title = {Moss}, date = {Jan}, year = 2019}");
    assert_eq!(
        (names(&parted), parted.date.unwrap().to_string()),
        (vec!["Ann Quill".into(), "Bob Fen".into()], "2019-01".into())
    );
    let scopus = record_of(
        "@ARTICLE{Quill2019, author={Quill, M.J. and Fen Study Group and National Centre for Bogs (NO) and Group, Ann}, title={Moss}, journal={J Moss}, art_number={104512},
         pubmed_id={99000901}, abbrev_source_title={J. Mo.}, affiliation={Oslo; Bergen}, document_type={Review},
         references={Green, B., Lichen (2001) J. Lichen, 3, pp. 7-12; Red, C., Fern (2002) J. Fern, 4, p. 8}}",
    );
    assert_eq!((scopus.pages.as_ref().unwrap().as_str(), scopus.references.len()), ("104512", 2));
    let groups: Vec<bool> = scopus.authors.iter().map(Author::is_collective).collect();
    assert_eq!((scopus.pmid.is_some(), groups), (true, vec![false, true, true, false]));
    assert_eq!((scopus.authors[0].affiliations.len(), scopus.publication_types.len()), (2, 2));
    let wos = record_of(
        "@article{ WOS:1, Author = {Quill, Ann}, Title = {{Moss}}, Year = {{2019}}, Month = {{MAY 13}}, EISSN = {{1234-5678}},
         ORCID-Numbers = {{Quill, Ann/0000-0000-9900-0001}}, Cited-References = {{Green B, 2001, J LICHEN, V3, P7, DOI 10.55555/L.
         Red C, 2002, J FERN, V4, P8.}}, }",
    );
    assert_eq!((wos.date.unwrap().to_string(), wos.references.len()), ("2019-05-13".to_owned(), 2));
    assert_eq!((wos.authors[0].identifiers.len(), wos.journal.unwrap().issns.len()), (1, 1));
}

#[test]
fn every_field_finds_its_place() {
    insta::assert_json_snapshot!(record_of(
        r#"% Encoding: UTF-8
@string{jpm = "Journal of " # "phantom moss"}
@Article{quill2016,
  author = {Quillfeather, Merelda J. and {\"O}zt{\"u}rk, Ay\c{s}e and {Moss Study Group} and van der Berg, Jan and others},
  title = {{TNF}-$\alpha$ in \textit{Bryum}: 5\% of {moss} is wet},
  journal = jpm, shortjournal = {J Phantom Moss},
  year = 2016, month = jan, day = 30, volume = {28}, number = {1}, pages = {186--9},
  doi = {10.55555/moss.28}, pmid = {99000901}, url = {https://example.org/moss}, issn = {0000-9001},
  abstract = {BACKGROUND: It costs $5. RESULTS: Wet.}, keywords = {Moss; Wetness}, language = {english},
}
"#
    ));
}

#[test]
fn a_bad_entry_costs_only_itself() {
    let text =
        "@book{a, title = {A}\n@book{b, title = {B}}\n@book{c, title = }\n@book{d, title = {D}} @book{e, title={E}}";
    let seen = overview(text);
    assert_eq!(seen[0].2, "! the entry @book is not closed: } is missing");
    assert!(seen[2].2.starts_with("! bad BibTeX: "), "{seen:?}");
    let places: Vec<_> = seen.iter().map(|(line, record, _)| (*line, *record)).collect();
    assert_eq!(places, [(1, 1), (2, 2), (3, 3), (4, 4), (4, 5)]);
    assert_eq!((seen[1].2.as_str(), seen[3].2.as_str(), seen[4].2.as_str()), ("B", "D", "E"));
}

#[test]
fn an_entry_may_lack_its_key_and_begin_its_braces_on_the_next_line() {
    let text = "@misc{title = {A}, year = 2001}\n@Article\n  {b, title = {B}}\n@Book,\n  title = {C},\n}\n\
                An @article, and so on.\n@string {x = {D}}\n@misc{d, title = x}\n";
    let unopened = "! the entry @book is not opened: { is missing".to_owned();
    let expected = [(1, 1, "A".to_owned()), (2, 2, "B".to_owned()), (4, 3, unopened), (9, 4, "D".to_owned())];
    assert_eq!(overview(text), expected);
    assert_eq!(record_of(text).date.map(|date| date.year()), Some(2001));
    assert!(record_of(text).other_ids.is_empty());
}

#[test]
fn a_part_takes_over_what_its_book_says_wherever_it_stands() {
    let text = "@incollection{part, title = {Part}, crossref = {whole}, pages = {1--2}}\n\
                @book{whole, title = {Whole}, publisher = {House}, year = 2001}\n";
    let seen = overview(text);
    assert_eq!(seen, [(2, 2, "Whole".to_owned()), (1, 1, "Part".to_owned())]);
    let Item::Record(part) = entries(text).pop().unwrap().item else { panic!() };
    let book = part.book.as_ref().unwrap();
    assert_eq!(
        (book.title.as_deref(), book.publisher.as_deref(), part.year()),
        (Some("Whole"), Some("House"), Some(2001))
    );
    assert_eq!(overview("@incollection{part, title = {Alone}, crossref = {nowhere}}")[0].2, "Alone");
}

#[test]
fn an_unknown_abbreviation_stands_for_itself() {
    let record = record_of("@article{x, title = {X}, journal = apj # { Letters}}");
    assert_eq!(record.container(), Some("apj Letters"));
}

#[test]
fn braces_without_bottom_are_no_entry() {
    let braces = |depth| format!("@article{{a, title = {}x{}}}", "{".repeat(depth), "}".repeat(depth));
    let text = format!("{}\n{}\n", braces(100_000), braces(100));
    let reason = "braces of the entry @article are nested more than 250 deep";
    assert_eq!(entries(&text)[0].item, Item::Rejection(reason.into()));
    assert!(matches!(&entries(&text)[1].item, Item::Record(record) if record.title == "x"));
}

#[test]
fn comments_are_no_entries() {
    assert_eq!(
        overview("@comment{jabref-meta: x;}\nwho@article.org\n@preamble{\"x\"}\n@misc(k, title = \"T (x)\")").len(),
        1
    );
    assert!(recognises("% x\n\n@ARTICLE {a,\n") && recognises("@comment{x}"));
    for text in ["@interface{x}", "see @article", "{\"a\": \"@article{\"}", ""] {
        assert!(!recognises(text), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_to_its_end(text in "(@article\\{k, |title = |[{}\"$\\\\#,=@()%]|jan|\\\\c\\{s\\}|\\\\'|\n|\\PC{0,4}){0,30}") {
        for entry in entries(&text) {
            prop_assert!(entry.line >= 1 && entry.record >= 1);
        }
    }
}

#[test]
fn seasons_are_read_from_dates_and_months() {
    for date in ["date = {2021-21}", "year = 2021, date = {2021-21}", "year = 2021, month = {Spring}"] {
        let record = record_of(&format!("@misc{{a, title = {{A}}, {date}}}"));
        assert_eq!(record.date.unwrap().text(), Some("2021 Spring"), "{date}");
    }
    assert_eq!(record_of("@misc{a, title = {A}, date = {2021-03}}").date.unwrap().month(), Some(3));
}

#[test]
fn abbreviations_are_made_of_others_and_found_among_many() {
    let many: String = (0..20_000).map(|n| format!("@string{{s{n} = {{Journal {n}}}}}\n")).collect();
    let entries: String = (0..200).map(|n| format!("@misc{{k{n}, title = both # {{ {n}}}}}\n")).collect();
    let text = format!("{many}@STRING(Both = s7 # {{ and }} # S19999)\n{entries}");
    let seen = overview(&text);
    assert_eq!(seen.len(), 200);
    assert_eq!(seen[199].2, "Journal 7 and Journal 19999 199");
}

#[test]
fn nothing_that_refers_to_itself_ends_the_reading() {
    let text = "@string{a = a # {x}}\n@string{b = c # c}\n@string{c = b # b}\n@misc{m, title = a # b # c}\n\
                @book{p, title = {P}, crossref = {q}}\n@book{q, title = {Q}, crossref = {p}}\n@inbook{r, title = {R}, crossref = {r}}\n";
    let titles: Vec<String> = overview(text).into_iter().map(|(_, _, title)| title).collect();
    assert_eq!(titles, ["axcccccc", "Q", "R", "P"]);
    let knot = "@misc{m, ids = {x}, title = {M}, crossref = {x}, note = {crossref = {p}}}\n@xdata{p, xdata = {q, q}}\n@xdata{q, xdata = {p}}\n\
                @book{n, title = {N}, ids = {\\bad{}, xdata = {{p}}}\n";
    assert_eq!(overview(knot).len(), 2);
    let wide: String = (0..40)
        .map(|n| {
            format!(
                "@xdata{{y{n}, xdata = {{y{}, z{}}}}}\n@xdata{{z{n}, xdata = {{y{}, z{}}}}}\n",
                n + 1,
                n + 1,
                n + 1,
                n + 1
            )
        })
        .collect();
    assert_eq!(overview(&format!("{wide}@misc{{m, title = {{M}}, xdata = {{y0}}}}\n")).len(), 1);
    let chain: String = (0..3_000).map(|n| format!("@xdata{{x{n}, note = {{n}}, xdata = {{x{}}}}}\n", n + 1)).collect();
    let read = overview(&format!("{chain}@misc{{m, title = {{M}}, xdata = {{x0}}}}\n"));
    assert_eq!(read.len(), 1);
}

#[test]
fn what_waits_for_its_parent_is_read_where_the_input_breaks_off() {
    struct Broken(&'static [u8]);
    impl io::Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(buffer)?;
            if read == 0 { Err(io::Error::other("cut off")) } else { Ok(read) }
        }
    }
    let text = b"@inproceedings{a, title = {Moss}, crossref = {b}}\n@article{c, title = {Bog}}\n";
    let read: Vec<io::Result<Entry>> = read(io::BufReader::new(Broken(text))).collect();
    assert!(matches!(&read[..], [Ok(_), Ok(_), Err(_)]), "{read:?}");
}

#[test]
fn publishers_have_names_of_their_own_for_numbers() {
    let record = record_of("@article{a, title = {Moss}, elocation-id = {n71}, PubMedID = {99000901}}");
    assert_eq!((record.pages.unwrap().first(), record.pmid.unwrap().to_string()), ("n71", "99000901".to_owned()));
    for doi in ["85:1{\\textless}1::AID-A1{\\textgreater}3.0.CO;2-G", "85:1$<$1::AID-A1$>$3.0.CO;2-G"] {
        let record = record_of(&format!("@article{{a, title = {{Moss}}, doi = {{10.55555/(SICI)1({doi}}}}}"));
        assert_eq!(record.doi.unwrap().as_str(), "10.55555/(SICI)1(85:1<1::AID-A1>3.0.CO;2-G");
    }
}
