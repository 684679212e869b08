use futures::channel::oneshot;
use futures::executor::block_on;
use kit::Recorder;
use tokio::task::block_in_place;

fn main() {
    let lab = Recorder::new();
    let (send, message) = oneshot::channel::<&str>();
    // ANCHOR: main
    let arm = async {
        println!("the arm has received: {}", message.await.unwrap());
    };
    let checking = async {
        block_in_place(|| {
            send.send("stop").unwrap(); // as if another thread sent it now
            lab.note("checks the first file");
            lab.note("checks the second file");
        });
        println!("checked");
    };
    // ANCHOR_END: main
    let both = async { futures::join!(lab.watch("arm", arm), lab.watch("checking", checking)) };
    block_on(lab.watch("task", both));
    lab.keep_beside_listing();
}
