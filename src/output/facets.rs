//! Facet counts as a table with bars.

use super::counted;
use super::printer::Printer;
use super::sanitize::sanitize;
use crate::search::{FacetCounts, Response, Warning};
use anstyle::{AnsiColor, Style};
use serde::{Serialize, Serializer};
use std::io;
use unicode_width::UnicodeWidthStr;

/// Columns of the longest bar.
const BAR: u64 = 24;

/// `medlar facets --json` (`schema/facets.schema.json`).
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    query: &'a str,
    translation: &'a str,
    #[serde(rename = "match")]
    mode: &'a str,
    total: u64,
    took_ms: f64,
    warnings: &'a [Warning],
    #[serde(serialize_with = "as_object")]
    facets: &'a [FacetCounts],
}

impl<'a> Answer<'a> {
    /// The facets of an answer, without its hits.
    #[must_use]
    pub fn of(response: &'a Response) -> Self {
        Self {
            query: &response.query,
            translation: &response.translation,
            mode: response.mode,
            total: response.total,
            took_ms: response.took_ms,
            warnings: &response.warnings,
            facets: &response.facets,
        }
    }
}

fn as_object<S: Serializer>(facets: &[FacetCounts], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(facets.iter().map(|facet| (&facet.name, &facet.values)))
}

/// Prints the total and the facets.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(response: &Response, printer: &mut Printer) -> io::Result<()> {
    printer.line(&counted(response.total, "record"))?;
    if response.total > 0 {
        printer.line("")?;
        print_facets(&response.facets, printer)?;
    }
    Ok(())
}

/// Prints each facet under its name: values, bars, counts.
pub(super) fn print_facets(facets: &[FacetCounts], printer: &mut Printer) -> io::Result<()> {
    let strong = Style::new().bold();
    for (number, facet) in facets.iter().enumerate() {
        if number > 0 {
            printer.line("")?;
        }
        printer.line(&format!("{strong}{}{strong:#}", facet.name))?;
        print_values(facet, printer)?;
    }
    Ok(())
}

fn print_values(facet: &FacetCounts, printer: &mut Printer) -> io::Result<()> {
    let name =
        |value: &Option<String>| value.as_ref().map_or_else(|| "(none)".to_owned(), |v| sanitize(v).into_owned());
    let names: Vec<String> = facet.values.iter().map(|count| name(&count.value)).collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0).min(48);
    let most = facet.values.iter().map(|count| count.count).max().unwrap_or(1).max(1);
    let digits = most.to_string().len();
    let colour = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
    for (name, count) in names.iter().zip(&facet.values) {
        let pad = " ".repeat(widest.saturating_sub(name.width()));
        let bar = "█".repeat(usize::try_from((count.count * BAR).div_ceil(most)).unwrap_or(0));
        printer.line(&format!("  {:>digits$}  {name}{pad}  {colour}{bar}{colour:#}", count.count))?;
    }
    if facet.more > 0 {
        printer.line(&format!(
            "  … and {} more: --facet {}:{}",
            facet.more,
            facet.name,
            facet.values.len() + facet.more
        ))?;
    }
    Ok(())
}
