//! The JSON that autograders write: a file a student.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::seen::{self, Seen, clean};
use crate::classroom::results::{Graded, Results, Run, Student, Word, file_name};

type File = (PathBuf, Vec<u8>);

fn file(name: String, value: &Value) -> anyhow::Result<File> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok((PathBuf::from(name), bytes))
}

/// Everything, in one file: `{"run": …, "students": […], "missing": […]}`, as grading wrote it.
pub fn whole(results: &Results) -> anyhow::Result<Vec<u8>> {
    let value = json!({
        "run": results.run,
        "students": results.students,
        "missing": results.missing,
    });
    Ok(file(String::new(), &value)?.1)
}

/// `alice/results.json` for `/autograder/results/results.json`. Gradescope hides the hidden checks by itself.
pub fn gradescope(run: &Run, student: &Student, open: bool) -> anyhow::Result<File> {
    let mut tests = Vec::new();
    for (at, graded) in student.exercises.iter().enumerate() {
        for (nth, seen) in seen::of(run, graded, open, true).iter().enumerate() {
            let mut output = seen.output.clone();
            if !seen.printed.is_empty() {
                output.push_str(&format!("\n\nIt printed:\n{}", seen.printed));
            }
            tests.push(json!({
                "name": format!("{}: {}", clean(seen::title(run, graded)), seen.name),
                "name_format": "text",
                "number": format!("{}.{}", at + 1, nth + 1),
                "score": seen.of.points,
                "max_score": seen.of.max,
                "status": if seen.passed() { "passed" } else { "failed" },
                "output": output.trim(),
                "output_format": "text",
                "tags": [graded.id],
                "visibility": if seen.hidden { "hidden" } else { "visible" },
                "extra_data": { "status": seen.of.status },
            }));
        }
    }
    let value = json!({
        "score": student.score,
        "execution_time": student.seconds,
        "output": summary(run, student),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": { "sandbox": student.sandbox, "key": student.key },
        "tests": tests,
    });
    file(
        format!("{}/results.json", file_name(&student.student)),
        &value,
    )
}

/// `alice/result.json`, as `classroom50/result/v1` wants it. Points are whole there.
pub fn classroom50(
    run: &Run,
    student: &Student,
    open: bool,
    (classroom, assignment): (&str, &str),
) -> anyhow::Result<File> {
    let submission = student.submission.as_ref();
    let commit = submission.map_or("", |one| match one.commit.as_str() {
        "" => &one.digest,
        commit => commit,
    });
    let commit = if commit.is_empty() { "none" } else { commit };
    let collected = submission.map_or("", |one| one.collected_at.as_str());
    let graded_at = utc(&student.graded_at);
    let datetime = utc(collected).or_else(|| graded_at.clone());
    let datetime = datetime.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned());
    let tests = student.exercises.iter().flat_map(|graded| {
        let seen = seen::of(run, graded, open, false);
        let tests: Vec<Value> = seen
            .iter()
            .map(|seen| {
                json!({
                    "test-name": format!("{}: {}", graded.id, seen.name),
                    "passed": seen.passed(),
                    "score": seen.of.points,
                    "max-score": seen.of.max,
                    "output": seen.output,
                })
            })
            .collect();
        tests
    });
    let short: String = commit
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(7)
        .collect();
    let tag = datetime.replace(':', "-");
    let mut value = json!({
        "schema": "classroom50/result/v1",
        "classroom": classroom,
        "assignment": assignment,
        "assignment_type": "individual",
        "owner": student.student,
        "submission": format!("submit/{tag}-{short}"),
        "commit": commit,
        "release": commit,
        "review": commit,
        "datetime": datetime,
        "score": student.score.round() as u64,
        "max-score": student.max,
        "tests": tests.collect::<Vec<_>>(),
    });
    if let Some(at) = graded_at {
        value["graded_at"] = json!(at);
    }
    file(
        format!("{}/result.json", file_name(&student.student)),
        &value,
    )
}

/// A point in time as `2026-10-01T21:59:00Z`.
fn utc(text: &str) -> Option<String> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The most that PrairieLearn takes, in bytes.
const LARGEST: usize = 1_000_000;

