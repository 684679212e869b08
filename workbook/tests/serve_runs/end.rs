//! The server's end, or a stop, is the end of what it runs. On Linux, where processes are listed in files.

#![cfg(target_os = "linux")]

use std::process::Command;

use serde_json::json;

use crate::reader::{Reader, workbook};
use crate::served::Served;

fn parent(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after) = stat.rsplit_once(')')?;
    let mut fields = after.split_whitespace();
    // A zombie has ended: its new parent has not asked for it yet.
    fields.next().filter(|state| *state != "Z")?;
    fields.next()?.parse().ok()
}

fn ignores_hangups() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    u64::from_str_radix(ignored.unwrap().trim(), 16).unwrap() & 1 == 1
}

#[test]
fn no_process_of_a_run_outlives_the_server() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        // As under `nohup`: the server inherits it, and goes on.
        if signal == "-HUP" && ignores_hangups() {
            continue;
        }
        let mut reader = Reader::new();
        let held = reader.hold();
        reader.run(&["ch01/double"]);
        reader.run(&["ch01/both"]);
        let processes = held.until(1);
        assert_eq!(parent(processes[0]), Some(reader.served.id()));
        let told = Command::new("kill")
            .args([signal, &reader.served.id().to_string()])
            .status();
        assert!(told.unwrap().success());
        assert_eq!(reader.served.ended().code(), Some(0));
        assert_eq!(parent(processes[0]), None, "the check goes on");
        assert!(held.folder().is_dir(), "it did not end by itself");
    }
}

/// How many processes have `word` in their command line.
fn with_word(word: &str) -> usize {
    let entries = std::fs::read_dir("/proc").unwrap().map_while(Result::ok);
    let lines = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines
        .filter(|line| String::from_utf8_lossy(line).contains(word))
        .count()
}

#[test]
fn a_stop_ends_cargo_and_what_it_has_started() {
    let workbook = workbook();
    let target = tempfile::tempdir().unwrap();
    let mut serve = workbook.command(&["serve", "--port", "0"]);
    serve.env("CARGO_TARGET_DIR", target.path());
    let reader = Reader::served_by(Served::begin(serve), workbook);
    let mut page = reader.page();
    let number = reader.run(&["ch01/double"]);
    loop {
        let preparing = page.until(number, "preparing");
        if preparing["line"]
            .as_str()
            .unwrap_or_default()
            .starts_with("Compiling")
        {
            break;
        }
    }
    let word = target.path().to_str().unwrap();
    assert!(with_word(word) > 0, "cargo is at work");
    let (_, stopped) = reader.post("stop", &json!({ "run": number }));
    assert_eq!(stopped["stopped"], true);
    assert_eq!(page.until(number, "ended")["outcome"], "stopped");
    reader.served.until(|| with_word(word) == 0);
}
