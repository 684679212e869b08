//! One transfer between a scripted body and a file in memory.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use ch15::http::{Body, Checksum, Failure, Sink};
use ch15::transfer::transfer;
use kit::cancel::up_to;
use tokio::time::{Instant, sleep, timeout};

#[derive(Clone)]
pub enum Step {
    Chunk(Vec<u8>),
    /// Milliseconds before the next step.
    Wait(u64),
    Fail(Failure),
    /// Nothing comes any more.
    Hang,
    /// Nothing comes any more, but its task is woken each time so many milliseconds have passed.
    Restless(u64),
    /// Chunk after chunk.
    Endless,
}

/// What happens in one transfer.
pub struct Scene {
    pub steps: VecDeque<Step>,
    pub from: u64,
    pub total: Option<u64>,
    pub stall: u64,
    pub write_ms: u64,
    pub flush_ms: u64,
    pub write_fails: Option<(usize, Failure)>,
    pub flush_fails: Option<Failure>,
}

#[derive(Default)]
pub struct Disk {
    pub asked: usize,
    pub asked_at: Option<Instant>,
    pub given: usize,
    came: Vec<u8>,
    /// How many futures of chunks were dropped before they were ready.
    pub dropped: usize,
    /// The most bytes that were given and not taken when a chunk was asked for.
    pub most_untaken: usize,
    pub written: Vec<u8>,
    pub writes: usize,
    pub flushed: usize,
    /// When the flush began.
    pub flush_at: Option<Instant>,
}

pub struct End {
    /// It had not returned after so many seconds.
    waits: Option<u64>,
    pub result: Option<Result<u64, Failure>>,
    pub ended: Instant,
    digest: Checksum,
    reported: u64,
    disk: Arc<Mutex<Disk>>,
}

const COUNTED: &str = "\n\nA chunk counts when the sink has taken it: a write can fail, and a future can be dropped in the \
    middle of one.";
const BEFORE: &[u8] = b"what is on disk already";

impl Scene {
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: steps.into_iter().collect(),
            from: 0,
            total: None,
            stall: 30_000,
            write_ms: 0,
            flush_ms: 0,
            write_fails: None,
            flush_fails: None,
        }
    }

    pub async fn run(self) -> End {
        self.run_up_to(usize::MAX).await
    }

    /// Drops the transfer when it has returned Pending that many times.
    pub async fn run_up_to(self, pendings: usize) -> End {
        let disk = Arc::<Mutex<Disk>>::default();
        let (from, total, stall) = (self.from, self.total, Duration::from_millis(self.stall));
        let slow = Duration::from_millis(self.write_ms + self.flush_ms);
        let mut digest = checksum(&[BEFORE]);
        let reported = Cell::new(0);
        let mut body = Script(self.steps.clone(), disk.clone());
        let mut file = Store(self, disk.clone());
        let report = |bytes| reported.set(reported.get() + bytes);
        let run = transfer(
            &mut body,
            &mut file,
            &mut digest,
            from,
            total,
            stall,
            report,
        );
        // Far more than any transfer here takes.
        let limit = 100 * (stall + slow) + Duration::from_secs(600);
        let result = timeout(limit, up_to(run, pendings)).await;
        End {
            waits: result.is_err().then_some(limit.as_secs()),
            result: result.ok().flatten(),
            ended: Instant::now(),
            digest,
            reported: reported.get(),
            disk,
        }
    }
}

