//! Checks of average.

use ch02::average::Average;
use ch02::coroutine::{Coroutine, State};
use kit::{caught, check};

type Gave = State<Option<f64>, usize>;

/// Whole and broken, positive and negative, nought, and one that comes twice.
const NUMBERS: [f64; 10] = [4.0, 2.5, 1.25, 0.0, -9.25, 2.5, 2.5, 1000.0, -0.75, -1.0];

/// No `yield` waits for what the first resume sends. That resume runs from the top to the first
/// `yield`, and no number has come by then: there is no average yet, not even 0.
#[check]
fn the_first_resume_yields_none_whatever_is_sent_with_it() {
    for sent in [Some(7.0), None] {
        let gave = Average::new().resume(sent);

        match gave {
            State::Yielded(None) => {}
            State::Yielded(Some(mean)) if Some(mean) == sent => panic!(
                "the first resume, with {sent:?}, yielded Some({mean:?}): it took in what was sent, \
                 but no `yield` waited for it yet"
            ),
            State::Yielded(Some(mean)) => panic!(
                "the first resume, with {sent:?}, yielded Some({mean:?}): of no numbers there is no \
                 average"
            ),
            State::Returned(count) => panic!(
                "the first resume, with {sent:?}, returned {count}: it ended before it had run to \
                 its first `yield`. Only a None that is sent to a waiting `yield` ends it"
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
        let second = seen.get(1).copied();

        assert!(
            matches!(second, Some(State::Yielded(Some(mean))) if close(mean, 2.0)),
            "the first resume brought {first:?}, the second Some(2.0), which makes 2 the average; \
             that one gave {}: {}",
            second.map_or("nothing".to_owned(), |gave| format!("{gave:?}")),
            match second {
                None => "it had returned before",
                Some(State::Yielded(None)) => "it took the second resume for the first",
                Some(State::Yielded(Some(mean))) if mean > 100.0 => {
                    "what came with the first resume was counted"
                }
                Some(State::Yielded(Some(_))) => "2 is the only number that counts so far",
                Some(State::Returned(_)) => "only None ends it, once it waits at its `yield`",
            }
        );
        assert!(
            seen.get(3) == Some(&State::Returned(2)),
            "the first resume brought {first:?}, the next two a number each, and then None; it \
             should return 2 and gave {:?}: the first resume counts for nothing",
            seen.get(3)
        );
    }
}

/// `number = yield mean`: the number that you send is the value of the `yield` at which it stopped,
/// so it is counted before the next average is yielded.
#[check]
fn each_number_is_counted_and_yields_the_average_of_all_so_far() {
    let many: Vec<f64> = (0..5_000)
        .map(|number| f64::from(number % 7) * 1.5)
        .collect();
    for numbers in [&NUMBERS[..], &many] {
        let mut average = Average::new();
        // What comes first is not counted.
        average.resume(Some(0.0));
        let mut sum = 0.0;
        for (at, number) in numbers.iter().enumerate() {
            let gave = average.resume(Some(*number));
            sum += number;
            let wanted = sum / (at + 1) as f64;
            let right = matches!(gave, State::Yielded(Some(mean)) if close(mean, wanted));
            assert!(
                right,
                "resume {} sent {number}: the average of {} is {wanted}, it gave {gave:?}: {}",
                at + 2,
                listed(&numbers[..=at]),
                likely_cause(&gave, &numbers[..=at])
            );
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
            _ if seen.len() < sent.len() => panic!(
                "{count} numbers were to be sent, but it returned at resume {}, which sent {:?}",
                seen.len(),
                sent[seen.len() - 1]
            ),
            Some(State::Returned(returned)) => assert!(
                *returned == count as usize,
                "it was sent {count} numbers and then None, and returned {returned}: it should \
                 return how many it has counted"
            ),
            last => panic!(
                "it was sent {count} numbers and then None, which ends it; it gave {last:?}, and \
                 waits for more"
            ),
        }
    }
    let seen = feed(
        &mut Average::new(),
        &[None, Some(1.0), Some(f64::NAN), Some(3.0), None],
    );
    let is_nan =
        |gave: Option<&Gave>| matches!(gave, Some(State::Yielded(Some(mean))) if mean.is_nan());
    assert!(
        seen.last() == Some(&State::Returned(3)) && is_nan(seen.get(2)) && is_nan(seen.get(3)),
        "it was sent 1, NaN, 3 and then None, and gave {seen:?}: it should yield NaN twice and \
         return 3, because NaN is counted like every other number, as in Python"
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
            "one average that runs alone is sent {sent:?}, and should yield until the None that \
             ends it; it gave {alone:?}, which says nothing about two"
        );
    }
    let small_alone = feed(&mut Average::new(), &small);
    let large_alone = feed(&mut Average::new(), &large);
    let (mut of_small, mut of_large) = (Average::new(), Average::new());
    let (mut small_beside, mut large_beside) = (Vec::new(), Vec::new());
    for turn in 0..small.len() {
        // Never resumed after its return, even where it returns too early.
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
                "resume {} sends {:?} and gives {alone:?} where one average runs alone; it gave \
                 {beside:?} where another one was resumed in between: they share what each should \
                 remember for itself",
                at + 1,
                sent[at]
            );
        }
    }
}

/// The `yield` that would take in a number is gone. To say so loudly is better than an average that
/// looks valid, and it stays so: one refusal does not make a new start.
#[check]
fn a_resume_after_the_return_panics_with_already_returned() {
    for numbers in [&[Some(5.0)][..], &[]] {
        let mut average = Average::new();
        average.resume(Some(1.0));
        for number in numbers {
            average.resume(*number);
        }
        let end = average.resume(None);
        assert!(
            matches!(end, State::Returned(_)),
            "None was sent to end it, and it gave {end:?}: it has not returned"
        );
        for (which, sent) in [("first", Some(3.0)), ("second", None)] {
            match caught(|| average.resume(sent)) {
                Ok(gave) => panic!(
                    "the {which} resume after the return, which sent {sent:?}, gave {gave:?}; it \
                     should panic, because that average is over"
                ),
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
    if last.is_some_and(|last| close(came, last)) {
        "that is the average before this number came: it yields first and counts afterwards, or it \
         left the number out"
    } else if last.is_none() && close(came, 0.0) {
        "it yields first and counts afterwards"
    } else if close(came, *number) {
        "that is the number itself: those before it were not kept at the stop"
    } else if close(came, sum) {
        "that is their sum"
    } else if close(came, sum / (count + 1) as f64) {
        "it divides by one too many, as if the first resume had brought a number"
    // All but the first: what counts the last ten goes wrong at the eleventh.
    } else if count > 2 && close(came, mean(&numbers[1..])) {
        return format!("that is the average of the last {} alone", in_words(count - 1));
    // Of two numbers, half-way is their average: it goes wrong at the third.
    } else if count == 3 && last.is_some_and(|last| close(came, (last + number) / 2.0)) {
        "that is half-way between the last average and this number, so the older numbers count for \
         less and less"
    } else if close(came, wanted.trunc()) || close(came, wanted.floor()) {
        "what follows the point was cut off"
    } else if (came - wanted).abs() < 1e-4 {
        "that is right but for rounding: an f64 keeps 15 digits, and something on the way keeps fewer"
    } else {
        "how many came, and what they add up to, must both outlive every stop"
    }
    .to_owned()
}

/// `two numbers`
fn in_words(count: usize) -> String {
    match count {
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
