//! `watch`: in a terminal, and in a pipe.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
#[cfg(unix)]
use std::process::Command;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::fixtures::Workbook;
#[cfg(unix)]
use crate::pty::Terminal;

/// Long enough for a machine with every core busy.
const PATIENCE: Duration = Duration::from_secs(240);

const BOTH: &str = "exercises/ch01/src/both.rs";
const DOUBLE: &str = "exercises/ch01/src/double.rs";

const RIGHT: &str = "\
pub async fn both(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> (u32, u32) {
    tokio::join!(a, b)
}
";

/// `RIGHT`, one after the other.
fn wrong() -> String {
    RIGHT.replace("tokio::join!(a, b)", "(a.await, b.await)")
}

/// Saves as many editors do: a new file takes the place of the old one.
fn save(workbook: &Workbook, file: &str, text: &str) {
    let beside = format!("{file}.swp");
    workbook.write(&beside, text);
    fs::rename(workbook.path(&beside), workbook.path(file)).unwrap();
}

#[cfg(unix)]
fn watch(workbook: &Workbook, words: &[&str], columns: u16) -> Terminal {
    let mut command = workbook.command(&[&["watch"], words].concat());
    for name in ["VISUAL", "EDITOR", "ZELLIJ", "TMUX", "TERM_PROGRAM"] {
        command.env_remove(name);
    }
    Terminal::start(command, columns)
}

#[test]
#[cfg(unix)]
fn an_exercise_goes_from_stub_to_solved_and_the_terminal_is_as_it_was() {
    let workbook = Workbook::new();
    let stub = fs::read_to_string(workbook.path(BOTH)).unwrap();
    let mut terminal = watch(&workbook, &[], 90);
    terminal.wait_for("✗ ch01/both  Two waits at once: 0 of 2 checks");
    terminal.wait_for("ch01: 0 of 2 done · after this: ch01/double");
    assert!(!terminal.is_as_found(), "keys are read as they are pressed");

    save(&workbook, BOTH, &wrong());
    terminal.wait_for("✗ ch01/both  Two waits at once: 1 of 2 checks");
    terminal.wait_for("the jobs ran one after another");
    terminal.wait_for("q quit");
    terminal.press("h");
    terminal.wait_for("Hint 1 of 3");
    terminal.wait_for("2 hints left: `h` gives the next");
    terminal.press("s");
    terminal.wait_for("`cargo workbook solution ch01/both --anyway`");
    terminal.press("l");
    terminal.wait_for("1 of 2 checks");

    // The stub comes back only if that is confirmed, and the answer stays.
    terminal.press("rn");
    terminal.wait_for("Bring the stub of ch01/both back?");
    terminal.wait_for("q quit");
    assert_eq!(fs::read_to_string(workbook.path(BOTH)).unwrap(), wrong());
    terminal.press("ry");
    terminal.wait_for("has its stub again");
    terminal.wait_for("0 of 2 checks");
    assert_eq!(fs::read_to_string(workbook.path(BOTH)).unwrap(), stub);
    let kept = workbook.path(&format!("{BOTH}.kept-1"));
    assert_eq!(fs::read_to_string(kept).unwrap(), wrong());

    save(&workbook, BOTH, RIGHT);
    let came = terminal.wait_for("It passes.");
    assert!(
        came.contains("✓ ch01/both  Two waits at once: 2 of 2 checks"),
        "{came}"
    );
    terminal.wait_for("✗ ch01/double  Twice as much");
    terminal.wait_for("ch01: 1 of 2 done · nothing else is left here");
    terminal.press("p");
    terminal.wait_for("✓ ch01/both");

    terminal.press("e");
    terminal.wait_for("no editor is known: set $EDITOR");
    terminal.press("q");
    assert_eq!(terminal.ended().code(), Some(0));
    assert!(terminal.is_as_found());
    assert!(
        workbook
            .run(&["list"])
            .out
            .contains("1 of 2 exercises done")
    );
    assert!(workbook.run(&["hint", "both"]).out.contains("Hint 2 of 3"));
    // NO_COLOR is set: the screen is cleared, and no colour is used.
    assert!(terminal.seen().contains("\x1b[2J"));
    assert!(!terminal.seen().contains("\x1b[1m"));
}

#[test]
#[cfg(unix)]
fn however_it_is_ended_the_terminal_is_as_it_was() {
    let workbook = Workbook::new();
    for end in ["key", "TERM", "INT", "HUP"] {
        // Below `nohup`, the tool goes on, as it should.
        if end == "HUP" && hang_ups_are_ignored() {
            continue;
        }
        let mut terminal = watch(&workbook, &["double"], 90);
        terminal.wait_for("✗ ch01/double");
        terminal.wait_for("q quit");
        assert!(!terminal.is_as_found());
        match end {
            // Ctrl-C, as a terminal in raw mode gives it.
            "key" => terminal.press("\x03"),
            signal => terminal.signal(signal),
        }
        assert_eq!(terminal.ended().code(), Some(0), "{end}");
        assert!(terminal.is_as_found(), "{end}");
    }
    // In the middle of a judging, too.
    workbook.double("loop {}", "");
    let mut terminal = watch(&workbook, &["double"], 90);
    terminal.wait_for("Judging ch01/double");
    terminal.signal("TERM");
    assert_eq!(terminal.ended().code(), Some(0));
    assert!(terminal.is_as_found());
}

