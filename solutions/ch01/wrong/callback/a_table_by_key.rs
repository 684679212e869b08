//! Belief: the key tells whose reply it is.
//! Rejected by: two_fetches_at_once_get_their_own_replies
//! Saying: mixed up

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use tokio::sync::oneshot;

/// What the service calls, at most once, with its reply.
pub type Callback = Box<dyn FnOnce(String) + Send>;

/// A service from the days of callbacks.
pub trait Service {
    /// Asks for `key` and returns at once. The reply goes to `callback`.
    fn request(&self, key: &str, callback: Callback);
}

/// The service has dropped the callback without calling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverCalled;

/// Asks `service` for `key`; resolves to the reply.
pub async fn fetch(service: &impl Service, key: &str) -> Result<String, NeverCalled> {
    type Waiting = HashMap<String, VecDeque<oneshot::Sender<String>>>;
    static WAITING: Mutex<Option<Waiting>> = Mutex::new(None);

    struct End {
        key: String,
        reply: Option<String>,
    }
    impl Drop for End {
        fn drop(&mut self) {
            let mut table = WAITING.lock().unwrap();
            let waiting = table.get_or_insert_default().get_mut(&self.key);
            let first = waiting.and_then(VecDeque::pop_front);
            if let (Some(first), Some(reply)) = (first, self.reply.take()) {
                let _ = first.send(reply);
            }
        }
    }

    let (send, receive) = oneshot::channel();
    let mut table = WAITING.lock().unwrap();
    let waiting = table.get_or_insert_default().entry(key.to_owned());
    waiting.or_default().push_back(send);
    drop(table);
    let mut end = End {
        key: key.to_owned(),
        reply: None,
    };
    service.request(key, Box::new(move |reply| end.reply = Some(reply)));
    receive.await.map_err(|_| NeverCalled)
}
