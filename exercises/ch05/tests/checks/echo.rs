//! Checks of echo: a network in memory, on one thread, with a clock that is paused.

use std::io::{self, ErrorKind};
use std::time::Duration;

use kit::check;

// By its path: the solution's tests take this file in from elsewhere.
#[path = "echo/client.rs"]
mod client;
#[path = "echo/mover.rs"]
mod mover;
#[path = "echo/net.rs"]
mod net;

use client::{Client, Fails};
use net::{Server, on_one_thread};

/// A read gives what there is, and a write takes what there is room for: neither keeps to the sizes
/// that you have in mind.
#[check]
async fn clients_get_back_all_that_they_sent_in_order() {
    on_one_thread(async {
        let long: Vec<u8> = (0..100_000_u32).map(|i| (i * 7 % 251) as u8).collect();
        for sent in [&b""[..], b"a", b"hello\n", b"\0\r\n\xff", &long] {
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
                assert!(
                    seen.empty_buffers == 0,
                    "`read` was given a buffer without room: it gives 0 then, which says nothing of \
                     the client"
                );
                let same = seen.got.iter().zip(sent).take_while(|(a, b)| a == b).count();
                assert!(
                    seen.got == sent,
                    "a client sent {} bytes and took {} at a time: {}",
                    sent.len(),
                    if bite > sent.len() { "all".to_owned() } else { format!("at most {bite}") },
                    if same < seen.got.len() {
                        format!("what it got back differs from the byte {same} on")
                    } else {
                        format!("it got back only the first {same}")
                    }
                );
            }
        }
    })
    .await;
}

/// A client may wait for its answer before it goes on. A server that waits for a line, a full buffer
/// or the end waits for somebody who waits for it.
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
            a_year().await;
            client.send(piece);
            sent.extend(piece);
            settle(&mut server).await;
            let got = client.got();
            assert!(
                got == sent,
                "a client sent {} bytes, with long pauses, and waits for its answer before it sends \
                 more; it got back {} of them, and the server waits too",
                sent.len(),
                got.len()
            );
        }
    })
    .await;
}

/// Tasks wait for one client each, and the loop for them all. The slowest client costs the others
/// nothing.
#[check]
async fn no_client_keeps_another_one_waiting() {
    const MANY: usize = 3_000;
    on_one_thread(async {
        let silent = Client::sends(b"");
        let deaf = Client::sends(b"I do not listen").takes_only(0);
        let slow = Client::sends(b"slowly").takes_only(1);
        let quick = Client::sends(b"first").and_closes();
        let at_the_door = [&silent, &deaf, &slow, &quick].map(|client| Ok(client.clone()));
        let mut server = Server::start(at_the_door.into());
        settle(&mut server).await;
        assert!(
            quick.got() == b"first",
            "one client is silent, one does not read and one reads slowly; the fourth sent 5 bytes \
             and got back {}: it has to wait for the others",
            quick.got().len()
        );
        for number in 0..3 {
            let late = Client::sends(b"late");
            server.arrives(Ok(late.clone()));
            silent.send(b"x");
            slow.take(1);
            settle(&mut server).await;
            assert!(
                late.got() == b"late",
                "a client came while others were still there (the {}th): it sent 4 bytes and got \
                 back {}",
                number + 5,
                late.got().len()
            );
            assert!(
                silent.got().len() == number + 1 && slow.got().len() == number + 2,
                "two clients that were silent or slow went on, while another one came: they got \
                 back {} bytes of {} and {} of {}",
                silent.got().len(),
                number + 1,
                slow.got().len(),
                number + 2
            );
        }
        let mut server = Server::start((0..MANY).map(|_| Ok(Client::sends(b""))).collect());
        settle(&mut server).await;
        let late = Client::sends(b"late");
        server.arrives(Ok(late.clone()));
        settle(&mut server).await;
        assert!(
            late.got() == b"late",
            "{MANY} clients are there and silent; another one came, sent 4 bytes, and got back {}: \
             it has to wait until one of them leaves",
            late.got().len()
        );
    })
    .await;
}

