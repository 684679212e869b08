//! Checks of delegate.

use std::fmt::Write as _;
use std::iter::once;
use std::sync::{Arc, Mutex};

use ch02::coroutine::{Coroutine, State};
use ch02::delegate::Report;
use kit::{caught, check};

/// What a resume gave.
type Came = State<String, usize>;

// Its idea is told in other checks too, which fail for the same cause.
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

        assert!(before.is_empty(), "{BY_NEW}");
        assert!(
            came == State::Yielded(format!("# {title}")),
            "report {title:?}: resume 1 {}; wanted the title line, {:?}",
            said(&came),
            format!("# {title}")
        );
        assert!(
            after.is_empty(),
            "resume 1 has resumed the body, which was sent {}, and should only yield the title line\
             {AFTER_THE_TITLE}",
            listed(&after)
        );
    }
}

// Fails for several causes, each of which has an idea of its own.
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
            let right = came == State::Yielded((*line).to_owned()) && resumed == 1;
            assert!(
                right,
                "{}",
                first_fault(lines, lines.len()).unwrap_or_else(|| format!(
                    "resume {} {} instead of {line:?}{}",
                    number + 2,
                    said(&came),
                    story(&all)
                ))
            );
        }
    }
}

/// A coroutine that has returned has nothing left to run. Its value comes once, and what needs it later
/// must keep it.
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
                "{}",
                first_fault(lines, count).unwrap_or_else(|| format!(
                    "{RESUMED_AGAIN}, by resume {} of the report{}",
                    all.len(),
                    story(&all)
                ))
            );
            if let Some(State::Returned(_)) = all.last() {
                break;
            }
        }
        assert!(
            log.sent().len() == lines.len() + 1,
            "{}",
            first_fault(lines, count).unwrap_or_else(|| format!(
                "a body that yields {} and then returns was resumed {} times instead of {}{}",
                so_many(lines.len()),
                log.sent().len(),
                lines.len() + 1,
                story(&all)
            ))
        );
        // Whether this one panics, as it should, is judged by a check of its own.
        let _ = caught(|| report.resume("x"));

        assert!(
            log.resumed_after_return() == 0,
            "{RESUMED_AGAIN}: the report was resumed after its own return, and resumed its body{}",
            story(&all)
        );
    }
}

/// While the part runs, the caller talks with it, and the whole passes things on, both ways.
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
                "the body was given \"a\", which came with resume 1: that one ended at the title, before \
                 the body had started"
                    .to_owned()
            } else if let Some(letter) = wanted.iter().find(|one| times(&sent, one) > 1) {
                let times = times(&sent, letter);
                format!("{letter:?} was sent once, and the body was given it {times} times")
            } else if sent.iter().all(|one| !SENT.contains(one)) && sent.len() == wanted.len() {
                format!(
                    "what was sent to the report never reached the body: in each of its resumes it was \
                     given {:?} instead",
                    sent[0]
                )
            } else if sent.len() == wanted.len() && sent[1..] == wanted[1..] {
                format!(
                    "right in later resumes of the body, wrong in the one that starts it: that one was given \
                     {:?} instead of {:?}, which never reached the body",
                    sent[0], wanted[0]
                )
            } else if let Some(letter) = sent.iter().find(|one| !SENT.contains(one)) {
                let lost = lost.unwrap_or(&"what was sent");
                format!(
                    "the body was given {letter:?}, which was not sent to the report, and {lost} never \
                     reached the body"
                )
            } else if let Some(letter) = lost {
                format!("{letter:?} never reached the body")
            } else if sent.len() > wanted.len() {
                let letter = sent[wanted.len()];
                format!("the body was given {letter:?}, which was sent when it had returned")
            } else {
                "they arrived in another order".to_owned()
            }
        };
        assert!(
            sent == wanted,
            "{}",
            first_fault(&["one", "two", "three"][..lines], lines).unwrap_or_else(|| format!(
                "{}\nthe report was resumed {} times, and sent {}. The body, which yields {}, should be given \
                 {}, and was given {}{}",
                cause(),
                all.len(),
                listed(&SENT[..all.len()]),
                so_many(lines),
                listed(wanted),
                listed(&sent),
                story(&all)
            ) + BOTH_WAYS)
        );
    }
}

