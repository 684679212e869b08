//! Checks of delegate.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use ch02::coroutine::{Coroutine, State};
use ch02::delegate::Report;
use kit::{caught, check};

/// What a resume gave.
type Came = State<String, usize>;

/// A part begins when the whole reaches it, not before. Nobody has asked for more than the title yet,
/// and what was sent with the first resume finds no `yield` that waits for it.
#[check]
fn the_title_comes_first_and_the_body_does_not_run_before_it() {
    for title in [
        "News",
        "",
        "{} and # again",
        "  indented, with a blank behind ",
    ] {
        let (body, log) = body_of(&["one", "two"], 2);
        let mut report = Report::new(title, body);
        let before = log.sent();
        let came = report.resume("a");
        let after = log.sent();

        assert!(
            before.is_empty(),
            "making the report resumed its body: nothing of it should have run yet"
        );
        assert!(
            came == State::Yielded(format!("# {title}")),
            "report {title:?}: resume 1 {}; wanted the title line, {:?}",
            said(&came),
            format!("# {title}")
        );
        assert!(
            after.is_empty(),
            "resume 1 yielded the title line, but it has also resumed the body, and sent it {:?}, \
             before anybody asked for a line of the body",
            after[0]
        );
    }
}

/// A resume runs to the next `yield` and stops there, also where that `yield` stands in the part.
/// Whoever takes all lines at once has nothing left to resume when the next sending comes.
#[check]
fn what_the_body_yields_is_passed_on_one_yield_a_resume() {
    let many = ["again"; 300];
    let bodies: [&[&str]; 7] = [
        &["one", "two", "three"],
        &["one"],
        &["", "after an empty line", ""],
        &["# News", "-- 1 lines", "# News", "-- 1 lines"],
        &[
            "  indented",
            "\tby a tab",
            "a blank behind ",
            "two\nlines",
            "\n",
        ],
        &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"],
        // More than a byte can count.
        &many,
    ];
    for lines in bodies {
        let (body, log) = body_of(lines, lines.len());
        let mut report = Report::new("News", body);
        let mut all = vec![report.resume("x")];
        for (number, line) in lines.iter().enumerate() {
            let resumed_before = log.sent().len();
            let came = report.resume("x");
            let resumed = log.sent().len() - resumed_before;
            all.push(came.clone());

            let resume = number + 2;
            assert!(
                came == State::Yielded((*line).to_owned()),
                "resume {resume} {}; wanted {line:?}, line {} of the body: {}{}",
                said(&came),
                number + 1,
                why_not_the_line(&came, lines, number),
                story(&all)
            );
            assert!(
                resumed == 1,
                "in resume {resume} of the report the body was resumed {resumed} times: {}{}",
                match resumed {
                    0 => "that line had been taken before it was asked for",
                    _ =>
                        "its lines were taken in one go, so what is sent later no longer finds a \
                         body that waits for it",
                },
                story(&all)
            );
        }
    }
}

/// This is what a loop over the part's lines cannot do: while the part runs, the caller talks with
/// the part, and the whole stands by and passes things on, both ways.
#[check]
fn what_is_sent_reaches_the_body_exactly_once() {
    const SENT: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    for lines in [3, 1, 0, 2] {
        let (body, log) = body_of(&["one", "two", "three"][..lines], lines);
        let mut report = Report::new("News", body);
        let mut all = Vec::new();
        // With the title, the lines, the closing line and the return.
        for letter in &SENT[..lines + 3] {
            all.push(report.resume(letter));
            if let Some(State::Returned(_)) = all.last() {
                break;
            }
        }

        let wanted = &SENT[1..lines + 2];
        let sent = log.sent();
        let lost = wanted.iter().find(|letter| !sent.contains(letter));
        let cause = || {
            if sent.contains(&"a") {
                "\"a\" came with resume 1, which ended at the title: it was sent before the body had \
                 started, and goes nowhere"
                    .to_owned()
            } else if let Some(letter) = wanted.iter().find(|one| times(&sent, one) > 1) {
                let times = times(&sent, letter);
                format!("{letter:?} was sent once, and the body was given it {times} times")
            } else if let Some(letter) = sent.iter().find(|one| !SENT.contains(one)) {
                let lost = lost.unwrap_or(&"what was sent");
                format!(
                    "nobody has sent {letter:?} to the report, and {lost} never reached the body"
                )
            } else if let Some(letter) = lost {
                format!("{letter:?} never reached the body")
            } else if sent.len() > wanted.len() {
                let letter = sent[wanted.len()];
                format!("{letter:?} was sent when the body had returned, and goes nowhere")
            } else {
                "they arrived in another order".to_owned()
            }
        };
        assert!(
            sent == wanted,
            "a body that yields {}. Sent to the report, a letter a resume: {}. Wanted in the \
             body: {wanted:?}; came: {sent:?}. The cause: {}{}",
            so_many(lines),
            SENT[..all.len()].join(", "),
            cause(),
            story(&all)
        );
    }
}

