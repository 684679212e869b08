use kit::Recorder;

use super::*;
use crate::pictures::probe::{texts, texts_are_apart};
use crate::pictures::read;

/// `(at_ms, of, level, capacity, waiting)`
type Told<'a> = (u64, &'a str, usize, Option<usize>, &'a [&'a str]);

fn recorded(told: &[Told<'_>]) -> Recording {
    let recorder = Recorder::new();
    for (_, of, level, capacity, waiting) in told {
        recorder.level(Level {
            of: (*of).to_owned(),
            level: *level,
            capacity: *capacity,
            waiting: waiting.iter().map(|one| (*one).to_owned()).collect(),
        });
    }
    let mut recording = read(&recorder.to_json_lines()).unwrap();
    for (event, (at, ..)) in recording.events.iter_mut().zip(told) {
        event.at = Duration::from_millis(*at);
    }
    recording
}

fn queue() -> Recording {
    recorded(&[
        (0, "queue", 0, Some(2), &[]),
        (10, "queue", 1, Some(2), &[]),
        (20, "queue", 2, Some(2), &[]),
        (30, "queue", 2, Some(2), &["sender"]),
        (70, "queue", 1, Some(2), &[]),
        (70, "queue", 2, Some(2), &[]),
        (100, "queue", 1, Some(2), &["sender"]),
    ])
}

#[test]
fn the_line_steps_and_waits_last_until_they_are_told_no_more() {
    let recording = queue();
    let drawn = draw(&recording).unwrap();
    let element = drawn.wide.element("", "", "");
    // 0 at the floor, half the plot at 10 ms, the rule of what fits at 20 ms.
    let (floor, full) = (2.0 * ROW + ABOVE + PLOT, 2.0 * ROW + ABOVE);
    let x = |ms: f64| 118.0 + (736.0 - 118.0) * ms / 100.0;
    let begins = format!(
        "class=\"level\" d=\"M118 {floor}L{} {floor}L{} {}L{} {}L{} {full}",
        x(10.0),
        x(10.0),
        floor - PLOT / 2.0,
        x(20.0),
        floor - PLOT / 2.0,
        x(20.0)
    );
    assert!(element.contains(&begins), "no {begins} in {element}");
    let waits = format!(
        "class=\"waiting fault\" x1=\"{}\" y1=\"27\" x2=\"{}\"",
        x(30.0),
        x(70.0)
    );
    assert!(element.contains(&waits), "no {waits} in {element}");
    assert_eq!(element.matches("fault head").count(), 2, "a ▲ a wait");
    let said: Vec<String> = texts(&drawn.wide)
        .into_iter()
        .map(|text| text.text)
        .collect();
    for expected in ["queue", "peak: 2", "sender waits", "40 ms", "2"] {
        assert!(
            said.iter().any(|text| text == expected),
            "{expected}: {said:?}"
        );
    }
    assert_eq!(
        drawn.says,
        "queue: 2 of 2 at most, and sender waits 2 times, for 40 ms in all."
    );
    let Words::Table(_, rows) = drawn.words else {
        panic!("a table")
    };
    assert_eq!(rows[3], ["30 ms", "queue", "2 of 2", "sender"]);
    assert_eq!(rows.len(), 7);
}

#[test]
fn what_has_no_bound_has_no_rule() {
    let told: Vec<Told<'_>> = (0..50)
        .map(|at| (at, "backlog", at as usize, None, &[][..]))
        .collect();
    let drawn = draw(&recorded(&told)).unwrap();
    assert!(
        !drawn
            .wide
            .element("", "", "")
            .contains("class=\"capacity\"")
    );
    assert_eq!(drawn.says, "backlog: 49 at most, and no task waits.");
}

#[test]
fn texts_stand_apart() {
    let mut told = vec![(0, "permits of the pool", 0, Some(100), &[][..])];
    for at in 0..20 {
        let waiting = if at % 2 == 0 {
            &["worker one"][..]
        } else {
            &[]
        };
        told.push((at * 7, "permits of the pool", 100, Some(100), waiting));
        told.push((at * 7, "queue", 3, Some(4), &[]));
    }
    for recording in [queue(), recorded(&told)] {
        let drawn = draw(&recording).unwrap();
        texts_are_apart(&drawn.wide, 750.0);
        texts_are_apart(&drawn.narrow.unwrap(), 320.0);
    }
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let fault = |recording: &Recording| draw(recording).err().unwrap();
    assert!(fault(&read("").unwrap()).contains("`Recorder::level`"));
    let at_once = recorded(&[(0, "queue", 1, None, &[])]);
    assert!(fault(&at_once).contains("no time passes"));
    let names: Vec<String> = (0..200).map(|number| number.to_string()).collect();
    let many: Vec<Told<'_>> = names
        .iter()
        .map(|name| (1, &**name, 1, None, &[][..]))
        .collect();
    assert!(fault(&recorded(&many)).contains("200 levels"));
}
