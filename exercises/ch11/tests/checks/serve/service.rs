//! A service that runs, and its clients: what the checks of serve share.

use std::collections::VecDeque;
use std::future::pending;
use std::io::{self, ErrorKind};
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch11::serve::{Ended, Listen, MAX_FRAME, serve};
use kit::{DropProbe, DropToken, Gauge, virtual_ms};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::wire::Wire;

/// In milliseconds. No client waits longer.
pub const HOUR: u64 = 3_600_000;

pub fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

pub fn frame(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes(), bytes].concat()
}

/// A request whose handler takes so many milliseconds.
pub fn request(takes: u64, text: &str) -> Vec<u8> {
    format!("{takes} {text}").into_bytes()
}

pub fn reply_to(request: &[u8]) -> Vec<u8> {
    request.iter().rev().copied().collect()
}

/// For a message.
pub fn start(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(20)]).into_owned()
}

/// Gives out the connections and errors of a [`Service`].
#[derive(Default)]
struct Arrivals {
    waiting: Mutex<VecDeque<Result<Wire, ErrorKind>>>,
    arrived: Notify,
    returned_at: Mutex<Vec<u64>>,
}

struct Listener {
    arrivals: Arc<Arrivals>,
    _alive: DropToken,
}

impl Listen for Listener {
    type Connection = Wire;

    async fn accept(&mut self) -> io::Result<Wire> {
        loop {
            let next = self.arrivals.waiting.lock().unwrap().pop_front();
            match next {
                Some(arrived) => {
                    let mut times = self.arrivals.returned_at.lock().unwrap();
                    times.push(virtual_ms());
                    return arrived.map_err(io::Error::from);
                }
                None => self.arrivals.arrived.notified().await,
            }
        }
    }
}

async fn handle(request: Vec<u8>, gauge: Gauge, alive: DropToken) -> Vec<u8> {
    let pass = gauge.enter();
    let text = String::from_utf8_lossy(&request);
    let takes = text.split(' ').next().and_then(|takes| takes.parse().ok());
    if takes.is_some_and(|takes| takes > 0) {
        sleep(ms(takes.unwrap_or_default())).await;
    }
    if text.contains("panic") {
        // Provoked: it is no part of a report.
        resume_unwind(Box::new("a handler panics"));
    }
    pass.finish();
    drop(alive);
    reply_to(&request)
}

/// A service that runs in a task.
pub struct Service {
    arrivals: Arc<Arrivals>,
    /// Counts what handlers are at work.
    pub gauge: Gauge,
    /// Sees the listener, the connections and the handlers.
    pub probe: DropProbe,
    stop: Mutex<Option<oneshot::Sender<()>>>,
    stopped_at: Mutex<Option<u64>>,
    running: Mutex<Option<JoinHandle<()>>>,
    returned: Arc<Mutex<Option<Returned>>>,
    grace: u64,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
    /// What happened last, for a message.
    story: Mutex<String>,
}

struct Returned {
    ended: Ended,
    at: u64,
    left: usize,
}

impl Service {
    /// Its grace is `grace` ms.
    pub fn open(grace: u64) -> Self {
        let (gauge, probe) = (Gauge::new(), DropProbe::new());
        let arrivals = Arc::new(Arrivals::default());
        let listener = Listener {
            arrivals: Arc::clone(&arrivals),
            _alive: probe.token("the listener"),
        };
        let (jobs, alive) = (gauge.clone(), probe.clone());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let handler = move |request: Vec<u8>| {
            seen.lock().unwrap().push(request.clone());
            handle(request, jobs.clone(), alive.token("a handler"))
        };
        let (stop, stopped) = oneshot::channel();
        let stopped = async move {
            if stopped.await.is_err() {
                pending::<()>().await;
            }
        };
        let returned = Arc::new(Mutex::new(None));
        let (result, alive) = (Arc::clone(&returned), probe.clone());
        let running = tokio::spawn(async move {
            let ended = serve(listener, handler, stopped, ms(grace)).await;
            *result.lock().unwrap() = Some(Returned {
                ended,
                at: virtual_ms(),
                left: alive.alive(),
            });
        });
        Self {
            arrivals,
            gauge,
            probe,
            stop: Mutex::new(Some(stop)),
            stopped_at: Mutex::default(),
            running: Mutex::new(Some(running)),
            returned,
            grace,
            requests,
            story: Mutex::default(),
        }
    }

