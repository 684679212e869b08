//! What is left of timers that have come and gone.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use ch05::timers::Timers;

use crate::memory::left_by_each;

/// How timers come and go while another one stays.
pub struct Way {
    what: &'static str,
    /// What is known to be right, when the ways before this one are.
    right: &'static str,
    /// The deadline of the one that stays.
    stays: Duration,
    /// The deadline of each of the others, by its number.
    deadline: fn(u64) -> Duration,
    /// Whether the others fire; and are cancelled after that, too late.
    fires: bool,
}

/// Those that a heap has on its top come first, then those that are deeper in it.
pub const WAYS: [Way; 4] = [
    Way {
        what: "was cancelled while one with a later deadline stayed",
        right: "",
        stays: Duration::from_secs(7_000),
        deadline: |number| Duration::from_secs(3_600) + Duration::from_nanos(number),
        fires: false,
    },
    Way {
        what: "was cancelled while one with an earlier deadline stayed",
        right: " (right while one with a later deadline stayed)",
        stays: Duration::from_millis(1),
        deadline: |number| Duration::from_secs(3_600) + Duration::from_nanos(number),
        fires: false,
    },
    Way {
        what: "was cancelled while one with the same deadline stayed",
        right: " (right while one with another deadline stayed)",
        stays: Duration::from_secs(3_600),
        deadline: |_| Duration::from_secs(3_600),
        fires: false,
    },
    Way {
        what: "fired while another one stayed",
        right: " (right for those that were cancelled in time; these were cancelled too late)",
        stays: Duration::from_secs(7_000),
        deadline: Duration::from_nanos,
        fires: true,
    },
];

/// For a time after all that is there.
const END: Duration = Duration::from_secs(7_200);

/// Lets timers come and go, and asks whether they are gone: their values, and the memory that they
/// took.
// A failure is told as one of the check that calls this.
#[track_caller]
pub fn remains(way: &Way) {
    let (mut timers, living, mut number) = (Timers::new(), Rc::new(Cell::new(0)), 0);
    timers.add(way.stays, Value::new(&living));
    let each = left_by_each(|times| {
        for _ in 0..times {
            let deadline = (way.deadline)(number);
            let key = timers.add(deadline, Value::new(&living));
            if way.fires {
                timers.expire(deadline);
            }
            timers.cancel(key);
            number += 1;
        }
    });
    let Way { what, right, .. } = way;
    assert!(
        living.get() == 1,
        "of {number} timers, each of which {what}, {} values were never dropped{right}",
        living.get() - 1
    );
    if let Some(each) = each {
        panic!(
            "{each} bytes of memory or more are left of each timer that {what}{right}: {number} came and \
             went"
        );
    }
    let fired = timers.expire(END).len();
    assert!(
        fired == 1,
        "after {number} timers, each of which {what}, {fired} timers fired instead of the one that \
         stayed{right}"
    );
}

/// Counts how many of its kind there are, and takes some room.
struct Value {
    living: Rc<Cell<usize>>,
    _weight: [usize; 3],
}

impl Value {
    fn new(living: &Rc<Cell<usize>>) -> Self {
        living.set(living.get() + 1);
        Self {
            living: Rc::clone(living),
            _weight: [0; 3],
        }
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        self.living.set(self.living.get() - 1);
    }
}
