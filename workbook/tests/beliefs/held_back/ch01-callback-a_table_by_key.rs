// entry: a_table_by_key
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use tokio::sync::oneshot::{self, Sender};

pub type Callback = Box<dyn FnOnce(String) + Send>;

pub trait Service {
    /// Asks for `key` and returns at once. The reply goes to `callback`.
    fn request(&self, key: &str, callback: Callback);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverCalled;

static WAITING: LazyLock<Mutex<HashMap<String, Sender<String>>>> = LazyLock::new(Mutex::default);

/// Takes the entry out when the callback goes.
struct Slot(String);

impl Slot {
    fn sender(&self) -> Option<Sender<String>> {
        WAITING.lock().unwrap().remove(&self.0)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        drop(self.sender());
    }
}

pub async fn fetch(service: &impl Service, key: &str) -> Result<String, NeverCalled> {
    let (sender, receiver) = oneshot::channel();
    WAITING.lock().unwrap().insert(key.to_owned(), sender);
    let slot = Slot(key.to_owned());
    service.request(
        key,
        Box::new(move |reply| {
            if let Some(sender) = slot.sender() {
                let _ = sender.send(reply);
            }
        }),
    );
    receiver.await.map_err(|_| NeverCalled)
}
