//! What an update brought, for a terminal of any width.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::super::counted;
use super::super::text::{columns, wrapped};
use crate::update::{Back, Note, Report, Updated, What, Why};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const LOOK: Style = AnsiColor::Yellow.on_default().bold();
const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// How many names of a list that can be long are printed.
const MOST: usize = 8;

pub fn updated(updated: &Updated, dry: bool) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for (nth, report) in updated.reports.iter().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        one(&mut out, report, dry)?;
    }
    if let Some(newest) = &updated.newest {
        if !updated.reports.is_empty() {
            writeln!(out)?;
        }
        writeln!(out, "{}", wrapped(&shown(newest), 0, columns()))?;
    }
    out.flush()
}

fn one(out: &mut impl Write, report: &Report, dry: bool) -> io::Result<()> {
    let width = columns();
    head(out, report, dry, width)?;
    let list = |out: &mut dyn Write, heading: &str, rows: &[(String, String)]| {
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{HEADING}{heading}{HEADING:#}")?;
        let widest = rows.iter().map(|(id, _)| id.chars().count()).max();
        for (id, what) in rows {
            let indent = widest.unwrap_or_default() + 4;
            let what = wrapped(&shown(what), indent, width);
            let pad = indent - 2 - id.chars().count();
            writeln!(out, "  {}{:pad$}{}", shown(id), "", what.trim_start())?;
        }
        Ok::<(), io::Error>(())
    };
    let chapters: Vec<(String, String)> = report
        .chapters
        .iter()
        .map(|(name, title, count)| {
            (
                name.clone(),
                format!("{title} ({})", counted(*count, "exercise")),
            )
        })
        .collect();
    list(out, "New chapters", &chapters)?;
    list(out, "New exercises", &report.exercises)?;
    let gone: Vec<(String, String)> = report
        .gone
        .iter()
        .map(|(id, new)| {
            let new = new.as_ref().map(|new| format!("is {new} now"));
            (id.clone(), new.unwrap_or_else(|| "is left out".to_owned()))
        })
        .collect();
    list(out, "Exercises that are no longer there", &gone)?;
    verdicts(out, report, width)?;
    both_changed(out, report, width)?;
    others(out, report, width)?;
    end(out, report, dry, width)
}

fn head(out: &mut impl Write, report: &Report, dry: bool, width: usize) -> io::Result<()> {
    let verb = match (dry, report.completes) {
        (true, false) => "An update would bring",
        (true, true) => "An update was interrupted. To complete it would bring",
        (false, false) => "Updated:",
        (false, true) => "Completed the update that was interrupted:",
    };
    let mut parts = Vec::new();
    for (count, what) in [
        (report.new, "new file"),
        (report.changed, "changed file"),
        (report.removed, "removed file"),
    ] {
        if count > 0 {
            parts.push(counted(count, what));
        }
    }
    let files = match parts.pop() {
        None if report.completes => "all files were there".to_owned(),
        None => "no file changes".to_owned(),
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} and {last}", parts.join(", ")),
    };
    let told = wrapped(&format!("{verb} {files}."), 0, width);
    writeln!(out, "{GOOD}{told}{GOOD:#}")?;
    let mut from = format!("From {}", shown(&report.from));
    if let Some(commits) = &report.commits {
        from += &format!(
            ": {} more, {} to {}",
            counted(commits.count, "commit"),
            commits.old,
            commits.new
        );
        if let Some(merge) = &commits.merge {
            from += &format!(". You have commits of your own: {merge} merges both");
        }
    }
    let from = wrapped(&format!("{from}."), 0, width);
    writeln!(out, "{QUIET}{from}{QUIET:#}")
}

