//! Checks of phases.

use std::cell::Cell;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch11::phases::{Connector, FetchError, Limits, Phase, fetch};
use kit::{DropProbe, check, counted, virtual_ms};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::{sleep, timeout};

use crate::wire::Wire;

/// A connection has two directions. To shut one down tells the server that the request is complete, and leaves the
/// other one open for the response.
#[check]
async fn the_whole_response_to_the_whole_request_is_returned() {
    for (request, response, room) in [
        (3, 5, 64),
        (0, 5, 64),
        (3, 0, 64),
        (0, 0, 64),
        (1, 1, 1),
        (200, 300, 1),
        (5_000, 9_000, 7),
        (64, 64, 64),
        (65, 65, 64),
        (300_000, 1_000_000, 1_024),
        (3, 1_000_000, 1 << 20),
    ] {
        let (wanted, sent) = (some_bytes(response), some_bytes(request));
        let seen = Arc::new(Mutex::new(None));
        let (says, heard) = (wanted.clone(), Arc::clone(&seen));
        let shop = Shop::new(move |mut client| {
            let (says, heard) = (says.clone(), Arc::clone(&heard));
            Box::pin(async move {
                let mut got = Vec::new();
                let end = client.read_to_end(&mut got).await;
                *heard.lock().unwrap() = Some(got);
                if end.is_ok() {
                    let _ = client.write_all(&says).await;
                }
            })
        })
        .with_room(room);
        let done = shop
            .fetch(&sent, &limits(1_000, 1_000, 1_000, 10_000))
            .await;
        let scene = format!(
            "the request has {}, the response {response}, and the connection has room for {}",
            counted(request, "byte"),
            counted(room, "byte")
        );
        let seen = seen.lock().unwrap().take();
        let Some(seen) = seen else {
            panic!(
                "{scene}: `fetch` {}, and the server was still waiting for the end of the request\n\n\
                 The end of a request is a message too. `shutdown` sends it.",
                done.says()
            );
        };
        assert!(
            seen == sent,
            "{scene}: the server got {} of the request and then its end{}",
            counted(seen.len(), "byte"),
            if seen.len() == sent.len() {
                ", and not the same ones"
            } else {
                ""
            }
        );
        assert!(
            done.is(&wanted),
            "{scene}: the server has sent all of its response and closed; `fetch` {}",
            done.says()
        );
    }
}

/// A host that is switched off does not refuse a connection: nothing answers at all.
#[check]
async fn connecting_has_its_limit() {
    // First whether there is a limit at all.
    for limit in [100, 1, 40_000] {
        for takes in [FOREVER, limit * 2, limit + 1] {
            let shop = Shop::echo().connects_after(takes);
            let done = shop
                .fetch(b"tea", &limits(limit, 2 * HOUR, 3 * HOUR, 4 * HOUR))
                .await;
            let scene = format!(
                "`connect` is {limit} ms, `first_byte` 2 h, `between` 3 h, `total` 4 h; connecting takes {}",
                time(takes)
            );
            done.timed_out(Phase::Connect, limit, &scene);
        }
    }
    let shop = Shop::echo().connects_after(99);
    let done = shop.fetch(b"tea", &limits(100, 100, 100, HOUR)).await;
    assert!(
        done.is(b"tea"),
        "connecting takes 99 ms, and `connect` is 100 ms: `fetch` {}",
        done.says()
    );
}

