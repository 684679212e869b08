use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

#[path = "ch15-site/site.rs"]
mod site;

use site::Client;

/// Files by name.
#[derive(Clone, Default)]
struct Disk(Arc<Mutex<BTreeMap<String, String>>>);

impl Disk {
    fn write(&self, name: &str, body: String) {
        self.0.lock().unwrap().insert(name.to_owned(), body);
    }
}

// ANCHOR: main
async fn mirror(client: Client, disk: Disk, urls: Vec<String>) {
    let mut downloads = JoinSet::new();
    for url in urls {
        let (client, disk) = (client.clone(), disk.clone());
        downloads.spawn(async move {
            let response = client.get(&url).await?;
            let body = response.text().await?;
            client.written(&body); // counts what is in memory
            disk.write(&url, body);
            Ok::<_, String>(())
        });
    }
    while let Some(outcome) = downloads.join_next().await {
        if let Ok(Err(error)) = outcome {
            println!("error: {error}");
        }
    }
    println!("all images are there");
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (client, disk) = (Client::new(), Disk::default());
    let urls = (1..=12).map(|nth| format!("/{nth}.jpg")).collect();
    let day = Duration::from_secs(24 * 60 * 60);
    if timeout(day, mirror(client.clone(), disk.clone(), urls))
        .await
        .is_err()
    {
        println!("it still runs after a day");
    }
    let disk = disk.0.lock().unwrap();
    let count = |text: &str| disk.values().filter(|body| *body == text).count();
    println!("files: {}", disk.len());
    println!("  whole: {}", count(&"part".repeat(4)));
    println!("  the first half of an image: {}", count(&"part".repeat(2)));
    println!("  the text of an error page: {}", count("busy"));
    let seen = client.seen.lock().unwrap();
    println!("requests at the same time: {}", seen.most_requests);
    println!("in memory at the same time: {} MB", seen.most_held);
    client.lab.keep_beside_listing();
}
