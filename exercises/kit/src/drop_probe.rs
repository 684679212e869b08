//! What is dropped, and in which order.

use std::sync::{Arc, Mutex};

use crate::Recorder;
use crate::current::lock;
use crate::record::What;

/// Hands out tokens and sees them dropped. Clones see the same tokens.
#[derive(Clone, Default)]
pub struct DropProbe(Arc<Mutex<Log>>);

#[derive(Default)]
struct Log {
    alive: usize,
    dropped: Vec<String>,
}

impl DropProbe {
    /// A probe that has handed out nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A token to be moved into whatever is watched.
    pub fn token(&self, name: impl Into<String>) -> DropToken {
        lock(&self.0).alive += 1;
        DropToken {
            probe: self.clone(),
            name: name.into(),
        }
    }

    /// How many tokens are alive.
    pub fn alive(&self) -> usize {
        lock(&self.0).alive
    }

    /// The names of the dropped ones, in the order of their drops.
    pub fn dropped(&self) -> Vec<String> {
        lock(&self.0).dropped.clone()
    }
}

/// Tells its probe when it is dropped: made by [`DropProbe::token`].
pub struct DropToken {
    probe: DropProbe,
    name: String,
}

impl Drop for DropToken {
    fn drop(&mut self) {
        let text = format!("{} is dropped", self.name);
        Recorder::current().push(crate::watched::polling(), What::Noted(text), None);
        let mut log = lock(&self.probe.0);
        log.alive -= 1;
        log.dropped.push(std::mem::take(&mut self.name));
    }
}
