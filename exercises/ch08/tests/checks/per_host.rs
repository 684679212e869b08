//! Checks of per_host.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use ch08::per_host::Limiter;
use futures::channel::oneshot;
use futures::future::join_all;
use kit::{ByHand, Gauge, caught, check};
use tokio::task::yield_now;

/// What is taken first is held while waiting for the second. A request that has a place in all, and waits for its
/// host, keeps that place from requests that could begin.
#[check]
async fn a_crowd_that_waits_for_one_host_holds_up_no_other_host() {
    for (total, per_host, crowd) in [(4, 2, 10), (2, 1, 2), (10, 3, 50), (3, 1, 2)] {
        let limiter = Limiter::new(total, per_host);
        let mut client = Client::new(&limiter);
        for _ in 0..crowd {
            client.ask("slow.org").await;
        }
        let begun = client.begun.borrow().len();
        assert!(
            begun == per_host,
            "{total} in all, {per_host} a host: of {crowd} requests to one host, {begun} began"
        );
        for place in 0..total - per_host {
            let fast = client.ask(&format!("fast-{place}.org")).await;
            assert!(
                client.has_begun(fast),
                "{total} in all, {per_host} a host: {} in progress and {} waiting for slow.org, and a request to \
                 another host did not begin",
                per_host + place,
                crowd - per_host
            );
        }
    }
}

/// Each host has one counter that all its requests share, and all hosts share another one.
#[check]
async fn neither_limit_is_exceeded_and_both_are_used() {
    for (total, per_host, hosts, each) in [
        (4, 2, 3, 6),
        (1, 1, 2, 3),
        (2, 5, 1, 8),
        (5, 2, 1, 8),
        (20, 3, 4, 10),
        (6, 2, 3, 4),
        (9, 9, 2, 1),
    ] {
        let (limiter, in_all) = (Limiter::new(total, per_host), Gauge::new());
        let gauges: Vec<Gauge> = (0..hosts).map(|_| Gauge::new()).collect();
        let requests = (0..hosts * each).map(|number| {
            let (host, gauge) = (number % hosts, &gauges[number % hosts]);
            let ms = 10 + number as u64 % 3;
            let job = in_all.track(format!("{number} to {host}"), gauge.job("", ms, number));
            let limiter = &limiter;
            async move { limiter.run(&format!("host-{host}.org"), job).await }
        });
        let limits = format!(
            "{total} in all, {per_host} a host, {each} requests to each of {hosts} host(s)"
        );
        let pages = join_all(requests).await;
        assert!(
            pages.into_iter().eq(0..hosts * each),
            "{limits}: a `run` did not return what its request returned"
        );
        let (peak, possible) = (in_all.peak(), total.min(hosts * per_host.min(each)));
        let at_host = gauges.iter().map(Gauge::peak).max().unwrap_or(0);
        assert!(
            at_host <= per_host,
            "{limits}: {at_host} requests of one host were in progress at the same time"
        );
        assert!(
            peak <= total,
            "{limits}: {peak} requests were in progress at the same time"
        );
        assert!(
            peak == possible,
            "{limits}: never more than {peak} in progress, and {possible} were allowed"
        );
    }
}

