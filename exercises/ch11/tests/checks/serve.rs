//! Checks of serve.

use std::io::ErrorKind;

use ch11::serve::{MAX_FRAME, PAUSE};
use kit::{DropProbe, check, counted, varied, varied_word, virtual_ms};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{sleep, timeout};

use self::service::{HOUR, Service, frame, ms, reply_to, request, start};
use crate::wire::Wire;

#[path = "serve/service.rs"]
mod service;

// A connection is a stream of bytes, without a trace of how they were written. Only the lengths say where a request
// begins, and only the order says which reply belongs to it.
#[check]
async fn replies_come_in_the_order_of_the_requests() {
    let (item, longest_ms) = (varied_word("item"), varied(700, 100..=2_000));
    for (room, piece) in [
        (64, usize::MAX),
        (1 << 20, usize::MAX),
        (1 << 20, 1),
        (1, usize::MAX),
    ] {
        let shop = Service::open(1_000);
        let client = shop.connect(room);
        let (mut replies, mut requests) = tokio::io::split(client);
        // A frame of the largest size would need a poll for each of its bytes there, and again for the reply's.
        let longest = if room == 1 { 1_000 } else { MAX_FRAME };
        let wanted: Vec<Vec<u8>> = [0, 1, 30, 3, 0, 10, longest_ms, 5]
            .into_iter()
            .enumerate()
            .map(|(nth, takes)| request(takes, &format!("{item} {nth}")))
            .chain([
                Vec::new(),
                b"0 ".to_vec(),
                request(0, &"x".repeat(longest - 2)),
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
            "{} requests are sent without waiting for replies{}",
            wanted.len(),
            match (piece, room) {
                (1, _) => ", byte by byte".to_owned(),
                (_, 1) => ", through a connection with room for 1 byte".to_owned(),
                _ => format!(", through a connection with room for {room} bytes"),
            }
        );
        for (nth, sent) in wanted.iter().enumerate() {
            let got = shop.reply(&mut replies).await;
            if got.as_deref() != Ok(&reply_to(sent)) {
                panic!("{}", instead(&scene, &shop, nth, &wanted, got).await);
            }
        }
        assert!(
            shop.gauge.peak() == 1,
            "{scene}: {} requests of this connection were handled at once; right would be one after the other\n\n\
             Only the order says which reply belongs to which request.",
            shop.gauge.peak()
        );
        drop(sending.await.unwrap());
        drop(replies);
        sleep(ms(1)).await;
        assert!(
            shop.left() == 0,
            "{scene}; 1 ms after the client has closed the connection, {}",
            shop.what_is_left()
        );
        shop.stops((1, 0), 0, &scene).await;
    }
}

/// A connection whose client is slow, or whose request takes long, waits in a task of its own.
#[check]
async fn a_slow_connection_or_handler_delays_no_other() {
    let shop = Service::open(1_000);
    quick(&shop, "there is no other client").await;
    let mut idle = shop.connect(64);
    quick(&shop, "another client is connected and sends nothing").await;
    let mut slow = shop.connect(64);
    shop.send(&mut slow, &frame(&request(0, "half"))[..7]).await;
    quick(&shop, "another client has sent half of a frame").await;
    let mut long = shop.connect(64);
    shop.send(&mut long, &frame(&request(HOUR / 2, "long")))
        .await;
    quick(&shop, "another client's handler takes half an hour").await;
    // This client does not read its replies, and they fill the connection.
    let mut deaf = shop.connect(64);
    for _ in 0..8 {
        let sent = timeout(ms(1), deaf.write_all(&frame(&request(0, &"x".repeat(50))))).await;
        if sent.is_err() {
            break;
        }
    }
    quick(&shop, "another client does not read its replies").await;
    let before = shop.gauge.in_flight();
    let mut clients = Vec::new();
    for _ in 0..3_000 {
        let mut client = shop.connect(64);
        shop.send(&mut client, &frame(&request(200, "tea"))).await;
        clients.push(client);
    }
    sleep(ms(100)).await;
    let together = shop.gauge.in_flight() - before;
    assert!(
        together == 3_000,
        "3000 clients have sent a request that takes 200 ms: after 100 ms {together} of them were being handled"
    );
    // The slow ones have not lost their turn: no time limit was asked for.
    let got = shop.reply(&mut long).await;
    assert!(
        got.is_ok(),
        "a handler takes half an hour: {}",
        got.unwrap_err()
    );
    sleep(ms(3 * HOUR)).await;
    shop.send(&mut slow, &frame(&request(0, "half"))[7..]).await;
    let got = shop.reply(&mut slow).await;
    assert!(
        got.is_ok(),
        "the second half of a frame comes after 3 hours: {}",
        got.unwrap_err()
    );
    let got = shop.exchange(&mut idle, &request(0, "tea")).await;
    assert!(
        got.is_ok(),
        "the first request of a connection comes after 3 hours: {}",
        got.unwrap_err()
    );
}

// A client that has sent a request counts on its reply; a client that is silent keeps nothing running.
#[check]
async fn the_stop_lets_the_request_in_progress_finish_and_closes_the_rest() {
    let shop = Service::open(1_000);
    let mut idle = shop.connect(64);
    let mut used = shop.connect(64);
    let got = shop.exchange(&mut used, &request(0, "tea")).await;
    assert!(
        got.is_ok(),
        "a client sends a request: {}",
        got.unwrap_err()
    );
    let mut half = shop.connect(64);
    shop.send(&mut half, &frame(&request(0, "half"))[..6]).await;
    let mut busy = shop.connect(1_024);
    // How long after the stop the handler of the first one ends: later than the last look before it.
    let needs = varied(400, 200..=900);
    for _ in 0..3 {
        shop.send(&mut busy, &frame(&request(100 + needs, "tea")))
            .await;
    }
    // Its reply of 600 bytes does not fit into the connection, and is read late.
    let mut deaf = shop.connect(64);
    let large = request(0, &"x".repeat(598));
    shop.send(&mut deaf, &frame(&large)).await;
    sleep(ms(100)).await;
    shop.stop();
    sleep(ms(1)).await;
    assert!(
        shop.listener_dropped(),
        "the stop came 1 ms ago, and the listener has not been dropped: clients can still connect\n\n\
         A listener that is not asked to accept still lets the system queue new connections. Drop it."
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
    let large_reply = shop.reply(&mut deaf).await;
    assert!(
        large_reply.as_deref() == Ok(&reply_to(&large)),
        "a request was handled before the stop, and 99 ms after the stop its client began to read the reply: {}",
        large_reply.map_or_else(
            |why| why,
            |bytes| format!("it has {} of 600 bytes", bytes.len())
        ) + DROPPED
    );
    let (first, at) = (shop.reply(&mut busy).await, shop.since_the_stop());
    assert!(
        first.is_ok() && at == needs,
        "a request was being handled at the stop, and its handler needed another {needs} ms of a grace of 1000 ms: {}",
        first.map_or_else(
            |why| why,
            |_| format!("its reply came {at} ms after the stop")
        ) + DROPPED
    );
    let second = shop.reply(&mut busy).await;
    assert!(
        second.is_err() && shop.gauge.started() == 3,
        "a client had sent 3 requests before the stop, and the first was being handled then: after the stop, another \
         one was handled too\n\n\
         At the stop, a connection sends the reply to the request that is handled, and reads no further one."
    );
    let not_accepted = shop.waiting();
    assert!(
        not_accepted == 1,
        "a client connected 1 ms after the stop, and was accepted"
    );
    let scene = format!(
        "5 connections are open at the stop, and the longest handler needs another {needs} ms"
    );
    shop.ends((5, 0), needs, &scene).await;
    drop(late);
}

/// An error belongs to one connection, and so does a panic. The service and the other connections go on.
#[check]
async fn what_breaks_a_connection_ends_it_alone() {
    let shop = Service::open(1_000);
    let mut other = shop.connect(64);
    let length = |length: u32| length.to_be_bytes().to_vec();
    let part = [length(5), b"0 a".to_vec()].concat();
    for (what, bytes) in [
        ("closes without a request", vec![]),
        ("closes inside of a length", vec![0, 0]),
        ("closes after a length", length(5)),
        ("closes inside of a frame", part),
        ("sends a length of MAX_FRAME + 1 and waits", length(65_537)),
        ("sends a length of 2^31 and waits", length(1 << 31)),
        ("sends a length of 2^32 - 1 and waits", length(u32::MAX)),
        (
            "sends a length of 2^24 + 2^16 and waits",
            length((1 << 24) + (1 << 16)),
        ),
        ("sends a request whose handler panics", frame(b"panic")),
        (
            "sends a request whose handler panics after 5 ms",
            frame(b"5 panic"),
        ),
    ] {
        let closes = what.starts_with("closes");
        shop.now(&format!("a client {what}"));
        let mut client = shop.connect(64);
        let mut began = shop.gauge.started();
        if !closes {
            let got = shop.exchange(&mut client, &request(0, "tea")).await;
            assert!(
                got.is_ok(),
                "a client sends a request: {}",
                got.unwrap_err()
            );
            began += 1;
        }
        shop.send(&mut client, &bytes).await;
        if closes {
            client.shutdown().await.unwrap();
        }
        let end = shop.reply(&mut client).await;
        if !end.as_ref().is_err_and(|why| why.contains("closed")) {
            let got = match &end {
                Ok(bytes) => format!(
                    "the handler was called with {:?}, and the client got a reply of {} bytes",
                    start(shop.requests().last().map_or(&[], |bytes| bytes)),
                    bytes.len()
                ),
                Err(why) => why.clone(),
            };
            let idea = match bytes.len() {
                4 if !closes => too_long(&mut client, &bytes).await,
                _ if closes => {
                    "\n\nOnly a complete frame is a request. What has come of an incomplete one is dropped with the connection."
                }
                _ => "",
            };
            panic!(
                "a client {what}: {got}; right would be: the connection is closed without a reply{idea}"
            );
        }
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
            let got = shop.exchange(client, &request(1, "tea")).await;
            assert!(
                got.is_ok(),
                "a client {what}; then {which} sends a request: {}",
                got.unwrap_err()
            );
        }
        // The new client has gone.
        sleep(ms(1)).await;
    }
    shop.now("a client sends a complete request and closes its side");
    let mut client = shop.connect(64);
    shop.send(&mut client, &frame(&request(5, "tea"))).await;
    client.shutdown().await.unwrap();
    let (got, end) = (shop.reply(&mut client).await, shop.reply(&mut client).await);
    assert!(
        got.is_ok() && end.is_err_and(|why| why.contains("closed")),
        "a client sends a complete request and closes its side, and the handler takes 5 ms: {}",
        got.map_or_else(
            |why| why,
            |_| "the connection was not closed after the reply".to_owned()
        )
    );
    // Reading fails.
    for good in [0, 2, 6] {
        let fails = format!("reading fails after {}", counted(good, "byte"));
        shop.now(&fails);
        let mut client = shop.connect_failing(good);
        let _ = client.write_all(&frame(&request(0, "tea"))).await;
        let end = shop.reply(&mut client).await;
        let got = shop.exchange(&mut other, &request(1, "tea")).await;
        assert!(
            end.is_err_and(|why| why.contains("closed")) && got.is_ok(),
            "{fails}; then another client sends a request: {}",
            got.map_or_else(
                |why| why,
                |_| "it got its reply, but the connection that failed is still open".to_owned()
            )
        );
    }
    shop.stops(
        (25, 0),
        0,
        "25 connections were accepted, and one of them is open and idle",
    )
    .await;
}

// A listener that has an error because too many files are open has it again at once.
#[check]
async fn an_accept_error_pauses_accepting_and_nothing_else() {
    let kinds = [
        ErrorKind::Other,
        ErrorKind::ConnectionAborted,
        ErrorKind::ConnectionReset,
        ErrorKind::Interrupted,
        ErrorKind::PermissionDenied,
    ];
    let shop = Service::open(1_000);
    for errors in [1, 2, 5, 200] {
        let mut before = shop.connect(64);
        let got = shop.exchange(&mut before, &request(0, "tea")).await;
        assert!(
            got.is_ok(),
            "a client sends a request: {}",
            got.unwrap_err()
        );
        sleep(ms(7)).await;
        shop.now("`accept` has returned an error");
        let began = virtual_ms();
        for nth in 0..errors {
            shop.arrives(Err(kinds[nth as usize % kinds.len()]));
        }
        let mut after = shop.connect(64);
        // While accepting pauses, a connection has requests, and then it ends.
        for _ in 0..2 {
            sleep(ms(13)).await;
            let sent = virtual_ms();
            let got = shop.exchange(&mut before, &request(2, "tea")).await;
            let took = virtual_ms() - sent;
            assert!(
                got.is_ok() && took == 2,
                "`accept` has failed, and {} ms later an earlier client sends a request that takes 2 ms: {}",
                sent - began,
                got.map_or_else(|why| why, |_| format!("its reply came after {took} ms"))
            );
        }
        drop(before);
        let got = shop.exchange(&mut after, &request(0, "tea")).await;
        let times = shop.accepted_at(began);
        let pause = PAUSE.as_millis() as u64;
        let wanted: Vec<u64> = (0..=errors).map(|nth| nth * pause).collect();
        let scene = format!(
            "`accept` fails {}, then a client connects; an earlier connection ends 30 ms after the first \
             error",
            counted(usize::try_from(errors).unwrap(), "time")
        );
        assert!(
            got.is_ok(),
            "{scene}: for the new client, {}",
            got.unwrap_err()
        );
        let early = times.windows(2).position(|pair| pair[1] - pair[0] < pause);
        assert!(
            times == wanted,
            "{scene}: `accept` returned after {times:?} ms; right would be {wanted:?}{}",
            match early.map(|nth| times[nth + 1]) {
                Some(30) =>
                    ": the pause ended when the connection did\n\n\
                     In `select!`, an arm that is ready first drops the other arms with the pause they have begun.",
                Some(_) =>
                    ": no pause after an error\n\n\
                     Where too many files are open, `accept` fails again at once. Without a pause, the loop keeps the \
                     processor busy.",
                None => "",
            }
        );
    }
    // The stop comes in a pause.
    shop.arrives(Err(ErrorKind::Other));
    sleep(ms(30)).await;
    let scene = "30 ms before the stop `accept` has failed, so 70 ms of the pause are left, and all connections have ended";
    shop.stops((8, 0), 0, scene).await;
}

#[check]
async fn after_the_grace_the_rest_is_dropped() {
    for grace in [100, 10_000, HOUR] {
        for rest in [1, 3, 40] {
            let shop = Service::open(grace);
            let mut clients = Vec::new();
            for nth in 0..rest {
                let mut client = shop.connect(64);
                // One of three does not read a reply that is larger than the connection.
                let wanted = match nth % 3 {
                    2 => request(0, &"x".repeat(500)),
                    _ => request(2 * HOUR, "tea"),
                };
                shop.send(&mut client, &frame(&wanted)).await;
                clients.push(client);
            }
            let mut quick = shop.connect(64);
            shop.send(&mut quick, &frame(&request(grace / 2 + 50, "tea")))
                .await;
            let gone = shop.connect(64);
            sleep(ms(10)).await;
            drop(gone);
            sleep(ms(40)).await;
            let handled = shop.gauge.started();
            let scene = format!(
                "a grace of {grace} ms, {} that cannot end in it, one that ends after half of it, and one that had \
                 ended before the stop",
                counted(rest, "connection")
            );
            assert!(
                handled == rest + 1,
                "{scene}: {handled} requests were being handled at the stop"
            );
            shop.stops((2, rest), grace, &scene).await;
            let end = shop.reply(&mut quick).await;
            assert!(end.is_ok(), "{scene}: {}", end.unwrap_err());
        }
    }
    // Nothing to wait for.
    let shop = Service::open(HOUR);
    sleep(ms(5)).await;
    shop.stops((0, 0), 0, "no client has ever connected").await;
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
        let shop = Service::open(10_000);
        let mut clients: Vec<_> = (0..5).map(|_| shop.connect(64)).collect();
        shop.send(&mut clients[1], &frame(&request(0, "half"))[..6])
            .await;
        shop.send(&mut clients[2], &frame(&request(HOUR, "tea")))
            .await;
        shop.send(&mut clients[3], &frame(&request(120, "tea")))
            .await;
        shop.send(&mut clients[4], &frame(&request(0, &"x".repeat(500))))
            .await;
        sleep(ms(at)).await;
        let began = shop.gauge.started();
        assert!(
            began == 3 || at == 0,
            "5 clients are connected, and 3 of them have sent a request: {began} were handled"
        );
        if at == 150 {
            shop.arrives(Err(ErrorKind::Other));
            sleep(ms(20)).await;
        }
        if stopped {
            shop.stop();
            sleep(ms(20)).await;
        }
        shop.abort().await;
        sleep(ms(1)).await;
        let scene = format!(
            "5 clients had connected, and the future of `serve` was dropped after {at} ms{}",
            if stopped { ", in the grace" } else { "" }
        );
        assert!(
            shop.left() == 0,
            "{scene}: 1 ms later {}",
            shop.what_is_left()
        );
        assert!(
            shop.listener_dropped(),
            "{scene}: the listener still exists"
        );
    }
}

