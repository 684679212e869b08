//! Style: a thread of its own, and a channel for its result.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use tokio::sync::oneshot;

/// A row has no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow(pub String);

/// The report of `rows`: what `line` makes of each, with a line break after each.
///
/// # Errors
/// The first row of which `line` makes an error.
pub async fn render<R, L>(rows: Vec<R>, line: L) -> Result<String, BadRow>
where
    R: Send + 'static,
    L: Fn(&R) -> Result<String, BadRow> + Send + 'static,
{
    let (sender, report) = oneshot::channel();
    thread::spawn(move || {
        let lines = || {
            rows.iter()
                .map(|row| line(row).map(|text| text + "\n"))
                .collect()
        };
        // If the receiver is gone, the report is not wanted.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(lines)));
    });
    match report.await {
        Ok(Ok(report)) => report,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => unreachable!("the thread sends a result in any case"),
    }
}