/// The part's end is no stop: the whole gets the value and runs on, in the same resume, up to its own
/// next `yield`. What the part returns is up to the part; it need not be the number of its lines.
#[check]
fn the_resume_in_which_the_body_returns_yields_the_closing_line() {
    for (lines, count) in ENDS {
        let (body, _) = body_of(lines, count);
        let all = play(&mut Report::new("News", body), lines.len() + 2);

        let resume = lines.len() + 2;
        let line = format!("-- {count} lines");
        let came = all.last().expect("a report was resumed");
        assert!(
            all.len() == resume && *came == State::Yielded(line.clone()),
            "{}",
            first_fault(lines, count).unwrap_or_else(|| format!(
                "resume {} {} instead of {line:?}{}",
                all.len(),
                said(came),
                story(&all)
            ))
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
        assert!(
            all.len() == resume && *came == State::Returned(count),
            "{}",
            first_fault(lines, count).unwrap_or_else(|| format!(
                "resume {} {} instead of returning {count}{}",
                all.len(),
                said(came),
                story(&all)
            ))
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
    let titles_are_equal = inner == outer;
    let mut outer = Report::new(outer, Report::new(inner, body));
    let mut all = vec![outer.resume("a")];
    for (number, (letter, wanted)) in wanted.iter().enumerate() {
        if number > 0 {
            let came = caught(|| outer.resume(letter));
            let came = came.unwrap_or_else(|panic| {
                let alone = first_fault(&["one", "two"], 7);
                assert!(alone.is_none(), "{}", alone.unwrap_or_default());
                panic!(
                    "right alone, wrong for {which}: resume {} panicked with {:?}, and should have {}. \
                     Each of the two must remember for itself where it stopped{}",
                    number + 1,
                    panic.message,
                    said(wanted),
                    story(&all)
                )
            });
            all.push(came);
        }
        let came = &all[number];

        if came != wanted {
            let alone = first_fault(&["one", "two"], 7);
            assert!(alone.is_none(), "{}", alone.unwrap_or_default());
            panic!(
                "right alone{}, wrong for {which}: resume {} {}, and should have {}. Each of the two must \
                 remember for itself where it stopped{}",
                match titles_are_equal {
                    true => " and with two titles that differ",
                    false => "",
                },
                all.len(),
                said(came),
                said(wanted),
                story(&all)
            );
        }
    }
    let sent = log.sent();
    assert!(
        sent == ["c", "d", "e"],
        "{}",
        first_fault(&["one", "two"], 7).unwrap_or_else(|| format!(
            "in a report inside another one, the body was given {} instead of \"c\", \"d\", \"e\"\n{which}: a, b, c, d, e, f, g \
             were sent, resume by resume; resume 1 ended at the outer title, resume 2 at the inner one{}\
             {BOTH_WAYS}",
            listed(&sent),
            story(&all)
        ))
    );
}

/// After the return there is nothing to run on from. A panic says so; a line that looks valid would hide
/// it. It stays over: one panic does not make a new start.
#[check]
fn a_resume_after_the_return_panics() {
    for (lines, count) in ENDS {
        let (body, _) = body_of(lines, count);
        let mut report = Report::new("News", body);
        let all = play(&mut report, lines.len() + 3);
        let last = all.last().expect("a report was resumed");
        assert!(
            all.len() == lines.len() + 3 && matches!(last, State::Returned(_)),
            "{}",
            first_fault(lines, count).unwrap_or_else(|| format!(
                "resume {} {} instead of returning{}",
                all.len(),
                said(last),
                story(&all)
            ))
        );
        for time in ["once", "a second time"] {
            let resumed = caught(|| report.resume("x"));
            match resumed {
                Ok(came) => panic!(
                    "a resume after the return did not panic: resumed {time}, the report {}, as if it were \
                     not over{}",
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

const BOTH_WAYS: &str = "\n\nWhile the part runs, the caller talks with it, and the whole passes things on, both \
    ways: what the part yields goes up, what is sent goes down, with the resume that starts the part too.";

const ONE_A_RESUME: &str = "\n\nA resume runs to the next `yield` and stops there, even if that `yield` is in the \
    part. If all lines are taken at once, no `yield` of the part is left for what is sent later.";

const RUNS_ON: &str = "\n\nA resume runs on from the `yield` at which the last one stopped. Where that was must be \
    kept in the report.";

const AS_THEY_ARE: &str = "\n\nWhat the part yields and returns is passed on as it is: the whole changes nothing \
    in it.";

const BY_NEW: &str = "making the report has resumed its body: nothing of it should have run yet";

const WITH_THE_TITLE: &str = "resume 1 has resumed the body, and should only yield the title line";

const AFTER_THE_TITLE: &str = "\n\nA part begins when the whole reaches it, not before. What was sent with the first resume finds no \
    `yield` that waits for it.";

const RESUMED_AGAIN: &str = "the body had returned, and was resumed once more";

/// What goes wrong first in a report of such a body, if anything does: the cause of what other checks
/// see of it.
fn first_fault(lines: &[&'static str], count: usize) -> Option<String> {
    let (body, log) = body_of(lines, count);
    let mut report = Report::new("News", body);
    if !log.sent().is_empty() {
        return Some(BY_NEW.to_owned());
    }
    let mut all = Vec::new();
    let wanted = once(State::Yielded("# News".to_owned()))
        .chain(lines.iter().map(|line| State::Yielded((*line).to_owned())))
        .chain([
            State::Yielded(format!("-- {count} lines")),
            State::Returned(count),
        ]);
    for (at, wanted) in wanted.enumerate() {
        let before = log.sent().len();
        let came = match caught(|| report.resume("x")) {
            Ok(came) => came,
            Err(panic) => {
                return Some(format!(
                    "resume {} panicked with {:?}, though the report had not returned{}",
                    at + 1,
                    panic.message,
                    story(&all)
                ));
            }
        };
        let resumed = log.sent().len() - before;
        all.push(came.clone());
        if at == 0 && resumed > 0 {
            return Some(format!("{WITH_THE_TITLE}{AFTER_THE_TITLE}"));
        }
        let closing = lines.len() + 1;
        let cause = if log.resumed_after_return() > 0 {
            RESUMED_AGAIN
        } else if came == wanted {
            match resumed {
                0 if at > 0 && at < closing => {
                    "the body was not resumed for this line, which had been taken before it was asked for"
                }
                2.. => {
                    "the lines of the body were taken in one go: what is sent later no longer finds a body \
                     that waits for it"
                }
                _ => continue,
            }
        } else if at == 0 {
            "the first resume did not yield the title line"
        } else if at < closing {
            why_not_the_line(&came, lines, at - 1)
        } else if at == closing {
            why_not_the_closing_line(&came, lines.len())
        } else {
            match &came {
                State::Yielded(came) if came.starts_with("--") => {
                    "the closing line came a second time, as if the report had not moved on from there"
                }
                State::Yielded(_) => "nothing is left to yield after the closing line",
                State::Returned(_) => {
                    "what the body returned has been lost between the closing line and the end"
                }
            }
        };
        let fault = match came == wanted {
            true => format!("and in it the body was resumed {}", times_in_words(resumed)),
            false => format!("and should have {}", said(&wanted)),
        };
        let cause = match &came {
            State::Returned(back)
                if at > closing && *back != count && *back == (count & 0xFFFF_FFFF) =>
            {
                "the report returned what 32 bits hold of the count, and not the count"
            }
            _ => cause,
        };
        let idea = match cause {
            cause if cause.contains("white space") || cause.contains("says `lines`") => AS_THEY_ARE,
            cause if cause.contains("from the top") => RUNS_ON,
            _ if at > 0 && at < closing => ONE_A_RESUME,
            _ => "",
        };
        return Some(format!(
            "{cause}\na body that yields {} and returns {count}: resume {} {}, {fault}{}{idea}",
            so_many(lines.len()),
            at + 1,
            said(&came),
            story(&all)
        ));
    }
    None
}

/// Why this came in the place of the closing line.
fn why_not_the_closing_line(came: &Came, lines: usize) -> &'static str {
    match came {
        State::Returned(_) if lines == 0 => {
            "it returned together with the body: a body without a line has its closing line too"
        }
        State::Returned(_) => {
            "it returned together with the body. What the body returns is a value, with which the report \
             goes on"
        }
        State::Yielded(came) if *came == format!("-- {lines} lines") => {
            "it counted the lines that have passed by, and did not take what the body returned"
        }
        State::Yielded(came) if came.starts_with("--") && came.ends_with(" line") => {
            "right for other counts, wrong for 1: the closing line says `lines`, whatever the count"
        }
        State::Yielded(came) if came.starts_with("--") => {
            "the number is not what the body returned"
        }
        State::Yielded(_) => {
            "right up to the body's end, wrong in the resume in which the body returned: the report stopped \
             there, and the closing line did not come with it"
        }
    }
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

/// `"a", "b"`
fn listed(sent: &[&str]) -> String {
    match sent {
        [] => "nothing".to_owned(),
        sent => {
            let quoted: Vec<_> = sent.iter().map(|one| format!("{one:?}")).collect();
            quoted.join(", ")
        }
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

fn times_in_words(times: usize) -> String {
    match times {
        1 => "once".to_owned(),
        times => format!("{times} times"),
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