impl End {
    pub fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap()
    }

    #[track_caller]
    pub fn returns(&self, scene: &str, expected: Result<u64, Failure>) {
        if let Some(seconds) = self.waits {
            panic!(
                "{scene}: `transfer` still waits after {seconds} s instead of returning {expected:?}"
            );
        }
        let result = self.result.as_ref().expect("it ran to its end");
        assert!(
            *result == expected,
            "{scene}: `transfer` returned {result:?} instead of {expected:?}"
        );
    }

    #[track_caller]
    pub fn has_asked(&self, scene: &str, times: usize) {
        let asked = self.disk().asked;
        assert!(
            asked == times,
            "{scene}: the body was asked for {asked} chunks instead of {times}"
        );
    }

    /// The sink has taken the first `expected` bytes that were given, and they have been counted.
    #[track_caller]
    pub fn has_written(&self, scene: &str, expected: usize) {
        let written = self.disk().written.len();
        assert!(
            written == expected,
            "{scene}: the sink has taken {written} bytes instead of {expected}"
        );
        self.has_counted(scene);
    }

    #[track_caller]
    pub fn has_counted(&self, scene: &str) {
        let disk = self.disk();
        let taken = disk.written.len();
        assert!(
            self.reported == taken as u64,
            "{scene}: the sink has taken {taken} bytes, and `progress` was told of {}{COUNTED}",
            self.reported
        );
        let is_of = |before: &[u8], came: &[u8]| {
            self.digest.clone().value() == checksum(&[before, came]).value()
        };
        let (instead, idea) = if is_of(&[], &disk.written) {
            let idea = "\n\n`digest` has seen what is on disk already. A checksum is that of the whole file.";
            (", but of the latter alone", idea)
        } else if is_of(BEFORE, &disk.came) {
            (", but of all bytes that the body gave", COUNTED)
        } else {
            ("", COUNTED)
        };
        assert!(
            is_of(BEFORE, &disk.written),
            "{scene}: `digest` is not that of the bytes from before and the {taken} bytes that the sink has \
             taken{instead}{idea}"
        );
    }
}

fn checksum(pieces: &[&[u8]]) -> Checksum {
    let mut checksum = Checksum::new(true);
    for piece in pieces {
        checksum.update(piece);
    }
    checksum
}

/// The body of a response.
struct Script(VecDeque<Step>, Arc<Mutex<Disk>>);

impl Body for Script {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        {
            let mut disk = self.1.lock().unwrap();
            let untaken = disk.given - disk.written.len();
            disk.most_untaken = disk.most_untaken.max(untaken);
            disk.asked += 1;
            disk.asked_at = Some(Instant::now());
            disk.dropped += 1;
        }
        loop {
            // Taken before it is waited for: what a dropped future has taken is lost.
            let chunk = match self.0.pop_front() {
                None => break self.ready(None),
                Some(Step::Fail(failure)) => {
                    self.ready(None)?;
                    return Err(failure);
                }
                Some(Step::Wait(ms)) => {
                    let next = self.0.pop_front();
                    sleep(Duration::from_millis(ms)).await;
                    if let Some(step) = next {
                        self.0.push_front(step);
                    }
                    continue;
                }
                Some(Step::Hang) => std::future::pending().await,
                Some(Step::Restless(ms)) => loop {
                    sleep(Duration::from_millis(ms)).await;
                },
                Some(Step::Endless) => {
                    self.0.push_front(Step::Endless);
                    sleep(Duration::from_millis(1)).await;
                    bytes(7, 7)
                }
                Some(Step::Chunk(chunk)) => chunk,
            };
            break self.ready(Some(chunk));
        }
    }
}

impl Script {
    fn ready(&self, chunk: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, Failure> {
        let mut disk = self.1.lock().unwrap();
        disk.dropped -= 1;
        disk.given += chunk.as_ref().map_or(0, Vec::len);
        disk.came.extend(chunk.iter().flatten());
        Ok(chunk)
    }
}

/// The file.
struct Store(Scene, Arc<Mutex<Disk>>);

impl Sink for Store {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let writes = self.1.lock().unwrap().writes;
        if let Some((_, failure)) = self.0.write_fails.as_ref().filter(|(at, _)| *at == writes) {
            return Err(failure.clone());
        }
        if self.0.write_ms > 0 {
            sleep(Duration::from_millis(self.0.write_ms)).await;
        }
        let mut disk = self.1.lock().unwrap();
        disk.writes += 1;
        disk.written.extend_from_slice(bytes);
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        self.1.lock().unwrap().flush_at = Some(Instant::now());
        if let Some(failure) = &self.0.flush_fails {
            return Err(failure.clone());
        }
        if self.0.flush_ms > 0 {
            sleep(Duration::from_millis(self.0.flush_ms)).await;
        }
        let mut disk = self.1.lock().unwrap();
        disk.flushed = disk.written.len();
        Ok(())
    }
}

/// The bytes of chunk `n`, unlike those of other chunks.
pub fn bytes(n: usize, length: usize) -> Vec<u8> {
    (0..length).map(|at| (n * 31 + at) as u8).collect()
}

/// So many bytes in chunks of at most ten.
pub fn chunks_of(mut length: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    while length > 0 {
        let part = length.min(10);
        steps.push(Step::Chunk(bytes(steps.len(), part)));
        length -= part;
    }
    steps
}
