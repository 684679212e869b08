use std::collections::HashMap;
use std::io;
use std::net::UdpSocket;
use std::sync::Arc;

use kit::Recorder;
use poller::{Event, Events, Poller};

struct Client {
    name: &'static str,
    socket: Arc<UdpSocket>,
}

// ANCHOR: kept
/// Clients by key.
trait Clients {
    fn insert(&mut self, client: Client) -> usize;
    fn get(&self, key: usize) -> Option<&Client>;
    fn remove(&mut self, key: usize) -> Option<Client>;
}

/// The key is the index of the first free slot.
#[derive(Default)]
struct Slots(Vec<Option<Client>>);

impl Clients for Slots {
    fn insert(&mut self, client: Client) -> usize {
        let free = self.0.iter().position(Option::is_none);
        let slot = free.unwrap_or_else(|| {
            self.0.push(None);
            self.0.len() - 1
        });
        self.0[slot] = Some(client);
        slot
    }
    // ANCHOR_END: kept

    fn get(&self, key: usize) -> Option<&Client> {
        self.0.get(key)?.as_ref()
    }

    fn remove(&mut self, key: usize) -> Option<Client> {
        self.0.get_mut(key)?.take()
    }
}

/// The key is the number of clients that came before.
#[derive(Default)]
struct Numbers {
    clients: HashMap<usize, Client>,
    inserted: usize,
}

impl Clients for Numbers {
    fn insert(&mut self, client: Client) -> usize {
        let key = self.inserted;
        self.inserted += 1;
        self.clients.insert(key, client);
        key
    }

    fn get(&self, key: usize) -> Option<&Client> {
        self.clients.get(&key)
    }

    fn remove(&mut self, key: usize) -> Option<Client> {
        self.clients.remove(&key)
    }
}

struct Server<'a> {
    poller: Poller,
    clients: &'a mut dyn Clients,
    lab: Recorder,
}

impl Server<'_> {
    fn connect(&mut self, name: &'static str) -> io::Result<(usize, Arc<UdpSocket>)> {
        let socket = Arc::new(UdpSocket::bind("127.0.0.1:0")?);
        let client = Client {
            name,
            socket: Arc::clone(&socket),
        };
        let key = self.clients.insert(client);
        self.poller.add(&socket, Event::readable(key))?;
        Ok((key, socket))
    }

    // ANCHOR: handle
    /// One event: reads what its client sent.
    fn handle(&mut self, key: usize) -> io::Result<()> {
        let Some(client) = self.clients.get(key) else {
            println!("  event {key}: no client");
            return Ok(());
        };
        let mut buffer = [0; 64];
        match client.socket.recv(&mut buffer) {
            Ok(read) => {
                let text = String::from_utf8_lossy(&buffer[..read]);
                println!("  event {key}: {} says {text:?}", client.name);
            }
            Err(error) => println!("  event {key}: {}, {:?}", client.name, error.kind()),
        }
        Ok(())
    }
    // ANCHOR_END: handle

    fn remove(&mut self, key: usize) -> io::Result<()> {
        let client = self.clients.remove(key).expect("it is connected");
        self.poller.delete(&client.socket)
    }

    #[track_caller]
    fn record(&self, who: &str, does: &str) {
        let names: Vec<String> = (0..3)
            .filter_map(|key| Some(format!("{key}: {}", self.clients.get(key)?.name)))
            .collect();
        self.lab.step(who, does, names.join(", "));
    }
}

// ANCHOR: run
fn run(server: &mut Server<'_>) -> io::Result<()> {
    let (ada, ada_socket) = server.connect("Ada")?;
    let (bob, bob_socket) = server.connect("Bob")?;
    send("remove Bob", &ada_socket)?;
    send("hello", &bob_socket)?;
    // One wait returns both events.
    let events = keys(&server.poller)?;
    assert_eq!(events, [ada, bob]);
    server.record("system", "returns keys 0, 1");

    server.handle(ada)?;
    server.remove(bob)?;
    server.record("server", "reads Ada, removes Bob");
    server.connect("Cem")?;
    server.record("server", "accepts Cem");

    server.handle(bob)
}
// ANCHOR_END: run

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let lab = Recorder::new();
    let mut both: [(&str, Box<dyn Clients>); 2] = [
        ("by slot", Box::<Slots>::default()),
        ("by number", Box::<Numbers>::default()),
    ];
    for (name, clients) in &mut both {
        println!("{name}:");
        lab.note(*name);
        let mut server = Server {
            poller: Poller::new()?,
            clients: clients.as_mut(),
            lab: lab.clone(),
        };
        run(&mut server)?;
        let found = server.clients.get(1).map(|client| client.name);
        let does = match found {
            Some(name) => format!("handles key 1: {name}"),
            None => "handles key 1: none".to_owned(),
        };
        server.record("server", &does);
        lab.note(match found {
            Some(_) => "an event for the wrong client",
            None => "no client found",
        });
    }
    lab.keep_beside_listing();
    Ok(())
}

fn send(text: &str, to: &UdpSocket) -> io::Result<()> {
    UdpSocket::bind("127.0.0.1:0")?.send_to(text.as_bytes(), to.local_addr()?)?;
    Ok(())
}

/// The keys of one wait, in order.
fn keys(poller: &Poller) -> io::Result<Vec<usize>> {
    let mut events = Events::new();
    poller.wait(&mut events, None)?;
    let mut keys: Vec<usize> = events.iter().map(|event| event.key).collect();
    keys.sort_unstable();
    Ok(keys)
}