/// `alice/results.json` for `/grade/results/results.json`.
pub fn prairielearn(run: &Run, student: &Student, open: bool) -> anyhow::Result<File> {
    let name = format!("{}/results.json", file_name(&student.student));
    for most in [usize::MAX, 10_000, 1_000, 100, 0] {
        let mut tests = Vec::new();
        for graded in &student.exercises {
            for seen in seen::of(run, graded, open, false) {
                tests.push(json!({
                    "name": format!("{}: {}", graded.id, seen.name),
                    "description": clean(seen::title(run, graded)),
                    "points": seen.of.points,
                    "max_points": seen.of.max,
                    "message": cut(&seen.output, most),
                    "output": cut(&seen.printed, most),
                }));
            }
        }
        let handed_in = student.submission.is_some();
        let score = match student.max {
            0 => 0.0,
            max => (student.score / f64::from(max)).clamp(0.0, 1.0),
        };
        let value = json!({
            "gradable": handed_in,
            "score": score,
            "message": summary(run, student),
            "output": "",
            "images": [],
            "tests": tests,
        });
        let found = file(name.clone(), &value)?;
        if found.1.len() <= LARGEST || most == 0 {
            return Ok(found);
        }
    }
    anyhow::bail!("the results of {} are too large", student.student)
}

/// `alice/ch01-overlap/results.json`, an exercise each, as version 3 of Exercism's test runners has it.
pub fn exercism(run: &Run, student: &Student, open: bool) -> anyhow::Result<Vec<File>> {
    let one = |graded: &Graded| {
        let seen = seen::of(run, graded, open, false);
        let whole = matches!(
            graded.status,
            Word::DidNotCompile | Word::NotHandedIn | Word::NotGraded | Word::Forged
        );
        let value = if whole {
            let told = seen.iter().map(|seen| seen.output.as_str());
            let told = told.into_iter().find(|output| !output.is_empty());
            json!({
                "version": 3,
                "status": "error",
                "message": cut(told.unwrap_or(graded.status.words()), 65_535),
                "tests": [],
            })
        } else {
            json!({
                "version": 3,
                "status": if graded.status == Word::Passed { "pass" } else { "fail" },
                "message": null,
                "tests": seen.iter().map(exercism_test).collect::<Vec<_>>(),
            })
        };
        let folder = graded.id.replace('/', "-");
        let name = format!("{}/{folder}/results.json", file_name(&student.student));
        file(name, &value)
    };
    student.exercises.iter().map(one).collect()
}

fn exercism_test(seen: &Seen<'_>) -> Value {
    use crate::engine::verdict::Status;
    let status = match seen.of.status {
        Status::Passed => "pass",
        Status::Failed | Status::Hung => "fail",
        _ => "error",
    };
    let message = match (seen.passed(), seen.output.as_str()) {
        (true, _) => Value::Null,
        (false, "") => json!(seen.of.status.words()),
        (false, told) => json!(cut(told, 65_535)),
    };
    json!({
        "name": seen.name,
        "status": status,
        "message": message,
        "output": if seen.printed.is_empty() { Value::Null } else { json!(cut(&seen.printed, 500)) },
    })
}

/// The first `most` characters of a text.
fn cut(text: &str, most: usize) -> String {
    const SIGN: &str = " … (cut)";
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(SIGN.chars().count());
    let mut short: String = text.chars().take(kept).collect();
    if most >= SIGN.chars().count() {
        short.push_str(SIGN);
    }
    short
}

/// The exercises in words, and what lateness costs: for the student.
pub fn summary(run: &Run, student: &Student) -> String {
    let mut lines: Vec<String> = Vec::new();
    match &student.submission {
        None => lines.push("Nothing was handed in.".to_owned()),
        Some(one) if one.days_late > 0 => lines.push(format!(
            "{} late: {}{}.",
            match one.days_late {
                1 => "1 day".to_owned(),
                days => format!("{days} days"),
            },
            match one.tokens {
                0 => String::new(),
                1 => "1 late token, ".to_owned(),
                tokens => format!("{tokens} late tokens, "),
            },
            format_args!("{} % off", one.percent_off),
        )),
        Some(_) => {}
    }
    for graded in &student.exercises {
        lines.push(format!(
            "{} ({}): {}, {} of {} points",
            clean(seen::title(run, graded)),
            graded.id,
            graded.status.words(),
            graded.points,
            graded.max,
        ));
    }
    lines.push(format!(
        "{} of {} points.",
        super::points(student.score),
        student.max
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_time_is_told_in_utc() {
        assert_eq!(
            utc("2026-10-01T23:59:00.5+02:00").as_deref(),
            Some("2026-10-01T21:59:00Z")
        );
        assert_eq!(utc(""), None);
    }

    #[test]
    fn a_long_text_is_cut_with_a_sign_within_the_limit() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut(&"ä".repeat(600), 500).chars().count(), 500);
        assert_eq!(cut("abcd", 3), "");
    }
}
