//! Checks of echo: a network in memory, on one thread, with a clock that is paused.

use std::io::{self, ErrorKind};
use std::time::Duration;

use kit::{check, varied, varied_word};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "echo/client.rs"]
mod client;
#[path = "echo/mover.rs"]
mod mover;
#[path = "echo/net.rs"]
mod net;
#[path = "echo/simple.rs"]
mod simple;

use client::{Client, Fails};
use net::{Server, on_one_thread, settle};
use simple::{CLOSES, EMPTY, KEPT, VANISHES, blame, keeps_the_listener};

/// Fails as `assert!`, and says the simplest thing that goes wrong with this answer.
macro_rules! must {
    ($so:expr, $($told:tt)+) => {
        let so: bool = $so;
        if !so {
            panic!("{}", blame(format!($($told)+)).await);
        }
    };
}

/// A read gives what has come so far, and a write takes as much as there is room for, which may be less
/// than it was given.
#[check]
async fn clients_get_back_all_that_they_sent_in_order() {
    let (step, hello) = (varied(7, 1..=250) as u32, varied_word("hello") + "\n");
    on_one_thread(async {
        let long: Vec<u8> = (0..100_000_u32).map(|i| (i * step % 251) as u8).collect();
        for sent in [&b""[..], b"a", hello.as_bytes(), b"\0\r\n\xff", &long] {
            for (piece, bite) in [(usize::MAX, usize::MAX), (1, usize::MAX), (usize::MAX, 3), (5, 2)]
            {
                // Byte by byte, a tenth is more than enough, and quick on a busy machine too.
                let sent = match (piece, bite) {
                    (usize::MAX, usize::MAX) => sent,
                    _ => &sent[..sent.len().min(10_000)],
                };
                let client = Client::sends(sent).in_pieces(piece).in_bites(bite);
                let mut server = Server::start(vec![Ok(client.clone().and_closes())]);
                settle(&mut server).await;
                let seen = client.seen();
                assert!(seen.empty_buffers == 0, "{EMPTY}");
                let same = seen.got.iter().zip(sent).take_while(|(a, b)| a == b).count();
                let how = match (piece, bite) {
                    (usize::MAX, usize::MAX) => format!("a client sent {}", bytes(sent.len())),
                    (_, usize::MAX) => format!(
                        "right if a read gives all there is, wrong if it gives {piece} byte at a time: \
                         of {}",
                        bytes(sent.len())
                    ),
                    _ => format!(
                        "right if a write takes all, wrong if it takes at most {bite} bytes: of {}",
                        bytes(sent.len())
                    ),
                };
                assert!(
                    seen.got == sent,
                    "{how}, {}",
                    if same < seen.got.len() {
                        format!("the client got back others from byte {same} on")
                    } else {
                        format!("the client got back only the first {same}")
                    }
                );
            }
        }
    })
    .await;
}

/// A client may wait for its answer before it sends more. If the server waits for a line, a full buffer
/// or the end, the two wait for each other.
#[check(real_time)]
async fn bytes_are_sent_back_before_more_come() {
    // A paused clock would end a check after a day; paused here, it goes on.
    tokio::time::pause();
    on_one_thread(async {
        let client = Client::sends(b"");
        let mut server = Server::start(vec![Ok(client.clone())]);
        settle(&mut server).await;
        let mut sent = Vec::new();
        for piece in [&b"a"[..], b"bc", b"no end of line", b"\n", &[7; 3_000]] {
            let gone = client.seen().dropped;
            a_year().await;
            client.send(piece);
            sent.extend(piece);
            settle(&mut server).await;
            let got = client.got();
            if got == sent {
                continue;
            }
            must!(
                !gone,
                "the connection of a client was dropped, and it had not closed its half"
            );
            assert!(
                !client.seen().dropped,
                "a client sent nothing for a year, and its connection was dropped\n\n\
                 A client may take as long as it likes."
            );
            // What does the server wait for?
            let mut then = "it got nothing more, whatever it sent";
            for (what, more) in [
                (
                    "the rest came when it had sent the end of a line",
                    &b"\n"[..],
                ),
                (
                    "the rest came when it had sent 100000 bytes more",
                    &[7; 100_000],
                ),
            ] {
                client.send(more);
                settle(&mut server).await;
                if client.got().len() > got.len() {
                    then = what;
                    break;
                }
            }
            if client.got().len() == got.len() {
                client.close_half();
                settle(&mut server).await;
                if client.got().len() > got.len() {
                    then = "the rest came when it had closed its half";
                }
            }
            panic!(
                "a client sent {}, and got back {} of them before it sent more; {then}\n\n{KEPT}",
                bytes(sent.len()),
                got.len()
            );
        }
    })
    .await;
}

