//! Checks of backlog.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch13::backlog::{Sink, copy};
use futures::{Stream, StreamExt, stream};
use kit::{check, varied};
use tokio::time::{sleep, timeout};

use crate::symptom;

#[check]
async fn at_most_100_records_are_in_memory() {
    memory_is_bounded().await;
    for count in [101, 1_000, 5_000] {
        for write_ms in [0, 1, 100] {
            let table = Table::new(write_ms);
            // The source is always ready, or makes a record each millisecond.
            for read_ms in [0, 1] {
                let end = copied(&table, table.records(count, read_ms), "a slow sink").await;
                assert!(
                    end == Ok(count),
                    "a source of {count} records: `copy` returned {end:?} instead of Ok({count})"
                );
                table.assert_memory(&format!(
                    "{count} records, each read in {read_ms} ms, and a sink that needs {write_ms} ms for each"
                ));
            }
        }
    }
}

#[check]
async fn all_records_are_written_once_in_order() {
    symptom::is_gone(memory_is_bounded()).await;
    let large = varied(1_500, 1_000..=2_000) as usize;
    for count in [0, 1, 2, 9, 10, 99, 100, 101, 102, large] {
        for (read_ms, write_ms) in [(0, 0), (0, 10), (10, 0), (10, 10), (3, 2_000)] {
            let table = Table::new(write_ms);
            let scene = format!(
                "{count} records, each read in {read_ms} ms, and a sink that needs {write_ms} ms for each"
            );
            let end = copied(&table, table.records(count, read_ms), &scene).await;
            let written = table.written();
            let wrong = (0..count).find(|&id| written.get(id) != Some(&id));
            if let Some(id) = wrong {
                panic!(
                    "{scene}: write {id} must be record {id}, and is {:?}; {} were written",
                    written.get(id),
                    written.len()
                );
            }
            assert!(
                end == Ok(count) && written.len() == count,
                "{scene}: {} were written, and `copy` returned {end:?} instead of Ok({count})",
                written.len()
            );
        }
    }
}

#[check]
async fn the_source_is_read_on_while_a_record_is_written() {
    symptom::is_gone(memory_is_bounded()).await;
    for (count, read_ms, wanted) in [(1_000, 0, 10), (1_000, 5, 10), (5, 5, 4), (11, 5, 10)] {
        // The first write is still in progress after an hour.
        let table = Table::new(7_200_000);
        let copying = tokio::spawn(copy(table.records(count, read_ms), table.clone()));
        sleep(Duration::from_secs(3_600)).await;
        let ahead = table.seen.lock().unwrap().alive - 1;
        let begun = table.seen.lock().unwrap().begun;
        let scene = format!(
            "{count} records, each read in {read_ms} ms, and the first write needs two hours"
        );
        assert!(
            begun == 1,
            "{scene}: after an hour, {begun} writes have begun instead of 1"
        );
        assert!(
            ahead >= wanted,
            "{scene}: after an hour of this write, {ahead} more records have been read instead of {wanted}\n\n\
             A bound is no reason to work in turns: what is read while a write waits need not be waited for later."
        );
        table.assert_memory(&scene);
        copying.abort();
    }
}

#[check]
async fn the_first_error_ends_the_copy() {
    symptom::is_gone(memory_is_bounded()).await;
    for bad in [0, 1, varied(7, 2..=90) as usize, 150] {
        for (read_ms, write_ms) in [(0, 0), (0, 10), (10, 0), (10, 10)] {
            let mut table = Table::new(write_ms);
            table.bad = Some(bad);
            let scene =
                format!("a source without an end, and the write of record {bad} is an error");
            // Not quite without an end, so that the check has one.
            let end = copied(&table, table.records(5_000, read_ms), &scene).await;
            assert!(end == Err(Torn(bad)), "{scene}: `copy` returned {end:?}");
            sleep(Duration::from_secs(600)).await;
            let seen = table.seen.lock().unwrap();
            assert!(
                seen.begun == bad + 1,
                "{scene}: {} writes were begun instead of {}: it writes on after the error\n\n\
                 The first error ends the copy, and is returned at once.",
                seen.begun,
                bad + 1
            );
            let more = seen.made - (bad + 1);
            assert!(
                more <= 100,
                "{scene}: nothing more was written, and {more} more records were taken from the source instead of at most 100\n\n\
                 What cannot be written need not be read. A closed channel says so: its `send` returns an error."
            );
        }
    }
}