/// The place of a request that has ended belongs to one that waits. Which one can use it depends on its host, and
/// the one that has waited longest may not be able to.
#[check]
async fn when_a_request_ends_one_that_can_begin_does() {
    // "x" makes a request to host x, and "-x" ends the first one to x that is in progress.
    for (total, per_host, steps, at_the_end) in [
        (1, 1, "x y -x", "y"),
        (1, 3, "x x x -x -x", "x"),
        (4, 1, "x x y y -y", "xy"),
        (2, 1, "x y x z -y", "xz"),
        (2, 1, "x y x z -x", "yx or yz"),
        (2, 2, "x x x y -x -x", "xy"),
        (3, 2, "x x y z x -y -x", "xxz"),
    ] {
        let limiter = Limiter::new(total, per_host);
        let mut client = Client::new(&limiter);
        for step in steps.split(' ') {
            match step.strip_prefix('-') {
                None => drop(client.ask(step).await),
                Some(host) => {
                    let ends = client
                        .in_progress()
                        .into_iter()
                        .find(|&id| client.runs[id].host == host);
                    let ends = ends.unwrap_or_else(|| {
                        panic!("{total} in all, {per_host} a host: {steps:?}: none is in progress at {host}")
                    });
                    client.end(ends);
                    client.settle().await;
                }
            }
        }
        let got: String = client
            .in_progress()
            .iter()
            .map(|&id| client.runs[id].host.as_str())
            .collect();
        assert!(
            at_the_end
                .split(" or ")
                .any(|wanted| sorted(wanted) == sorted(&got)),
            "{total} in all, {per_host} a host: requests to {}, of which {} ended: {got:?} in progress instead of \
             {at_the_end:?}",
            steps
                .split(' ')
                .filter(|step| !step.starts_with('-'))
                .collect::<Vec<_>>()
                .join(", "),
            steps
                .split(' ')
                .filter_map(|step| step.strip_prefix('-'))
                .collect::<Vec<_>>()
                .join(" and ")
        );
    }
}

/// A place that is free for a moment, between the end of one request and the poll of the next, is taken by whatever
/// asks in that moment. So it must be handed to the one that waits.
#[check]
async fn requests_of_one_host_begin_in_the_order_of_their_first_polls() {
    for (total, per_host) in [(3, 1), (1, 3), (2, 2), (1, 1)] {
        let limiter = Limiter::new(total, per_host);
        let mut client = Client::new(&limiter);
        let at_once = total.min(per_host);
        for _ in 0..at_once {
            client.ask("x.org").await;
        }
        // Made in one order and polled in another one.
        let made: Vec<usize> = (0..3).map(|_| client.make("x.org")).collect();
        let mut wanted = vec![made[2], made[0], made[1]];
        for &id in &wanted {
            client.poll(id);
        }
        client.settle().await;
        // The newcomer asks when a place is free and the one that waits has not been polled.
        client.end(0);
        let newcomer = client.make("x.org");
        client.poll(newcomer);
        assert!(
            !client.has_begun(newcomer),
            "{total} in all, {per_host} a host: a request that came last began before one to the same host that \
             waited"
        );
        client.settle().await;
        wanted.push(newcomer);
        for _ in 0..10 {
            let Some(&ends) = client.in_progress().first() else {
                break;
            };
            client.end(ends);
            client.settle().await;
        }
        let began = client.begun.borrow()[at_once..].to_vec();
        assert!(
            began == wanted,
            "{total} in all, {per_host} a host: polled in the order {wanted:?}, the requests of one host began in \
             the order {began:?}"
        );
    }
}

/// A future can be dropped at each of its awaits. What it holds must be given back by a drop, and a place that it
/// was given and has not used belongs to the next one.
#[check]
async fn a_request_that_is_dropped_gives_its_places_back() {
    for (when, total, per_host) in [
        ("in progress", 1, 1),
        ("waiting for its host", 5, 1),
        ("waiting for a place in all", 1, 5),
        ("woken and not yet polled, one a host", 5, 1),
        ("woken and not yet polled, one in all", 1, 5),
    ] {
        let limiter = Limiter::new(total, per_host);
        let mut client = Client::new(&limiter);
        let first = client.ask("x.org").await;
        let second = client.ask("x.org").await;
        let third = client.ask("x.org").await;
        assert!(
            client.in_progress() == [first],
            "{total} in all, {per_host} a host: of 3 requests to one host, {} began",
            client.begun.borrow().len()
        );
        let next = if when == "in progress" {
            client.cancel(first);
            second
        } else if when.starts_with("waiting") {
            client.cancel(second);
            client.end(first);
            third
        } else {
            client.end(first);
            client.cancel(second);
            third
        };
        client.settle().await;
        assert!(
            client.in_progress() == [next],
            "a request was dropped while it was {when} ({total} in all, {per_host} a host), and the next one to its \
             host did not begin"
        );
        client.cancel(next);
        client.cancel(third);
        has_all_its_places(
            &limiter,
            total,
            per_host,
            &format!("a request was dropped while it was {when}"),
        )
        .await;
    }
}