/// What was read and not yet written fills the server's memory. If it reads on while the client takes
/// nothing, the client decides how much.
#[check(real_time)]
async fn a_client_that_takes_nothing_is_not_read_from() {
    // A paused clock would end a check after a day; paused here, it goes on.
    tokio::time::pause();
    on_one_thread(async {
        let client = Client::sends(b"some").takes_only(2);
        let mut server = Server::start(vec![Ok(client.clone())]);
        settle(&mut server).await;
        for _ in 0..20 {
            client.send(&[b'x'; 10_000]);
            settle(&mut server).await;
        }
        assert!(
            client.seen().read_while_refused == 0,
            "the server read {} from a client that took nothing meanwhile",
            bytes(client.seen().read_while_refused)
        );
        must!(
            client.got() == b"so",
            "a client takes 2 bytes and then none, and got {:?} instead of \"so\"",
            String::from_utf8_lossy(&client.got())
        );
        a_year().await;
        settle(&mut server).await;
        assert!(
            !client.seen().dropped,
            "a client took nothing for a year, and its connection was dropped\n\n\
             A client may take as long as it likes."
        );
        client.take(usize::MAX);
        client.close_half();
        settle(&mut server).await;
        let got = client.got().len();
        assert!(
            got == 200_004,
            "a client took nothing for a while, and then all: of 200004 bytes it got {got}\n\n\
             The bytes that a write did not take are written by the next one."
        );
        assert!(
            client.seen().dropped,
            "a client got all its bytes and the end, and its connection was not dropped"
        );
    })
    .await;
}

/// Each task waits for its own client, and the loop waits for all of them. So a slow client does not
/// delay the others.
#[check]
async fn no_client_keeps_another_one_waiting() {
    const MANY: usize = 3_000;
    on_one_thread(async {
        let silent = Client::sends(b"");
        let deaf = Client::sends(b"I do not listen").takes_only(0);
        let slow = Client::sends(b"slowly").takes_only(1);
        let quick = Client::sends(b"first").and_closes();
        let all = [&silent, &deaf, &slow, &quick].map(|client| Ok(client.clone()));
        let mut server = Server::start(all.into());
        settle(&mut server).await;
        must!(
            quick.got() == b"first",
            "a client sent 5 bytes and got back {}: another one was silent, one took nothing, and one \
             took a byte at a time",
            quick.got().len()
        );
        for number in 0..3 {
            let late = Client::sends(b"late");
            server.arrives(Ok(late.clone()));
            silent.send(b"x");
            slow.take(1);
            settle(&mut server).await;
            must!(
                late.got() == b"late",
                "client {} came while others were still there: it sent 4 bytes and got back {}",
                number + 5,
                late.got().len()
            );
            must!(
                silent.got().len() == number + 1,
                "a client that was silent sent a byte while another one came: it got back {} of {} in \
                 all",
                silent.got().len(),
                number + 1
            );
            must!(
                slow.got().len() == number + 2,
                "a client that sent 6 bytes takes one byte at a time: when it was ready for byte {}, it had got {} \
                 instead of {}\n\n\
                 A client that takes little at a time gets the rest when it takes more.",
                number + 2,
                slow.got().len(),
                number + 2
            );
        }
        let mut server = Server::start((0..MANY).map(|_| Ok(Client::sends(b""))).collect());
        settle(&mut server).await;
        let late = Client::sends(b"late");
        server.arrives(Ok(late.clone()));
        settle(&mut server).await;
        must!(
            late.got() == b"late",
            "right while 4 other clients were there, wrong while {MANY} were, all silent: a client sent \
             4 bytes and got back {}",
            late.got().len()
        );
    })
    .await;
}

