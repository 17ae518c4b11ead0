//! Every style of reference list with fictional works in it.

use crate::record::Reference;
use proptest::prelude::*;

/// Authors as `Last I`, with `+` where the list is incomplete.
fn authors(reference: &Reference) -> String {
    let names: Vec<String> = reference.authors.iter().map(crate::record::Author::short).collect();
    format!("{}{}", names.join(", "), if reference.authors_incomplete { " +" } else { "" })
}

/// Authors, title, journal, year, volume, issue and pages, parted by ` | `; what is empty is `-`.
fn parts(text: &str) -> String {
    let r = Reference::parse(text);
    let show = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".into());
    let names = authors(&r);
    let all = [
        if names.is_empty() { "-".into() } else { names },
        show(&r.title),
        show(&r.journal),
        show(&r.year.map(|year| year.to_string())),
        show(&r.volume),
        show(&r.issue),
        show(&r.pages.map(|pages| pages.to_string())),
    ];
    all.join(" | ")
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(parts(text), *expected, "{text}");
    }
}

#[test]
fn vancouver_and_its_variants() {
    check(&[
        (
            "Arden KL, Boro S. Sleep in small mammals. J Small Sleep. 2015;12(3):123-9.",
            "Arden KL, Boro S | Sleep in small mammals | J Small Sleep | 2015 | 12 | 3 | 123-129",
        ),
        (
            "Arden KL, Boro S, et al. Sleep in mice. Cancers (Basel) 2020;12:3729.",
            "Arden KL, Boro S + | Sleep in mice | Cancers (Basel) | 2020 | 12 | - | 3729",
        ),
        (
            "Arden K. Sleep by age and histology (sleepMap) Ann Sleep. 2013;24:2371–6. doi: 10.1000/ann/sleep205.",
            "Arden K | Sleep by age and histology (sleepMap) | Ann Sleep | 2013 | 24 | - | 2371-2376",
        ),
        (
            "Arden K, Boro S. How well do mice sleep at night? Ann Sleep 2013; 24: 2371-6.",
            "Arden K, Boro S | How well do mice sleep at night? | Ann Sleep | 2013 | 24 | - | 2371-2376",
        ),
        (
            "van der Berg JA Jr, O’Malley T, Sánchez-Gil A 3rd. Sleep. Sleep Res. 2010 Mar 3;12 Suppl 1:S3-9.",
            "van der Berg JA Jr, O’Malley T, Sánchez-Gil A 3rd | Sleep | Sleep Res | 2010 | 12 Suppl 1 | - | S3-S9",
        ),
        (
            "Arden K: Sleep in an old house. J. Biol. Sleep 2010 12(Suppl 1):e12.",
            "Arden K | Sleep in an old house | J. Biol. Sleep | 2010 | 12 | Suppl 1 | e12",
        ),
        (
            "GBD 2015 Sleep Collaborators. Global sleep in 2015. Lancet. 2016;388:1545-602.",
            "GBD 2015 Sleep Collaborators | Global sleep in 2015 | Lancet | 2016 | 388 | - | 1545-1602",
        ),
        (
            "Arden K, Boro S; Sleep Study Group. Sleep in mice. Sleep Res. 2001;5:1-2.",
            "Arden K, Boro S, Sleep Study Group | Sleep in mice | Sleep Res | 2001 | 5 | - | 1-2",
        ),
        (
            "Arden K. [Schlaf bei Mäusen]. Dtsch Z Schlaf. 1998 Dec-1999 Jan;7(5 Pt 1):12-5, 17. German.",
            "Arden K | [Schlaf bei Mäusen] | Dtsch Z Schlaf | 1998 | 7 | 5 Pt 1 | 12-15, 17",
        ),
        (
            "Arden K. Sleep of mice. ChemSleep [Internet]. 2014 Jul 21 [cited 2021 Apr 12];15(11):1591–8. Available from: https://example.org/x",
            "Arden K | Sleep of mice | ChemSleep | 2014 | 15 | 11 | 1591-1598",
        ),
        (
            "Arden K. Sleep of mice. Sleep Res. 2021. doi: 10.1000/1",
            "Arden K | Sleep of mice | Sleep Res | 2021 | - | - | -",
        ),
    ]);
}

