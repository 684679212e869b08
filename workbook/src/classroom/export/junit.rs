//! JUnit's XML, as Jenkins reads it.

use super::seen::{self, Seen};
use crate::classroom::results::{Results, Run, Student};
use crate::engine::verdict::Status;

/// A suite a student within `testsuites`; with `bare`, one suite for all, as some readers want it.
pub fn report(results: &Results, open: bool, bare: bool) -> String {
    let run = &results.run;
    let graded = || {
        results
            .students
            .iter()
            .filter(|one| one.not_graded.is_empty())
    };
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let title = match run.assignment.title.as_str() {
        "" => "workbook",
        title => title,
    };
    if bare {
        let mut cases = Cases::default();
        graded().for_each(|student| cases.add(run, student, open));
        out.push_str(&cases.suite(title, ""));
        return out;
    }
    out.push_str(&format!("<testsuites name=\"{}\">\n", escaped(title)));
    for student in graded() {
        let mut cases = Cases::default();
        cases.add(run, student, open);
        out.push_str(&cases.suite(&student.student, "  "));
    }
    out.push_str("</testsuites>\n");
    out
}

#[derive(Default)]
struct Cases {
    xml: Vec<String>,
    failures: usize,
    errors: usize,
    skipped: usize,
    seconds: f64,
}

impl Cases {
    fn add(&mut self, run: &Run, student: &Student, open: bool) {
        for graded in &student.exercises {
            for seen in seen::of(run, graded, open, false) {
                let class = format!("{}.{}", student.student, graded.id.replace('/', "."));
                self.case(&class, &seen);
            }
        }
    }

    fn case(&mut self, class: &str, seen: &Seen<'_>) {
        self.seconds += seen.of.seconds;
        let element = match seen.of.status {
            Status::Passed => None,
            Status::Failed | Status::Hung | Status::Missing | Status::NotHandedIn => {
                self.failures += 1;
                Some("failure")
            }
            Status::NotRun => {
                self.skipped += 1;
                Some("skipped")
            }
            _ => {
                self.errors += 1;
                Some("error")
            }
        };
        let mut inner = String::new();
        if let Some(element) = element {
            let words = seen.of.status.words();
            let line = seen.output.lines().next().unwrap_or(words);
            let line = if line.is_empty() { words } else { line };
            inner.push_str(&format!("<{element} message=\"{}\"", escaped(line)));
            if element != "skipped" {
                inner.push_str(&format!(" type=\"{}\"", words.replace(' ', "_")));
            }
            inner.push_str(&format!(">{}</{element}>", escaped(&seen.output)));
        }
        if !seen.printed.is_empty() {
            inner.push_str(&format!(
                "<system-out>{}</system-out>",
                escaped(&seen.printed)
            ));
        }
        self.xml.push(format!(
            "<testcase classname=\"{}\" name=\"{}\" time=\"{:.3}\">{inner}</testcase>",
            escaped(class),
            escaped(&seen.name),
            seen.of.seconds,
        ));
    }

    fn suite(&self, name: &str, indent: &str) -> String {
        let mut out = format!(
            "{indent}<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3}\">\n",
            escaped(name),
            self.xml.len(),
            self.failures,
            self.errors,
            self.skipped,
            self.seconds,
        );
        for case in &self.xml {
            out.push_str(&format!("{indent}  {case}\n"));
        }
        out.push_str(&format!("{indent}</testsuite>\n"));
        out
    }
}

/// `text` for an element or an attribute, without what XML 1.0 forbids.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}