/// An `accept` may fail because a client has gone already, or because too many files are open. The
/// next client may already be waiting.
#[check]
async fn an_accept_that_fails_is_one_client_fewer() {
    on_one_thread(async {
        let (first, second) = (Client::sends(b"a"), Client::sends(b"b").and_closes());
        let hung_up = || Err(ErrorKind::ConnectionAborted.into());
        let mut server = Server::start(vec![hung_up(), Ok(first.clone()), hung_up(), hung_up()]);
        settle(&mut server).await;
        server.arrives(Err(too_many()));
        server.arrives(Ok(second.clone()));
        settle(&mut server).await;
        assert!(
            server.ended().is_none(),
            "`accept` failed, and that ended the server: `serve` {}",
            ended(&server)
        );
        must!(
            first.got() == b"a" && second.got() == b"b",
            "`accept` failed before and after two clients: of one byte each, the first got back {} and \
             the second {}",
            first.got().len(),
            second.got().len()
        );
        first.close_half();
        server.stop();
        settle(&mut server).await;
        assert!(
            server.ended() == Some(2),
            "2 clients were accepted, `accept` failed 4 times, and `serve` {} instead of being ready \
             with 2{}\n\n\
             An `accept` that failed has brought no client: it does not count.",
            ended(&server),
            match server.ended() {
                Some(6) => ", as many as both together",
                _ => "",
            }
        );

        const TIMES: usize = 2_000;
        let mut server = Server::start((0..TIMES).map(|_| Err(too_many())).collect());
        settle(&mut server).await;
        let late = Client::sends(b"a");
        server.arrives(Ok(late.clone()));
        settle(&mut server).await;
        must!(
            late.got() == b"a" && server.ended().is_none(),
            "right after `accept` has failed 4 times, wrong after {TIMES}: a client that came then got \
             {} of its one byte back, and `serve` {}",
            late.got().len(),
            ended(&server)
        );
    })
    .await;
}

/// Only `Pending` lets other tasks run. If a client is as fast as the server, if clients arrive without a
/// pause, or if `accept` fails at once each time, no await is ever `Pending` by itself.
#[check]
async fn input_that_never_pauses_keeps_no_client_waiting() {
    const MANY: usize = 20_000;
    on_one_thread(async {
        let busy = Client::sends(&[b'x'; 2 * MANY]).in_pieces(2).and_closes();
        let quiet = Client::sends(b"q");
        let mut server = Server::start(vec![Ok(busy.clone()), Ok(quiet.clone())]);
        settle(&mut server).await;
        let first_got = quiet.seen().first_got;
        let ended_at = busy.seen().ended_at;
        must!(
            first_got < ended_at && quiet.got() == b"q",
            "{}: the other one always had more bytes, and took them at once",
            match (first_got, ended_at) {
                (None, _) => "a client did not get its one byte back".to_owned(),
                (_, None) => "of two clients, one was not served to its end".to_owned(),
                _ => format!(
                    "a client got its one byte back only after all {MANY} pieces of another one"
                ),
            }
        );

        let quiet = Client::sends(b"");
        let mut server = Server::start(vec![Ok(quiet.clone())]);
        settle(&mut server).await;
        for _ in 0..MANY / 10 {
            server.arrives(Ok(Client::sends(b"").and_closes()));
        }
        quiet.send(b"q");
        settle(&mut server).await;
        must!(
            quiet.seen().first_got < Some(server.last_arrival()) && quiet.got() == b"q",
            "a client got its one byte back only after {} others had been accepted: these arrived without a \
             pause",
            MANY / 10
        );

        let quiet = Client::sends(b"");
        let mut server = Server::start(vec![Ok(quiet.clone())]);
        settle(&mut server).await;
        for _ in 0..MANY / 10 {
            server.arrives(Err(too_many()));
        }
        quiet.send(b"q");
        settle(&mut server).await;
        must!(
            server.ended().is_none(),
            "`accept` failed, and that ended the server: `serve` {}",
            ended(&server)
        );
        must!(
            quiet.seen().first_got < Some(server.last_arrival()) && quiet.got() == b"q",
            "{}",
            match server.not_accepted() {
                0 => format!(
                    "a client got its one byte back only after `accept` had failed {} times: it failed \
                     at once, each time",
                    MANY / 10
                ),
                left => format!(
                    "`accept` failed {}, and the server did not call it again",
                    times(MANY / 10 - left)
                ),
            }
        );
    })
    .await;
}