/// A panic unwinds through `run`: the lines after the request are not run, and what `run` owns is dropped.
#[check]
async fn a_request_that_panics_gives_its_places_back() {
    for polls_before in [0, 1] {
        let limiter = Limiter::new(1, 1);
        let mut run = ByHand::new(limiter.run("x.org", async {
            for _ in 0..polls_before {
                std::future::poll_fn(turn_later()).await;
            }
            if polls_before < 5 {
                panic!("no route");
            }
        }));
        let mut panicked = false;
        for _ in 0..10 {
            let polled = caught(|| run.poll().is_ready());
            panicked = polled.is_err();
            if panicked || matches!(polled, Ok(true)) {
                break;
            }
            yield_now().await;
        }
        assert!(panicked, "a request panicked, and `run` did not");
        drop(run);
        has_all_its_places(&limiter, 1, 1, "a request panicked").await;
    }
}

/// Whatever happens: as many requests are in progress as both limits allow.
#[check]
async fn no_request_waits_without_a_reason() {
    for (seed, total, per_host) in [
        (1, 3, 2),
        (2, 4, 1),
        (3, 2, 2),
        (4, 5, 3),
        (5, 1, 1),
        (6, 6, 4),
    ] {
        let limiter = Limiter::new(total, per_host);
        let mut client = Client::new(&limiter);
        let mut random: u64 = seed;
        for step in 1..=80 {
            random = random * 48_271 % 2_147_483_647;
            let (choice, which) = (random % 10, usize::try_from(random / 10 % 1_000).unwrap());
            let (running, waiting) = (client.in_progress(), client.waiting());
            match choice {
                0..5 => drop(client.ask(["x.org", "y.org", "z.org"][which % 3]).await),
                5..8 if !running.is_empty() => client.end(running[which % running.len()]),
                8 if !running.is_empty() => client.cancel(running[which % running.len()]),
                _ if !waiting.is_empty() => client.cancel(waiting[which % waiting.len()]),
                _ => {}
            }
            client.settle().await;
            client.inspect(total, per_host, step);
        }
        let ended = client
            .runs
            .iter()
            .filter(|run| run.future.is_none())
            .count();
        assert!(
            ended > 20,
            "only {ended} requests ended or were dropped: this check has seen too little"
        );
    }
}

/// How often a `run` is polled again while no request begins or ends, before it is taken for one that spins.
const PATIENCE: usize = 100;

struct Run<'a> {
    host: String,
    future: Option<ByHand<Pin<Box<dyn Future<Output = usize> + 'a>>>>,
    reply: Option<oneshot::Sender<()>>,
    wakes_seen: usize,
}

/// Polls the futures of `run` one at a time, and knows which requests have begun. Not `Send`, like its requests.
struct Client<'a> {
    limiter: &'a Limiter,
    runs: Vec<Run<'a>>,
    begun: Rc<RefCell<Vec<usize>>>,
}

impl<'a> Client<'a> {
    fn new(limiter: &'a Limiter) -> Self {
        let (runs, begun) = (Vec::new(), Rc::default());
        Self {
            limiter,
            runs,
            begun,
        }
    }

