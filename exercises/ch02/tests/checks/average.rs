//! Checks of average.

use ch02::average::Average;
use ch02::coroutine::{Coroutine, State};
use kit::{caught, check, varied};

type Gave = State<Option<f64>, usize>;

/// Whole numbers and fractions, positive and negative, zero, and one that comes twice.
const NUMBERS: [f64; 10] = [4.0, 2.5, 1.25, 0.0, -9.25, 2.5, 2.5, 1000.0, -0.75, -1.0];

// Without docs: other checks fail for the same cause, and their messages explain it.
#[check]
fn the_first_resume_yields_none_whatever_is_sent_with_it() {
    for sent in [Some(7.0), None] {
        let gave = Average::new().resume(sent);

        match gave {
            State::Yielded(None) => {}
            State::Yielded(Some(mean)) if Some(mean) == sent => panic!(
                "{FIRST_COUNTED}: sent {sent:?}, it yielded Some({mean:?}), but it was not suspended at a \
                 `yield` yet{RUNS_TO_THE_YIELD}"
            ),
            State::Yielded(Some(mean)) => panic!(
                "the first resume, sent {sent:?}, yielded Some({mean:?}) instead of None: without a \
                 number, there is no average{RUNS_TO_THE_YIELD}"
            ),
            State::Returned(count) => panic!(
                "{ENDED_AT_ONCE}: sent {sent:?}, it returned {count}; a None ends it only if it is \
                 suspended at a `yield`{RUNS_TO_THE_YIELD}"
            ),
        }
    }
}

/// Python's `send` raises an error for a number that comes first, because it would be lost. Here it is
/// ignored: it must not be part of a later average or of the count.
#[check]
fn what_is_sent_with_the_first_resume_is_not_counted() {
    for first in [Some(1000.0), None] {
        let mut average = Average::new();
        let seen = feed(&mut average, &[first, Some(2.0), Some(4.0), None]);
        let Some(second) = seen.get(1).copied() else {
            panic!(
                "{ENDED_AT_ONCE}: sent {first:?}, it gave {:?}{RUNS_TO_THE_YIELD}",
                seen[0]
            );
        };
        if !matches!(second, State::Yielded(Some(mean)) if close(mean, 2.0)) {
            panic!("{}", wrong_average(&second, 2, first, &[2.0]));
        }
        let third = seen.get(2).copied();
        assert!(
            matches!(third, Some(State::Yielded(Some(_)))),
            "the first resume was sent {first:?}, the second and the third a number; the third gave {third:?}"
        );
        match seen.get(3) {
            Some(State::Returned(2)) => {}
            Some(State::Returned(3)) => panic!(
                "{FIRST_COUNTED}: it was sent {first:?}, then 2 numbers, then None, and returned 3 instead of \
                 2{RUNS_TO_THE_YIELD}"
            ),
            // Another check tests whether a None ends it.
            Some(State::Yielded(_)) => {}
            gave => panic!(
                "it was sent {first:?}, then 2 numbers, then None: it should return 2, and gave {gave:?}"
            ),
        }
    }
}

// Without docs: it fails for several causes, and the messages explain each.
#[check]
fn each_number_is_counted_and_yields_the_average_of_all_so_far() {
    let many: Vec<f64> = (0..5_000)
        .map(|number| f64::from(number % 7) * 1.5)
        .collect();
    let mut few = NUMBERS;
    few[7] = varied(1_000, 100..=9_999) as f64;
    for numbers in [&few[..], &many] {
        let mut average = Average::new();
        // The first value is not counted.
        let first = Some(0.0);
        average.resume(first);
        let mut sum = 0.0;
        for (at, number) in numbers.iter().enumerate() {
            let gave = average.resume(Some(*number));
            sum += number;
            let wanted = sum / (at + 1) as f64;
            if !matches!(gave, State::Yielded(Some(mean)) if close(mean, wanted)) {
                panic!("{}", wrong_average(&gave, at + 2, first, &numbers[..=at]));
            }
        }
    }
}

