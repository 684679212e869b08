//! Checks of serve.

use std::collections::VecDeque;
use std::future::pending;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch11::serve::{Ended, Listen, MAX_FRAME, PAUSE, serve};
use kit::{DropProbe, DropToken, Gauge, check, virtual_ms};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::wire::Wire;

/// A connection is a stream of bytes, without a trace of how they were written. Only the lengths say where a request
/// begins, and only the order says which reply belongs to it.
#[check]
async fn replies_come_in_the_order_of_the_requests() {
    for (room, piece) in [
        (64, usize::MAX),
        (1 << 20, usize::MAX),
        (1 << 20, 1),
        (1, usize::MAX),
    ] {
        let shop = Shop::open(1_000);
        let client = shop.connect(room);
        let (mut replies, mut requests) = tokio::io::split(client);
        let wanted: Vec<Vec<u8>> = [0, 1, 30, 3, 0, 10, 700, 5]
            .into_iter()
            .enumerate()
            .map(|(nth, takes)| request(takes, &format!("item {nth}")))
            .chain([
                Vec::new(),
                b"0 ".to_vec(),
                request(0, &"x".repeat(MAX_FRAME - 2)),
            ])
            .collect();
        let bytes: Vec<u8> = wanted.iter().flat_map(|request| frame(request)).collect();
        let sending = tokio::spawn(async move {
            for part in bytes.chunks(piece.min(bytes.len())) {
                if requests.write_all(part).await.is_err() {
                    break;
                }
            }
            requests
        });
        let scene = format!(
            "{} requests are sent without waiting for replies{}; {room} byte(s) fit into the connection",
            wanted.len(),
            if piece == 1 { ", byte by byte" } else { "" }
        );
        for (nth, wanted) in wanted.iter().enumerate() {
            let got = reply(&mut replies).await;
            assert!(
                got.as_deref() == Ok(&reply_to(wanted)),
                "{scene}: {}; right would be the reply to request {}, with {} bytes",
                match &got {
                    Ok(bytes) => format!(
                        "reply {} has {} bytes: {:?}",
                        nth + 1,
                        bytes.len(),
                        start(bytes)
                    ),
                    Err(why) => format!("after {nth} replies {why}"),
                },
                nth + 1,
                wanted.len()
            );
        }
        assert!(
            shop.gauge.peak() == 1,
            "{scene}: {} requests of this connection were handled at once; right would be one after the other",
            shop.gauge.peak()
        );
        drop(sending.await.unwrap());
        drop(replies);
        sleep(ms(1)).await;
        shop.all_dropped(&format!(
            "{scene}, and then the client closed the connection"
        ));
        shop.stops(
            Ended {
                finished: 1,
                cut: 0,
            },
            0,
            &scene,
        )
        .await;
    }
}

/// A connection whose client is slow, or whose request takes long, waits in a task of its own.
#[check]
async fn a_slow_connection_or_handler_delays_no_other() {
    let shop = Shop::open(1_000);
    let _idle = shop.connect(64);
    let mut slow = shop.connect(64);
    slow.write_all(&frame(&request(0, "half"))[..7])
        .await
        .unwrap();
    let mut long = shop.connect(64);
    long.write_all(&frame(&request(HOUR, "long")))
        .await
        .unwrap();
    // This client does not read its replies, and they fill the connection.
    let mut deaf = shop.connect(64);
    for _ in 0..8 {
        let sent = timeout(ms(1), deaf.write_all(&frame(&request(0, &"x".repeat(50))))).await;
        if sent.is_err() {
            break;
        }
    }
    for nth in 0..3 {
        let began = virtual_ms();
        let mut client = shop.connect(64);
        let got = exchange(&mut client, &request(5, "tea")).await;
        let took = virtual_ms() - began;
        assert!(
            got.is_ok() && took == 5,
            "other clients are idle, have sent half of a frame, wait for a handler that takes an hour, or do not read \
             their replies; the request of client {} takes 5 ms, and {}",
            nth + 5,
            match got {
                Ok(_) => format!("its reply came after {took} ms"),
                Err(why) => format!("within an hour {why}"),
            }
        );
    }
    let before = shop.gauge.in_flight();
    let mut clients = Vec::new();
    for _ in 0..500 {
        let mut client = shop.connect(64);
        client
            .write_all(&frame(&request(200, "tea")))
            .await
            .unwrap();
        clients.push(client);
    }
    sleep(ms(100)).await;
    let together = shop.gauge.in_flight() - before;
    assert!(
        together == 500,
        "500 clients have sent a request that takes 200 ms: after 100 ms {together} of them were being handled"
    );
}

