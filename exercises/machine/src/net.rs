//! TCP on the loop: a listener and connections that wait for their reactor, and the network that the echo
//! server of chapter 5 asks for.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr};

use ch05::echo;
use ch05::reactor::Source;

use crate::event_loop::Handle;

/// Waits for clients.
pub struct TcpListener {
    source: Source<std::net::TcpListener>,
    handle: Handle,
}

/// A connection.
pub struct TcpStream {
    source: Source<std::net::TcpStream>,
    /// The last read left room in its buffer: the next one would find nothing, most likely.
    drained: Cell<bool>,
}

impl TcpListener {
    /// Listens at `address`; port 0 is a free one.
    ///
    /// # Errors
    /// If the address is taken, or the system refuses.
    pub fn bind(handle: &Handle, address: SocketAddr) -> io::Result<Self> {
        Self::from_std(handle, std::net::TcpListener::bind(address)?)
    }

    /// Takes over a listener.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn from_std(handle: &Handle, listener: std::net::TcpListener) -> io::Result<Self> {
        Ok(Self {
            source: handle.register(listener)?,
            handle: handle.clone(),
        })
    }

    /// The address at which it listens.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.source.get().local_addr()
    }

    /// Waits for the next client.
    ///
    /// # Errors
    /// Where this one could not be accepted; the next one may be.
    pub async fn accept(&self) -> io::Result<TcpStream> {
        let accept = || self.source.get().accept();
        let (stream, _) = loop {
            if let Some(accepted) = unless_it_would_block(accept())? {
                break accepted;
            }
            self.source.readable().await?;
        };
        TcpStream::from_std(&self.handle, stream)
    }
}

impl TcpStream {
    /// Connects to `address`. Establishing the connection blocks the thread: this is for tests and tools.
    ///
    /// # Errors
    /// If there is no listener at that address, or the system refuses.
    pub fn connect(handle: &Handle, address: SocketAddr) -> io::Result<Self> {
        Self::from_std(handle, std::net::TcpStream::connect(address)?)
    }

    /// Takes over a connection.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn from_std(handle: &Handle, stream: std::net::TcpStream) -> io::Result<Self> {
        // Small answers are not to wait for more.
        stream.set_nodelay(true)?;
        Ok(Self {
            source: handle.register(stream)?,
            drained: Cell::new(false),
        })
    }

    /// Waits for bytes, and tells how many came; 0 at the end.
    ///
    /// # Errors
    /// If the connection is broken.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.drained.take() {
            self.source.readable().await?;
        }
        loop {
            // Without waiting first: what is there costs one call.
            if let Some(read) = unless_it_would_block(self.source.get().read(buffer))? {
                self.drained.set(read < buffer.len());
                return Ok(read);
            }
            self.source.readable().await?;
        }
    }

    /// Waits until some of `bytes` can be written, and tells how many were.
    ///
    /// # Errors
    /// If the connection is broken.
    pub async fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            if let Some(written) = unless_it_would_block(self.source.get().write(bytes))? {
                return Ok(written);
            }
            self.source.writable().await?;
        }
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// If the connection is broken.
    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.write(bytes).await? {
                0 => return Err(ErrorKind::WriteZero.into()),
                written => bytes = &bytes[written..],
            }
        }
        Ok(())
    }

    /// Tells the other side that no more will come; it may still send.
    ///
    /// # Errors
    /// If the connection is broken.
    pub fn close(&self) -> io::Result<()> {
        self.source.get().shutdown(Shutdown::Write)
    }
}

/// What a call came to, or that it has to wait; a call that was interrupted may be tried again at once.
fn unless_it_would_block<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}

impl echo::Listener for TcpListener {
    type Connection = TcpStream;

    async fn accept(&mut self) -> io::Result<TcpStream> {
        TcpListener::accept(self).await
    }
}

impl echo::Connection for TcpStream {
    async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        TcpStream::read(self, buffer).await
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        TcpStream::write(self, bytes).await
    }

    async fn close(&mut self) -> io::Result<()> {
        TcpStream::close(self)
    }
}
