use std::cell::Cell;
use std::time::Duration;

use kit::Recorder;
use tokio::time::sleep;

// ANCHOR: once
thread_local! {
    static REQUEST: Cell<&'static str> = const { Cell::new("none") };
}

async fn set_once(id: &'static str, future: impl Future<Output = ()>) {
    REQUEST.set(id);
    future.await;
    REQUEST.set("none");
}
// ANCHOR_END: once

// ANCHOR: scope
tokio::task_local! {
    static SCOPED: &'static str;
}
// ANCHOR_END: scope

// ANCHOR: main
/// Two steps, each followed by a pause.
async fn handle(lab: Recorder, id: &'static str, logged: fn() -> &'static str) {
    for step in ["first", "second"] {
        let says = format!("request {id}, {step} step: logged as {}", logged());
        println!("{says}");
        lab.note(says);
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let [a, b] = ["A", "B"].map(|id| {
        let handling = handle(lab.clone(), id, || REQUEST.get());
        lab.spawn(id, set_once(id, handling))
    });
    a.await.unwrap();
    b.await.unwrap();
    lab.keep_beside_listing();
    with_a_scope(&lab).await;
}
// ANCHOR_END: main

// ANCHOR: with_a_scope
async fn with_a_scope(lab: &Recorder) {
    println!("with a scope");
    let [a, b] = ["A", "B"].map(|id| {
        let handling = handle(lab.clone(), id, || SCOPED.get());
        tokio::spawn(SCOPED.scope(id, handling))
    });
    a.await.unwrap();
    b.await.unwrap();
}
// ANCHOR_END: with_a_scope
