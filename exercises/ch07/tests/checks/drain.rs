//! Checks of drain.

use std::collections::HashSet;
use std::future::{pending, poll_fn};
use std::panic::panic_any;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch07::drain::{Report, serve};
use kit::{DropProbe, Gauge, check, virtual_ms};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// A handler that is awaited in the loop holds up the next connection. A future that is polled in the loop runs in
/// the server's task.
#[check]
async fn each_connection_is_handled_in_a_task_of_its_own_as_soon_as_it_arrives() {
    let (gauge, ids) = (Gauge::new(), Arc::new(Mutex::new(HashSet::new())));
    let (jobs, seen) = (gauge.clone(), Arc::clone(&ids));
    let server = Server::start(ms(100), move |device: u64, _stop| {
        let (job, seen) = (
            jobs.job(format!("device {device}"), 500, ()),
            Arc::clone(&seen),
        );
        async move {
            seen.lock().unwrap().insert(tokio::task::try_id());
            job.await;
        }
    });
    for nth in 1..=4 {
        server.connect(nth).await;
        sleep(ms(10)).await;
        assert!(
            gauge.in_flight() as u64 == nth,
            "{nth} connections arrived, 10 ms apart, and each handler takes 500 ms: {} at the same time instead of \
             {nth}; {}",
            so_many_run(gauge.in_flight()),
            match gauge.in_flight() {
                0 => "its handler has not begun",
                _ => "a connection waits until the handler of another one has ended",
            }
        );
    }
    for nth in 5..=2_000 {
        server.connect(nth).await;
    }
    sleep(ms(10)).await;
    assert!(
        gauge.in_flight() == 2_000,
        "right with 4 connections, wrong with 2000: {} at the same time instead of 2000",
        so_many_run(gauge.in_flight())
    );
    let own = server.task.id();
    let ids = ids.lock().unwrap();
    assert!(
        ids.len() == 2_000 && !ids.contains(&Some(own)),
        "2000 connections were handled in {}{}, not in one of its own each",
        so_many(ids.len(), "task"),
        if ids.contains(&Some(own)) {
            ", among them the server's own"
        } else {
            ""
        }
    );
    server.task.abort();
}

#[check]
async fn a_handler_has_a_token_of_its_own_which_is_cancelled_with_stop() {
    let tokens = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&tokens);
    let server = Server::start(
        ms(100),
        move |what: &'static str, token: CancellationToken| {
            seen.lock().unwrap().push(token.clone());
            async move {
                match what {
                    "cancels its token" => token.cancel(),
                    "ends" => {}
                    _ => token.cancelled().await,
                }
            }
        },
    );
    for what in ["waits", "cancels its token", "waits"] {
        server.connect(what).await;
        sleep(ms(1)).await;
    }
    let cancelled = || -> Vec<_> {
        let tokens = tokens.lock().unwrap();
        tokens.iter().map(CancellationToken::is_cancelled).collect()
    };
    assert!(
        !server.stop.is_cancelled(),
        "a handler cancelled its own token, and with it `stop` is cancelled: its token is no other than that of the \
         server\n\nA clone of a token is the same token. A child is cancelled with its parent, and not the other way \
         round."
    );
    assert!(
        cancelled() == [false, true, false],
        "the second of 3 handlers cancelled its own token. `stop` is not cancelled, but the tokens of the handlers \
         are {:?} instead of [false, true, false]{}",
        cancelled(),
        match cancelled()[..] {
            [true, true, true] => ": all of them have the same token, not each one of its own",
            _ => "",
        }
    );
    sleep(ms(1_000)).await;
    server.connect("ends").await;
    sleep(ms(1)).await;
    assert!(
        !cancelled()[3],
        "a handler ended, and then its token was cancelled, although `stop` is not\n\n\
         A handler can leave work behind, which has a clone of its token."
    );
    server.connect("waits").await;
    sleep(ms(1)).await;
    assert!(
        cancelled() == [false, true, false, false, false],
        "a connection arrived after another handler had cancelled its own token; the tokens of the handlers are \
         cancelled: {:?}",
        cancelled()
    );
    server.stop.cancel();
    sleep(ms(1)).await;
    let untold = cancelled().iter().filter(|told| !**told).count();
    assert!(
        untold == 0,
        "`stop` was cancelled, and the tokens of {untold} of 5 handlers were not: what these handlers got has nothing \
         to do with `stop`, so they do not learn of it\n\n`cancel` only asks. A handler can end in time if its token \
         says so, and a new token has no parent."
    );
}

