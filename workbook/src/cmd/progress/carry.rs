//! `progress --save` and `progress --load`: the same progress on another machine.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use crate::cmd::counted;
use crate::cmd::text::{columns, wrapped};
use crate::engine::catalog::Catalog;
use crate::portable::{self, Differing, Loaded};
use crate::standing::{self, Row};
use crate::state;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// Writes the progress into `file`.
///
/// # Errors
/// If it cannot be collected or written.
pub fn save(catalog: &Catalog, file: &Path) -> anyhow::Result<ExitCode> {
    let (portable, no_text) = portable::collect(catalog)?;
    portable::save(&portable, file)?;
    for name in no_text {
        anstream::eprintln!("note: {name} is no UTF-8 text, and is not in the file");
    }
    let carried = portable.exercises.values();
    let hints: usize = carried.clone().map(|carried| carried.hints).sum();
    let verdicts = carried.clone().filter(|carried| carried.judged.is_some());
    let answers = carried.clone().filter(|carried| carried.answer.is_some());
    let told = format!(
        "with {}, {} and {}. On the other machine: `cargo workbook progress --load {}`.",
        counted(answers.count(), "answer"),
        counted(verdicts.count(), "verdict"),
        counted(hints, "hint"),
        file.file_name().unwrap_or(file.as_os_str()).display()
    );
    let mut out = anstream::stdout().lock();
    finish(writeln!(
        out,
        "{GOOD}✓{GOOD:#} {}\n{}",
        file.display(),
        wrapped(&told, 0, columns())
    ))
}

/// Takes in the progress in `file`.
///
/// # Errors
/// As [`portable::read`] and [`portable::load`].
pub fn load(
    catalog: &Catalog,
    file: &Path,
    replace: bool,
    leave: bool,
) -> anyhow::Result<ExitCode> {
    let portable = portable::read(file)?;
    let differing = match (replace, leave) {
        (true, _) => Differing::Replace,
        (_, true) => Differing::Leave,
        _ => Differing::Refuse,
    };
    let loaded = portable::load(catalog, &portable, differing)?;
    if !loaded.unknown.is_empty() {
        anstream::eprintln!(
            "note: this copy of the workbook has no exercise {}; what {} holds of it was not loaded, and stays there",
            loaded.unknown.join(", "),
            file.display()
        );
    }
    let chosen: Vec<_> = catalog.exercises().collect();
    let rows = standing::rows(catalog, &chosen, &state::read(&catalog.root)?)?;
    finish(print(file, &loaded, &rows))
}

fn print(file: &Path, loaded: &Loaded, rows: &[Row<'_>]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let width = columns();
    writeln!(out, "{GOOD}✓{GOOD:#} {} is loaded", file.display())?;
    let mut line = |text: &str| writeln!(out, "{}", wrapped(text, 4, width));
    for (of, what) in [
        (&loaded.written, "written, where there was none"),
        (&loaded.same, "left alone, because the same one is here"),
        (&loaded.left, "not taken, because another one is here"),
    ] {
        if !of.is_empty() {
            let answers = counted(of.len(), "answer");
            line(&format!("{answers} {what}: {}", of.join(", ")))?;
        }
    }
    for (id, kept) in &loaded.replaced {
        line(&format!("{id} replaced: your answer of before is {kept}"))?;
    }
    for (count, what) in [(loaded.verdicts, "verdict"), (loaded.hints, "hint")] {
        if count > 0 {
            line(&format!("{} more than before", counted(count, what)))?;
        }
    }
    let is_new = loaded.verdicts + loaded.hints + loaded.written.len() + loaded.replaced.len() > 0;
    if !is_new {
        line("nothing else in it is new here")?;
    }
    if loaded.stale > 0 {
        line(&format!(
            "{} left out, because the answer or its checks here differ",
            counted(loaded.stale, "verdict")
        ))?;
    }
    let unknown = rows.iter().filter(|row| row.earned().is_none()).count();
    if unknown > 0 {
        let told = format!(
            "{} to judge: `cargo workbook check`.",
            counted(unknown, "answer")
        );
        writeln!(out, "{QUIET}{}{QUIET:#}", wrapped(&told, 0, width))?;
    }
    out.flush()
}

fn finish(printed: io::Result<()>) -> anyhow::Result<ExitCode> {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}
