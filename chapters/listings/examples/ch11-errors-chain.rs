// needs: linux, macos
use std::error::Error;
use std::fmt;

use tokio::fs;

// ANCHOR: context
/// What the program was doing, and the error that stopped it.
#[derive(Debug)]
struct Context {
    doing: String,
    source: Box<dyn Error + Send + Sync>,
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.doing)
    }
}

impl Error for Context {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

trait Doing<T> {
    fn doing(self, what: impl fmt::Display) -> Result<T, Context>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> Doing<T> for Result<T, E> {
    fn doing(self, what: impl fmt::Display) -> Result<T, Context> {
        self.map_err(|error| Context {
            doing: what.to_string(),
            source: error.into(),
        })
    }
}
// ANCHOR_END: context

// ANCHOR: load
async fn load(name: &str) -> Result<u32, Context> {
    let path = format!("prices/{name}.txt");
    let text = fs::read_to_string(&path)
        .await
        .doing(format_args!("read {path}"))?;
    text.trim().parse().doing(format_args!("parse {path}"))
}

async fn start() -> Result<u32, Context> {
    load("tin").await.doing("start the quote service")
}
// ANCHOR_END: load

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let error = start().await.unwrap_err();
    println!("{error}");
    // ANCHOR_END: main
    println!("---");
    println!("{}", chain(&error));
}

// ANCHOR: chain
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}
// ANCHOR_END: chain