/// `first_byte` is for the server: how long it may read the request and work on it. The limit begins when there is a
/// connection and ends with the first byte of the response; writing the request is part of it.
#[check]
async fn the_first_byte_has_its_limit_from_the_connection_on() {
    for limit in [2, 100, 40_000] {
        for (request, room, how) in [
            (3, 64, "reads the request and sends nothing"),
            (
                300,
                64,
                "reads nothing, and only a part of the request fits into the connection",
            ),
        ] {
            let shop = Shop::new(move |mut client| {
                Box::pin(async move {
                    if request < room {
                        let _ = client.read_to_end(&mut Vec::new()).await;
                    }
                    sleep(ms(FOREVER)).await;
                })
            });
            let shop = shop.with_room(room).connects_after(limit - 1);
            let done = shop
                .fetch(
                    &some_bytes(request),
                    &limits(HOUR, limit, 3 * HOUR, 4 * HOUR),
                )
                .await;
            let scene = format!(
                "`first_byte` is {limit} ms, `connect` 1 h, `between` 3 h, `total` 4 h; connecting takes {} ms, then the \
                 server {how}",
                limit - 1
            );
            done.timed_out(Phase::FirstByte, 2 * limit - 1, &scene);
        }
    }
    // Its own limit, not that of the bytes after it; and the writing counts.
    for (reads_after, responds_after, in_time) in [
        (0, 95, true),
        (60, 95, true),
        (60, 101, false),
        (95, 110, false),
    ] {
        let shop = Shop::new(move |mut client| {
            Box::pin(async move {
                sleep(ms(reads_after)).await;
                let _ = client.read_to_end(&mut Vec::new()).await;
                sleep(ms(responds_after - reads_after)).await;
                let _ = client.write_all(b"4.20").await;
            })
        });
        let done = shop
            .fetch(&some_bytes(300), &limits(10, 100, 10, HOUR))
            .await;
        let scene = format!(
            "`first_byte` is 100 ms and `between` is 10 ms; the server begins to read the request after \
             {reads_after} ms, and responds after {responds_after} ms"
        );
        match in_time {
            true => assert!(done.is(b"4.20"), "{scene}: `fetch` {}", done.says()),
            false => done.timed_out(Phase::FirstByte, 100, &scene),
        }
    }
}

/// As long as bytes come, the server works. The limit begins anew with each of them, and the end is waited for like
/// a byte.
#[check]
async fn silence_between_bytes_has_its_limit() {
    for limit in [1, 100, 40_000] {
        for sends in [1, 2, 10] {
            let done = Shop::drip(sends, limit / 2, FOREVER)
                .fetch(b"tea", &limits(HOUR, 2 * HOUR, limit, 4 * HOUR))
                .await;
            let scene = format!(
                "`between` is {limit} ms, `connect` 1 h, `first_byte` 2 h, `total` 4 h; the server sends {} ({} ms before each), and \
                 then neither more nor the end",
                counted(usize::try_from(sends).unwrap(), "byte"),
                limit / 2
            );
            done.timed_out(Phase::Between, sends * (limit / 2) + limit, &scene);
        }
    }
    // Far longer than `first_byte`: what the first byte may take says nothing about the next one.
    let shop = Shop::drip(5, 90, FOREVER);
    let done = shop.fetch(b"tea", &limits(10, 100, 1_000, HOUR)).await;
    done.timed_out(
        Phase::Between,
        1_450,
        "`first_byte` is 100 ms and `between` is 1000 ms; 5 bytes come, one every 90 ms, and then nothing",
    );
}

/// A server that sends a byte now and then never exceeds a limit between bytes. Only a limit for the whole ends it.
#[check]
async fn the_whole_has_its_limit_whatever_it_waits_for() {
    for total in [50, 1_000, 100_000] {
        for every in [30, 90] {
            let bytes = 2 * total / every;
            let done = Shop::drip(bytes, every, FOREVER)
                .fetch(b"tea", &limits(100, 100, 100, total))
                .await;
            let scene = format!(
                "`total` is {total} ms, the other limits are 100 ms; the server sends {bytes} bytes, one every {every} ms"
            );
            done.timed_out(Phase::Total, total, &scene);
        }
    }
    let total = 1_000;
    let long = || limits(HOUR, HOUR, HOUR, total);
    let done = Shop::echo()
        .connects_after(FOREVER)
        .fetch(b"tea", &long())
        .await;
    done.timed_out(
        Phase::Total,
        total,
        "`total` is 1000 ms, the other limits are hours; connecting does not end",
    );
    let silent = || {
        Shop::new(|client| {
            Box::pin(async move {
                let _client = client;
                sleep(ms(FOREVER)).await;
            })
        })
    };
    for (request, what) in [
        (3, "the first byte does not come"),
        (300, "the server does not read the request"),
    ] {
        let done = silent()
            .connects_after(400)
            .fetch(&some_bytes(request), &long())
            .await;
        let scene = format!(
            "`total` is 1000 ms, the other limits are hours; connecting takes 400 ms, and {what}"
        );
        done.timed_out(Phase::Total, total, &scene);
    }
    let done = Shop::drip(3, 200, FOREVER)
        .connects_after(200)
        .fetch(b"tea", &long())
        .await;
    done.timed_out(
        Phase::Total,
        total,
        "`total` is 1000 ms, the other limits are hours; connecting takes 200 ms, then 3 bytes come, one every 200 ms, \
         and then nothing",
    );
}

