use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::time::{sleep, timeout};

/// The file that each path stands for.
const FILE: &str = "one\ntwo\nthree\nfour\n";

// ANCHOR: server
async fn serve(mut connection: DuplexStream) -> io::Result<()> {
    let (path, range) = request(&mut connection).await?;
    let whole = format!("HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{FILE}");
    let answer = match (path.as_str(), range) {
        ("/fine", _) => whole,
        ("/gone", _) => "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nbah\n".to_owned(),
        ("/busy", _) => "HTTP/1.1 503 Busy\r\nRetry-After: 9\r\n\r\nlater\n".to_owned(),
        ("/short", _) | ("/stalls", _) => whole[..whole.len() - 9].to_owned(),
        ("/long", _) => whole + "surplus\n",
        ("/no-ranges", _) => whole,
        ("/off-by-one", Some(_)) => {
            "HTTP/1.1 206 Partial\r\nContent-Range: bytes 3-18/19\r\n\r\n\ntwo\nthree\nfour\n"
                .to_owned()
        }
        _ => whole.replace("two", "TWO"), // "/changed"
    };
    connection.write_all(answer.as_bytes()).await?;
    if path == "/stalls" {
        sleep(Duration::from_secs(24 * 60 * 60)).await;
    }
    Ok(())
}
// ANCHOR_END: server

/// The path, and where the wanted range begins.
async fn request(connection: &mut DuplexStream) -> io::Result<(String, Option<usize>)> {
    let (mut lines, mut path, mut range) = (BufReader::new(connection).lines(), None, None);
    while let Some(line) = lines.next_line().await?.filter(|line| !line.is_empty()) {
        if let Some(from) = line.strip_prefix("Range: bytes=") {
            range = from.trim_end_matches('-').parse().ok();
        }
        path = path.or_else(|| line.split(' ').nth(1).map(str::to_owned));
    }
    Ok((path.unwrap_or_default(), range))
}

// ANCHOR: naive
/// The file at `path`, whose beginning is on disk already.
async fn naive(path: &str, on_disk: &str) -> io::Result<String> {
    let (mut connection, server) = duplex(1024);
    tokio::spawn(serve(server));
    let range = match on_disk.len() {
        0 => String::new(),
        from => format!("Range: bytes={from}-\r\n"),
    };
    let request = format!("GET {path} HTTP/1.1\r\n{range}\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    let (_head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    Ok(on_disk.to_owned() + body)
}
// ANCHOR_END: naive

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let new = ["/fine", "/gone", "/busy", "/short", "/stalls", "/long"].map(|path| (path, ""));
    let resumed = ["/no-ranges", "/off-by-one", "/changed"].map(|path| (path, "one\n"));
    for (path, on_disk) in new.into_iter().chain(resumed) {
        let hour = Duration::from_secs(60 * 60);
        let verdict = match timeout(hour, naive(path, on_disk)).await {
            Err(_) => "no answer after an hour",
            Ok(Err(_)) => "an error",
            Ok(Ok(file)) if file == FILE => "the file",
            Ok(Ok(_)) => "Ok, and another file",
        };
        println!("{path}: {verdict}");
    }
    // ANCHOR_END: main
}
