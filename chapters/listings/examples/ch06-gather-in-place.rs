use futures::future::join_all;
use tokio::task::id;

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::spawn(async {
        let outer = id();
        let same = || async move { id() == outer };

        println!("joined in place: {:?}", join_all([same(), same()]).await);

        let tasks = [tokio::spawn(same()), tokio::spawn(same())];
        let ended = join_all(tasks).await.into_iter();
        println!(
            "spawned: {:?}",
            ended.map(Result::unwrap).collect::<Vec<_>>()
        );
    })
    .await
    .unwrap();
}
// ANCHOR_END: main
