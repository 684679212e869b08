use std::pin::pin;
use std::sync::Arc;

use kit::Recorder;
use tokio::sync::{Mutex, oneshot};
use tokio::time::{sleep, timeout};

use super::*;
use crate::pictures::probe::{Shape, recorded, rects, texts, texts_are_apart};
use crate::pictures::read;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

fn tell(lab: &Recorder, holder: Option<&str>, queue: &[&str]) {
    lab.lock(Lock {
        of: "lock".to_owned(),
        holder: holder.map(str::to_owned),
        queue: queue.iter().map(|name| (*name).to_owned()).collect(),
    });
}

/// `one` is granted the lock at 20 ms; its task polls `two` alone, until 50 ms.
fn stuck() -> Recording {
    recorded(async |lab| {
        let lock = Arc::new(Mutex::new(()));
        let (held, owner) = (lock.clone(), lab.clone());
        lab.spawn("owner", async move {
            let guard = held.lock().await;
            tell(&owner, Some("owner"), &[]);
            ms(20).await;
            drop(guard);
            tell(&owner, Some("one"), &["two"]);
        });
        let own = lab.clone();
        let task = async move {
            let mut one = pin!(own.watch("one", async {
                tell(&own, Some("owner"), &["one"]);
                _ = lock.lock().await;
            }));
            _ = timeout(Duration::from_millis(10), &mut one).await;
            let two = own.watch("two", async {
                tell(&own, Some("owner"), &["one", "two"]);
                _ = lock.lock().await;
            });
            _ = timeout(Duration::from_millis(40), two).await;
            tell(&own, Some("one"), &[]);
        };
        lab.spawn("task", task).await.unwrap();
    })
}

fn row<'a>(said: &'a [Shape], text: &str) -> &'a Shape {
    said.iter().find(|shape| shape.text == text).unwrap()
}

#[test]
fn who_is_granted_the_lock_and_not_polled_is_hatched_twice() {
    let recording = stuck();
    let drawn = draw(&recording).unwrap();
    let granted = rects(&drawn.wide, "granted");
    assert_eq!(
        granted.len(),
        2,
        "in the strip, and in the lane: {granted:?}"
    );
    let said = texts(&drawn.wide);
    let lane = row(&said, "granted, not polled");
    assert!((lane.y - granted[1].y).abs() < 8.0);
    // It is not polled while the hatch lasts.
    let polls = rects(&drawn.wide, "poll");
    let in_lane = polls
        .iter()
        .filter(|poll| (poll.y - granted[1].y).abs() < 8.0);
    assert!(in_lane.clone().count() > 0);
    assert!(in_lane.clone().all(|poll| poll.right() <= granted[1].x));
    assert_eq!(
        drawn.says,
        "lock goes to owner, then to one. From 20 ms to 50 ms it is granted to one, which is not \
         polled; task polls only two, which waits for the lock."
    );
    for says in ["two waits for lock", "one waits for task to poll it"] {
        assert!(said.iter().any(|text| text.text == says), "{says}");
    }
    let Words::Table(head, rows) = drawn.words else {
        panic!("a table")
    };
    assert_eq!(head.len(), rows[0].len());
    assert_eq!(
        rows[3],
        [
            "20 ms",
            "lock",
            "one (granted, not polled)",
            "two",
            "task and two"
        ]
    );
}

#[test]
fn the_strip_has_a_row_a_place_and_a_box_a_stay() {
    let drawn = draw(&stuck()).unwrap();
    let said = texts(&drawn.wide);
    let (holds, first) = (row(&said, "holds it"), row(&said, "1st in queue"));
    let held = rects(&drawn.wide, "fill");
    let queued = rects(&drawn.wide, "box");
    assert_eq!(
        (held.len(), queued.len()),
        (2, 3),
        "one moves up from second to first"
    );
    assert!(
        held.iter()
            .all(|stay| stay.y < holds.bottom() && stay.bottom() > holds.y)
    );
    assert!(queued[0].y < first.bottom() && queued[0].bottom() > first.y);
    assert_eq!(held[0].right(), held[1].x, "it goes from one to the next");
}

#[test]
fn a_grant_that_is_polled_at_once_is_no_fault() {
    let recording = recorded(async |lab| {
        let (go, gone) = oneshot::channel();
        let (first, second) = (lab.clone(), lab.clone());
        lab.spawn("second", async move {
            tell(&second, Some("first"), &["second"]);
            gone.await.unwrap();
        });
        let first = lab.spawn("first", async move {
            ms(10).await;
            tell(&first, Some("second"), &[]);
            go.send(()).unwrap();
        });
        first.await.unwrap();
        ms(1).await;
    });
    let drawn = draw(&recording).unwrap();
    assert_eq!(drawn.says, "lock goes to first, then to second.");
    assert!(
        rects(&drawn.wide, "granted")
            .iter()
            .all(|grant| grant.width < 60.0)
    );
}

#[test]
fn texts_stand_apart() {
    let drawn = draw(&stuck()).unwrap();
    // The numbers in circles are drawn on what they mark.
    texts_are_apart(&drawn.wide, 750.0);
    texts_are_apart(&drawn.narrow.unwrap(), 320.0);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let fault = |recording: &Recording| draw(recording).err().unwrap();
    assert!(fault(&read("").unwrap()).contains("`Recorder::lock`"));
    let foreign = recorded(async |lab| tell(lab, Some("ghost"), &[]));
    assert!(fault(&foreign).contains("ghost is queued and has no lane"));
    let several = recorded(async |lab| {
        tell(lab, None, &[]);
        lab.lock(Lock {
            of: "other".to_owned(),
            holder: None,
            queue: Vec::new(),
        });
    });
    assert!(fault(&several).contains("shows one lock"));
    let many = recorded(async |lab| {
        tell(lab, None, &[]);
        for number in 0..200 {
            lab.watch(number.to_string(), async {}).await;
        }
    });
    assert!(fault(&many).contains("200 lanes"));
}
