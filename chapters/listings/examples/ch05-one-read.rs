use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

/// A socket of which there is news only when bytes come.
struct Socket {
    held: Cell<usize>,
    news: Notify,
    lab: Recorder,
    name: &'static str,
    level: RefCell<usize>,
}

impl Socket {
    fn receive(&self, bytes: usize) {
        self.held.set(self.held.get() + bytes);
        self.tell();
        self.news.notify_one();
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

    async fn news(&self) {
        self.news.notified().await;
    }

    fn tell(&self) {
        if self.level.replace(self.held.get()) != self.held.get() {
            self.lab.level(Level {
                of: self.name.to_owned(),
                level: self.held.get(),
                capacity: None,
                waiting: Vec::new(),
            });
        }
    }
}

// ANCHOR: readers
async fn one_read(socket: &Socket) {
    let mut buffer = [0; 1000];
    loop {
        socket.news().await;
        let _ = socket.read(&mut buffer);
    }
}

async fn until_it_would_block(socket: &Socket) {
    let mut buffer = [0; 1000];
    loop {
        socket.news().await;
        while socket.read(&mut buffer).is_ok() {}
    }
}
// ANCHOR_END: readers

// ANCHOR: main
async fn client(socket: &Socket) {
    for bytes in [3000, 1000, 2000] {
        socket.receive(bytes);
        sleep(Duration::from_millis(100)).await;
    }
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let socket = |name| {
        Rc::new(Socket {
            held: Cell::default(),
            news: Notify::new(),
            lab: lab.clone(),
            name,
            level: RefCell::default(),
        })
    };
    let (one, all) = (socket("one read"), socket("until block"));
    let a_minute = Duration::from_secs(60);
    let _ = timeout(a_minute, async {
        tokio::join!(
            one_read(&one),
            until_it_would_block(&all),
            client(&one),
            client(&all)
        )
    })
    .await;
    println!("one read: {} bytes are left behind", one.held.get());
    println!(
        "until it would block: {} bytes are left behind",
        all.held.get()
    );
    lab.keep_beside_listing();
}
