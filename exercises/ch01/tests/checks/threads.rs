//! Checks of threads.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, ThreadId};
use std::time::Duration;

use ch01::threads::{Question, ask_all};
use kit::{Gauge, caught, check, varied, varied_word};

/// Not in alphabetical order, neither forwards nor backwards, and more than ten.
const TEXTS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// How often a question looks for a change before it gives up. No right answer comes to that: the
/// questions of a right answer are in flight together. Looks are counted, not time: on a busy machine
/// this thread runs as late as the threads that it waits for.
const PATIENCE: u32 = 40;
const LOOK: Duration = Duration::from_millis(50);

/// A question blocks its thread until the answer comes. Everything else on that thread has to wait, so
/// each question gets a new thread.
#[check]
fn every_question_is_asked_on_a_thread_of_its_own() {
    let meeting = Meeting::new(4);
    let question = |text: &str| {
        let (meeting, text) = (Arc::clone(&meeting), text.to_owned());
        Box::new(move || {
            meeting.asked();
            // So that no question ends and leaves its thread to another one before all have begun.
            meeting.wait_until(|seen| seen.asked_on.len() == 4);
            text
        }) as Question
    };
    ask_all(TEXTS[..4].iter().copied().map(question).collect());

    let seen = meeting.seen();
    assert!(
        seen.asked_on.len() == 4,
        "when ask_all returned, {} of 4 questions had not been asked",
        4 - seen.asked_on.len()
    );
    let by_caller = seen.asked_on.iter().filter(|id| **id == meeting.caller);
    let by_caller = by_caller.count();
    assert!(by_caller == 0, "{}", on_the_caller(by_caller, 4));
    let shared = (0..4).filter(|i| seen.asked_on[..*i].contains(&seen.asked_on[*i]));
    let shared = shared.count();
    assert!(
        shared == 0,
        "4 questions, {} threads: some questions share a thread, and there one waits for the other",
        4 - shared
    );

    const MANY: usize = 64;
    let asked_on = Arc::new(Mutex::new(Vec::new()));
    let question = |_| {
        let asked_on = Arc::clone(&asked_on);
        Box::new(move || {
            asked_on.lock().unwrap().push(thread::current().id());
            String::new()
        }) as Question
    };
    for _ in 0..3 {
        ask_all((0..MANY).map(question).collect());
    }
    let threads = asked_on
        .lock()
        .unwrap()
        .iter()
        .copied()
        .collect::<HashSet<_>>();
    assert!(
        threads.len() == 3 * MANY,
        "right for questions that wait for each other, wrong for {} that end at once: they were asked \
         on {} threads. Some questions share a thread, one after the other",
        3 * MANY,
        threads.len()
    );
}

/// Waits that overlap take as long as the longest of them. Waits in a row take as long as their sum.
/// A thread that waits uses no processor, so there is no reason to start it later.
#[check(seconds = 10)]
fn all_questions_are_in_flight_at_the_same_time() {
    let count = varied(130, 129..=150) as usize;
    let (meeting, gauge) = (Meeting::new(PATIENCE), Gauge::new());
    let question = |_| {
        let (meeting, gauge) = (Arc::clone(&meeting), gauge.clone());
        Box::new(move || {
            let pass = gauge.enter();
            meeting.asked();
            meeting.wait_until(|seen| seen.asked_on.len() == count);
            pass.finish();
            String::new()
        }) as Question
    };
    ask_all((0..count).map(question).collect());

    assert!(
        gauge.started() == count,
        "when ask_all returned, {} of {count} questions had not been asked",
        count - gauge.started()
    );
    let seen = meeting.seen();
    let by_caller = seen.asked_on.iter().filter(|id| **id == meeting.caller);
    let by_caller = by_caller.count();
    assert!(
        gauge.peak() == count || by_caller < count,
        "{}",
        on_the_caller(by_caller, count)
    );
    assert!(
        gauge.peak() != 1,
        "wanted {count} questions in flight at the same time, got 1: they were asked one after another, \
         on {} threads.\nEither a thread is joined before the next one is spawned (a lazy iterator does \
         that too), or each thread waits for the one before it, for example for a lock that is held \
         while a question is asked.",
        seen.asked_on.iter().copied().collect::<HashSet<_>>().len()
    );
    assert!(
        gauge.peak() == count,
        "wanted {count} questions in flight at the same time, got at most {}: each of the others began \
         only after an earlier one had ended",
        gauge.peak()
    );
}

