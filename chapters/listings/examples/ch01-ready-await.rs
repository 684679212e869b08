// ANCHOR: ready
use kit::Recorder;
use tokio::task::yield_now;

async fn next(step: u32) -> u32 {
    step + 1
}

async fn walk(name: &str, yielding: bool) {
    let mut step = 0;
    while step < 2 {
        step = next(step).await;
        print!(" {name}{step}");
        if yielding {
            yield_now().await;
        }
    }
}
// ANCHOR_END: ready

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for yielding in [false, true] {
        let lab = Recorder::new();
        print!("yielding: {yielding:5} ");
        let a = lab.spawn("a", walk("a", yielding));
        let b = lab.spawn("b", walk("b", yielding));
        a.await.unwrap();
        b.await.unwrap();
        println!();
        lab.keep_beside_listing();
    }
}
// ANCHOR_END: main
