//! Echo over TCP with 1, 100 and 1,000 connections. The server runs on a thread of its own; the client is
//! the same for all three: it writes to every connection, then reads from every one. It never sleeps, so
//! that no figure includes the time in which the system wakes the client.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread;

use async_io::Async;
use criterion::{Criterion, Throughput};
use futures::{AsyncReadExt, AsyncWriteExt};
use machine_solution::event_loop::EventLoop;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::hosts::{NAMES, id};

const CONNECTIONS: [usize; 3] = [1, 100, 1_000];
const MESSAGE: usize = 64;
/// How much a server reads at once.
const BUFFER: usize = 4096;

pub fn bench(criterion: &mut Criterion) {
    for connections in CONNECTIONS {
        let mut group = criterion.benchmark_group(group(connections));
        group.throughput(Throughput::Elements(connections as u64));
        for (name, serve) in NAMES.into_iter().zip([ours, on_tokio, on_smol]) {
            group.bench_function(id(name), |b| {
                let address = started(serve);
                let mut clients: Vec<TcpStream> =
                    (0..connections).map(|_| client(address)).collect();
                b.iter(|| round(&mut clients));
            });
        }
        group.finish();
    }
}

fn group(connections: usize) -> String {
    match connections {
        1 => "echo, 1 connection".to_owned(),
        1_000 => "echo, 1,000 connections".to_owned(),
        _ => format!("echo, {connections} connections"),
    }
}

fn round(clients: &mut [TcpStream]) {
    let mut message = [7; MESSAGE];
    for client in &mut *clients {
        client.write_all(&message).unwrap();
    }
    for client in clients {
        let mut got = 0;
        while got < MESSAGE {
            match client.read(&mut message[got..]) {
                Ok(read) => got += read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => std::hint::spin_loop(),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

fn client(address: SocketAddr) -> TcpStream {
    let client = TcpStream::connect(address).unwrap();
    client.set_nodelay(true).unwrap();
    client.set_nonblocking(true).unwrap();
    client
}

/// Starts a server, which lives as long as the benchmark.
fn started(serve: fn(TcpListener)) -> SocketAddr {
    let (told, address) = mpsc::channel();
    thread::spawn(move || {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        told.send(listener.local_addr().unwrap()).unwrap();
        serve(listener);
    });
    address.recv().unwrap()
}

fn ours(listener: TcpListener) {
    use machine_solution::net;
    let mut event_loop = EventLoop::new().unwrap();
    let handle = event_loop.handle();
    let listener = net::TcpListener::from_std(&handle, listener).unwrap();
    event_loop.block_on(async {
        loop {
            let client = listener.accept().await.unwrap();
            handle.spawn_detached(Box::pin(async move {
                let mut buffer = [0; BUFFER];
                while let Ok(read @ 1..) = client.read(&mut buffer).await {
                    if client.write_all(&buffer[..read]).await.is_err() {
                        break;
                    }
                }
            }));
        }
    })
}

fn on_tokio(listener: TcpListener) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        listener.set_nonblocking(true).unwrap();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            client.set_nodelay(true).unwrap();
            tokio::spawn(async move {
                let mut buffer = [0; BUFFER];
                while let Ok(read @ 1..) = client.read(&mut buffer).await {
                    if client.write_all(&buffer[..read]).await.is_err() {
                        break;
                    }
                }
            });
        }
    })
}

fn on_smol(listener: TcpListener) {
    let executor = Arc::new(async_executor::Executor::new());
    let spawner = Arc::clone(&executor);
    async_io::block_on(executor.run(async move {
        let listener = Async::new(listener).unwrap();
        loop {
            let (mut client, _): (Async<TcpStream>, _) = accepted(&listener).await.unwrap();
            spawner
                .spawn(async move {
                    let mut buffer = [0; BUFFER];
                    while let Ok(read @ 1..) = client.read(&mut buffer).await {
                        if client.write_all(&buffer[..read]).await.is_err() {
                            break;
                        }
                    }
                })
                .detach();
        }
    }))
}

async fn accepted(listener: &Async<TcpListener>) -> io::Result<(Async<TcpStream>, SocketAddr)> {
    let (client, address) = listener.accept().await?;
    client.get_ref().set_nodelay(true)?;
    Ok((client, address))
}
