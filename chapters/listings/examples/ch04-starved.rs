use futures::StreamExt;
use kit::Recorder;
use tokio::task::yield_now;

const LETTERS: u32 = 1_000;

// ANCHOR: heart
/// Beats in each of its turns.
async fn heart() {
    loop {
        yield_now().await;
    }
}
// ANCHOR_END: heart

// ANCHOR: readers
async fn from_futures_channel() {
    let (sender, mut letters) = futures::channel::mpsc::unbounded();
    for letter in 0..LETTERS {
        sender.unbounded_send(letter).unwrap();
    }
    for _ in 0..LETTERS {
        letters.next().await;
    }
}

async fn from_tokio_channel() {
    let (sender, mut letters) = tokio::sync::mpsc::unbounded_channel();
    for letter in 0..LETTERS {
        sender.send(letter).unwrap();
    }
    for _ in 0..LETTERS {
        letters.recv().await;
    }
}
// ANCHOR_END: readers

// ANCHOR: yielding
async fn yielding_now_and_then() {
    let (sender, mut letters) = futures::channel::mpsc::unbounded();
    for letter in 0..LETTERS {
        sender.unbounded_send(letter).unwrap();
    }
    for read in 0..LETTERS {
        if read > 0 && read % 100 == 0 {
            yield_now().await;
        }
        letters.next().await;
    }
}
// ANCHOR_END: yielding

// ANCHOR: main
async fn beats(name: &str, reader: impl Future<Output = ()> + Send + 'static) -> Recorder {
    let lab = Recorder::new();
    let heart = lab.spawn("heart", heart());
    lab.spawn("reader", reader).await.unwrap();
    heart.abort();
    println!("{name}: {} beats", lab.polls("heart"));
    lab
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    beats("a channel of futures", from_futures_channel()).await;
    beats("with a yield", yielding_now_and_then()).await;
    let lab = beats("a channel of tokio", from_tokio_channel()).await;
    lab.keep_beside_listing();
    let reader = tokio::task::unconstrained(from_tokio_channel());
    beats("without the budget", reader).await;
}
// ANCHOR_END: main
