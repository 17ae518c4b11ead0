//! Citations as a bibliography prints them, in the styles that medicine asks for: AMA, APA, MLA and NLM's.
//!
//! The styles are those of the Citation Style Language and hayagriva is the processor. What it is given is the record's
//! CSL-JSON item, made fit for printing by [`item`]; where the processor departs from a style, [`mended`] and [`finish`] set it
//! right.

mod finish;
mod item;

use super::display_id;
use crate::record::{Record, text};
use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{
    IndependentStyle, LayoutRenderingElement, Locale, LocaleCode, LocaleFile, Name, NamesChild, Style,
};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};
use std::io;

/// A style in which works are cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitationStyle {
    /// American Medical Association, 11th edition.
    Ama,
    /// American Psychological Association, 7th edition.
    Apa,
    /// Modern Language Association, 9th edition.
    Mla,
    /// National Library of Medicine (*Citing Medicine*), which is what Vancouver style refers to.
    Nlm,
}

impl CitationStyle {
    /// The names by which a user chooses a style.
    pub const NAMES: [(&'static str, Self); 5] =
        [("ama", Self::Ama), ("apa", Self::Apa), ("mla", Self::Mla), ("nlm", Self::Nlm), ("vancouver", Self::Nlm)];

    /// The style of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, style)| style)
    }

    /// Whether journals are named by their abbreviation.
    fn abbreviates(self) -> bool {
        matches!(self, Self::Ama | Self::Nlm)
    }

    fn archived(self) -> ArchivedStyle {
        match self {
            Self::Ama => ArchivedStyle::AmericanMedicalAssociation,
            Self::Apa => ArchivedStyle::AmericanPsychologicalAssociation,
            Self::Mla => ArchivedStyle::ModernLanguageAssociation,
            Self::Nlm => ArchivedStyle::NlmCitationSequence,
        }
    }
}

/// Cites records in one style.
#[derive(Debug)]
pub struct Citer {
    style: CitationStyle,
    rules: IndependentStyle,
    locales: Vec<Locale>,
}

impl Citer {
    /// A citer in `style`.
    ///
    /// # Errors
    /// Where the library holds the style no longer in the form that is needed.
    pub fn new(style: CitationStyle) -> io::Result<Self> {
        let Style::Independent(rules) = style.archived().get() else {
            return Err(io::Error::other("a style that refers to another one"));
        };
        let locales = locales().into_iter().filter(|locale| locale.lang == Some(LocaleCode::en_us())).collect();
        Ok(Self { style, rules: mended(rules, style)?, locales })
    }

    /// The entry of `record` in a bibliography, without its number, on one line of plain text. Of a record in which there
    /// is nothing to cite, its id.
    ///
    /// # Errors
    /// Where the record makes no CSL item.
    pub fn cite(&self, record: &Record) -> io::Result<String> {
        let (item, words) = item::citable(record, self.style)?;
        let cited = CitationRequest::from_items(vec![CitationItem::with_entry(&item)], &self.rules, &self.locales);
        let mut driver = BibliographyDriver::new();
        driver.citation(cited);
        let rendered = driver.finish(BibliographyRequest::new(&self.rules, None, &self.locales));
        let entries = rendered.bibliography.map(|bibliography| bibliography.items).unwrap_or_default();
        let entry = entries.first().map(|entry| words.put_back(&format!("{:#}", entry.content))).unwrap_or_default();
        Ok(text::non_empty(&entry)
            .map_or_else(|| display_id(record), |entry| finish::finished(&entry, record, self.style)))
    }
}

/// NLM parts a range of pages by a hyphen and writes `p.` before one page and before many.
const NLM_TERMS: &str = r#"<locale version="1.0" xml:lang="en-US"><terms>
    <term name="page-range-delimiter">-</term>
    <term name="page" form="short"><single>p.</single><multiple>p.</multiple></term>
    </terms></locale>"#;

/// A style with what hayagriva 0.10 gets wrong of it set right: names that have a label and no `name` element are taken for
/// empty, `plural="never"` is not known, and every range of pages gets a dash.
fn mended(mut rules: IndependentStyle, style: CitationStyle) -> io::Result<IndependentStyle> {
    for element in rules.macros.iter_mut().flat_map(|part| &mut part.children) {
        if let LayoutRenderingElement::Names(names) = element
            && !names.children.iter().any(|child| matches!(child, NamesChild::Name(_)))
        {
            names.children.insert(0, NamesChild::Name(Name::default()));
        }
    }
    if style == CitationStyle::Nlm {
        rules.locale.push(LocaleFile::from_xml(NLM_TERMS).map_err(io::Error::other)?.into());
    }
    Ok(rules)
}

#[cfg(test)]
mod tests;
