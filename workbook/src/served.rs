//! The address at which the book is being served.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file in which `serve` notes its address.
fn note(root: &Path) -> PathBuf {
    root.join("target").join("serving")
}

/// The note of a book that is being served, which goes when this is dropped.
pub struct Note(PathBuf);

impl Note {
    /// Notes that the book at `root` is served at `address`, `127.0.0.1:3000`. If that cannot be
    /// written, `check` does not know about it, and nothing else is lost.
    pub fn new(root: &Path, address: SocketAddr) -> Self {
        let file = note(root);
        let _ = fs::create_dir_all(root.join("target"));
        let _ = fs::write(&file, address.to_string());
        Self(file)
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The address of `page` (`ch01/order`), if the book at `root` is being served.
pub fn address(root: &Path, page: &str) -> Option<String> {
    address_within(root, page, Duration::from_millis(300))
}

/// The same, with the time that the server has for each step of its answer.
fn address_within(root: &Path, page: &str, patience: Duration) -> Option<String> {
    let address: SocketAddr = fs::read_to_string(note(root)).ok()?.trim().parse().ok()?;
    // The note of a server that was killed may be old, and its port another program's: ask for the page.
    let mut stream = TcpStream::connect_timeout(&address, patience).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    let request =
        format!("HEAD /{page}.html HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    // In one write: a server that answers the first piece and closes would reset the connection.
    stream.write_all(request.as_bytes()).ok()?;
    let mut status = [0; 12];
    stream.read_exact(&mut status).ok()?;
    (&status == b"HTTP/1.1 200").then(|| format!("http://{address}/{page}.html"))
}

/// Where to read `page` (`ch01/order`), in words for the end of a sentence: its address if the book
/// is being served, or else its name and what opens the book.
pub fn place(root: &Path, page: &str) -> String {
    address(root, page).unwrap_or_else(|| format!("{page}: `cargo run` opens the book"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// Long enough for a machine with every core busy.
    fn address(root: &Path, page: &str) -> Option<String> {
        address_within(root, page, Duration::from_secs(60))
    }

    #[test]
    fn a_page_is_served_where_its_server_says_so_and_only_while_it_does() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(address(root.path(), "ch01/order"), None);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let note = Note::new(root.path(), at);
        let server = thread::spawn(move || {
            for status in ["200 OK", "404 Not Found"] {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 256];
                let _ = stream.read(&mut request).unwrap();
                // In one write: the client closes once it has read the status.
                let response = format!("HTTP/1.1 {status}\r\n\r\n");
                stream.write_all(response.as_bytes()).unwrap();
            }
        });
        let page = format!("http://{at}/ch01/order.html");
        assert_eq!(address(root.path(), "ch01/order"), Some(page));
        assert_eq!(address(root.path(), "ch01/order"), None, "another program");
        server.join().unwrap();
        assert_eq!(address(root.path(), "ch01/order"), None, "nothing listens");
        drop(note);
        assert!(!root.path().join("target/serving").exists());
    }
}