/// The part's end is no stop: the whole gets the value and runs on, in the same resume, up to its own
/// next `yield`. What the part returns is its own affair; it need not be the number of its lines.
#[check]
fn the_resume_in_which_the_body_returns_yields_the_closing_line() {
    for (lines, count) in ENDS {
        let (body, _) = body_of(lines, count);
        let all = play(&mut Report::new("News", body), lines.len() + 2);

        let resume = lines.len() + 2;
        let line = format!("-- {count} lines");
        let came = all.last().expect("a report was resumed");
        let cause = || match came {
            State::Returned(_) if all.len() < resume => "it came to its end too early",
            State::Returned(_) if lines.is_empty() => {
                "it returned together with the body: a body without a line has its closing line too"
            }
            State::Returned(_) => {
                "it returned together with the body. What the body returns is a value, with which \
                 the report goes on"
            }
            State::Yielded(came) if *came == format!("-- {} lines", lines.len()) => {
                "that is how many lines have passed by; wanted is what the body returned"
            }
            State::Yielded(came) if came.starts_with("--") => {
                "the number is not what the body returned"
            }
            State::Yielded(_) => {
                "this was the resume in which the body returned, and nothing stops the report there"
            }
        };
        assert!(
            all.len() == resume && *came == State::Yielded(line.clone()),
            "a body that yields {} and returns {count}: resume {} {}, wanted {line:?} in \
             resume {resume}: {}{}",
            so_many(lines.len()),
            all.len(),
            said(came),
            cause(),
            story(&all)
        );
    }
}

/// The closing line is a stop like every other, and the count must be kept over it: it is what the
/// report returns when it is resumed once more.
#[check]
fn the_resume_after_the_closing_line_returns_the_count() {
    for (lines, count) in ENDS {
        let (body, _) = body_of(lines, count);
        let all = play(&mut Report::new("News", body), lines.len() + 3);

        let resume = lines.len() + 3;
        let came = all.last().expect("a report was resumed");
        let cause = match came {
            _ if all.len() < resume => "it returned before the closing line had been yielded",
            State::Yielded(came) if came.starts_with("--") => {
                "the closing line came a second time, as if the report had not moved on from there"
            }
            State::Yielded(_) => "nothing is left to yield after the closing line",
            State::Returned(_) => {
                "what the body returned has been lost between the closing line and the end"
            }
        };
        assert!(
            all.len() == resume && *came == State::Returned(count),
            "a body that yields {} and returns {count}: resume {} {}, wanted that resume \
             {resume} returns {count}: {cause}{}",
            so_many(lines.len()),
            all.len(),
            said(came),
            story(&all)
        );
    }
}

