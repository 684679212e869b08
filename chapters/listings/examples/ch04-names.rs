use std::cell::Cell;
use std::time::Duration;

use kit::Recorder;
use tokio::time::sleep;

// ANCHOR: once
thread_local! {
    static NAME: Cell<&'static str> = const { Cell::new("nobody") };
}

async fn named_once(name: &'static str, future: impl Future<Output = ()>) {
    NAME.set(name);
    future.await;
    NAME.set("nobody");
}
// ANCHOR_END: once

// ANCHOR: scope
tokio::task_local! {
    static SCOPED: &'static str;
}
// ANCHOR_END: scope

// ANCHOR: main
/// Two steps, and a pause after each.
async fn walk(lab: Recorder, own: &'static str, name: fn() -> &'static str) {
    for step in ["first", "second"] {
        let says = format!("{own}'s {step} step, logged as {}", name());
        println!("{says}");
        lab.note(says);
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let [ada, bob] = ["Ada", "Bob"].map(|own| {
        let walk = walk(lab.clone(), own, || NAME.get());
        lab.spawn(own, named_once(own, walk))
    });
    ada.await.unwrap();
    bob.await.unwrap();
    lab.keep_beside_listing();

    println!("with a scope");
    let [ada, bob] = ["Ada", "Bob"].map(|own| {
        let walk = walk(lab.clone(), own, || SCOPED.get());
        tokio::spawn(SCOPED.scope(own, walk))
    });
    ada.await.unwrap();
    bob.await.unwrap();
}
// ANCHOR_END: main
