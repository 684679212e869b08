use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::time::{sleep, timeout};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

// ANCHOR: connection
struct Connection {
    stream: BufReader<DuplexStream>,
    /// Whether a request was begun whose reply has not been read.
    in_request: bool,
}

impl Connection {
    async fn ask(&mut self, name: &str) -> io::Result<String> {
        self.in_request = true;
        self.stream
            .write_all(format!("{name}\n").as_bytes())
            .await?;
        let mut price = String::new();
        if self.stream.read_line(&mut price).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.in_request = false; // reached after the whole reply, and in no other case
        Ok(price.trim_end().to_owned())
    }

    fn may_be_reused(&self) -> bool {
        !self.in_request
    }
}
// ANCHOR_END: connection

async fn service(stream: DuplexStream) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut name = String::new();
    while stream.read_line(&mut name).await? > 0 {
        let (wait, price) = if name == "tin\n" {
            (150, "tin 27\n")
        } else {
            (10, "salt 9\n")
        };
        sleep(ms(wait)).await;
        stream.write_all(price.as_bytes()).await?;
        name.clear();
    }
    Ok(())
}

fn connect() -> Connection {
    let (theirs, ours) = duplex(64);
    tokio::spawn(service(theirs));
    println!("a connection is opened");
    Connection {
        stream: BufReader::new(ours),
        in_request: false,
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut idle: Option<Connection> = None; // a pool for one connection
    for name in ["tin", "salt", "salt"] {
        let mut connection = idle.take().unwrap_or_else(connect);
        match timeout(ms(100), connection.ask(name)).await {
            Ok(price) => println!("{name}: {price:?}"),
            Err(_) => println!("{name}: no reply within 100 ms"),
        }
        idle = Some(connection).filter(Connection::may_be_reused);
    }
}
