//! The loop: tasks by number, a queue of those that were woken, timers, and a reactor.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use ch04::join_handle::{JoinHandle, joinable};
use ch04::ready_queue::ReadyQueue;
use ch05::one_turn::{Machine, run};
use ch05::reactor::{Reactor, Source};
use ch05::registry::Registry;
use ch05::timers::{TimerKey, Timers};
use poller::Socket;

/// The number of the future that [`EventLoop::block_on`] was given: no key of a registry.
const MAIN: usize = usize::MAX;

/// An event loop for one thread. Its tasks need not be `Send`; their wakers may be called from anywhere.
pub struct EventLoop {
    handle: Handle,
}

/// What tasks ask of their loop. Clones ask the same one.
#[derive(Clone)]
pub struct Handle(Rc<Shared>);

struct Shared {
    ready: ReadyQueue,
    tasks: RefCell<Registry<Slot>>,
    timers: RefCell<Timers<Waker>>,
    reactor: Reactor,
    /// The loop sleeps, or is about to: a thread that makes a task ready then must end the sleep.
    asleep: Arc<AtomicBool>,
    began: Instant,
    /// Nothing is taken in any more.
    closed: Cell<bool>,
}

struct Slot {
    waker: Waker,
    /// Empty while the task is polled.
    future: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

impl EventLoop {
    /// A loop without tasks.
    ///
    /// # Errors
    /// If the system has no poller left to give.
    pub fn new() -> io::Result<Self> {
        let reactor = Reactor::new()?;
        let asleep = Arc::new(AtomicBool::new(false));
        let (notifier, sleeps) = (reactor.notifier(), Arc::clone(&asleep));
        let own = thread::current().id();
        let ready = ReadyQueue::new(move || {
            // Only a wake by another thread can find the loop asleep, and must pay for a system call. The
            // loop itself wakes tasks at the end of a wait.
            if sleeps.load(Ordering::SeqCst) && thread::current().id() != own {
                notifier.notify();
            }
        });
        let shared = Shared {
            ready,
            tasks: RefCell::new(Registry::new()),
            timers: RefCell::new(Timers::new()),
            reactor,
            asleep,
            began: Instant::now(),
            closed: Cell::new(false),
        };
        Ok(Self {
            handle: Handle(Rc::new(shared)),
        })
    }

    /// What tasks ask of this loop.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Runs the loop until `main` is ready. The tasks that are not over stay, for the next `block_on`.
    pub fn block_on<F: Future>(&mut self, main: F) -> F::Output {
        let shared = &*self.handle.0;
        let waker = shared.ready.waker(MAIN);
        waker.wake_by_ref();
        let mut output = None;
        {
            let main = pin!(async {
                output = Some(main.await);
            });
            let mut turns = Turns {
                shared,
                polled: 0,
                main,
                waker,
                main_is_over: false,
            };
            run(&mut turns, |turns| turns.main_is_over);
        }
        output.expect("main is over: it has left its output")
    }
}

impl Drop for EventLoop {
    /// Closes the loop: first the tasks, which may hold sockets and timers, then what they have left.
    fn drop(&mut self) {
        // One of its parts has panicked, a `todo!` perhaps: what it said is not to be buried under more.
        if thread::panicking() {
            return;
        }
        let shared = &*self.handle.0;
        shared.closed.set(true);
        loop {
            // One by one: a task that is dropped may come back here, through a handle.
            let mut tasks = shared.tasks.borrow_mut();
            let Some(key) = tasks.iter().map(|(key, _)| key).next() else {
                break;
            };
            let task = tasks.remove(key);
            drop(tasks);
            drop(task);
        }
        let _wakers = shared.timers.replace(Timers::new());
    }
}

impl Handle {
    /// Makes `future` a task of the loop. If the loop is closed already, the future is dropped.
    pub fn spawn<F: Future + 'static>(&self, future: F) -> JoinHandle<F::Output> {
        let (task, handle) = joinable(future);
        self.spawn_detached(Box::pin(task));
        handle
    }

    /// As [`Handle::spawn`], for a future whose output is not needed.
    pub fn spawn_detached(&self, future: Pin<Box<dyn Future<Output = ()>>>) {
        if self.0.closed.get() {
            return;
        }
        let mut tasks = self.0.tasks.borrow_mut();
        let key = tasks.insert(Slot {
            waker: Waker::noop().clone(),
            future: Some(future),
        });
        let waker = self.0.ready.waker(key);
        if let Some(slot) = tasks.get_mut(key) {
            slot.waker = waker.clone();
        }
        drop(tasks);
        waker.wake();
    }

