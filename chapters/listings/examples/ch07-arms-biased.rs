use tokio::sync::mpsc::{Receiver, channel};

// ANCHOR: main
/// Takes 50 messages, and counts how many came from each device.
async fn take_50(loud: &mut Receiver<u32>, quiet: &mut Receiver<u32>) -> (u32, u32) {
    let (mut from_loud, mut from_quiet) = (0, 0);
    while from_loud + from_quiet < 50 {
        tokio::select! {
            biased;
            Some(_) = loud.recv() => from_loud += 1,
            Some(_) = quiet.recv() => from_quiet += 1,
            else => break,
        }
    }
    (from_loud, from_quiet)
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let ((loud_sender, mut loud), (quiet_sender, mut quiet)) = (channel(100), channel(100));
    for message in 0..60 {
        loud_sender.try_send(message).unwrap();
        quiet_sender.try_send(message).unwrap();
    }
    println!("first call: {:?}", take_50(&mut loud, &mut quiet).await);
    println!("second call: {:?}", take_50(&mut loud, &mut quiet).await);
    drop((loud_sender, quiet_sender));
    println!("both closed: {:?}", take_50(&mut loud, &mut quiet).await);
}
