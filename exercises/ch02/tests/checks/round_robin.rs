//! Checks of round_robin.

use std::cell::Cell;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use ch02::coroutine::{Coroutine, State};
use ch02::round_robin::{Turn, run_all};
use kit::{caught, check};

/// Fair means that no coroutine waits longer than a round. It gives the turn away at its `yield`, and
/// gets it back when all the others have had theirs.
#[check]
fn each_round_gives_each_one_turn_in_the_order_given() {
    // All return in the same round: what becomes of the others after a return is another promise.
    for yields in [&[2, 2, 2][..], &[3], &[1, 1], &[2; 5]] {
        Game::play(yields).takes_its_turns_in_order();
    }
}

/// What a coroutine yields is an event, to be reported when it happens. Texts that are collected until
/// the round is over, or until the end, come when other coroutines already run.
#[check]
fn what_is_yielded_is_told_before_the_next_one_is_resumed() {
    for yields in [&[2, 2, 2][..], &[1], &[0, 3, 1]] {
        let game = Game::play(yields);
        for (number, event) in game.events.iter().enumerate() {
            let Event::Yielded(one, text) = event else {
                continue;
            };
            let is_it = |event: &Event| matches!(event, Event::Told(_, told) if told == text);
            let times = game.events.iter().filter(|event| is_it(event)).count();
            let name = name(*one);
            if times == 0 {
                panic!("{}{}{TOLD_AT_ONCE}", game.untold(), game.story());
            }
            assert!(
                game.events.get(number + 1).is_some_and(is_it),
                "each_yield was told too late: {name} yielded {text:?}, and the next one was resumed before \
                 it was told{}",
                game.story()
            );
            assert!(
                times == 1,
                "{name} yielded {text:?} once, and each_yield was told {times} times{}",
                game.story()
            );
        }
    }
    // An empty text is a yield like every other, and so is one that came before.
    const TEXTS: [&str; 6] = ["", "", " between blanks ", "two\nlines", "", "two\nlines"];
    let mut told = Vec::new();
    let odd: Turn<()> = Box::new(Texts(TEXTS.iter()));
    run_all(vec![odd], |_, text| told.push(text));
    assert!(
        told == TEXTS,
        "{}: a coroutine yielded the texts {TEXTS:?}, and each_yield was told {told:?}\n\n\
         What a coroutine yields is told as it is, whatever the text.",
        match told.iter().eq(TEXTS.iter().filter(|text| !text.is_empty())) {
            true => "right for other texts, wrong for an empty one: it was never told",
            false => "each_yield was told other texts than those that were yielded",
        }
    );
}

/// A position is a name: it must mean the same one from the first round to the last, even when others
/// have left.
#[check]
fn it_is_told_with_the_position_in_the_list_given() {
    for yields in [&[1, 3, 0, 2][..], &[0, 0, 2], &[2, 2]] {
        let game = Game::play(yields);
        let mut count = 0;
        for (number, event) in game.events.iter().enumerate() {
            let Event::Told(position, told) = event else {
                continue;
            };
            count += 1;
            let yielded = |event: &&Event| matches!(event, Event::Yielded(_, text) if text == told);
            let Some(Event::Yielded(one, _)) = game.events.iter().find(yielded) else {
                panic!(
                    "each_yield was told {told:?}, which no coroutine has yielded{}",
                    game.story()
                );
            };
            let cause = match position {
                position if *position == one + 1 => "positions are counted from 0",
                position if position < one => {
                    "that is the place among those that were left, and not in the list given"
                }
                _ => "that is not its place in the list given",
            };
            assert!(
                position == one,
                "a position was wrong: {cause}\n{} has position {one}; it yielded {told:?}, and each_yield was \
                 told that with position {position}{}{A_NAME}",
                name(*one),
                game.story_to(number)
            );
        }
        let all: usize = yields.iter().sum();
        game.went_on_to_the_end();
        assert!(
            count >= all,
            "{}{}{TOLD_AT_ONCE}",
            game.untold(),
            game.story()
        );
        assert!(
            count == all,
            "each_yield was told {count} times instead of {all}: {}{}",
            players(yields),
            game.story()
        );
    }
}

