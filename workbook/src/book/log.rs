//! What mdBook merely logs, caught as text.
//!
//! mdBook writes a page even where an include failed or a tag was left open, and says so only in its
//! log. A page with a hole is a broken page here, so the log is read back.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Runs `work` on this thread and returns, beside its result, every warning and error logged by it.
pub fn caught<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let done = tracing::subscriber::with_default(Catcher(Arc::clone(&lines)), work);
    let lines = std::mem::take(&mut *lines.lock().expect("no panic under this lock"));
    (done, lines)
}

struct Catcher(Arc<Mutex<Vec<String>>>);

impl Subscriber for Catcher {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        let mut lines = self.0.lock().expect("no panic under this lock");
        lines.push(line.0);
    }

    // Spans carry nothing that a reader of the fault could use.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            write!(self.0, "{value:?}").expect("a string takes all that is written to it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::caught;

    #[test]
    fn warnings_and_errors_are_caught_and_notes_are_not() {
        let (answer, lines) = caught(|| {
            tracing::info!("a page");
            tracing::warn!("a tag was left {}", "open");
            tracing::error!("no such file");
            7
        });
        assert_eq!(answer, 7);
        assert_eq!(lines, ["a tag was left open", "no such file"]);
    }
}
