//! What the program says of itself: help, manual, completions.

use crate::workspace::Workspace;

#[test]
fn help_reads_well() {
    let ws = Workspace::new();
    // As typed by a user who has no index yet; the environment's value stands in the text.
    let help = |args: &[&str]| ws.ran(ws.bare_command(args).output().unwrap()).code(0).stdout;
    insta::assert_snapshot!("help", help(&["--help"]));
    insta::assert_snapshot!("help_index", help(&["index", "--help"]));
    insta::assert_snapshot!("help_search", help(&["search", "--help"]));
}

#[test]
fn the_short_help_is_the_long_one_or_part_of_it() {
    let ws = Workspace::new();
    for command in ["index", "search", "facets", "show", "eval", "stats", "fields", "completions", "man"] {
        let short = ws.run(&[command, "-h"]).code(0);
        assert!(short.stdout.contains("Usage: medlar ") && short.stderr.is_empty(), "{command}: {}", short.all());
    }
}

#[test]
fn every_shell_completes_every_command_and_option() {
    let ws = Workspace::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = ws.run(&["completions", shell]).code(0).stdout;
        for word in ["medlar", "index", "search", "facets", "show", "recreate", "offset", "snippets"] {
            assert!(script.contains(word), "{shell} knows no {word}");
        }
    }
    ws.run(&["completions", "tcsh"]).code(2);
}

#[test]
#[cfg(unix)]
fn bash_accepts_its_completions() {
    let ws = Workspace::new();
    ws.file("c.bash", ws.run(&["completions", "bash"]).code(0).stdout);
    match std::process::Command::new("bash").arg("-n").arg(ws.path("c.bash")).status() {
        Ok(status) => assert!(status.success()),
        Err(error) => println!("skipped: no bash here: {error}"),
    }
}

#[test]
fn the_manual_has_a_section_for_each_command() {
    let man = Workspace::new().run(&["man"]).code(0).stdout;
    assert!(man.starts_with(".ie") || man.contains(".TH medlar 1"), "{}", &man[..200]);
    for section in ["INDEX", "SEARCH", "FACETS", "SHOW", "STATS", "FIELDS", "COMPLETIONS", "MAN"] {
        assert!(man.contains(&format!(".SH MEDLAR {section}\n")), "{section}");
    }
    assert!(man.contains("Exit codes: 0 done, 1 nothing found"));
}
