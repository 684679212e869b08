use std::fmt::Debug;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use tokio::sync::oneshot;

// ANCHOR: main
/// A waker that prints its name when it is called.
struct Named(&'static str);

impl Wake for Named {
    fn wake(self: Arc<Self>) {
        println!("{} was woken", self.0);
    }
}

fn main() {
    let (users, users_reply) = oneshot::channel();
    let (orders, orders_reply) = oneshot::channel();
    let (mut users_reply, mut orders_reply) = (pin!(users_reply), pin!(orders_reply));

    poll_as("users", users_reply.as_mut());
    poll_as("orders", orders_reply.as_mut());
    orders.send("two orders").unwrap();
    users.send("five users").unwrap();
}

fn poll_as<F: Future<Output: Debug>>(name: &'static str, future: Pin<&mut F>) {
    let waker = Waker::from(Arc::new(Named(name)));
    let polled = future.poll(&mut Context::from_waker(&waker));
    println!("{name}: {polled:?}");
}
// ANCHOR_END: main
