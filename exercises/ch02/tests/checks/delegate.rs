//! Checks of delegate.

use std::fmt::Write as _;
use std::iter::once;
use std::sync::{Arc, Mutex};

use ch02::coroutine::{Coroutine, State};
use ch02::delegate::Report;
use kit::{caught, check, varied, varied_word};

/// The result of a resume.
type Came = State<String, usize>;

// Without docs: other checks fail for the same cause, and their messages explain it.
#[check]
fn the_title_comes_first_and_the_body_does_not_run_before_it() {
    let news = varied_word("News");
    for title in [
        news.as_str(),
        "",
        "{} and # again",
        "  indented, with a blank after it ",
    ] {
        let (body, log) = body_of(&["one", "two"], 2);
        let mut report = Report::new(title, body);
        let before = log.sent();
        let came = report.resume("a");
        let after = log.sent();

        assert!(before.is_empty(), "{BY_NEW}");
        assert!(
            came == State::Yielded(format!("# {title}")),
            "resume 1 of a report {title:?} {} instead of its title line, {:?}",
            said(&came),
            format!("# {title}")
        );
        assert!(
            after.is_empty(),
            "resume 1 should only yield the title line, and it resumed the body with {}\
             {AFTER_THE_TITLE}",
            listed(&after)
        );
    }
}

