use crate::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};
struct S {
    woken: Mutex<bool>,
    c: Condvar,
}
impl Wake for S {
    fn wake(self: Arc<Self>) {
        *self.woken.lock().unwrap() = true;
        self.c.notify_one();
    }
}
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut f = std::pin::pin!(future);
    let s = Arc::new(S {
        woken: Mutex::new(false),
        c: Condvar::new(),
    });
    let w = Waker::from(s.clone());
    loop {
        if let Poll::Ready(x) = f.as_mut().poll(&mut Context::from_waker(&w)) {
            return x;
        }
        let mut g = s.woken.lock().unwrap();
        while !*g {
            g = s.c.wait(g).unwrap();
        }
        *g = false;
    }
}
