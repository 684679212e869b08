//! The report on a class.

use std::collections::BTreeMap;

use super::beliefs::{Beliefs, Likely};
use super::html::{escaped, page, table};
use crate::classroom::export::{points, seen};
use crate::classroom::results::{Graded, Planned, Results, Student, Word};
use crate::engine::verdict::Status;

/// The report on all students; `book` is where the book is published, for links to its pages.
pub fn class(results: &Results, beliefs: &Beliefs, book: Option<&str>) -> String {
    let title = match results.run.assignment.title.as_str() {
        "" => "Report",
        title => title,
    };
    let graded: Vec<&Student> = results
        .students
        .iter()
        .filter(|one| one.not_graded.is_empty())
        .collect();
    let mut body = format!("<h1>{}</h1>\n", escaped(title));
    body.push_str(&overview(results, &graded));
    body.push_str("<h2>Points by exercise</h2>\n");
    body.push_str(&by_exercise(results, &graded));
    body.push_str("<h2>What the class likely believes</h2>\n");
    body.push_str(&believed(results, &graded, beliefs, book));
    body.push_str("<h2>Who may need help</h2>\n");
    body.push_str(&in_need(&graded));
    body.push_str("<h2>What was flagged</h2>\n");
    body.push_str(&flagged(results));
    let without = without_grade(results);
    if !without.is_empty() {
        body.push_str("<h2>Not graded</h2>\n<p>No points were given or taken. Grade again.</p>\n");
        body.push_str(&table(&["student", "why"], &without, &[]));
    }
    body.push_str("<h2>All students</h2>\n");
    body.push_str(&everybody(results));
    page(title, &body)
}

fn overview(results: &Results, graded: &[&Student]) -> String {
    let max: u32 = results.run.exercises.iter().map(|one| one.points).sum();
    let mut scores: Vec<f64> = graded.iter().map(|one| one.score).collect();
    scores.sort_by(f64::total_cmp);
    let median = match scores.len() {
        0 => String::new(),
        many => {
            let middle = (scores[(many - 1) / 2] + scores[many / 2]) / 2.0;
            format!(
                " Half of them have {} or more of {max} points.",
                points(middle)
            )
        }
    };
    let due = results.run.assignment.deadline.as_deref();
    format!(
        "<p>{} of {} graded.{median}{}</p>\n<p class=\"quiet\">Sandbox: {}. Compiler: {}.</p>\n",
        graded.len(),
        match results.run.students.len() {
            1 => "1 student".to_owned(),
            many => format!("{many} students"),
        },
        due.map_or_else(String::new, |due| format!(" Due: {}.", escaped(due))),
        escaped(&results.run.sandbox),
        escaped(&results.run.toolchain),
    )
}

/// What each student got in an exercise.
fn answers<'a>(graded: &[&'a Student], planned: &Planned) -> Vec<&'a Graded> {
    let all = graded.iter().flat_map(|student| &student.exercises);
    all.filter(|one| one.id == planned.id).collect()
}

fn by_exercise(results: &Results, graded: &[&Student]) -> String {
    let rows: Vec<Vec<String>> = results
        .run
        .exercises
        .iter()
        .map(|planned| {
            let answers = answers(graded, planned);
            let given = answers.iter().filter(|one| one.status != Word::NotHandedIn);
            let whole = answers.iter().filter(|one| one.status == Word::Passed);
            let sum: u32 = answers.iter().map(|one| one.points).sum();
            let mean = f64::from(sum) / (answers.len().max(1) as f64);
            let failures = |name: &str| {
                let checks = answers.iter().flat_map(|one| &one.checks);
                let failed = checks.filter(|check| {
                    let tried = !matches!(
                        check.status,
                        Status::Passed | Status::NotHandedIn | Status::DidNotCompile
                    );
                    check.check == name && tried
                });
                failed.count()
            };
            let hardest = planned
                .checks
                .iter()
                .map(|check| (failures(&check.name), &check.name))
                .reduce(|best, one| if one.0 > best.0 { one } else { best });
            let hardest = match hardest {
                Some((count @ 1.., name)) => {
                    format!("{} ({count})", escaped(&seen::in_words(name)))
                }
                _ => String::new(),
            };
            vec![
                format!(
                    "{}<br><span class=\"quiet\">{}</span>",
                    escaped(&planned.title),
                    escaped(&planned.id)
                ),
                given.count().to_string(),
                whole.count().to_string(),
                format!("{} of {}", points(mean), planned.points),
                format!(
                    "<meter min=\"0\" max=\"{}\" value=\"{}\"></meter>",
                    planned.points.max(1),
                    points(mean)
                ),
                hardest,
            ]
        })
        .collect();
    table(
        &[
            "exercise",
            "handed in",
            "whole",
            "mean points",
            "",
            "the check that fails most often",
        ],
        &rows,
        &[1, 2, 3],
    )
}

