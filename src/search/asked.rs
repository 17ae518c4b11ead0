//! A request on its way: what is asked of the index, in which mode, and in what order the hits come.

use super::collector::{Answer, AnswerCollector, Floor};
use super::error::SearchError;
use super::explain::empty_clauses;
use super::facets;
use super::feedback::{self, Feedback};
use super::filters::Filters;
use super::holdings::Mapped;
use super::linked;
use super::places::Places;
use super::request::{MatchMode, Request, Sort};
use super::response::Warning;
use super::sensing::{Named, named};
use super::top::{Candidate, IDENTITY, sort_best, sort_ends};
use super::unknown;
use crate::graph::{CitedCounts, cited_counts};
use crate::index::Reader;
use crate::query::compile::{Compiler, Expansions};
use crate::query::{Clause, Context, Part, Plan, Severity, left_out, parse, parts, translate, with_at_least};
use std::sync::Arc;
use std::time::Instant;
use tantivy::collector::Collector;
use tantivy::index::SegmentReader;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, EnableScoring, Query};

/// Hits below which plain words that must all match give way to most of them.
const PAGE: u64 = 20;

/// What a record that the query names gets above its score, so that it is kept whatever it is compared with.
const FAR_AHEAD: f32 = 1e5;

/// By how much the score of such a record is shown above that of the next.
const NAMED_LEAD: f32 = 1.0;

/// Parts of a query up to which it is a few words and no sentence.
const SHORT: usize = 6;

/// A request on its way.
pub(super) struct Run<'a> {
    pub(super) began: Instant,
    pub(super) reader: &'a Reader,
    pub(super) request: &'a Request,
    filters: Filters,
    pub(super) clause: Clause,
    /// Whether the clause is what a user wrote, who is told which part of it finds nothing.
    is_written: bool,
    plain: bool,
    prose: bool,
    mapped: Option<Mapped>,
    /// Records that the query names.
    pub(super) named: Option<Named>,
    /// The parts that were asked for in place of the clause, where most or any of them may do.
    pub(super) question: Option<Vec<Part>>,
    /// The query for the same records, where the clause is the parts of the question and not all that is asked of them.
    written: Option<Clause>,
    /// Whether words of a query are mapped.
    maps: bool,
    pub(super) feedback: Option<Feedback>,
    pub(super) mode: &'static str,
    pub(super) warnings: Vec<Warning>,
    cited: CitedCounts,
    pub(super) expansions: Arc<Expansions>,
}

impl<'a> Run<'a> {
    /// A request without its query: the clause says what is wanted.
    pub(super) fn of(reader: &'a Reader, request: &'a Request, clause: Clause) -> Result<Self, SearchError> {
        facets::check(&request.facets)?;
        let began = Instant::now();
        let (filters, unknown) = Filters::new(request, reader)?;
        let mut warnings = Vec::with_capacity(unknown.len());
        for journal in unknown {
            let meant = unknown::journal_meant(reader, &journal)?.map(|meant| format!("; did you mean {meant:?}?"));
            let mend = meant.unwrap_or_else(|| "; `medlar facets` lists the journals".to_owned());
            let message = format!("no record is of a journal {journal:?}{mend}");
            warnings.push(Warning::of_all("unknown_journal", Severity::Note, message));
        }
        let cited = if request.sort == Sort::Cited { cited_counts(reader)? } else { CitedCounts::default() };
        Ok(Self {
            began,
            reader,
            request,
            filters,
            clause,
            is_written: false,
            plain: false,
            prose: false,
            mapped: None,
            named: None,
            question: None,
            written: None,
            maps: request.mapping && reader.vocabulary().is_some(),
            feedback: None,
            mode: "all",
            warnings,
            cited,
            expansions: Arc::new(Expansions::new(request.max_expansions, reader.lexicons())),
        })
    }

