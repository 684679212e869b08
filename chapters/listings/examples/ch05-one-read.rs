use std::cell::Cell;
use std::io;
use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

/// A socket with an event only when new bytes come.
struct Socket {
    held: Cell<usize>,
    new_bytes: Notify,
    lab: Recorder,
    name: &'static str,
}

impl Socket {
    fn receive(&self, bytes: usize) {
        self.held.set(self.held.get() + bytes);
        self.tell();
        self.new_bytes.notify_one();
    }

    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.held.get() == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let read = buffer.len().min(self.held.get());
        self.held.set(self.held.get() - read);
        self.tell();
        Ok(read)
    }

    async fn event(&self) {
        self.new_bytes.notified().await;
    }

    fn tell(&self) {
        self.lab.level(Level {
            of: self.name.to_owned(),
            level: self.held.get(),
            capacity: None,
            waiting: Vec::new(),
        });
    }
}

// ANCHOR: readers
async fn one_read(socket: &Socket) {
    let mut buffer = [0; 1000];
    loop {
        socket.event().await;
        if socket.read(&mut buffer).is_ok() {
            handle(&buffer).await;
        }
    }
}

async fn until_would_block(socket: &Socket) {
    let mut buffer = [0; 1000];
    loop {
        socket.event().await;
        while socket.read(&mut buffer).is_ok() {
            handle(&buffer).await;
        }
    }
}
// ANCHOR_END: readers

async fn handle(_bytes: &[u8]) {
    sleep(Duration::from_millis(10)).await;
}

async fn client(socket: &Socket) {
    for bytes in [3000, 1000, 2000] {
        socket.receive(bytes);
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let socket = |name| Socket {
        held: Cell::default(),
        new_bytes: Notify::new(),
        lab: lab.clone(),
        name,
    };
    let (one, all) = (socket("one read"), socket("until blocked"));
    let all_of_them = async {
        tokio::join!(
            one_read(&one),
            until_would_block(&all),
            client(&one),
            client(&all)
        )
    };
    let _ = timeout(Duration::from_millis(300), all_of_them).await;
    println!("one read: {} bytes are left", one.held.get());
    println!("until it would block: {} bytes are left", all.held.get());
    one.tell();
    all.tell();
    lab.keep_beside_listing();
}
