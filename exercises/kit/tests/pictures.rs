//! The timeline and the kept form of recordings, to the letter.

use kit::{Gauge, Recorder, check, note, watch};
use tokio::sync::oneshot;

/// Lines without the places in this file, which every edit would move.
fn without_places(text: &str) -> Vec<String> {
    let cut = |line: &str| {
        let before = line.split("  pictures.rs:").next();
        before.unwrap_or(line).trim_end().to_owned()
    };
    text.lines().map(cut).collect()
}

#[check]
async fn where_time_passed_the_timeline_is_to_scale() {
    let gauge = Gauge::new();
    gauge.job("job A", 200, ()).await;
    note("half way");
    gauge.job("job B", 100, ()).await;
    let recorder = Recorder::current();
    recorder.wanted(0, 100, "job B, first polled at 0");
    assert_eq!(
        without_places(&recorder.timeline()),
        [
            "# polled   . waiting   R Ready      1 column = 10 ms, to scale",
            "t (ms)     0         100       200       300",
            "job A      #...................R",
            "job B                          #.........R",
            "wanted     #.........R  job B, first polled at 0",
            "   200 ms             half way",
        ]
    );
}

#[check]
async fn where_hours_passed_the_timeline_counts_seconds() {
    let gauge = Gauge::new();
    gauge.job("job A", 20 * 60 * 60 * 1_000, ()).await;
    assert_eq!(
        without_places(&Recorder::current().timeline()),
        [
            "# polled   . waiting   R Ready      1 column = 2000 s, to scale",
            "t (s)      0         20000     40000     60000",
            "job A      #...................................R",
        ]
    );
}

#[check]
async fn where_no_time_passed_the_timeline_is_in_order() {
    let (send, receive) = oneshot::channel();
    let receiver = watch("receiver", receive);
    let sender = watch("a sender with a long name", async { send.send(()) });
    let (_, _) = tokio::join!(receiver, sender);
    let timeline = Recorder::current().timeline();
    assert_eq!(
        without_places(&timeline),
        [
            "# polled   - in poll   P Pending   . waiting   ! woken   ~ due   R Ready",
            "event      1   2   3   4   5   6   7",
            "receiver   #---P.......!~~~~~~~#---R",
            "a sender ~         #-------R",
            "  event 4  receiver   is woken by a sender with a long name",
        ],
        "{timeline}"
    );
}

#[check]
async fn a_timeline_is_at_most_78_columns_wide_and_short() {
    let gauge = Gauge::new();
    let name = |n| format!("job number {n} with a name that is far too long");
    let jobs: Vec<_> = (0..40).map(|n| gauge.job(name(n), 7 * n, ())).collect();
    for job in jobs {
        job.await;
    }
    let timeline = Recorder::current().timeline();
    let widest = timeline.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(78), "{timeline}");
    assert!(timeline.lines().count() <= 30, "{timeline}");
    assert!(
        timeline.contains("(28 more rows are not drawn)"),
        "{timeline}"
    );
}

#[check]
async fn ten_thousand_events_fill_neither_memory_nor_screen() {
    watch("spinner", async {
        for _ in 0..10_000 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let timeline = Recorder::current().timeline();
    assert!(timeline.lines().count() < 20, "{timeline}");
    assert!(timeline.contains("more events followed"), "{timeline}");
    assert!(Recorder::current().events().len() <= 4_000);
}

#[check]
async fn a_recording_is_kept_as_json_lines() {
    let recorder = Recorder::new();
    recorder.watch("say \"A\"", async {}).await;
    recorder.note("a\nb");
    let (file, kept) = (file!().replace('\\', "/"), recorder.to_json_lines());
    let lines: Vec<&str> = kept.lines().collect();
    assert_eq!(lines.len(), 5, "{kept}");
    assert!(
        lines[0]
            .starts_with(r#"{"lane":0,"kind":"future","name":"say \"A\"","parent":null,"file":""#)
    );
    assert!(lines[0].contains(&file), "{kept}");
    assert_eq!(lines[1], r#"{"at_us":0,"lane":0,"what":"created"}"#);
    assert_eq!(lines[2], r#"{"at_us":0,"lane":0,"what":"polled"}"#);
    assert_eq!(lines[3], r#"{"at_us":0,"lane":0,"what":"ready"}"#);
    let note = r#"{"at_us":0,"lane":null,"what":"noted","text":"a\nb","file":""#;
    assert!(lines[4].starts_with(note), "{kept}");
}

#[check]
fn notes_without_futures_are_listed() {
    note("the first resume yields 3");
    let timeline = Recorder::current().timeline();
    let lines = without_places(&timeline);
    assert_eq!(lines, ["    noted             the first resume yields 3"]);
}

#[check]
async fn nothing_recorded_draws_nothing() {
    assert_eq!(Recorder::current().timeline(), "");
}