/// Which thread is ready first depends on chance and on the network. The place of an answer must not
/// depend on them.
#[check(seconds = 10)]
fn the_answers_come_in_the_order_of_the_questions() {
    let count = TEXTS.len();
    let meeting = Meeting::new(PATIENCE);
    let question = |place: usize| {
        let meeting = Arc::clone(&meeting);
        Box::new(move || {
            meeting.asked();
            meeting.wait_until(|seen| seen.ready == count - 1 - place);
            meeting.ready();
            TEXTS[place].to_owned()
        }) as Question
    };
    let answers = ask_all((0..count).map(question).collect());

    let lost = answers.iter().filter(|answer| answer.is_none()).count();
    assert!(
        lost == 0,
        "all {count} questions gave an answer, and the places of {lost} hold None: {}",
        list(&answers)
    );
    let answers: Vec<_> = answers.into_iter().flatten().collect();
    let as_they_came = TEXTS.iter().rev();
    let mut as_texts: Vec<_> = (0..count).collect();
    as_texts.sort_by_key(ToString::to_string);
    let as_texts: Vec<_> = as_texts.iter().map(|place| TEXTS[*place]).collect();
    assert!(
        answers == TEXTS,
        "the answers are not in the order of the questions{}\nwanted {}\ngot    {}",
        match () {
            () if answers == as_texts =>
                ": they are sorted by their number as a text, which puts 10 before 2",
            () if answers.iter().eq(as_they_came) =>
                ", but in the order in which they were ready: the last one first, the first one last",
            () => ". Every question was answered: the last one was ready first, the first one last",
        },
        TEXTS.join(", "),
        answers.join(", ")
    );
}

/// Any text is an answer, even an empty one, and two questions may have the same answer. The caller
/// finds an answer by its place in the list.
#[check]
fn an_answer_comes_back_as_it_was_given() {
    let one = varied_word("one");
    for texts in [
        &[][..],
        &[one.as_str()],
        &["same", "same", "", "same", " other\n", "", ""],
    ] {
        let questions = texts.iter().map(|text| {
            let text = (*text).to_owned();
            Box::new(move || text) as Question
        });
        let answers = ask_all(questions.collect());
        let wanted: Vec<_> = texts.iter().map(|text| Some((*text).to_owned())).collect();
        let mut without_repeats = wanted.clone();
        without_repeats.dedup();
        assert!(
            answers == wanted || answers != without_repeats,
            "right for answers that differ, wrong for equal ones in a row: {} questions, {} answers; \
             equal ones came back once",
            wanted.len(),
            answers.len()
        );
        let wrong = answers
            .iter()
            .zip(&wanted)
            .find(|(came, wanted)| came != wanted);
        if let Some((came, Some(text))) = wrong
            && answers.len() == wanted.len()
        {
            let others = texts.iter().filter(|text| !text.is_empty()).count();
            let kept = answers
                .iter()
                .zip(&wanted)
                .filter(|(came, wanted)| came == wanted);
            panic!(
                "{}: the place of that answer holds {came:?}\n\
                 the questions answered {texts:?}, and ask_all returned {}",
                match text.is_empty() && kept.count() == others {
                    true => "right for other answers, wrong for an empty one".to_owned(),
                    false => format!("an answer was changed, {text:?}"),
                },
                list(&answers)
            );
        }
        assert!(
            answers == wanted,
            "the questions answered {texts:?}, and ask_all returned {} instead of {}",
            list(&answers),
            list(&wanted)
        );
    }
}

/// A panic ends its own thread and no other. What that thread still had to do, such as sending a
/// message, is never done. `join` returns the panic as an `Err`, and the caller decides what it means.
#[check]
fn a_question_that_panics_costs_its_own_answer_only() {
    judge_panics(&["one", "panics", "three", "panics with a message", "five"]);
    judge_panics(&["panics", "panics with a message", "panics"]);
}

/// When `ask_all` returns, its caller takes the work to be over. A question that still runs then keeps
/// what it uses, and its answer is lost.
#[check]
fn no_question_is_left_running() {
    let (meeting, gauge) = (Meeting::new(PATIENCE), Gauge::new());
    let question = |text: &'static str| {
        let (meeting, gauge) = (Arc::clone(&meeting), gauge.clone());
        Box::new(move || {
            let pass = gauge.enter();
            if text == "slow" {
                meeting.wait_until_the_caller_goes_on(Duration::from_millis(400));
            }
            pass.finish();
            text.to_owned()
        }) as Question
    };
    let answers = ask_all(["quick", "slow", "quick"].map(question).into());
    let ended = gauge.finished();
    meeting.caller_goes_on();

    assert!(
        ended == 3,
        "right for quick questions, wrong for a slow one: ask_all returned {} when {} of 3 questions \
         had not ended",
        list(&answers),
        3 - ended
    );
    assert!(
        answers.iter().flatten().count() == 3,
        "all 3 questions gave an answer, and not all of them were returned: {}",
        list(&answers)
    );
}

