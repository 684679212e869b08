//! Style: each row takes one unit of the task's cooperative budget.

use tokio::task::coop::consume_budget;

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
    for row in rows {
        consume_budget().await;
        report += &line(&row)?;
        report.push('\n');
    }
    Ok(report)
}