/// An error belongs to one connection, and so does a panic. The service and the other connections go on.
#[check]
async fn what_breaks_a_connection_ends_it_alone() {
    type Break = (&'static str, Vec<u8>, bool);
    let length = |length: u32| length.to_be_bytes().to_vec();
    let cases: [Break; 10] = [
        ("closes without a request", vec![], true),
        ("closes inside of a length", vec![0, 0], true),
        ("closes after a length", length(5), true),
        (
            "closes inside of a frame",
            [length(5), b"0 a".to_vec()].concat(),
            true,
        ),
        (
            "sends a length of MAX_FRAME + 1 and nothing more",
            length(MAX_FRAME as u32 + 1),
            false,
        ),
        (
            "sends a length of 2^31 and nothing more",
            length(1 << 31),
            false,
        ),
        (
            "sends a length of 2^32 - 1 and nothing more",
            length(u32::MAX),
            false,
        ),
        (
            "sends a length of 2^16 + 2^24 and nothing more",
            length((1 << 24) + (1 << 16)),
            false,
        ),
        (
            "sends a request in whose handler there is a panic",
            frame(b"panic"),
            false,
        ),
        (
            "sends a request in whose handler there is a panic after 5 ms",
            frame(b"panic later"),
            false,
        ),
    ];
    let shop = Shop::open(1_000);
    let mut other = shop.connect(64);
    for (what, bytes, closes) in cases {
        let mut client = shop.connect(64);
        let mut began = shop.gauge.started();
        if !closes {
            let got = exchange(&mut client, &request(0, "tea")).await;
            assert!(
                got.is_ok(),
                "the client sends a request: {}",
                got.unwrap_err()
            );
            began += 1;
        }
        client.write_all(&bytes).await.unwrap();
        if closes {
            client.shutdown().await.unwrap();
        }
        let end = reply(&mut client).await;
        assert!(
            end.as_ref().is_err_and(|why| why.contains("closed")),
            "a client {what}: {}; right would be: the connection is closed without a reply",
            match end {
                Ok(bytes) => format!("it got a reply of {} bytes", bytes.len()),
                Err(why) => why,
            }
        );
        sleep(ms(1)).await;
        assert!(
            shop.probe.alive() == 2,
            "a client {what}: {} connections and handlers exist; right would be 1, that of the other client",
            shop.probe.alive() - 1
        );
        let handled = shop.gauge.started() - began;
        assert!(
            handled == usize::from(what.contains("panic")),
            "a client {what}: the handler was called, though no complete frame had come"
        );
        for (which, client) in [
            ("a client that was connected before", &mut other),
            ("a new client", &mut shop.connect(64)),
        ] {
            let got = exchange(client, &request(1, "tea")).await;
            assert!(
                got.is_ok(),
                "a client {what}; then {which} sends a request: {}",
                got.unwrap_err()
            );
        }
        // The new client has gone.
        sleep(ms(1)).await;
    }
    // Reading fails.
    for good in [0, 2, 6] {
        let mut client = shop.connect_failing(64, good);
        let _ = client.write_all(&frame(&request(0, "tea"))).await;
        let end = reply(&mut client).await;
        let got = exchange(&mut other, &request(1, "tea")).await;
        assert!(
            end.is_err_and(|why| why.contains("closed")) && got.is_ok(),
            "reading fails after {good} byte(s); then another client sends a request: {}",
            got.map_or_else(
                |why| why,
                |_| "it got its reply, but the connection that failed is still open".to_owned()
            )
        );
    }
    shop.stops(
        Ended {
            finished: 24,
            cut: 0,
        },
        0,
        "24 connections were accepted, and one is left",
    )
    .await;
}

/// A listener that has an error because too many files are open has it again at once. A loop that goes on without a
/// pause keeps the processor busy, and one that ends keeps out all clients.
#[check]
async fn an_accept_error_pauses_accepting_and_nothing_else() {
    for errors in [1, 2, 20] {
        let shop = Shop::open(1_000);
        let mut before = shop.connect(64);
        let got = exchange(&mut before, &request(0, "tea")).await;
        assert!(
            got.is_ok(),
            "a client sends a request: {}",
            got.unwrap_err()
        );
        sleep(ms(7)).await;
        let began = virtual_ms();
        for _ in 0..errors {
            shop.fail(ErrorKind::Other);
        }
        let mut after = shop.connect(64);
        // Connections end while accepting pauses, and others have requests.
        let mut ends = 0;
        for nth in 0..4 {
            sleep(ms(13)).await;
            let asked = virtual_ms();
            let got = exchange(&mut before, &request(2, "tea")).await;
            let took = virtual_ms() - asked;
            assert!(
                got.is_ok() && took == 2,
                "`accept` has failed, and {} ms later an earlier client sends a request that takes 2 ms: {}",
                asked - began,
                got.map_or_else(|why| why, |_| format!("its reply came after {took} ms"))
            );
            if nth == 1 {
                let _ = before.write_all(&frame(b"panic")).await;
                ends = virtual_ms() - began;
                let _ = reply(&mut before).await;
                break;
            }
        }
        let got = exchange(&mut after, &request(0, "tea")).await;
        let times = shop.failed_at(began);
        let pause = PAUSE.as_millis() as u64;
        let wanted: Vec<u64> = (0..errors).map(|nth| nth * pause).collect();
        let scene = format!(
            "`accept` fails {errors} time(s) in a row, then a client connects; another connection ends {ends} ms after the first error"
        );
        assert!(
            got.is_ok(),
            "{scene}: {}\n\nAn error of `accept` is no end of the listener.",
            got.unwrap_err()
        );
        assert!(
            times == wanted,
            "{scene}: `accept` was called and failed after {times:?} ms; right would be {wanted:?}\n\n\
             A pause that is awaited inside of a `select!` arm is lost when another arm is ready."
        );
        let took = virtual_ms() - began;
        assert!(
            took == errors * pause,
            "{scene}: its request was answered after {took} ms; right would be {} ms",
            errors * pause
        );
        // The stop comes in a pause.
        shop.fail(ErrorKind::ConnectionAborted);
        sleep(ms(30)).await;
        let scene = "`accept` has failed 30 ms before the stop";
        shop.stops(
            Ended {
                finished: 2,
                cut: 0,
            },
            0,
            scene,
        )
        .await;
    }
}

/// A client that has sent a request counts on its reply; a client that is silent keeps nothing running. A `select!`
/// between the stop and the handler drops the handler.
#[check]
async fn the_stop_lets_the_request_in_progress_finish_and_closes_the_rest() {
    let shop = Shop::open(1_000);
    let mut idle = shop.connect(64);
    let mut used = shop.connect(64);
    let got = exchange(&mut used, &request(0, "tea")).await;
    assert!(
        got.is_ok(),
        "a client sends a request: {}",
        got.unwrap_err()
    );
    let mut half = shop.connect(64);
    half.write_all(&frame(&request(0, "half"))[..6])
        .await
        .unwrap();
    let mut busy = shop.connect(1_024);
    for _ in 0..3 {
        busy.write_all(&frame(&request(500, "tea"))).await.unwrap();
    }
    // Its reply of 600 bytes does not fit into the connection, and is read late.
    let mut deaf = shop.connect(64);
    let large = request(0, &"x".repeat(598));
    deaf.write_all(&frame(&large)).await.unwrap();
    sleep(ms(100)).await;
    shop.stop();
    sleep(ms(1)).await;
    assert!(
        shop.listener_dropped(),
        "the stop came 1 ms ago, and the listener has not been dropped: clients can still connect"
    );
    let (refused, late) = Wire::new(64, &DropProbe::new(), "a late connection");
    shop.arrives(Ok(refused));
    for (what, client) in [
        ("sent nothing", &mut idle),
        ("has got its reply and sent nothing since", &mut used),
        ("has sent a part of a frame", &mut half),
    ] {
        let end = timeout(ms(1), client.read_u8()).await;
        assert!(
            matches!(end, Ok(Err(_))),
            "the stop came 1 ms ago, and the connection of a client that {what} is still open\n\n\
             A connection that waits for bytes notices a stop only if it waits for both."
        );
    }
    sleep(ms(97)).await;
    let large_reply = reply(&mut deaf).await;
    assert!(
        large_reply.as_deref() == Ok(&reply_to(&large)),
        "a request was handled before the stop, and 99 ms after the stop its client began to read the reply: {}",
        large_reply.map_or_else(
            |why| why,
            |bytes| format!("it has {} of 600 bytes", bytes.len())
        )
    );
    let (first, at) = (reply(&mut busy).await, virtual_ms() - shop.stopped_at());
    assert!(
        first.is_ok() && at == 400,
        "a request was being handled at the stop, and its handler needed another 400 ms of a grace of 1000 ms: {}",
        first.map_or_else(
            |why| why,
            |_| format!("its reply came {at} ms after the stop")
        )
    );
    let second = reply(&mut busy).await;
    assert!(
        second.is_err() && shop.gauge.started() == 3,
        "a client had sent 3 requests before the stop, and the first was being handled then: after the stop, another \
         one was handled too"
    );
    let not_accepted = shop.door.waiting.lock().unwrap().len();
    assert!(
        not_accepted == 1,
        "a client connected 1 ms after the stop, and was accepted"
    );
    let scene = "5 connections are open at the stop, and the longest handler needs another 400 ms";
    shop.ends(
        Ended {
            finished: 5,
            cut: 0,
        },
        400,
        scene,
    )
    .await;
    drop(late);
}

/// A grace is a deadline for all together. To abort a task only requests its end: it has ended when it was joined.
#[check]
async fn after_the_grace_the_rest_is_dropped() {
    for grace in [100, 10_000, HOUR] {
        for rest in [1, 3, 40] {
            let shop = Shop::open(grace);
            let mut clients = Vec::new();
            for nth in 0..rest {
                let mut client = shop.connect(64);
                // One of three does not read a reply that is larger than the connection.
                let wanted = match nth % 3 {
                    2 => request(0, &"x".repeat(500)),
                    _ => request(2 * HOUR, "tea"),
                };
                client.write_all(&frame(&wanted)).await.unwrap();
                clients.push(client);
            }
            let mut quick = shop.connect(64);
            quick
                .write_all(&frame(&request(grace / 2 + 50, "tea")))
                .await
                .unwrap();
            let gone = shop.connect(64);
            sleep(ms(10)).await;
            drop(gone);
            sleep(ms(40)).await;
            let handled = shop.gauge.started();
            let scene = format!(
                "with a grace of {grace} ms, {rest} connection(s) cannot end in it, one ends after half of it, and \
                 one had ended before the stop"
            );
            assert!(
                handled == rest + 1,
                "{scene}: {handled} requests were being handled at the stop"
            );
            shop.stops(
                Ended {
                    finished: 2,
                    cut: rest,
                },
                grace,
                &scene,
            )
            .await;
            let end = reply(&mut quick).await;
            assert!(end.is_ok(), "{scene}: {}", end.unwrap_err());
        }
    }
    // Nothing to wait for.
    let shop = Shop::open(HOUR);
    sleep(ms(5)).await;
    shop.stops(Ended::default(), 0, "no client has ever connected")
        .await;
}

/// Tasks outlive the future that spawned them, unless something owns them.
#[check]
async fn dropping_the_service_drops_everything() {
    for (at, stopped) in [
        (0, false),
        (1, false),
        (50, false),
        (150, false),
        (150, true),
        (250, true),
    ] {
        let mut shop = Shop::open(10_000);
        let mut clients: Vec<_> = (0..5).map(|_| shop.connect(64)).collect();
        clients[1]
            .write_all(&frame(&request(0, "half"))[..6])
            .await
            .unwrap();
        clients[2]
            .write_all(&frame(&request(HOUR, "tea")))
            .await
            .unwrap();
        clients[3]
            .write_all(&frame(&request(120, "tea")))
            .await
            .unwrap();
        clients[4]
            .write_all(&frame(&request(0, &"x".repeat(500))))
            .await
            .unwrap();
        sleep(ms(at)).await;
        let began = shop.gauge.started();
        assert!(
            began == 3 || at == 0,
            "5 clients are connected, and 3 of them have sent a request: {began} were handled"
        );
        if at == 150 {
            shop.fail(ErrorKind::Other);
            sleep(ms(20)).await;
        }
        if stopped {
            shop.stop();
            sleep(ms(20)).await;
        }
        shop.service.take().expect("it runs").abort();
        sleep(ms(1)).await;
        shop.all_dropped(&format!(
            "5 clients had connected, and the future of `serve` was dropped after {at} ms{}",
            if stopped { ", in the grace" } else { "" }
        ));
        assert!(
            shop.listener_dropped(),
            "the future of `serve` was dropped after {at} ms, and the listener still exists"
        );
    }
}

const HOUR: u64 = 3_600_000;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn frame(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes(), bytes].concat()
}