// Without docs: it fails for several causes, and the messages explain each.
#[check]
fn what_the_body_yields_is_passed_on_one_yield_a_resume() {
    let many = ["again"; 300];
    // A body keeps its lines as long as it lives.
    let one: &'static str = varied_word("one").leak();
    let bodies: [&[&str]; 7] = [
        &["one", "two", "three"],
        &[one],
        &["", "after an empty line", ""],
        &["# News", "-- 2 lines", "# News", "-- 2 lines"],
        &[
            "  indented",
            "\tby a tab",
            "a blank after it ",
            "two\nlines",
            "\n",
        ],
        &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"],
        // More than 8 bits can count.
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

/// A coroutine that has returned has nothing left to run. It returns its value once, so the report must
/// store the count.
#[check]
fn the_body_is_not_resumed_after_it_has_returned() {
    for (lines, count) in ends() {
        let (body, log) = body_of(lines, count);
        let mut report = Report::new("News", body);
        let mut all = Vec::new();
        for _ in 0..lines.len() + 3 {
            all.push(report.resume("x"));
            let too_often = log.resumed_after_return();

            assert!(
                too_often == 0,
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
        // Another check tests that this resume panics.
        let _ = caught(|| report.resume("x"));

        assert!(
            log.resumed_after_return() == 0,
            "{RESUMED_AGAIN}: the report was resumed after its own return, and resumed its body{}",
            story(&all)
        );
    }
}

/// While the body runs, the report passes values on both ways: what is sent goes down to the body, and
/// what the body yields goes up.
#[check]
fn what_is_sent_reaches_the_body_exactly_once() {
    const SENT: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    for lines in [3, 1, 0, 2] {
        let (body, log) = body_of(&["one", "two", "three"][..lines], lines);
        let mut report = Report::new("News", body);
        let mut all = Vec::new();
        // One each for the title, the lines, the closing line and the return.
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
                "the body got \"a\", which was sent with resume 1: that resume ended at the title, before the \
                 body had started"
                    .to_owned()
            } else if let Some(letter) = wanted.iter().find(|one| times(&sent, one) > 1) {
                let times = times(&sent, letter);
                format!("{letter:?} was sent once, and the body got it {times} times")
            } else if sent.iter().all(|one| !SENT.contains(one)) && sent.len() == wanted.len() {
                format!(
                    "what was sent to the report never reached the body: in each of its resumes it got \
                     {:?} instead",
                    sent[0]
                )
            } else if sent.len() == wanted.len() && sent[1..] == wanted[1..] {
                format!(
                    "right in later resumes of the body, wrong in the one that starts it: that one got {:?} \
                     instead of {:?}, which never reached the body",
                    sent[0], wanted[0]
                )
            } else if let Some(letter) = sent.iter().find(|one| !SENT.contains(one)) {
                let lost = lost.unwrap_or(&"what was sent");
                format!(
                    "the body got {letter:?}, which was not sent to the report, and {lost} never \
                     reached the body"
                )
            } else if let Some(letter) = lost {
                format!("{letter:?} never reached the body")
            } else if sent.len() > wanted.len() {
                let letter = sent[wanted.len()];
                format!("the body got {letter:?}, which was sent after it had returned")
            } else {
                "the body got the values in another order".to_owned()
            }
        };
        assert!(
            sent == wanted,
            "{}",
            first_fault(&["one", "two", "three"][..lines], lines).unwrap_or_else(|| format!(
                "{}\nthe report was resumed {} times, and sent {}. The body, which yields {}, should get {}, \
                 and got {}{}",
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

/// The return of the body is no stop of the report, which continues in the same resume to its own next
/// `yield`. The count is what the body returns; it may differ from the number of its lines.
#[check]
fn the_resume_in_which_the_body_returns_yields_the_closing_line() {
    for (lines, count) in ends() {
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

/// The closing line is a stop, and the next resume returns the count, so the count must be stored at this
/// stop.
#[check]
fn the_resume_after_the_closing_line_returns_the_count() {
    for (lines, count) in ends() {
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

/// A report is a coroutine, so it can be a body too. Each of the two stores its own state, and what is sent
/// goes down through both.
#[check]
fn a_report_can_be_the_body_of_a_report() {
    // Also with equal titles: a title does not identify a report.
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
                     Each of the two needs a state of its own{}",
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
                "right alone{}, wrong for {which}: resume {} {}, and should have {}. Each of the two needs a \
                 state of its own{}",
                match titles_are_equal {
                    true => " and with two different titles",
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
            "in a report inside another one, the body got {} instead of \"c\", \"d\", \"e\"\n{which} was \
             sent a, b, c, d, e, f, g, one in each resume. Resume 1 ended at the outer title, resume 2 at the inner one{}\
             {BOTH_WAYS}",
            listed(&sent),
            story(&all)
        ))
    );
}

/// After the return there is no stop to continue from. A line that looks valid would hide the caller's
/// mistake, so each later resume panics, not only the first.
#[check]
fn a_resume_after_the_return_panics() {
    for (lines, count) in ends() {
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
        for time in ["first", "second"] {
            let resumed = caught(|| report.resume("x"));
            match resumed {
                Ok(came) => panic!(
                    "the {time} resume after the return did not panic: the report {}, as if it had not \
                     returned{}",
                    said(&came),
                    story(&all)
                ),
                Err(panic) => {
                    let words = panic.message;
                    assert!(
                        words.contains("already returned"),
                        "the {time} resume after the return panicked, but its message does not contain \
                         `already returned`: {words:?}"
                    );
                }
            }
        }
    }
}

/// Bodies, by what they yield and return. The count often differs from the number of lines.
fn ends() -> [(&'static [&'static str], usize); 7] {
    [
        (&["one", "two", "three"], 3),
        (&["one", "two"], 7),
        (&["one"], 0),
        (&["one", "two"], 1),
        (&["one"], usize::MAX),
        (&[], 0),
        (&[], varied(40, 20..=900) as usize),
    ]
}

/// Yields its lines and then returns its count. It logs what it is sent, and accepts resumes after its
/// return.
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
    /// What the body was sent, one letter for each resume.
    fn sent(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().sent.clone()
    }

    fn resumed_after_return(&self) -> usize {
        self.0.lock().unwrap().resumed_after_return
    }
}

/// The results of `resumes` resumes; fewer if it returns earlier.
fn play(report: &mut Report<Body>, resumes: usize) -> Vec<Came> {
    let mut all = Vec::new();
    while all.len() < resumes && !matches!(all.last(), Some(State::Returned(_))) {
        all.push(report.resume("x"));
    }
    all
}

const BOTH_WAYS: &str = "\n\nWhile the body runs, the report passes values on both ways: what is sent goes down, \
    also with the resume that starts the body, and what the body yields goes up.";

const ONE_A_RESUME: &str = "\n\nA resume runs to the next `yield` and stops there, even if that `yield` is in the \
    body. If all lines are taken in one resume, no `yield` of the body is left for what is sent later.";

const RUNS_ON: &str = "\n\nA resume continues at the `yield` at which the last one stopped. The report must store \
    which one that was.";

const AS_THEY_ARE: &str = "\n\nThe report passes on what the body yields and returns, unchanged.";

const BY_NEW: &str = "Report::new resumed the body, and nothing of it should have run yet";

const WITH_THE_TITLE: &str = "resume 1 should only yield the title line, and it resumed the body";

const AFTER_THE_TITLE: &str = "\n\nThe body begins when the report reaches it, and not before. What is sent \
    with the first resume is ignored, because no `yield` receives it.";

const RESUMED_AGAIN: &str = "the body was resumed after it had returned";

/// The first fault of a report with such a body, if it has one. It is probably the cause of what other
/// checks see.
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
                    "the body was not resumed for this line, which the report had taken earlier"
                }
                2.. => {
                    "the lines of the body were taken in one resume, so what is sent later cannot reach the \
                     body"
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
                    "the closing line came a second time, as if the report had not stored its next state"
                }
                State::Yielded(_) => "it yielded after the closing line instead of returning",
                State::Returned(_) => {
                    "the count that the body returned was lost at the closing line"
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
                "the report returned what 32 bits hold of the count instead of the count"
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

/// Why this came instead of the closing line.
fn why_not_the_closing_line(came: &Came, lines: usize) -> &'static str {
    match came {
        State::Returned(_) if lines == 0 => {
            "it returned together with the body: a body without lines has a closing line too"
        }
        State::Returned(_) => {
            "it returned together with the body. What the body returns is a value, and the report continues \
             with it"
        }
        State::Yielded(came) if *came == format!("-- {lines} lines") => {
            "it counted the lines itself, and did not take what the body returned"
        }
        State::Yielded(came) if came.starts_with("--") && came.ends_with(" line") => {
            "right for other counts, wrong for 1: the closing line says `lines` for each count"
        }
        State::Yielded(came) if came.starts_with("--") => {
            "the number in the closing line is not what the body returned"
        }
        State::Yielded(_) => {
            "right up to the last line, wrong in the resume in which the body returned: it should yield the \
             closing line"
        }
    }
}

/// The most likely reason why this came instead of line `number`, counted from 0.
fn why_not_the_line(came: &Came, lines: &[&str], number: usize) -> &'static str {
    let State::Yielded(came) = came else {
        return "it returned, but the body had not returned";
    };
    let (before, after) = (&lines[..number], &lines[number + 1..]);
    if came.trim() == lines[number].trim() {
        "a line was changed: it should be passed on with the white space at its ends"
    } else if after.contains(&came.as_str()) {
        "a line of the body was lost"
    } else if came == "# News" {
        "it started again from the top instead of continuing"
    } else if before.contains(&came.as_str()) {
        "it yielded a line of the body again"
    } else if came.starts_with("--") {
        "it yielded the closing line, but the body had not returned"
    } else {
        "it yielded a line that the body had not yielded"
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

/// The results, one resume in each line; if there are many, the last ones.
fn story(all: &[Came]) -> String {
    const MOST: usize = 20;
    let left_out = all.len().saturating_sub(MOST);
    let mut story = String::new();
    if left_out > 0 {
        let _ = write!(story, "\n  ({left_out} earlier resumes)");
    }
    for (number, came) in all.iter().enumerate().skip(left_out) {
        let _ = write!(story, "\n  resume {} {}", number + 1, said(came));
    }
    story
}