    pub(super) fn new(reader: &'a Reader, request: &'a Request) -> Result<Self, SearchError> {
        let began = Instant::now();
        reader.ask_for_beginnings();
        if request.limit > 0 {
            reader.columns().ask_for_text(IDENTITY);
        }
        let context = context(reader, request);
        let parsed = parse(&request.query);
        let named = named(reader, &request.query)?;
        let mut mapped = if named.is_none() { Mapped::of(&parsed, reader, request, context) } else { None };
        let (plan, issues) = translate(parsed, context);
        let fatal = if request.strict { Severity::Warning } else { Severity::Error };
        let error = SearchError::of_issues(&request.query, &issues, fatal);
        let plan = match (plan, error, &named) {
            (Some(plan), None, _) => plan,
            // A DOI or a title need not read as a query too.
            (_, _, Some(named)) if !request.strict => named.plan(),
            (_, Some(error), _) => return Err(error),
            (None, None, _) => return Err(SearchError::nothing_left(&request.query, &issues)),
        };
        let Plan { clause, plain, prose, .. } = plan;
        let mut run = Self::of(reader, request, clause)?;
        let said = issues.iter().filter(|issue| issue.severity > Severity::Hint);
        let places = Places::of(&request.query);
        run.warnings.splice(..0, said.map(|issue| Warning::of(&places, issue)));
        let unknown = unknown::values(reader, &places, &run.clause)?;
        if let Some(first) = unknown.iter().find(|warning| request.strict && warning.is_serious()) {
            return Err(SearchError::of_warning(&request.query, first));
        }
        run.warnings.extend(unknown);
        linked::link(&mut run.clause, reader, &mut run.warnings)?;
        if let Some(mapped) = &mut mapped {
            // What there is to say has just been said.
            linked::link(&mut mapped.clause, reader, &mut Vec::new())?;
        }
        Ok(Self { began, plain, prose, mapped, named, is_written: true, ..run })
    }

    /// Runs the query as the request's mode says; the clause is then the one that was run. The hits are in order.
    pub(super) fn answer(self) -> Result<(Answer, Self), SearchError> {
        let (answer, mut run) = self.answer_in_mode()?;
        run.warnings.extend(run.named.as_ref().and_then(Named::warning));
        let beyond = beyond_limits(&run.expansions);
        if let Some(first) = beyond.first().filter(|_| run.request.strict) {
            return Err(SearchError::Query { message: first.message.clone() });
        }
        run.warnings.extend(beyond);
        if answer.total == 0 && run.is_written {
            let empty = empty_clauses(run.reader, &run.request.query, &run.clause)?;
            run.warnings.extend(unknown::not_said(empty, &run.warnings));
        }
        Ok((answer, run))
    }

    /// What is looked for, records that the query names included.
    pub(super) fn whole_clause(&self) -> Clause {
        self.named.as_ref().map_or_else(|| self.clause.clone(), |named| named.or(&self.clause))
    }

    /// The query that was run, in PubMed's notation.
    pub(super) fn translation(&self) -> String {
        let clause = self.written.as_ref().unwrap_or(&self.clause);
        self.named.as_ref().map_or_else(|| clause.to_string(), |named| named.or(clause).to_string())
    }

