//! `medlar optimize`.

use super::args::Global;
use super::exit::Exit;
use super::setup;
use crate::index::{Index, Optimizer};
use crate::output::{Printer, optimize};
use anyhow::{Result, bail};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct OptimizeArgs {
    /// Parts to leave, at most; more parts need less room on the disk meanwhile
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..))]
    segments: u16,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &OptimizeArgs, global: &Global, printer: &mut Printer) -> Result<Exit> {
    let dir = setup::index_dir(global)?;
    let optimizer = Optimizer::new(Index::open(&dir)?)?;
    let plan = optimizer.plan(usize::from(args.segments))?;
    if !args.dry_run && !plan.has_room() {
        bail!("{}: {}", dir.display(), optimize::no_room(&plan));
    }
    if !global.json && !global.quiet {
        optimize::print_plan(&plan, printer)?;
    }
    let bytes_after = if args.dry_run {
        plan.bytes
    } else {
        if plan.is_needed() {
            optimizer.run(&plan)?;
        } else {
            // It holds the lock.
            drop(optimizer);
        }
        let index = Index::open(&dir)?;
        setup::keep_derived(&index, true, setup::cores(), printer);
        index.bytes()
    };
    if global.json {
        printer.json(&optimize::Report { plan: &plan, bytes_after, dry_run: args.dry_run })?;
    } else if !global.quiet {
        optimize::print_result(&plan, bytes_after, args.dry_run, printer)?;
    }
    Ok(Exit::Done)
}
