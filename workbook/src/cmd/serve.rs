use std::net::{Ipv4Addr, TcpListener};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use crate::book::guard::Token;
use crate::book::routes::routes;
use crate::book::runs::Runs;
use crate::book::runs::feed::Feed;
use crate::book::runs::follow::Following;
use crate::book::runs::requests::Served;
use crate::book::shelf::Shelf;
use crate::book::watch::Watch;
use crate::signals::told_to_end;
use crate::{root, served};

#[derive(clap::Args)]
pub struct Args {
    /// The port to serve on; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = 3000)]
    port: u16,
    /// Open the book in the browser
    #[arg(long)]
    open: bool,
}

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let root = root::here()?;
    // Before the build, so that a port that is taken is told at once.
    let listener = listen(args.port)?;
    let address = format!("http://{}/", listener.local_addr()?);
    let (shelf, built) = Shelf::open(&root)?;
    let shelf = Arc::new(shelf);
    let watch = Watch::start(&root, Arc::clone(&shelf))?;
    let feed = Arc::new(Feed::new());
    let following = Following::start(&root, Arc::clone(&feed))?;
    let runs = Runs::start(&root, Arc::clone(&feed), following.follow())?;
    let routes = routes(
        shelf,
        Served {
            root: root.clone(),
            desk: runs.desk(),
            feed,
            follow: following.follow(),
        },
        Token::new()?,
    );
    let noted = served::Note::new(&root, listener.local_addr()?);

    let bold = anstyle::Style::new().bold();
    anstream::println!(
        "Built {} pages in {:.2} s. Read them at {bold}{address}{bold:#}\n\
         A change to a page shows at once; Ctrl-C ends.",
        built.pages,
        built.took.as_secs_f64()
    );
    if args.open
        && let Err(error) = open::that_detached(&address)
    {
        anstream::eprintln!("No browser could be opened ({error}): open {address} yourself.");
    }

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        // Not a graceful shutdown: that would wait for open pages, whose event streams never end.
        tokio::select! {
            served = axum::serve(listener, routes).into_future() => served,
            told = told_to_end() => told,
        }
    })?;
    // No process of a run outlives the server.
    drop(runs);
    drop((following, watch, noted));
    anstream::println!("Ended.");
    Ok(ExitCode::SUCCESS)
}

/// Listens on this machine's own address only.
fn listen(port: u16) -> anyhow::Result<TcpListener> {
    let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(listener) => listener,
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => bail!(
            "port {port} is taken: another program, perhaps another `cargo run`, listens on \
             127.0.0.1:{port}. End that one, or take another port: `cargo run -- --port {}`, or \
             `--port 0` for any that is free.",
            port.checked_add(1).unwrap_or(3000)
        ),
        Err(error) => {
            return Err(error).with_context(|| {
                format!(
                    "port {port} of 127.0.0.1 cannot be listened on; take another: \
                     `cargo run -- --port 3000`"
                )
            });
        }
    };
    listener.set_nonblocking(true)?;
    Ok(listener)
}
