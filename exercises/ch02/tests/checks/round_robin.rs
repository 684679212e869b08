//! Checks of round_robin.

use std::cell::Cell;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use ch02::coroutine::{Coroutine, State};
use ch02::round_robin::{Turn, run_all};
use kit::{caught, check, varied};

/// Fair means that no coroutine waits longer than one round. Its turn ends at its `yield`, and the next
/// one comes after a turn of all the others.
#[check]
fn each_round_gives_each_one_turn_in_the_order_given() {
    // All return in the same round: another check tests the turns after a return.
    let many = vec![2; varied(5, 4..=9) as usize];
    for yields in [&[2, 2, 2][..], &[3], &[1, 1], &many] {
        Game::play(yields).takes_its_turns_in_order();
    }
}

/// A text is reported when it is yielded. If texts are collected until the end of the round, other
/// coroutines run before they are reported.
#[check]
fn each_yield_is_called_before_the_next_one_is_resumed() {
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
                panic!("{}{}{REPORTED_AT_ONCE}", game.untold(), game.story());
            }
            assert!(
                game.events.get(number + 1).is_some_and(is_it),
                "each_yield was called too late: {name} yielded {text:?}, and the next resume came before the \
                 call{}",
                game.story()
            );
            assert!(
                times == 1,
                "{name} yielded {text:?} once, and each_yield was called with it {times} times{}",
                game.story()
            );
        }
    }
    // An empty text counts, and so does one that was yielded before.
    const TEXTS: [&str; 6] = ["", "", " between blanks ", "two\nlines", "", "two\nlines"];
    let mut told = Vec::new();
    let odd: Turn<()> = Box::new(Texts(TEXTS.iter()));
    run_all(vec![odd], |_, text| told.push(text));
    assert!(
        told == TEXTS,
        "{}\na coroutine yielded {TEXTS:?}, and each_yield got {told:?}\n\n\
         Each text that is yielded is reported unchanged, even if it is empty.",
        match told.iter().eq(TEXTS.iter().filter(|text| !text.is_empty())) {
            true =>
                "right for other texts, wrong for an empty one: each_yield was not called for it",
            false => "each_yield got other texts than those that were yielded",
        }
    );
}

/// A position identifies a coroutine. It must stay the same in all rounds, even after others have
/// returned.
#[check]
fn each_yield_gets_the_position_in_the_list_given() {
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
                    "each_yield got {told:?}, which no coroutine has yielded{}",
                    game.story()
                );
            };
            let cause = match position {
                position if *position == one + 1 => "positions are counted from 0",
                position if position < one => {
                    "that is the position among those that still run, and not in the list given"
                }
                _ => "that is not its position in the list given",
            };
            assert!(
                position == one,
                "a position was wrong: {cause}\n{} has position {one}. It yielded {told:?}, and each_yield got \
                 position {position} with it{}{A_NAME}",
                name(*one),
                game.story_to(number)
            );
        }
        let all: usize = yields.iter().sum();
        game.went_on_to_the_end();
        assert!(
            count >= all,
            "{}{}{REPORTED_AT_ONCE}",
            game.untold(),
            game.story()
        );
        assert!(
            count == all,
            "each_yield was called {count} times instead of {all}: {}{}",
            players(yields),
            game.story()
        );
    }
}

