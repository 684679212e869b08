//! The three that are compared, with the same three verbs.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use ch04::join_handle::{JoinHandle, joinable};
use ch04::many_tasks::Executor;
use criterion::BenchmarkId;
use machine_solution::event_loop::EventLoop;

/// How each is named in the table, in its order.
pub const NAMES: [&str; 3] = ["workbook", "tokio", "smol"];

pub fn id(name: &str) -> BenchmarkId {
    BenchmarkId::from_parameter(name)
}

/// An executor for one thread.
pub trait Host {
    const NAME: &'static str;
    type Handle<T: Send + 'static>: Future + Unpin;

    fn start() -> Self;
    /// Runs `main`, which spawns on it.
    fn run<F: Future>(&mut self, main: impl FnOnce(&Self::Spawner) -> F) -> F::Output;
    fn spawn<F>(spawner: &Self::Spawner, future: F) -> Self::Handle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static;
    type Spawner: Clone;
}

/// One that also has timers.
pub trait Clock: Host {
    type Sleep: Future;

    fn sleep(spawner: &Self::Spawner, duration: Duration) -> Self::Sleep;
}

/// The executor of chapter 4.
pub struct Ours(Executor);

impl Host for Ours {
    const NAME: &'static str = NAMES[0];
    type Handle<T: Send + 'static> = JoinHandle<T>;
    type Spawner = ch04::many_tasks::Spawner;

    fn start() -> Self {
        Self(Executor::new())
    }

    fn run<F: Future>(&mut self, main: impl FnOnce(&Self::Spawner) -> F) -> F::Output {
        let main = main(&self.0.spawner());
        self.0.run_until(main)
    }

    fn spawn<F>(spawner: &Self::Spawner, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let (task, handle) = joinable(future);
        spawner.spawn(task);
        handle
    }
}

/// The event loop of chapters 4 and 5.
pub struct OurLoop(EventLoop);

impl Host for OurLoop {
    const NAME: &'static str = NAMES[0];
    type Handle<T: Send + 'static> = JoinHandle<T>;
    type Spawner = machine_solution::event_loop::Handle;

    fn start() -> Self {
        Self(EventLoop::new().unwrap())
    }

    fn run<F: Future>(&mut self, main: impl FnOnce(&Self::Spawner) -> F) -> F::Output {
        let main = main(&self.0.handle());
        self.0.block_on(main)
    }

    fn spawn<F>(spawner: &Self::Spawner, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        spawner.spawn(future)
    }
}

impl Clock for OurLoop {
    type Sleep = machine_solution::event_loop::Sleep;

    fn sleep(spawner: &Self::Spawner, duration: Duration) -> Self::Sleep {
        spawner.sleep(duration)
    }
}

pub struct Tokio(tokio::runtime::Runtime);

impl Host for Tokio {
    const NAME: &'static str = NAMES[1];
    type Handle<T: Send + 'static> = tokio::task::JoinHandle<T>;
    type Spawner = tokio::runtime::Handle;

    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        Self(runtime.unwrap())
    }

    fn run<F: Future>(&mut self, main: impl FnOnce(&Self::Spawner) -> F) -> F::Output {
        let _entered = self.0.enter();
        let main = main(self.0.handle());
        self.0.block_on(main)
    }

    fn spawn<F>(spawner: &Self::Spawner, future: F) -> Self::Handle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        spawner.spawn(future)
    }
}

impl Clock for Tokio {
    type Sleep = tokio::time::Sleep;

    fn sleep(_: &Self::Spawner, duration: Duration) -> Self::Sleep {
        tokio::time::sleep(duration)
    }
}

type Smols = std::sync::Arc<async_executor::Executor<'static>>;

pub struct Smol(Smols);

/// Its handle cancels when it is dropped; here it is always awaited.
pub struct SmolTask<T>(async_executor::Task<T>);

impl<T> Future for SmolTask<T> {
    type Output = T;

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx)
    }
}

impl Host for Smol {
    const NAME: &'static str = NAMES[2];
    type Handle<T: Send + 'static> = SmolTask<T>;
    type Spawner = Smols;

    fn start() -> Self {
        Self(Smols::default())
    }

    fn run<F: Future>(&mut self, main: impl FnOnce(&Self::Spawner) -> F) -> F::Output {
        let main = main(&self.0);
        async_io::block_on(self.0.run(main))
    }

    fn spawn<F>(spawner: &Self::Spawner, future: F) -> Self::Handle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        SmolTask(spawner.spawn(future))
    }
}

impl Clock for Smol {
    type Sleep = async_io::Timer;

    fn sleep(_: &Self::Spawner, duration: Duration) -> Self::Sleep {
        async_io::Timer::after(duration)
    }
}
