use std::future::pending;

use tokio::time::{sleep, timeout};

use super::*;
use crate::pictures::probe::{recorded, rects, texts, texts_are_apart};
use crate::pictures::read;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

/// Two within one, the second of which has spawned a task.
fn cancelled() -> Recording {
    recorded(async |lab| {
        let mut task = None;
        lab.watch("page", async {
            let both = lab.watch("both", async {
                tokio::join!(
                    lab.watch("left", ms(90)),
                    lab.watch("right", async {
                        task = Some(lab.spawn("log", ms(80)));
                        ms(90).await;
                    })
                )
            });
            _ = timeout(Duration::from_millis(30), both).await;
        })
        .await;
        task.unwrap().await.unwrap();
    })
}

#[test]
fn crosses_are_numbered_in_the_order_of_the_drops_and_the_task_survives() {
    let recording = cancelled();
    let drawn = draw(&recording).unwrap();
    let said = texts(&drawn.wide);
    let y = |name: &str| said.iter().find(|text| text.text == name).unwrap().y;
    for (name, number) in [("both", "1"), ("left", "2"), ("right", "3")] {
        assert_eq!(y(name), y(number), "{name} is dropped as number {number}");
    }
    assert_eq!(y("log (task)"), y("survives"));
    let x = |name: &str| said.iter().find(|text| text.text == name).unwrap().x;
    assert!(
        x("page") < x("both") && x("both") < x("left"),
        "indented by parents"
    );
    assert!(x("1") < x("2") && x("2") < x("3"), "from left to right");
    let lives = rects(&drawn.wide, "life");
    assert!(
        lives[4].right() > lives[1].right(),
        "the task lives longest"
    );
    assert_eq!(
        drawn.says,
        "Dropping both at 30 ms drops left, then right; log survives."
    );
    let Words::Nested(items) = drawn.words else {
        panic!("a nested list")
    };
    let items: Vec<(usize, &str)> = items
        .iter()
        .map(|(depth, says)| (*depth, &**says))
        .collect();
    assert_eq!(
        items,
        [
            (0, "page is ready at 30 ms."),
            (
                1,
                "both is dropped as number 1 at 30 ms during a poll of page."
            ),
            (
                2,
                "left is dropped as number 2 at 30 ms during a poll of page."
            ),
            (
                2,
                "right is dropped as number 3 at 30 ms during a poll of page."
            ),
            (3, "log, a task, survives, and is ready at 80 ms."),
        ]
    );
}

#[test]
fn the_line_spans_the_lanes_within_and_no_others() {
    let drawn = draw(&cancelled()).unwrap();
    let element = drawn.wide.element("", "", "");
    let cut = element.split("class=\"cut through\"").nth(1).unwrap();
    let number = |name: &str| -> f64 {
        let text = cut.split(&format!("{name}=\"")).nth(1).unwrap();
        text.split('"').next().unwrap().parse().unwrap()
    };
    let lives = rects(&drawn.wide, "life");
    assert!(number("y1") > lives[0].bottom() && number("y1") < lives[1].y);
    assert!(number("y2") > lives[4].bottom());
}

#[test]
fn who_was_never_polled_and_who_is_dropped_alone_are_told() {
    let recording = recorded(async |lab| {
        drop(lab.watch("idle", pending::<()>()));
        let task = lab.spawn("server", pending::<()>());
        ms(10).await;
        task.abort();
        _ = task.await;
    });
    let drawn = draw(&recording).unwrap();
    assert_eq!(
        drawn.says,
        "idle is dropped at 0 ms. server is dropped at 10 ms."
    );
    let Words::Nested(items) = &drawn.words else {
        panic!("a nested list")
    };
    assert_eq!(
        items[0].1,
        "idle is dropped as number 1 at 0 ms, and was never polled."
    );
    texts_are_apart(&drawn.wide, 750.0);
}

#[test]
fn texts_stand_apart() {
    let drawn = draw(&cancelled()).unwrap();
    texts_are_apart(&drawn.wide, 750.0);
    texts_are_apart(&drawn.narrow.unwrap(), 320.0);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let fault = |recording: &Recording| draw(recording).err().unwrap();
    assert!(fault(&read("").unwrap()).contains("`Recorder::watch`"));
    let none = recorded(async |lab| lab.watch("a", async {}).await);
    assert!(fault(&none).contains("nothing in it is dropped"));
    let many = recorded(async |lab| {
        for number in 0..200 {
            drop(lab.watch(number.to_string(), pending::<()>()));
        }
    });
    assert!(fault(&many).contains("200 lanes"));
    let long = recorded(async |lab| {
        for number in 0..15 {
            let lasts = lab.watch(number.to_string(), pending::<()>());
            _ = timeout(Duration::from_millis(1), lasts).await;
        }
    });
    assert!(fault(&long).contains("30 begins and ends"));
}