/// A return changes nothing for the other coroutines: they keep their order and their turn in this
/// round.
#[check]
fn after_a_return_the_others_keep_their_order() {
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

/// A server runs many coroutines for days. Its scheduler must not need more memory with each turn, and
/// must not stop after some number of turns.
#[check]
fn it_runs_however_many_however_often_they_yield() {
    let (often, many) = (
        varied(50_000, 40_000..=60_000) as usize,
        varied(10_000, 9_000..=11_000) as usize,
    );
    for (count, yields) in [(2, often), (3, 30_000), (many, 2)] {
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
        // If it is wrong with few coroutines too, the message is that of the other checks.
        Game::play(&[2, 2]).went_on_to_the_end();

        assert!(
            calls < count * yields || highest == count - 1,
            "right number of calls, wrong positions: of {count} coroutines, the last one has position {}, and \
             the highest position that each_yield got is {highest}{}{A_NAME}",
            count - 1,
            match highest {
                255 => ". 8 bits hold no number above 255",
                _ => "",
            }
        );
        let wrong = (0..count).find(|position| told[*position] != yields);
        if let Some(position) = wrong {
            panic!(
                "{}: each_yield was called {} times with position {position}, instead of {yields}\n\
                 there are {count} coroutines, each of which yields {yields} times{}",
                match position {
                    0 if told[0] + 1 == yields => NOT_CALLED.to_owned(),
                    0 => format!("right for a few yields, wrong for {yields}"),
                    _ => format!(
                        "right up to position {}, wrong for {position}",
                        position - 1
                    ),
                },
                told[position],
                match told[position] + 1 == yields {
                    true => REPORTED_AT_ONCE,
                    false => "",
                }
            );
        }
        assert!(
            turns == vec![yields + 1; count],
            "{count} coroutines yield {yields} times each and return {}, the number of their resumes: run_all \
             returned {} values, {} of them right",
            yields + 1,
            turns.len(),
            turns.iter().filter(|turns| **turns == yields + 1).count()
        );
    }
}

// Without docs: other checks fail for the same causes, and their messages explain them.
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

/// The caller finds a value by the position of its coroutine. The order in which they return depends on
/// how often each one yields.
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
            "the values are in the order of the returns, and not in the order given"
        } else if game.values.len() < wanted.len() {
            "some values are missing"
        } else if game.values.len() > wanted.len() {
            "there are more values than coroutines"
        } else {
            "a value is not at the position of its coroutine"
        };
        assert!(
            game.values == wanted,
            "{cause}: {}\n  wanted  {}\n  got     {}",
            players(yields),
            wanted.join(", "),
            game.values.join(", ")
        );
    }
}

/// In an empty list, all coroutines have returned.
#[check]
fn an_empty_list_returns_at_once() {
    let mut told = 0;
    let empty: Vec<Turn<String>> = Vec::new();
    // The unchanged stub panics here, with its own message.
    let one = Game::play(&[0]).values.len();
    assert!(
        one == 1,
        "run_all was given one coroutine, which returns at once, and returned {one} values instead of 1"
    );
    let came = caught(|| run_all(empty, |_, _| told += 1));
    let values = came.unwrap_or_else(|panic| {
        panic!(
            "right for one coroutine, wrong for an empty list: run_all panicked with {:?}",
            panic.message
        )
    });

    assert!(
        values.is_empty() && told == 0,
        "run_all was given an empty list: it called each_yield {told} times, and returned {} values",
        values.len()
    );
}

const NOT_CALLED: &str = "each_yield was not called for the first yield of a coroutine";

const REPORTED_AT_ONCE: &str = "\n\nEach yield is reported, the one of the first turn too: each_yield is called \
    before the next coroutine is resumed.";

const A_NAME: &str = "\n\nA position identifies a coroutine. It must stay the same in all rounds, even after others \
    have returned.";

const IT_IS_OVER: &str = "\n\nA coroutine that has returned has nothing left to run, and most panic if they are \
    resumed again. The loop that resumes it must remember that it has returned.";

const TO_THE_END: &str = "\n\nrun_all returns when all coroutines have returned. If one returns, the others \
    continue.";

#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    /// The coroutine at this position was resumed.
    Resumed(usize),
    /// It yielded.
    Yielded(usize, String),
    /// It returned.
    Returned(usize),
    /// `each_yield` was called.
    Told(usize, String),
}

type Log = Arc<Mutex<Vec<Event>>>;

