//! The loop runs on a thread that is made for blocking calls; the task awaits its end.

use std::panic::resume_unwind;

use tokio::task::spawn_blocking;

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
    let rendering = spawn_blocking(move || {
        let mut report = String::new();
        for row in &rows {
            let text = line(row)?;
            report.push_str(&text);
            report.push('\n');
        }
        Ok(report)
    });
    match rendering.await {
        Ok(report) => report,
        // A task on a blocking thread fails by a panic, or because its runtime shuts down.
        Err(error) => resume_unwind(error.into_panic()),
    }
}
