//! The clock of these checks, and the threads on which its alarms ring.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use ch03::delay::Clock;
use kit::{caught, note};

/// How long a thread waits for another one, and how many times it must have run meanwhile: on a busy
/// machine, time may pass while neither of the two runs.
pub const PATIENCE: Duration = Duration::from_secs(1);
const TURNS: usize = 30;

/// Waits for a message, but not forever.
pub fn patiently<T>(messages: &Receiver<T>, patience: Duration) -> Result<T, RecvTimeoutError> {
    let start = Instant::now();
    for turn in 0.. {
        match messages.recv_timeout(Duration::from_millis(5)) {
            Err(RecvTimeoutError::Timeout) if turn < TURNS || start.elapsed() < patience => {}
            came => return came,
        }
    }
    Err(RecvTimeoutError::Timeout)
}

/// Far more reads of the clock than a future needs, unless it loops.
const MOST_LOOKS: usize = 10_000;

type Ring = Box<dyn FnOnce() + Send>;

/// A clock that the check turns by hand.
pub struct Dial {
    now: Mutex<Duration>,
    looks: AtomicUsize,
    /// The end comes during `call_at`: the alarm rings on another thread, and `call_at` waits for the
    /// callback, but not longer than `PATIENCE`.
    pub rings_while_set: bool,
    /// Writes nothing to the timeline.
    is_quiet: bool,
    /// When each alarm is due, and what it calls if it has not rung yet.
    alarms: Mutex<Vec<(Duration, Option<Ring>)>>,
    /// The callback of an alarm on another thread did not return in time.
    pub hindered: AtomicBool,
    /// The next alarm rings on another thread, right after the next read of the clock.
    pub rings_at_next_look: AtomicBool,
    pub on_its_way: Mutex<Option<JoinHandle<()>>>,
    /// Why a callback panicked on a thread of the clock.
    panicked: Arc<Mutex<Option<String>>>,
}

impl Dial {
    pub fn at(now: Duration) -> Self {
        Self {
            now: Mutex::new(now),
            looks: AtomicUsize::new(0),
            rings_while_set: false,
            is_quiet: false,
            alarms: Mutex::default(),
            hindered: AtomicBool::new(false),
            rings_at_next_look: AtomicBool::new(false),
            on_its_way: Mutex::default(),
            panicked: Arc::default(),
        }
    }

    /// For a second experiment, which the timeline should not show.
    pub fn quiet(now: Duration) -> Self {
        Self {
            is_quiet: true,
            ..Self::at(now)
        }
    }

    #[track_caller]
    fn note(&self, what: impl Into<String>) {
        if !self.is_quiet {
            note(what.into());
        }
    }

    /// Shows another time; the alarms are late.
    pub fn show(&self, now: Duration) {
        let before = std::mem::replace(&mut *self.now.lock().unwrap(), now);
        if before != now {
            self.note(format!("the clock shows {now:?}"));
        }
    }

    pub fn ring_what_is_due(&self) {
        for ring in self.take_due() {
            self.note("the alarm rings");
            ring();
        }
    }

    pub fn turn_to(&self, now: Duration) {
        self.show(now);
        self.ring_what_is_due();
    }

    /// The alarms that are due and have not rung; the lock is free again when they are called.
    fn take_due(&self) -> Vec<Ring> {
        let now = *self.now.lock().unwrap();
        let mut alarms = self.alarms.lock().unwrap();
        let due = alarms.iter_mut().filter(|(at, _)| *at <= now);
        due.filter_map(|(_, ring)| ring.take()).collect()
    }

    pub fn alarms_set(&self) -> Vec<Duration> {
        let alarms = self.alarms.lock().unwrap();
        alarms.iter().map(|(at, _)| *at).collect()
    }

    /// Why a callback panicked on a thread of the clock, if one has.
    pub fn panic_of_a_callback(&self) -> Option<String> {
        self.panicked.lock().unwrap().clone()
    }

    /// Whether the callback that had not returned does so now, within `PATIENCE`.
    pub fn callback_returns(&self) -> bool {
        let start = Instant::now();
        let alarm = self.on_its_way.lock().unwrap().take();
        alarm.is_none_or(|alarm| {
            while !alarm.is_finished() && start.elapsed() < PATIENCE {
                thread::sleep(Duration::from_millis(5));
            }
            alarm.is_finished()
        })
    }

    /// Calls `rings` on another thread, and waits for it, but not longer than `patience`.
    fn ring_on_a_thread(&self, rings: Vec<Ring>, patience: Duration) -> (JoinHandle<()>, bool) {
        let (done, is_done) = mpsc::channel();
        let alarm = thread::Builder::new().name("alarm".to_owned());
        let panicked = Arc::clone(&self.panicked);
        let alarm = alarm.spawn(move || {
            if let Err(panic) = caught(|| rings.into_iter().for_each(|ring| ring())) {
                *panicked.lock().unwrap() = Some(panic.message);
            }
            let _ = done.send(());
        });
        let in_time = patiently(&is_done, patience) != Err(RecvTimeoutError::Timeout);
        (alarm.expect("the system gives a thread"), in_time)
    }
}

impl Clock for Dial {
    fn now(&self) -> Duration {
        let now = *self.now.lock().unwrap();
        let looks = self.looks.fetch_add(1, Ordering::SeqCst) + 1;
        assert!(
            looks < MOST_LOOKS,
            "a loop instead of Pending: the clock was read {looks} times, and shows {now:?}\n\nA \
             poll that waits in a loop keeps its thread, which other tasks need. It returns \
             Pending at once, and the alarm's callback asks for the next poll."
        );
        if self.rings_at_next_look.swap(false, Ordering::SeqCst) {
            let due = self.alarms.lock().unwrap().first().map(|(at, _)| *at);
            self.show(due.unwrap_or(now));
            self.note("the alarm rings");
            // A lock that is held around this call is free soon: `now` does not wait for the alarm.
            let (alarm, _) = self.ring_on_a_thread(self.take_due(), PATIENCE / 2);
            *self.on_its_way.lock().unwrap() = Some(alarm);
        }
        now
    }

    fn call_at(&self, at: Duration, ring: Ring) {
        self.note(format!("an alarm is set for {at:?}"));
        self.alarms.lock().unwrap().push((at, Some(ring)));
        if self.rings_while_set {
            self.show(at);
            let (alarm, in_time) = self.ring_on_a_thread(self.take_due(), PATIENCE);
            *self.on_its_way.lock().unwrap() = Some(alarm);
            self.hindered.store(!in_time, Ordering::SeqCst);
        }
        // At once, if the clock shows that time already.
        self.ring_what_is_due();
    }
}
