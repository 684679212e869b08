use tokio::task::{JoinError, yield_now};

async fn publish(photo: &'static str) -> Result<usize, String> {
    yield_now().await; // sends it
    match photo {
        "oak" => Err("the disk is full".to_owned()),
        "elm" => panic!("no colour profile"),
        photo => Ok(photo.len()),
    }
}

// ANCHOR: main
async fn publish_all(photos: &[&'static str]) -> usize {
    let tasks: Vec<_> = photos
        .iter()
        .map(|photo| (photo, tokio::spawn(publish(photo))))
        .collect();
    let mut published = 0;
    for (photo, task) in tasks {
        match task.await {
            Ok(Ok(_bytes)) => published += 1,
            Ok(Err(error)) => println!("{photo}: {error}"),
            Err(error) if error.is_panic() => println!("{photo}: {}", text_of(error)),
            Err(_aborted) => println!("{photo}: aborted"),
        }
    }
    published
}
// ANCHOR_END: main

fn text_of(error: JoinError) -> String {
    let payload = error.into_panic();
    let text = payload.downcast_ref::<&str>().copied();
    format!("panicked: {}", text.unwrap_or("no text"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let photos = ["tea", "oak", "elm"];
    let published = publish_all(&photos).await;
    println!("{published} of {} published", photos.len());
}
