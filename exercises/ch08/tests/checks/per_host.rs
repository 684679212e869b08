//! Checks of per_host.

use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use ch08::per_host::Limiter;
use futures::channel::oneshot;
use futures::future::join_all;
use kit::{ByHand, Gauge, caught, check};
use tokio::task::yield_now;

#[check]
async fn a_crowd_that_waits_for_one_host_holds_up_no_other_host() {
    for (total, per_host, crowd) in [(2, 1, 2), (4, 2, 10), (10, 3, 50), (3, 1, 2)] {
        let limiter = Limiter::new(total, per_host);
        let mut client = Client::new(&limiter);
        for _ in 0..crowd {
            client.ask("slow.org").await;
        }
        let begun = client.begun.borrow().len();
        assert!(
            begun == per_host,
            "{}{total} in all, {per_host} a host: of {crowd} requests to one host, {begun} began instead of {per_host}{}",
            match per_host {
                1 => "",
                _ => "right with 1 a host: ",
            },
            if begun > per_host && begun == total.min(crowd) {
                ". Only the limit in all held requests up. Either each has a limit of its own instead of sharing one with \
                 the others of its host, or it gives its place at the host back before it is in progress"
            } else {
                ""
            }
        );
        for place in 0..total - per_host {
            let fast = client.ask(&format!("fast-{place}.org")).await;
            if client.has_begun(fast) {
                continue;
            }
            let more = total + crowd;
            let limiter = Limiter::new(more, per_host);
            let mut client = Client::new(&limiter);
            for _ in 0..crowd {
                client.ask("slow.org").await;
            }
            let fast = client.ask("fast.org").await;
            panic!(
                "{total} in all, {per_host} a host: {} in progress and {} waiting for slow.org, and a request to \
                 another host did not begin. {}",
                per_host + place,
                crowd - per_host,
                match client.has_begun(fast) {
                    true => format!(
                        "With {more} in all it begins: so what waits for slow.org counts in the total meanwhile\n\nWhat is \
                         taken first is held while waiting for the second."
                    ),
                    false => format!(
                        "Nor does it with {more} in all: a request that waits for slow.org holds up all that come after \
                         it, whatever is free\n\nA lock that is held during a wait does this, and so does a queue of \
                         which only the front can begin."
                    ),
                }
            );
        }
    }
}