#[test]
fn a_source_alone_has_no_authors_and_no_title() {
    check(&[
        ("Radiology. 2015 Jan;274(1):250-9", "- | - | Radiology | 2015 | 274 | 1 | 250-259"),
        ("J Med. 1979 Mar 3;1(2):12-5", "- | - | J Med | 1979 | 1 | 2 | 12-15"),
        ("Br Med J. 1977 Sep 3;2(6087):612-4", "- | - | Br Med J | 1977 | 2 | 6087 | 612-614"),
        (
            "Proc Sleep Soc (New York, N.Y.). 2001 Winter;7(Pt 4):e12",
            "- | - | Proc Sleep Soc (New York, N.Y.) | 2001 | 7 | Pt 4 | e12",
        ),
        ("Leukemia. 2021 01;35(1):45-46", "- | - | Leukemia | 2021 | 35 | 1 | 45-46"),
        ("Postgrad Med J. 1977;53 Suppl 3:151-6", "- | - | Postgrad Med J | 1977 | 53 Suppl 3 | - | 151-156"),
        ("Circ Res. 1970 Oct;27:Suppl 2:201-6", "- | - | Circ Res | 1970 | 27 | Suppl 2 | 201-206"),
        ("Surgery. 1992 Oct;31(4):774-8; discussion 778-9", "- | - | Surgery | 1992 | 31 | 4 | 774-778"),
        ("Angew. Chem. 2019, 131, 10570.", "- | - | Angew. Chem | 2019 | 131 | - | 10570"),
    ]);
}

#[test]
fn year_behind_the_authors() {
    check(&[
        (
            "Smith, J. A., & Doe, B. (2019). Sleep and time. Journal of Sleep, 12(3), 45–67. https://doi.org/10.1000/x",
            "Smith JA, Doe B | Sleep and time | Journal of Sleep | 2019 | 12 | 3 | 45-67",
        ),
        (
            "Arden KL, Boro S et al (2002) Sleep in 3 cities: a review. Nat Rev Sleep 3:906–918",
            "Arden KL, Boro S + | Sleep in 3 cities: a review | Nat Rev Sleep | 2002 | 3 | - | 906-918",
        ),
        (
            "Arden, K., and Boro, S. T. (2011b). What is sleep? Sleep 7, 12–15.",
            "Arden K, Boro ST | What is sleep? | Sleep | 2011 | 7 | - | 12-15",
        ),
        (
            "Arden K. & Boro S. 2010. Sleep of bats. Mammal Biol 45: 12-19.",
            "Arden K, Boro S | Sleep of bats | Mammal Biol | 2010 | 45 | - | 12-19",
        ),
        (
            "World Sleep Organization (2016) Report on sleep. Geneva",
            "World Sleep Organization | Report on sleep | - | 2016 | - | - | -",
        ),
        (
            "Arden K (2017) Sleep of bats. Sleep Int 2017:61–75",
            "Arden K | Sleep of bats | Sleep Int | 2017 | - | - | 61-75",
        ),
    ]);
}

