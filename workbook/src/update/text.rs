//! Text whatever its line ends: git and editors give a file other ones on another system.

use sha2::{Digest as _, Sha256};

use crate::engine::ledger::short;

/// `bytes` with `\n` at the ends of lines, if they are text.
pub fn plain(bytes: &[u8]) -> Vec<u8> {
    if is_binary(bytes) || !has_crlf(bytes) {
        return bytes.to_vec();
    }
    let mut out = Vec::with_capacity(bytes.len());
    for (nth, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(nth + 1) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    out
}

/// Whether both are the same text.
pub fn alike(one: &[u8], other: &[u8]) -> bool {
    one == other || plain(one) == plain(other)
}

/// `bytes` with `\r\n` at the ends of lines, if they are text.
pub fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    if is_binary(bytes) {
        return bytes.to_vec();
    }
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    for byte in plain(bytes) {
        if byte == b'\n' {
            out.push(b'\r');
        }
        out.push(byte);
    }
    out
}

pub fn has_crlf(bytes: &[u8]) -> bool {
    !is_binary(bytes) && bytes.windows(2).any(|two| two == b"\r\n")
}

/// Of the text, whatever its line ends.
pub fn digest(bytes: &[u8]) -> String {
    short(&Sha256::digest(plain(bytes)))
}

/// As git decides it: by a zero byte near the start.
fn is_binary(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(8000)].contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_make_no_difference_to_text_and_one_to_bytes() {
        assert!(alike(b"a\r\nb\n", b"a\nb\r\n"));
        assert_eq!(digest(b"a\r\n"), digest(b"a\n"));
        assert!(!alike(b"a\rb", b"ab"));
        assert!(!alike(b"\0\r\n", b"\0\n"));
        assert_eq!(with_crlf(b"a\r\nb\n"), b"a\r\nb\r\n");
        assert_eq!(with_crlf(b"\0\n"), b"\0\n");
        assert_eq!(plain(b"a\r"), b"a\r");
    }
}