    /// Waits for `duration`, from now on.
    pub fn sleep(&self, duration: Duration) -> Sleep {
        Sleep {
            shared: Rc::downgrade(&self.0),
            deadline: self.0.began.elapsed() + duration,
            timer: None,
        }
    }

    /// Watches `socket` from now on.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        self.0.reactor.register(socket)
    }
}

/// A wait for a moment: made by [`Handle::sleep`]. Dropping it takes its timer out.
pub struct Sleep {
    shared: Weak<Shared>,
    deadline: Duration,
    timer: Option<(TimerKey, Waker)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(shared) = self.shared.upgrade() else {
            // The loop is closed: there is nothing left that could wait.
            return Poll::Pending;
        };
        if shared.began.elapsed() >= self.deadline {
            return Poll::Ready(());
        }
        if let Some((key, waker)) = self.timer.take() {
            if waker.will_wake(cx.waker()) {
                self.timer = Some((key, waker));
                return Poll::Pending;
            }
            shared.timers.borrow_mut().cancel(key);
        }
        let waker = cx.waker().clone();
        let key = shared.timers.borrow_mut().add(self.deadline, waker.clone());
        self.timer = Some((key, waker));
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let (Some((key, _)), Some(shared)) = (self.timer.take(), self.shared.upgrade()) {
            shared.timers.borrow_mut().cancel(key);
        }
    }
}

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// So many tasks are polled, at most, from one look at the sockets to the next. A look is a system call:
/// a turn of one or two tasks would cost little beside it.
const POLLS_A_LOOK: usize = 64;

/// The loop while [`EventLoop::block_on`] runs it.
struct Turns<'a> {
    shared: &'a Shared,
    /// Polled since the last look at the sockets.
    polled: usize,
    main: Pin<&'a mut dyn Future<Output = ()>>,
    waker: Waker,
    main_is_over: bool,
}

impl Machine for Turns<'_> {
    fn ready(&self) -> usize {
        // When main is over there is nothing left to sleep for: the loop asks whether it is done.
        self.shared.ready.len() + usize::from(self.main_is_over)
    }

    fn poll_one(&mut self) {
        let Some(key) = self.shared.ready.next() else {
            return;
        };
        self.polled += 1;
        if key == MAIN {
            let mut cx = Context::from_waker(&self.waker);
            if !self.main_is_over && self.main.as_mut().poll(&mut cx).is_ready() {
                self.main_is_over = true;
            }
            return;
        }
        let mut tasks = self.shared.tasks.borrow_mut();
        // A task that is over may have been woken once more.
        let Some(slot) = tasks.get_mut(key) else {
            return;
        };
        let (waker, future) = (slot.waker.clone(), slot.future.take());
        drop(tasks);
        let Some(mut future) = future else { return };
        if future
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            if let Some(slot) = self.shared.tasks.borrow_mut().get_mut(key) {
                slot.future = Some(future);
            }
            return;
        }
        let slot = self.shared.tasks.borrow_mut().remove(key);
        // With nothing borrowed: what they drop may come back here.
        drop((future, slot));
    }

    fn now(&self) -> Duration {
        self.shared.began.elapsed()
    }

    fn next_deadline(&self) -> Option<Duration> {
        self.shared.timers.borrow().next_deadline()
    }

    fn fire(&mut self, now: Duration) {
        let due = self.shared.timers.borrow_mut().expire(now);
        for waker in due {
            waker.wake();
        }
    }

    fn wait(&mut self, timeout: Option<Duration>) {
        if timeout == Some(Duration::ZERO) && self.ready() > 0 && self.polled < POLLS_A_LOOK {
            return;
        }
        self.polled = 0;
        // Said before the last look at the queue: a wake that comes after that look finds the loop asleep,
        // and one that came before it is seen.
        self.shared.asleep.store(true, Ordering::SeqCst);
        let timeout = match self.ready() {
            0 => timeout,
            _ => Some(Duration::ZERO),
        };
        let waited = self.shared.reactor.wait(timeout);
        self.shared.asleep.store(false, Ordering::SeqCst);
        waited.expect("the system lets a registered poller wait");
    }
}