/// A client that has closed its half sends no more, and still reads: first the rest of its bytes, then the
/// end, which `close` sends.
#[check]
async fn a_client_that_has_closed_its_half_gets_the_rest_and_then_the_end() {
    on_one_thread(async {
        for sent in [&b""[..], b"the rest"] {
            let client = Client::sends(sent).takes_only(sent.len() / 2).closes_slowly();
            let mut server = Server::start(vec![Ok(client.clone())]);
            settle(&mut server).await;
            client.close_half();
            settle(&mut server).await;
            assert!(
                !client.seen().dropped,
                "a client closed its half, and its connection was dropped {}\n\n{CLOSES}",
                match client.seen().close_polls {
                    0 => "without a `close`",
                    _ => "before it had its bytes and the end",
                }
            );
            client.take(usize::MAX);
            settle(&mut server).await;
            must!(
                client.got() == sent,
                "a client closed its half, and got {} of its {} bytes",
                client.got().len(),
                sent.len()
            );
            assert!(
                !client.seen().dropped,
                "a client closed its half, and its connection was dropped {}\n\n{CLOSES}",
                match client.seen().close_polls {
                    0 => "without a `close`",
                    _ => "before `close` was ready",
                }
            );
            client.let_it_close();
            settle(&mut server).await;
            let seen = client.seen();
            assert!(
                seen.closes == 1,
                "the server closed its own half {} instead of once: a client had closed its half and \
                 got its bytes\n\n{CLOSES}",
                times(seen.closes)
            );
            assert!(
                seen.dropped,
                "a client got all its bytes and the end, and its connection was not dropped"
            );
        }
    })
    .await;
}

/// Clients vanish all the time. An error concerns one connection: it ends that one, and nothing else.
#[check]
async fn a_client_that_vanishes_ends_nothing_but_its_own_connection() {
    on_one_thread(async {
        for what in [Fails::Read, Fails::Write, Fails::Close] {
            let vanishes = Client::sends(b"").fails_to(what);
            let stays = Client::sends(b"a");
            if what != Fails::Read {
                vanishes.send(b"bye");
                vanishes.close_half();
            }
            let both = vec![Ok(vanishes.clone()), Ok(stays.clone())];
            let mut server = Server::start(both);
            settle(&mut server).await;
            if let Some(served) = server.ended() {
                panic!(
                    "a client's `{}` failed, and that ended the server: `serve` was ready with \
                     {served}\n\n{VANISHES}",
                    what.call()
                );
            }
            assert!(
                vanishes.seen().dropped,
                "a client's `{}` failed, and its connection was not dropped",
                what.call()
            );
            assert!(
                vanishes.seen().closes <= 1,
                "a client's `{}` failed, and its connection was closed {}\n\n\
                 What has failed once is not tried again.",
                what.call(),
                times(vanishes.seen().closes)
            );
            stays.send(b"b");
            let next = Client::sends(b"c");
            server.arrives(Ok(next.clone()));
            settle(&mut server).await;
            must!(
                stays.got() == b"ab" && next.got() == b"c",
                "a client's `{}` failed, and others got {} of 2 bytes and {} of 1",
                what.call(),
                stays.got().len(),
                next.got().len()
            );
            // In the middle of its bytes, too.
            let cut_off = Client::sends(b"12345").takes_only(2);
            server.arrives(Ok(cut_off.clone()));
            settle(&mut server).await;
            cut_off.vanish(Fails::Write);
            settle(&mut server).await;
            assert!(
                cut_off.seen().dropped && server.ended().is_none(),
                "a client's `write` failed after a part of its bytes, and {}\n\n{VANISHES}",
                match server.ended() {
                    Some(_) => "that ended the server",
                    None => "its connection was not dropped",
                }
            );
            stays.close_half();
            next.close_half();
            server.stop();
            settle(&mut server).await;
            assert!(
                server.ended() == Some(4),
                "4 clients came, 2 of them vanished, and all are gone: `stop` is ready, and `serve` {} \
                 instead of being ready with 4",
                ended(&server)
            );
        }
    })
    .await;
}