/// Whether this process has inherited that from `nohup`, and the tool inherits it from this process.
#[cfg(unix)]
fn hang_ups_are_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.map(|mask| u64::from_str_radix(mask.trim(), 16).expect("it is a mask"));
    mask.is_some_and(|mask| mask & 1 == 1)
}

#[test]
#[cfg(unix)]
fn a_save_while_judging_begins_anew_and_another_exercises_save_switches() {
    let workbook = Workbook::new();
    // It would spin until its watchdog says so.
    workbook.double("loop {}", "");
    let mut terminal = watch(&workbook, &["double"], 90);
    terminal.wait_for("Judging ch01/double");
    save(
        &workbook,
        DOUBLE,
        "pub async fn double(n: u32) -> u32 {\n    n.wrapping_mul(2)\n}\n",
    );
    terminal.wait_for("1 of 2 checks");
    save(&workbook, BOTH, &wrong());
    terminal.wait_for("the jobs ran one after another");
    terminal.wait_for("after this: ch01/double");
    terminal.press("q");
    terminal.ended();
    assert!(!terminal.seen().contains("spin"), "{}", terminal.seen());
}

#[test]
#[cfg(unix)]
fn no_line_is_wider_than_a_narrow_terminal() {
    let workbook = Workbook::new();
    let mut terminal = watch(&workbook, &[], 60);
    terminal.wait_for("✗ ch01/both");
    terminal.wait_for("q quit");
    terminal.press("?hr");
    terminal.wait_for("any other key does not.");
    terminal.press("q");
    terminal.ended();
    let seen = terminal.seen();
    for line in seen.split(['\n', '\r', '\x1b']) {
        // What a sequence leaves of itself is counted too: a few columns of grace.
        let is_command = line.contains("cargo test -p");
        assert!(is_command || line.chars().count() <= 66, "{line:?}");
    }
}

/// `watch` in a pipe.
struct Piped {
    child: Child,
    lines: Receiver<String>,
}

impl Piped {
    fn start(workbook: &Workbook, words: &[&str]) -> Self {
        let mut child = workbook
            .command(&[&["watch"], words].concat())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        thread::spawn(move || {
            for line in out.lines() {
                let _ = tell.send(line.unwrap());
            }
        });
        Self { child, lines }
    }

    /// Reads up to the line that holds `words`.
    #[track_caller]
    fn wait_for(&mut self, words: &str) -> String {
        let mut came = String::new();
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("no {words:?} in:\n{came}")
            };
            came += &line;
            came.push('\n');
            if came.contains(words) {
                return came;
            }
        }
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn in_a_pipe_each_verdict_is_text() {
    let workbook = Workbook::new();
    let mut piped = Piped::start(&workbook, &[]);
    let mut came = piped.wait_for("✗ ch01/both  Two waits at once: 0 of 2 checks");
    came += &piped.wait_for("Edit exercises/ch01/src/both.rs and save it.");
    save(&workbook, BOTH, RIGHT);
    came += &piped.wait_for("✓ ch01/both");
    came += &piped.wait_for("It passes.");
    came += &piped.wait_for("✗ ch01/double");
    workbook.double("n.saturating_mul(2)", "");
    came += &piped.wait_for("It passes. Everything that you set out to do here is done");
    assert!(!came.contains('\x1b'), "{came:?}");
    assert!(!came.contains("`s`"), "there are no keys: {came}");
    assert_eq!(came.matches("✓ ch01/both").count(), 1, "{came}");
    #[cfg(unix)]
    {
        let told = Command::new("kill")
            .args(["-TERM", &piped.child.id().to_string()])
            .status();
        assert!(told.unwrap().success());
        assert_eq!(piped.child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn what_it_cannot_begin_with_is_said() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["watch", "duble"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("Did you mean ch01/double?"), "{}", ran.err);
    let ran = workbook.run(&["watch", "--help"]);
    assert!(ran.out.contains("rust-analyzer"), "{}", ran.out);
}

/// cargo holds this lock while it builds, also for rust-analyzer.
#[test]
fn an_answer_is_judged_while_cargos_lock_is_held() {
    let workbook = Workbook::new();
    let folder = crate::fixtures::shared_target().join("debug");
    fs::create_dir_all(&folder).unwrap();
    let held = File::create(folder.join(".cargo-lock")).unwrap();
    held.lock().unwrap();
    let ran = workbook.run(&["check", "double"]);
    assert!(ran.out.contains("✗ ch01/double"), "{}", ran.err);
    let mut piped = Piped::start(&workbook, &["double"]);
    piped.wait_for("✗ ch01/double  Twice as much: 0 of 2 checks");
    workbook.double("n * 2", "");
    piped.wait_for("✗ ch01/double  Twice as much: 1 of 2 checks");
    drop(held);
}