#[check]
async fn no_connection_is_taken_after_the_stop() {
    enum Arrive {
        BeforeTheStart,
        BeforeTheStop,
        AfterTheStop,
        InTheGrace,
    }
    for (arrive, how) in [
        (
            Arrive::BeforeTheStart,
            "3 connections are queued and `stop` is cancelled before the first poll",
        ),
        (
            Arrive::BeforeTheStop,
            "3 connections arrive, and in the same turn `stop` is cancelled",
        ),
        (
            Arrive::AfterTheStop,
            "`stop` is cancelled, and in the same turn 3 connections arrive",
        ),
        (
            Arrive::InTheGrace,
            "3 connections arrive in the time of grace",
        ),
    ] {
        let (mut runs_that_took, mut most) = (0, 0);
        for _ in 0..64 {
            let begun = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&begun);
            let handle = move |took, _stop| {
                counted.fetch_add(1, Ordering::Relaxed);
                sleep(ms(took))
            };
            let (sender, connections) = mpsc::channel(8);
            let stop = CancellationToken::new();
            let three_arrive = || (0..3).for_each(|_| sender.try_send(7).unwrap());
            let before = match arrive {
                Arrive::BeforeTheStart => {
                    three_arrive();
                    stop.cancel();
                    0
                }
                // One that is being handled, so that there is a time of grace.
                _ => {
                    sender.try_send(50).unwrap();
                    1
                }
            };
            let probe = DropProbe::new();
            let server = spawn_server(connections, stop.clone(), ms(100), probe, handle);
            sleep(ms(1)).await;
            match arrive {
                Arrive::BeforeTheStart => {}
                Arrive::BeforeTheStop => {
                    three_arrive();
                    stop.cancel();
                }
                Arrive::AfterTheStop => {
                    stop.cancel();
                    three_arrive();
                }
                Arrive::InTheGrace => {
                    stop.cancel();
                    sleep(ms(10)).await;
                    three_arrive();
                }
            }
            let mut ended = joined(server, "`stop` was cancelled").await;
            let left = std::iter::from_fn(|| ended.connections.try_recv().ok()).count();
            assert!(
                begun.load(Ordering::Relaxed) >= before,
                "a connection arrived before `stop` was cancelled, and was not handled"
            );
            runs_that_took += usize::from(left < 3);
            most = most.max(3 - left);
        }
        assert!(
            runs_that_took == 0,
            "{how}: in {runs_that_took} of 64 runs, {} taken from the channel although `stop` was cancelled: {}",
            match most {
                1 => "1 connection was".to_owned(),
                _ => format!("up to {most} connections were"),
            },
            match (runs_that_took, most) {
                (1..64, _) =>
                    "chance decides which of the two is seen first\n\nA `select!` without `biased` picks one of the arms \
                     that are ready at random. An `if` at an arm is looked at before the wait, not after it.",
                (_, 1) =>
                    "not by chance. When a connection and the stop are there at the same time, the connection wins\n\nA \
                     connection that has been received is no longer in the channel: to look at the token before the \
                     wait for it is too early, and after it too late.",
                _ =>
                    "not by chance. Either the channel is looked at before `stop`, or what is queued is handled after \
                     the stop",
            }
        );
    }
}