/// Asks a question for each text. A question whose text begins with "panics" panics.
fn judge_panics(texts: &'static [&'static str]) {
    let asked = Arc::new(AtomicUsize::new(0));
    let question = |text: &'static str| {
        let asked = Arc::clone(&asked);
        Box::new(move || {
            asked.fetch_add(1, Ordering::SeqCst);
            // `resume_unwind` prints nothing, and `join` cannot tell it from `panic!`.
            match text {
                "panics" => resume_unwind(Box::new("a text")),
                "panics with a message" => resume_unwind(Box::new("a message".to_owned())),
                text => text.to_owned(),
            }
        }) as Question
    };
    let questions = texts.iter().copied().map(question).collect();
    // The first call is not under `caught`: a stub's own panic is reported as it is.
    ask_all(vec![Box::new(|| "one".to_owned())]);
    // On a thread of its own: this one can then see that a call does not return.
    let (returned, has_returned) = mpsc::channel();
    thread::spawn(move || {
        let _ = returned.send(caught(|| ask_all(questions)));
    });
    let mut looks = (0..2 * PATIENCE).map(|_| has_returned.recv_timeout(LOOK));
    let answers = looks.find_map(Result::ok).unwrap_or_else(|| {
        panic!(
            "right without a panic, wrong if a question panics: ask_all does not return\n{} of {} \
             questions were asked, and it still waits, for example for a message that a thread which \
             panics never sends",
            asked.load(Ordering::SeqCst),
            texts.len()
        )
    });
    let answers = answers.unwrap_or_else(|panic| {
        panic!(
            "right without a panic, wrong if a question panics: ask_all panicked too ({}), and the \
             other answers are lost",
            panic.message
        )
    });
    assert!(
        answers.len() == texts.len(),
        "right without a panic, wrong if a question panics: {} questions, {} answers: {}. A question \
         that panics has a place in the list too, which holds None",
        texts.len(),
        answers.len(),
        list(&answers)
    );
    for (number, (text, answer)) in (1..).zip(texts.iter().zip(&answers)) {
        if text.starts_with("panics") {
            assert!(
                answer.is_none(),
                "question {number} panicked, and its place holds {answer:?}: the caller takes that for \
                 an answer of the service"
            );
        } else {
            assert!(
                answer.is_some(),
                "question {number} answered {text:?}, and its place holds None: the panic of another \
                 question cost this answer too"
            );
            assert!(
                answer.as_deref() == Some(text),
                "question {number} answered {text:?}, and its place holds {answer:?}"
            );
        }
    }
}

fn on_the_caller(count: usize, of: usize) -> String {
    format!(
        "wanted {of} questions on new threads: {count} of them ran on the thread that called ask_all\n\n\
         A question blocks its thread until the answer comes. Everything else on that thread has to \
         wait, so each question gets a new thread."
    )
}

fn list(answers: &[Option<String>]) -> String {
    let texts: Vec<_> = answers.iter().map(|answer| format!("{answer:?}")).collect();
    format!("[{}]", texts.join(", "))
}

/// Lets the questions of a check wait for one another.
struct Meeting {
    seen: Mutex<Seen>,
    changed: Condvar,
    caller: ThreadId,
    patience: u32,
}

#[derive(Clone, Default)]
struct Seen {
    /// The thread of each question.
    asked_on: Vec<ThreadId>,
    /// How many are ready to answer.
    ready: usize,
    /// One of them gave up: now none of them waits any more.
    given_up: bool,
    caller_goes_on: bool,
}

impl Meeting {
    /// To be called on the thread that asks.
    fn new(patience: u32) -> Arc<Self> {
        Arc::new(Self {
            seen: Mutex::default(),
            changed: Condvar::new(),
            caller: thread::current().id(),
            patience,
        })
    }

    fn seen(&self) -> Seen {
        self.lock().clone()
    }

    fn asked(&self) {
        let here = thread::current().id();
        self.change(|seen| seen.asked_on.push(here));
    }

    fn ready(&self) {
        self.change(|seen| seen.ready += 1);
    }

    fn caller_goes_on(&self) {
        self.change(|seen| seen.caller_goes_on = true);
    }

    /// Waits until `wanted`. It gives up after `patience` looks in a row that saw no change.
    fn wait_until(&self, wanted: impl Fn(&Seen) -> bool) {
        let (mut seen, mut looks) = (self.lock(), 0);
        while !wanted(&seen) && !seen.given_up {
            let before = (seen.asked_on.len(), seen.ready);
            let nothing_new = |seen: &mut Seen| {
                !wanted(seen) && !seen.given_up && (seen.asked_on.len(), seen.ready) == before
            };
            let (now, waited) = self
                .changed
                .wait_timeout_while(seen, LOOK, nothing_new)
                .unwrap_or_else(PoisonError::into_inner);
            seen = now;
            looks = if waited.timed_out() { looks + 1 } else { 0 };
            if looks == self.patience {
                seen.given_up = true;
                self.changed.notify_all();
            }
        }
    }

    /// Ends early only if the caller goes on although this question has not ended. A right answer waits
    /// for the question, so the bound passes.
    fn wait_until_the_caller_goes_on(&self, bound: Duration) {
        let seen = self.lock();
        let _ = self
            .changed
            .wait_timeout_while(seen, bound, |seen| !seen.caller_goes_on);
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
