use kit::record::Stop;
use kit::{Recorder, stops_here};

use super::*;
use crate::pictures::probe::{Shape, rects, texts, texts_are_apart};
use crate::pictures::read;

fn stop(state: &str, keeps: &[(&str, &str)], out: &str) -> Stop {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Stop {
        state: state.to_owned(),
        keeps: keeps.iter().map(pair).collect(),
        bytes: 16,
        out: out.to_owned(),
    }
}

/// There and back `resumes` times, then over.
fn there_and_back(resumes: usize) -> Recording {
    let recorder = Recorder::new();
    let machine = recorder.coroutine("swing");
    for number in 0..resumes {
        let state = ["There", "Back"][number % 2];
        let keeps = [("swings", number.to_string()), ("side", state.to_owned())];
        let keeps: Vec<_> = keeps.iter().map(|(n, v)| (*n, v.as_str())).collect();
        machine.resume(|| {
            stops_here();
            ((), stop(state, &keeps[..1 + number % 2], "moved"), false)
        });
    }
    machine.resume(|| ((), stop("Over", &[], ""), true));
    read(&recorder.to_json_lines()).unwrap()
}

fn centre(shape: &Shape) -> f64 {
    shape.y + shape.height / 2.0
}

#[test]
fn what_is_kept_stands_in_the_row_of_its_state() {
    let drawn = draw(&there_and_back(3)).unwrap();
    let boxes = rects(&drawn.wide, "box");
    assert_eq!(
        boxes.len(),
        3,
        "There, Back and Over, in order of first visit"
    );
    let kept = rects(&drawn.wide, "fill");
    let rows: Vec<usize> = kept
        .iter()
        .map(|kept| {
            let own = |state: &Shape| (centre(state) - centre(kept)).abs() < 0.2;
            boxes.iter().position(own).unwrap()
        })
        .collect();
    assert_eq!(rows, [0, 1, 0, 2]);
    assert!(
        kept.is_sorted_by(|one, next| one.right() < next.x),
        "{kept:?}"
    );
    let current = rects(&drawn.wide, "current");
    assert_eq!(current.len(), 1);
    assert_eq!(current[0].y, boxes[2].y, "the run ends in Over");
    let ends = rects(&drawn.wide, "wall");
    assert_eq!(
        ends[0].right(),
        kept[3].right(),
        "ended with the last resume"
    );
}

#[test]
fn every_resume_is_a_step_that_lights_its_box() {
    let drawn = draw(&there_and_back(3)).unwrap();
    let Words::Steps(steps) = &drawn.words else {
        panic!("steps")
    };
    assert_eq!(steps.len(), 4);
    let element = drawn.wide.element("", "", "");
    let narrow = drawn.narrow.as_ref().unwrap().element("", "", "");
    for step in steps {
        // One that is lit, and one that veils what comes after it.
        for class in ["event", "ahead"] {
            let event = format!("class=\"{class}\" data-event=\"{}\"", step.event.unwrap());
            assert_eq!(element.matches(&event).count(), 1);
            assert_eq!(narrow.matches(&event).count(), 1);
        }
    }
    let (boxes, lit) = (rects(&drawn.wide, "box"), rects(&drawn.wide, "lit"));
    let lit: Vec<usize> = lit
        .iter()
        .map(|lit| boxes.iter().position(|own| own.y == lit.y).unwrap())
        .collect();
    assert_eq!(lit, [0, 1, 0, 2]);

    let line = steps[0].line.unwrap();
    let called = line - 1;
    assert_eq!(
        steps[1].says,
        format!(
            "Resume 2 (line {called}): swing goes from There to Back (line {line}), keeping swings \
             = 1 and side = Back; it gives “moved”."
        )
    );
    let states: Vec<(&str, &str)> = steps[1]
        .states
        .iter()
        .map(|(n, v)| (n.as_str(), &**v))
        .collect();
    let expected = [
        ("state", "Back"),
        ("swings", "1"),
        ("side", "Back"),
        ("gives", "moved"),
        ("size", "16 bytes"),
    ];
    assert_eq!(states, expected);
    assert!(
        steps[3].says.ends_with("keeping nothing; it has ended."),
        "{}",
        steps[3].says
    );
    assert_eq!(
        drawn.says,
        "swing, of 16 bytes, is resumed 4 times and stops in There, Back and Over."
    );
}

#[test]
fn a_stepper_has_a_step_a_resume_and_no_clock() {
    let figure = crate::pictures::figure("state-machine", "swing", &there_and_back(3), 1).unwrap();
    let stepper = crate::pictures::stepper(&figure, "fn main() {}\n").unwrap();
    assert_eq!(
        stepper.matches("\"says\":\"Resume ").count(),
        4,
        "{stepper}"
    );
    assert_eq!(stepper.matches("\"clock\":\"\"").count(), 4, "{stepper}");
    assert!(
        stepper.contains(r#"["state","Back"],["swings","1"]"#),
        "{stepper}"
    );
}

#[test]
fn several_coroutines_take_turns_in_panels_of_their_own() {
    let recorder = Recorder::new();
    let (one, two) = (recorder.coroutine("one"), recorder.coroutine("two"));
    one.resume(|| ((), stop("A", &[], "1"), false));
    two.resume(|| ((), stop("A", &[], "2"), false));
    one.resume(|| ((), stop("B", &[], "3"), true));
    let drawn = draw(&read(&recorder.to_json_lines()).unwrap()).unwrap();
    let kept = rects(&drawn.wide, "fill");
    let columns: Vec<i64> = kept.iter().map(|kept| kept.x as i64).collect();
    assert!(
        columns[0] < columns[2] && columns[2] < columns[1],
        "one, two, one: {columns:?}"
    );
    texts_are_apart(&drawn.wide, 750.0);
    texts_are_apart(&drawn.narrow.unwrap(), 320.0);
    let Words::Steps(steps) = drawn.words else {
        panic!("steps")
    };
    assert_eq!(steps[1].states[0].1, "in A, keeping nothing");
}

#[test]
fn texts_stand_apart_over_several_strips() {
    for resumes in [1, 5, 20] {
        let drawn = draw(&there_and_back(resumes)).unwrap();
        texts_are_apart(&drawn.wide, 750.0);
        texts_are_apart(&drawn.narrow.unwrap(), 320.0);
        let numbers: Vec<usize> = texts(&drawn.wide)
            .iter()
            .filter_map(|text| text.text.parse().ok())
            .collect();
        assert_eq!(numbers, (1..=resumes + 1).collect::<Vec<_>>());
    }
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let fault = |recording: &Recording| draw(recording).err().unwrap();
    assert!(fault(&read("").unwrap()).contains("`Machine::resume`"));
    assert!(fault(&there_and_back(200)).contains("201 resumes"));
    let recorder = Recorder::new();
    for number in 0..200 {
        let machine = recorder.coroutine(number.to_string());
        machine.resume(|| ((), stop("A", &[], ""), true));
    }
    let many = read(&recorder.to_json_lines()).unwrap();
    assert!(fault(&many).contains("200 coroutines"));
}