#[check]
async fn handlers_have_the_grace_to_end_and_the_rest_is_aborted() {
    const NEVER: Option<u64> = None;
    for (grace, after_stop, wanted, wanted_ms) in [
        (1_000, vec![], [1, 0, 0], 0),
        (1_000, vec![Some(10), Some(300)], [3, 0, 0], 300),
        (1_000, vec![NEVER], [1, 0, 1], 1_000),
        (
            500,
            vec![Some(600), Some(200), NEVER, Some(400)],
            [3, 0, 2],
            500,
        ),
        (50, vec![Some(49), Some(51), Some(1)], [3, 0, 1], 50),
        (86_400_000, vec![Some(3_600_000)], [2, 0, 0], 3_600_000),
        (1, vec![NEVER; 200], [1, 0, 200], 1),
    ] {
        let probe = DropProbe::new();
        let tokens = probe.clone();
        let server = Server::watched(
            ms(grace),
            probe.clone(),
            move |after: Result<Option<u64>, ()>, stop: CancellationToken| {
                let token = tokens.token("a handler");
                async move {
                    let _token = token;
                    match after {
                        Err(()) => sleep(ms(5)).await,
                        Ok(NEVER) => pending().await,
                        Ok(Some(after)) => {
                            stop.cancelled().await;
                            sleep(ms(after)).await;
                        }
                    }
                }
            },
        );
        // This one has ended before the stop.
        server.connect(Err(())).await;
        for &after in &after_stop {
            server.connect(Ok(after)).await;
        }
        sleep(ms(20)).await;
        let stopped_at = virtual_ms();
        server.stop.cancel();
        let says = format!(
            "1 handler ended before the stop, {}, and the grace is {grace} ms",
            says(&after_stop)
        );
        let Ended { report, alive, .. } = server.ended(&says).await;
        let took = virtual_ms() - stopped_at;
        assert!(
            took == wanted_ms,
            "{says}: `serve` returned {took} ms after the stop instead of {wanted_ms} ms{}",
            if took < wanted_ms && report.aborted > wanted[2] {
                ", and aborted what still ran: it did not give them their grace"
            } else if took < wanted_ms {
                ": it did not wait for those that still ran"
            } else if took > grace {
                ": longer than the grace, which begins with the stop and is one for all handlers together"
            } else if report.aborted > wanted[2] {
                ", and aborted handlers that end when their token says so: they were not told"
            } else {
                ": it waited on although all of them had ended"
            }
        );
        if alive > 0 {
            sleep(ms(1)).await;
            let seen = match probe.alive() {
                0 => {
                    "1 ms later none was left: they were aborted, and `serve` did not wait for their end\n\n\
                     `abort` only asks a task to end at its next await. It has ended when it is joined."
                }
                _ => {
                    "1 ms later they still ran: they were not aborted\n\n\
                     A `timeout` around a wait drops the wait, not the tasks. A task outlives its handle."
                }
            };
            panic!(
                "{says}: when `serve` returned, {} had not been dropped, and {seen}",
                so_many(alive, "handler")
            );
        }
        is_counted(report, wanted, &says);
    }
}