#[test]
fn year_at_other_places() {
    check(&[
        (
            "Arden, K. L. et al. Sleep of bats. Front. Sleep Biol. 6, 692–701 (2015).",
            "Arden KL + | Sleep of bats | Front. Sleep Biol | 2015 | 6 | - | 692-701",
        ),
        (
            "K. L. Arden, J.-P. Boro, Sleep of bats in winter, J. Sleep Res. 12 (2019) 45–67.",
            "Arden KL, Boro JP | Sleep of bats in winter | J. Sleep Res | 2019 | 12 | - | 45-67",
        ),
        (
            "b) K. L. Arden, J. Boro, J. Mater. Chem. A 2013, 1, 2769;",
            "Arden KL, Boro J | - | J. Mater. Chem. A | 2013 | 1 | - | 2769",
        ),
        (
            "Arden, K.; Boro, S.T. Sleep of bats. Int. J. Sleep Sci. 2016, 12, 345–349.",
            "Arden K, Boro ST | Sleep of bats | Int. J. Sleep Sci | 2016 | 12 | - | 345-349",
        ),
        (
            "Arden K, Boro S. Sleep of bats. Front Sleep (2013) 31(12):1234–5. doi: 10.3389/fs.2013.1",
            "Arden K, Boro S | Sleep of bats | Front Sleep | 2013 | 31 | 12 | 1234-1235",
        ),
        (
            "K. Arden and S. Boro, “Sleep of bats,” IEEE Trans. Sleep, vol. 12, no. 3, pp. 1945–1967, Mar. 2019.",
            "Arden K, Boro S | Sleep of bats | IEEE Trans. Sleep | 2019 | 12 | 3 | 1945-1967",
        ),
        (
            "Arden, KL, et al. \"Sleep of bats.\" Journal of Sleep, vol. 12, no. 3, 2019, pp. 45-67.",
            "Arden KL + | Sleep of bats | Journal of Sleep | 2019 | 12 | 3 | 45-67",
        ),
        (
            "Arden, KL, and S. Boro. \"Sleep of \"hanging\" bats.\" Journal of Sleep, vol. 12, Mar. 2019, p. 45.",
            "Arden KL, Boro S | Sleep of \"hanging\" bats | Journal of Sleep | 2019 | 12 | - | 45",
        ),
        (
            "Arden KL, Doi RH. Sleep of bats. J Sleep. 2019;12(3):45-67.",
            "Arden KL, Doi RH | Sleep of bats | J Sleep | 2019 | 12 | 3 | 45-67",
        ),
        (
            "Arden, K. S., Boro, S. T. and Allen, P. M., Sleep of bats. Proc Sleep Soc 2012. 109: 9511-9516.",
            "Arden KS, Boro ST, Allen PM | Sleep of bats | Proc Sleep Soc | 2012 | 109 | - | 9511-9516",
        ),
        (
            "Arden, K. Sleep of bats. Sleep Res. 64, 6280–6286. https://doi.org/10.1000/0008-5472 (2004).",
            "Arden K | Sleep of bats | Sleep Res | 2004 | 64 | - | 6280-6286",
        ),
    ]);
}

#[test]
fn marks_are_missing_or_stand_apart() {
    check(&[
        (
            "Arden KL, Boro S 2003 Sleep of bats in winter. J. Sleep Res. 52, 21–30. (10.1000/s0964-8305(02)00102)",
            "Arden KL, Boro S | Sleep of bats in winter | J. Sleep Res | 2003 | 52 | - | 21-30",
        ),
        (
            "Arden KL, Boro S, Moss T. 2015b Sleep of bats. Sleep Res 4:331–337. 29870000",
            "Arden KL, Boro S, Moss T | Sleep of bats | Sleep Res | 2015 | 4 | - | 331-337",
        ),
        (
            "Arden K, Boro S, Moss T Effects of light on the sleep of bats. Sleep Res. 2013;12(12):25–35. 10.1000/gr.15",
            "Arden K, Boro S, Moss T | Effects of light on the sleep of bats | Sleep Res | 2013 | 12 | 12 | 25-35",
        ),
        (
            "Arden, K. , S. Boro , T. U. Moss , and P. Fern . 1998 The sleep of bats: a field study. Sleep 38:581–591.",
            "Arden K, Boro S, Moss TU, Fern P | The sleep of bats: a field study | Sleep | 1998 | 38 | - | 581-591",
        ),
        (
            "Arden K , Boro S , et al Sleep of bats in winter. Sleep. 2015; 522: 207−211. doi: 10.1000/nature14 25730000",
            "Arden K, Boro S + | Sleep of bats in winter | Sleep | 2015 | 522 | - | 207-211",
        ),
        (
            "Arden K., Boro S. (2008). Sleep and the soil of caves. Soil Biol. Biochem. 37 117–124. 10.1000/j.soil",
            "Arden K, Boro S | Sleep and the soil of caves | Soil Biol. Biochem | 2008 | 37 | - | 117-124",
        ),
        (
            "Arden K, Boro S. Sleep of bats in the dark of winter, Sleep Res. (2010) 61:219–25. 10.1000/j.phrs 19910000",
            "Arden K, Boro S | Sleep of bats in the dark of winter | Sleep Res | 2010 | 61 | - | 219-225",
        ),
        (
            "Arden K. (in press). Sleep of bats and moths. J. Sleep Res.",
            "Arden K | Sleep of bats and moths | - | - | - | - | -",
        ),
        (
            "Arden, K., Boro, S. Nat. Sleep https://doi.org/10.1000/x (2021).",
            "Arden K, Boro S | - | - | 2021 | - | - | -",
        ),
    ]);
}

