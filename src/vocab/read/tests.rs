use super::*;
use proptest::prelude::*;

fn concepts(text: &str) -> Vec<Found> {
    let source = detect(text).unwrap_or_else(|| panic!("no source: {text}"));
    let mut found = Vec::new();
    read(source, &mut text.as_bytes(), &mut |item| found.push(item)).unwrap();
    found
}

fn concept(found: &Found) -> &Concept {
    match found {
        Ok(Item::Concept(concept)) => concept,
        other => panic!("{other:?}"),
    }
}

#[test]
fn ascii_records() {
    let found = concepts(
        "*NEWRECORD\nRECTYPE = D\nMH = Lair Fever\nPRINT ENTRY = Nest Fever|T047|EQV\nENTRY = Fever, Lair|T047\nMN = C30.2\nPA = X\n\
         UI = D1\n\n*NEWRECORD\nUI = D2\n",
    );
    let first = concept(&found[0]);
    assert_eq!((first.id.as_str(), first.name.as_str()), ("D1", "Lair Fever"));
    assert_eq!(first.other_names, ["Nest Fever", "Fever, Lair"]);
    assert_eq!((&first.tree_numbers[..], &first.actions[..]), (&["C30.2".to_owned()][..], &["X".to_owned()][..]));
    let rejection = found[1].as_ref().unwrap_err();
    assert_eq!((rejection.line, rejection.record), (10, 2));
}

#[test]
fn xml_records_with_references_and_cdata() {
    let found = concepts(
        "<DescriptorRecordSet><DescriptorRecord><DescriptorUI>D1</DescriptorUI><DescriptorName><String>A &amp; B&#x3b2;<![CDATA[ <C>]]>\
         </String></DescriptorName><SeeRelatedList><SeeRelatedDescriptor><DescriptorReferredTo><DescriptorUI>D9</DescriptorUI>\
         <DescriptorName><String>Other</String></DescriptorName></DescriptorReferredTo></SeeRelatedDescriptor></SeeRelatedList>\
         </DescriptorRecord>\n<DescriptorRecord><DescriptorUI>D2</DescriptorUI></DescriptorRecord></DescriptorRecordSet>",
    );
    assert_eq!((concept(&found[0]).name.as_str(), concept(&found[0]).id.as_str()), ("A & Bβ <C>", "D1"));
    assert_eq!(found[1].as_ref().unwrap_err().line, 2);
}

#[test]
fn each_sort_is_told_from_its_content() {
    for (text, expected) in [
        ("Body Regions;A01\nBreast;A01.236\n", Some(Source::Trees)),
        ("D000001\tX\ta|b\tD03.1\t\n", Some(Source::DescriptorTable)),
        ("JrId: 1\nJournalTitle: A\nMedAbbr: B\n", Some(Source::Journals)),
        ("\"A journal\",\"A J\"\n\"B journal\",\"B J\"\n", Some(Source::JournalTable)),
        ("A journal;A J\nB journal;B J\n", Some(Source::JournalTable)),
        ("*NEWRECORD\nRECTYPE = Q\nSH = x\n", Some(Source::QualifierAscii)),
        ("PMID- 1\nTI  - A title\n", None),
        ("", None),
    ] {
        assert_eq!(detect(text), expected, "{text}");
    }
}

#[test]
fn lines_that_are_no_entries_are_rejected() {
    let mut lines = Vec::new();
    let text = "Breast;A01.236\nBreast A01.236\n;A01\n\nNose;A01.2\n";
    read(Source::Trees, &mut text.as_bytes(), &mut |found| lines.push(found.err().map(|r| r.line))).unwrap();
    assert_eq!(lines, [None, Some(2), Some(3), None]);
}

proptest! {
    #[test]
    fn strange_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..400), head in prop::sample::select(vec![
        "*NEWRECORD\nRECTYPE = D\nMH = ", "<DescriptorRecord><DescriptorName><String>", "JrId: 1\nJournalTitle: ", "a;A01\n", "D000001\ta\t",
        "\"a\",\"", "<SupplementalRecord><TermList>",
    ])) {
        let mut input = head.as_bytes().to_vec();
        input.extend(bytes);
        for source in Source::ALL {
            let _ = read(source, &mut &input[..], &mut |_| {});
        }
        let _ = detect(&String::from_utf8_lossy(&input));
    }
}