/// For a request that was handled, and whose reply did not come.
const DROPPED: &str = "\n\nA `select!` between the stop and a connection drops the handler that the connection \
                       awaits, and the reply. Only what reads the next request may end at the stop.";

/// Another client sends a request meanwhile.
async fn quick(shop: &Service, others: &str) {
    let began = virtual_ms();
    let mut client = shop.connect(64);
    let got = shop.exchange(&mut client, &request(5, "tea")).await;
    let took = virtual_ms() - began;
    assert!(
        got.is_ok() && took == 5,
        "{others}: a new client sends a request that takes 5 ms, and {}",
        match got {
            Ok(_) => format!("its reply came after {took} ms"),
            Err(why) => format!("within an hour {why}"),
        }
    );
}

/// What came instead of the reply to request `nth`, and what the handler had got.
async fn instead(
    scene: &str,
    shop: &Service,
    nth: usize,
    sent: &[Vec<u8>],
    got: Result<Vec<u8>, String>,
) -> String {
    let request = &sent[nth];
    let (handled, number) = (shop.requests(), nth + 1);
    if let Some(bytes) = handled.get(nth)
        && bytes != request
    {
        let (few, all) = (bytes.len(), request.len());
        let with = match request.starts_with(bytes) {
            true => format!("the first {few} of the {all} bytes of request {number}"),
            false => format!(
                "{few} bytes ({:?}) instead of the {all} bytes ({:?}) of request {number}",
                start(bytes),
                start(request)
            ),
        };
        let at_once = match Service::open(1_000).all_at_once(request).await {
            true => format!(
                "; if all bytes of this request arrive at once, it is called with all {all}"
            ),
            false => String::new(),
        };
        return format!(
            "the handler was called with {with}{at_once}\n({scene})\n\n\
             A read gives the bytes that have arrived: a part of a request, or several. Only the length says where a \
             request ends."
        );
    }
    let instead = otherwise(shop, nth, sent, got).await;
    format!("{scene}: {instead}")
}

