//! `medlar completions` and `medlar man`, from the same definitions as the arguments themselves.

use super::args::Cli;
use super::exit::Exit;
use crate::output::Printer;
use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

pub(super) fn completions(shell: Shell, printer: &mut Printer) -> Result<Exit> {
    // The generator panics where writing fails, so it writes to memory.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "medlar", &mut text);
    printer.raw(&text)?;
    Ok(Exit::Done)
}

/// The manual page of the program, with a section for each command.
pub(super) fn man(printer: &mut Printer) -> Result<Exit> {
    let mut text = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for subcommand in command.get_subcommands().filter(|c| c.get_name() != "help") {
        let page = clap_mangen::Man::new(subcommand.clone());
        let heading = format!(".SH MEDLAR {}\n", subcommand.get_name().to_uppercase());
        text.extend(heading.as_bytes());
        page.render_description_section(&mut text)?;
        page.render_synopsis_section(&mut text)?;
        page.render_options_section(&mut text)?;
    }
    printer.raw(&text)?;
    Ok(Exit::Done)
}
