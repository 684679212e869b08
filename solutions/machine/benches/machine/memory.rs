//! How much memory an idle task takes: what the process has grown by, spread over many. Linux only; each is
//! measured in a process of its own.

use std::future::pending;
use std::process::Command;

use crate::hosts::{Host, NAMES, Ours, Smol, Tokio};

const TASKS: usize = 100_000;
const FLAG: &str = "--memory-of";

/// Bytes a task, in the order of [`NAMES`]; `None` if it cannot be measured.
pub fn of_an_idle_task() -> [Option<u64>; 3] {
    NAMES.map(|name| {
        let this = std::env::current_exe().ok()?;
        let output = Command::new(this).args([FLAG, name]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    })
}

/// Whether this process was started to measure one of them, which it has done then.
pub fn was_asked() -> bool {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some(FLAG) {
        return false;
    }
    let bytes = match arguments.next().as_deref() {
        Some("workbook") => measured::<Ours>(),
        Some("tokio") => measured::<Tokio>(),
        Some("smol") => measured::<Smol>(),
        _ => None,
    };
    if let Some(bytes) = bytes {
        println!("{bytes}");
    }
    true
}

fn measured<H: Host>() -> Option<u64> {
    let mut host = H::start();
    // Room for the handles is there before: only the tasks count.
    let mut handles = Vec::with_capacity(TASKS);
    handles.extend((0..TASKS).map(|_| None));
    let before = resident()?;
    host.run(|spawner| {
        for handle in &mut handles {
            *handle = Some(H::spawn(spawner, pending::<()>()));
        }
        async {}
    });
    Some(resident()?.saturating_sub(before) / TASKS as u64)
}

/// Bytes of this process in memory.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
