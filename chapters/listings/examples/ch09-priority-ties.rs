// ANCHOR: main
use std::cmp::Reverse;
use std::collections::BinaryHeap;

fn main() {
    let mut queue = BinaryHeap::new();
    for upload in ["zoo.png", "cat.png", "ant.png"] {
        queue.push(Reverse((1, upload)));
    }
    queue.push(Reverse((0, "avatar.png")));
    while let Some(Reverse((priority, upload))) = queue.pop() {
        println!("{priority} {upload}");
    }
}
// ANCHOR_END: main
