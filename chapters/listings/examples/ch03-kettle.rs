use std::cell::Cell;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

// ANCHOR: kettle
/// Ready when the water boils. Somebody else heats it.
struct Kettle {
    degrees: Rc<Cell<u32>>,
}

impl Future for Kettle {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        let degrees = self.degrees.get();
        println!("looks: {degrees} degrees");
        if degrees < 100 {
            return Poll::Pending;
        }
        Poll::Ready("boiling water")
    }
}
// ANCHOR_END: kettle

// ANCHOR: main
fn main() {
    let degrees = Rc::new(Cell::new(20));
    let mut kettle = pin!(Kettle {
        degrees: degrees.clone()
    });
    println!("made");
    degrees.set(60);

    let mut cx = Context::from_waker(Waker::noop());
    println!("{:?}", kettle.as_mut().poll(&mut cx));
    degrees.set(100);
    println!("it boils");
    println!("{:?}", kettle.as_mut().poll(&mut cx));
}
// ANCHOR_END: main
