//! The report for one student: what they may see, and nothing about others.

use super::html::{escaped, page, table};
use crate::classroom::export::{points, seen, summary};
use crate::classroom::results::{Run, Student};

/// The report; `open`: hidden checks may be seen.
pub fn one(run: &Run, student: &Student, open: bool) -> String {
    let title = match run.assignment.title.as_str() {
        "" => "Result",
        title => title,
    };
    let name = match student.name.as_str() {
        "" => &student.student,
        name => name,
    };
    let mut body = format!("<h1>{}</h1>\n<p>{}</p>\n", escaped(title), escaped(name));
    if !student.not_graded.is_empty() {
        body.push_str("<p>This submission is not graded yet. No points are lost.</p>\n");
        return page(title, &body);
    }
    body.push_str(&format!(
        "<p><strong>{} of {} points</strong></p>\n<pre>{}</pre>\n",
        points(student.score),
        student.max,
        escaped(&summary(run, student))
    ));
    for graded in &student.exercises {
        body.push_str(&format!(
            "<h2>{}</h2>\n<p>{}: {}, {} of {} points</p>\n",
            escaped(seen::title(run, graded)),
            escaped(&graded.id),
            graded.status.words(),
            graded.points,
            graded.max
        ));
        let seen = seen::of(run, graded, open, false);
        let rows: Vec<Vec<String>> = seen
            .iter()
            .map(|seen| {
                let told = match seen.output.is_empty() {
                    true => seen.of.status.words().to_owned(),
                    false => format!("<pre>{}</pre>", escaped(&seen.output)),
                };
                vec![
                    escaped(&seen.name),
                    format!("{} of {}", seen.of.points, seen.of.max),
                    told,
                ]
            })
            .collect();
        body.push_str(&table(&["check", "points", "result"], &rows, &[1]));
    }
    page(title, &body)
}