/// Only Pending hands the thread to others. A client that is as fast as the server never lets it
/// wait, a crowd never lets `accept` wait, and an error that stays is there at once, each time.
#[check]
async fn who_never_pauses_keeps_nobody_waiting() {
    const MANY: usize = 20_000;
    on_one_thread(async {
        let busy = Client::sends(&[b'x'; 2 * MANY]).in_pieces(2).and_closes();
        let quiet = Client::sends(b"q");
        let mut server = Server::start(vec![Ok(busy.clone()), Ok(quiet.clone())]);
        settle(&mut server).await;
        assert!(
            quiet.seen().first_got < busy.seen().ended_at && quiet.got() == b"q",
            "a client always has more bytes and takes them at once: another one had to wait for its \
             one byte until all {MANY} pieces of the first were served"
        );

        let quiet = Client::sends(b"");
        let mut server = Server::start(vec![Ok(quiet.clone())]);
        settle(&mut server).await;
        for _ in 0..MANY / 10 {
            server.arrives(Ok(Client::sends(b"").and_closes()));
        }
        quiet.send(b"q");
        settle(&mut server).await;
        assert!(
            quiet.seen().first_got < Some(server.last_arrival()) && quiet.got() == b"q",
            "{} clients come to the door: one that was there before had to wait for its one byte until \
             all of them were accepted",
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
        assert!(
            quiet.seen().first_got < Some(server.last_arrival()) && quiet.got() == b"q",
            "`accept` fails {} times in a row, each time at once: a client that was there had to \
             wait for its one byte until it no longer failed",
            MANY / 10
        );
    })
    .await;
}

/// What was read and not yet written lies in your memory. Who reads on while the client does not
/// take its bytes lets the client decide how much.
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
            "a client takes nothing, and the server has read {} bytes more from it since: they fill \
             its memory",
            client.seen().read_while_refused
        );
        assert!(
            client.got() == b"so",
            "a client took 2 bytes and then none, and got {:?}",
            String::from_utf8_lossy(&client.got())
        );
        a_year().await;
        settle(&mut server).await;
        assert!(
            !client.seen().dropped,
            "a client took nothing for a year, and may take its time; its connection was dropped"
        );
        client.take(usize::MAX);
        client.close_half();
        settle(&mut server).await;
        let got = client.got().len();
        assert!(
            got == 200_004,
            "a client took nothing for a while, and then all: of 200004 bytes it got {got}"
        );
        assert!(
            client.seen().dropped,
            "a client took nothing for a while, and then all, and the end; its connection is still \
             kept"
        );
    })
    .await;
}

/// The end of what a client sends is not the end of what it wants. It reads on until you close your
/// half, and that must not come before the last byte.
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
                "a client has closed its half and waits for {} bytes and for the end; its connection \
                 was dropped instead",
                sent.len() - sent.len() / 2
            );
            client.take(usize::MAX);
            settle(&mut server).await;
            assert!(
                client.got() == sent,
                "a client has closed its half, and got {} of its {} bytes",
                client.got().len(),
                sent.len()
            );
            assert!(
                !client.seen().dropped,
                "a client has closed its half, and its connection was dropped before `close` was \
                 ready"
            );
            client.let_it_close();
            settle(&mut server).await;
            let seen = client.seen();
            assert!(
                seen.closes == 1,
                "a client has closed its half and got all its bytes; the server closed its own half \
                 {} times instead of once",
                seen.closes
            );
            assert!(
                seen.dropped,
                "a client has got its bytes and the end, and its connection is still kept"
            );
        }
    })
    .await;
}

/// Clients vanish all day. An error belongs to the one whose it is; whoever passes it on ends all the
/// others with it.
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
                    "a client vanished ({what:?} failed), and `serve` was ready with {served}: its \
                     error ended the server"
                );
            }
            assert!(
                vanishes.seen().dropped,
                "a client vanished ({what:?} failed), and its connection is still kept"
            );
            assert!(
                vanishes.seen().closes <= 1,
                "a client vanished ({what:?} failed), and its connection was closed {} times: what \
                 fails once is not to be tried again",
                vanishes.seen().closes
            );
            stays.send(b"b");
            let next = Client::sends(b"c");
            server.arrives(Ok(next.clone()));
            settle(&mut server).await;
            assert!(
                stays.got() == b"ab" && next.got() == b"c",
                "a client vanished ({what:?} failed), and others got {} of 2 bytes and {} of 1",
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
                "a client vanished while it was given its bytes: {}",
                match server.ended() {
                    Some(_) => "that ended the server",
                    None => "its connection is still kept",
                }
            );
            stays.close_half();
            next.close_half();
            server.stop();
            settle(&mut server).await;
            assert!(
                server.ended() == Some(4),
                "4 clients came, of whom 2 vanished and all are gone; `stop` is ready, and `serve` \
                 {}",
                ended(&server)
            );
        }
    })
    .await;
}