/// Each host has one counter that all its requests share, and all hosts share another one. A permit counts for as long
/// as it is kept: one that goes into `_` is given back at once.
#[check]
async fn neither_bound_is_exceeded_and_both_are_used() {
    for (total, per_host, hosts, each) in [
        (2, 5, 1, 8),
        (5, 2, 1, 8),
        (4, 2, 3, 6),
        (1, 1, 2, 3),
        (20, 3, 4, 10),
        (6, 2, 3, 4),
        (9, 9, 2, 1),
    ] {
        let (limiter, in_all) = (Limiter::new(total, per_host), Gauge::new());
        let gauges: Vec<Gauge> = (0..hosts).map(|_| Gauge::new()).collect();
        let requests = (0..hosts * each).map(|number| {
            let (host, gauge) = (number % hosts, &gauges[number % hosts]);
            let ms = 10 + number as u64 % 3;
            let (limiter, in_all) = (&limiter, &in_all);
            let job = gauge.job(format!("{number} to {host}"), ms, number);
            let request = async {
                let pass = in_all.enter();
                let page = job.await;
                pass.finish();
                page
            };
            async move { limiter.run(&format!("host-{host}.org"), request).await }
        });
        let limits = format!(
            "{total} in all, {per_host} a host, {each} requests to each of {}",
            if hosts == 1 {
                "1 host".to_owned()
            } else {
                format!("{hosts} hosts")
            }
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
            "{limits}: {at_host} requests of one host were in progress at the same time, instead of at most {per_host}"
        );
        assert!(
            peak <= total,
            "{}{limits}: {peak} requests were in progress at the same time, instead of at most {total}. No host had more \
             than {per_host}: the limit in all does not hold",
            match hosts {
                1 => "",
                _ => "right with 1 host: ",
            }
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
    // In progress after requests to the first hosts, and after one to each of the second hosts has ended.
    for (total, per_host, asked, ended, wanted) in [
        (1, 1, "x y", "x", "y"),
        (1, 3, "x x x", "x x", "x"),
        (4, 1, "x x y y", "y", "x y"),
        (2, 1, "x y x z", "y", "x z"),
        (2, 1, "x y x z", "x", "x y or y z"),
        (2, 2, "x x x y", "x x", "x y"),
        (3, 2, "x x y z x", "y x", "x x z"),
    ] {
        let limiter = Limiter::new(total, per_host);
        let mut client = Client::new(&limiter);
        for host in asked.split(' ') {
            client.ask(host).await;
        }
        let mut wakes = Vec::new();
        for host in ended.split(' ') {
            wakes = client.wakes();
            let mut running = client.in_progress().into_iter();
            if let Some(ends) = running.find(|&id| client.runs[id].host == host) {
                client.end(ends);
                client.settle().await;
            }
        }
        let running = client.hosts_in_progress();
        let is_wanted = |running: &str| wanted.split(" or ").any(|wanted| wanted == running);
        if is_wanted(&running) {
            continue;
        }
        let lead = client.woken_in_vain(&wakes, &running, wanted);
        // Polls those that were not woken.
        for waits in client.waiting() {
            client.poll(waits);
        }
        client.settle().await;
        panic!(
            "{lead}{total} in all, {per_host} a host, requests to {asked}; then {ended} ended: in progress {running:?} \
             instead of {wanted:?}{}",
            match is_wanted(&client.hosts_in_progress()) {
                true =>
                    ". The one that could begin had not been woken: it began when it was polled",
                false => "",
            }
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
            "{total} in all, {per_host} a host: when a place became free, a request that came last began before \
             one to the same host that waited"
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

    // Two places in all become free for a host with one place, at which no request is in progress.
    for (total, later_waits) in [(2, false), (2, true), (3, false), (5, true)] {
        let limiter = Limiter::new(total, 1);
        let mut client = Client::new(&limiter);
        for place in 0..total {
            client.ask(&format!("other-{place}.org")).await;
        }
        let earlier = client.ask("x.org").await;
        let later = client.make("x.org");
        if later_waits {
            client.poll(later);
            client.settle().await;
        }
        client.end(0);
        client.end(1);
        client.poll(later);
        assert!(
            !client.has_begun(later),
            "right if a request waits for its host, wrong if it waits for the total: meanwhile it does not hold its \
             place at its host, and a later request to that host has taken it.\n\
             {total} in all, 1 a host: {total} requests to other hosts were in progress, one to x.org waited, and a \
             later one to x.org {}. Then two of the others ended, and the later one was polled first and began\n\n\
             A request that waits for the total keeps its place at its host: only requests to this host could use \
             it, and they came later.",
            match later_waits {
                true => "waited, too",
                false => "had not been polled yet",
            }
        );
        client.settle().await;
        assert!(
            client.in_progress().contains(&earlier),
            "{total} in all, 1 a host: a request waited for the total, two requests to other hosts ended, and it did not \
             begin"
        );
    }
}

/// A future can be dropped at each of its awaits. What it holds must be given back by a drop, and a place that it
/// was given and has not used belongs to the next one.
#[check]
async fn a_request_that_is_dropped_gives_its_places_back() {
    let mut right = Vec::new();
    for (when, total, per_host, first) in [
        ("in progress", 1, 1, "x.org"),
        ("waiting for its host", 5, 1, "x.org"),
        ("waiting for the total, with 5 a host", 1, 5, "x.org"),
        ("waiting for the total, with 1 a host", 1, 1, "y.org"),
        ("woken and not yet polled, one a host", 5, 1, "x.org"),
        ("woken and not yet polled, one in all", 1, 5, "x.org"),
    ] {
        let limiter = Limiter::new(total, per_host);
        let mut client = Client::new(&limiter);
        let first = client.ask(first).await;
        let second = client.ask("x.org").await;
        let third = client.ask("x.org").await;
        assert!(
            client.in_progress() == [first],
            "{total} in all, {per_host} a host: of 3 requests, {} began, and 1 could",
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
            "{}a request was dropped while it was {when} ({total} in all, {per_host} a host), and the next one to its \
             host did not begin: what the dropped one held was not given back",
            match right.is_empty() {
                true => String::new(),
                false => format!("right if it is {}: ", right.join(" or ")),
            }
        );
        right.push(when);
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
        let mut run = ByHand::new(limiter.run("x.org", fails(polls_before)));
        let mut panicked = false;
        for _ in 0..10 {
            panicked = caught(|| run.poll().is_ready()).is_err();
            if panicked {
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
        let alone = self.wakes_itself().await;
        panic!(
            "a `run` was woken and polled {PATIENCE} times while no request began or ended{}\n\n\
             A future that asks again and again keeps its thread busy. It should be woken when there is a place for \
             it, and not before.",
            match alone {
                true => ". It wakes itself: the same happens if no other `run` is polled",
                false => "",
            }
        );
    }

    /// Whether one of those that wait is woken again and again while no other one is polled.
    async fn wakes_itself(&mut self) -> bool {
        for id in 0..self.runs.len() {
            let mut woken = 0;
            for _ in 0..10 {
                self.poll(id);
                yield_now().await;
                let run = &self.runs[id];
                let is_woken = |future: &ByHand<_>| future.wakes() > run.wakes_seen;
                woken += usize::from(run.future.as_ref().is_some_and(is_woken));
            }
            if woken == 10 {
                return true;
            }
        }
        false
    }

    /// The request replies, and its `run` is polled. What is woken by that is not.
    fn end(&mut self, id: usize) {
        drop(self.runs[id].reply.take());
        self.poll(id);
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

    fn hosts_in_progress(&self) -> String {
        let running = self.in_progress().into_iter();
        let mut hosts: Vec<&str> = running.map(|id| self.runs[id].host.as_str()).collect();
        hosts.sort_unstable();
        hosts.join(" ")
    }

    /// How often each has been woken.
    fn wakes(&self) -> Vec<usize> {
        let wakes = |run: &Run<'_>| run.future.as_ref().map_or(0, ByHand::wakes);
        self.runs.iter().map(wakes).collect()
    }

    /// Of those that wait: whether others were woken than the one that can begin, which is in `wanted` and not in
    /// `running`.
    fn woken_in_vain(&self, before: &[usize], running: &str, wanted: &str) -> String {
        let count = |hosts: &str, host: &str| hosts.split(' ').filter(|of| *of == host).count();
        let wanted = wanted.split(" or ").next().unwrap_or_default();
        let can_begin = |host: &str| count(wanted, host) > count(running, host);
        let wakes = self.wakes();
        let is_woken = |id: &usize| before.get(*id).is_some_and(|before| wakes[*id] > *before);
        let woken: Vec<usize> = self.waiting().into_iter().filter(is_woken).collect();
        let hosts = |id: &usize| self.runs[*id].host.as_str();
        let Some(waits) = wanted.split(' ').find(|host| can_begin(host)) else {
            return String::new();
        };
        match woken.first().map(hosts) {
            None => format!("a request to {waits} can begin, and none was woken. "),
            Some(_) if woken.iter().map(hosts).any(can_begin) => String::new(),
            Some(other) => format!(
                "the one that was woken cannot begin, and the one that can was not woken: a request to {other} was, and \
                 none to {waits}. "
            ),
        }
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
                "{after}: a request to {host} waits; in progress in all: {}, at its host: {at_host}",
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
        "after {after}, with {total} in all and {per_host} a host: new requests to its host that began: {begun} \
         instead of {at_once}"
    );
    for place in at_once..=total {
        client.ask(&format!("other-{place}.org")).await;
    }
    let begun = client.in_progress().len();
    assert!(
        begun == total,
        "after {after}, with {total} in all and {per_host} a host: new requests that began: {begun} instead of {total}"
    );
}

async fn fails(polls_before: usize) -> usize {
    for _ in 0..polls_before {
        yield_now().await;
    }
    panic!("no route")
}
