//! Style: the loop stays in the task, and yields after every hundred rows.

use tokio::task::yield_now;

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
    let mut report = String::new();
    for chunk in rows.chunks(100) {
        for row in chunk {
            report.push_str(&line(row)?);
            report.push('\n');
        }
        yield_now().await;
    }
    Ok(report)
}