/// That one client could not be accepted is its bad luck: it has hung up before, or there was no
/// number left for it. The next one stands behind it.
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
        assert!(
            first.got() == b"a" && second.got() == b"b",
            "`accept` failed before and after two clients, who got {} bytes of 1 each",
            if first.got().is_empty() {
                "0 and 0"
            } else {
                "1 and 0"
            }
        );
        first.close_half();
        server.stop();
        settle(&mut server).await;
        assert!(
            server.ended() == Some(2),
            "2 clients were accepted, and 4 times `accept` failed; `serve` {}",
            ended(&server)
        );

        const TIMES: usize = 2_000;
        let mut server = Server::start((0..TIMES).map(|_| Err(too_many())).collect());
        settle(&mut server).await;
        let late = Client::sends(b"a");
        server.arrives(Ok(late.clone()));
        settle(&mut server).await;
        assert!(
            late.got() == b"a" && server.ended().is_none(),
            "`accept` failed {TIMES} times in a row, and then a client came: the server does not \
             go on, and the client got nothing back"
        );
    })
    .await;
}

/// To stop in order is to take nobody in any more, at once, so that a successor can have the door; and
/// to see off those who are there.
#[check(real_time)]
async fn after_stop_nobody_is_accepted_and_those_who_are_there_are_served() {
    // A paused clock would end a check after a day; paused here, it goes on.
    tokio::time::pause();
    on_one_thread(async {
        let client = Client::sends(b"a");
        let mut server = Server::start(vec![Ok(client.clone())]);
        settle(&mut server).await;
        server.stop();
        settle(&mut server).await;
        assert!(
            server.has_dropped_the_listener(),
            "`stop` is ready and a client is still there: the listener is not dropped, and clients \
             still come to its door"
        );
        assert!(
            server.ended().is_none(),
            "`stop` is ready and a client is still there: `serve` {} without waiting for it",
            ended(&server)
        );
        server.arrives(Ok(Client::sends(b"x")));
        a_year().await;
        client.send(b"b");
        settle(&mut server).await;
        assert!(
            client.got() == b"ab" && server.ended().is_none(),
            "`stop` was ready, and a year later a client that was there before sent another byte: {}",
            match server.ended() {
                Some(_) => "`serve` was ready though it is still there",
                None => "it did not get it back",
            }
        );
        client.close_half();
        settle(&mut server).await;
        assert!(
            server.accepted() == 1,
            "`stop` was ready when 1 client was there, and {} more were accepted",
            server.accepted() - 1
        );
        assert!(
            client.seen().closes == 1,
            "`stop` was ready, and a client that was there has closed its half: the server closed \
             its own half {} times instead of once",
            client.seen().closes
        );
        assert!(
            server.ended() == Some(1),
            "`stop` is ready and the only client is gone: `serve` {}",
            ended(&server)
        );
        for stop_with in [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 5] {
            let crowd = (0..20).map(|_| Ok(Client::sends(b"x").and_closes()));
            let mut server = Server::start_and_stop_with(crowd.collect(), Some(stop_with));
            settle(&mut server).await;
            assert!(
                server.accepted_after_stop() == 0,
                "20 clients stood at the door when `stop` was ready, and {} of them were accepted \
                 after it",
                server.accepted_after_stop()
            );
            assert!(
                server.ended() == Some(stop_with),
                "20 clients stood at the door, {stop_with} were accepted before `stop` was ready, \
                 and all of these are gone: `serve` {}",
                ended(&server)
            );
        }
    })
    .await;
}

