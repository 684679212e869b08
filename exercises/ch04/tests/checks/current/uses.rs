//! Values and executors that call `current` or `enter` when they are called or dropped.

use std::sync::{Arc, Mutex};
use std::thread;

use ch04::current::{Spawn, Task, current, enter, spawn};
use kit::caught;

use super::executors::{Executor, is_asked, which};

/// Records which executor is current when it is dropped.
pub struct LooksAtItsDrop(pub Arc<Mutex<Option<Option<&'static str>>>>);

impl Drop for LooksAtItsDrop {
    fn drop(&mut self) {
        *self.0.lock().unwrap() = Some(which());
    }
}

/// Calls the functions when it is dropped, and keeps the message of a panic in one of the calls.
pub struct CallsItAllInItsDrop(pub Arc<Mutex<Option<String>>>);

impl Drop for CallsItAllInItsDrop {
    fn drop(&mut self) {
        if let Err(panic) = caught(call_it_all) {
            *self.0.lock().unwrap() = Some(panic.message);
        }
    }
}

fn call_it_all() {
    let _ = current();
    let other: Arc<dyn Spawn> = Executor::new("another");
    let _ = enter(other, || spawn(async {}));
}

/// Panics when it is dropped.
pub struct PanicsInItsDrop;

impl Drop for PanicsInItsDrop {
    fn drop(&mut self) {
        // A second panic during a panic would abort the process.
        assert!(thread::panicking(), "the file is empty");
    }
}

/// An executor that calls the functions when it is handed a task and when it is dropped.
pub struct UsesItAll(pub Arc<Mutex<Used>>);

/// When it was used, which executor was current then, and the message of a panic in one of the uses.
#[derive(Default)]
pub struct Used {
    pub when: Vec<&'static str>,
    pub current: Vec<&'static str>,
    pub panicked: Option<(&'static str, String)>,
}

impl UsesItAll {
    fn use_it_all(&self, when: &'static str) {
        let mut used = self.0.lock().unwrap();
        used.when.push(when);
        if used.when.len() > 20 {
            // It was handed its own task, for which it spawns another one, and so on.
            return;
        }
        drop(used);
        // A panic in a drop during another panic would abort the process.
        let uses = caught(|| {
            call_it_all();
            which()
        });
        let mut used = self.0.lock().unwrap();
        match uses {
            Ok(current) => used.current.push(current.unwrap_or("NotRunning")),
            Err(panic) => {
                used.panicked.get_or_insert((when, panic.message));
            }
        }
    }
}

impl Spawn for UsesItAll {
    fn spawn(&self, _: Task) {
        if !is_asked("itself") {
            self.use_it_all("spawn");
        }
    }
}

impl Drop for UsesItAll {
    fn drop(&mut self) {
        self.use_it_all("drop");
    }
}

/// An executor that panics when it is handed a task.
pub struct Broken;

impl Spawn for Broken {
    fn spawn(&self, _: Task) {
        assert!(is_asked("itself"), "the file is empty");
    }
}
