//! Invented records for the tests of the writers.

use crate::record::*;

fn date(text: &str) -> Option<PartialDate> {
    PartialDate::parse(text)
}

fn event(event: &str, text: &str) -> HistoryDate {
    HistoryDate { event: event.into(), date: PartialDate::parse(text).unwrap() }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn list(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

fn heading(line: &str) -> MeshHeading {
    MeshHeading::from_medline(line).unwrap()
}

/// An article with what most articles have.
pub(super) fn article() -> Record {
    let section = AbstractSection::labelled;
    Record {
        pmid: Pmid::parse("90000001"),
        pmcid: Pmcid::parse("PMC9000001"),
        doi: Doi::parse("10.1000/inv.2021.101"),
        other_ids: vec![OtherId { kind: "mid".into(), value: "NIHMS900001".into() }],
        title: "Aspirin in \"Invented\" Patients: 5% & more_of {it}.".into(),
        authors: vec![
            Author::from_inverted("Núñez-Ågren, Xin"),
            Author::from_inverted("van der Berg, Jan A, Jr"),
            Author::collective("Example Study Group"),
        ],
        journal: Some(Journal {
            abbreviation: some("J Invent Res"),
            title: some("Journal of invented research"),
            issns: vec![Issn::new("1234-5679", "Print")],
            ..Journal::default()
        }),
        date: date("2022-02-08"),
        history: vec![event("received", "2021-11"), event("entrez", "2022-02-10"), event("pubmed", "2022-02-10")],
        volume: some("5"),
        issue: some("1"),
        pages: Pages::parse("114-28"),
        abstract_sections: vec![
            section("BACKGROUND", "Nothing was known."),
            section(
                "RESULTS",
                "A second section which is long enough that it has to go on in another line of the file, as PubMed \
                 does it.",
            ),
        ],
        keywords: vec![Keyword { major: true, ..Keyword::new("invention").unwrap() }],
        mesh: vec![heading("*Aspirin/adverse effects/*pharmacology"), heading("Humans")],
        publication_types: PublicationType::new("Journal Article").into_iter().collect(),
        languages: list("eng"),
        ..Record::default()
    }
}

/// A record with every field filled, as no real record has them.
pub(super) fn full() -> Record {
    let mut record = article();
    record.version = Some(2);
    record.id = some("own-1");
    record.other_ids.extend(
        [("nasa", "77"), ("pii", "S0000-0000(22)00001-1")]
            .map(|(kind, value)| OtherId { kind: kind.into(), value: value.into() }),
    );
    record.vernacular_title = some("Ein erfundener Titel.");
    people(&mut record);
    container(&mut record);
    record.electronic_date = date("2022-01-01");
    record.completed = date("2022-03-01");
    record.revised = date("2023-04-05");
    subjects(&mut record);
    details(&mut record);
    record.references = vec![reference()];
    record
}

fn people(record: &mut Record) {
    if let Some(first) = record.authors.first_mut() {
        first.initials = some("X");
        first.affiliations = list("Institute of Invention, Sampletown.");
        first.identifiers = vec![AuthorIdentifier::new("ORCID", "https://orcid.org/0000-0002-1825-0097")];
        first.equal_contribution = true;
    }
    record.authors_incomplete = true;
    record.editors = vec![Author::from_inverted("Alder, Ann")];
    let affiliations = list("Quarry.");
    record.investigators = vec![Author { affiliations, ..Author::from_inverted("Stone, Sam") }];
    record.personal_name_subjects = vec![Author::from_inverted("Invented, Ida")];
}

fn container(record: &mut Record) {
    if let Some(journal) = &mut record.journal {
        journal.iso_abbreviation = some("J. Invent. Res.");
        journal.add_issn(Issn::new("9876-5432", ""));
        journal.nlm_id = some("900000001");
        journal.country = some("Norway");
    }
    record.book = Some(book());
}

fn book() -> Book {
    Book {
        authors: vec![Author::from_inverted("Elm, Ed")],
        title: some("A Handbook of Invention"),
        collection_title: some("Inventions"),
        volume_title: some("Volume One"),
        publisher: some("Example Press"),
        place: some("Sampletown (ST)"),
        edition: some("2nd edition"),
        medium: some("Internet"),
        report_number: some("R-1"),
        isbns: list("978-0-00-000000-2"),
        location_labels: list("Chapter 3"),
        sections: list("Introduction"),
        beginning_date: date("1998"),
        ending_date: date("2004"),
    }
}

fn subjects(record: &mut Record) {
    for heading in &mut record.mesh {
        heading.ui = some("D000001");
        heading.kind = some("Geographic");
        heading.qualifiers.iter_mut().for_each(|qualifier| qualifier.ui = some("Q000001"));
    }
    record.keywords.push(Keyword { owner: some("NASA"), ..Keyword::new("Aspirin").unwrap() });
    record.supplementary_mesh =
        vec![SupplementaryMesh { name: "Invented disease".into(), ui: some("C000001"), kind: some("Disease") }];
    record.substances = vec![Substance::new("Aspirin", "D001241", "R16CO5Y76E"), Substance::new("Inventin", "", "0")];
    record.gene_symbols = list("invA");
    record.publication_types.push(PublicationType { name: "Retracted Publication".into(), ui: some("D016441") });
    record.grants = vec![Grant {
        id: some("R01 AG000001"),
        acronym: some("AG"),
        agency: some("NIA NIH HHS"),
        country: some("United States"),
    }];
    record.databanks = vec![Databank { name: "ClinicalTrials.gov".into(), accessions: list("NCT90000001") }];
}

fn details(record: &mut Record) {
    if let Some(section) = record.abstract_sections.first_mut() {
        section.category = some("BACKGROUND");
    }
    record.copyright = some("© 2022 The Inventors.");
    record.other_abstracts = vec![OtherAbstract {
        kind: some("Publisher"),
        language: some("ger"),
        sections: vec![AbstractSection::plain("Ein erfundener Text.")],
        copyright: some("© The other."),
    }];
    record.conflict_of_interest = some("None.");
    record.body = vec![BodySection { heading: some("Introduction"), text: "Invented.".into() }];
    record.captions = vec![Caption { label: some("Figure 1"), text: "An invention.".into() }];
    let relation = |kind: &str, citation: &str, pmid: &str| Relation {
        kind: kind.into(),
        citation: some(citation),
        pmid: Pmid::parse(pmid),
        note: some("A note."),
    };
    record.relations = vec![
        relation("RetractionIn", "J Invent Res. 2023;6:1.", "90000009"),
        relation("CommentIn", "J Invent Res. 2022;5:200.", "90000002"),
    ];
    record.stated_reference_count = Some(42);
    record.notes = list("An invented note.");
    record.space_flight_missions = list("Invented Mission 1");
    record.citation_subsets = list("IM");
    record.status = some("MEDLINE");
    record.owner = some("NASA");
    record.indexing_method = some("Curated");
    record.publication_model = some("Print-Electronic");
    record.publication_status = some("ppublish");
    record.source = some("pubmed-xml");
    record.also_from = vec![Contribution { source: "jats".into(), fields: list("body"), keywords: list("moths") }];
}

fn reference() -> Reference {
    Reference {
        text: "Alder A, et al. Older inventions. J Invent Res. 2001;1(2):3-4.".into(),
        authors: vec![Author::from_short("Alder A")],
        authors_incomplete: true,
        title: some("Older inventions"),
        journal: some("J Invent Res"),
        year: Some(2001),
        volume: some("1"),
        issue: some("2"),
        pages: Pages::parse("3-4"),
        pmid: Pmid::parse("90000003"),
        pmcid: Pmcid::parse("PMC9000003"),
        doi: Doi::parse("10.1000/inv.2001.3"),
        other_ids: vec![OtherId { kind: "pii".into(), value: "S3".into() }],
        parsed: Default::default(),
    }
}

/// A chapter of a book without much more.
pub(super) fn chapter() -> Record {
    Record {
        title: "Inventing things.".into(),
        authors: vec![Author::from_inverted("Alder, Ann")],
        editors: vec![Author::from_inverted("Alder, Ann")],
        book: Some(Book { isbns: Vec::new(), ..book() }),
        date: date("1998"),
        pages: Pages::parse("12-20"),
        publication_types: PublicationType::new("Book Chapter").into_iter().collect(),
        ..Record::default()
    }
}