    pub(super) fn compiler(&self) -> Compiler<'_> {
        let schema = self.reader.searcher().schema();
        Compiler { schema, expansions: &self.expansions, ranking: &self.request.ranking }
    }

    fn answer_in_mode(mut self) -> Result<(Answer, Self), SearchError> {
        let question = parts(&self.clause);
        if self.request.mode == MatchMode::Any && parts_of(&self.clause) > 1 {
            if self.prose {
                let answer = self.ask(&question, 1)?;
                self.ask_any(&question, 1);
                return self.ordered(answer);
            }
            let message = "--match any is for plain text: this query has operators or fields and is run as written";
            self.warn("match_any_ignored", Severity::Note, message.into());
        }
        if let Some(mapped) = self.mapped.take() {
            let answer = self.ask_whole(&mapped.clause)?;
            self.warnings.push(mapped.warning(answer.total));
            if answer.total > 0 {
                let new = mapped.warnings.into_iter().filter(|warning| !self.warnings.contains(warning));
                let new: Vec<Warning> = new.collect();
                self.warnings.splice(..0, new);
                let unmapped = std::mem::replace(&mut self.clause, mapped.clause);
                return self.or_most(answer, &unmapped, &question);
            }
        }
        let all = self.ask_whole(&self.clause)?;
        let clause = self.clause.clone();
        self.or_most(all, &clause, &question)
    }

    /// The records that have `all` parts of a query; where these are few, and the words are plain, those that have most of the
    /// `question` that its `unmapped` words are.
    fn or_most(mut self, all: Answer, unmapped: &Clause, question: &[Part]) -> Result<(Answer, Self), SearchError> {
        let leaves = parts_of(unmapped);
        let id = self.named.as_ref().is_some_and(Named::is_by_id);
        if id || !self.plain || !may_give_way(self.request, leaves, all.total) {
            return self.ordered(all);
        }
        let Some((any, least)) = self.most(question, all.total)? else { return self.ordered(all) };
        let message = format!(
            "{} all {leaves} parts of the query, so records with {} are shown, best first; --match all shows the former alone{}",
            match all.total {
                _ if self.named.is_some() => "few records have".to_owned(),
                1 => "1 record has".to_owned(),
                total => format!("{} have", counted(total)),
            },
            if least == 1 { "any of them".to_owned() } else { format!("{least} of them or more") },
            match with_at_least(question, least) {
                Some(_) => "",
                None => {
                    ". So many parts cannot be written out in PubMed's notation: the translation, run as a query, finds records with any of them; \
                     run the words again to find the same"
                }
            }
        );
        self.warn("most_words", Severity::Note, message);
        self.ask_any(question, least);
        self.ordered(any)
    }

    /// Records that have most parts of a question; where these are not a page, those that have a third; else any. `None` where
    /// that is no more than the `all` records that have every part.
    fn most(&self, question: &[Part], all: u64) -> Result<Option<(Answer, usize)>, SearchError> {
        let mut levels = vec![question.len() / 2 + 1, question.len().div_ceil(3), 1];
        levels.retain(|least| *least < question.len().max(2));
        levels.dedup();
        let mut most = None;
        for least in levels {
            let answer = self.ask(question, least)?;
            // Of a short query most words are what was meant, however few have them.
            let enough = answer.total >= PAGE || (answer.total > all && question.len() <= SHORT);
            most = Some((answer, least));
            if enough {
                break;
            }
        }
        Ok(most.filter(|(answer, _)| answer.total > all))
    }

    /// Records that meet a clause.
    fn ask_whole(&self, clause: &Clause) -> Result<Answer, SearchError> {
        match self.compiler().any_word(clause)? {
            Some(words) => self.collect(&*words, self.wanted(), true),
            None => match self.compiler().tree(clause)? {
                Some(tree) => self.collect(&*tree, self.wanted(), true),
                None => self.collect(&*self.compiler().clause(clause)?, self.wanted(), false),
            },
        }
    }

    /// Records that have at least `least` parts of a question.
    fn ask(&self, question: &[Part], least: usize) -> Result<Answer, SearchError> {
        if least == 1 {
            return self.collect(&*self.compiler().question(question)?, self.pool(), true);
        }
        self.collect(&*self.compiler().most(question, least)?, self.pool(), false)
    }

    fn ask_any(&mut self, question: &[Part], least: usize) {
        let common = left_out(&self.clause);
        if !common.is_empty() {
            let names = common.join(", ");
            let message = format!("words that every question has are not searched: {names}; --match all searches them");
            self.warn("stopwords_ignored", Severity::Note, message);
        }
        self.clause = Clause::Or(question.iter().map(|part| Clause::Leaf(part.leaf.clone())).collect());
        self.written = with_at_least(question, least);
        if let Some(written) = self.written.as_mut().filter(|_| self.maps) {
            written.never_map();
        }
        self.question = Some(question.to_vec());
        self.mode = "any";
    }

    fn warn(&mut self, code: &str, severity: Severity, message: String) {
        self.warnings.push(Warning::of_all(code, severity, message));
    }

    fn wanted(&self) -> usize {
        self.request.limit.saturating_add(self.request.offset)
    }

    /// Whether the best hits say what else a good record has: of a question, in prose. What a Boolean query finds is ordered by
    /// the query alone, where feedback was not found to help (docs/RANKING.md).
    fn has_feedback(&self) -> bool {
        let Request { fast, sort, ranking, .. } = self.request;
        !fast && *sort == Sort::Best && ranking.feedback.share > 0.0 && self.wanted() > 0
    }

    /// Hits of a question to keep for now.
    fn pool(&self) -> usize {
        if self.has_feedback() { self.wanted().max(self.request.ranking.feedback.pool as usize) } else { self.wanted() }
    }

    fn collect(&self, query: &dyn Query, wanted: usize, pruned: bool) -> Result<Answer, SearchError> {
        let collector = AnswerCollector {
            reader: self.reader,
            filters: &self.filters,
            facets: &self.request.facets,
            sort: self.request.sort,
            wanted,
            cited: self.cited.clone(),
            pruned: pruned && self.named.is_none(),
            floor: Floor::default(),
        };
        let Some(named) = &self.named else { return self.run(query, &collector) };
        let first = self.compiler().clause(&named.clause)?;
        let first = Box::new(BoostQuery::new(Box::new(ConstScoreQuery::new(first, 1.0)), FAR_AHEAD));
        let both = BooleanQuery::union(vec![query.box_clone(), first]);
        self.run(&both, &collector)
    }

    fn run(&self, query: &dyn Query, collector: &AnswerCollector<'_>) -> Result<Answer, SearchError> {
        let searcher = self.reader.searcher();
        let scoring = match collector.requires_scoring() {
            true => EnableScoring::enabled_from_searcher(searcher),
            false => EnableScoring::disabled_from_searcher(searcher),
        };
        let weight = query.weight(scoring)?;
        let segments: Vec<(u32, &SegmentReader)> = (0..).zip(searcher.segment_readers()).collect();
        let fruits = self.reader.side_by_side(&segments, 1, |segments| {
            let fruits = segments.iter().map(|(number, reader)| collector.collect_segment(&*weight, *number, reader));
            fruits.collect::<tantivy::Result<Vec<_>>>()
        })?;
        Ok(collector.merge_fruits(fruits)?)
    }

    /// Puts the hits in order: that of their scores, and of a question's then that of feedback.
    fn ordered(mut self, mut answer: Answer) -> Result<(Answer, Self), SearchError> {
        if self.question.is_some() && self.has_feedback() {
            let ranking = &self.request.ranking;
            let (parts, pool) = (self.question.as_ref().map_or(0, Vec::len), ranking.feedback.pool as usize);
            let ends = [feedback::ordered_for(ranking, parts), pool, self.pool()];
            sort_ends(&mut answer.candidates, &ends, self.reader)?;
            self.feedback = feedback::reorder(self.reader, ranking, parts, &mut answer.candidates, self.wanted())?;
        }
        sort_best(&mut answer.candidates, self.wanted(), self.reader)?;
        self.score_named(&mut answer.candidates);
        Ok((answer, self))
    }

    fn is_named(&self, candidate: &Candidate) -> bool {
        self.named.as_ref().is_some_and(|named| named.addresses.contains(&candidate.address))
    }

    /// Gives the records that the query names scores of the size of the others', each above all behind it.
    fn score_named(&self, candidates: &mut [Candidate]) {
        let others = candidates.iter().filter(|candidate| !self.is_named(candidate));
        let mut score = others.map(|candidate| candidate.score).fold(0.0, f32::max);
        for candidate in candidates.iter_mut().rev().filter(|candidate| self.is_named(candidate)) {
            score += NAMED_LEAD;
            candidate.score = score;
        }
    }
}