/// `None` ends it because it cannot be a number. What a coroutine returns may differ from what it
/// yielded last: here it is the count.
#[check]
fn sending_none_returns_how_many_were_counted() {
    for count in [3, 0, 1, varied(300, 257..=400) as u32] {
        let mut average = Average::new();
        let mut sent: Vec<_> = (0..count).map(|number| Some(f64::from(number))).collect();
        sent.insert(0, None);
        sent.push(None);
        let seen = feed(&mut average, &sent);

        match seen.last() {
            _ if seen.len() == 1 && sent.len() > 1 => panic!(
                "{ENDED_AT_ONCE}: sent None, it gave {:?}{RUNS_TO_THE_YIELD}",
                seen[0]
            ),
            _ if seen.len() < sent.len() => panic!(
                "it returned too early: of {count} numbers that were to be sent, it returned at resume {}, which \
                 sent {:?}",
                seen.len(),
                sent[seen.len() - 1]
            ),
            Some(State::Returned(returned)) => assert!(
                *returned == count as usize,
                "it returned {returned} instead of {count}: that many numbers were sent before the None"
            ),
            Some(State::Yielded(gave)) => panic!("{}", not_ended(count as usize, gave.as_ref())),
            None => unreachable!("it was resumed"),
        }
    }
    let sent = [None, Some(1.0), Some(f64::NAN), Some(3.0), None];
    let seen = feed(&mut Average::new(), &sent);
    let plain = feed(
        &mut Average::new(),
        &[None, Some(1.0), Some(2.0), Some(3.0), None],
    );
    let is_nan =
        |gave: Option<&Gave>| matches!(gave, Some(State::Yielded(Some(mean))) if mean.is_nan());
    let right =
        seen.last() == Some(&State::Returned(3)) && is_nan(seen.get(2)) && is_nan(seen.get(3));
    if right {
        return;
    }
    // Wrong without the NaN too?
    for (at, gave) in plain[1..].iter().enumerate().take(3) {
        let numbers = &[1.0, 2.0, 3.0][..=at];
        if !matches!(gave, State::Yielded(Some(came)) if close(*came, mean(numbers))) {
            panic!("{}", wrong_average(gave, at + 2, None, numbers));
        }
    }
    panic!(
        "right for 1, 2, 3, wrong for 1, NaN, 3: it should yield 1, NaN, NaN and return 3; it gave \
         {seen:?}\n\n\
         Each f64 that is sent is counted. NaN is an f64, as in Python: it makes the sum NaN, and the average \
         too."
    );
}

/// Each coroutine has a state of its own. A state that is shared is changed by all of them.
#[check]
fn two_averages_do_not_disturb_each_other() {
    let small = [None, Some(1.0), Some(3.0), Some(2.0), None];
    let large = [None, Some(100.0), Some(500.0), None];
    for sent in [&small[..], &large] {
        let alone = feed(&mut Average::new(), sent);
        assert!(
            matches!(
                alone[..],
                [
                    State::Yielded(None),
                    State::Yielded(Some(_)),
                    ..,
                    State::Returned(_)
                ]
            ) && alone.len() == sent.len(),
            "{}",
            wrong_alone(sent, &alone)
        );
    }
    let small_alone = feed(&mut Average::new(), &small);
    let large_alone = feed(&mut Average::new(), &large);
    let (mut of_small, mut of_large) = (Average::new(), Average::new());
    let (mut small_beside, mut large_beside) = (Vec::new(), Vec::new());
    for turn in 0..small.len() {
        // Not resumed after its return, even if it returns too early.
        for (average, sent, seen) in [
            (&mut of_small, &small[..], &mut small_beside),
            (&mut of_large, &large[..], &mut large_beside),
        ] {
            if turn < sent.len() && !matches!(seen.last(), Some(State::Returned(_))) {
                let gave: Gave = average.resume(sent[turn]);
                seen.push(gave);
            }
        }
    }

    for (sent, alone, beside) in [
        (&small[..], small_alone, small_beside),
        (&large[..], large_alone, large_beside),
    ] {
        for (at, (alone, beside)) in alone.iter().zip(&beside).enumerate() {
            assert!(
                alone == beside,
                "right alone, wrong beside another average: they share a state that each should have for \
                 itself\none is sent {small:?}, the other {large:?}, in turn\nresume {} of the {} gave \
                 {beside:?}, and gives {alone:?} if it runs alone",
                at + 1,
                match *sent == small[..] {
                    true => "first",
                    false => "second",
                }
            );
        }
    }
}

