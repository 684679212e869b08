use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::time::{sleep, timeout};

#[path = "ch11-fixed/mod.rs"]
mod fixed;
use fixed::Pool;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

// ANCHOR: ask
type Connection = BufReader<DuplexStream>;

async fn ask(connection: &mut Connection, name: &str) -> io::Result<String> {
    connection.write_all(format!("{name}\n").as_bytes()).await?;
    let mut price = String::new();
    connection.read_line(&mut price).await?;
    Ok(price.trim_end().to_owned())
}
// ANCHOR_END: ask

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

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (theirs, ours) = duplex(64);
    tokio::spawn(service(theirs));
    // ANCHOR: main
    let pool = Pool::of(vec![BufReader::new(ours)]);
    for name in ["tin", "salt", "salt"] {
        let mut connection = pool.get().await;
        let reply = timeout(ms(100), ask(&mut connection, name)).await;
        match reply {
            Ok(price) => println!("{name}: {price:?}"),
            Err(_) => println!("{name}: no reply within 100 ms"),
        }
    }
    // ANCHOR_END: main
}