/// A server that stops accepts no further client, and drops its listener at once, so that another server
/// can use the address. The clients that are there are served to their end.
#[check(real_time)]
async fn after_stop_no_client_is_accepted_and_those_still_there_are_served() {
    // A paused clock would end a check after a day; paused here, it goes on.
    tokio::time::pause();
    let some = varied(5, 2..=15) as usize;
    on_one_thread(async {
        let client = Client::sends(b"a");
        let mut server = Server::start(vec![Ok(client.clone())]);
        settle(&mut server).await;
        server.stop();
        settle(&mut server).await;
        assert!(
            server.has_dropped_the_listener(),
            "{LISTENER}"
        );
        must!(
            server.ended().is_none(),
            "`serve` {} while a client was still there: `stop` had become ready",
            ended(&server)
        );
        server.arrives(Ok(Client::sends(b"x")));
        for (time, seconds) in [("minute", 60), ("day", 86_400), ("year", 365 * 86_400)] {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            settle(&mut server).await;
            must!(
                server.ended().is_none(),
                "right when `stop` becomes ready, wrong a {time} later: one client was still there, and sent \
                 nothing; then `serve` {}, because of the time alone\n\n\
                 There is no time limit after `stop`: `serve` waits until the last client has gone.",
                ended(&server)
            );
        }
        client.send(b"b");
        settle(&mut server).await;
        must!(
            client.got() == b"ab" && server.ended().is_none(),
            "right when `stop` becomes ready, wrong a year later: a client that was still there sent \
             another byte, and {}",
            match server.ended() {
                Some(_) => "after that `serve` was ready",
                None => "did not get it back",
            }
        );
        client.close_half();
        settle(&mut server).await;
        assert!(
            server.accepted() == 1,
            "{} accepted after `stop` was ready: it came a year later",
            match server.accepted() - 1 {
                1 => "a client was".to_owned(),
                more => format!("{more} clients were"),
            }
        );
        assert!(
            client.seen().closes == 1,
            "the server closed its own half {} instead of once: a client had closed its half after \
             `stop`\n\n{CLOSES}",
            times(client.seen().closes)
        );
        assert!(
            server.ended() == Some(1),
            "`stop` is ready and the only client is gone, and `serve` {} instead of being ready with 1",
            ended(&server)
        );
        for stop_with in [[0; 6], [1; 6], [some; 6]].concat() {
            let crowd = (0..20).map(|_| Ok(Client::sends(b"x").and_closes()));
            let mut server = Server::start_and_stop_with(crowd.collect(), Some(stop_with));
            settle(&mut server).await;
            assert!(
                server.accepted_after_stop() == 0,
                "`stop` and a client were ready at the same time, and the client was accepted: of 20 \
                 clients that were waiting, {} were accepted after `stop` was ready\n\n\
                 If both are ready, `stop` goes first.",
                server.accepted_after_stop()
            );
            assert!(
                server.ended() == Some(stop_with),
                "of 20 clients that were waiting, {stop_with} were accepted before `stop` was ready, and \
                 all of these are gone: `serve` {} instead of being ready with {stop_with}",
                ended(&server)
            );
        }
    })
    .await;
}

