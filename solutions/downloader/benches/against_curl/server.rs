//! A server that is fast: it answers `GET /SIZE/NAME` with as many bytes from memory.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result};

use crate::{MIB, role};

/// Starts it as a process of its own; its address.
pub fn start() -> Result<(Child, String)> {
    let mut child = role("serve")?.stdout(Stdio::piped()).spawn()?;
    let mut address = String::new();
    let said = child.stdout.take().context("its output is a pipe")?;
    BufReader::new(said).read_line(&mut address)?;
    Ok((child, address.trim().to_owned()))
}

/// A thread for each connection: there are few of them.
pub fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    let bytes: Arc<Vec<u8>> = Arc::new((0..MIB).map(|n| (n % 251) as u8).collect());
    for stream in listener.incoming() {
        let (stream, bytes) = (stream?, Arc::clone(&bytes));
        // A client that goes away ends its thread alone.
        thread::spawn(move || connection(stream, &bytes));
    }
    Ok(())
}

fn connection(mut stream: TcpStream, bytes: &[u8]) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut requests = BufReader::new(stream.try_clone()?);
    loop {
        let mut size = None;
        let mut line = String::new();
        loop {
            line.clear();
            if requests.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line.trim_end().is_empty() {
                break;
            }
            if let Some(path) = line.strip_prefix("GET /") {
                size = path
                    .split('/')
                    .next()
                    .and_then(|size| size.parse::<usize>().ok());
            }
        }
        let size = size.context("no size in the path")?;
        let mut answer =
            format!("HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: {size}\r\n\r\n")
                .into_bytes();
        let first = size.min(bytes.len());
        answer.extend_from_slice(&bytes[..first]);
        stream.write_all(&answer)?;
        let mut rest = size - first;
        while rest > 0 {
            let next = rest.min(bytes.len());
            stream.write_all(&bytes[..next])?;
            rest -= next;
        }
    }
}
