// entry: none
use std::io;
use std::sync::Mutex;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Semaphore;

use crate::processes::{JobError, Start};

pub struct Pool<S: Start> {
    start: S,
    places: Semaphore,
    idle: Mutex<Vec<S::Worker>>,
}

impl<S: Start> Pool<S> {
    pub fn new(start: S, most: usize) -> Self {
        Self {
            start,
            places: Semaphore::new(most),
            idle: Mutex::new(Vec::new()),
        }
    }

    pub async fn run(&self, job: &str) -> Result<String, JobError> {
        let _place = self.places.acquire().await.expect("it is never closed");
        let idle = self.idle.lock().unwrap().pop();
        let mut worker = match idle {
            Some(worker) => worker,
            None => self.start.start().await.map_err(JobError::Start)?,
        };
        if let Ok(line) = answer(&mut worker, job).await {
            self.idle.lock().unwrap().push(worker);
            return Ok(line);
        }
        drop(worker);
        let mut worker = self.start.start().await.map_err(JobError::Start)?;
        match answer(&mut worker, job).await {
            Ok(line) => {
                self.idle.lock().unwrap().push(worker);
                Ok(line)
            }
            Err(_) => Err(JobError::Crashed),
        }
    }
}

async fn answer<W>(worker: &mut W, job: &str) -> io::Result<String>
where
    W: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    worker.write_all(format!("{job}\n").as_bytes()).await?;
    worker.flush().await?;
    let mut line = Vec::new();
    loop {
        match worker.read_u8().await? {
            b'\n' => {
                line.push(b'\n');
                break;
            }
            byte => line.push(byte),
        }
    }
    String::from_utf8(line).map_err(io::Error::other)
}