/// How many things a clause looks for.
pub(super) fn parts_of(clause: &Clause) -> usize {
    let mut leaves = 0;
    clause.positive_leaves(&mut |_| leaves += 1);
    leaves
}

/// Whether plain words of so many parts, which so many records have all of, give way to most of them.
pub(super) fn may_give_way(request: &Request, parts: usize, total: u64) -> bool {
    let enough = total >= PAGE || parts < 2 || (parts == 2 && total > 0);
    request.mode == MatchMode::Auto && !enough
}

fn counted(total: u64) -> String {
    match total {
        0 => "no records".to_owned(),
        1 => "1 record".to_owned(),
        n => format!("{n} records"),
    }
}

/// What the translation of a request's query depends on.
pub(super) fn context<'a>(reader: &'a Reader, request: &Request) -> Context<'a> {
    Context {
        vocabulary: reader.vocabulary().map(|vocabulary| &**vocabulary),
        explosion_limit: request.explosion_limit,
        ..Context::new(request.today, request.scope)
    }
}

/// What is said of truncated words that stand for more words than they may, and of records in which a proximity was given up.
pub(super) fn beyond_limits(expansions: &Expansions) -> Vec<Warning> {
    let limit = expansions.limit();
    let too_many = expansions.exceeded().into_iter().map(|(word, terms)| {
        let message = format!(
            "{word} stands for {terms} words, more than the limit: the {limit} most frequent of them are searched; lengthen the \
             beginning, or raise the limit (--max-expansions {terms})"
        );
        Warning::of_all("too_many_expansions", Severity::Warning, message)
    });
    let given_up = Some(expansions.given_up()).filter(|records| *records > 0).map(|records| {
        let message = format!(
            "the words of a proximity repeat too often in {} for every order to be tried, and these are not found: take fewer \
             words or a smaller distance, or :>N for words in the order given",
            counted(records)
        );
        Warning::of_all("proximity_given_up", Severity::Warning, message)
    });
    too_many.chain(given_up).collect()
}
