//! One file: look at the disk, ask, decide, transfer, and try again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use ch15::attempts::{GaveUp, Policy, attempts};
use ch15::fetch_all::Stop;
use ch15::http::{Body, Checksum, Client, Failure};
use ch15::progress::{Board, Handle, Outcome};
use ch15::resume::{Decision, Partial, decide, request};
use ch15::transfer::transfer;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::disk::{Directory, Found, Place};
use crate::jobs::Job;
use crate::part::PartFile;

/// What all downloads share.
pub struct Downloads<C> {
    pub client: C,
    pub directory: Directory,
    pub policy: Policy,
    /// How long a server may send nothing.
    pub stall: Duration,
    pub board: Board,
}

/// One of them.
struct Download<C> {
    all: Arc<Downloads<C>>,
    job: Job,
    place: Place,
    stop: Stop,
    /// Bytes of the file that were there at the beginning: they are not new.
    found: OnceLock<u64>,
    /// Bytes that there are since the last response.
    bytes: AtomicU64,
    /// Its one permit is taken while bytes go to the disk.
    writing: Semaphore,
    /// Begins with the first response or failure: the board wants the total then.
    line: Mutex<Option<Handle>>,
}

/// A body that ends with a failure when the download is asked to stop. So `transfer` flushes what it has.
struct UntilAsked<'a, B> {
    body: B,
    stop: &'a Stop,
}

impl<C: Client> Downloads<C> {
    /// Downloads the file of `job`, unless it is asked to stop before. What there is then is used the next time.
    pub async fn download(self: Arc<Self>, job: Job, stop: Stop) -> Outcome {
        let download = Arc::new(Download {
            place: self.directory.place(&job.name, &job.url),
            all: Arc::clone(&self),
            job,
            stop: stop.clone(),
            found: OnceLock::new(),
            bytes: AtomicU64::new(0),
            writing: Semaphore::new(1),
            line: Mutex::new(None),
        });
        // The closures own what they need: the compiler does not see that their futures are `Send` if they borrow it.
        let theirs = Arc::clone(&download);
        let one = move || {
            let download = Arc::clone(&theirs);
            async move { download.once().await }
        };
        let theirs = Arc::clone(&download);
        let new = move || {
            let found = theirs.found.get().copied().unwrap_or_default();
            theirs.bytes.load(Ordering::Relaxed).saturating_sub(found)
        };
        let done = tokio::select! {
            biased;
            done = attempts(&self.policy, new, one) => Some(done),
            // While it waits for a server or for the next try, it can leave at once.
            () = async {
                stop.asked().await;
                drop(download.writing.acquire().await);
            } => None,
        };
        let outcome = match done {
            Some(Ok(())) => Outcome::Done,
            Some(Err(GaveUp {
                last: Failure::Protocol(_),
                ..
            })) if stop.is_asked() => Outcome::Interrupted,
            Some(Err(GaveUp { tries: 1, last })) => Outcome::Failed(last.to_string()),
            Some(Err(GaveUp { tries, last })) => {
                Outcome::Failed(format!("{last} (after {tries} tries)"))
            }
            None => Outcome::Interrupted,
        };
        download.end(outcome.clone());
        outcome
    }
}

