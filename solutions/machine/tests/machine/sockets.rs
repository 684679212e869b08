//! The echo server of chapter 5, on the loop, over TCP.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ch05::echo::serve;
use futures::channel::oneshot;
use kit::check;
use machine_solution::event_loop::EventLoop;
use machine_solution::net::{self, TcpListener};

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);
/// Far beyond what a loopback takes; a read that takes so long is a failure.
const PATIENCE: Duration = Duration::from_secs(200);

/// Runs a server on a thread of its own. `stop` ends it, and gives how many clients it served.
fn server() -> (SocketAddr, impl FnOnce() -> usize) {
    let (told, address) = mpsc::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let thread = thread::spawn(move || {
        let mut event_loop = EventLoop::new().unwrap();
        let handle = event_loop.handle();
        let listener = TcpListener::bind(&handle, ANY).unwrap();
        told.send(listener.local_addr().unwrap()).unwrap();
        let stopped = async {
            let _ = stopped.await;
        };
        event_loop.block_on(serve(listener, stopped, move |task| {
            handle.spawn_detached(task);
        }))
    });
    let address = address.recv().unwrap();
    (address, move || {
        drop(stop);
        thread.join().unwrap()
    })
}

fn client(address: SocketAddr) -> TcpStream {
    let client = TcpStream::connect(address).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client.set_write_timeout(Some(PATIENCE)).unwrap();
    client
}

fn echoes(mut client: &TcpStream, bytes: &[u8]) {
    client.write_all(bytes).unwrap();
    let mut back = vec![0; bytes.len()];
    client.read_exact(&mut back).unwrap();
    assert!(back == bytes, "the bytes came back altered");
}

#[check(seconds = 300)]
fn a_thousand_clients_at_once_some_half_closed_and_some_gone() {
    const CLIENTS: usize = 1_000;
    let (address, stop) = server();
    let clients: Vec<TcpStream> = (0..CLIENTS).map(|_| client(address)).collect();
    // All are connected before the first one says anything.
    for (n, mut one) in clients.iter().enumerate() {
        one.write_all(format!("client {n}").as_bytes()).unwrap();
    }
    for (n, mut one) in clients.iter().enumerate() {
        let wanted = format!("client {n}").into_bytes();
        let mut back = vec![0; wanted.len()];
        one.read_exact(&mut back).unwrap();
        assert_eq!(back, wanted);
    }
    for (n, mut one) in clients.into_iter().enumerate() {
        match n % 3 {
            // Sends, closes its half, and still wants its bytes.
            0 => {
                one.write_all(b"last").unwrap();
                one.shutdown(Shutdown::Write).unwrap();
                let mut rest = Vec::new();
                one.read_to_end(&mut rest).unwrap();
                assert_eq!(rest, b"last");
            }
            // Vanishes with bytes unread, which resets the connection.
            1 => one.write_all(b"never to be read").unwrap(),
            // Stays until the end, and is still served.
            _ => echoes(&one, b"still here"),
        }
    }
    let one_more = client(address);
    echoes(&one_more, b"after them all");
    drop(one_more);
    assert_eq!(stop(), CLIENTS + 1);
}

#[check(seconds = 300)]
fn more_than_any_buffer_comes_back_whole() {
    let (address, stop) = server();
    let bytes: Vec<u8> = (0..8_000_000_u32).map(|n| (n % 251) as u8).collect();
    let mut receiver = client(address);
    let (mut sender, sent) = (receiver.try_clone().unwrap(), bytes.clone());
    let sending = thread::spawn(move || {
        sender.write_all(&sent).unwrap();
        sender.shutdown(Shutdown::Write).unwrap();
    });
    let mut back = Vec::new();
    receiver.read_to_end(&mut back).unwrap();
    sending.join().unwrap();
    assert!(
        back == bytes,
        "{} of {} bytes came back",
        back.len(),
        bytes.len()
    );
    drop(receiver);
    assert_eq!(stop(), 1);
}

#[check(seconds = 300)]
fn one_that_never_reads_hinders_nobody() {
    let (address, stop) = server();
    let mut greedy = client(address);
    greedy.set_nonblocking(true).unwrap();
    // Sends until neither the server nor the system takes any more.
    let mut full = 0;
    while full < 20 {
        match greedy.write(&[7; 65_536]) {
            Ok(_) => full = 0,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                full += 1;
                thread::sleep(Duration::from_millis(1));
            }
            Err(error) => panic!("{error}"),
        }
    }
    let other = client(address);
    for _ in 0..100 {
        echoes(&other, b"me too");
    }
    drop((greedy, other));
    assert_eq!(stop(), 2);
}

#[check(seconds = 300)]
fn stopping_serves_those_who_are_there_and_nobody_else() {
    let (address, stop) = server();
    let there = client(address);
    echoes(&there, b"in time");
    let (told, served) = mpsc::channel();
    thread::spawn(move || told.send(stop()));
    // Its listener is closed as soon as it has noticed.
    while let Ok(late) = TcpStream::connect(address) {
        drop(late);
        thread::sleep(Duration::from_millis(1));
    }
    echoes(&there, b"and still");
    assert!(served.try_recv().is_err(), "it ended before its client");
    drop(there);
    assert!(served.recv_timeout(PATIENCE).unwrap() >= 1);
}

#[check(seconds = 300)]
fn a_client_on_the_loop_talks_to_a_server_on_the_same_loop() {
    let mut event_loop = EventLoop::new().unwrap();
    let handle = event_loop.handle();
    let listener = TcpListener::bind(&handle, ANY).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let spawn = {
        let handle = handle.clone();
        move |task| handle.spawn_detached(task)
    };
    let stopped = async {
        let _ = stopped.await;
    };
    let server = handle.spawn(serve(listener, stopped, spawn));
    let served = event_loop.block_on(async {
        let client = net::TcpStream::connect(&handle, address).unwrap();
        for n in 0..100_u8 {
            client.write_all(&[n; 10]).await.unwrap();
            let (mut back, mut got) = ([0; 10], 0);
            while got < back.len() {
                got += client.read(&mut back[got..]).await.unwrap();
            }
            assert_eq!(back, [n; 10]);
        }
        client.close().unwrap();
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
        drop(stop);
        server.await.unwrap()
    });
    assert_eq!(served, 1);
}

#[check(seconds = 300)]
fn a_loop_that_is_dropped_closes_its_sockets() {
    let mut event_loop = EventLoop::new().unwrap();
    let handle = event_loop.handle();
    let listener = TcpListener::bind(&handle, ANY).unwrap();
    let address = listener.local_addr().unwrap();
    let spawner = handle.clone();
    handle.spawn_detached(Box::pin(async move {
        serve(listener, std::future::pending(), move |task| {
            spawner.spawn_detached(task);
        })
        .await;
    }));
    let there = client(address);
    let mut both = there.try_clone().unwrap();
    both.write_all(b"hi").unwrap();
    event_loop.block_on(handle.sleep(Duration::from_millis(20)));
    drop(event_loop);
    let mut rest = Vec::new();
    // The end, or a reset: in any case the server is gone, although a handle is left.
    let _ = both.read_to_end(&mut rest);
    assert!(
        TcpStream::connect(address).is_err(),
        "the listener is still open"
    );
    drop(handle);
}