/// Yields `yields` times and then returns. Its turns are written to the log.
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
        // Accepts resumes after its return, for the log, but ends an endless loop.
        if self.turns > self.yields + 100 {
            let name = name(self.one);
            // So that the lock is not poisoned.
            drop(log);
            panic!(
                "run_all runs forever, because it does not notice that all have returned: {name} returned \
                 in its turn {}, and was resumed 100 times after that{IT_IS_OVER}",
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

/// One of many. It measures how deep the stack is when it is resumed.
struct Deep {
    yields: usize,
    turns: usize,
    /// The end of the stack at the first resume of all.
    began: Rc<Cell<Option<usize>>>,
}

impl Coroutine for Deep {
    type In = ();
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, (): ()) -> State<String, usize> {
        // Far more than a loop needs, and far less than the whole stack.
        const ROOM: usize = 64 * 1024;
        let here = (&raw const self).addr();
        let began = self.began.get().unwrap_or(here);
        self.began.set(Some(began));
        let deeper = began.abs_diff(here);
        assert!(
            deeper < ROOM,
            "the stack grows with the turns, as if a function called itself for the next turn: at turn {} of \
             one coroutine it is {deeper} bytes deeper than at the first turn of all\n\n\
             Recursion fills the stack. A loop needs the same stack for each turn.",
            self.turns + 1
        );
        self.turns += 1;
        // So that this check ends even if they are resumed forever.
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

    /// Which coroutine was resumed, turn by turn.
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
            "{}: {cause}\n{}\n  wanted  {}\n  got     {}{idea}",
            match same {
                0 => "wrong in turn 1".to_owned(),
                same => format!("right up to turn {same}, wrong in turn {}", same + 1),
            },
            players(&self.yields),
            names(&wanted),
            names(&came)
        );
    }

    /// Fails if `run_all` returned before all coroutines had returned.
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

    /// Why `run_all` returned before all coroutines had returned.
    fn came_back(&self, over: &[usize], not: &[usize]) -> Option<String> {
        let first = not.first()?;
        let which = match (over, self.events.last()) {
            ([one], Some(Event::Returned(last))) if one == last => {
                format!("as soon as one of them, {}, had returned", name(*one))
            }
            _ => format!("before {} had returned", name(*first)),
        };
        Some(format!("run_all returned too early, {which}"))
    }

    /// The message if each_yield was not called for some yields.
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
            true => format!("{NOT_CALLED}: {missing}\nit was called for all later ones"),
            false => format!("each_yield was not called for some yields: {missing}"),
        }
    }

    /// The most likely reason why turn `at`, counted from 0, is wrong.
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
            // The second of four returns in its first turn: the next turns show the reason.
            match &Self::play(&[2, 0, 2, 2]).turns()[..] {
                [0, 1, 3, 2, ..] => {
                    return "after a return, the last coroutine took the place of the one that returned, \
                            which is not the order given"
                        .to_owned();
                }
                [0, 1, 3, 0, ..] => {
                    return "after a return, the next coroutine lost its turn in this round"
                        .to_owned();
                }
                _ => {}
            }
        }
        if came[..at].is_empty() && Some(now) == last && now > 0 {
            return "the turns go from the last coroutine to the first, which is not the order given"
                .to_owned();
        }
        if turns(now) > turns(due) && came[..at].last() == Some(&now) {
            return format!("{now_name} was resumed twice in a row, and {due_name} was next");
        }
        if turns(now) > turns(due) {
            return match left {
                Some(left) => format!(
                    "{now_name} had a second turn before {due_name} had its turn: after {} had returned, the \
                     round began again",
                    name(left)
                ),
                None => format!("{now_name} had a second turn before {due_name} had its turn"),
            };
        }
        // Does it still have its turn before one of them begins the next round?
        let mut so_far = came[..at].to_vec();
        for one in &came[at..] {
            if *one == due {
                return format!("{now_name} came before {due_name}, which is not the order given");
            }
            so_far.push(*one);
            if so_far.iter().filter(|came| *came == one).count() > turns(due) + 1 {
                break;
            }
        }
        let left = left.map_or(String::new(), |left| {
            format!(
                ": {} had just returned, and the list had changed",
                name(left)
            )
        });
        format!("{due_name} lost its turn in this round to {now_name}{left}")
    }

    /// What happened, one event in each line.
    fn story(&self) -> String {
        self.story_to(self.events.len())
    }

    /// What happened, up to the event that was wrong.
    fn story_to(&self, wrong: usize) -> String {
        const MOST: usize = 24;
        let mut story = String::new();
        let from = match wrong < self.events.len() {
            true => (wrong + 1).saturating_sub(MOST),
            false => 0,
        };
        if from > 0 {
            story.push_str("\n  (earlier events)");
        }
        for (at, event) in self.events.iter().enumerate().skip(from).take(MOST) {
            let _ = match event {
                Event::Resumed(one) => write!(story, "\n  {} is resumed", name(*one)),
                Event::Yielded(_, text) => write!(story, " and yields {text:?}"),
                Event::Returned(_) => write!(story, " and returns"),
                Event::Told(position, text) => {
                    write!(story, "\n  each_yield({position}, {text:?})")
                }
            };
            if at == wrong {
                story.push_str("  <-- wrong");
                return story;
            }
        }
        if self.events.len() > from + MOST {
            story.push_str("\n  (more events)");
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