/// A request whose handler takes so many milliseconds.
fn request(takes: u64, text: &str) -> Vec<u8> {
    format!("{takes} {text}").into_bytes()
}

fn reply_to(request: &[u8]) -> Vec<u8> {
    request.iter().rev().copied().collect()
}

fn start(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(20)]).into_owned()
}

/// Reads a reply, or says what came instead.
async fn reply(stream: &mut (impl AsyncReadExt + Unpin)) -> Result<Vec<u8>, String> {
    let read = async {
        let length = stream.read_u32().await?;
        if length as usize > 2 * MAX_FRAME {
            return Err(io::Error::other(format!(
                "a reply began with the length {length}"
            )));
        }
        let mut bytes = vec![0; length as usize];
        stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    };
    match timeout(ms(HOUR), read).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if error.kind() == ErrorKind::Other => Err(error.to_string()),
        Ok(Err(_)) => Err("the connection was closed without a whole reply".to_owned()),
        Err(_) => Err("no whole reply came, and the connection stayed open".to_owned()),
    }
}

async fn exchange(client: &mut DuplexStream, request: &[u8]) -> Result<Vec<u8>, String> {
    if client.write_all(&frame(request)).await.is_err() {
        return Err("the connection was closed before its request was sent".to_owned());
    }
    let got = reply(client).await?;
    match got == reply_to(request) {
        true => Ok(got),
        false => Err(format!("it got another reply: {:?}", start(&got))),
    }
}

