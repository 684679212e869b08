use std::io;
use std::path::Path;
use std::process::Stdio;

use kit::Recorder;
use kit::record::Stop;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// One line in, one line out. Two files make it crash: one the first time, one each time.
fn work() {
    for job in io::stdin().lines() {
        let job = job.expect("a line");
        let path = Path::new(&job);
        let crash = match path.file_name().and_then(|name| name.to_str()) {
            Some("flaky.bin") => {
                let first = !path.exists();
                std::fs::write(path, "tried").expect("a file");
                first
            }
            Some("broken.bin") => true,
            _ => false,
        };
        if crash {
            std::process::exit(101);
        }
        println!("checked");
    }
}

struct Worker {
    _child: Child,
    jobs: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Worker {
    fn start() -> io::Result<Worker> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Worker {
            jobs: child.stdin.take().expect("it is piped"),
            answers: BufReader::new(child.stdout.take().expect("it is piped")).lines(),
            _child: child,
        })
    }

    async fn ask(&mut self, job: &str) -> io::Result<Option<String>> {
        self.jobs.write_all(format!("{job}\n").as_bytes()).await?;
        self.answers.next_line().await
    }
}

/// What the slot tells its log.
enum State {
    Idle,
    Busy { attempt: u32 },
    Crashed { attempt: u32 },
}

// ANCHOR: slot
/// A place for one worker: empty at first, and after each crash.
#[derive(Default)]
struct Slot {
    worker: Option<Worker>,
    started: u32,
    log: Vec<Stop>,
}

impl Slot {
    /// The answer, or `None` if the job has crashed `most` workers.
    async fn run(&mut self, job: &str, most: u32) -> io::Result<Option<String>> {
        for attempt in 1..=most {
            let mut worker = match self.worker.take() {
                Some(worker) => worker,
                None => {
                    self.started += 1;
                    Worker::start()?
                }
            };
            self.tell(State::Busy { attempt }, job);
            // An error of the pipe is a crash, too: the worker ended before it read the job.
            if let Ok(Some(answer)) = worker.ask(job).await {
                self.worker = Some(worker);
                self.tell(State::Idle, job);
                return Ok(Some(answer));
            }
            self.tell(State::Crashed { attempt }, job);
        }
        Ok(None)
    }
    // ANCHOR_END: slot

    fn tell(&mut self, state: State, job: &str) {
        let name = Path::new(job).file_name().and_then(|name| name.to_str());
        let mut keeps = vec![("worker".to_owned(), self.started.to_string())];
        let (state, attempt) = match state {
            State::Idle => ("Idle", None),
            State::Busy { attempt } => ("Busy", Some(attempt)),
            State::Crashed { attempt } => ("Crashed", Some(attempt)),
        };
        if let Some(attempt) = attempt {
            keeps.push(("job".to_owned(), name.unwrap_or(job).to_owned()));
            keeps.push(("attempt".to_owned(), attempt.to_string()));
        }
        self.log.push(Stop {
            state: state.to_owned(),
            keeps,
            bytes: size_of::<State>(),
            out: String::new(),
        });
    }
}

fn main() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        work();
        return Ok(());
    }
    let log = boss()?;
    // The slot kept a log of its states. Outside the runtime it is recorded without times.
    let lab = Recorder::new();
    let machine = lab.coroutine("slot");
    let count = log.len();
    for (at, stop) in log.into_iter().enumerate() {
        machine.resume(|| ((), stop, at + 1 == count));
    }
    lab.keep_beside_listing();
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn boss() -> io::Result<Vec<Stop>> {
    let folder = tempfile::tempdir()?;
    // ANCHOR: main
    let mut slot = Slot::default();
    for name in ["a.bin", "flaky.bin", "broken.bin", "b.bin"] {
        let job = folder.path().join(name).display().to_string();
        let answer = slot.run(&job, 2).await?;
        println!("{name:10} {}", answer.as_deref().unwrap_or("crashed twice"));
    }
    println!("workers started: {}", slot.started);
    // ANCHOR_END: main

    let mut patient = Slot::default();
    let job = folder.path().join("broken.bin").display().to_string();
    patient.run(&job, 50).await?;
    println!("broken.bin, up to 50 attempts: {} workers", patient.started);
    Ok(slot.log)
}
