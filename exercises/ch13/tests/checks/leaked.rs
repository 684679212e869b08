//! Checks of leaked.

use std::time::Duration;

use ch13::leaked::{Connection, Unknown, serve};
use kit::{check, counted};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use crate::symptom;

#[check]
async fn no_task_is_left_when_serve_has_returned() {
    a_connection_leaves_nothing().await;
    for (scene, requests) in [
        ("a connection without a request", &[][..]),
        (
            "a connection with three requests",
            &["echo a", "upper b", "echo c"],
        ),
        ("an unknown request as the first one", &["dance"]),
        (
            "an unknown request as the second one",
            &["echo a", "dance", "echo b"],
        ),
    ] {
        for open_for in [0, 45, 7_200] {
            let before = tasks();
            let mut client = Client::open(40_000);
            let server = client.server();
            for request in requests {
                client.ask(request).await;
            }
            sleep(Duration::from_secs(open_for)).await;
            client.close();
            let end = match server.await {
                Ok(Err(_)) => "has returned an error (after Ok none was left)",
                _ => RETURNED,
            };
            client.assert_nothing_left(before, end, scene).await;
        }
    }
    // The client goes away without a word.
    let before = tasks();
    let mut client = Client::open(10);
    let server = client.server();
    client.ask("echo a").await;
    sleep(Duration::from_secs(1)).await;
    client.replies.close();
    client.ask("echo b").await;
    let scene = "the client has closed `replies`, and sent a request";
    let _ = ended(server, &mut client, scene).await;
    client
        .assert_nothing_left(before, RETURNED, "a client that takes no replies any more")
        .await;
    let before = tasks();
    for _ in 0..1_000 {
        let mut client = Client::open(10);
        client.close();
        let _ = client.server().await;
    }
    turns().await;
    let more = tasks() - before;
    assert!(
        more == 0,
        "after 1000 connections that were closed at once, {more} tasks more are alive than before, instead of none"
    );
}

#[check]
async fn no_task_is_left_when_serve_was_dropped() {
    symptom::is_gone(a_connection_leaves_nothing()).await;
    for requests in 0..3 {
        for after in [0, 1, 29, 31, 95] {
            let before = tasks();
            let mut client = Client::open(10);
            for _ in 0..requests {
                client.ask("echo a").await;
            }
            {
                let serve = serve(client.connection.take().expect("a new client"));
                let ended = timeout(Duration::from_secs(after), serve).await;
                assert!(
                    ended.is_err(),
                    "the connection is open, and after {after} s and {requests} requests `serve` returned {ended:?}"
                );
            }
            let scene = format!("`serve` was dropped after {after} s and {requests} requests");
            client.assert_nothing_left(before, DROPPED, &scene).await;
        }
    }
    // It waits for room for a reply.
    let before = tasks();
    let mut client = Client::open(1);
    client.ask("echo a").await;
    let server = client.server();
    turns().await;
    client.ask("echo b").await;
    turns().await;
    server.abort();
    let _ = server.await;
    client
        .assert_nothing_left(
            before,
            DROPPED,
            "`serve` was dropped while it waited for room for a reply",
        )
        .await;
}

#[check]
async fn a_ping_is_sent_each_30_seconds() {
    symptom::is_gone(a_connection_leaves_nothing()).await;
    let mut client = Client::open(1_000);
    let _server = client.server();
    turns().await;
    let early = client.take().len();
    sleep(Duration::from_secs(301)).await;
    let texts = client.take();
    let has = early + texts.iter().filter(|text| *text == "ping").count();
    assert!(
        early == 0,
        "a client without requests must have 10 pings after 301 s, and has {has}: {early} at once, at 0 s instead of \
         30 s\n\nThe first tick of an `interval` completes at once."
    );
    assert!(
        texts == vec!["ping"; 10],
        "a client without requests must have 10 pings after 301 s, and has {has}: it was sent {texts:?}"
    );
    // A request each second.
    let mut client = Client::open(1_000);
    let _server = client.server();
    for second in 0..95 {
        client.ask(&format!("echo {second}")).await;
        sleep(Duration::from_secs(1)).await;
    }
    let texts = client.take();
    let pings: Vec<_> = (0..texts.len())
        .filter(|&place| texts[place] == "ping")
        .collect();
    assert!(
        pings.len() == 3 && texts.len() == 98,
        "right without requests; a client with a request each second must have 3 pings and 95 replies after 95 s, \
         and has {} and {}{}",
        pings.len(),
        texts.len() - pings.len(),
        if pings.is_empty() {
            ": the requests keep the pings away\n\nA `sleep(PING)` that is made in each round of the loop begins at zero with each request."
        } else {
            ""
        }
    );
    for (ping, place) in (1..).zip(&pings) {
        let second = place - (ping - 1);
        assert!(
            second.abs_diff(ping * 30) <= 1,
            "a client with a request each second: ping {ping} came after {second} s instead of {}",
            ping * 30
        );
    }
}