#[derive(Default)]
struct Door {
    waiting: Mutex<VecDeque<Result<Wire, ErrorKind>>>,
    arrived: Notify,
    failed_at: Mutex<Vec<u64>>,
}

struct Listener {
    door: Arc<Door>,
    _alive: DropToken,
}

impl Listen for Listener {
    type Connection = Wire;

    async fn accept(&mut self) -> io::Result<Wire> {
        loop {
            let next = self.door.waiting.lock().unwrap().pop_front();
            match next {
                Some(Ok(wire)) => return Ok(wire),
                Some(Err(kind)) => {
                    self.door.failed_at.lock().unwrap().push(virtual_ms());
                    return Err(kind.into());
                }
                None => self.door.arrived.notified().await,
            }
        }
    }
}

/// A service that runs.
struct Shop {
    door: Arc<Door>,
    gauge: Gauge,
    /// Sees the listener, the connections and the handlers.
    probe: DropProbe,
    stop: Mutex<Option<oneshot::Sender<()>>>,
    stopped_at: Mutex<u64>,
    service: Option<JoinHandle<Ended>>,
}

impl Shop {
    /// Its grace is `grace` ms.
    fn open(grace: u64) -> Self {
        let (gauge, probe) = (Gauge::new(), DropProbe::new());
        let door = Arc::new(Door::default());
        let listener = Listener {
            door: Arc::clone(&door),
            _alive: probe.token("the listener"),
        };
        let (jobs, alive) = (gauge.clone(), probe.clone());
        let handler = move |request: Vec<u8>| {
            let (jobs, alive) = (jobs.clone(), alive.token("a handler"));
            async move {
                let (pass, alive) = (jobs.enter(), alive);
                let text = String::from_utf8_lossy(&request);
                let takes = text.split(' ').next().and_then(|takes| takes.parse().ok());
                if text.starts_with("panic") {
                    sleep(ms(if text == "panic" { 0 } else { 5 })).await;
                    panic!("a handler panics");
                }
                if let Some(takes) = takes
                    && takes > 0
                {
                    sleep(ms(takes)).await;
                }
                pass.finish();
                drop(alive);
                reply_to(&request)
            }
        };
        let (stop, stopped) = oneshot::channel();
        let stopped = async move {
            if stopped.await.is_err() {
                pending::<()>().await;
            }
        };
        let service = tokio::spawn(serve(listener, handler, stopped, ms(grace)));
        Self {
            door,
            gauge,
            probe,
            stop: Mutex::new(Some(stop)),
            stopped_at: Mutex::default(),
            service: Some(service),
        }
    }

