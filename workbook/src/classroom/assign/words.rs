//! What a repository for students says.

use crate::classroom::assignment::Assignment;
use crate::engine::catalog::{Catalog, Exercise};

use super::Wanted;

/// Judges at each push, and shows the points on the page of the run.
pub const WORKFLOW: &str = r#"name: Points

on: [push, workflow_dispatch]

permissions:
  contents: read

jobs:
  # Green if every check passes. The points are on the run's summary page, and in the log with the reasons.
  points:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - run: rustup toolchain install stable --profile minimal && rustup default stable
      - uses: Swatinem/rust-cache@v2
      - name: Judge the answers
        shell: bash
        run: |
          cargo workbook check | tee points.txt
      - name: Show the points
        if: always()
        shell: bash
        run: |
          {
            echo '```text'
            cargo workbook list
            echo '```'
          } >> "$GITHUB_STEP_SUMMARY"
"#;

/// `assignment.toml`.
///
/// # Errors
/// If it cannot be written as TOML.
pub fn settings(assignment: &Assignment) -> anyhow::Result<String> {
    Ok(format!(
        "# What this repository hands out. `cargo workbook grade --assignment` reads it, from the instructor's copy\n\
         # and not from a student's.\n{}",
        toml::to_string(assignment)?
    ))
}

fn title<'a>(wanted: &'a Wanted<'_>) -> &'a str {
    match wanted.title.as_str() {
        "" => "The Async Rust Workbook",
        title => title,
    }
}

/// `README.md`.
pub fn readme(catalog: &Catalog, wanted: &Wanted<'_>) -> String {
    let mut out = format!("# {}\n\n", plain(title(wanted)));
    if let Some(deadline) = &wanted.deadline {
        out.push_str(&format!("Due: {}.\n\n", plain(deadline)));
    }
    out.push_str(
        "You answer in the files below. Each file begins with what to write and by which requirements it is \
         judged.\n\n| exercise | file | stars | minutes | points |\n|---|---|---|---|---|\n",
    );
    let mut total = 0;
    for exercise in &wanted.exercises {
        total += exercise.points;
        out.push_str(&format!(
            "| {} | `{}` | {} | {} | {} |\n",
            plain(&exercise.title),
            exercise.file(),
            "★".repeat(exercise.stars.min(4) as usize),
            exercise.minutes,
            exercise.points,
        ));
    }
    let chapters = chapters(catalog, wanted);
    let (first, own) = (wanted.exercises[0], chapters[0].0);
    let (slug, id) = (&first.slug, &first.id);
    let commands = aligned(&[
        (
            "cargo run",
            "the pages, in a browser; add `-- --open` to open it",
        ),
        (
            &format!("cargo test -p {own}"),
            "every check of the chapter; at first, all of them fail",
        ),
        (
            &format!("cargo test -p {own} -- {slug}"),
            "the checks of one exercise",
        ),
        (
            "cargo workbook check",
            "all checks with points; a file that does not compile costs only its own exercise",
        ),
        (
            &format!("cargo workbook hint {id}"),
            "one more hint at each asking",
        ),
        ("cargo workbook list", "how far you are, and what is next"),
        (
            &format!("cargo workbook reset {id}"),
            "brings the stub back, and keeps your answer beside it",
        ),
    ]);
    out.push_str(&format!(
        "\n{total} points in all.\n\n\
         ## Work\n\n\
         You need git and [Rust](https://rustup.rs) 1.89 or later. The first build takes a minute or two.\n\n\
         {commands}\n\
         ## Hand in\n\n\
         Only the files in the table above are graded. The grader puts them into its own copy of everything else, so \
         what you change in checks and manifests has no effect there. The same answer gets the same verdict here and \
         there, unless your instructor has added hidden checks. If this repository is on GitHub, each push runs \
         `check` and shows your points.\n\n\
         Code is licensed under MIT or Apache-2.0, at your option; the text of the pages under CC-BY-4.0.\n",
    ));
    out
}

/// Commands with what they do, as a block of Markdown.
fn aligned(commands: &[(&str, &str)]) -> String {
    let width = commands.iter().map(|(command, _)| command.len()).max();
    let width = width.unwrap_or_default();
    let lines: String = commands
        .iter()
        .map(|(command, does)| format!("{command:width$}  # {does}\n"))
        .collect();
    format!("```sh\n{lines}```\n")
}

/// The introduction with a note on what is here.
pub fn with_notice(text: &str, catalog: &Catalog, wanted: &Wanted<'_>) -> String {
    let listed: Vec<String> = chapters(catalog, wanted)
        .iter()
        .map(|(name, title)| {
            let number = name.trim_start_matches("ch").trim_start_matches('0');
            format!("{number}, *{}*", plain(title))
        })
        .collect();
    let (word, rest) = match &listed[..] {
        [only] => ("Chapter", only.clone()),
        [several @ .., last] => ("Chapters", format!("{}; and {last}", several.join("; "))),
        [] => return text.to_owned(),
    };
    let due = match &wanted.deadline {
        Some(deadline) => format!(" Due: {}.", plain(deadline)),
        None => String::new(),
    };
    let notice = format!(
        "> [!NOTE]\n> **{}.** This copy of the book holds a part of it. {word} {rest}.{due}",
        plain(title(wanted))
    );
    match text.split_once("\n\n") {
        Some((heading, rest)) => format!("{heading}\n\n{notice}\n\n{rest}"),
        None => format!("{text}\n\n{notice}\n"),
    }
}

/// The chapters handed out: names and titles.
fn chapters<'a>(catalog: &'a Catalog, wanted: &Wanted<'_>) -> Vec<(&'a str, &'a str)> {
    let is_in = |name: &str| {
        wanted
            .exercises
            .iter()
            .any(|one: &&Exercise| one.chapter == name)
    };
    let chapters = catalog.chapters.iter().filter(|one| is_in(&one.name));
    chapters
        .map(|one| (one.name.as_str(), one.title.as_str()))
        .collect()
}

/// `text` as Markdown that says it.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '{' | '}' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