/// After the return, it is not suspended at a `yield`, so a number would be lost. An average that looks
/// valid would hide the caller's mistake, so each later resume panics, not only the first.
#[check]
fn a_resume_after_the_return_panics_with_already_returned() {
    for numbers in [&[Some(5.0)][..], &[]] {
        let mut average = Average::new();
        average.resume(Some(1.0));
        for number in numbers {
            average.resume(*number);
        }
        if let State::Yielded(gave) = average.resume(None) {
            panic!("{}", not_ended(numbers.len(), gave.as_ref()));
        }
        for (which, sent) in [("first", Some(3.0)), ("second", None)] {
            match caught(|| average.resume(sent)) {
                Ok(gave) => {
                    let all: Vec<f64> = numbers.iter().copied().flatten().chain(sent).collect();
                    let like = match &gave {
                        gave if *gave == Average::new().resume(sent) => ", as a new `Average` does",
                        State::Yielded(Some(came))
                            if !all.is_empty() && close(*came, mean(&all)) =>
                        {
                            ", as if it had not returned"
                        }
                        _ => "",
                    };
                    panic!(
                        "the {which} resume after the return did not panic{}: sent {sent:?}, it gave \
                         {gave:?}{like}",
                        match which {
                            "first" => "",
                            _ => ", and the first one did",
                        }
                    )
                }
                Err(panic) => {
                    let said = panic.message;
                    assert!(
                        said.contains("already returned"),
                        "the {which} resume after the return, which sent {sent:?}, panicked, but its \
                         message does not contain `already returned`: {said:?}"
                    );
                }
            }
        }
    }
}

/// Sends all of `sent`, one value with each resume, until it returns.
fn feed(average: &mut Average, sent: &[Option<f64>]) -> Vec<Gave> {
    let mut seen = Vec::new();
    for sent in sent {
        seen.push(average.resume(*sent));
        if matches!(seen.last(), Some(State::Returned(_))) {
            break;
        }
    }
    seen
}

const FIRST_COUNTED: &str = "what was sent with the first resume was counted";

const ENDED_AT_ONCE: &str = "the first resume ended it, before it had run to its first `yield`";

const YIELD_IS_A_VALUE: &str = "\n\n`number = yield mean`: the number that you send becomes the value of \
    the `yield` at which it is suspended, so it is counted before the next average is yielded.";

const OF_ALL: &str = "\n\nThe average of all numbers is their sum divided by their count. Both must be stored \
    from one resume to the next, however many numbers there are.";

const RUNS_TO_THE_YIELD: &str = "\n\nBefore the first resume, it is not suspended at a `yield` that could \
    receive a value. That resume runs from the top to the first `yield` and yields None, whatever is sent.";

fn not_ended(count: usize, gave: Option<&f64>) -> String {
    format!(
        "a None did not end it after {}: it yielded {gave:?} instead of returning\n\n\
         None ends it because it cannot be a number: a None that is sent after the first resume makes it \
         return how many numbers it has counted.",
        in_words(count)
    )
}

/// Why `gave`, which came with resume number `resume`, is not the average of `numbers`.
fn wrong_average(gave: &Gave, resume: usize, first: Option<f64>, numbers: &[f64]) -> String {
    let number = numbers[numbers.len() - 1];
    let wanted = mean(numbers);
    let with_first: Vec<f64> = first.into_iter().chain(numbers.iter().copied()).collect();
    let story = format!(
        "\nresume {resume} sent {number}: the average of {} is {wanted}, and it gave {gave:?}",
        listed(numbers)
    );
    match gave {
        State::Yielded(Some(came))
            if first.unwrap_or_default() != 0.0 && close(*came, mean(&with_first)) =>
        {
            format!(
                "{FIRST_COUNTED}{story}, as if {} had been counted too{RUNS_TO_THE_YIELD}",
                with_first[0]
            )
        }
        State::Yielded(None) if resume == 2 => {
            let sent = [first, Some(number), Some(number + 2.0)];
            let third = feed(&mut Average::new(), &sent).get(2).copied();
            let then = match third {
                Some(State::Yielded(None)) => {
                    ", and so was the third: without a counted number, it stays in its start state"
                        .to_owned()
                }
                Some(State::Yielded(Some(came))) if close(came, number) => format!(
                    ", and each average came one resume late: resume 3 sent {}, and it yielded {came}",
                    number + 2.0
                ),
                Some(State::Yielded(Some(came))) if close(came, number + 2.0) => format!(
                    ", and its number was lost: resume 3 sent {came}, and it yielded {came}"
                ),
                _ => String::new(),
            };
            format!(
                "the second resume was taken for the first{then}{story}\n\n\
                 The first resume runs to the first `yield` and counts nothing. The second one counts the \
                 number that is sent with it, and yields the average of that number."
            )
        }
        State::Yielded(Some(came))
            if close(
                *came,
                wanted * numbers.len() as f64 / (numbers.len() + 1) as f64,
            ) =>
        {
            format!("{}{story}{RUNS_TO_THE_YIELD}", likely_cause(gave, numbers))
        }
        _ => {
            let cause = likely_cause(gave, numbers);
            let idea = match cause.contains("counts afterwards") {
                true => YIELD_IS_A_VALUE,
                false => OF_ALL,
            };
            format!("{cause}{story}{idea}")
        }
    }
}