    /// Makes a request to `host`, which ends when it is told to.
    fn make(&mut self, host: &str) -> usize {
        let (id, begun) = (self.runs.len(), Rc::clone(&self.begun));
        let (reply, replied) = oneshot::channel();
        let (limiter, name) = (self.limiter, host.to_owned());
        let future: Pin<Box<dyn Future<Output = usize> + 'a>> = Box::pin(async move {
            let request = async {
                begun.borrow_mut().push(id);
                let _ = replied.await;
                id
            };
            limiter.run(&name, request).await
        });
        self.runs.push(Run {
            host: host.to_owned(),
            future: Some(ByHand::new(future)),
            reply: Some(reply),
            wakes_seen: 0,
        });
        id
    }

    async fn ask(&mut self, host: &str) -> usize {
        let id = self.make(host);
        self.poll(id);
        self.settle().await;
        id
    }

    fn poll(&mut self, id: usize) {
        let run = &mut self.runs[id];
        if let Some(future) = &mut run.future {
            run.wakes_seen = future.wakes();
            if let Poll::Ready(page) = future.poll() {
                assert!(page == id, "`run` did not return what its request returned");
                run.future = None;
            }
        }
    }

    /// Polls what has been woken, until nothing is.
    async fn settle(&mut self) {
        for _ in 0..PATIENCE {
            // What yields is woken by the runtime.
            yield_now().await;
            let woken = |run: &Run<'_>| {
                run.future
                    .as_ref()
                    .is_some_and(|future| future.wakes() > run.wakes_seen)
            };
            let woken: Vec<usize> = (0..self.runs.len())
                .filter(|&id| woken(&self.runs[id]))
                .collect();
            if woken.is_empty() {
                return;
            }
            for id in woken {
                self.poll(id);
            }
        }
        panic!(
            "a `run` was woken and polled {PATIENCE} times while no request began or ended\n\n\
             A future that asks again and again keeps its thread busy. It should be woken when there is a place for \
             it, and not before."
        );
    }

    /// The request replies, and its `run` is polled. What is woken by that is not.
    fn end(&mut self, id: usize) {
        drop(self.runs[id].reply.take());
        self.poll(id);
        assert!(
            self.runs[id].future.is_none(),
            "a request was ready, and its `run` was not"
        );
    }

    fn cancel(&mut self, id: usize) {
        self.runs[id].future = None;
    }

    fn has_begun(&self, id: usize) -> bool {
        self.begun.borrow().contains(&id)
    }

    fn in_progress(&self) -> Vec<usize> {
        let in_progress = |&id: &usize| self.runs[id].future.is_some();
        self.begun
            .borrow()
            .iter()
            .copied()
            .filter(in_progress)
            .collect()
    }

    fn waiting(&self) -> Vec<usize> {
        let waits = |&id: &usize| self.runs[id].future.is_some() && !self.has_begun(id);
        (0..self.runs.len()).filter(waits).collect()
    }

    /// Both limits hold, and each request that waits is held up by one of them.
    fn inspect(&self, total: usize, per_host: usize, step: usize) {
        let mut at_host: HashMap<&str, usize> = HashMap::new();
        let in_progress = self.in_progress();
        for &id in &in_progress {
            *at_host.entry(&self.runs[id].host).or_default() += 1;
        }
        let most = at_host.values().copied().max().unwrap_or(0);
        let after = format!("{total} in all, {per_host} a host, after {step} steps");
        assert!(
            in_progress.len() <= total && most <= per_host,
            "{after}: {} requests in progress, {most} of them at one host",
            in_progress.len()
        );
        for id in self.waiting() {
            let host = self.runs[id].host.as_str();
            let at_host = at_host.get(host).copied().unwrap_or(0);
            assert!(
                in_progress.len() == total || at_host == per_host,
                "{after}: a request to {host} waits, although {} are in progress in all and {at_host} at its host",
                in_progress.len()
            );
        }
    }
}

/// As many requests begin as the limits allow, and no more.
async fn has_all_its_places(limiter: &Limiter, total: usize, per_host: usize, after: &str) {
    let mut client = Client::new(limiter);
    let at_once = total.min(per_host);
    for _ in 0..=at_once {
        client.ask("x.org").await;
    }
    let begun = client.in_progress().len();
    assert!(
        begun == at_once,
        "{total} in all, {per_host} a host: after {after}, {begun} new request(s) to its host began, and {at_once} \
         could"
    );
    for place in at_once..=total {
        client.ask(&format!("other-{place}.org")).await;
    }
    let begun = client.in_progress().len();
    assert!(
        begun == total,
        "{total} in all, {per_host} a host: after {after}, {begun} new request(s) began, and {total} could"
    );
}

fn sorted(hosts: &str) -> Vec<char> {
    let mut hosts: Vec<char> = hosts.chars().collect();
    hosts.sort_unstable();
    hosts
}

/// Pending once, and woken at once.
fn turn_later() -> impl FnMut(&mut std::task::Context<'_>) -> Poll<()> {
    let polled = Cell::new(false);
    move |cx| {
        if polled.replace(true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