/// A task that is dropped with its runtime stops at an await, wherever it stands. Who wants its tasks
/// to end has to wait for them.
#[check]
async fn connections_have_tasks_and_all_have_ended_when_serve_is_ready() {
    on_one_thread(async {
        for vanish in [false, true] {
            let clients: Vec<Client> = (0..3)
                .map(|_| Client::sends(b"a").closes_slowly())
                .collect();
            let at_the_door = clients.iter().map(|client| Ok(client.clone())).collect();
            let mut server = Server::start(at_the_door);
            settle(&mut server).await;
            assert!(
                server.spawned() >= 3,
                "3 clients are there, and `spawn` was called {} times: connections belong into \
                 tasks of their own",
                server.spawned()
            );
            server.stop();
            settle(&mut server).await;
            for (gone, who) in [2, 0, 1].into_iter().enumerate() {
                let client = &clients[who];
                assert!(
                    server.ended().is_none(),
                    "`stop` is ready, {gone} of 3 clients are gone, and `serve` {} without waiting \
                     for the others",
                    ended(&server)
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
                        "`stop` is ready, a client waits for the end of its connection, and `serve` \
                         {} before `close` was",
                        ended(&server)
                    );
                }
                client.let_it_close();
                settle(&mut server).await;
            }
            assert!(
                server.ended() == Some(3),
                "`stop` is ready and all 3 clients are gone: `serve` {}",
                ended(&server)
            );
            assert!(
                server.alive_at_the_end() == 0,
                "`serve` was ready, and {} of the tasks that it had spawned were not",
                server.alive_at_the_end()
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
            "two servers work on one thread, and each has a client; the first one's `stop` is ready \
             and its client is gone: its `serve` {}, and the other one's {}",
            ended(&server),
            ended(&other)
        );
        theirs.close_half();
        other.stop();
        settle(&mut other).await;
        assert!(
            other.ended() == Some(2),
            "two servers worked on one thread, the first one has ended, and the second one's 2 \
             clients are gone: its `serve` {}",
            ended(&other)
        );
        // A loop begins a task when it likes.
        let client = Client::sends(b"a").and_closes();
        let mut server = Server::start(vec![Ok(client)]);
        server.holds_tasks();
        settle(&mut server).await;
        server.stop();
        settle(&mut server).await;
        assert!(
            server.ended().is_none(),
            "`stop` is ready, and a client was accepted whose task was spawned and never polled \
             yet: `serve` {} without waiting for it",
            ended(&server)
        );
        server.lets_tasks_begin();
        settle(&mut server).await;
        assert!(
            server.ended() == Some(1),
            "`stop` is ready, and the only client was served to its end: `serve` {}",
            ended(&server)
        );
        // Each poll says who waits now.
        let client = Client::sends(b"a");
        let mut server = Server::start(vec![Ok(client.clone())]);
        settle(&mut server).await;
        server.moves();
        settle(&mut server).await;
        server.stop();
        settle(&mut server).await;
        assert!(
            server.has_dropped_the_listener(),
            "`serve` waited at the door and was polled with another waker, as when it moves to \
             another task. Now `stop` is ready, and only the old waker was called"
        );
        server.moves();
        settle(&mut server).await;
        client.close_half();
        settle(&mut server).await;
        assert!(
            server.ended() == Some(1),
            "`serve` waited for its last client and was polled with another waker, as when it \
             moves to another task. Now the client is gone, and only the old waker was called: \
             `serve` {}",
            ended(&server)
        );
        let mut server = Server::start(Vec::new());
        settle(&mut server).await;
        assert!(
            server.ended().is_none(),
            "nobody came, `stop` is not ready, and `serve` {}",
            ended(&server)
        );
        server.stop();
        settle(&mut server).await;
        assert!(
            server.ended() == Some(0),
            "nobody came, `stop` is ready, and `serve` {}",
            ended(&server)
        );
    })
    .await;
}

/// Longer than any limit that an answer may have in mind; no time at all on a clock that is paused.
async fn a_year() {
    tokio::time::sleep(Duration::from_secs(365 * 86_400)).await;
}

async fn settle(server: &mut Server) {
    if let Err(fault) = server.settle().await {
        panic!("{fault}");
    }
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
