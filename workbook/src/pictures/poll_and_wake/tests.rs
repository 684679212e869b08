use kit::Recorder;
use kit::record::Kind;

use super::super::figure::Words;
use super::super::{Recording, read};
use super::draw;
use crate::pictures::probe::{rects, texts, texts_are_apart};

/// What two futures record of which the second wakes the first, after 100 ms.
fn woken() -> Recording {
    let text = r#"{"lane":0,"kind":"future","name":"client","parent":null,"file":"reply.rs","line":4}
{"at_us":0,"lane":0,"what":"created"}
{"lane":1,"kind":"future","name":"server","parent":null,"file":"reply.rs","line":5}
{"at_us":0,"lane":1,"what":"created"}
{"at_us":0,"lane":0,"what":"polled"}
{"at_us":0,"lane":0,"what":"pending"}
{"at_us":100000,"lane":1,"what":"polled"}
{"at_us":100000,"lane":0,"what":"woken","by":1}
{"at_us":100000,"lane":1,"what":"ready"}
{"at_us":100000,"lane":0,"what":"polled"}
{"at_us":100000,"lane":0,"what":"ready"}
"#;
    read(text).unwrap()
}

fn wide(recording: &Recording) -> String {
    draw(recording).unwrap().wide.element("wide", "id", "label")
}

#[test]
fn a_wake_is_an_upright_arrow_from_the_waker_to_the_woken() {
    let svg = wide(&woken());
    // client is in the first lane and server in the second; the wake is the fourth event, after a jump.
    let x = 110.0 + 2.0 * 24.0 + 56.0 + 1.5 * 24.0;
    let (client, server) = (22.0 + 16.0, 22.0 + 48.0);
    let line = format!(
        r#"<line class="wake" x1="{x}" y1="{server}" x2="{x}" y2="{}"/>"#,
        client + 5.0
    );
    assert!(svg.contains(&line), "no {line} in {svg}");
}

#[test]
fn a_jump_of_the_clock_stands_between_the_columns() {
    assert!(wide(&woken()).contains(">+100 ms</text>"));
}

#[test]
fn due_lasts_from_the_wake_to_the_poll() {
    let svg = wide(&woken());
    let from = 110.0 + 2.0 * 24.0 + 56.0 + 1.5 * 24.0;
    let to = from + 2.0 * 24.0 - 9.0;
    let due = format!(r#"<line class="due" x1="{from}" y1="38" x2="{to}" y2="38"/>"#);
    assert!(svg.contains(&due), "no {due} in {svg}");
}

#[test]
fn the_words_say_what_the_picture_shows() {
    let drawn = draw(&woken()).unwrap();
    let says = "client is polled twice and server is polled once; the run ends at 100 ms.";
    assert_eq!(drawn.says, says);
    let Words::Steps(steps) = drawn.words else {
        panic!("no steps");
    };
    let said: Vec<&str> = steps.iter().map(|step| step.says.as_str()).collect();
    assert_eq!(said[3], "At 100 ms, server wakes client (line 4).");
    assert_eq!(steps[3].ready, ["client"]);
    let suspended: Vec<&[u32]> = steps.iter().map(|step| step.suspended.as_slice()).collect();
    let client: &[u32] = &[4];
    assert_eq!(suspended, [&[], client, client, client, client, &[], &[]]);
    assert_eq!(steps[3].states[0].1, "is woken, and not yet polled");
    assert_eq!(steps[1].states[1].1, "has not been polled");
    assert_eq!(steps.len(), 7);
}

#[test]
fn children_stand_below_their_parents() {
    let recorder = Recorder::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let inner = recorder.clone();
    runtime.block_on(async {
        let first = recorder.watch("first", async move { inner.watch("child", async {}).await });
        let second = recorder.watch("second", async {});
        first.await;
        second.await;
    });
    let recording = read(&recorder.to_json_lines()).unwrap();
    let svg = wide(&recording);
    let order = ["first", "child", "second"].map(|name| svg.find(&format!(">{name}<")));
    assert!(order.is_sorted() && order[0].is_some(), "{order:?}");
}

#[test]
fn on_a_small_screen_the_names_of_many_lanes_stand_whole_and_apart() {
    let mut many = woken();
    for number in 0..5 {
        many.lanes.push(kit::record::Lane {
            name: format!("waits for {number}"),
            kind: Kind::Task,
            ..many.lanes[0].clone()
        });
    }
    for recording in [woken(), many] {
        let narrow = draw(&recording).unwrap().narrow.unwrap();
        texts_are_apart(&narrow, 320.0);
        let said: Vec<String> = texts(&narrow).into_iter().map(|text| text.text).collect();
        let said = said.join(" ");
        for lane in &recording.lanes {
            for word in lane.name.split(' ') {
                assert!(said.contains(word), "{word} of {said}");
            }
        }
    }
}

/// The veil of a step begins behind its column, and hides the rest of it and all strips below.
#[test]
fn what_lies_ahead_of_a_step_is_veiled_and_nothing_else() {
    let drawn = draw(&woken()).unwrap();
    let Words::Steps(steps) = &drawn.words else {
        panic!("no steps");
    };
    let (here, veils) = (rects(&drawn.wide, "here"), rects(&drawn.wide, "veil"));
    assert_eq!((here.len(), veils.len()), (steps.len(), 2 * steps.len()));
    for (step, here) in here.iter().enumerate() {
        let (beside, below) = (&veils[2 * step], &veils[2 * step + 1]);
        assert!(beside.x >= here.right() && beside.x <= here.right() + 2.0);
        assert!(beside.y <= here.y && beside.bottom() >= here.bottom());
        assert_eq!((below.x, below.y), (0.0, beside.bottom()));
    }
}

#[test]
fn what_cannot_be_read_by_a_person_or_was_never_polled_is_refused() {
    let empty = Recording {
        lanes: Vec::new(),
        events: Vec::new(),
    };
    assert!(
        draw(&empty)
            .err()
            .unwrap()
            .contains("nothing in it is polled")
    );
    let mut long = woken();
    for _ in 0..100 {
        let again = long.events[2..4].to_vec();
        long.events.extend(again);
    }
    assert!(
        draw(&long)
            .err()
            .unwrap()
            .contains("more than a person reads")
    );
    let mut wide = woken();
    let lane = wide.lanes[0].clone();
    wide.lanes.extend(std::iter::repeat_n(lane, 20));
    assert!(draw(&wide).err().unwrap().contains("22 lanes"));
}