async fn otherwise(
    shop: &Service,
    nth: usize,
    sent: &[Vec<u8>],
    got: Result<Vec<u8>, String>,
) -> String {
    let request = &sent[nth];
    let (handled, number) = (shop.requests(), nth + 1);
    match got {
        Ok(bytes) => format!(
            "reply {number} has {} bytes, {:?}; right would be the reply to request {number}{}",
            bytes.len(),
            start(&bytes),
            match sent.iter().rposition(|request| reply_to(request) == bytes) {
                Some(other) => format!(
                    "; it is that to request {}\n\nOnly the order says which reply belongs to which request.",
                    other + 1
                ),
                None => String::new(),
            }
        ),
        Err(why) if handled.len() > nth => format!(
            "the handler was called for request {number}, and {why}\n\n\
             A reply has arrived when it was written and flushed. A writer with a buffer keeps it until then."
        ),
        Err(why) => {
            let mut client = shop.connect(64);
            let _ = client.write_all(b"\x05\0\0\x000 tea").await;
            sleep(ms(1)).await;
            format!(
                "request {number}, after the length {:?}, did not reach the handler, and {why}{}",
                u32::try_from(request.len()).unwrap().to_be_bytes(),
                match shop.requests().len() > handled.len() {
                    true =>
                        "; a request after the length [5, 0, 0, 0] did\n\n\
                         In big-endian, the first byte of the length is the highest.",
                    false => "",
                }
            )
        }
    }
}

/// Whether a connection whose length was too much ends when it has got all bytes of the frame.
async fn too_long(client: &mut tokio::io::DuplexStream, length: &[u8]) -> &'static str {
    if length != 65_537_u32.to_be_bytes() {
        return "";
    }
    let rest = async {
        client.write_all(&[b'x'; 65_537]).await?;
        client.read_u8().await
    };
    match timeout(ms(1), rest).await {
        Ok(Err(_)) => {
            "; it is closed once the bytes of the frame have come\n\n\
             The length alone says that it is too much. Nothing has to be read, or reserved, for it."
        }
        _ => {
            "; it stays open even when the bytes of the frame have come\n\n\
             A frame that is too long ends its connection, and is not skipped."
        }
    }
}