/// A limit belongs to its phase: when the phase has ended, its timer must not end a later one.
#[check]
async fn a_completed_phase_leaves_no_timer() {
    let done = Shop::drip(50, 90, 90)
        .connects_after(90)
        .fetch(b"tea", &limits(100, 100, 100, HOUR))
        .await;
    assert!(
        done.is(&[b'.'; 50]) && done.at == 90 + 51 * 90,
        "connecting takes 90 ms, and 50 bytes and the end come, each after 90 ms; `connect`, `first_byte` and \
         `between` are 100 ms, `total` is an hour: `fetch` {}",
        done.says()
    );
    // Days would not matter either: no limit at all.
    let max = Duration::MAX;
    let none = Limits {
        connect: max,
        first_byte: max,
        between: max,
        total: max,
    };
    let done = Shop::drip(2, HOUR, HOUR)
        .connects_after(HOUR)
        .fetch(b"tea", &none)
        .await;
    assert!(
        done.is(b".."),
        "all limits are `Duration::MAX`; connecting takes an hour, and 2 bytes and the end come, each after an hour: \
         `fetch` {}",
        done.says()
    );
    for (nth, name) in ["connect", "first_byte", "between", "total"]
        .into_iter()
        .enumerate()
    {
        let mut mixed = [ms(1_000); 4];
        mixed[nth] = max;
        let [connect, first_byte, between, total] = mixed;
        let done = Shop::drip(3, 10, 10)
            .fetch(
                b"tea",
                &Limits {
                    connect,
                    first_byte,
                    between,
                    total,
                },
            )
            .await;
        assert!(
            done.is(b"..."),
            "`{name}` is `Duration::MAX`, the other limits are 1 s: `fetch` {}",
            done.says()
        );
    }
}

/// An error is an end: there is nothing to wait for. It is not the end of the response, which would be incomplete.
#[check]
async fn an_error_is_returned_at_once() {
    let all = limits(100, 100, 100, 1_000);
    for kind in [ErrorKind::ConnectionRefused, ErrorKind::TimedOut] {
        let done = Shop::echo()
            .connects_after(50)
            .refuses(kind)
            .fetch(b"tea", &all)
            .await;
        done.failed(
            kind,
            50,
            &format!("connecting fails with {kind:?} after 50 ms"),
        );
    }
    for bytes in [0, 1, 4] {
        let shop = Shop::drip(10, 40, FOREVER).fails_after(bytes);
        let done = shop.fetch(b"tea", &all).await;
        let at = 40 * bytes as u64;
        done.failed(
            ErrorKind::ConnectionReset,
            at,
            &format!("one byte comes every 40 ms, and after {bytes} of them reading fails with ConnectionReset"),
        );
    }
    let shop = Shop::new(|client| {
        Box::pin(async move {
            sleep(ms(60)).await;
            drop(client);
        })
    });
    let done = shop.fetch(&some_bytes(300), &all).await;
    done.failed(
        ErrorKind::BrokenPipe,
        60,
        "a part of the request has been written, and after 60 ms writing fails with BrokenPipe",
    );
}

const HOUR: u64 = 3_600_000;
/// Longer than any limit here.
const FOREVER: u64 = 5 * HOUR;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn time(ms: u64) -> String {
    match ms {
        FOREVER => "hours".to_owned(),
        ms if ms < HOUR => format!("{ms} ms"),
        ms if ms % HOUR == 0 => format!("{} h", ms / HOUR),
        ms => format!("{} h and {} ms", ms / HOUR, ms % HOUR),
    }
}

fn limits(connect: u64, first_byte: u64, between: u64, total: u64) -> Limits {
    Limits {
        connect: ms(connect),
        first_byte: ms(first_byte),
        between: ms(between),
        total: ms(total),
    }
}

fn some_bytes(count: usize) -> Vec<u8> {
    (0..count).map(|nth| (nth % 251) as u8).collect()
}

type Served = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A server in memory.
struct Shop {
    talk: Box<dyn Fn(DuplexStream) -> Served>,
    takes: u64,
    refuses: Option<ErrorKind>,
    fails_after: Option<usize>,
    room: usize,
    probe: DropProbe,
    connects: Cell<usize>,
}

impl Connector for Shop {
    type Connection = Wire;

    async fn connect(&self) -> io::Result<Wire> {
        self.connects.set(self.connects.get() + 1);
        sleep(ms(self.takes)).await;
        if let Some(kind) = self.refuses {
            return Err(kind.into());
        }
        let (wire, client) = Wire::new(self.room, &self.probe, "the connection");
        tokio::spawn((self.talk)(client));
        Ok(match self.fails_after {
            Some(bytes) => wire.fails_after(bytes),
            None => wire,
        })
    }
}

