//! The tool in a terminal of its own.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

/// Long enough for a machine with every core busy, and for a kit that is to be compiled.
const PATIENCE: Duration = Duration::from_secs(240);

/// A program, and the terminal that it runs in.
pub struct Terminal {
    child: Child,
    /// Where a person would sit.
    outer: File,
    /// Where the program is. Kept open, so that the settings can be looked at when it has ended.
    inner: File,
    before: Termios,
    /// All that was written to the terminal.
    seen: Arc<(Mutex<String>, Condvar)>,
    /// Up to where it was waited for.
    at: usize,
}

impl Terminal {
    /// Starts `command` in a new terminal of so many columns.
    pub fn start(mut command: Command, columns: u16) -> Self {
        let outer = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&outer).unwrap();
        unlockpt(&outer).unwrap();
        let name = ptsname(&outer, Vec::new()).unwrap();
        let inner = OpenOptions::new()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap();
        let size = Winsize {
            ws_row: 40,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&inner, size).unwrap();
        let before = tcgetattr(&inner).unwrap();
        let end = || Stdio::from(inner.try_clone().unwrap());
        let child = command
            .env("TERM", "xterm")
            .env_remove("COLUMNS")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        let outer = File::from(outer);
        let seen = Arc::new((Mutex::new(String::new()), Condvar::new()));
        listen(outer.try_clone().unwrap(), Arc::clone(&seen));
        Self {
            child,
            outer,
            inner,
            before,
            seen,
            at: 0,
        }
    }

    pub fn press(&mut self, keys: &str) {
        self.outer.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until `words` are written, after what was waited for before. Returns what came up to there.
    #[track_caller]
    pub fn wait_for(&mut self, words: &str) -> String {
        let (seen, more) = &*self.seen;
        let (seen, waited) = more
            .wait_timeout_while(seen.lock().unwrap(), PATIENCE, |seen| {
                !seen[self.at..].contains(words)
            })
            .unwrap();
        assert!(
            !waited.timed_out(),
            "no {words:?} in:\n{}",
            &seen[self.at..]
        );
        let end = self.at + seen[self.at..].find(words).unwrap() + words.len();
        let came = seen[self.at..end].to_owned();
        self.at = end;
        came
    }

    /// All that came so far.
    pub fn seen(&self) -> String {
        self.seen.0.lock().unwrap().clone()
    }

    /// Sends the program a signal, as `kill` names it.
    pub fn signal(&self, name: &str) {
        let told = Command::new("kill")
            .args([format!("-{name}"), self.child.id().to_string()])
            .status();
        assert!(told.unwrap().success());
    }

    /// Whether the terminal shows what is typed, and gives whole lines.
    pub fn is_as_found(&self) -> bool {
        let now = tcgetattr(&self.inner).unwrap();
        let before = &self.before;
        now.local_modes == before.local_modes
            && now.input_modes == before.input_modes
            && now.output_modes == before.output_modes
            && now.control_modes == before.control_modes
    }

    /// Waits until the program has ended.
    pub fn ended(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves it running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(mut outer: File, seen: Arc<(Mutex<String>, Condvar)>) {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        while let Ok(count @ 1..) = outer.read(&mut chunk) {
            bytes.extend_from_slice(&chunk[..count]);
            // A character may be cut in two.
            let whole = match std::str::from_utf8(&bytes) {
                Ok(_) => bytes.len(),
                Err(error) => error.valid_up_to(),
            };
            let text: Vec<u8> = bytes.drain(..whole).collect();
            seen.0
                .lock()
                .unwrap()
                .push_str(&String::from_utf8(text).unwrap());
            seen.1.notify_all();
        }
    });
}
