//! Checks of average.

use ch02::average::Average;
use ch02::coroutine::{Coroutine, State};
use kit::{caught, check};

type Gave = State<Option<f64>, usize>;

/// Whole numbers and fractions, positive and negative, zero, and one that comes twice.
const NUMBERS: [f64; 10] = [4.0, 2.5, 1.25, 0.0, -9.25, 2.5, 2.5, 1000.0, -0.75, -1.0];

// Its idea is told in other checks too, which fail for the same cause.
#[check]
fn the_first_resume_yields_none_whatever_is_sent_with_it() {
    for sent in [Some(7.0), None] {
        let gave = Average::new().resume(sent);

        match gave {
            State::Yielded(None) => {}
            State::Yielded(Some(mean)) if Some(mean) == sent => panic!(
                "{FIRST_COUNTED}: sent {sent:?}, it yielded Some({mean:?}), but no `yield` waited for a \
                 number yet{RUNS_TO_THE_YIELD}"
            ),
            State::Yielded(Some(mean)) => panic!(
                "the first resume, sent {sent:?}, yielded Some({mean:?}) instead of None: of no numbers \
                 there is no average{RUNS_TO_THE_YIELD}"
            ),
            State::Returned(count) => panic!(
                "{ENDED_AT_ONCE}: sent {sent:?}, it returned {count}; only a None that is sent to a \
                 waiting `yield` ends it{RUNS_TO_THE_YIELD}"
            ),
        }
    }
}

/// Python's `send` refuses a number at the first resume, because it would be lost. Here it is lost
/// without a word, and must not turn up in an average, or in the count, later.
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
            "the first resume brought {first:?}, the next two a number each; the third gave {third:?}"
        );
        match seen.get(3) {
            Some(State::Returned(2)) => {}
            Some(State::Returned(3)) => panic!(
                "{FIRST_COUNTED}, in what it returns: {first:?} came first, then 2 numbers, then None, \
                 and it returned 3 instead of 2{RUNS_TO_THE_YIELD}"
            ),
            // Whether a None ends it is judged by another check.
            Some(State::Yielded(_)) => {}
            gave => panic!(
                "the first resume brought {first:?}, the next two a number each, and then None came: \
                 it should return 2, and gave {gave:?}"
            ),
        }
    }
}

// Fails for several causes, each of which has an idea of its own.
#[check]
fn each_number_is_counted_and_yields_the_average_of_all_so_far() {
    let many: Vec<f64> = (0..5_000)
        .map(|number| f64::from(number % 7) * 1.5)
        .collect();
    for numbers in [&NUMBERS[..], &many] {
        let mut average = Average::new();
        // What comes first is not counted.
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

/// Sending and yielding go both ways at one stop. The way out is a value that cannot be a number, and
/// what a coroutine returns is not what it yielded last.
#[check]
fn sending_none_returns_how_many_were_counted() {
    for count in [3, 0, 1, 300] {
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
                "{count} numbers were to be sent, but it returned at resume {}, which sent {:?}",
                seen.len(),
                sent[seen.len() - 1]
            ),
            Some(State::Returned(returned)) => assert!(
                *returned == count as usize,
                "it returned {returned} instead of {count}, the number of numbers that it was sent \
                 before the None"
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
    // Whether it is the NaN that makes the difference.
    for (at, gave) in plain[1..].iter().enumerate().take(3) {
        let numbers = &[1.0, 2.0, 3.0][..=at];
        if !matches!(gave, State::Yielded(Some(came)) if close(*came, mean(numbers))) {
            panic!("{}", wrong_average(gave, at + 2, None, numbers));
        }
    }
    panic!(
        "right for 1, 2, 3, wrong for 1, NaN, 3: it should yield 1, NaN, NaN and return 3; it gave \
         {seen:?}\n\n\
         Every f64 that is sent is counted. NaN is one of them, as in Python: it makes the sum NaN, and the \
         average too."
    );
}

/// What a coroutine remembers belongs to that one coroutine. Anything shared is changed by all.
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
        // Never resumed after its return, even if it returns too early.
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
                "right alone, wrong beside another one: they share what each should remember for itself\n\
                 one is sent {small:?}, the other {large:?}, in turns\nresume {} of the {} gave {beside:?}, \
                 and gives {alone:?} if it runs alone",
                at + 1,
                match *sent == small[..] {
                    true => "first",
                    false => "second",
                }
            );
        }
    }
}

