//! What runs the tasks of a test: each test is run on both.

use ch04::join_handle::{JoinHandle, joinable};
use ch04::many_tasks::{Executor, Spawner};
use machine_solution::event_loop::{EventLoop, Handle};

/// An executor, seen from a test.
pub trait Host: Sized {
    type Spawner: Clone + 'static;

    fn start() -> Self;
    fn spawner(&self) -> Self::Spawner;
    fn run<F: Future>(&mut self, main: F) -> F::Output;

    /// Spawns what either of the two takes.
    fn spawn<F>(spawner: &Self::Spawner, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static;
}

impl Host for Executor {
    type Spawner = Spawner;

    fn start() -> Self {
        Self::new()
    }

    fn spawner(&self) -> Spawner {
        Executor::spawner(self)
    }

    fn run<F: Future>(&mut self, main: F) -> F::Output {
        self.run_until(main)
    }

    fn spawn<F>(spawner: &Spawner, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let (task, handle) = joinable(future);
        spawner.spawn(task);
        handle
    }
}

impl Host for EventLoop {
    type Spawner = Handle;

    fn start() -> Self {
        Self::new().expect("the system gives a loop its poller")
    }

    fn spawner(&self) -> Handle {
        self.handle()
    }

    fn run<F: Future>(&mut self, main: F) -> F::Output {
        self.block_on(main)
    }

    fn spawn<F>(handle: &Handle, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        handle.spawn(future)
    }
}

/// Makes of each named function, generic over its host, a check on either.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod on_the_executor {
            $(#[kit::check(seconds = 300)]
            fn $name() {
                super::$name::<ch04::many_tasks::Executor>();
            })*
        }

        mod on_the_loop {
            $(#[kit::check(seconds = 300)]
            fn $name() {
                super::$name::<machine_solution::event_loop::EventLoop>();
            })*
        }
    };
}
pub(crate) use on_both;