#[test]
fn names_of_journals_have_points_that_end_no_sentence() {
    check(&[
        (
            "Arden K. Sleep of bats at 12 °C. Glob. Chang. Biol. 18, 36–47 (2012).",
            "Arden K | Sleep of bats at 12 °C | Glob. Chang. Biol | 2012 | 18 | - | 36-47",
        ),
        (
            "Arden K. Sleep of bats. Curr. Issues Intest. Microbiol. 2007;8:9-14.",
            "Arden K | Sleep of bats | Curr. Issues Intest. Microbiol | 2007 | 8 | - | 9-14",
        ),
        (
            "Arden K. Sleep of bats. Int. Biodeterior. Biodegrad. 2007;60:9-14.",
            "Arden K | Sleep of bats | Int. Biodeterior. Biodegrad | 2007 | 60 | - | 9-14",
        ),
        (
            "Arden K. What is known of bats? Review. J. Biol. Sleep. 2007;60:9-14.",
            "Arden K | What is known of bats? Review | J. Biol. Sleep | 2007 | 60 | - | 9-14",
        ),
        ("Arden K. Sleep. Nature. 2007;60:9-14.", "Arden K | Sleep | Nature | 2007 | 60 | - | 9-14"),
        (
            "Arden K. Bats asleep. A case report. J. Med. Case Rep. 2007;60:9-14.",
            "Arden K | Bats asleep. A case report | J. Med. Case Rep | 2007 | 60 | - | 9-14",
        ),
    ]);
}

#[test]
fn titles_in_other_languages_and_with_marks_in_them() {
    check(&[
        (
            "Müller-Arden K, Šimić B. Über den Schlaf der Mäuse: eine Übersicht. Dtsch Z Schlaf. 1998;7:12–5.",
            "Müller-Arden K, Šimić B | Über den Schlaf der Mäuse: eine Übersicht | Dtsch Z Schlaf | 1998 | 7 | - | 12-15",
        ),
        (
            "García Arden J, Núñez B. ¿Cómo duermen los murciélagos? Rev Esp Sueño. 2005;3(2):7-11. Spanish.",
            "García Arden J, Núñez B | ¿Cómo duermen los murciélagos? | Rev Esp Sueño | 2005 | 3 | 2 | 7-11",
        ),
        (
            "Arden K. Sleep: now what? A survey (part 2). Sleep Res 2013;24:2371–6.",
            "Arden K | Sleep: now what? A survey (part 2) | Sleep Res | 2013 | 24 | - | 2371-2376",
        ),
        (
            "Arden K. Sleep in the dark! J Small Sleep. 2013;24:71–6.",
            "Arden K | Sleep in the dark! | J Small Sleep | 2013 | 24 | - | 71-76",
        ),
    ]);
}

#[test]
fn books_and_pages_of_the_web_have_no_journal() {
    check(&[
        (
            "Arden KL, Boro S. Handbook of sleep. 2nd ed. Burlington, USA: Sleep Press; 2004.",
            "Arden KL, Boro S | Handbook of sleep | - | 2004 | - | - | -",
        ),
        (
            "Arden K. Sleep of bats. In: Boro S, Doe J, editors. Book of bats. Boston: Press; 1999:12-34.",
            "Arden K | Sleep of bats | Book of bats | 1999 | - | - | 12-34",
        ),
        (
            "Arden, K. (2001). Sleep of bats. In S. Boro & J. Doe (Eds.), Book of bats (Vol. 2, pp. 70–85). Press.",
            "Arden K | Sleep of bats | Book of bats | 2001 | - | - | -",
        ),
        (
            "Arden K. Sleep: a memoir. Available from: https://example.org/2004/sleep",
            "Arden K | Sleep: a memoir | - | - | - | - | -",
        ),
        ("New sleep disease. https://example.org/x. Accessed November 8, 2020.", "- | - | - | - | - | - | -"),
        ("Arden K. Is rest good? Moss Health, May 25, 2020.", "Arden K | Is rest good? | - | 2020 | - | - | -"),
        (
            "Arden, K. (1999). Analysis of sleep, 5th ed. Upper Mossdale: Press.",
            "Arden K | Analysis of sleep | - | 1999 | - | - | -",
        ),
        (
            "Arden K., Boro S. (2013). Sleep of bats at night, in Proceedings of the Sleep Conference. Mossdale, 12–19.",
            "Arden K, Boro S | Sleep of bats at night | Proceedings of the Sleep Conference | 2013 | - | - | -",
        ),
        (
            "Arden K. (2012). “The sleep of bats,” in Handbook of Bats, eds Boro S., Moss T. (Mossdale: Press), 343–356.",
            "Arden K | The sleep of bats | Handbook of Bats | 2012 | - | - | -",
        ),
        (
            "Arden K. Sleep reports [Internet]. Mossdale: Sleep Agency; 2019 [cited 2020 Jan 3]. Available from: https://example.org",
            "Arden K | Sleep reports | - | 2019 | - | - | -",
        ),
        ("Personal communication.", "- | - | - | - | - | - | -"),
        ("", "- | - | - | - | - | - | -"),
    ]);
}

