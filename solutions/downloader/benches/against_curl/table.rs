//! The table that the book shows.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use listings::machine;

use crate::peers::NAMES;
use crate::{Cost, Row};

/// Where the book looks for it, and for the sentence on the machine.
const IN_THE_BOOK: &str = "chapters/listings/measured/downloader.md";
const REPEAT: &str = "cargo bench -p downloader-solution";

/// Prints the table, and writes it if that is asked for.
pub fn print(small: Row, large: Row, sizes: [Row; 2], counts: [Row; 2]) -> Result<()> {
    let mut table = format!(
        "| | {} | {} | {} |\n|---|--:|--:|--:|\n",
        NAMES[0], NAMES[1], NAMES[2]
    );
    let milliseconds = |cost: &Cost| Some(format!("{} ms", cost.time.as_millis()));
    let rate = |cost: &Cost| Some(format!("{:.0} MiB/s", 320.0 / cost.time.as_secs_f64()));
    let memory = |cost: &Cost| Some(format!("{:.1} MiB", cost.memory? as f64 / 1024.0));
    line(&mut table, "1,000 files of 4 KiB", small, milliseconds);
    line(&mut table, "10 files of 32 MiB", large, milliseconds);
    line(&mut table, "the same, as a rate", large, rate);
    line(&mut table, "memory for 1 file of 32 MiB", sizes[0], memory);
    line(&mut table, "memory for 1 file of 320 MiB", sizes[1], memory);
    line(
        &mut table,
        "memory for 1,000 files of 4 KiB",
        counts[0],
        memory,
    );
    line(
        &mut table,
        "memory for 10,000 files of 4 KiB",
        counts[1],
        memory,
    );
    // Cargo's profile for benchmarks is `bench`: the release profile, under another name.
    let built = machine::profile("release", &root()).map_err(|why| anyhow!(why))?;
    let machine = machine::sentence(&built, REPEAT);
    println!("\n{table}\n{machine}");
    if std::env::var_os("UPDATE_TABLE").is_some() {
        let file = root().join(IN_THE_BOOK);
        fs::write(&file, table)?;
        fs::write(file.with_extension("machine"), machine)?;
        println!("Written to {IN_THE_BOOK}.");
    }
    Ok(())
}

fn line(table: &mut String, name: &str, row: Row, figure: impl Fn(&Cost) -> Option<String>) {
    let cells = row.map(|cost| {
        cost.as_ref()
            .and_then(&figure)
            .unwrap_or_else(|| "–".to_owned())
    });
    // Writing to a string does not fail.
    let _ = writeln!(table, "| {name} | {} |", cells.join(" | "));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
