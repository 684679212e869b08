use std::time::Duration;

use tokio::time::{sleep, timeout};

/// CRC-32, as gzip and zip have it: 32 bits that depend on all bytes so far.
#[derive(Clone, Copy)]
struct Crc(u32);

impl Crc {
    fn new() -> Self {
        Self(!0)
    }

    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 ^= u32::from(*byte);
            for _ in 0..8 {
                let low = self.0 & 1;
                self.0 = (self.0 >> 1) ^ (0xedb8_8320 * low);
            }
        }
    }

    fn finish(self) -> u32 {
        !self.0
    }
}

/// A store that takes a piece at a time. The first try of the second piece takes a minute.
#[derive(Default)]
struct Store {
    bytes: Vec<u8>,
    tries: u32,
}

impl Store {
    async fn put(&mut self, piece: &[u8]) {
        self.tries += 1;
        let takes = if self.tries == 2 { 60_000 } else { 10 };
        sleep(Duration::from_millis(takes)).await;
        self.bytes.extend_from_slice(piece);
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let pieces = ["line 1\n", "line 2\n", "line 3\n"];
    let second = Duration::from_secs(1);
    let print = |what: &str, store: Store, sum: Crc| {
        let mut stored = Crc::new();
        stored.update(&store.bytes);
        let same = stored.finish() == sum.finish();
        println!(
            "{what}: {} bytes stored, checksum right: {same}",
            store.bytes.len()
        );
    };

    // ANCHOR: naive
    let (mut store, mut sum) = (Store::default(), Crc::new());
    for piece in pieces {
        let mut save = async || {
            sum.update(piece.as_bytes());
            store.put(piece.as_bytes()).await;
        };
        while timeout(second, save()).await.is_err() {} // try again
    }
    print("before the write", store, sum);
    // ANCHOR_END: naive

    let (mut store, mut sum) = (Store::default(), Crc::new());
    for piece in pieces {
        // ANCHOR: after
        let mut save = async || {
            store.put(piece.as_bytes()).await;
            sum.update(piece.as_bytes());
        };
        // ANCHOR_END: after
        while timeout(second, save()).await.is_err() {}
    }
    print("after the write", store, sum);

    let mut whole = Crc::new();
    whole.update(pieces.concat().as_bytes());
    let mut rest = Crc::new();
    rest.update(pieces[2].as_bytes());
    println!("of the whole: {:08x}", whole.finish());
    println!("of a rest alone: {:08x}", rest.finish());
}
