use kit::Recorder;

use super::*;
use crate::pictures::probe::{rects, texts, texts_are_apart};
use crate::pictures::read;

/// The steps of a check, each told at a line of its own.
struct Steps(Recorder);

impl Steps {
    fn look(&self, found: bool) {
        self.0.step("recv", format!("sees {found}"), "unsent");
    }

    fn register(&self) {
        self.0.step("recv", "stores its waker", "a waker is kept");
    }

    fn send(&self) {
        self.0.step("send", "sets sent", "sent");
    }
}

fn recorded(tell: impl FnOnce(&Steps)) -> Recording {
    let steps = Steps(Recorder::new());
    tell(&steps);
    read(&steps.0.to_json_lines()).unwrap()
}

fn lost() -> Recording {
    recorded(|steps| {
        steps.0.note("check first");
        steps.look(false);
        steps.send();
        steps.register();
        steps.0.note("Pending");
        steps.0.note("register first");
        steps.register();
        steps.send();
        steps.look(true);
        steps.0.note("Ready");
    })
}

#[test]
fn the_step_that_comes_earlier_is_boxed_in_both_and_nothing_else_is() {
    let drawn = draw(&lost()).unwrap();
    let steps = rects(&drawn.wide, "step");
    let moved: Vec<bool> = steps
        .iter()
        .map(|step| step.class.contains("moved"))
        .collect();
    assert_eq!(moved, [false, false, true, true, false, false]);
    assert!(steps[0].x < steps[1].x, "a column a thread");
    assert!(steps[0].bottom() < steps[1].y, "time runs downward");
    assert_eq!(
        drawn.says,
        "In “check first”, send sets sent after recv sees false and before it stores its waker; in \
         “register first”, it stores its waker first. “check first” ends with Pending; “register \
         first” ends with Ready."
    );
    // The lifeline between the two steps that must not be torn apart.
    assert_eq!(
        drawn
            .wide
            .element("", "", "")
            .matches("class=\"gap\"")
            .count(),
        1
    );
}

#[test]
fn a_state_is_boxed_where_it_is_new() {
    let drawn = draw(&lost()).unwrap();
    assert_eq!(rects(&drawn.wide, "box").len(), 6);
    let same = recorded(|steps| {
        steps.0.note("one");
        steps.send();
        steps.look(true);
        steps.look(true);
        steps.0.note("done");
    });
    assert_eq!(rects(&draw(&same).unwrap().wide, "box").len(), 2);
}

#[test]
fn each_step_has_its_line_and_its_states() {
    let drawn = draw(&lost()).unwrap();
    let Words::Steps(steps) = drawn.words else {
        panic!("steps")
    };
    assert_eq!(steps.len(), 10);
    assert_eq!(steps[0].says, "Check first:");
    assert!(
        steps[2].says.starts_with("send sets sent (line "),
        "{}",
        steps[2].says
    );
    assert!(
        steps[2].says.ends_with("; after it sent."),
        "{}",
        steps[2].says
    );
    assert_eq!(
        steps[1].line, steps[8].line,
        "the same code, at another moment"
    );
    let states: Vec<&str> = steps[2].states.iter().map(|state| &*state.1).collect();
    assert_eq!(states, ["sees false", "sets sent", "sent"]);
    assert_eq!(steps[4].says, "It ends with Pending.");
}

#[test]
fn texts_stand_apart() {
    let long = recorded(|steps| {
        let longer = "a state of many words, all of which are to be read, and more of them";
        steps
            .0
            .note("a schedule whose name is longer than the column of one thread is wide");
        for number in 0..6 {
            let does = format!("does the step {number}, which is told at greater length than wise");
            steps.0.step(
                if number % 2 == 0 {
                    "receiver"
                } else {
                    "sender"
                },
                does,
                longer,
            );
        }
        steps
            .0
            .note("an end that is told at a length to match, and that may well be cut");
    });
    for recording in [lost(), long] {
        let drawn = draw(&recording).unwrap();
        texts_are_apart(&drawn.wide, 750.0);
        texts_are_apart(&drawn.narrow.unwrap(), 320.0);
        assert!(texts(&drawn.wide).len() > 8);
    }
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let fault = |tell: fn(&Steps)| draw(&recorded(tell)).err().unwrap();
    assert!(fault(|_| {}).contains("`Recorder::step`"));
    assert!(fault(|steps| steps.look(true)).contains("`Recorder::note` with its name"));
    let unended = fault(|steps| {
        steps.0.note("lost");
        steps.look(true);
        steps.send();
    });
    assert!(unended.starts_with("“lost” has no end"), "{unended}");
    let many = fault(|steps| {
        steps.0.note("many");
        for number in 0..200 {
            steps.0.step(&number.to_string(), "", "");
        }
    });
    assert!(many.contains("200 steps"), "{many}");
    let three = fault(|steps| {
        steps.0.note("three");
        for thread in ["a", "b", "c"] {
            steps.0.step(thread, "", "");
        }
        steps.0.note("end");
    });
    assert!(three.contains("3 threads"), "{three}");
}