/// A task that is dropped with its runtime stops at an await, in the middle of its work. If `serve` is
/// ready before its tasks are, they are cut off.
#[check]
async fn connections_have_tasks_and_all_have_ended_when_serve_is_ready() {
    on_one_thread(async {
        for vanish in [false, true] {
            let clients: Vec<Client> = (0..3)
                .map(|_| Client::sends(b"a").closes_slowly())
                .collect();
            let all = clients.iter().map(|client| Ok(client.clone())).collect();
            let mut server = Server::start(all);
            settle(&mut server).await;
            assert!(
                server.spawned() >= 3,
                "3 clients are there, and `spawn` was called {} instead of 3 times\n\n\
                 Each connection gets a task of its own.",
                times(server.spawned())
            );
            server.stop();
            settle(&mut server).await;
            for (gone, which) in [2, 0, 1].into_iter().enumerate() {
                let client = &clients[which];
                assert!(
                    server.ended().is_none(),
                    "{}`serve` {} while {} of 3 clients were still there: `stop` had become ready{}",
                    match vanish {
                        true => "right if clients close their half, wrong if they vanish: ",
                        false => "",
                    },
                    ended(&server),
                    3 - gone,
                    match vanish {
                        true => format!("\n\n{VANISHES}"),
                        false => String::new(),
                    }
                );
                if vanish {
                    client.vanish(Fails::Read);
                } else {
                    client.close_half();
                }
                settle(&mut server).await;
                if !vanish {
                    assert!(
                        server.ended().is_none(),
                        "`serve` {} before the `close` of a client was{}\n\n{CLOSES}",
                        ended(&server),
                        match client.seen().close_polls {
                            0 => ": that was never called",
                            _ => "",
                        }
                    );
                }
                client.let_it_close();
                settle(&mut server).await;
            }
            assert!(
                server.ended() == Some(3),
                "`stop` is ready and all 3 clients are gone, and `serve` {} instead of being ready with 3",
                ended(&server)
            );
            assert!(
                server.alive_at_the_end() == 0,
                "`serve` was ready, and {} of the {} tasks that it had spawned were not",
                server.alive_at_the_end(),
                server.spawned()
            );
        }
        // Two on one thread, which have nothing to do with each other.
        let [mine, theirs] = [(); 2].map(|()| Client::sends(b"a"));
        let mut server = Server::start(vec![Ok(mine.clone())]);
        let mut other = Server::start(vec![Ok(theirs.clone()), Ok(Client::sends(b"").and_closes())]);
        settle(&mut server).await;
        settle(&mut other).await;
        server.stop();
        mine.close_half();
        settle(&mut server).await;
        assert!(
            server.ended() == Some(1) && other.ended().is_none(),
            "right with one server on the thread, wrong with two: the first one's `stop` is ready and \
             its only client gone, and its `serve` {}; the other one has a client, and its `serve` \
             {}\n\n\
             What a server counts is its own: another one on the thread has nothing to do with it.",
            ended(&server),
            ended(&other)
        );
        theirs.close_half();
        other.stop();
        settle(&mut other).await;
        assert!(
            other.ended() == Some(2),
            "right with one server on the thread, wrong with two: the first one has ended, the second \
             one's 2 clients are gone, and its `serve` {}\n\n\
             What a server counts is its own: another one on the thread has nothing to do with it.",
            ended(&other)
        );
        // An executor decides when a task begins.
        let client = Client::sends(b"a").and_closes();
        let mut server = Server::start(vec![Ok(client)]);
        server.holds_tasks();
        settle(&mut server).await;
        server.stop();
        settle(&mut server).await;
        assert!(
            server.ended().is_none(),
            "right if a task begins as soon as it is spawned, wrong if it begins later: `serve` {} \
             before the task of its only client was ever polled",
            ended(&server)
        );
        server.lets_tasks_begin();
        settle(&mut server).await;
        assert!(
            server.ended() == Some(1),
            "right if a task begins as soon as it is spawned, wrong if it begins later: the only client \
             was served to its end, and `serve` {}",
            ended(&server)
        );
        // Each poll brings the waker of the task that waits now.
        let client = Client::sends(b"a");
        let mut server = Server::start(vec![Ok(client.clone())]);
        settle(&mut server).await;
        server.moves();
        settle(&mut server).await;
        server.stop();
        settle(&mut server).await;
        if !server.has_dropped_the_listener() {
            // Does it keep it in any case?
            assert!(!keeps_the_listener().await, "{LISTENER}");
            panic!(
                "right if `serve` stays in one task, wrong if it moves to another: it was polled with \
                 another waker while it waited for clients, and did not notice that `stop` became \
                 ready\n\n{MOVES}"
            );
        }
        server.moves();
        settle(&mut server).await;
        client.close_half();
        settle(&mut server).await;
        assert!(
            server.ended() == Some(1),
            "right if `serve` stays in one task, wrong if it moves to another: it was polled with \
             another waker while it waited for its last client, that is gone, and `serve` {}\n\n{MOVES}",
            ended(&server)
        );
        let mut server = Server::start(Vec::new());
        settle(&mut server).await;
        assert!(
            server.ended().is_none(),
            "no client came, `stop` is not ready, and `serve` {}",
            ended(&server)
        );
        server.stop();
        settle(&mut server).await;
        assert!(
            server.ended() == Some(0),
            "no client came, `stop` is ready, and `serve` {} instead of being ready with 0",
            ended(&server)
        );
    })
    .await;
}

/// Longer than any limit that an answer may have in mind; no time at all on a clock that is paused.
async fn a_year() {
    tokio::time::sleep(Duration::from_secs(365 * 86_400)).await;
}

fn too_many() -> io::Error {
    io::Error::other("too many open files")
}

fn ended(server: &Server) -> String {
    match server.ended() {
        Some(served) => format!("was ready with {served}"),
        None => "still waits".to_owned(),
    }
}

fn bytes(count: usize) -> String {
    match count {
        1 => "1 byte".to_owned(),
        _ => format!("{count} bytes"),
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        _ => format!("{count} times"),
    }
}

/// The message if the listener is kept.
const LISTENER: &str =
    "`stop` is ready, and the listener was not dropped while a client was still there";

/// The idea if `serve` moves to another task.
const MOVES: &str =
    "Each poll brings the waker of the task that waits now. The old one wakes another task.";