/// That one has come to its end changes nothing for the others: the order of their turns stays what it
/// was.
#[check]
fn one_that_returns_leaves_the_round_and_the_others_go_on() {
    let games: [&[usize]; 8] = [
        &[2, 0, 2, 2],
        &[0, 2, 2, 2],
        &[2, 1, 3, 2, 3],
        &[1, 3, 0, 2],
        &[0, 0, 0, 1],
        &[3, 2, 1, 0],
        &[0, 1, 2, 3],
        &[0, 5, 0, 1, 1, 4, 0, 0, 2, 3, 1, 5],
    ];
    for yields in games {
        Game::play(yields).takes_its_turns_in_order();
    }
}

/// A server's coroutines live for days and are many. Nothing in what runs them may grow with each
/// turn, or end after some number of them.
#[check]
fn it_runs_however_many_however_often_they_yield() {
    for (count, yields) in [(2, 50_000), (3, 30_000), (10_000, 2)] {
        let began = Rc::default();
        let one = |_| -> Turn<usize> {
            Box::new(Deep {
                yields,
                turns: 0,
                began: Rc::clone(&began),
            })
        };
        let mut told = vec![0; count];
        let (mut calls, mut highest) = (0, 0);
        let turns = run_all((0..count).map(one).collect(), |position, _| {
            calls += 1;
            highest = highest.max(position);
            if let Some(told) = told.get_mut(position) {
                *told += 1;
            }
        });
        // What goes wrong already with few coroutines is told as there.
        Game::play(&[2, 2]).went_on_to_the_end();

        assert!(
            calls < count * yields || highest == count - 1,
            "right count of calls, wrong positions: of {count} coroutines, the last one has position {}, and \
             the highest that each_yield was told is {highest}{}{A_NAME}",
            count - 1,
            match highest {
                255 => ". In 8 bits, no number is above 255",
                _ => "",
            }
        );
        let wrong = (0..count).find(|position| told[*position] != yields);
        if let Some(position) = wrong {
            panic!(
                "{}: with position {position} each_yield was told {} times instead of {yields}\n{count} \
                 coroutines, each of which yields {yields} times{}",
                match position {
                    0 if told[0] + 1 == yields => NEVER_TOLD.to_owned(),
                    0 => format!("right for a few yields, wrong for {yields}"),
                    _ => format!("right up to position {}, wrong at {position}", position - 1),
                },
                told[position],
                match told[position] + 1 == yields {
                    true => TOLD_AT_ONCE,
                    false => "",
                }
            );
        }
        assert!(
            turns == vec![yields + 1; count],
            "{count} coroutines, each of which yields {yields} times and returns how often it was \
             resumed, {} times: there are {} values, {} of them right",
            yields + 1,
            turns.len(),
            turns.iter().filter(|turns| **turns == yields + 1).count()
        );
    }
}

// Its ideas are told in other checks too, which fail for the same causes.
#[check]
fn none_is_resumed_after_it_has_returned() {
    for yields in [&[2, 0, 1][..], &[0], &[0, 0, 3]] {
        let game = Game::play(yields);
        let mut returned = vec![false; yields.len()];
        for (number, event) in game.events.iter().enumerate() {
            match event {
                Event::Resumed(one) => assert!(
                    !returned[*one],
                    "{} was resumed again, but it had returned: {}{}{IT_IS_OVER}",
                    name(*one),
                    players(yields),
                    game.story_to(number)
                ),
                Event::Returned(one) => returned[*one] = true,
                Event::Yielded(..) | Event::Told(..) => {}
            }
        }
        game.went_on_to_the_end();
    }
}

/// The caller knows its coroutines by their places, and looks for each value in that place. The order in
/// which they came to their ends says nothing.
#[check]
fn the_return_values_come_back_in_the_order_given() {
    for yields in [&[3, 0, 2, 1][..], &[0, 1, 2], &[2, 2], &[0], &[1, 0]] {
        let game = Game::play(yields);
        game.went_on_to_the_end();
        let wanted: Vec<String> = (0..yields.len()).map(value).collect();
        let mut as_they_came: Vec<usize> = (0..yields.len()).collect();
        as_they_came.sort_by_key(|one| yields[*one]);
        let as_they_came: Vec<String> = as_they_came.into_iter().map(value).collect();

        let cause = if game.values == as_they_came {
            "the values are in the order in which the coroutines returned, and not in the order given"
        } else if game.values.len() < wanted.len() {
            "some values are missing"
        } else if game.values.len() > wanted.len() {
            "there are more values than coroutines"
        } else {
            "a value is not in the place in which its coroutine was given"
        };
        assert!(
            game.values == wanted,
            "{cause}: {}\nwanted {}\ncame {}",
            players(yields),
            wanted.join(", "),
            game.values.join(", ")
        );
    }
}

