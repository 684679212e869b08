//! Runs a test, and tells only whether it passed.

use std::panic;

/// Whether the test returns, without the report of a panic.
pub fn passes(test: impl FnOnce()) -> bool {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let ended = panic::catch_unwind(panic::AssertUnwindSafe(test));
    panic::set_hook(hook);
    ended.is_ok()
}
