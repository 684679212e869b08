use tokio::task::yield_now;

// ANCHOR: main
async fn publish(photo: &'static str) -> Result<usize, String> {
    yield_now().await; // sends it
    match photo {
        "oak" => Err("the disk is full".to_owned()),
        "elm" => panic!("no colour profile"),
        photo => Ok(photo.len()),
    }
}

async fn publish_all(photos: &[&'static str]) -> usize {
    let tasks: Vec<_> = photos
        .iter()
        .map(|photo| tokio::spawn(publish(photo)))
        .collect();
    let mut published = 0;
    for task in tasks {
        if task.await.is_ok() {
            published += 1;
        }
    }
    published
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let photos = ["tea", "oak", "elm"];
    let published = publish_all(&photos).await;
    println!("{published} of {} published", photos.len());
}
