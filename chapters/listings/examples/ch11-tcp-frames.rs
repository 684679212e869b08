use std::io::{self, ErrorKind};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, duplex};

// ANCHOR: frames
const LONGEST: usize = 1024;

async fn write_frame(to: &mut (impl AsyncWrite + Unpin), name: &str) -> io::Result<()> {
    let length = u16::try_from(name.len()).map_err(io::Error::other)?;
    to.write_u16(length).await?; // two bytes, the high one first
    to.write_all(name.as_bytes()).await
}

/// The next frame, or `None` if the other side has closed between two frames.
async fn read_frame(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 2];
    if from.read(&mut length[..1]).await? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut length[1..]).await?;
    let length = usize::from(u16::from_be_bytes(length));
    if length > LONGEST {
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            format!("a frame of {length} bytes"),
        ));
    }
    let mut frame = vec![0; length];
    from.read_exact(&mut frame).await?;
    Ok(Some(frame))
}
// ANCHOR_END: frames

async fn serve(mut connection: impl AsyncRead + Unpin) {
    loop {
        match read_frame(&mut connection).await {
            Ok(Some(frame)) => println!("asked for {:?}", String::from_utf8_lossy(&frame)),
            Ok(None) => return println!("closed between two frames"),
            Err(error) => return println!("closed by {:?}: {error}", error.kind()),
        }
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    // ANCHOR: main
    // Room for 3 bytes: the reader never gets a whole frame at once.
    let (mut theirs, ours) = duplex(3);
    let client = async move {
        write_frame(&mut theirs, "copper").await?;
        write_frame(&mut theirs, "tin").await
    };
    let (sent, ()) = tokio::join!(client, serve(ours));
    sent?;

    let (mut theirs, ours) = duplex(64);
    theirs.write_all(b"\0\x06cop").await?; // and then the client's process is killed
    drop(theirs);
    serve(ours).await;

    let (mut theirs, ours) = duplex(64);
    theirs.write_all(b"GET / HTTP/1.1\r\n").await?; // a browser found the port
    serve(ours).await;
    // ANCHOR_END: main
    Ok(())
}