/// A coroutine that has returned is spent. Its value comes once, and whoever needs it later must keep
/// it.
#[check]
fn the_body_is_not_resumed_after_it_has_returned() {
    for (lines, count) in ENDS {
        let (body, log) = body_of(lines, count);
        let mut report = Report::new("News", body);
        let mut all = Vec::new();
        for _ in 0..lines.len() + 3 {
            all.push(report.resume("x"));
            let spent = log.resumed_after_return();

            assert!(
                spent == 0,
                "the body had returned {count}, and resume {} of the report resumed it once more: a \
                 real body panics then. What it returned must be kept by the report{}",
                all.len(),
                story(&all)
            );
            if let Some(State::Returned(_)) = all.last() {
                break;
            }
        }
        assert!(
            log.sent().len() == lines.len() + 1,
            "a body that yields {} and then returns should be resumed {} times; it was resumed {} \
             times, and the last resume of the report {}{}",
            so_many(lines.len()),
            lines.len() + 1,
            log.sent().len(),
            said(all.last().expect("a report was resumed")),
            story(&all)
        );
        // Whether this one panics, as it should, is judged by a check of its own.
        let _ = caught(|| report.resume("x"));

        assert!(
            log.resumed_after_return() == 0,
            "the report was resumed after its own return, and it resumed its body, which had \
             returned long before{}",
            story(&all)
        );
    }
}

/// Whatever is a coroutine can be a part, and a report is one. Each of the two remembers where it
/// stopped, and what is sent goes down through both.
#[check]
fn a_report_can_be_the_body_of_a_report() {
    // Under the same title as well: it does not tell one report from the other.
    for titles in [["outer", "inner"], ["News", "News"]] {
        runs_inside_another(titles);
    }
}

#[track_caller]
fn runs_inside_another([outer, inner]: [&str; 2]) {
    let wanted: [(&str, Came); 7] = [
        ("a", State::Yielded(format!("# {outer}"))),
        ("b", State::Yielded(format!("# {inner}"))),
        ("c", State::Yielded("one".to_owned())),
        ("d", State::Yielded("two".to_owned())),
        ("e", State::Yielded("-- 7 lines".to_owned())),
        ("f", State::Yielded("-- 7 lines".to_owned())),
        ("g", State::Returned(7)),
    ];
    let (body, log) = body_of(&["one", "two"], 7);
    let which = format!("a report {inner:?} in a report {outer:?}");
    let mut outer = Report::new(outer, Report::new(inner, body));
    let mut all = vec![outer.resume("a")];
    for (number, (letter, wanted)) in wanted.iter().enumerate() {
        if number > 0 {
            let came = caught(|| outer.resume(letter));
            let came = came.unwrap_or_else(|panic| {
                panic!(
                    "{which}: resume {} panicked with {:?}; wanted was that it {}. Each of the two \
                     must remember for itself where it stopped, or they disturb each \
                     other{}",
                    number + 1,
                    panic.message,
                    said(wanted),
                    story(&all)
                )
            });
            all.push(came);
        }
        let came = &all[number];

        assert!(
            came == wanted,
            "{which}: resume {} {}; wanted was that it {}. Each of the two must \
             remember for itself where it stopped, or they disturb each other{}",
            all.len(),
            said(came),
            said(wanted),
            story(&all)
        );
    }
    let sent = log.sent();
    assert!(
        sent == ["c", "d", "e"],
        "{which}: a, b, c, d, e, f, g were sent, resume by resume. Resume 1 ended at the \
         outer title, resume 2 at the inner one, so \"c\", \"d\" and \"e\" should have reached the \
         body; it was sent {sent:?}{}",
        story(&all)
    );
}

/// There is nothing to run on from. An answer that looks valid would be taken for one, so it refuses,
/// in words by which its caller finds the mistake, and it refuses every time.
#[check]
fn a_resume_after_the_return_panics() {
    for (lines, count) in ENDS {
        let (body, _) = body_of(lines, count);
        let mut report = Report::new("News", body);
        let all = play(&mut report, lines.len() + 3);
        let last = all.last().expect("a report was resumed");
        assert!(
            all.len() == lines.len() + 3 && matches!(last, State::Returned(_)),
            "a body that yields {}: the report should return at resume {}, and then be resumed once \
             more; resume {} {}{}",
            so_many(lines.len()),
            lines.len() + 3,
            all.len(),
            said(last),
            story(&all)
        );
        for time in ["once", "a second time"] {
            let resumed = caught(|| report.resume("x"));
            match resumed {
                Ok(came) => panic!(
                    "the report had returned and was resumed {time}: it {}, as if it were not over; \
                     it should panic, with `already returned` in its message{}",
                    said(&came),
                    story(&all)
                ),
                Err(panic) => {
                    let words = panic.message;
                    assert!(
                        words.contains("already returned"),
                        "the report had returned and was resumed {time}: it panicked, but its \
                         message does not contain the words `already returned`: {words:?}"
                    );
                }
            }
        }
    }
}

