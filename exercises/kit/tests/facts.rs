//! What a program tells of itself, for the pictures.

use kit::record::{Kind, Level, Lock, Stop, Turn, What};
use kit::{Recorder, block_for, check, stops_here, virtual_ms, watch};

#[check]
async fn blocking_moves_the_clock_within_one_poll() {
    watch("blocker", async { block_for(300) }).await;
    assert_eq!(virtual_ms(), 300);
    let events = Recorder::current().events();
    let times: Vec<_> = events
        .iter()
        .map(|e| (e.what.word(), e.at.as_millis()))
        .collect();
    assert_eq!(times, [("created", 0), ("polled", 0), ("ready", 300)]);
}

#[check]
async fn a_spawned_lane_is_a_task() {
    let recorder = Recorder::current();
    let task = recorder.spawn("worker", async { 7 });
    assert_eq!(task.await.unwrap(), 7);
    assert_eq!(recorder.lanes()[0].kind, Kind::Task);
}

#[check]
fn threads_have_clocks_of_their_own_and_join_one_recording() {
    let recorder = Recorder::new();
    let slow = recorder.thread("slow", || block_for(200));
    let quick = recorder.thread("quick", || block_for(100));
    recorder.absorb([slow, quick].map(|thread| thread.join().unwrap()));
    let lanes: Vec<_> = recorder.lanes().into_iter().map(|lane| lane.name).collect();
    assert_eq!(lanes, ["slow", "quick"]);
    let ends: Vec<_> = recorder
        .events()
        .iter()
        .filter(|event| event.what == What::Ready)
        .map(|event| (event.lane, event.at.as_millis()))
        .collect();
    assert_eq!(ends, [(Some(1), 100), (Some(0), 200)]);
}

#[check]
fn facts_are_kept_as_json() {
    let recorder = Recorder::new();
    let machine = recorder.coroutine("countdown");
    let stop = Stop {
        state: "Waiting".to_owned(),
        keeps: vec![("n".to_owned(), "3".to_owned())],
        bytes: 8,
        out: "3".to_owned(),
    };
    assert_eq!(
        machine.resume(|| {
            stops_here();
            (3, stop, false)
        }),
        3
    );
    recorder.turn(Turn {
        ready: vec!["A".to_owned()],
        timers: vec![(10, "B".to_owned())],
        interests: Vec::new(),
        wait_ms: None,
    });
    recorder.level(Level {
        of: "queue".to_owned(),
        level: 2,
        capacity: Some(8),
        waiting: Vec::new(),
    });
    recorder.lock(Lock {
        of: "m".to_owned(),
        holder: Some("A".to_owned()),
        queue: vec!["B".to_owned()],
    });
    recorder.step("one", "reads false", "ready = false");
    recorder.step("one", "stores its waker", "a waker");

    let kept = recorder.to_json_lines();
    for expected in [
        r#""what":"stopped","state":"Waiting","keeps":[["n","3"]],"bytes":8,"out":"3","#,
        r#""what":"turn","ready":["A"],"timers":[[10,"B"]],"interests":[],"wait_ms":null,"#,
        r#""what":"level","of":"queue","level":2,"capacity":8,"waiting":[],"#,
        r#""what":"lock","of":"m","holder":"A","queue":["B"],"#,
        r#""what":"step","does":"reads false","shared":"ready = false","#,
    ] {
        assert!(kept.contains(expected), "no {expected} in {kept}");
    }
    let lanes = recorder.lanes();
    assert_eq!(lanes.len(), 2, "a thread has one lane");
    assert_eq!(
        lanes[1].file,
        file!(),
        "and begins where its first step is told"
    );
}

#[check]
fn a_coroutine_stops_at_the_line_that_it_tells() {
    let recorder = Recorder::new();
    let (outer, inner) = (recorder.coroutine("outer"), recorder.coroutine("inner"));
    let stop = |state: &str| Stop {
        state: state.to_owned(),
        keeps: Vec::new(),
        bytes: 0,
        out: String::new(),
    };
    let told = line!() + 2;
    outer.resume(|| {
        stops_here();
        inner.resume(|| ((), stop("silent"), true));
        ((), stop("told"), false)
    });
    let stops: Vec<_> = recorder
        .events()
        .into_iter()
        .filter_map(|event| match event.what {
            What::Stopped(stop) => Some((stop.state, event.place.map(|(_, line)| line))),
            _ => None,
        })
        .collect();
    assert_eq!(
        stops,
        [("silent".to_owned(), None), ("told".to_owned(), Some(told))]
    );
    let resumed = recorder.events()[2].place.clone();
    assert_eq!(resumed.map(|(_, line)| line), Some(told - 1));
}