    /// The requests that the handler got.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().unwrap().clone()
    }

    /// What happens from now on.
    pub fn now(&self, story: &str) {
        *self.story.lock().unwrap() = story.to_owned();
    }

    fn story(&self) -> String {
        match self.story.lock().unwrap().as_str() {
            "" => String::new(),
            story => format!("{story}: "),
        }
    }

    /// The next `accept` gives this.
    pub fn arrives(&self, what: Result<Wire, ErrorKind>) {
        self.arrivals.waiting.lock().unwrap().push_back(what);
        self.arrivals.arrived.notify_one();
    }

    /// A client that connects now; so many bytes fit into its connection, in each direction.
    pub fn connect(&self, room: usize) -> DuplexStream {
        let (wire, client) = Wire::new(room, &self.probe, "a connection");
        self.arrives(Ok(wire));
        client
    }

    /// A client whose connection fails after `good` bytes.
    pub fn connect_failing(&self, good: usize) -> DuplexStream {
        let (wire, client) = Wire::new(64, &self.probe, "a connection");
        self.arrives(Ok(wire.fails_after(good)));
        client
    }

    /// How many connections and errors `accept` has not given out.
    pub fn waiting(&self) -> usize {
        self.arrivals.waiting.lock().unwrap().len()
    }

    /// When `accept` returned, in ms from `began` on.
    pub fn accepted_at(&self, began: u64) -> Vec<u64> {
        let times = self.arrivals.returned_at.lock().unwrap();
        times
            .iter()
            .filter(|at| **at >= began)
            .map(|at| at - began)
            .collect()
    }

    /// Sends `bytes` to the service.
    pub async fn send(&self, client: &mut DuplexStream, bytes: &[u8]) {
        let sent = timeout(ms(HOUR), client.write_all(bytes)).await;
        if !matches!(sent, Ok(Ok(()))) {
            self.still_runs().await;
        }
        match sent {
            Ok(Ok(())) => {}
            Ok(Err(_)) => panic!(
                "{}a client sends {} bytes, and the service closes the connection before it has read them all",
                self.story(),
                bytes.len()
            ),
            Err(_) => panic!(
                "{}a client sends {} bytes, and within an hour they are not read",
                self.story(),
                bytes.len()
            ),
        }
    }

    /// Reads a reply, or says what came instead.
    pub async fn reply(&self, stream: &mut (impl AsyncReadExt + Unpin)) -> Result<Vec<u8>, String> {
        let read = async {
            let length = stream.read_u32().await?;
            if length as usize > 2 * MAX_FRAME {
                let what = format!("a reply began with the length {length}");
                return Err(io::Error::other(what));
            }
            let mut bytes = vec![0; length as usize];
            stream.read_exact(&mut bytes).await?;
            Ok(bytes)
        };
        let got = timeout(ms(HOUR), read).await;
        if !matches!(got, Ok(Ok(_))) {
            self.still_runs().await;
        }
        match got {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(error)) if error.kind() == ErrorKind::Other => Err(error.to_string()),
            Ok(Err(_)) => Err("the connection was closed without a whole reply".to_owned()),
            Err(_) => Err("no whole reply came, and the connection stayed open".to_owned()),
        }
    }

    /// Sends a request and reads its reply.
    pub async fn exchange(
        &self,
        client: &mut DuplexStream,
        request: &[u8],
    ) -> Result<Vec<u8>, String> {
        self.send(client, &frame(request)).await;
        let got = self.reply(client).await?;
        match got == reply_to(request) {
            true => Ok(got),
            false => Err(format!("it got another reply: {:?}", start(&got))),
        }
    }

    /// A client cannot tell why it gets nothing: `serve` may have panicked, or returned.
    pub async fn still_runs(&self) {
        let ended = self
            .running
            .lock()
            .unwrap()
            .take_if(|task| task.is_finished());
        let Some(ended) = ended else { return };
        match ended.await {
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            _ if self.stopped_at.lock().unwrap().is_none() => {
                panic!(
                    "{}`serve` returned before the stop\n\n\
                     An error ends what it belongs to, and no more. Only the stop ends the service.",
                    self.story()
                )
            }
            _ => {}
        }
    }

    /// Makes the stop ready.
    pub fn stop(&self) {
        *self.stopped_at.lock().unwrap() = Some(virtual_ms());
        let stop = self.stop.lock().unwrap().take();
        let _ = stop.expect("it is stopped once").send(());
    }

    /// How many ms ago the stop was.
    pub fn since_the_stop(&self) -> u64 {
        virtual_ms() - self.stopped_at.lock().unwrap().expect("it was stopped")
    }

    /// Drops the future of `serve`.
    pub async fn abort(&self) {
        self.still_runs().await;
        let running = self.running.lock().unwrap().take().expect("it runs");
        running.abort();
    }

    pub fn listener_dropped(&self) -> bool {
        let dropped = self.probe.dropped();
        dropped.iter().any(|name| name == "the listener")
    }

    /// How many connections and handlers exist.
    pub fn left(&self) -> usize {
        self.probe.alive() - usize::from(!self.listener_dropped())
    }

    /// The connections and handlers that exist, in words.
    pub fn what_is_left(&self) -> String {
        match self.left() {
            1 => "1 connection or handler still exists".to_owned(),
            left => format!("{left} connections and handlers still exist"),
        }
    }

    /// Whether the handler gets this request as it is, if all of it has arrived before it is read.
    pub async fn all_at_once(&self, request: &[u8]) -> bool {
        let bytes = frame(request);
        let mut client = self.connect(bytes.len());
        let sent = client.write_all(&bytes).await;
        sleep(ms(1)).await;
        sent.is_ok() && self.requests().first().is_some_and(|got| got == request)
    }

    /// It is stopped, and `serve` returns after `after` ms; `wanted` is what has finished and what was cut.
    pub async fn stops(&self, wanted: (usize, usize), after: u64, scene: &str) {
        self.stop();
        self.ends(wanted, after, scene).await;
    }

    /// The same, if it was stopped before.
    pub async fn ends(&self, wanted: (usize, usize), after: u64, scene: &str) {
        let stopped = self.stopped_at.lock().unwrap().expect("it was stopped");
        // `serve` notes itself when it returns.
        sleep(ms(1)).await;
        let open = self.left();
        let running = self.running.lock().unwrap().take();
        if let Some(running) = running {
            match timeout(ms(10 * HOUR), running).await {
                Err(_) => panic!("{scene}: `serve` had not returned 10 hours after the stop"),
                Ok(Err(error)) if error.is_panic() => resume_unwind(error.into_panic()),
                Ok(_) => {}
            }
        }
        let returned = self.returned.lock().unwrap().take();
        let Returned { ended, at, left } = returned.expect("it has returned");
        let at = at - stopped;
        assert!(
            at == after,
            "{scene}: `serve` returned {at} ms after the stop instead of {after} ms; 1 ms after the stop, {open} \
             connections and handlers existed{}",
            match (at > after, at == self.grace, after == self.grace) {
                (true, true, _) if open == 0 || after > 0 => {
                    "\n\n`grace` is a limit. `serve` returns as soon as all connections are dropped."
                }
                (true, _, true) => {
                    "\n\nThe grace is one deadline for all connections together. It begins at the stop."
                }
                (true, true, _) =>
                    "\n\nAt the stop, each connection that handles no request is dropped.",
                _ => "",
            }
        );
        if left > 0 {
            sleep(ms(1)).await;
            let then = match self.probe.alive() {
                0 => {
                    "1 ms later, none did: `serve` did not wait until they were dropped".to_owned()
                }
                still => format!("1 ms later, {still} did"),
            };
            panic!(
                "when `serve` returned, {left} of its connections, handlers and its listener still existed, and {then}\n\
                 ({scene})\n\n\
                 To abort a task only requests its end. It has ended when it was joined."
            );
        }
        let (finished, cut) = wanted;
        assert!(
            ended == Ended { finished, cut },
            "{scene}: `serve` returned {ended:?}; right would be finished: {finished}, cut: {cut}"
        );
    }
}
