//! Belief: whoever waits for another thread waits on a condition variable.
//! Rejected by: others_run_while_the_reply_is_on_its_way
//! Saying: the thread was blocked

use std::sync::{Arc, Condvar, Mutex};

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
    let shared = Arc::new((Mutex::new(None), Condvar::new()));
    let end = End(Arc::clone(&shared));
    service.request(key, Box::new(move |reply| end.say(Ok(reply))));
    let said = shared.0.lock().unwrap();
    let mut said = shared.1.wait_while(said, |said| said.is_none()).unwrap();
    said.take().expect("waited for it")
}

type Said = Option<Result<String, NeverCalled>>;

struct End(Arc<(Mutex<Said>, Condvar)>);

impl End {
    fn say(&self, said: Result<String, NeverCalled>) {
        self.0.0.lock().unwrap().get_or_insert(said);
        self.0.1.notify_all();
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.say(Err(NeverCalled));
    }
}