/// The symptom: a fast source and a slow sink.
async fn memory_is_bounded() {
    let table = Table::new(10);
    let scene = "a fast source of 1000 records";
    let end = copied(&table, table.records(1_000, 0), scene).await;
    let (most, written) = (table.most(), table.written().len());
    if most > 100 {
        // Look closer: does it grow with the time that a write takes, and where does it end?
        let slow = Table::new(100);
        let _ = copied(&slow, slow.records(1_000, 0), scene).await;
        let slow = slow.most();
        let (cause, idea) = if most < 990 && slow > most {
            (
                "the reader does not wait for the sink".to_owned(),
                "\n\nA fixed pace fits one sink. Only a sender that waits while the queue is full fits them all.",
            )
        } else {
            // While one write lasts, a queue fills up to its bound.
            let endless = Table::new(7_200_000);
            let copying = tokio::spawn(copy(endless.records(120_000, 0), endless.clone()));
            sleep(Duration::from_secs(3_600)).await;
            copying.abort();
            match endless.most() {
                120_000 => (
                    "no bound at all (while one write lasts, 120000 of 120000)".to_owned(),
                    "\n\nA queue without a bound never makes its sender wait. If the sender is faster than the receiver, the \
                     queue grows as long as the sender goes on. What bounds it has to be held until the record is written.",
                ),
                ahead => (
                    format!("a bound that is too large (while one write lasts, {ahead} of 120000)"),
                    "\n\nWhat the queue holds, what is being written and what waits to be sent count together.",
                ),
            }
        };
        panic!(
            "{cause}: with a sink that needs 10 ms a write, {most} of 1000 records were in memory at once, not yet written, \
             and {slow} with a sink that needs 100 ms (at most 100 records are allowed){idea}"
        );
    }
    if end != Ok(1_000) {
        let slower = Table::new(10);
        let slower_end = copied(&slower, slower.records(1_000, 20), scene).await;
        panic!(
            "{scene}, and a sink that needs 10 ms for each: `copy` returned {end:?} instead of Ok(1000), {written} were \
             written; with a source that is slower than the sink, it returned {slower_end:?}{}",
            if slower_end == Ok(1_000) && written < 1_000 {
                "\n\nA bound says who waits, and not what is lost: what `try_send` returns as an error was not sent."
            } else {
                ""
            }
        );
    }
}

async fn copied(
    table: &Table,
    source: impl Stream<Item = Record> + Send + 'static,
    scene: &str,
) -> Result<usize, Torn> {
    let Ok(end) = timeout(Duration::from_secs(43_200), copy(source, table.clone())).await else {
        panic!("{scene}: `copy` has not returned within half a day");
    };
    end
}

/// The error of the record with this number.
#[derive(Debug, Clone, PartialEq)]
struct Torn(usize);

/// Counts as long as it lives.
struct Record {
    id: usize,
    seen: Arc<Mutex<Seen>>,
}

impl Drop for Record {
    fn drop(&mut self) {
        self.seen.lock().unwrap().alive -= 1;
    }
}

#[derive(Default)]
struct Seen {
    made: usize,
    alive: usize,
    most: usize,
    begun: usize,
    written: Vec<usize>,
}

/// Makes records and takes them.
#[derive(Clone)]
struct Table {
    write_ms: u64,
    bad: Option<usize>,
    seen: Arc<Mutex<Seen>>,
}

impl Table {
    /// A sink that needs so long for each write.
    fn new(write_ms: u64) -> Self {
        Self {
            write_ms,
            bad: None,
            seen: Arc::default(),
        }
    }

    /// A source that needs so long for each record.
    fn records(&self, count: usize, read_ms: u64) -> impl Stream<Item = Record> + Send + 'static {
        *self.seen.lock().unwrap() = Seen::default();
        let seen = Arc::clone(&self.seen);
        stream::iter(0..count).then(move |id| {
            let seen = Arc::clone(&seen);
            async move {
                if read_ms > 0 {
                    sleep(Duration::from_millis(read_ms)).await;
                }
                {
                    let mut seen = seen.lock().unwrap();
                    seen.made += 1;
                    seen.alive += 1;
                    seen.most = seen.most.max(seen.alive);
                }
                Record { id, seen }
            }
        })
    }

    fn written(&self) -> Vec<usize> {
        self.seen.lock().unwrap().written.clone()
    }

    fn most(&self) -> usize {
        self.seen.lock().unwrap().most
    }

    fn assert_memory(&self, scene: &str) {
        let most = self.most();
        assert!(
            most <= 100,
            "{most} records were in memory at once, taken from the source and not yet written; 100 are allowed\n({scene})"
        );
    }
}

impl Sink<Record> for Table {
    type Error = Torn;

    async fn write(&mut self, record: Record) -> Result<(), Torn> {
        self.seen.lock().unwrap().begun += 1;
        if self.write_ms > 0 {
            sleep(Duration::from_millis(self.write_ms)).await;
        }
        if self.bad == Some(record.id) {
            return Err(Torn(record.id));
        }
        self.seen.lock().unwrap().written.push(record.id);
        Ok(())
    }
}