#[check]
async fn each_request_has_one_reply_in_order() {
    symptom::is_gone(a_connection_leaves_nothing()).await;
    for (requests, replies, end) in [
        (&[][..], &[][..], Ok(0)),
        (&["echo a"], &["a"], Ok(1)),
        (&["echo a b", "upper c", "echo "], &["a b", "C", ""], Ok(3)),
        (&["dance"], &[], Err("dance")),
        (&["echo a", "upper", "echo b"], &["a"], Err("upper")),
    ] {
        let mut client = Client::open(10);
        for request in requests {
            client.ask(request).await;
        }
        client.close();
        let scene = format!("the requests {requests:?}, and then the end");
        let server = client.server();
        let returned = ended(server, &mut client, &scene).await;
        let end = end.map_err(|request| Unknown(request.to_owned()));
        assert!(
            returned == end,
            "after the requests {requests:?}, `serve` must return {end:?}, and returned {returned:?}"
        );
        let sent = client.take();
        assert!(
            sent == replies,
            "the replies to {requests:?} must be {replies:?}, and are {sent:?}"
        );
    }
    // Many requests, and a client that has room for one reply.
    let mut client = Client::open(1);
    let server = client.server();
    let requests = client.requests.take().expect("a new client");
    let asking = tokio::spawn(async move {
        for id in 0..2_000 {
            requests
                .send(format!("echo {id}"))
                .await
                .expect("the server takes all");
        }
    });
    for id in 0..2_000 {
        let reply = timeout(DAY, client.replies.recv()).await;
        let Ok(reply) = reply else {
            panic!("of 2000 requests, reply {id} has not come within a day");
        };
        assert!(
            reply == Some(id.to_string()),
            "of 2000 requests, reply {id} was {reply:?} instead of {id}"
        );
    }
    asking.await.expect("all were sent");
    let answered = server.await.expect("`serve` does not panic");
    assert!(
        answered == Ok(2_000),
        "after 2000 requests, `serve` returned {answered:?} instead of Ok(2000)"
    );
    for (room, first) in [(1, 3), (1, 1), (1, 0), (4, 6), (4, 4), (4, 1)] {
        for pause in [29, 45, 7_200] {
            a_client_that_pauses_has_all_replies(room, first, pause).await;
        }
    }
}

/// The client takes nothing for `pause` seconds, asks twice more, and then takes what it is sent.
async fn a_client_that_pauses_has_all_replies(room: usize, first: usize, pause: u64) {
    let mut client = Client::open(room);
    let mut server = client.server();
    for id in 0..first {
        client.ask(&format!("echo {id}")).await;
    }
    sleep(Duration::from_secs(pause)).await;
    let pinged = pause >= 30;
    let scene = format!(
        "{}a client with room for {room} made {} and took nothing for {pause} s{}",
        if pinged {
            "right if no ping is due; "
        } else {
            ""
        },
        counted(first, "request"),
        if pinged {
            ", in which a ping was due"
        } else {
            ""
        }
    );
    let want: Vec<_> = (0..first + 2).map(|id| id.to_string()).collect();
    for id in &want[first..] {
        client.ask(&format!("echo {id}")).await;
    }
    let mut sent = Vec::new();
    let _ = timeout(Duration::from_secs(600), async {
        while sent.len() < want.len() {
            match client.replies.recv().await {
                Some(text) if text == "ping" => {}
                Some(reply) => sent.push(reply),
                None => break,
            }
        }
    })
    .await;
    if server.is_finished() {
        let end = server.await.expect("`serve` does not panic");
        panic!(
            "{scene}: `serve` returned {end:?}, and the client has neither closed the connection nor sent an unknown \
             request\n\n\
             That a channel is full does not mean that it is closed: its client is slow, and has not gone."
        );
    }
    let missing: Vec<_> = want.iter().filter(|reply| !sent.contains(reply)).collect();
    assert!(
        sent == want,
        "{}{scene}: the replies, with those to two more requests, must be {want:?}, and are {sent:?}{}",
        match missing[..] {
            [only] if pinged =>
                format!("reply {only} was dropped while it waited for room, when a ping was due; "),
            _ => String::new(),
        },
        if !missing.is_empty() && pinged {
            "\n\nIf a future is dropped while its `send` waits for room, the reply is dropped too. When one arm of `select!` is \
             ready, the futures of the other arms are dropped."
        } else {
            ""
        }
    );
    client.close();
    let end = timeout(DAY, async {
        loop {
            tokio::select! {
                end = &mut server => return end.expect("`serve` does not panic"),
                Some(_) = client.replies.recv() => {}
            }
        }
    })
    .await;
    assert!(
        end == Ok(Ok(first + 2)),
        "{scene}, and then all replies: after the end of the requests `serve` must return Ok({}), and within a day there was {end:?}",
        first + 2
    );
}

