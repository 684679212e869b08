//! `cargo run -p machine`: your echo server, on your event loop.

use std::future::poll_fn;
use std::io::{self, BufRead};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::thread;

use ch05::echo::serve;
use machine::event_loop::EventLoop;
use machine::net::TcpListener;

fn main() -> ExitCode {
    match echo() {
        Ok(served) => {
            println!("It has served {served} clients.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until Enter is pressed; how many clients there were.
fn echo() -> io::Result<usize> {
    let address = match std::env::args().nth(1) {
        None => SocketAddr::from(([127, 0, 0, 1], 7007)),
        Some(text) => text.parse().map_err(|_| {
            io::Error::other(format!(
                "{text:?} is no address to listen at; one is 127.0.0.1:7007"
            ))
        })?,
    };
    let mut event_loop = EventLoop::new()?;
    let handle = event_loop.handle();
    let listener = TcpListener::bind(&handle, address).map_err(|error| {
        io::Error::new(
            error.kind(),
            format!(
                "cannot listen at {address}: {error}. Another address: cargo run -p machine -- 127.0.0.1:7008"
            ),
        )
    })?;
    println!("Your loop echoes at {}.", listener.local_addr()?);
    println!(
        "Try it from another terminal: nc {} {}",
        address.ip(),
        address.port()
    );
    println!("Press Enter to stop it in order, Ctrl-C to end it at once.");
    let spawn = move |task| handle.spawn_detached(task);
    Ok(event_loop.block_on(serve(listener, a_line_is_typed(), spawn)))
}

/// Ready when the user presses Enter: a thread waits for that, and wakes the loop. If the input has ended,
/// it waits forever.
async fn a_line_is_typed() {
    #[derive(Default)]
    struct Typed {
        yes: bool,
        waker: Option<Waker>,
    }
    let typed = Arc::new(Mutex::new(Typed::default()));
    let theirs = Arc::clone(&typed);
    thread::spawn(move || {
        let mut line = String::new();
        if io::stdin()
            .lock()
            .read_line(&mut line)
            .is_ok_and(|bytes| bytes > 0)
        {
            let mut typed = theirs.lock().unwrap_or_else(PoisonError::into_inner);
            typed.yes = true;
            if let Some(waker) = typed.waker.take() {
                waker.wake();
            }
        }
    });
    poll_fn(|cx| {
        let mut typed = typed.lock().unwrap_or_else(PoisonError::into_inner);
        if typed.yes {
            return Poll::Ready(());
        }
        typed.waker = Some(cx.waker().clone());
        Poll::Pending
    })
    .await;
}
