//! # The heartbeat that stops
//!
//! ```
//! let heart = tokio::spawn(beat_every_second(health));
//! let report = render(rows, line).await?;
//! // No heartbeat is sent between these two lines.
//! ```
//!
//! The bug report: "With small reports all is well. While a report of 100,000 rows is rendered, the heartbeat stops,
//! although it is a task of its own, and the load balancer takes us for dead." It happens on each run, on a runtime
//! with one thread; with four threads it needs four reports at once.
//!
//! Find the cause and fix `render`. You may change everything but its signature. Requirements:
//!
//! 1. While a report is rendered, the other tasks go on, on a runtime with one thread, too: its thread makes at most
//!    300 lines before other tasks get a turn.
//! 2. The report has a line for each row, in the order of the rows, and `line` is called once for each.
//! 3. The first row without a line ends the report with its error, and `line` is not called again.
//! 4. A panic of `line` is a panic of `render` with the same payload.
//!
//! Left open: whether `line` is still called after the future of `render` was dropped.

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
    for row in &rows {
        let text = line(row)?;
        report.push_str(&text);
        report.push('\n');
    }
    Ok(report)
}