/// The symptom: a connection that comes and goes.
async fn a_connection_leaves_nothing() {
    let before = tasks();
    let mut client = Client::open(10);
    client.ask("echo a").await;
    client.close();
    let (server, scene) = (client.server(), "a connection with one request");
    let end = ended(server, &mut client, scene).await;
    assert!(
        end == Ok(1),
        "{scene}: `serve` returned {end:?} instead of Ok(1)"
    );
    client.assert_nothing_left(before, RETURNED, scene).await;
}

const DAY: Duration = Duration::from_secs(86_400);

/// How `serve` has ended.
const RETURNED: &str = "has returned";
const DROPPED: &str = "was dropped (when it returned, none was left)";

fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// Lets the tasks run while the clock stands still.
async fn turns() {
    for _ in 0..100 {
        yield_now().await;
    }
}

/// The other end of a connection.
struct Client {
    requests: Option<Sender<String>>,
    replies: Receiver<String>,
    connection: Option<Connection>,
}

impl Client {
    /// A client that has room for so many replies.
    fn open(room: usize) -> Self {
        let (asked, requests) = channel(10);
        let (replies, sent) = channel(room);
        Self {
            requests: Some(asked),
            replies: sent,
            connection: Some(Connection { requests, replies }),
        }
    }

    /// Serves the connection in a task.
    fn server(&mut self) -> tokio::task::JoinHandle<Result<usize, Unknown>> {
        let connection = self.connection.take().expect("a new client");
        tokio::spawn(serve(connection))
    }

    /// Sends a request, if the server still takes any.
    async fn ask(&self, request: &str) {
        let requests = self.requests.as_ref().expect("the client has not closed");
        let _ = requests.send(request.to_owned()).await;
    }

    fn close(&mut self) {
        self.requests = None;
    }

    /// What has been sent until now.
    fn take(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.replies.try_recv().ok()).collect()
    }

    async fn assert_nothing_left(mut self, before: usize, end: &str, scene: &str) {
        turns().await;
        let left = tasks().saturating_sub(before);
        if left == 0 {
            self.take();
            assert!(
                self.replies.is_closed(),
                "`serve` {end}, no task of it is left, and a sender of `replies` still exists\n({scene})"
            );
            return;
        }
        let mut later = Vec::new();
        for _ in 0..2 {
            sleep(Duration::from_secs(31)).await;
            turns().await;
            later.push(tasks().saturating_sub(before));
            self.replies.close();
        }
        let (it, is) = match left {
            1 => ("it", "is"),
            _ => ("they", "are"),
        };
        let (until, idea) = match later[..] {
            [0, _] => (
                format!("; 31 s later, when the next ping had been due, {it} had ended"),
                "A task that sleeps for 30 s looks at its channel after that. It has to be aborted, or to wait for the end \
                 of the connection as well.",
            ),
            [_, 0] => (
                format!("; {it} ended only when the client had closed `replies`"),
                "The task ends when `send` fails, and `send` fails when the client has gone. As long as the task has a \
                 sender, `replies` stays open for the client: each waits for the other.",
            ),
            _ => (
                format!("; a minute later {it} {is} there, too"),
                match end {
                    RETURNED => {
                        "A task ends when its future is ready or when it is aborted. That the function which has spawned it \
                         returns is neither."
                    }
                    DROPPED => {
                        "A server that gives up a client drops its future. The lines below the await that it waits at \
                         never run."
                    }
                    _ => "`?` returns at once: what is below it, or below the loop, does not run.",
                },
            ),
        };
        panic!(
            "`serve` {end}, and {} of it {is} still alive{until}\n({scene})\n\n{idea}",
            counted(left, "task")
        );
    }
}

/// What a server returned.
async fn ended(
    server: tokio::task::JoinHandle<Result<usize, Unknown>>,
    client: &mut Client,
    scene: &str,
) -> Result<usize, Unknown> {
    let Ok(end) = timeout(DAY, server).await else {
        let sent = client.take();
        let pings = sent.iter().filter(|text| *text == "ping").count();
        let (went_on, idea) = match pings {
            0 => (String::new(), ""),
            _ => (
                format!(", and {pings} pings or more were sent meanwhile"),
                "\n\nThe ping loop has no end of its own. What waits for it, by its handle or in a `join!`, waits forever.",
            ),
        };
        panic!(
            "`serve` had not returned a day after its client ended the connection{went_on}\n({scene}){idea}"
        );
    };
    match end {
        Ok(end) => end,
        Err(error) => panic!("{scene}: `serve` panicked: {error}"),
    }
}
