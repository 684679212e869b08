//! Files that a check holds, and a pool of blocking threads that shows in which jobs they are read.

#![allow(dead_code, reason = "each exercise uses a part of it")]

use std::collections::{HashMap, HashSet};
use std::io::{self, ErrorKind, Read};
use std::panic::resume_unwind;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use ch12::files::{Digest, Files};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Notify;
use tokio::task::yield_now;

/// What a call does.
#[derive(Clone, Copy)]
pub enum Step {
    /// A read that has so many bytes, or as many of them as fit.
    Bytes(usize),
    /// A read that fails.
    Fails(ErrorKind),
    /// A read that panics.
    Panics,
    /// Instead of all reads: `open` fails.
    OpenFails(ErrorKind),
    /// Instead of all reads: `open` panics.
    OpenPanics,
}

/// Files by path. Each byte of a file is known from its path and its position.
#[derive(Default)]
pub struct Disk {
    files: HashMap<String, Vec<Step>>,
    /// Puts a fence behind the job that opens a file, if none is there: see [`Disk::fences`].
    fenced: bool,
    state: Mutex<State>,
    changed: Condvar,
    notify: Notify,
}

#[derive(Default)]
struct State {
    opened: Vec<String>,
    /// Files that are open now, and the most that were open at once.
    open: usize,
    most_open: usize,
    largest_buffer: usize,
    held: HashSet<String>,
    /// Call, thread, and whether the thread belongs to a runtime of tokio.
    calls: Vec<(&'static str, ThreadId, bool)>,
    fences: Vec<usize>,
    fence_waits: bool,
}

impl Disk {
    pub fn new(files: impl IntoIterator<Item = (&'static str, Vec<Step>)>) -> Self {
        let files = files.into_iter();
        Self {
            files: files
                .map(|(path, steps)| (path.to_owned(), steps))
                .collect(),
            ..Self::default()
        }
    }

    /// So many small files, named by [`names`].
    pub fn of(count: usize) -> Self {
        Self::new(
            names(count)
                .into_iter()
                .map(|path| (path, vec![Step::Bytes(3)])),
        )
    }

    pub fn fenced(self) -> Self {
        Self {
            fenced: true,
            ..self
        }
    }

    /// `open` of these files does not return before [`Disk::release`].
    pub fn hold(self: &Arc<Self>, paths: impl IntoIterator<Item = String>) -> Held {
        self.change(|state| state.held.extend(paths));
        Held(Arc::clone(self))
    }

    pub fn release(&self, path: &str) {
        self.change(|state| state.held.remove(path));
    }

    /// Resolves when `condition` holds for the paths that were opened and how many fences have run.
    pub async fn until(&self, condition: impl Fn(&[String], usize) -> bool) {
        self.until_state(|state| condition(&state.opened, state.fences.len()))
            .await;
    }

    /// Resolves when all fences that `open` has put have run.
    pub async fn until_fences_have_run(&self) {
        self.until_state(|state| !state.fence_waits).await;
    }

    async fn until_state(&self, condition: impl Fn(&State) -> bool) {
        loop {
            let changed = self.notify.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.see(&condition) {
                return;
            }
            changed.await;
        }
    }

    /// A job of its own for the blocking threads. It waits for the jobs that were handed over before it, as
    /// long as they take all threads, and notes how many files are opened by then.
    pub fn fence(self: &Arc<Self>, handle: &Handle) {
        let disk = Arc::clone(self);
        drop(handle.spawn_blocking(move || {
            disk.change(|state| {
                state.fence_waits = false;
                state.fences.push(state.opened.len());
            });
        }));
    }

    pub fn fences(&self) -> Vec<usize> {
        self.see(|state| state.fences.clone())
    }

    /// The paths that were opened, in that order.
    pub fn opened(&self) -> Vec<String> {
        self.see(|state| state.opened.clone())
    }

    pub fn most_open(&self) -> usize {
        self.see(|state| state.most_open)
    }

    pub fn largest_buffer(&self) -> usize {
        self.see(|state| state.largest_buffer)
    }

    /// Every call: its name, its thread, and whether the thread belongs to a runtime of tokio.
    pub fn calls(&self) -> Vec<(&'static str, ThreadId, bool)> {
        self.see(|state| state.calls.clone())
    }

    /// The digest of a file that is read without an error.
    pub fn digest(&self, path: &str) -> u64 {
        let mut digest = Digest::new();
        let mut at = 0;
        for step in self.files.get(path).into_iter().flatten() {
            if let Step::Bytes(count) = step {
                digest.update(&bytes(path, at, *count));
                at += count;
            }
        }
        digest.finish()
    }

    fn see<T>(&self, see: impl FnOnce(&State) -> T) -> T {
        see(&self.lock())
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        self.notify.notify_waiters();
        result
    }

    fn call(&self, name: &'static str) {
        let call = (name, thread::current().id(), Handle::try_current().is_ok());
        self.change(|state| state.calls.push(call));
    }

    /// A panic in an answer's code must not hide behind a poisoned lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The disk as an answer sees it.
pub struct Shared(pub Arc<Disk>);

impl Files for Shared {
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send>> {
        let disk = &self.0;
        disk.call("`open`");
        disk.change(|state| state.opened.push(path.to_owned()));
        if let (true, Ok(handle)) = (disk.fenced, Handle::try_current())
            && !disk.change(|state| std::mem::replace(&mut state.fence_waits, true))
        {
            disk.fence(&handle);
        }
        let mut state = disk.lock();
        while state.held.contains(path) {
            state = (disk.changed.wait(state)).unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        let Some(steps) = disk.files.get(path) else {
            return Err(io::Error::new(ErrorKind::NotFound, path));
        };
        match steps[..] {
            [Step::OpenFails(kind)] => return Err(io::Error::new(kind, path)),
            [Step::OpenPanics] => panics(path),
            _ => {}
        }
        disk.change(|state| {
            state.open += 1;
            state.most_open = state.most_open.max(state.open);
        });
        Ok(Box::new(Open {
            disk: Arc::clone(disk),
            path: path.to_owned(),
            steps: steps.iter().rev().copied().collect(),
            at: 0,
        }))
    }
}

/// A payload, but no call of the panic hook: nothing is printed or recorded for it.
fn panics(path: &str) -> ! {
    match path.len() % 2 {
        0 => resume_unwind(Box::new(format!("{path} panics"))),
        // As `panic_any` does: not all payloads are strings.
        _ => resume_unwind(Box::new(42)),
    }
}

struct Open {
    disk: Arc<Disk>,
    path: String,
    /// The next one is the last.
    steps: Vec<Step>,
    at: usize,
}

impl Read for Open {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.disk.call("`read`");
        let largest =
            |state: &mut State| state.largest_buffer = state.largest_buffer.max(buffer.len());
        self.disk.change(largest);
        match self.steps.pop() {
            Some(Step::Bytes(count)) => {
                let fits = count.min(buffer.len());
                buffer[..fits].copy_from_slice(&bytes(&self.path, self.at, fits));
                self.at += fits;
                if fits < count {
                    self.steps.push(Step::Bytes(count - fits));
                }
                Ok(fits)
            }
            Some(Step::Fails(kind)) => Err(io::Error::new(kind, self.path.as_str())),
            Some(Step::Panics) => panics(&self.path),
            _ => Ok(0),
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.disk.call("the drop of a reader");
        self.disk.change(|state| state.open -= 1);
    }
}

/// So many bytes of a file, from a position on.
fn bytes(path: &str, at: usize, count: usize) -> Vec<u8> {
    let file: usize = path.bytes().map(usize::from).sum();
    (at..at + count)
        .map(|at| (file + at * 31 + at / 256).to_le_bytes()[0])
        .collect()
}

/// Releases all files when it is dropped, so that no thread is left behind.
pub struct Held(Arc<Disk>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.change(|state| state.held.clear());
    }
}

/// `a`, `b`, `c` …
pub fn names(count: usize) -> Vec<&'static str> {
    const NAMES: &str = "abcdefghijklmnopqrstuvwxyz";
    (0..count).map(|at| &NAMES[at..=at]).collect()
}

/// Runs `check` on a runtime with exactly so many blocking threads, whose clock is paused.
pub fn on_threads<T>(threads: usize, check: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .max_blocking_threads(threads)
        .build()
        .expect("the system gives a check its runtime");
    let runtime = Running(Some(runtime));
    runtime.0.as_ref().expect("it runs").block_on(check)
}

struct Running(Option<Runtime>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            // Its drop would wait for jobs that an answer has left behind.
            runtime.shutdown_background();
        }
    }
}

/// Lets the tasks of the runtime's thread run, as long as they wake each other.
pub async fn turns() {
    for _ in 0..100 {
        yield_now().await;
    }
}