/// What became of the checks, and what to judge again.
fn verdicts(out: &mut impl Write, report: &Report, width: usize) -> io::Result<()> {
    if !report.checks.is_empty() {
        writeln!(out, "\n{HEADING}Checks changed{HEADING:#}")?;
        let told = format!(
            "{}: {}.",
            counted(report.checks.len(), "exercise"),
            some(&report.checks)
        );
        writeln!(out, "{}", wrapped(&told, 2, width))?;
    }
    if report.again.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{LOOK}Judge again{LOOK:#}")?;
    let told = format!(
        "The last verdicts no longer hold for {}.",
        some(&report.again)
    );
    writeln!(out, "{}", wrapped(&told, 2, width))?;
    let names: Vec<&str> = match report.again.len() {
        ..=MOST => report.again.iter().map(String::as_str).collect(),
        _ => {
            let chapter = |id: &'_ String| id.split('/').next().map(str::to_owned);
            let mut chapters: Vec<String> = report.again.iter().filter_map(chapter).collect();
            chapters.dedup();
            return command(out, &chapters.join(" "), width);
        }
    };
    command(out, &names.join(" "), width)
}

fn command(out: &mut impl Write, names: &str, width: usize) -> io::Result<()> {
    let told = wrapped(&format!("cargo workbook check {names}"), 4, width);
    writeln!(out, "{told}")
}

/// Whether it is known what the reader started from.
fn is_known(report: &Report) -> bool {
    report.commits.is_some()
}

/// Files that both changed.
fn both_changed(out: &mut impl Write, report: &Report, width: usize) -> io::Result<()> {
    let told = |note: &Note| match note.what {
        What::Kept(Why::Answer) => Some("your answer stays, and its stub has changed"),
        What::Kept(Why::Conflict) => Some("yours stays: the same lines changed in both"),
        What::Kept(Why::SameName) => Some("yours stays: the new version has a file of this name"),
        What::Kept(Why::InTheWay) => {
            Some("yours stays: it is in the way of a file of the new version")
        }
        What::Merged => Some("merged: it has your changes and the new ones"),
        What::Replaced => Some("is the new version's: it could not be merged"),
        _ => None,
    };
    let notes: Vec<&Note> = report
        .notes
        .iter()
        .filter(|note| is_known(report) || note.what != What::Replaced)
        .filter(|note| told(note).is_some())
        .collect();
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{LOOK}Both changed{LOOK:#}")?;
    for note in &notes {
        let path = shown(&note.path);
        writeln!(out, "  {path}")?;
        let told = told(note).unwrap_or_default();
        writeln!(out, "{}", wrapped(told, 6, width))?;
        if let Some(beside) = &note.beside {
            writeln!(out, "      {QUIET}the new one:{QUIET:#} {}", shown(beside))?;
        }
    }
    if notes.iter().any(|note| note.beside.is_some()) {
        let told = "Compare the two, take over what you want, and remove the new one. Cargo and the checks do \
                    not look at it. Until then, an answer may not fit its checks.";
        writeln!(out, "{}", wrapped(told, 2, width))?;
    }
    Ok(())
}

/// What stayed for another reason, in a line each or as a number.
fn others(out: &mut impl Write, report: &Report, width: usize) -> io::Result<()> {
    let of = |what: What| -> Vec<String> {
        let own = report.notes.iter().filter(|note| note.what == what);
        own.map(|note| note.path.clone()).collect()
    };
    let (gone, deleted) = (of(What::Kept(Why::Gone)), of(What::Kept(Why::Deleted)));
    let (links, replaced) = (of(What::Link), of(What::Replaced));
    let told = |out: &mut dyn Write, names: &[String], what: &str| match names.is_empty() {
        true => Ok(()),
        false => {
            let told = format!("{what}: {}.", some(names));
            writeln!(out, "\n{}", wrapped(&told, 0, width))
        }
    };
    told(
        out,
        &gone,
        "The new version no longer has these files, and yours stay since you changed them. No check \
         looks at an answer among them",
    )?;
    told(
        out,
        &deleted,
        "You removed these files, and they stay away. `git checkout HEAD -- FILE` brings one in a clone",
    )?;
    told(out, &links, "Links of the new version are not written")?;
    if is_known(report) {
        return Ok(());
    }
    told(
        out,
        &replaced,
        "Replaced by the new version's, since it is not known whether you had changed them",
    )?;
    Ok(())
}

fn end(out: &mut impl Write, report: &Report, dry: bool, width: usize) -> io::Result<()> {
    let mut told = Vec::new();
    if let Some(rust) = &report.rust {
        told.push(format!(
            "The new version needs Rust {rust}: `rustup update` brings the newest."
        ));
    }
    if report.tool {
        let when = if dry { "then rebuilds" } else { "rebuilds" };
        told.push(format!(
            "The tool is part of the workbook: the next `cargo workbook` command {when} it, which takes a \
             while."
        ));
    }
    if report.unrelated && !dry {
        told.push("Git has no commit in common with it, so nothing was committed: do that when it suits you.".to_owned());
    }
    match &report.kept {
        Some(folder) => told.push(format!(
            "To go back: `cargo workbook update --undo`. Each file as it was is in {folder}/files."
        )),
        None if dry => told.push("Nothing was changed.".to_owned()),
        None => {}
    }
    for told in &told {
        let told = wrapped(told, 0, width);
        writeln!(out, "\n{QUIET}{told}{QUIET:#}")?;
    }
    Ok(())
}

pub fn undone(back: &Back, folder: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let width = columns();
    let told = format!(
        "The last update is undone: {} as before.",
        counted(back.files, "file")
    );
    writeln!(out, "{GOOD}{}{GOOD:#}", wrapped(&told, 0, width))?;
    if !back.changed_since.is_empty() {
        let told = format!(
            "Changed since the update, so these stay: {}. As they were before it: {folder}/files.",
            some(&back.changed_since)
        );
        writeln!(out, "\n{LOOK}{}{LOOK:#}", wrapped(&told, 0, width))?;
    }
    out.flush()
}

/// The first of these names, and how many more there are.
fn some(names: &[String]) -> String {
    let first: Vec<String> = names.iter().take(MOST).map(|name| shown(name)).collect();
    match names.len().saturating_sub(MOST) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// A name from elsewhere, without what a terminal would obey.
fn shown(name: &str) -> String {
    let mut shown = String::new();
    for c in name.chars() {
        match c.is_control() {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}
