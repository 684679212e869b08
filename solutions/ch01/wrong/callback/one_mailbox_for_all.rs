//! Belief: there is one reply at a time, so one place to put it suffices.
//! Rejected by: two_fetches_at_once_get_their_own_replies
//! Saying: mixed up

use std::sync::Mutex;

use tokio::sync::Notify;

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
    static MAILBOX: Mutex<Vec<Result<String, NeverCalled>>> = Mutex::new(Vec::new());
    static COME: Notify = Notify::const_new();

    struct End(bool);
    impl End {
        fn say(&mut self, said: Result<String, NeverCalled>) {
            if !std::mem::replace(&mut self.0, true) {
                MAILBOX.lock().unwrap().push(said);
                COME.notify_one();
            }
        }
    }
    impl Drop for End {
        fn drop(&mut self) {
            self.say(Err(NeverCalled));
        }
    }

    let mut end = End(false);
    service.request(key, Box::new(move |reply| end.say(Ok(reply))));
    loop {
        if let Some(said) = MAILBOX.lock().unwrap().pop() {
            return said;
        }
        COME.notified().await;
    }
}
