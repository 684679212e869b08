//! Another verb of this tool, run beside the loop: what it prints is shown when it has ended.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::Input;

/// What a command printed.
pub struct Ran {
    /// The verb.
    pub verb: String,
    /// stdout, then stderr.
    pub text: String,
}

impl Ran {
    /// The page that it wrote and names alone on a line, as `trace` does in a pipe.
    pub fn page(&self) -> Option<&Path> {
        let mut lines = self.text.lines().map(|line| Path::new(line.trim()));
        lines.find(|file| file.extension().is_some_and(|end| end == "html") && file.is_absolute())
    }
}

/// The commands under way, which are ended when this is dropped.
#[derive(Default)]
pub struct Beside(Vec<Arc<Mutex<Option<Child>>>>);

impl Beside {
    /// Runs this tool with `words` in `root`; text is to be `columns` wide.
    pub fn run(&mut self, root: &Path, words: &[&str], columns: usize, tell: Sender<Input>) {
        let verb = words.first().copied().unwrap_or_default().to_owned();
        let slot = Arc::new(Mutex::new(None));
        self.0.retain(|slot| lock(slot).is_some());
        self.0.push(Arc::clone(&slot));
        let spawned = tool().and_then(|tool| {
            Command::new(tool)
                .args(words)
                .current_dir(root)
                .env("COLUMNS", columns.to_string())
                // It prints into a pipe. Where colours are not wanted, they go when this is shown.
                .env("CLICOLOR_FORCE", "1")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
        });
        let mut child = match spawned {
            Ok(child) => child,
            Err(error) => {
                let text = format!("error: the tool could not be started again: {error}\n");
                let _ = tell.send(Input::Ran(Ran { verb, text }));
                return;
            }
        };
        let stderr = child.stderr.take();
        let stdout = child.stdout.take();
        *lock(&slot) = Some(child);
        thread::spawn(move || {
            let errors = thread::spawn(move || read(stderr));
            let mut text = read(stdout);
            text += &errors.join().unwrap_or_default();
            // Its pipes are closed: it is about to end.
            if let Some(mut child) = lock(&slot).take() {
                let _ = child.wait();
            }
            let _ = tell.send(Input::Ran(Ran { verb, text }));
        });
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        for slot in &self.0 {
            if let Some(mut child) = lock(slot).take() {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    }
}

fn lock(slot: &Mutex<Option<Child>>) -> std::sync::MutexGuard<'_, Option<Child>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        let _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// This program's file. Linux calls it deleted once cargo has built another one in its place: then that one is meant.
fn tool() -> io::Result<PathBuf> {
    let tool = std::env::current_exe()?;
    let name = tool.to_string_lossy();
    Ok(match name.strip_suffix(" (deleted)") {
        Some(name) if !tool.exists() => PathBuf::from(name),
        _ => tool,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_from_other_words() {
        let ran = |text: &str| Ran {
            verb: "trace".to_owned(),
            text: text.to_owned(),
        };
        let root = std::env::temp_dir();
        let file = root.join("a b.html");
        let page = ran(&format!("warning: x\n{}\n", file.display()));
        assert_eq!(page.page(), Some(&*file));
        assert_eq!(ran("error: a.html is not there\n").page(), None);
        assert_eq!(ran("").page(), None);
    }
}
