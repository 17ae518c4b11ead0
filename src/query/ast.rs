//! The syntax tree of a query: what was typed, not yet what it means.

use super::effort::step;
use super::issue::Span;
use std::fmt;

/// A query or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// Something to look for.
    Term(Term),
    /// `from : to`, each end with its own quotes and tag.
    Range(Box<Term>, Box<Term>),
    /// Words next to one another without quotes, tags or operators: one concept.
    Words(Vec<Term>),
    /// The operands of one level, at least two, each but the first behind its operator; evaluated from left to right, so
    /// `a OR b AND c` is `(a OR b) AND c`. The first is no chain: its parentheses would change nothing.
    Chain(Box<Expr>, Vec<(Operator, Expr)>),
    /// A tag behind a closing parenthesis.
    Tagged(Box<Expr>, Tag),
}

/// A Boolean operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// All of them.
    And,
    /// Any of them.
    Or,
    /// The first without the others.
    Not,
}

/// A word, a phrase, or several words before a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The text without quotes.
    pub text: String,
    /// Whether it stood in quotes.
    pub quoted: bool,
    /// The tag behind it.
    pub tag: Option<Tag>,
    /// Where it stands, tag included.
    pub span: Span,
}

/// A field tag with its modifiers: `[mh:noexp]`, `[tiab:~3]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The name as typed.
    pub name: String,
    /// `:noexp`: do not search narrower headings.
    pub no_explosion: bool,
    /// `:~N`: words within `N` of one another.
    pub within: Option<u32>,
    /// `:>N`, ours: as `~N`, in the order given.
    pub ordered: bool,
    /// Where it stands, brackets included.
    pub span: Span,
}

impl Tag {
    /// Reads what stands between the brackets. A modifier that is none stays part of the name.
    #[must_use]
    pub fn parse(inner: &str, span: Span) -> Self {
        let mut tag = Self { name: String::new(), no_explosion: false, within: None, ordered: false, span };
        let mut rest = inner.trim();
        while let Some((name, modifier)) = rest.rsplit_once(':') {
            let modifier = modifier.trim();
            let distance = |sign: char| modifier.strip_prefix(sign).and_then(|n| n.trim().parse().ok());
            if modifier.eq_ignore_ascii_case("noexp") {
                tag.no_explosion = true;
            } else if modifier.starts_with("__jid") || modifier.starts_with("__jrid") {
                // PubMed's translation adds its number of the journal to the name: `[Journal:__jid7505876]`.
            } else if let Some(within) = distance('~') {
                tag.within = Some(within);
            } else if let Some(within) = distance('>') {
                tag.within = Some(within);
                tag.ordered = true;
            } else {
                break;
            }
            rest = name.trim();
        }
        tag.name = rest.to_owned();
        tag
    }
}

impl Expr {
    /// Whether any part of it names a field or a range.
    #[must_use]
    pub fn has_fields(&self) -> bool {
        match self {
            Self::Term(term) => term.tag.is_some(),
            Self::Range(..) | Self::Tagged(..) => true,
            Self::Words(words) => words.iter().any(|word| word.tag.is_some()),
            Self::Chain(first, rest) => first.has_fields() || rest.iter().any(|(_, operand)| operand.has_fields()),
        }
    }

    /// Where it stands, from its first term to its last.
    #[must_use]
    pub fn span(&self) -> Span {
        step();
        match self {
            Self::Term(term) => term.span.clone(),
            Self::Range(from, to) => from.span.start..to.span.end,
            Self::Tagged(inner, tag) => inner.span().start..tag.span.end,
            Self::Words(words) => ends(words.iter().map(|word| word.span.clone())),
            Self::Chain(first, rest) => {
                let last = rest.last().map_or_else(|| first.span(), |(_, last)| last.span());
                first.span().start..last.end
            }
        }
    }
}

fn ends(spans: impl Iterator<Item = Span>) -> Span {
    spans.reduce(|all, span| all.start.min(span.start)..all.end.max(span.end)).unwrap_or(0..0)
}

impl Operator {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::And => "AND",
            Self::Or => "OR",
            Self::Not => "NOT",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.name)?;
        if self.no_explosion {
            f.write_str(":noexp")?;
        }
        if let Some(within) = self.within {
            write!(f, ":{}{within}", if self.ordered { '>' } else { '~' })?;
        }
        f.write_str("]")
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted {
            write!(f, "\"{}\"", self.text)?
        } else {
            f.write_str(&self.text)?
        }
        self.tag.as_ref().map_or(Ok(()), |tag| write!(f, "{tag}"))
    }
}

/// The query in a form that reads back to the same tree.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        step();
        match self {
            Self::Term(term) => write!(f, "{term}"),
            Self::Range(from, to) => write!(f, "{from} : {to}"),
            Self::Tagged(inner, tag) => write!(f, "({inner}){tag}"),
            Self::Words(words) => {
                for (at, word) in words.iter().enumerate() {
                    write!(f, "{}{word}", if at > 0 { " " } else { "" })?;
                }
                Ok(())
            }
            Self::Chain(first, rest) => {
                write_chain(f, first.as_ref(), rest, |operand| matches!(operand, Self::Chain(..)))
            }
        }
    }
}

/// Changes of operator within one level up to which the order of evaluation is shown by parentheses; without them it
/// is the same.
const MAX_SHOWN_CHANGES: usize = 20;

/// Writes operands of one level with their operators; those that `is_group` picks in parentheses.
pub(super) fn write_chain<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    first: &T,
    rest: &[(Operator, T)],
    is_group: impl Fn(&T) -> bool,
) -> fmt::Result {
    let operand =
        |f: &mut fmt::Formatter<'_>, one: &T| if is_group(one) { write!(f, "({one})") } else { write!(f, "{one}") };
    let changes = rest.windows(2).filter(|pair| pair[0].0 != pair[1].0).count();
    let shown = changes <= MAX_SHOWN_CHANGES;
    if shown {
        f.write_str(&"(".repeat(changes))?;
    }
    operand(f, first)?;
    let mut before = rest.first().map(|(operator, _)| *operator);
    for (operator, next) in rest {
        if before.replace(*operator) != Some(*operator) && shown {
            f.write_str(")")?;
        }
        write!(f, " {operator} ")?;
        operand(f, next)?;
    }
    Ok(())
}
