use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};
use std::time::Duration;

// ANCHOR: text
/// What a first version returns: a text for a human.
fn price_or_text(name: &str) -> Result<u32, String> {
    match name {
        "tin" => Ok(27),
        "salt" => Err("too many requests, try again in 2 s".to_owned()),
        "gold" => Err("connection reset by peer".to_owned()),
        _ => Err(format!("no such item: {name}")),
    }
}
// ANCHOR_END: text

// ANCHOR: enum
/// One variant for each thing that a caller may want to do.
#[derive(Debug)]
enum QuoteError {
    /// Ask for another name.
    NoSuchItem(String),
    /// Wait, and ask again.
    TooManyRequests { retry_after: Duration },
    /// No reply within the limit. The server may have done the work.
    TimedOut { limit: Duration },
    /// The connection failed.
    Io(io::Error),
}
// ANCHOR_END: enum

impl fmt::Display for QuoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchItem(name) => write!(f, "no such item: {name}"),
            Self::TooManyRequests { retry_after } => {
                write!(f, "too many requests, retry after {retry_after:?}")
            }
            Self::TimedOut { limit } => write!(f, "no reply within {limit:?}"),
            Self::Io(_) => write!(f, "the connection failed"), // its source says how
        }
    }
}

impl Error for QuoteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for QuoteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn price(name: &str) -> Result<u32, QuoteError> {
    match name {
        "tin" => Ok(27),
        "salt" => Err(QuoteError::TooManyRequests {
            retry_after: Duration::from_secs(2),
        }),
        "gold" => Err(io::Error::from(ErrorKind::ConnectionReset).into()),
        "lead" => Err(QuoteError::TimedOut {
            limit: Duration::from_secs(1),
        }),
        _ => Err(QuoteError::NoSuchItem(name.to_owned())),
    }
}

// ANCHOR: decide
fn what_to_do(error: &QuoteError) -> String {
    match error {
        QuoteError::NoSuchItem(_) => "give up: the next attempt fails too".to_owned(),
        QuoteError::TooManyRequests { retry_after } => format!("ask again in {retry_after:?}"),
        QuoteError::TimedOut { .. } => "a question: ask again. An order: find out first".to_owned(),
        QuoteError::Io(_) => "open a new connection".to_owned(),
    }
}
// ANCHOR_END: decide

fn main() {
    for name in ["tin", "salt", "gold"] {
        println!("{name}: {:?}", price_or_text(name));
    }
    println!();
    for name in ["tin", "salt", "gold", "lead", "tni"] {
        match price(name) {
            Ok(price) => println!("{name}: {price}"),
            Err(error) => println!("{name}: {error} -> {}", what_to_do(&error)),
        }
    }
}
