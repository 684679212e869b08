//! The server's end is the end of what it runs.

use std::process::Command;

use crate::reader::Reader;

fn parent(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after) = stat.rsplit_once(')')?;
    let mut fields = after.split_whitespace();
    // A zombie has ended: its new parent has not asked for it yet.
    fields.next().filter(|state| *state != "Z")?;
    fields.next()?.parse().ok()
}

#[test]
#[cfg(target_os = "linux")]
fn no_process_of_a_run_outlives_the_server() {
    for signal in ["-INT", "-TERM", "-HUP"] {
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
