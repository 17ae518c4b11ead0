//! The lists below a page's headings: references, ties to other records, MeSH terms, publication types, substances,
//! grants. An item is a line, perhaps behind a bullet or a number.

use super::super::medline::{databank, grant, relation};
use super::Line;
use super::heading::Section;
use crate::record::{
    Author, MeshHeading, PublicationType, Qualifier, Record, Reference, Relation, Substance, SupplementaryMesh, text,
};

/// Signs that stand before an item.
const BULLETS: [char; 8] = ['\u{2022}', '\u{b7}', '\u{25e6}', '\u{25aa}', '*', '-', '\u{2013}', '+'];

/// Labels of the links behind an item, where each stands on a line of its own.
const LINK_LABELS: [&str; 7] = ["DOI", "PMC", "PubMed", "Full text", "Google Scholar", "-", "Free PMC article"];

/// Enters a line of one of the plain lists into `record`.
pub(super) fn take(section: Section, line: &str, record: &mut Record) {
    let Some(item) = item(line) else { return };
    match section {
        Section::Mesh => mesh(item, &mut record.mesh),
        Section::PublicationTypes => record.publication_types.extend(PublicationType::new(item)),
        Section::Substances => record.substances.push(Substance::new(item, "", "")),
        Section::SupplementaryConcepts => {
            record.supplementary_mesh.push(SupplementaryMesh { name: item.to_owned(), ..SupplementaryMesh::default() });
        }
        Section::Grants => record.grants.push(grant(item)),
        Section::AssociatedData => databank(&mut record.databanks, item),
        Section::PersonalNames => record.personal_name_subjects.push(Author::from_natural(item)),
        _ => {}
    }
}

/// What stands behind the bullet and before the button; `None` where nothing does.
fn item(line: &str) -> Option<&str> {
    let item = without_bullet(line);
    let item = item.strip_suffix(" Actions").unwrap_or(item).trim();
    (!item.is_empty()).then_some(item)
}

fn without_bullet(line: &str) -> &str {
    match line.strip_prefix(BULLETS) {
        Some(rest) if rest.starts_with(' ') => rest.trim_start(),
        _ => line,
    }
}

/// `Lung Neoplasms / drug therapy*`, a star behind what is a main point. A descriptor's further qualifiers stand on
/// lines of their own and join it.
fn mesh(item: &str, headings: &mut Vec<MeshHeading>) {
    let mut parts = item.split(" / ").map(unstar);
    let Some((descriptor, major)) = parts.next().filter(|(name, _)| !name.is_empty()) else { return };
    let at = headings.iter().position(|heading| heading.descriptor == descriptor).unwrap_or(headings.len());
    if at == headings.len() {
        headings.push(MeshHeading { descriptor: descriptor.to_owned(), ..MeshHeading::default() });
    }
    let heading = &mut headings[at];
    heading.major |= major;
    heading.qualifiers.extend(parts.map(|(name, major)| Qualifier { name: name.to_owned(), ui: None, major }));
}

fn unstar(part: &str) -> (&str, bool) {
    let part = part.trim();
    part.strip_suffix('*').or_else(|| part.strip_prefix('*')).map_or((part, false), |name| (name.trim(), true))
}

/// The number in `Show all 104 references`.
pub(super) fn stated_references(line: &str) -> Option<u32> {
    let rest = line.strip_prefix("Show all ").or_else(|| line.strip_prefix("See all "))?;
    rest.strip_suffix(" references")?.parse().ok()
}

/// The reference list. Where items are numbered (all of them `1.`, as each is a list of its own), lines without a number
/// go on the item before; else each paragraph is an item.
pub(super) fn references(lines: &[&Line]) -> Vec<Reference> {
    let numbered = lines.iter().any(|line| number(&line.text).is_some());
    let mut items: Vec<String> = Vec::new();
    for line in lines.iter().filter(|line| !LINK_LABELS.contains(&without_bullet(&line.text))) {
        let bulleted = without_bullet(&line.text).len() < line.text.len();
        let begins = if numbered { number(&line.text).is_some() } else { line.parted || bulleted };
        match items.last_mut().filter(|_| !begins && !is_whole(line)) {
            Some(last) => {
                last.push(' ');
                last.push_str(&line.text);
            }
            None => items.push(number(&line.text).unwrap_or(without_bullet(&line.text)).to_owned()),
        }
    }
    items.iter().map(|item| Reference::parse(item)).filter(|reference| !reference.text.is_empty()).collect()
}

/// Whether a line without a number is an item in itself: it ends in link labels and is long enough for one.
fn is_whole(line: &Line) -> bool {
    line.parted && line.text.len() > 40 && line.text.ends_with(" - PubMed")
}

/// What stands behind the number of an item (`1. `, `12) `, `[3] `).
fn number(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('[').unwrap_or(line);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let rest = inner[digits..].strip_prefix(['.', ')', ']'])?;
    let spaced = rest.starts_with(' ') || line.starts_with('[');
    ((1..=3).contains(&digits) && spaced && !rest.trim().is_empty()).then(|| rest.trim_start())
}

/// Ties to other records, one for each line or bullet; a broken line goes on the tie before.
pub(super) fn relations(lines: &[(&'static str, &Line)]) -> Vec<Relation> {
    let mut items: Vec<(&'static str, String)> = Vec::new();
    for (kind, line) in lines {
        let said = number(&line.text).unwrap_or(without_bullet(&line.text));
        let said = without_remarks(said);
        if said.is_empty() || LINK_LABELS.contains(&said) {
            continue;
        }
        let begins = line.parted || said.len() < line.text.len();
        match items.last_mut().filter(|(last, text)| last == kind && !begins && !text.contains("PMID:")) {
            Some((_, text)) => {
                text.push(' ');
                text.push_str(said);
            }
            None => items.push((kind, said.to_owned())),
        }
    }
    items.iter().map(|(kind, item)| relation(kind, &without_link_labels(item))).collect()
}

/// The citation without what a page says of its availability.
fn without_remarks(item: &str) -> &str {
    let remarks = ["No abstract available.", "Free PMC article.", "Free article."];
    let mut item = item.trim_end();
    while let Some(shorter) = remarks.iter().find_map(|remark| item.strip_suffix(remark)) {
        item = shorter.trim_end();
    }
    item
}

fn without_link_labels(item: &str) -> String {
    let mut item = item;
    while let Some(shorter) =
        LINK_LABELS.iter().find_map(|label| item.strip_suffix(label)?.trim_end().strip_suffix(" -"))
    {
        item = shorter.trim_end();
    }
    text::clean(item)
}

/// The code of a language that PubMed names (`[Article in German]`).
pub(super) fn language(name: &str) -> Option<&'static str> {
    const LANGUAGES: [(&str, &str); 24] = [
        ("Arabic", "ara"),
        ("Bulgarian", "bul"),
        ("Chinese", "chi"),
        ("Croatian", "hrv"),
        ("Czech", "cze"),
        ("Danish", "dan"),
        ("Dutch", "dut"),
        ("English", "eng"),
        ("Finnish", "fin"),
        ("French", "fre"),
        ("German", "ger"),
        ("Hebrew", "heb"),
        ("Hungarian", "hun"),
        ("Italian", "ita"),
        ("Japanese", "jpn"),
        ("Korean", "kor"),
        ("Norwegian", "nor"),
        ("Polish", "pol"),
        ("Portuguese", "por"),
        ("Romanian", "rum"),
        ("Russian", "rus"),
        ("Serbian", "srp"),
        ("Spanish", "spa"),
        ("Turkish", "tur"),
    ];
    LANGUAGES.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}