/// Bodies by what they yield and return: the count is mostly not the number of lines.
const ENDS: [(&[&str], usize); 7] = [
    (&["one", "two", "three"], 3),
    (&["one", "two"], 7),
    (&["one"], 0),
    (&["one", "two"], 1),
    (&["one"], usize::MAX),
    (&[], 0),
    (&[], 40),
];

/// Yields its lines and then returns its count. It writes down what it is sent, and bears it to be
/// resumed once too often.
struct Body {
    lines: Vec<&'static str>,
    count: usize,
    log: Log,
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Written>>);

#[derive(Default)]
struct Written {
    sent: Vec<&'static str>,
    resumed_after_return: usize,
}

fn body_of(lines: &[&'static str], count: usize) -> (Body, Log) {
    let log = Log::default();
    let body = Body {
        lines: lines.to_vec(),
        count,
        log: log.clone(),
    };
    (body, log)
}

impl Coroutine for Body {
    type In = &'static str;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: &'static str) -> Came {
        let mut log = self.log.0.lock().unwrap();
        let resumed_before = log.sent.len();
        log.sent.push(input);
        if resumed_before > self.lines.len() {
            log.resumed_after_return += 1;
        }
        match self.lines.get(resumed_before) {
            Some(line) => State::Yielded((*line).to_owned()),
            None => State::Returned(self.count),
        }
    }
}

impl Log {
    /// What the body was sent, a letter a resume.
    fn sent(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().sent.clone()
    }

    fn resumed_after_return(&self) -> usize {
        self.0.lock().unwrap().resumed_after_return
    }
}

/// What `resumes` resumes give; fewer where it returns before.
fn play(report: &mut Report<Body>, resumes: usize) -> Vec<Came> {
    let mut all = Vec::new();
    while all.len() < resumes && !matches!(all.last(), Some(State::Returned(_))) {
        all.push(report.resume("x"));
    }
    all
}

/// Why this most likely came in the place of line `number`, counted from 0.
fn why_not_the_line(came: &Came, lines: &[&str], number: usize) -> &'static str {
    let State::Yielded(came) = came else {
        return "it came to its end, but the body has not returned";
    };
    let (before, after) = (&lines[..number], &lines[number + 1..]);
    if came.trim() == lines[number].trim() {
        "a line is passed on as it is, with the white space at its ends"
    } else if after.contains(&came.as_str()) {
        "a line of the body was lost at the hand-over"
    } else if came == "# News" {
        "it started again from the top instead of running on"
    } else if before.contains(&came.as_str()) {
        "that line had come already"
    } else if came.starts_with("--") {
        "it closes the report, but the body has not returned"
    } else {
        "the body has not yielded that"
    }
}

fn times(sent: &[&str], letter: &str) -> usize {
    sent.iter().filter(|one| **one == letter).count()
}

fn said(came: &Came) -> String {
    match came {
        State::Yielded(line) => format!("yielded {line:?}"),
        State::Returned(count) => format!("returned {count}"),
    }
}

/// `1 line`, `2 lines`
fn so_many(lines: usize) -> String {
    match lines {
        1 => "1 line".to_owned(),
        more => format!("{more} lines"),
    }
}

/// What came, a resume a line, to stand below a cause; of many the last ones.
fn story(all: &[Came]) -> String {
    const MOST: usize = 20;
    let left_out = all.len().saturating_sub(MOST);
    let mut story = String::new();
    if left_out > 0 {
        let _ = write!(story, "\n  ({left_out} resumes, and)");
    }
    for (number, came) in all.iter().enumerate().skip(left_out) {
        let _ = write!(story, "\n  resume {} {}", number + 1, said(came));
    }
    story
}