/// After the return, no `yield` is left that could take in a number. A panic says so; an average that
/// looks valid would hide it. It stays over: one panic does not make a new start.
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
                        gave if *gave == Average::new().resume(sent) => ", like a new one",
                        State::Yielded(Some(came))
                            if !all.is_empty() && close(*came, mean(&all)) =>
                        {
                            ", as if it had not returned"
                        }
                        _ => "",
                    };
                    panic!(
                        "the {which} resume after the return did not panic: sent {sent:?}, it gave \
                         {gave:?}{like}, though that average is over"
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

/// Sends all of `sent`, a resume each, and stops where it returns.
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

const FIRST_COUNTED: &str = "what came with the first resume was counted";

const ENDED_AT_ONCE: &str = "the first resume ended it, before it had run to its first `yield`";

const YIELD_IS_A_VALUE: &str = "\n\n`number = yield mean`: the number that you send is the value of the \
    `yield` at which it stopped, so it is counted before the next average is yielded.";

const OF_ALL: &str = "\n\nThe average of all numbers is their sum by how many they are. Both must be kept from \
    one resume to the next, for every number and however many there are.";

const RUNS_TO_THE_YIELD: &str = "\n\nNo `yield` waits for what the first resume sends. That resume runs \
    from the top to the first `yield`, and yields None, whatever is sent with it.";

fn not_ended(count: usize, gave: Option<&f64>) -> String {
    format!(
        "a None did not end it after {}: it yielded {gave:?}, and waits for more\n\n\
         The way out is a value that cannot be a number: a None that is sent to a waiting `yield` makes \
         it return how many numbers it has counted.",
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
                "{FIRST_COUNTED}{story}, as if {} had been a number too{RUNS_TO_THE_YIELD}",
                with_first[0]
            )
        }
        State::Yielded(None) if resume == 2 => {
            let sent = [first, Some(number), Some(number + 2.0)];
            let third = feed(&mut Average::new(), &sent).get(2).copied();
            let then = match third {
                Some(State::Yielded(None)) => {
                    ", and so was the third: without a counted number, it never leaves its start"
                        .to_owned()
                }
                Some(State::Yielded(Some(came))) if close(came, number) => format!(
                    ", and each average comes one resume late: resume 3 sent {}, and it yielded {came}",
                    number + 2.0
                ),
                Some(State::Yielded(Some(came))) if close(came, number + 2.0) => format!(
                    ", and its number was lost: resume 3 sent {came}, and it yielded {came}"
                ),
                _ => String::new(),
            };
            format!(
                "the second resume was taken for the first{then}{story}\n\n\
                 The first resume runs to the first `yield`, even if nothing has been counted by then. With \
                 the second one, the first number comes, and its average is yielded at once."
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
            "the first resume, sent None, gave {:?} instead of None: of no numbers there is no average\
             {RUNS_TO_THE_YIELD}",
            alone[0]
        ),
        ([_, State::Yielded(None), ..], _) => wrong_average(&alone[1], 2, None, &numbers[..1]),
        (_, Some(State::Yielded(gave))) => not_ended(numbers.len(), gave.as_ref()),
        _ => format!(
            "wrong already alone: sent {sent:?}, one average should yield until the None that ends it, \
             and gave {alone:?}"
        ),
    }
}

/// What most likely makes the average of `numbers` wrong; those of its beginnings were right.
fn likely_cause(gave: &Gave, numbers: &[f64]) -> String {
    let came = match gave {
        State::Yielded(Some(came)) => *came,
        State::Yielded(None) => return "it yields no average, though numbers have come".to_owned(),
        State::Returned(_) => return "it returned, though only None ends it".to_owned(),
    };
    let count = numbers.len();
    let (number, before) = numbers.split_last().expect("a number was sent");
    let (sum, wanted) = (numbers.iter().sum::<f64>(), mean(numbers));
    let last = (!before.is_empty()).then(|| mean(before));
    // Whether the same holds for the numbers before, which came out right.
    let halfway = |numbers: &[f64]| {
        let (number, before) = numbers.split_last().expect("a number was sent");
        (mean(before) + number) / 2.0
    };
    if last.is_some_and(|last| close(came, last)) && *number == 0.0 && mean(before) != 0.0 {
        "right for other numbers, wrong for 0: the 0 was left out".to_owned()
    } else if last.is_some_and(|last| close(came, last)) {
        "it yielded the average before this number came: it yields first and counts afterwards, or it \
         left the number out"
            .to_owned()
    } else if last.is_none() && close(came, 0.0) {
        "it yields first and counts afterwards".to_owned()
    } else if close(came, *number) {
        "it yielded the number itself: those before it were not kept at the stop".to_owned()
    } else if close(came, sum) {
        "it yielded the sum of the numbers, and not their average".to_owned()
    } else if close(came, sum / (count + 1) as f64) {
        format!(
            "it divides by one too many, as if the first resume had brought a number: {sum} by {}, \
             instead of by {count}",
            count + 1
        )
    // All but the first: what counts the last ten goes wrong at the eleventh.
    } else if count > 2 && close(came, mean(&numbers[1..])) {
        format!(
            "right for {}, wrong for one more: it yielded the average of the last {} alone",
            in_words(count - 1),
            in_words(count - 1)
        )
    // Of two numbers, half-way is their average: it goes wrong at the third.
    } else if count == 3 && close(came, halfway(numbers)) {
        "right for two numbers, wrong for a third: it yielded what is half-way between the last average \
         and this number, so the older numbers count for less and less"
            .to_owned()
    } else if close(came, wanted.trunc()) || close(came, wanted.floor()) {
        "what follows the point was cut off".to_owned()
    } else if (came - wanted).abs() < 1e-4 {
        "right but for rounding: an f64 keeps 15 digits, and something on the way keeps fewer"
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

/// The first numbers, in words for a message.
fn listed(numbers: &[f64]) -> String {
    match numbers.len() {
        0..=9 => format!("{numbers:?}"),
        many => format!("the {many} numbers sent"),
    }
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The same but for rounding: there is more than one way to compute an average.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}
