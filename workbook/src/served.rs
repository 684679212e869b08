//! Where the book is being served just now.

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
    /// Notes that the book at `root` is served at `address`, `127.0.0.1:3000`. Where that cannot be
    /// written, `check` does not know of it, and nothing else is lost.
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

/// The address of `page` (`ch01/order`), where the book at `root` is served now.
pub fn address(root: &Path, page: &str) -> Option<String> {
    let address: SocketAddr = fs::read_to_string(note(root)).ok()?.trim().parse().ok()?;
    // The note of a server that was killed may be old, and its port another program's: ask for the page.
    let patience = Duration::from_millis(300);
    let mut stream = TcpStream::connect_timeout(&address, patience).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    write!(
        stream,
        "HEAD /{page}.html HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .ok()?;
    let mut status = [0; 12];
    stream.read_exact(&mut status).ok()?;
    (&status == b"HTTP/1.1 200").then(|| format!("http://{address}/{page}.html"))
}

/// Where `page` (`ch01/order`) is to be read, in words for the end of a sentence: its address if the book
/// is being served, or else its name and what opens the book.
pub fn place(root: &Path, page: &str) -> String {
    address(root, page).unwrap_or_else(|| format!("{page}: `cargo run` opens the book"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

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
                write!(stream, "HTTP/1.1 {status}\r\n\r\n").unwrap();
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
