//! The arguments as typed. What they mean is settled in each command's module.

use crate::search::{FacetRequest, YearRange};
use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use std::path::PathBuf;

/// Search biomedical literature that you hold as files, on your own machine.
#[derive(Debug, Parser)]
#[command(name = "medlar", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 nothing found, 2 wrong usage or failure, 3 some input was rejected, 130 interrupted."
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Global {
    /// Directory of the index [default: the platform's data directory]
    #[arg(long, global = true, value_name = "DIR", env = "MEDLAR_INDEX", value_hint = ValueHint::DirPath, value_parser = any_path())]
    pub(super) index: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorWhen,
    /// Say nothing but the answer and errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add the records of files and directories to the index
    Index(IndexArgs),
    /// Find records: ranked hits with highlighted snippets and facet counts
    Search(SearchArgs),
    /// Show how a query is read: its clauses with their counts, what each stands for, and every warning
    Explain(crate::cli::explain::ExplainArgs),
    /// Check a query for the errors that searchers make, without an index
    Lint(crate::cli::lint::LintArgs),
    /// Count the records of a search by journal, year and more
    Facets(FacetsArgs),
    /// Write all records of a search in a format for other programs
    Export(super::export::ExportArgs),
    /// Turn files of one format into another, without an index
    Convert(super::convert::ConvertArgs),
    /// Show records in full
    Show(ShowArgs),
    /// List what a record cites, and which of it the index holds
    References(super::related::RelatedArgs),
    /// Find the records that cite a record
    CitedBy(super::related::RelatedArgs),
    /// Follow references and citations from some records, step by step
    Chase(super::chase::ChaseArgs),
    /// Find the records that are like a record
    Similar(super::similar::SimilarArgs),
    /// List the records that are the same work under different identities
    Duplicates(super::duplicates::DuplicatesArgs),
    /// Match citations to records of the index
    Match(super::match_citations::MatchArgs),
    /// Measure how well a judged collection's questions are answered
    Eval(super::eval::EvalArgs),
    /// Say what the index holds
    Stats(super::stats::StatsArgs),
    /// Verify every byte of the index, and every record against its postings and columns
    Check(super::check::CheckArgs),
    /// Delete records from the index
    Delete(super::delete::DeleteArgs),
    /// Merge the index into few parts, without what was replaced or deleted
    Optimize(super::optimize::OptimizeArgs),
    /// List the fields with their tags
    Fields,
    /// Run a numbered search strategy line by line, with counts and a report for a systematic review
    Strategy(super::strategy::StrategyArgs),
    /// Add MeSH and journals, so that headings explode, entry terms map and journals are known by every name
    Vocab(super::vocab::VocabArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// A path that may be empty: an empty `MEDLAR_INDEX` is none.
fn any_path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// Names of the input formats, from the readers themselves.
pub(super) fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(crate::formats::Format::all().map(crate::formats::Format::name))
}

/// Names of the export formats, from the writers themselves.
pub(super) fn exports() -> PossibleValuesParser {
    PossibleValuesParser::new(crate::export::ExportFormat::ALL.map(crate::export::ExportFormat::name))
}

/// Names of the citation styles.
fn citation_styles() -> PossibleValuesParser {
    PossibleValuesParser::new(crate::export::CitationStyle::NAMES.map(|(name, _)| name))
}

#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// Files and directories (all in them but hidden files); `-` for standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Read every file as this format, whatever it looks like
    #[arg(long, value_name = "NAME", value_parser = formats())]
    pub(super) format: Option<String>,
    /// Forget everything that the index has
    #[arg(long)]
    pub(super) recreate: bool,
    /// Take nothing at all when anything is rejected
    #[arg(long)]
    pub(super) strict: bool,
    /// Files read at once, and threads that index [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// Memory for postings before they are set aside, e.g. 128M or 1G
    #[arg(long, value_name = "SIZE", default_value = "128M", value_parser = super::setup::size)]
    pub(super) memory: usize,
    /// Records between two commits: what a run that is killed has to read again
    #[arg(long, value_name = "N", default_value_t = crate::ingest::Options::COMMIT_EVERY, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) commit_every: u64,
    /// Afterwards make one record of those that are the same work
    #[arg(long)]
    pub(super) merge_duplicates: bool,
    /// Leave the full text of articles out of the index
    #[arg(long)]
    pub(super) no_full_text: bool,
    /// Read and count, write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// What is searched, and which of it is wanted.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// The query, in PubMed's language; `*` for every record, `-` to read it from standard input
    #[arg(value_name = "QUERY", value_parser = crate::cli::setup::query)]
    pub(super) query: String,
    /// Only records of this journal (abbreviation, title or ISSN); several are alternatives
    #[arg(long, value_name = "NAME")]
    pub(super) journal: Vec<String>,
    /// Only records of these years: 2020, 2018..2022, 2018.. or ..2022; several are alternatives
    #[arg(long, value_name = "YEARS", allow_hyphen_values = true)]
    pub(super) year: Vec<YearRange>,
    /// Count the values of this facet: journal, year, type, mesh, author, language, keyword, substance, country, source;
    /// the first N of them, all of them for 1000 or more
    #[arg(long, value_name = "NAME[:N]")]
    pub(super) facet: Vec<FacetRequest>,
    /// How plain words are combined; `auto`: all, or most of them where few records have all
    #[arg(long = "match", value_name = "MODE", default_value = "auto")]
    pub(super) mode: Match,
    /// Where untagged words are looked for; `pubmed`: in PubMed's All Fields, without captions and references
    #[arg(long, value_name = "SCOPE", default_value = "everything")]
    pub(super) scope: ScopeName,
    /// Do not map untagged words to headings, journals and authors; where no vocabulary is loaded they never are
    #[arg(long)]
    pub(super) no_mapping: bool,
    /// Values above which a MeSH heading is not exploded
    #[arg(long, value_name = "N", default_value_t = crate::query::DEFAULT_EXPLOSION_LIMIT)]
    pub(super) explosion_limit: usize,
    /// Search these files instead of the index, without keeping one
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    pub(super) from: Vec<PathBuf>,
    /// Rank without feedback from the best hits: faster, and a little worse
    #[arg(long)]
    pub(super) fast: bool,
    /// Refuse a query that does not parse as it is
    #[arg(long)]
    pub(super) strict: bool,
    /// Words that a truncated word (immun*) may stand for in a field; of more, the most frequent are searched
    #[arg(long, value_name = "N", default_value_t = crate::query::compile::Expansions::USUAL_LIMIT, value_parser = crate::cli::setup::count)]
    pub(super) max_expansions: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Match {
    Auto,
    All,
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ScopeName {
    Everything,
    Pubmed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SortName {
    /// By score
    Best,
    /// Latest in PubMed first
    Newest,
    /// Latest publication first
    Date,
    /// Earliest publication first
    Oldest,
    /// By journal
    Journal,
    /// By first author
    Author,
    /// By title (its first 40 bytes)
    Title,
    /// Most cited within the index first
    Cited,
}

/// What an export has beside the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Extra {
    /// The score of each record
    Score,
    /// Fragments that show why it was found
    Snippets,
}

#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Hits to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(super) limit: usize,
    /// Hits to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// Order of the hits
    #[arg(long, value_name = "ORDER", default_value = "best")]
    pub(super) sort: SortName,
    /// Snippets of a hit; in an export format with `--with snippets`
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(super) snippets: usize,
    /// Print the number of matching records alone; with --json the answer without hits and facets
    #[arg(long, conflicts_with_all = ["ids", "format"])]
    pub(super) count: bool,
    /// Print ids alone, one a line
    #[arg(long, conflicts_with_all = ["format", "json"])]
    pub(super) ids: bool,
    /// Print the hits in an export format
    #[arg(long, value_name = "NAME", value_parser = exports(), conflicts_with = "json")]
    pub(super) format: Option<String>,
    /// With `--format`: write also what the search says of each record; not in xml and ids
    #[arg(long, value_name = "WHAT", value_delimiter = ',', requires = "format")]
    pub(super) with: Vec<Extra>,
}

#[derive(Debug, Args)]
pub(super) struct FacetsArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// PMIDs, PMCIDs, DOIs or ids of the source
    #[arg(required_unless_present = "ids_from", value_name = "ID")]
    pub(super) ids: Vec<String>,
    /// Show the records whose ids stand in this file, one a line; `-` for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) ids_from: Option<PathBuf>,
    /// Print the records in an export format
    #[arg(long, value_name = "NAME", value_parser = exports(), conflicts_with = "json")]
    pub(super) format: Option<String>,
    /// Print the records as a bibliography cites them, one a line
    #[arg(long, value_name = "STYLE", value_parser = citation_styles(), conflicts_with = "format")]
    pub(super) cite: Option<String>,
    /// Look in these files instead of the index, without keeping one
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    pub(super) from: Vec<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_sound() {
        super::Cli::command().debug_assert();
    }
}
