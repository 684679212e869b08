//! The table that the book shows, from what criterion has just measured.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use listings::machine;

use crate::hosts::NAMES;
use crate::memory;

/// The rows: criterion's group, and how much of it one unit is.
const ROWS: [(&str, u64); 8] = [
    ("spawn and join a task", 1_000),
    ("yield", 10_000),
    ("wake from another thread", 1_000),
    ("100,000 timers fire", 1),
    ("100,000 timers are given up", 1),
    ("echo, 1 connection", 1),
    ("echo, 100 connections", 1),
    ("echo, 1,000 connections", 1),
];
/// Where the book looks for it, and for the sentence on the machine.
const IN_THE_BOOK: &str = "chapters/listings/measured/machine.md";
const REPEAT: &str = "cargo bench -p machine-solution";

/// Prints the table where everything was measured; says so where something is missing.
pub fn print() {
    let Some(rows) = ROWS
        .iter()
        .map(|&(group, parts)| row(group, parts))
        .collect::<Option<Vec<String>>>()
    else {
        println!("No table: not everything was measured in this run.");
        return;
    };
    let mut table = format!(
        "| | {} | {} | {} | of the better peer |\n|---|--:|--:|--:|--:|\n",
        NAMES[0], NAMES[1], NAMES[2]
    );
    rows.iter().for_each(|row| table.push_str(row));
    if let [Some(ours), Some(tokio), Some(smol)] = memory::of_an_idle_task() {
        let best = tokio.min(smol) as f64 / ours as f64;
        let _ = writeln!(
            table,
            "| memory of an idle task | {ours} B | {tokio} B | {smol} B | {best:.2} |"
        );
    }
    // Cargo's profile for benchmarks is `bench`: the release profile, under another name.
    let built = machine::profile("release", &root()).unwrap();
    let machine = machine::sentence(&built, REPEAT);
    println!("\n{table}\n{machine}");
    if std::env::var_os("UPDATE_TABLE").is_some() {
        let file = root().join(IN_THE_BOOK);
        fs::create_dir_all(file.parent().expect("it is in a folder")).unwrap();
        fs::write(&file, table).unwrap();
        fs::write(file.with_extension("machine"), machine).unwrap();
        println!("Written to {IN_THE_BOOK}.");
    }
}

fn row(group: &str, parts: u64) -> Option<String> {
    let nanoseconds = |name| median(group, name).map(|whole| whole / parts as f64);
    let [ours, tokio, smol] = NAMES.map(nanoseconds);
    let (ours, tokio, smol) = (ours?, tokio?, smol?);
    let best = tokio.min(smol) / ours;
    Some(format!(
        "| {group} | {} | {} | {} | {best:.2} |\n",
        time(ours),
        time(tokio),
        time(smol)
    ))
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        small if small < 1e3 => format!("{small:.0} ns"),
        small if small < 1e6 => format!("{:.1} µs", small / 1e3),
        large => format!("{:.1} ms", large / 1e6),
    }
}

/// The median of one call, in nanoseconds, as criterion has left it; only what this run has measured.
fn median(group: &str, name: &str) -> Option<f64> {
    // As criterion makes a file's name of a group's.
    let folder = group.replace(['?', '"', '/', '\\', '*', '<', '>', ':', '|', '^'], "_");
    let file = target().join(folder).join(name).join("new/estimates.json");
    let age = fs::metadata(&file).ok()?.modified().ok()?.elapsed().ok()?;
    if age > crate::BEGAN.get()?.elapsed() {
        return None;
    }
    let estimates: serde_json::Value = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}

fn target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target
        .unwrap_or_else(|| root().join("target"))
        .join("criterion")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