/// A closed channel means that no other connection comes. The devices that are connected have done nothing wrong.
#[check]
async fn when_the_channel_is_closed_all_handlers_are_waited_for_until_the_stop() {
    const HOUR: u64 = 3_600_000;
    for times in [vec![], vec![10], vec![6 * HOUR, 10, HOUR]] {
        let told = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&told);
        let server = Server::start(ms(100), move |took: u64, stop: CancellationToken| {
            let told = Arc::clone(&seen);
            async move {
                sleep(ms(took)).await;
                told.fetch_add(usize::from(stop.is_cancelled()), Ordering::Relaxed);
            }
        });
        let began = virtual_ms();
        for &took in &times {
            server.connect(took).await;
        }
        // Closed in the same turn: what is queued is in the channel still.
        let Ended { report, .. } = server.close().await;
        let (took, wanted) = (
            virtual_ms() - began,
            times.iter().copied().max().unwrap_or(0),
        );
        let says = format!(
            "{} had been sent and the channel was closed",
            so_many(times.len(), "connection")
        );
        assert!(
            report.aborted == 0,
            "{says}, `stop` was not cancelled: after {took} ms `serve` aborted {}, as if the end of the channel \
             were a stop: {report:?}",
            so_many(report.aborted, "handler")
        );
        is_counted(report, [times.len(), 0, 0], &says);
        assert!(
            took == wanted,
            "{says}: their handlers take {times:?} ms, and `serve` returned after {took} ms instead of {wanted} ms"
        );
        let told = told.load(Ordering::Relaxed);
        assert!(
            told == 0,
            "{says}: when it ended, {} found a cancelled token, although `stop` was not cancelled: the end of the \
             channel cancels it",
            so_many(told, "handler")
        );
    }
    let mut server = Server::start(ms(100), |(), _stop| pending());
    server.connect(()).await;
    server.sender = None;
    sleep(ms(HOUR)).await;
    assert!(
        !server.task.is_finished(),
        "the channel is closed and a handler is still running, and `serve` has returned"
    );
    let stopped_at = virtual_ms();
    server.stop.cancel();
    let Ended { report, .. } = joined(
        server.task,
        "a handler never ends, and the grace is 100 ms. The channel was closed, and an hour later `stop` was cancelled",
    )
    .await;
    let took = virtual_ms() - stopped_at;
    assert!(
        took == 100,
        "the channel was closed, an hour later `stop` was cancelled, and the grace is 100 ms: `serve` returned \
         {took} ms after the stop"
    );
    is_counted(
        report,
        [0, 0, 1],
        "a handler that never ends was stopped when the channel was closed",
    );
}

/// The runtime catches the panic of a task, and keeps its payload until the task is joined. A server that runs for
/// a year must join while it serves.
#[check]
async fn a_panic_disturbs_no_other_handler_and_its_payload_is_dropped() {
    let (gauge, probe) = (Gauge::new(), DropProbe::new());
    let (jobs, payloads) = (gauge.clone(), probe.clone());
    let handler = move |panics: &'static str, stop: CancellationToken| -> Handler {
        let payload = payloads.token("a payload");
        let job = jobs.track(panics, async move { stop.cancelled().await });
        Box::pin(async move {
            match panics {
                "at once" => panic_any(payload),
                "later" => {
                    sleep(ms(10)).await;
                    panic_any(payload)
                }
                "when told" => {
                    job.await;
                    panic_any(payload)
                }
                _ => drop(payload),
            }
            job.await;
        })
    };
    let server = Server::start(ms(100), handler);
    for panics in ["never", "at once", "later", "later", "when told"] {
        server.connect(panics).await;
    }
    sleep(ms(1_000)).await;
    if server.task.is_finished() {
        let how = match server.task.await {
            Ok(Ended { report, .. }) => format!("returned {report:?}"),
            Err(_) => "panicked as well".to_owned(),
        };
        panic!(
            "3 of 5 handlers panicked, and `serve` {how}, although a sender is left and `stop` is not cancelled: it took \
             the panic of a handler for its own end\n\nThe runtime catches the panic of a task. Joining the task gives \
             an error: `unwrap` panics with it, and a loop that ends at an error ends."
        );
    }
    assert!(
        gauge.in_flight() == 2 && probe.alive() + probe.dropped().len() == 5,
        "of 5 handlers 3 panicked, and of the other 2, which wait for the stop, {} running",
        match gauge.in_flight() {
            0 => "none is".to_owned(),
            1 => "1 is".to_owned(),
            running => format!("{running} are"),
        }
    );
    assert!(
        probe.alive() == 1,
        "the payloads of {} of 3 panics are still kept a second later, while `serve` waits for the next connection: \
         it does not join its tasks as they end",
        probe.alive() - 1
    );
    server.connect("never").await;
    sleep(ms(1)).await;
    assert!(
        gauge.in_flight() == 3,
        "a connection that arrived after 3 panics is not handled"
    );
    server.stop.cancel();
    let says = "3 handlers panicked before the stop and one after it, 2 returned";
    let Ended { report, .. } = server.ended(says).await;
    assert!(
        report.panicked == 4 || report.aborted == 0,
        "{says}, and none was aborted: `serve` counts panics as aborts, {report:?}\n\nJoining a task gives an error if \
         it panicked and if it was aborted; the error tells which."
    );
    is_counted(report, [2, 4, 0], says);
}