impl Shop {
    fn new(talk: impl Fn(DuplexStream) -> Served + 'static) -> Self {
        Self {
            talk: Box::new(talk),
            takes: 0,
            refuses: None,
            fails_after: None,
            room: 64,
            probe: DropProbe::new(),
            connects: Cell::new(0),
        }
    }

    /// Responds with the request.
    fn echo() -> Self {
        Self::new(|mut client| {
            Box::pin(async move {
                let mut request = Vec::new();
                if client.read_to_end(&mut request).await.is_ok() {
                    let _ = client.write_all(&request).await;
                }
            })
        })
    }

    /// Sends `bytes` bytes, one every `every` ms, the first one too, and closes `end` ms after the last one.
    fn drip(bytes: u64, every: u64, end: u64) -> Self {
        Self::new(move |mut client| {
            Box::pin(async move {
                for _ in 0..bytes {
                    sleep(ms(every)).await;
                    if client.write_all(b".").await.is_err() {
                        return;
                    }
                }
                sleep(ms(end)).await;
            })
        })
    }

    fn with_room(mut self, room: usize) -> Self {
        self.room = room;
        self
    }

    fn connects_after(mut self, ms: u64) -> Self {
        self.takes = ms;
        self
    }

    fn refuses(mut self, kind: ErrorKind) -> Self {
        self.refuses = Some(kind);
        self
    }

    fn fails_after(mut self, bytes: usize) -> Self {
        self.fails_after = Some(bytes);
        self
    }

    async fn fetch(self, request: &[u8], limits: &Limits) -> Done {
        let began = virtual_ms();
        let result = timeout(ms(FOREVER - 1), fetch(&self, request, limits))
            .await
            .ok();
        let done = Done {
            result,
            at: virtual_ms() - began,
        };
        assert!(
            self.probe.alive() == 0 || !matches!(done.result, Some(Err(_))),
            "`fetch` {}, and the connection had not been dropped",
            done.says()
        );
        assert!(
            self.connects.get() < 2,
            "`fetch` connected {} times; right would be once",
            self.connects.get()
        );
        done
    }
}

/// What `fetch` did.
struct Done {
    /// `None` if it did not return within hours.
    result: Option<Result<Vec<u8>, FetchError>>,
    at: u64,
}

impl Done {
    fn is(&self, wanted: &[u8]) -> bool {
        matches!(&self.result, Some(Ok(response)) if response == wanted)
    }

    #[track_caller]
    fn timed_out(&self, phase: Phase, at: u64, scene: &str) {
        assert!(
            matches!(&self.result, Some(Err(FetchError::Timeout(said))) if *said == phase)
                && self.at == at,
            "{scene}: `fetch` {}{}; right would be Timeout({phase:?}) after {at} ms{}",
            self.says(),
            self.why(&phase, at),
            match &self.result {
                Some(Err(_)) if self.at == at =>
                    "\n\nThe time is right. The error says which limit has passed, so each limit needs its own `Timeout`.",
                _ => "",
            }
        );
    }

    /// What the time says about the limit that ended it.
    fn why(&self, phase: &Phase, at: u64) -> &'static str {
        match (&self.result, phase) {
            (_, Phase::FirstByte) if self.at < at => {
                ", not when `first_byte` had passed since the connection"
            }
            (_, Phase::Between) if self.at < at => {
                ", not when `between` had passed since the last byte"
            }
            (Some(Err(FetchError::Timeout(said))), _) if said == phase && self.at >= HOUR => {
                ", which is the time of another limit"
            }
            _ => "",
        }
    }

    #[track_caller]
    fn failed(&self, kind: ErrorKind, at: u64, scene: &str) {
        assert!(
            matches!(&self.result, Some(Err(FetchError::Io(error))) if error.kind() == kind)
                && self.at == at,
            "{scene}: `fetch` {}; right would be Io({kind:?}) after {at} ms",
            self.says()
        );
    }

    fn says(&self) -> String {
        match &self.result {
            None => "had not returned after hours".to_owned(),
            Some(Ok(response)) => {
                format!(
                    "returned {} after {}",
                    counted(response.len(), "byte"),
                    time(self.at)
                )
            }
            Some(Err(error)) => format!("returned {error:?} after {}", time(self.at)),
        }
    }
}