impl<C: Client> Download<C> {
    /// One try. It is over when the file is there.
    async fn once(&self) -> Result<(), Failure> {
        let mut partial = match self.place.look().await? {
            Found::Whole(size) if self.is_right().await? => {
                self.attempt(size, Some(size));
                return Ok(());
            }
            Found::Part(partial) => Some(partial),
            Found::Nothing | Found::Whole(_) => None,
        };
        // At most two requests: the second one is for the whole file.
        loop {
            let bytes = partial.as_ref().map_or(0, |partial| partial.bytes);
            self.found.get_or_init(|| bytes);
            let asked = request(&self.job.url, partial.as_ref());
            let answer = timeout(self.all.stall, self.all.client.get(asked.clone())).await;
            let answer = answer.unwrap_or(Err(Failure::Stalled)).map(|response| {
                let decision = decide(&asked, partial.as_ref(), response.status, &response.headers);
                (decision, response.body)
            });
            match answer {
                Ok((
                    Decision::Write {
                        from,
                        total,
                        validator,
                    },
                    body,
                )) => {
                    self.attempt(from, total);
                    return self.write(body, from, total, validator).await;
                }
                Ok((Decision::Done, _)) => {
                    self.attempt(bytes, Some(bytes));
                    let (file, digest) = self.open(bytes, None, None).await?;
                    return self.finish(file, digest).await;
                }
                Ok((Decision::StartOver, _)) if partial.is_some() => {
                    self.place.discard().await?;
                    partial = None;
                }
                Ok((Decision::StartOver, _)) => {
                    return Err(Failure::Protocol(
                        "a part of a file that was not asked for".to_owned(),
                    ));
                }
                Ok((Decision::Failed(failure), _)) | Err(failure) => {
                    self.attempt(bytes, partial.and_then(|partial: Partial| partial.total));
                    return Err(failure);
                }
            }
        }
    }

    async fn write(
        &self,
        body: C::Body,
        from: u64,
        total: Option<u64>,
        validator: Option<String>,
    ) -> Result<(), Failure> {
        let _writing = self.writing.acquire().await;
        let (mut file, mut digest) = self.open(from, total, validator).await?;
        let mut body = UntilAsked {
            body,
            stop: &self.stop,
        };
        let mut bytes = from;
        self.bytes.store(from, Ordering::Relaxed);
        let written = transfer(
            &mut body,
            &mut file,
            &mut digest,
            from,
            total,
            self.all.stall,
            |chunk| {
                bytes += chunk;
                self.bytes.store(bytes, Ordering::Relaxed);
                self.add(chunk);
            },
        )
        .await;
        match written {
            Ok(_) => self.finish(file, digest).await,
            Err(failure) => {
                drop(file);
                // Of two sizes, one is wrong, and so may be the bytes.
                if let Failure::TooLong { .. } = failure {
                    self.place.discard().await?;
                }
                Err(failure)
            }
        }
    }

    /// The part is whole. It becomes the file if it has the right checksum.
    async fn finish(&self, file: PartFile, digest: Checksum) -> Result<(), Failure> {
        match (digest.value(), &self.job.sha256) {
            (Some(got), Some(expected)) if *expected != got => {
                drop(file);
                self.place.discard().await?;
                Err(Failure::Checksum {
                    got,
                    expected: expected.clone(),
                })
            }
            _ => file.finish().await,
        }
    }

    /// Whether the file that is there is the one that is wanted. Without a checksum its name has to do.
    async fn is_right(&self) -> Result<bool, Failure> {
        let Some(expected) = &self.job.sha256 else {
            return Ok(true);
        };
        Ok(self.place.digest().await?.value().as_ref() == Some(expected))
    }

    /// Opens the part. The checksum is computed if there is one to compare it with.
    async fn open(
        &self,
        from: u64,
        total: Option<u64>,
        validator: Option<String>,
    ) -> Result<(PartFile, Checksum), Failure> {
        let wanted = self.job.sha256.is_some();
        self.place.open(wanted, from, total, validator).await
    }

    fn attempt(&self, from: u64, total: Option<u64>) {
        let mut handle = self.line();
        match &*handle {
            None => *handle = Some(self.all.board.begin(&self.job.name, from, total)),
            Some(handle) => handle.restart(from, total),
        }
    }

    fn add(&self, bytes: u64) {
        if let Some(handle) = &*self.line() {
            handle.add(bytes);
        }
    }

    fn end(&self, outcome: Outcome) {
        let handle = self.line().take();
        handle
            .unwrap_or_else(|| self.all.board.begin(&self.job.name, 0, None))
            .end(outcome);
    }

    fn line(&self) -> MutexGuard<'_, Option<Handle>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<B: Body> Body for UntilAsked<'_, B> {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        tokio::select! {
            biased;
            () = self.stop.asked() => Err(Failure::Protocol("asked to stop".to_owned())),
            chunk = self.body.chunk() => chunk,
        }
    }
}