#[check]
async fn serve_waits_while_nothing_happens() {
    let (sender, mut connections) = mpsc::channel(8);
    let (mut sender, stop) = (Some(sender), CancellationToken::new());
    let polls = Arc::new(AtomicUsize::new(0));
    let (counted, stopped) = (Arc::clone(&polls), stop.clone());
    let server = tokio::spawn(async move {
        let handle = |took: u64, _stop| sleep(ms(took));
        let mut serving = pin!(serve(&mut connections, stopped, ms(100_000), handle));
        poll_fn(|cx| {
            counted.fetch_add(1, Ordering::Relaxed);
            serving.as_mut().poll(cx)
        })
        .await
    });
    for when in [
        "before the first connection",
        "while a handler is running",
        "after the last handler has ended",
        "while a handler is running and the channel is closed",
        "in the time of grace",
    ] {
        match when {
            "while a handler is running" => {
                let sent = sender.as_ref().unwrap().send(1_000).await;
                assert!(sent.is_ok(), "{when}, `serve` has ended");
            }
            "after the last handler has ended" => sleep(ms(2_000)).await,
            "while a handler is running and the channel is closed" => {
                let sent = sender.take().unwrap().send(1_000_000).await;
                assert!(sent.is_ok(), "{when}, `serve` has ended");
            }
            "in the time of grace" => stop.cancel(),
            _ => {}
        }
        for _ in 0..10 {
            yield_now().await;
        }
        assert!(!server.is_finished(), "{when}, `serve` has returned");
        let before = polls.load(Ordering::Relaxed);
        for _ in 0..50 {
            yield_now().await;
        }
        let polled = polls.load(Ordering::Relaxed) - before;
        assert!(
            polled == 0,
            "{when}, `serve` was polled {polled} times in 50 turns of the runtime, although nothing happened{}",
            match when {
                "while a handler is running and the channel is closed" =>
                    ": right while the channel was open. `recv` of a closed channel is ready at once, each time",
                "in the time of grace" =>
                    ": right before the stop. `cancelled` of a token that is cancelled is ready at once, each time",
                "after the last handler has ended" =>
                    ": right while a handler was running. `join_next` of an empty set is ready at once, each time",
                _ => "",
            }
        );
    }
    assert!(
        polls.load(Ordering::Relaxed) > 0,
        "`serve` was never polled"
    );
    joined(server, "`stop` was cancelled").await;
}

/// Tasks outlive their handles. If the server is dropped, its handlers must be dropped too.
#[check]
async fn dropping_serve_drops_all_handlers() {
    for when in [
        "while it served",
        "when the channel was closed",
        "in the time of grace",
    ] {
        let probe = DropProbe::new();
        let tokens = probe.clone();
        let mut server = Server::start(ms(1_000), move |took: u64, _stop| {
            let token = tokens.token(format!("{took} ms"));
            async move {
                sleep(ms(took)).await;
                drop(token);
            }
        });
        for took in [10, 5_000, 10_000] {
            server.connect(took).await;
        }
        sleep(ms(100)).await;
        match when {
            "when the channel was closed" => server.sender = None,
            "in the time of grace" => server.stop.cancel(),
            _ => {}
        }
        sleep(ms(100)).await;
        assert!(
            probe.alive() == 2 && probe.dropped().len() == 1 && !server.task.is_finished(),
            "{when}, before `serve` was dropped, {} alive instead of 2: of 3 handlers, which take 10, 5000 and 10000 \
             ms, the first had ended",
            match probe.alive() {
                1 => "1 handler was".to_owned(),
                alive => format!("{alive} handlers were"),
            }
        );
        server.task.abort();
        let _ = server.task.await;
        sleep(ms(1)).await;
        assert!(
            probe.alive() == 0,
            "the future of `serve` was dropped {when}, and {} of 2 handlers are still alive: their tasks were not \
             aborted",
            probe.alive()
        );
    }
}

