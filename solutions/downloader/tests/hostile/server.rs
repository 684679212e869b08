//! An HTTP/1.1 server that may lie. Each path has a script: the first entry answers its first request, and so on; the
//! last entry answers all others.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How one request is answered.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The file that the server has now.
    pub file: Arc<Vec<u8>>,
    pub etag: Option<&'static str>,
    /// Instead of 200 or 206.
    pub status: Option<u16>,
    /// More header fields.
    pub fields: Vec<String>,
    /// Instead of the number of bytes that follow.
    pub length: Option<Length>,
    pub no_ranges: bool,
    /// Each piece is a chunk of `Transfer-Encoding: chunked`.
    pub chunked: bool,
    /// After so many bytes of the body, the server does this.
    pub then: Option<(usize, Then)>,
    /// After each so many bytes, the server lets the client take its time.
    pub piece: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
pub enum Length {
    Is(u64),
    /// The body ends with the connection.
    NotGiven,
}

#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// Closes the connection.
    Drop,
    /// Sends nothing more.
    Stall,
}

/// What the server has seen of a request, and sent.
#[derive(Clone, Debug)]
pub struct Seen {
    pub path: String,
    pub range: Option<String>,
    pub if_range: Option<String>,
    pub encoding: Option<String>,
    pub status: u16,
    pub sent: usize,
}

#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    scripts: Arc<Mutex<HashMap<String, Vec<Answer>>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Serves on a thread of its own, until the process ends.
    pub fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            scripts: Arc::default(),
            seen: Arc::default(),
        };
        let this = server.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    let this = this.clone();
                    tokio::spawn(async move { this.serve(stream).await });
                }
            });
        });
        server
    }

    pub fn script(&self, path: &str, answers: impl Into<Vec<Answer>>) -> String {
        let mut answers = answers.into();
        // The next one is the last.
        answers.reverse();
        self.scripts
            .lock()
            .unwrap()
            .insert(path.to_owned(), answers);
        format!("http://{}{path}", self.address)
    }

    /// The requests for `path` until now.
    pub fn seen(&self, path: &str) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter(|seen| seen.path == path)
            .cloned()
            .collect()
    }

    /// The body's bytes that were sent for `path` until now.
    pub fn sent(&self, path: &str) -> usize {
        self.seen(path).iter().map(|seen| seen.sent).sum()
    }

    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        loop {
            let mut lines = Vec::new();
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).await? == 0 {
                    return Ok(());
                }
                match line.trim_end() {
                    "" => break,
                    line => lines.push(line.to_owned()),
                }
            }
            let field = |name: &str| {
                let mut fields = lines.iter().filter_map(|line| line.split_once(": "));
                fields
                    .find(|(field, _)| field.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.to_owned())
            };
            let path = lines[0].split(' ').nth(1).unwrap().to_owned();
            let answer = {
                let mut scripts = self.scripts.lock().unwrap();
                match scripts.get_mut(&path) {
                    Some(script) if script.len() > 1 => script.pop().unwrap(),
                    Some(script) => script[0].clone(),
                    None => Answer {
                        status: Some(404),
                        ..Answer::default()
                    },
                }
            };
            let range = field("range");
            let if_range = field("if-range");
            let from = range.as_deref().and_then(|range| {
                range
                    .strip_prefix("bytes=")?
                    .strip_suffix('-')?
                    .parse()
                    .ok()
            });
            // What If-Range is for: another version is sent from its beginning.
            let same = if_range.is_none() || if_range.as_deref() == answer.etag;
            let from = from.filter(|_| same && !answer.no_ranges && answer.status.is_none());
            let size = answer.file.len();
            let (status, from, content_range) = match from {
                Some(from) if from >= size => (416, size, Some(format!("bytes */{size}"))),
                Some(from) => (206, from, Some(format!("bytes {from}-{}/{size}", size - 1))),
                None => (answer.status.unwrap_or(200), 0, None),
            };
            let nth = {
                let mut seen = self.seen.lock().unwrap();
                let encoding = field("accept-encoding");
                seen.push(Seen {
                    path,
                    range,
                    if_range,
                    encoding,
                    status,
                    sent: 0,
                });
                seen.len() - 1
            };
            let body = &answer.file[from..];
            let mut head = format!("HTTP/1.1 {status} As scripted\r\n");
            match answer.length {
                None => head += &format!("Content-Length: {}\r\n", body.len()),
                Some(Length::Is(length)) => head += &format!("Content-Length: {length}\r\n"),
                Some(Length::NotGiven) => head += "Connection: close\r\n",
            }
            if let Some(range) = content_range {
                head += &format!("Content-Range: {range}\r\n");
            }
            if let Some(etag) = answer.etag {
                head += &format!("ETag: {etag}\r\n");
            }
            for field in &answer.fields {
                head += &format!("{field}\r\n");
            }
            stream.write_all((head + "\r\n").as_bytes()).await?;
            let until = answer
                .then
                .map_or(body.len(), |(bytes, _)| bytes.min(body.len()));
            for piece in body[..until].chunks(answer.piece.unwrap_or(64 * 1024)) {
                // Before the write: the client may be quick.
                self.seen.lock().unwrap()[nth].sent += piece.len();
                if answer.chunked {
                    let size = format!("{:x}\r\n", piece.len());
                    stream.write_all(size.as_bytes()).await?;
                }
                stream.write_all(piece).await?;
                if answer.chunked {
                    stream.write_all(b"\r\n").await?;
                }
                stream.flush().await?;
                if answer.piece.is_some() {
                    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                }
            }
            match answer.then {
                Some((_, Then::Drop)) => return Ok(()),
                Some((_, Then::Stall)) => std::future::pending().await,
                None if answer.length.is_some() => return Ok(()),
                None => {}
            }
        }
    }
}
