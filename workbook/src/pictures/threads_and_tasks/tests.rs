use std::time::Duration;

use kit::block_for;
use tokio::time::sleep;

use super::*;
use crate::pictures::probe::{recorded, rects, texts, texts_are_apart};
use crate::pictures::read;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

fn heartbeat() -> Recording {
    recorded(async |lab| {
        let heart = lab.spawn("heart", async {
            loop {
                ms(10).await;
            }
        });
        let blocks = async {
            ms(25).await;
            block_for(50);
            ms(25).await;
        };
        lab.spawn("report", blocks).await.unwrap();
        heart.abort();
    })
}

#[test]
fn the_blocked_span_covers_the_missing_beats() {
    let drawn = draw(&heartbeat()).unwrap();
    let blocked = rects(&drawn.wide, "blocked");
    assert_eq!(blocked.len(), 1);
    let beats: Vec<f64> = rects(&drawn.wide, "poll")
        .into_iter()
        .filter(|poll| poll.y < blocked[0].y)
        .map(|poll| poll.x + poll.width / 2.0)
        .collect();
    let during = |x: &&f64| **x > blocked[0].x && **x < blocked[0].right() - 1.0;
    assert_eq!(beats.iter().filter(during).count(), 0, "{beats:?}");
    // At 0, 10 and 20 ms; from 75 ms on, when the report lets go, again.
    assert_eq!(beats.iter().filter(|x| **x <= blocked[0].x).count(), 3);
    assert!(
        beats
            .iter()
            .filter(|x| **x >= blocked[0].right() - 1.0)
            .count()
            >= 3
    );
    let next = beats.iter().find(|x| **x > blocked[0].x + 1.0).unwrap();
    assert!(
        (next - blocked[0].right()).abs() < 0.2,
        "the next beat is at its end"
    );
    let held = &rects(&drawn.wide, "held")[0];
    assert_eq!((held.x, held.width), (blocked[0].x, blocked[0].width));
    let said: Vec<String> = texts(&drawn.wide).into_iter().map(|t| t.text).collect();
    assert!(said.contains(&"one poll: 50 ms".to_owned()), "{said:?}");
    assert!(
        said.contains(&"55 ms without a poll".to_owned()),
        "{said:?}"
    );
    assert_eq!(
        drawn.says,
        "The run takes 100 ms as 2 tasks within one thread. One poll of report lasts 50 ms: \
         meanwhile heart is not polled for 55 ms."
    );
}

#[test]
fn who_waits_longer_anyway_is_not_held_up() {
    let recording = recorded(async |lab| {
        let slow = lab.spawn("slow", ms(90));
        let due = lab.spawn("due", ms(40));
        let blocker = lab.spawn("blocker", async {
            ms(20).await;
            block_for(50);
        });
        for task in [slow, due, blocker] {
            task.await.unwrap();
        }
    });
    let says = draw(&recording).unwrap().says;
    assert!(
        says.ends_with("lasts 50 ms: meanwhile due is not polled for 70 ms."),
        "{says}"
    );
}

#[test]
fn threads_have_a_bar_each_and_tasks_share_one() {
    let recording = recorded(async |lab| {
        let tasks = [20, 10].map(|wait| lab.spawn(format!("task {wait}"), ms(wait)));
        let threads =
            [20, 10].map(|wait| lab.thread(format!("thread {wait}"), move || block_for(wait)));
        for task in tasks {
            task.await.unwrap();
        }
        lab.absorb(threads.map(|thread| thread.join().unwrap()));
    });
    let drawn = draw(&recording).unwrap();
    let bars = rects(&drawn.wide, "thread");
    assert_eq!(bars.len(), 3, "two threads, and the one of the tasks");
    assert!(
        (bars[0].width - 2.0 * bars[1].width).abs() < 0.2,
        "the same scale: {bars:?}"
    );
    assert!(
        rects(&drawn.wide, "poll")
            .iter()
            .all(|poll| poll.y > bars[2].y)
    );
    assert_eq!(
        drawn.says,
        "The run takes 20 ms on 2 threads and 20 ms as 2 tasks within one thread."
    );
    let Words::Table(head, rows) = drawn.words else {
        panic!("a table")
    };
    assert_eq!(head.len(), rows[0].len());
    assert_eq!(
        rows[0].join(" | "),
        "thread 20 | a thread of its own | 0 ms | 20 ms | – | – | –"
    );
    assert_eq!(
        rows[2].join(" | "),
        "task 20 | the tasks' thread | 0 ms | 20 ms | 2 | 0 ms | 20 ms"
    );
}

#[test]
fn texts_stand_apart() {
    let drawn = draw(&heartbeat()).unwrap();
    texts_are_apart(&drawn.wide, 750.0);
    texts_are_apart(&drawn.narrow.unwrap(), 320.0);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let fault = |recording: &Recording| draw(recording).err().unwrap();
    assert!(fault(&read("").unwrap()).contains("`Recorder::spawn`"));
    let none = recorded(async |lab| _ = lab.spawn("a", async {}).await);
    assert!(fault(&none).contains("no time passes"));
    let many = recorded(async |lab| {
        for number in 0..200 {
            lab.spawn(number.to_string(), ms(1)).await.unwrap();
        }
    });
    assert!(fault(&many).contains("200 lanes"));
    let lines = [0, 1].map(|lane| {
        format!(
            r#"{{"lane":{lane},"kind":"task","name":"{lane}","parent":null,"file":"a","line":1}}"#
        )
    });
    let crossed = [
        (0, "polled", 0),
        (1, "polled", 1),
        (0, "ready", 2),
        (1, "ready", 3),
    ];
    let crossed = crossed
        .map(|(lane, what, at)| format!(r#"{{"at_us":{at},"lane":{lane},"what":"{what}"}}"#));
    let text = [lines.join("\n"), crossed.join("\n")].join("\n");
    assert!(fault(&read(&text).unwrap()).contains("do not share a thread"));
}
