//! `--help`: the verbs by the people who need them. Clap knows headings for arguments only.

use clap::{Arg, Command};

use super::text::{columns, wrapped};

/// Each verb's name, under what it is for. A test compares them with the verbs that there are.
const GROUPS: &[(&str, &[&str])] = &[
    ("Read", &["serve", "build"]),
    (
        "Answer the exercises",
        &[
            "list",
            "progress",
            "check",
            "watch",
            "trace",
            "hint",
            "solution",
            "reset",
            "update",
            "completions",
        ],
    ),
    (
        "Teach a class",
        &[
            "assign",
            "grade",
            "cluster",
            "merge",
            "export",
            "gradescope",
            "report",
            "sandbox",
        ],
    ),
    ("Write the book", &["verify", "measure"]),
];
/// For verbs that no group has.
const REST: &str = "More";

/// The command as people type it.
const TYPED: &str = "cargo workbook";

const EXAMPLES: &str = "\
Examples:
  cargo run                             read the book at http://127.0.0.1:3000/
  cargo workbook list ch03              the exercises of chapter 3
  cargo workbook check ch03/delay       judge your answer to one of them
  cargo workbook watch                  judge each file when it is saved, and go on when it passes
  cargo workbook hint ch03/delay        the next hint
  cargo workbook check --help           all that a verb can do

`cargo workbook …` is `cargo run -- …`, in any folder of the workbook. What a verb calls
CHAPTER|EXERCISE|FILE may be ch03, ch03/delay, delay, or the path of a file to edit.

Exit status: 0 it went well, 1 something was judged and does not pass, 2 it could not be
done, and stderr says why.";

/// How far clap indents the help of an argument that is in the line after it.
const NEXT_LINE: usize = 10;

/// `command` with its verbs in groups, and with the help of each as wide as the terminal.
pub fn grouped(mut command: Command) -> Command {
    let width = columns();
    let verbs = verbs(&command, width);
    let names: Vec<String> = command
        .get_subcommands()
        .map(|verb| verb.get_name().to_owned())
        .collect();
    for name in names {
        command = command.mut_subcommand(name, |verb| fitted(verb, width));
    }
    command
        .help_template(format!(
            "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{verbs}\nOptions (but for the last two, of `serve`):\n{{options}}{{after-help}}"
        ))
        .bin_name(TYPED)
        .override_usage(format!("{TYPED} [VERB] [OPTIONS]"))
        .after_help(EXAMPLES)
}

/// `verb` with the help of its arguments broken into lines, if one is too long beside them.
fn fitted(verb: Command, width: usize) -> Command {
    let said = |arg: &Arg| arg.get_help().map(ToString::to_string).unwrap_or_default();
    // `  -h, --long <NAME>`, and two spaces. (An argument shows itself only once the command is built.)
    let beside = |arg: &Arg| {
        let values: usize = arg
            .get_value_names()
            .unwrap_or_default()
            .iter()
            .map(|name| name.len() + 3)
            .sum();
        6 + arg.get_long().map_or(0, |long| long.len() + 2) + values + 2
    };
    let widest = verb.get_arguments().map(beside).max().unwrap_or_default();
    let is_long = |arg: &Arg| widest + said(arg).chars().count() > width;
    if !verb.get_arguments().any(is_long) {
        return verb;
    }
    verb.next_line_help(true).mut_args(|arg| {
        let help = wrapped(&said(&arg), 0, width.saturating_sub(NEXT_LINE));
        arg.help(help)
    })
}

fn verbs(command: &Command, width: usize) -> String {
    let shown: Vec<&Command> = command
        .get_subcommands()
        .filter(|verb| !verb.is_hide_set())
        .collect();
    let longest = shown.iter().map(|verb| verb.get_name().len()).max();
    let indent = 2 + longest.unwrap_or_default() + 2;
    let mut out = String::new();
    let mut group = |title: &str, verbs: &[&Command]| {
        if verbs.is_empty() {
            return;
        }
        out += &format!("{title}:\n");
        for verb in verbs {
            let about = verb.get_about().map(ToString::to_string);
            let about = wrapped(&about.unwrap_or_default(), indent, width);
            // The name is where the first line's indent was.
            let name = format!("  {}", verb.get_name());
            out += &format!("{name:indent$}{}\n", about.trim_start());
        }
        out.push('\n');
    };
    for (title, names) in GROUPS {
        let named = names.iter().filter_map(|name| {
            let mut shown = shown.iter().copied();
            shown.find(|verb| verb.get_name() == *name)
        });
        group(title, &named.collect::<Vec<_>>());
    }
    let is_named = |verb: &Command| {
        GROUPS
            .iter()
            .any(|(_, names)| names.contains(&verb.get_name()))
    };
    let rest: Vec<&Command> = shown
        .iter()
        .copied()
        .filter(|verb| !is_named(verb))
        .collect();
    group(REST, &rest);
    out.truncate(out.trim_end().len());
    out + "\n"
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::Cli;

    #[test]
    fn every_verb_is_in_one_group_and_no_other_name_is() {
        let command = Cli::command();
        let mut verbs: Vec<&str> = command
            .get_subcommands()
            .filter(|verb| !verb.is_hide_set())
            .map(Command::get_name)
            .collect();
        verbs.sort_unstable();
        let mut named: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .collect();
        named.sort_unstable();
        assert_eq!(named, verbs, "cmd/help.rs: GROUPS beside main.rs: Verb");
    }

    #[test]
    fn a_verb_of_no_group_is_shown_all_the_same() {
        let command = Command::new("workbook")
            .subcommand(Command::new("check").about("Judge your answers"))
            .subcommand(Command::new("juggle").about("With three balls, or with more of them"))
            .subcommand(Command::new("hidden").hide(true));
        assert_eq!(
            verbs(&command, 40),
            "Answer the exercises:\n  check   Judge your answers\n\n\
             More:\n  juggle  With three balls, or with more\n          of them\n"
        );
    }

    #[test]
    fn the_definition_of_the_command_line_is_consistent() {
        grouped(Cli::command()).debug_assert();
    }
}
