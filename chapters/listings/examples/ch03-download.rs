use std::cell::Cell;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

// ANCHOR: download
/// Ready when all of the file is here. Another part of the program receives it.
struct Download {
    percent: Rc<Cell<u32>>,
}

impl Future for Download {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        let percent = self.percent.get();
        println!("polled at: {percent} percent");
        if percent < 100 {
            return Poll::Pending;
        }
        Poll::Ready("the file")
    }
}
// ANCHOR_END: download

// ANCHOR: main
fn main() {
    let percent = Rc::new(Cell::new(20));
    let mut download = pin!(Download {
        percent: percent.clone()
    });
    println!("created");
    percent.set(60);

    let mut cx = Context::from_waker(Waker::noop());
    println!("{:?}", download.as_mut().poll(&mut cx));
    percent.set(100);
    println!("it is complete");
    println!("{:?}", download.as_mut().poll(&mut cx));
}
// ANCHOR_END: main