fn believed(
    results: &Results,
    graded: &[&Student],
    beliefs: &Beliefs,
    book: Option<&str>,
) -> String {
    if beliefs.is_empty() {
        return "<p>The catalogues of wrong answers are not here, or do not fit these checks.</p>\n".to_owned();
    }
    let mut held: BTreeMap<Vec<Likely>, Vec<&str>> = BTreeMap::new();
    for student in graded {
        for answer in &student.exercises {
            let likely = beliefs.likely(&results.run, answer);
            if !likely.is_empty() {
                held.entry(likely).or_default().push(&student.student);
            }
        }
    }
    if held.is_empty() {
        return "<p>No failing answer looks like one of the catalogues.</p>\n".to_owned();
    }
    let mut held: Vec<(Vec<Likely>, Vec<&str>)> = held.into_iter().collect();
    held.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    let rows: Vec<Vec<String>> = held
        .iter()
        .map(|(likely, students)| {
            let each: Vec<String> = likely
                .iter()
                .map(|one| format!("{} ({})", escaped(&one.belief), link(&one.page, book)))
                .collect();
            vec![
                students.len().to_string(),
                escaped(&likely[0].exercise),
                each.join("<br><span class=\"quiet\">or</span> "),
                escaped(&students.join(", ")),
            ]
        })
        .collect();
    let about = "<p>An answer fails as the program of a known belief does: with the same words, and at mostly the \
                 same checks. Another mistake can look alike, so this is likely and not certain. Where as much speaks for \
                 several beliefs, all are named.</p>\n";
    let header = [
        "students",
        "exercise",
        "the belief, likely, and its page",
        "who",
    ];
    format!("{about}{}", table(&header, &rows, &[0]))
}

/// The page `chapters/ch01/order.md#here`, linked if the book is published.
pub fn link(page: &str, book: Option<&str>) -> String {
    let name = page.strip_prefix("chapters/").unwrap_or(page);
    let shown = escaped(&name.replacen(".md", "", 1));
    match book {
        Some(book) if !page.is_empty() => format!(
            "<a href=\"{}/{}\">{shown}</a>",
            escaped(book.trim_end_matches('/')),
            escaped(&name.replacen(".md", ".html", 1))
        ),
        _ => shown,
    }
}

fn in_need(graded: &[&Student]) -> String {
    let mut rows: Vec<(f64, Vec<String>)> = Vec::new();
    for student in graded {
        let share = match student.max {
            0 => continue,
            max => student.score / f64::from(max),
        };
        let with = |word: Word| {
            student
                .exercises
                .iter()
                .filter(|one| one.status == word)
                .count()
        };
        let mut why = Vec::new();
        if share < 0.5 {
            why.push("less than half of the points".to_owned());
        }
        let absent = with(Word::NotHandedIn);
        if absent > 0 && absent * 2 >= student.exercises.len() {
            why.push(format!(
                "{absent} of {} not handed in",
                student.exercises.len()
            ));
        }
        for word in [Word::DidNotCompile, Word::Hung] {
            match with(word) {
                0 => {}
                count => why.push(format!("{count} {}", word.words())),
            }
        }
        if share < 0.5 || why.len() > 1 {
            let row = vec![
                who(student),
                format!("{} of {}", points(student.score), student.max),
                escaped(&why.join("; ")),
            ];
            rows.push((share, row));
        }
    }
    if rows.is_empty() {
        return "<p>All students have half of the points or more.</p>\n".to_owned();
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(_, row)| row).collect();
    table(&["student", "points", "why"], &rows, &[1])
}

fn flagged(results: &Results) -> String {
    let mut rows = Vec::new();
    for student in &results.students {
        let whole = student
            .flags
            .iter()
            .map(|flag| (String::new(), flag.clone()));
        let single = student.exercises.iter().flat_map(|one| {
            let forged =
                (one.status == Word::Forged).then(|| "reported a pass by itself".to_owned());
            let all = one.flags.iter().cloned().chain(forged);
            all.map(|flag| (one.file.clone(), flag)).collect::<Vec<_>>()
        });
        for (file, flag) in whole.chain(single) {
            rows.push(vec![who(student), escaped(&file), escaped(&flag)]);
        }
    }
    if rows.is_empty() {
        return "<p>Nothing.</p>\n".to_owned();
    }
    let about = "<p>A flag is a reason to look. It costs no points, except for a forged pass and for \
         what is not allowed.</p>\n";
    format!("{about}{}", table(&["student", "file", "what"], &rows, &[]))
}

fn without_grade(results: &Results) -> Vec<Vec<String>> {
    let failed = results
        .students
        .iter()
        .filter(|one| !one.not_graded.is_empty());
    let failed = failed.map(|one| vec![who(one), escaped(&one.not_graded)]);
    let missing = results.missing.iter();
    let missing = missing.map(|one| vec![escaped(one), "no result yet".to_owned()]);
    failed.chain(missing).collect()
}

fn everybody(results: &Results) -> String {
    let rows: Vec<Vec<String>> = results
        .students
        .iter()
        .map(|student| {
            let mut row = vec![who(student)];
            row.push(match student.not_graded.is_empty() {
                true => format!("{} of {}", points(student.score), student.max),
                false => "not graded".to_owned(),
            });
            for planned in &results.run.exercises {
                let found = student.exercises.iter().find(|one| one.id == planned.id);
                row.push(found.map_or_else(String::new, |one| match one.status {
                    Word::Passed | Word::Partial => one.points.to_string(),
                    word => format!("<span class=\"quiet\">{}</span>", word.words()),
                }));
            }
            row
        })
        .collect();
    let ids: Vec<String> = results
        .run
        .exercises
        .iter()
        .map(|one| escaped(&one.id))
        .collect();
    let mut header = vec!["student", "points"];
    header.extend(ids.iter().map(String::as_str));
    let numbers: Vec<usize> = (1..header.len()).collect();
    table(&header, &rows, &numbers)
}

/// A student by name and key.
fn who(student: &Student) -> String {
    match student.name.as_str() {
        "" => escaped(&student.student),
        name => format!(
            "{} <span class=\"quiet\">{}</span>",
            escaped(name),
            escaped(&student.student)
        ),
    }
}