/// An empty list is a list: all of its coroutines have returned.
#[check]
fn with_nobody_to_run_it_returns_at_once() {
    let mut told = 0;
    let nobody: Vec<Turn<String>> = Vec::new();
    // A stub must speak for itself: it does so with one coroutine as well.
    let one = Game::play(&[0]).values.len();
    assert!(
        one == 1,
        "run_all was given one coroutine, which returns at once, and gave back {one} values instead of 1"
    );
    let came = caught(|| run_all(nobody, |_, _| told += 1));
    let values = came.unwrap_or_else(|panic| {
        panic!(
            "right for one coroutine, wrong for an empty list: run_all panicked with {:?}",
            panic.message
        )
    });

    assert!(
        values.is_empty() && told == 0,
        "run_all was given an empty list: it told each_yield {told} times, and returned {} values",
        values.len()
    );
}

const NEVER_TOLD: &str = "each_yield was never told what a coroutine yielded in its first turn";

const TOLD_AT_ONCE: &str = "\n\nEach yield is an event, the one of the first turn too: each_yield is told of it \
    before the next coroutine is resumed.";

const A_NAME: &str = "\n\nA position is a name: it must mean the same one from the first round to the last, even \
    when others have left.";

const IT_IS_OVER: &str = "\n\nA coroutine that has returned has nothing left to run: those that are written with \
    care panic when they are resumed once more. That it is over must be remembered by the loop that resumes it.";

const TO_THE_END: &str = "\n\nrun_all is over when all have returned. One that returns leaves the round, and the \
    others go on.";

#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    /// The one at that position was resumed;
    Resumed(usize),
    /// it yielded;
    Yielded(usize, String),
    /// or it returned.
    Returned(usize),
    /// `each_yield` was called.
    Told(usize, String),
}

type Log = Arc<Mutex<Vec<Event>>>;

/// Yields so many times and then returns. It writes down its turns.
struct Player {
    one: usize,
    yields: usize,
    turns: usize,
    log: Log,
}

impl Coroutine for Player {
    type In = ();
    type Yield = String;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<String, String> {
        let mut log = self.log.lock().unwrap();
        self.turns += 1;
        // Can be resumed once too often, but does not go round forever.
        if self.turns > self.yields + 100 {
            let name = name(self.one);
            // No other check must find the lock poisoned.
            drop(log);
            panic!(
                "run_all goes round forever, because nothing tells it that all have returned: {name} \
                 returned in its turn {}, and was resumed a hundred times more{IT_IS_OVER}",
                self.yields + 1
            );
        }
        log.push(Event::Resumed(self.one));
        if self.turns > self.yields {
            log.push(Event::Returned(self.one));
            return State::Returned(value(self.one));
        }
        let text = format!("{}{}", name(self.one), self.turns);
        log.push(Event::Yielded(self.one, text.clone()));
        State::Yielded(text)
    }
}

/// Yields these texts.
struct Texts(std::slice::Iter<'static, &'static str>);

impl Coroutine for Texts {
    type In = ();
    type Yield = String;
    type Return = ();

    fn resume(&mut self, (): ()) -> State<String, ()> {
        match self.0.next() {
            Some(text) => State::Yielded((*text).to_owned()),
            None => State::Returned(()),
        }
    }
}

/// One of many. It sees how deep the calls have become in which it is resumed.
struct Deep {
    yields: usize,
    turns: usize,
    /// Where the stack ended when the first one of all was resumed.
    began: Rc<Cell<Option<usize>>>,
}

impl Coroutine for Deep {
    type In = ();
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, (): ()) -> State<String, usize> {
        // Far more than a loop ever needs, and far less than the stack has.
        const ROOM: usize = 64 * 1024;
        let here = (&raw const self).addr();
        let began = self.began.get().unwrap_or(here);
        self.began.set(Some(began));
        let deeper = began.abs_diff(here);
        assert!(
            deeper < ROOM,
            "the stack grows with the turns, as when a function calls itself for those that are left: at \
             turn {} of one coroutine it is {deeper} bytes deeper than at the first turn of all\n\n\
             A stack is soon full. A loop needs no more of it with each turn.",
            self.turns + 1
        );
        self.turns += 1;
        // So that this check ends where they are resumed forever.
        assert!(
            self.turns <= self.yields + 1,
            "a coroutine had returned in its turn {}, and was resumed again{IT_IS_OVER}",
            self.yields + 1
        );
        match self.turns > self.yields {
            true => State::Returned(self.turns),
            false => State::Yielded("on".to_owned()),
        }
    }
}

