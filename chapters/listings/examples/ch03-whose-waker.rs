use std::fmt::Debug;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use tokio::sync::oneshot;

// ANCHOR: main
/// A waker that says whose it is.
struct Named(&'static str);

impl Wake for Named {
    fn wake(self: Arc<Self>) {
        println!("{} was woken", self.0);
    }
}

fn main() {
    let (tea, tea_told) = oneshot::channel();
    let (toast, toast_told) = oneshot::channel();
    let (mut tea_told, mut toast_told) = (pin!(tea_told), pin!(toast_told));

    poll_as("tea", tea_told.as_mut());
    poll_as("toast", toast_told.as_mut());
    toast.send("brown").unwrap();
    tea.send("hot").unwrap();
}

fn poll_as<F: Future<Output: Debug>>(name: &'static str, future: Pin<&mut F>) {
    let waker = Waker::from(Arc::new(Named(name)));
    let polled = future.poll(&mut Context::from_waker(&waker));
    println!("{name}: {polled:?}");
}
// ANCHOR_END: main
