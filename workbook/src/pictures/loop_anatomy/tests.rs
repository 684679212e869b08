use kit::Recorder;
use kit::record::Turn;

use super::*;
use crate::pictures::probe::{rects, texts, texts_are_apart};
use crate::pictures::read;

const LANES: [&str; 2] = ["tea", "toast"];

fn turn(ready: &[&str], timers: &[(u64, &str)], interests: &[&str], wait_ms: Option<u64>) -> Turn {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Turn {
        ready: owned(ready),
        timers: timers
            .iter()
            .map(|(ms, whom)| (*ms, (*whom).to_owned()))
            .collect(),
        interests: owned(interests),
        wait_ms,
    }
}

/// Two futures of a loop: both ready, then both parked, then one polled after 20 ms.
fn two_futures() -> Recording {
    let recorder = Recorder::new();
    for name in LANES {
        drop(recorder.watch(name, async {}));
    }
    let lanes = recorder.to_json_lines();
    let lanes: Vec<&str> = lanes.lines().take(LANES.len()).collect();
    let said = |turn: Turn| {
        let recorder = Recorder::new();
        recorder.turn(turn);
        recorder.to_json_lines()
    };
    let event = |at: u32, lane: usize, what: &str| {
        format!("{{\"at_us\":{at},\"lane\":{lane},\"what\":\"{what}\"}}\n")
    };
    let mut text = lanes.join("\n") + "\n";
    text += &said(turn(&["toast", "tea"], &[], &[], Some(0)));
    for (lane, what) in [(1, "polled"), (1, "pending"), (0, "polled"), (0, "pending")] {
        text += &event(0, lane, what);
    }
    text += &said(turn(&[], &[(20, "tea")], &["toast: socket"], Some(20)));
    text += &event(20_000, 0, "polled");
    text += &event(20_000, 0, "ready");
    read(&text).unwrap()
}

#[test]
fn tokens_stand_in_their_places() {
    let drawn = draw(&two_futures()).unwrap();
    let places = rects(&drawn.wide, "place");
    assert_eq!(places.len(), 8, "four places in each of two turns");
    let said = texts(&drawn.wide);
    let place_of = |text: &str| {
        let found = said.iter().find(|one| one.text == text);
        let found = found.unwrap_or_else(|| panic!("{text} in {said:?}"));
        let inside = |place: &&crate::pictures::probe::Shape| {
            place.x < found.x
                && found.x < place.right()
                && place.y < found.y
                && found.y < place.bottom()
        };
        places.iter().position(|place| inside(&place))
    };
    // Ready, parked, poll and done, turn after turn.
    assert_eq!(place_of("1 toast"), Some(0));
    assert_eq!(place_of("2 tea"), Some(0));
    assert_eq!(place_of("tea: 20 ms"), Some(5));
    assert_eq!(place_of("toast: socket"), Some(5));
    assert_eq!(place_of("R"), Some(6));
    assert_eq!(place_of("tea"), Some(7));
    assert!(said.iter().any(|text| text.text == "+20 ms"));
    assert_eq!(rects(&drawn.wide, "poll").len(), 3);
    assert_eq!(
        drawn.says,
        "In 2 turns the loop makes 3 polls and waits 20 ms in turn 2; tea is done."
    );
}

#[test]
fn a_future_keeps_its_row() {
    let drawn = draw(&two_futures()).unwrap();
    let places = rects(&drawn.wide, "place");
    let said = texts(&drawn.wide);
    let below = |text: &str, place: usize| {
        let found = said.iter().find(|one| one.text == text).unwrap();
        found.y - places[place].y
    };
    assert_eq!(below("2 tea", 0), below("tea: 20 ms", 5));
    assert_eq!(below("1 toast", 0), below("toast: socket", 5));
}

#[test]
fn the_table_has_a_row_a_turn() {
    let Words::Table(head, rows) = draw(&two_futures()).unwrap().words else {
        panic!("a table")
    };
    assert_eq!(head.len(), 7);
    let expected = [
        [
            "1",
            "0 ms",
            "toast, tea",
            "–",
            "0 ms",
            "toast: Pending, tea: Pending",
            "–",
        ],
        [
            "2",
            "0 ms",
            "–",
            "tea: 20 ms, toast: socket",
            "20 ms",
            "tea: Ready",
            "tea",
        ],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn on_a_small_screen_no_name_is_cut() {
    let narrow = draw(&two_futures()).unwrap().narrow.unwrap();
    let said: Vec<String> = texts(&narrow).into_iter().map(|text| text.text).collect();
    for whole in ["tea", "toast", "20 ms", "socket"] {
        assert!(said.contains(&whole.to_owned()), "{whole} of {said:?}");
    }
}

#[test]
fn texts_stand_apart() {
    let drawn = draw(&two_futures()).unwrap();
    texts_are_apart(&drawn.wide, 750.0);
    texts_are_apart(&drawn.narrow.unwrap(), 320.0);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let fault = |recorder: &Recorder| {
        let recording = read(&recorder.to_json_lines()).unwrap();
        draw(&recording).err().unwrap()
    };
    let recorder = Recorder::new();
    assert!(fault(&recorder).contains("`Recorder::turn`"));
    let names: Vec<String> = (0..200).map(|number| number.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    recorder.turn(turn(&names, &[], &[], None));
    assert!(fault(&recorder).contains("200 futures"));
    let recorder = Recorder::new();
    for _ in 0..200 {
        recorder.turn(turn(&[], &[], &[], None));
    }
    assert!(fault(&recorder).contains("200 turns"));
}