/// Why an average that nothing else disturbs is wrong.
fn wrong_alone(sent: &[Option<f64>], alone: &[Gave]) -> String {
    let numbers: Vec<f64> = sent.iter().flatten().copied().collect();
    match (alone, alone.last()) {
        ([State::Returned(_)], _) => {
            format!(
                "{ENDED_AT_ONCE}: sent None, it gave {:?}{RUNS_TO_THE_YIELD}",
                alone[0]
            )
        }
        ([State::Yielded(Some(_)), ..], _) => format!(
            "the first resume, sent None, gave {:?} instead of None: without a number, there is no average\
             {RUNS_TO_THE_YIELD}",
            alone[0]
        ),
        ([_, State::Yielded(None), ..], _) => wrong_average(&alone[1], 2, None, &numbers[..1]),
        (_, Some(State::Yielded(gave))) => not_ended(numbers.len(), gave.as_ref()),
        _ => format!(
            "wrong for one average alone: sent {sent:?}, it should yield until the None that ends it, and \
             gave {alone:?}"
        ),
    }
}

/// The most likely reason why the average of `numbers` is wrong. Without the last number, it was right.
fn likely_cause(gave: &Gave, numbers: &[f64]) -> String {
    let came = match gave {
        State::Yielded(Some(came)) => *came,
        State::Yielded(None) => {
            return "it yielded no average, though numbers were sent".to_owned();
        }
        State::Returned(_) => return "it returned, though None had not been sent".to_owned(),
    };
    let count = numbers.len();
    let (number, before) = numbers.split_last().expect("a number was sent");
    let (sum, wanted) = (numbers.iter().sum::<f64>(), mean(numbers));
    let last = (!before.is_empty()).then(|| mean(before));
    let halfway = |numbers: &[f64]| {
        let (number, before) = numbers.split_last().expect("a number was sent");
        (mean(before) + number) / 2.0
    };
    if last.is_some_and(|last| close(came, last)) && *number == 0.0 && mean(before) != 0.0 {
        "right for other numbers, wrong for 0: the 0 was not counted".to_owned()
    } else if last.is_some_and(|last| close(came, last)) {
        "it yielded the average without this number: it yields first and counts afterwards, or it did not \
         count the number"
            .to_owned()
    } else if last.is_none() && close(came, 0.0) {
        "it yields first and counts afterwards".to_owned()
    } else if close(came, *number) {
        "it yielded the number itself: the numbers before it were not stored at the stop".to_owned()
    } else if close(came, sum) {
        "it yielded the sum of the numbers instead of their average".to_owned()
    } else if close(came, sum / (count + 1) as f64) {
        format!(
            "it divides by one too many, as if the value sent first had been counted: {sum} by {} instead \
             of by {count}",
            count + 1
        )
    // All but the first: an average of the last ten is wrong from the eleventh number on.
    } else if count > 2 && close(came, mean(&numbers[1..])) {
        format!(
            "right for {}, wrong with one more: it yielded the average of the last {}",
            in_words(count - 1),
            in_words(count - 1)
        )
    // The middle of two numbers is their average: this is wrong from the third number on.
    } else if count == 3 && close(came, halfway(numbers)) {
        "right for two numbers, wrong for a third: it yielded the middle between the last average and \
         this number, so older numbers weigh less and less"
            .to_owned()
    } else if close(came, wanted.trunc()) || close(came, wanted.floor()) {
        "the digits after the decimal point were cut off".to_owned()
    } else if (came - wanted).abs() < 1e-4 {
        "right except for rounding: an f64 has 15 digits, and one of your types has fewer"
            .to_owned()
    } else {
        match count {
            1 => "wrong from the first number on".to_owned(),
            _ => format!("right for {}, wrong with one more", in_words(count - 1)),
        }
    }
}

/// `two numbers`
fn in_words(count: usize) -> String {
    match count {
        1 => "one number".to_owned(),
        2 => "two numbers".to_owned(),
        count => format!("{count} numbers"),
    }
}

/// The numbers, or how many there are if that is shorter.
fn listed(numbers: &[f64]) -> String {
    match numbers.len() {
        0..=9 => format!("{numbers:?}"),
        many => format!("the {many} numbers sent"),
    }
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// Equal except for rounding: there is more than one way to compute an average.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}