    fn arrives(&self, what: Result<Wire, ErrorKind>) {
        self.door.waiting.lock().unwrap().push_back(what);
        self.door.arrived.notify_one();
    }

    /// A client that connects now.
    fn connect(&self, room: usize) -> DuplexStream {
        let (wire, client) = Wire::new(room, &self.probe, "a connection");
        self.arrives(Ok(wire));
        client
    }

    /// A client whose connection fails after `good` bytes.
    fn connect_failing(&self, room: usize, good: usize) -> DuplexStream {
        let (wire, client) = Wire::new(room, &self.probe, "a connection");
        self.arrives(Ok(wire.fails_after(good)));
        client
    }

    /// The next `accept` fails.
    fn fail(&self, kind: ErrorKind) {
        self.arrives(Err(kind));
    }

    fn failed_at(&self, began: u64) -> Vec<u64> {
        let times = self.door.failed_at.lock().unwrap();
        times.iter().map(|at| at - began).collect()
    }

    fn stop(&self) {
        *self.stopped_at.lock().unwrap() = virtual_ms();
        let stop = self
            .stop
            .lock()
            .unwrap()
            .take()
            .expect("it is stopped once");
        let _ = stop.send(());
    }

    fn stopped_at(&self) -> u64 {
        *self.stopped_at.lock().unwrap()
    }