/// A call of `run_all`, and what happened in it.
struct Game {
    yields: Vec<usize>,
    events: Vec<Event>,
    values: Vec<String>,
}

impl Game {
    /// Runs a coroutine for each number; that number is how many times it yields.
    fn play(yields: &[usize]) -> Self {
        let log = Log::default();
        let player = |(one, yields): (usize, &usize)| -> Turn<String> {
            Box::new(Player {
                one,
                yields: *yields,
                turns: 0,
                log: Arc::clone(&log),
            })
        };
        let players = yields.iter().enumerate().map(player).collect();
        let values = run_all(players, |position, text| {
            log.lock().unwrap().push(Event::Told(position, text));
        });
        let events = log.lock().unwrap().clone();
        Self {
            yields: yields.to_vec(),
            events,
            values,
        }
    }

    /// Which one was resumed, a turn each.
    fn turns(&self) -> Vec<usize> {
        let turn = |event: &Event| match event {
            Event::Resumed(one) => Some(*one),
            _ => None,
        };
        self.events.iter().filter_map(turn).collect()
    }

    #[track_caller]
    fn takes_its_turns_in_order(&self) {
        let came = self.turns();
        let everyone = || self.yields.iter().enumerate();
        let most = self.yields.iter().max().copied().unwrap_or_default();
        let round = |round| everyone().filter_map(move |(one, n)| (*n >= round).then_some(one));
        let wanted: Vec<usize> = (0..=most).flat_map(round).collect();

        let same = came.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        let (cause, idea) = match came == wanted {
            true => return,
            false => self.why_not(&wanted, &came, same),
        };
        panic!(
            "{cause}, in turn {}\n{}\n  wanted  {}\n  came    {}{idea}",
            same + 1,
            players(&self.yields),
            names(&wanted),
            names(&came)
        );
    }

    /// Fails if `run_all` came back when a coroutine had not returned.
    #[track_caller]
    fn went_on_to_the_end(&self) {
        let has = |one: usize| self.events.contains(&Event::Returned(one));
        let (over, not): (Vec<_>, Vec<_>) = (0..self.yields.len()).partition(|one| has(*one));
        if let Some(cause) = self.came_back(&over, &not) {
            panic!(
                "{cause}\n{}{}{TO_THE_END}",
                players(&self.yields),
                self.story()
            );
        }
    }

    /// Why `run_all` came back before all had returned.
    fn came_back(&self, over: &[usize], not: &[usize]) -> Option<String> {
        let first = not.first()?;
        let which = match (over, self.events.last()) {
            ([one], Some(Event::Returned(last))) if one == last => {
                format!("as soon as {}, the first of them, had returned", name(*one))
            }
            _ => format!("when {} had not returned", name(*first)),
        };
        Some(format!("run_all came back too early, {which}"))
    }

    /// What to say if something was yielded and never told.
    fn untold(&self) -> String {
        let told = |text: &String| {
            let is_it = |event: &Event| matches!(event, Event::Told(_, told) if told == text);
            self.events.iter().any(is_it)
        };
        let yielded = self.events.iter().filter_map(|event| match event {
            Event::Yielded(one, text) => Some((*one, text)),
            _ => None,
        });
        let first = |one: usize, text: &str| *text == format!("{}1", name(one));
        let only_the_first = yielded
            .clone()
            .all(|(one, text)| told(text) != first(one, text));
        let missing: Vec<_> = yielded
            .filter(|(_, text)| !told(text))
            .map(|(_, text)| format!("{text:?}"))
            .collect();
        let missing = missing.join(", ");
        match only_the_first {
            true => format!("{NEVER_TOLD}: {missing}\nIt was told all that came later"),
            false => format!("each_yield was never told some of what was yielded: {missing}"),
        }
    }

    /// Why most likely turn `at`, counted from 0, was not the one that was wanted.
    fn why_not(&self, wanted: &[usize], came: &[usize], at: usize) -> (String, &'static str) {
        let turns = |one: usize| came[..at].iter().filter(|came| **came == one).count();
        let Some(now) = came.get(at).copied() else {
            let has = |one: usize| turns(one) > self.yields[one];
            let (over, not): (Vec<_>, Vec<_>) = (0..self.yields.len()).partition(|one| has(*one));
            let cause = self.came_back(&over, &not);
            return (
                cause.unwrap_or_else(|| "a turn is missing".to_owned()),
                TO_THE_END,
            );
        };
        if turns(now) > self.yields[now] {
            let cause = format!("{} was resumed again, but it had returned", name(now));
            return (cause, IT_IS_OVER);
        }
        (self.why_not_due(wanted, came, at), "")
    }

