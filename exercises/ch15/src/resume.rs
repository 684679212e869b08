//! # Resume, or start over
//!
//! ```
//! let asked = request(url, Some(&partial));           // 700 bytes are on disk: `Range: bytes=700-`
//! let decision = decide(&asked, Some(&partial), status, &headers);
//! // Decision::Write { from: 700, .. }: keep 700 bytes, and write the body after them
//! ```
//!
//! A download broke after 700 bytes, and the next request asks for the rest. If the server ignores the range, it
//! sends the whole file, and a program that appends makes a file of the right beginning and the wrong rest. If the
//! file has changed in the meantime, the rest belongs to another file. Both go unnoticed until the file is used.
//!
//! Write `request` and `decide`. Requirements:
//!
//! 1. `request` asks for the bytes after those on disk if there are any and their validator is a strong ETag
//!    (`"…"`, not `W/"…"`), which it sends as `if_range`. Otherwise it asks for the whole file, and both are `None`.
//! 2. A 200 is the whole file, whatever was asked: `Write` from byte 0, and `Content-Length` is the total.
//! 3. A 206 is `Write` from the byte that was asked for if `Content-Range` begins there, its total is not another
//!    one than the partial file's, the response names no other ETag, and the body is not encoded. The total is the
//!    number after the slash; `*` is `None`. Any other 206 to a request for a range is `StartOver`.
//! 4. A 416 to a request for a range is `Done` if it says `Content-Range: bytes */N`, N bytes are on disk, and it
//!    names no other ETag. Otherwise it is `StartOver`.
//! 5. The validator of a `Write` is the strong ETag of the response, or for a 206 without an ETag the one that was
//!    asked with. If a 200 has a `Content-Encoding` other than `identity`, its total and validator are `None`.
//! 6. A request for the whole file never leads to `StartOver`: a 206 to it is `Failed` with `Failure::Protocol`.
//!    All that is not named above is `Failed` with `Failure::Status` and the seconds of `Retry-After`, if it has
//!    them.
//!
//! Left open: a `Retry-After` that is a date, a `Content-Length` or an ETag that breaks HTTP's rules, the
//! `Content-Length` of a 206, a `*` when the partial file's total is known, and the words of a failure.

use crate::http::{Failure, Headers, Request};

/// What is on disk of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial {
    /// How many bytes, from the file's first one on.
    pub bytes: u64,
    /// What the server called this version of the file; `None` if nothing is known.
    pub validator: Option<String>,
    /// The size of the whole file in bytes, if it is known.
    pub total: Option<u64>,
}

/// What a response means for the file on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Keep the first `from` bytes on disk, and write the body after them.
    Write {
        from: u64,
        /// The size of the whole file in bytes, if it is known.
        total: Option<u64>,
        /// With which a later request can ask for the rest.
        validator: Option<String>,
    },
    /// The file on disk is whole. The body is not needed.
    Done,
    /// What is on disk is of no use: delete it, and ask for the whole file.
    StartOver,
    /// The response brings no file. What is on disk stays.
    Failed(Failure),
}

/// The request that brings the rest of `url`, or all of it. `partial` is `None` if nothing is on disk.
pub fn request(url: &str, partial: Option<&Partial>) -> Request {
    todo!("ask for {url}, or for the part of it that is not in {partial:?}")
}

/// What to do with a response to `asked`, which [`request`] has made from `partial`.
pub fn decide(
    asked: &Request,
    partial: Option<&Partial>,
    status: u16,
    headers: &Headers,
) -> Decision {
    todo!("with {partial:?} on disk, decide on a {status} with {headers:?} in answer to {asked:?}")
}
