//! Why a record has its score, as a person reads it.

use super::counted;
use super::printer::Printer;
use super::related::heading;
use super::sanitize::sanitize;
use crate::search::{FieldScore, PatternScore, ScoreExplanation, ScorePart, TermScore};
use anstyle::Style;
use std::io;

const BOLD: Style = Style::new().bold();

/// Prints the record, its score, and what sums to it.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn print(explained: &ScoreExplanation, printer: &mut Printer) -> io::Result<()> {
    heading(&explained.record, printer)?;
    let (total, mode) = (explained.total, explained.mode);
    let place = match explained.rank {
        Some(rank) => format!("score {:.6}, rank {rank} of {total} (match {mode})", explained.score),
        None => format!("not among the {} found (match {mode})", counted(total, "record")),
    };
    printer.line(&format!("{BOLD}{place}{BOLD:#}"))?;
    printer.line(&format!("translation: {}", sanitize(&explained.translation)))?;
    for part in &explained.parts {
        printer.line("")?;
        print_part(part, printer)?;
    }
    Ok(())
}

fn print_part(part: &ScorePart, printer: &mut Printer) -> io::Result<()> {
    let what = match part.kind {
        "feedback" => "from feedback, the words of the best hits",
        "neighbours" => "from the hits that are most like it",
        "named" => "put before all others, as the query names this record",
        _ => "from the query",
    };
    printer.line(&format!("{BOLD}{:.6}{BOLD:#}  {what}", part.score))?;
    if part.factor != 1.0 {
        printer.line(&format!("  {:.4} times the sum of", part.factor))?;
    }
    let mut terms: Vec<&TermScore> = part.terms.iter().filter(|term| term.matches).collect();
    terms.sort_by(|a, b| b.score.total_cmp(&a.score));
    for term in terms {
        match part.kind {
            "neighbours" => print_neighbour(term, printer)?,
            _ => print_term(term, printer)?,
        }
    }
    let missing: Vec<String> =
        part.terms.iter().filter(|term| !term.matches).map(|term| sanitize(&term.text).into_owned()).collect();
    if !missing.is_empty() {
        printer.line(&format!("  does not match: {}", missing.join(", ")))?;
    }
    Ok(())
}

/// A neighbour selects nothing and has no patterns.
fn print_neighbour(term: &TermScore, printer: &mut Printer) -> io::Result<()> {
    let TermScore { share, score, text, .. } = term;
    printer.line(&format!("  {score:.6}  {}: share {share:.4} × {:.6}", sanitize(text), score / share))
}

fn print_term(term: &TermScore, printer: &mut Printer) -> io::Result<()> {
    let text = sanitize(&term.text);
    let remark = match (term.counts, term.patterns.is_empty()) {
        (false, _) => "  (counts for nothing: the rest of its group is missing)",
        (true, true) => "  (selects, and has no score)",
        (true, false) => "",
    };
    printer.line(&format!("  {:.6}  {text}{remark}", term.score))?;
    for pattern in &term.patterns {
        let PatternScore { idf, k1, frequency, .. } = pattern;
        let share = if term.share == 1.0 { String::new() } else { format!("share {:.4} × ", term.share) };
        printer.line(&format!("      = {share}idf {idf:.4} × {frequency:.4} / ({frequency:.4} + {k1})"))?;
        for field in &pattern.fields {
            print_field(field, printer)?;
        }
    }
    Ok(())
}

fn print_field(field: &FieldScore, printer: &mut Printer) -> io::Result<()> {
    let FieldScore { field, count, length, average, weight, b, most, frequency } = field;
    let bound = most.map(|most| format!(", at most {most}")).unwrap_or_default();
    printer.line(&format!(
        "        {frequency:.4}  {field}: {count} × weight {weight}, length {length} against {average:.1} (b {b}){bound}"
    ))
}