    fn why_not_due(&self, wanted: &[usize], came: &[usize], at: usize) -> String {
        let turns = |one: usize| came[..at].iter().filter(|came| **came == one).count();
        let now = came[at];
        let due = wanted[at];
        let (now_name, due_name) = (name(now), name(due));
        let before = came[..at].last().copied();
        let left = before.filter(|before| turns(*before) > self.yields[*before]);
        let last = (0..self.yields.len()).rfind(|one| turns(*one) <= self.yields[*one]);
        if left.is_some() && turns(now) == turns(due) {
            // The second of four returns in its first turn: who comes after it tells.
            match &Self::play(&[2, 0, 2, 2]).turns()[..] {
                [0, 1, 3, 2, ..] => {
                    return "when one had returned, the last one took its place, which is another order \
                            than the one given"
                        .to_owned();
                }
                [0, 1, 3, 0, ..] => {
                    return "when one had returned, the one after it lost its turn in this round"
                        .to_owned();
                }
                _ => {}
            }
        }
        if came[..at].is_empty() && Some(now) == last && now > 0 {
            return "the turns go from the last one to the first, which is another order than the one given"
                .to_owned();
        }
        if turns(now) > turns(due) && came[..at].last() == Some(&now) {
            return format!("{now_name} ran on, instead of giving its turn to {due_name}");
        }
        if turns(now) > turns(due) {
            return match left {
                Some(left) => format!(
                    "{now_name} had a second turn before {due_name} had its turn: {} had just returned, and \
                     the round began anew",
                    name(left)
                ),
                None => format!("{now_name} had a second turn before {due_name} had its turn"),
            };
        }
        // Whether it still came before any of them began the next round.
        let mut so_far = came[..at].to_vec();
        for one in &came[at..] {
            if *one == due {
                return format!(
                    "{now_name} came before {due_name}, which is another order than the one given"
                );
            }
            so_far.push(*one);
            if so_far.iter().filter(|came| *came == one).count() > turns(due) + 1 {
                break;
            }
        }
        let left = left.map_or(String::new(), |left| {
            format!(
                ": {} had just returned, and the list was not as before",
                name(left)
            )
        });
        format!("{due_name} lost its turn in this round to {now_name}{left}")
    }

    /// What happened, a line an event, to stand below a cause.
    fn story(&self) -> String {
        self.story_to(self.events.len())
    }

    /// What happened up to an event that was wrong, and no further.
    fn story_to(&self, wrong: usize) -> String {
        const MOST: usize = 24;
        let mut story = String::new();
        let from = match wrong < self.events.len() {
            true => (wrong + 1).saturating_sub(MOST),
            false => 0,
        };
        if from > 0 {
            story.push_str("\n  and before that, others");
        }
        for (at, event) in self.events.iter().enumerate().skip(from).take(MOST) {
            let _ = match event {
                Event::Resumed(one) => write!(story, "\n  {} is resumed", name(*one)),
                Event::Yielded(_, text) => write!(story, " and yields {text:?}"),
                Event::Returned(_) => write!(story, " and returns"),
                Event::Told(position, text) => {
                    write!(story, "\n  each_yield is told {position}, {text:?}")
                }
            };
            if at == wrong {
                story.push_str("  <-- wrong");
                return story;
            }
        }
        if self.events.len() > from + MOST {
            story.push_str("\n  and so on");
        }
        story
    }
}

/// `A` for the first one.
fn name(one: usize) -> String {
    char::from(b'A' + u8::try_from(one).expect("there are not so many")).to_string()
}

fn names(all: &[usize]) -> String {
    let names: Vec<String> = all.iter().map(|one| name(*one)).collect();
    names.join(" ")
}

fn value(one: usize) -> String {
    format!("{}'s value", name(one))
}

/// `A yields 2 times, B never`.
fn players(yields: &[usize]) -> String {
    let player = |(one, yields): (usize, &usize)| match yields {
        0 => format!("{} never yields", name(one)),
        1 => format!("{} yields once", name(one)),
        more => format!("{} yields {more} times", name(one)),
    };
    let players: Vec<String> = yields.iter().enumerate().map(player).collect();
    players.join(", ")
}
