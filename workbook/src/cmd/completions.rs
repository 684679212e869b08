//! `completions`: what a shell completes after `workbook`.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap_complete::Shell;

use crate::engine::catalog::Catalog;
use crate::root;

/// Exit status 0: the script is printed; 2: not.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

const HELP: &str = "\
Prints a script that completes verbs and options after the command `workbook`; in bash
and zsh also the chapters and exercises that this copy has. Print it anew when the
workbook has new ones.

Cargo completes its own words only: nothing completes after `cargo workbook`, which is
an alias of `cargo run`. So give the command a name of its own, and complete that:

  bash        add to ~/.bashrc
                workbook() { cargo workbook \"$@\"; }
                source ~/.workbook-completions
              and once: cargo workbook completions bash > ~/.workbook-completions
  zsh         add to ~/.zshrc, after compinit
                workbook() { cargo workbook \"$@\"; }
                source ~/.workbook-completions
              and once: cargo workbook completions zsh > ~/.workbook-completions
  fish        function workbook; cargo workbook $argv; end; funcsave workbook
              cargo workbook completions fish > ~/.config/fish/completions/workbook.fish
  powershell  add to $PROFILE
                function workbook { cargo workbook @args }
                cargo workbook completions powershell | Out-String | Invoke-Expression
  elvish      add to rc.elv
                fn workbook {|@words| cargo workbook $@words }
                eval (cargo workbook completions elvish | slurp)

`workbook check ch01` is then `cargo workbook check ch01`, in any folder of the workbook.
The same script serves a built binary called `workbook` that is on the PATH.";

/// The verbs whose first words name exercises, and the argument with these.
const NAMING: [(&str, &str, Names); 7] = [
    ("check", "names", Names::All),
    ("list", "names", Names::All),
    ("reset", "names", Names::All),
    ("progress", "names", Names::Chapters),
    ("hint", "name", Names::Exercises),
    ("solution", "name", Names::Exercises),
    ("trace", "name", Names::Exercises),
];

#[derive(Clone, Copy, PartialEq)]
enum Names {
    All,
    Chapters,
    Exercises,
}

/// Prints the script for `args.shell`. `command` is the whole tool's.
///
/// # Errors
/// If stdout cannot be written.
pub fn run(args: &Args, command: clap::Command) -> anyhow::Result<ExitCode> {
    let mut command = with_names(command);
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "workbook", &mut script);
    match io::stdout().lock().write_all(&script) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// `command` with the names of chapters and exercises where they are asked for, if this is called in a workbook.
fn with_names(mut command: clap::Command) -> clap::Command {
    let Ok(catalog) = root::here().and_then(|root| Ok(Catalog::outline(&root)?)) else {
        anstream::eprintln!("note: no workbook here, so the script completes no exercises");
        return command;
    };
    // Clap takes words that live as long as the program, and this one is about to end.
    let chapters = || {
        catalog
            .chapters
            .iter()
            .map(|chapter| &*chapter.name.clone().leak())
    };
    let exercises = || {
        catalog
            .exercises()
            .map(|exercise| &*exercise.id.clone().leak())
    };
    for (verb, argument, names) in NAMING {
        let known: Vec<&'static str> = match names {
            Names::All => chapters().chain(exercises()).collect(),
            Names::Chapters => chapters().collect(),
            Names::Exercises => exercises().collect(),
        };
        command = command.mut_subcommand(verb, |verb| {
            // Not `mut_arg`, which puts the argument behind the others: a positional's place counts.
            verb.mut_args(|arg| match arg.get_id() == argument {
                true => arg.value_parser(PossibleValuesParser::new(&known)),
                false => arg,
            })
        });
    }
    command
}
