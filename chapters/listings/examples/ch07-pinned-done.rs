use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver};
use tokio::time::sleep;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

fn device(count: u32) -> Receiver<u32> {
    let (sender, messages) = mpsc::channel(8);
    tokio::spawn(async move {
        for message in 1..=count {
            ms(50).await;
            sender.send(message).await.unwrap();
        }
    });
    messages
}

async fn upload() -> u32 {
    ms(80).await;
    4
}

// ANCHOR: again
async fn polls_again(mut messages: Receiver<u32>) {
    let mut upload = pin!(upload());
    loop {
        tokio::select! {
            biased;
            message = messages.recv() => match message {
                Some(message) => println!("message {message}"),
                None => break,
            },
            parts = &mut upload => println!("uploaded {parts} parts"),
        }
    }
}
// ANCHOR_END: again

// ANCHOR: guarded
async fn with_guard(mut messages: Receiver<u32>) {
    let mut upload = pin!(upload());
    let mut uploaded = false;
    loop {
        tokio::select! {
            biased;
            message = messages.recv() => match message {
                Some(message) => println!("message {message}"),
                None => break,
            },
            parts = &mut upload, if !uploaded => {
                println!("uploaded {parts} parts");
                uploaded = true;
            }
        }
    }
}
// ANCHOR_END: guarded

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let ended = tokio::spawn(polls_again(device(3))).await;
    println!("polls_again: {}", outcome(ended));
    let ended = tokio::spawn(with_guard(device(3))).await;
    println!("with_guard: {}", outcome(ended));
    // ANCHOR_END: main
}

fn outcome(ended: Result<(), tokio::task::JoinError>) -> String {
    match ended {
        Ok(()) => "ended".to_owned(),
        Err(error) => kit::panic_message(&*error.into_panic()),
    }
}