    fn listener_dropped(&self) -> bool {
        self.probe
            .dropped()
            .iter()
            .any(|name| name == "the listener")
    }

    #[track_caller]
    fn all_dropped(&self, scene: &str) {
        let listener = usize::from(!self.listener_dropped());
        let left = self.probe.alive() - listener;
        assert!(
            left == 0,
            "{scene}: {left} of its connections and handlers still exist"
        );
    }

    async fn stops(self, wanted: Ended, after: u64, scene: &str) {
        self.stop();
        self.ends(wanted, after, scene).await;
    }

    /// `serve` returns `after` ms after the stop.
    async fn ends(mut self, wanted: Ended, after: u64, scene: &str) {
        let service = self.service.take().expect("it runs");
        let ended = timeout(ms(10 * HOUR), service).await;
        // Before anything else can run.
        let left = self.probe.alive();
        let at = virtual_ms() - self.stopped_at();
        let ended = match ended {
            Err(_) => panic!("{scene}: `serve` had not returned 10 hours after the stop"),
            Ok(Err(error)) => panic!("{scene}: `serve` itself ended with a panic: {error}"),
            Ok(Ok(ended)) => ended,
        };
        assert!(
            at == after,
            "{scene}: `serve` returned {at} ms after the stop; right would be after {after} ms"
        );
        assert!(
            left == 0,
            "{scene}: `serve` returned, and {left} connections, handlers or listeners still existed"
        );
        assert!(
            ended == wanted,
            "{scene}: `serve` returned {ended:?}; right would be {wanted:?}"
        );
    }
}