#[test]
fn list_numbers_and_link_labels_are_no_part_of_the_text() {
    for (given, text) in [
        ("1. Arden K. Sleep. - DOI - PMC - PubMed", "Arden K. Sleep."),
        ("[12] Arden K. Sleep. [DOI] [PubMed]", "Arden K. Sleep."),
        ("(3)  Arden K.\u{a0}Sleep.", "Arden K. Sleep."),
        ("1984. A novel", "1984. A novel"),
        ("3.5 ways to sleep", "3.5 ways to sleep"),
        ("12", "12"),
        ("Arden K. PubMed", "Arden K. PubMed"),
    ] {
        assert_eq!(Reference::parse(given).text, text, "{given}");
    }
}

#[test]
fn identifiers_are_found_wherever_they_stand() {
    let ids = |text: &str| {
        let r = Reference::parse(text);
        let doi = r.doi.map_or_else(String::new, |doi| doi.to_string());
        (doi, r.pmid.map_or(0, |pmid| pmid.get()), r.pmcid.map_or(0, |pmcid| pmcid.get()))
    };
    let source = "Arden K. Sleep. Sleep Res. 2001;5:1-2";
    assert_eq!(
        ids(&format!("{source}. doi: 10.1000/S0140(15)1-7. PMID: 123; PMCID: PMC4567.")),
        ("10.1000/S0140(15)1-7".into(), 123, 4567)
    );
    assert_eq!(ids(&format!("{source}. https://doi.org/10.1000%2Fabc .")).0, "10.1000/abc");
    assert_eq!(ids(&format!("{source}. https://pubmed.ncbi.nlm.nih.gov/123/")).1, 123);
    assert_eq!(ids(source), (String::new(), 0, 0));
    assert_eq!(parts(&format!("{source}. PMID: 123")), parts(source));
}

#[test]
fn what_cannot_be_told_is_left_empty() {
    for text in [
        "Title one goes on and on with no end 2010",
        "Arden Kate and Boro Stan wrote on sleep",
        "See also the works of Arden (in preparation).",
        "12 3 45 6 789",
    ] {
        let r = Reference::parse(text);
        assert!(r.authors.is_empty() && r.title.is_none() && r.volume.is_none(), "{text}: {r:?}");
        assert_eq!(r.text, text);
    }
}

#[test]
fn long_texts_take_time_in_proportion_to_their_length() {
    for unit in
        ["10.1000/", "(2019", "1:1 ", "Li X, ", "J. ", "2010;", "In: ", "PMC1", ")", "12, 2019 ", ". . ", "Jr, "]
    {
        let text = unit.repeat(3_900 / unit.len());
        let begun = std::time::Instant::now();
        for _ in 0..10 {
            let _ = Reference::parse(&text);
        }
        assert!(begun.elapsed().as_millis() < 2_000, "{unit:?} took {:?}", begun.elapsed());
    }
    let beyond = "Arden K. Sleep. Sleep Res. 2001;5:1-2. ".repeat(200);
    let r = Reference::parse(&beyond);
    assert!(r.authors.is_empty() && r.text.len() > 4_000);
}

proptest! {
    #[test]
    fn any_text_is_kept(text in "\\PC{0,300}") {
        let r = Reference::parse(&text);
        prop_assert!(crate::record::text::clean(&text).contains(&r.text));
    }

    #[test]
    fn texts_made_of_a_citations_pieces_do_no_harm(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "Arden KL", "é", "–", "(2019)", "2019", ";", ":", ",", ". ", " ", "et al", "J.", "In: ", "doi:10.1000/ß",
                "“", "”", "Suppl", "vol. ", "pp. ", "12", "[cited", "]", "Ñ.", "van ", "PMC12", "PMID", "eds", "?", "&", "…",
            ]),
            0..40,
        )
    ) {
        let text = pieces.concat();
        let _ = Reference::parse(&text);
    }
}
