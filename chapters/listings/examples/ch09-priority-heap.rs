// ANCHOR: main
use std::collections::BinaryHeap;

fn main() {
    let mut queue = BinaryHeap::new();
    queue.push((1, "album.png"));
    queue.push((0, "avatar.png")); // the most urgent
    queue.push((2, "archive.png"));
    while let Some((priority, upload)) = queue.pop() {
        println!("{priority} {upload}");
    }
}
// ANCHOR_END: main