type Handler = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What there is when `serve` has returned, before anything else is polled.
struct Ended<C> {
    report: Report,
    connections: mpsc::Receiver<C>,
    /// Handlers that have not been dropped.
    alive: usize,
}

/// `serve` in a task, and what its outside holds.
struct Server<C> {
    sender: Option<mpsc::Sender<C>>,
    stop: CancellationToken,
    task: JoinHandle<Ended<C>>,
}

impl<C: Send + 'static> Server<C> {
    fn start<Fut>(
        grace: Duration,
        handle: impl Fn(C, CancellationToken) -> Fut + Send + Sync + 'static,
    ) -> Self
    where
        Fut: Future<Output = ()> + Send + 'static,
    {
        Self::watched(grace, DropProbe::new(), handle)
    }

    fn watched<Fut>(
        grace: Duration,
        handlers: DropProbe,
        handle: impl Fn(C, CancellationToken) -> Fut + Send + Sync + 'static,
    ) -> Self
    where
        Fut: Future<Output = ()> + Send + 'static,
    {
        let (sender, connections) = mpsc::channel(400);
        let stop = CancellationToken::new();
        let task = spawn_server(connections, stop.clone(), grace, handlers, handle);
        let sender = Some(sender);
        Self { sender, stop, task }
    }

    /// Sends to a server that must be there.
    async fn connect(&self, connection: C) {
        let sent = self.sender.as_ref().unwrap().send(connection).await;
        assert!(
            sent.is_ok(),
            "`serve` has ended, although a sender is left and `stop` is not cancelled\n\n\
             A server without connections is idle. It has not come to its end."
        );
    }

    async fn close(self) -> Ended<C> {
        drop(self.sender);
        joined(self.task, "the channel was closed").await
    }

    async fn ended(self, says: &str) -> Ended<C> {
        let sender = self.sender;
        let ended = joined(self.task, &format!("{says}; `stop` was cancelled")).await;
        drop(sender);
        ended
    }
}

fn spawn_server<C: Send + 'static, Fut>(
    mut connections: mpsc::Receiver<C>,
    stop: CancellationToken,
    grace: Duration,
    handlers: DropProbe,
    handle: impl Fn(C, CancellationToken) -> Fut + Send + Sync + 'static,
) -> JoinHandle<Ended<C>>
where
    Fut: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move {
        let report = serve(&mut connections, stop, grace, handle).await;
        Ended {
            report,
            connections,
            alive: handlers.alive(),
        }
    })
}

/// What the server returned; its panic goes on here.
async fn joined<T>(task: JoinHandle<T>, why: &str) -> T {
    match timeout(Duration::from_secs(12 * 3_600), task).await {
        Ok(Ok(ended)) => ended,
        Ok(Err(error)) => std::panic::resume_unwind(error.into_panic()),
        Err(_) => panic!("{why}, and `serve` has not returned 12 hours later"),
    }
}

#[track_caller]
fn is_counted(report: Report, [finished, panicked, aborted]: [usize; 3], says: &str) {
    let wanted = Report {
        finished,
        panicked,
        aborted,
    };
    assert!(report == wanted, "{says}: {report:?} instead of {wanted:?}");
}

fn so_many_run(count: usize) -> String {
    match count {
        1 => "1 handler runs".to_owned(),
        _ => format!("{count} handlers run"),
    }
}

fn so_many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// What handlers do after the stop.
fn says(after_stop: &[Option<u64>]) -> String {
    match after_stop {
        [] => "no other is running".to_owned(),
        [None] => "another one never ends".to_owned(),
        [None, None, ..] => format!("{} others never end", after_stop.len()),
        _ => {
            let ends = after_stop.iter().map(|after| match after {
                Some(after) => format!("{after} ms after it"),
                None => "never".to_owned(),
            });
            format!("others end {}", ends.collect::<Vec<_>>().join(", "))
        }
    }
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
