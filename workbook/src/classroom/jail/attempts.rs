//! What the wall must deny, each tried from inside by this program itself.

use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;
use std::{fs, thread};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::{Jail, Level};
use crate::engine::output::Sink;
use crate::engine::process::{Ended, Grants, Launcher, Stop, Task, Work};

/// The hidden verb that tries.
const ATTEMPT: &str = "sandbox-attempt";

/// Something that the wall must deny, and what it got.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    pub what: String,
    /// Whether it was denied; of what must be possible, whether it is.
    pub held: bool,
    pub got: String,
}

impl Attempt {
    fn new(what: &str, held: bool, got: impl Into<String>) -> Self {
        Self {
            what: what.to_owned(),
            held,
            got: got.into(),
        }
    }
}

/// What is outside, to be reached for.
#[derive(Serialize, Deserialize)]
struct Outside {
    kind: Kind,
    tcp: u16,
    udp: u16,
    /// A folder that all users may write to.
    folder: PathBuf,
    /// A file that all users may read.
    secret: PathBuf,
    /// Something in this user's home folder.
    at_home: Option<PathBuf>,
    /// A process of this user.
    victim: u32,
    /// Named by a process that is to outlive its run.
    mark: String,
    granted: PathBuf,
}

/// What one run tries. Some end the process that tries.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    Check,
    Compile,
    Memory,
    Disk,
}

/// More than a check may have.
const MUCH: usize = 2 * 1024 * 1024 * 1024;
/// More threads, or processes, than a task may have.
const MANY: usize = 2000;
const LIMIT: Duration = Duration::from_secs(60);

/// Tries everything behind `jail`. The inner error says why nothing could be started there.
///
/// # Errors
/// If what is to be reached for cannot be made.
pub fn all(jail: &Jail) -> anyhow::Result<Result<Vec<Attempt>, String>> {
    let scene = Scene::new(jail)?;
    let mut found = Vec::new();
    let all = [
        (Kind::Check, Work::Check),
        (Kind::Compile, Work::Compile),
        (Kind::Memory, Work::Check),
        (Kind::Disk, Work::Check),
    ];
    // Without a wall, the last two would do what they try to.
    let tried = match jail.level() {
        Level::None => &all[..2],
        _ => &all,
    };
    for (kind, work) in tried.iter().copied() {
        let ended = match scene.run(jail, kind, work)? {
            Ok(ended) => ended,
            Err(error) => return Ok(Err(error.to_string())),
        };
        found.extend(scene.told(kind, &ended));
    }
    Ok(Ok(found))
}

struct Scene {
    tool: PathBuf,
    folder: tempfile::TempDir,
    tcp: TcpListener,
    udp: UdpSocket,
    victim: std::sync::Mutex<Child>,
    mark: String,
}

impl Scene {
    fn new(jail: &Jail) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("making a folder to reach for")?;
        for name in ["open", "granted"] {
            let made = folder.path().join(name);
            fs::create_dir(&made)?;
            #[cfg(unix)]
            fs::set_permissions(&made, std::os::unix::fs::PermissionsExt::from_mode(0o777))?;
        }
        #[cfg(unix)]
        fs::set_permissions(
            folder.path(),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )?;
        fs::write(folder.path().join("secret"), "secret")?;
        let (tcp, udp) = (
            TcpListener::bind("127.0.0.1:0")?,
            UdpSocket::bind("127.0.0.1:0")?,
        );
        tcp.set_nonblocking(true)?;
        udp.set_nonblocking(true)?;
        let victim = Command::new(&jail.tool)
            .args([ATTEMPT, "wait"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Self {
            tool: jail.tool.clone(),
            folder,
            tcp,
            udp,
            victim: victim.into(),
            mark: format!("31.{}", fastrand::u64(1_000_000_000..)),
        })
    }

    fn run(&self, jail: &Jail, kind: Kind, work: Work) -> anyhow::Result<io::Result<Ended>> {
        let folder = self.folder.path();
        let granted = folder.join("granted");
        let outside = Outside {
            kind,
            tcp: self.tcp.local_addr()?.port(),
            udp: self.udp.local_addr()?.port(),
            folder: folder.join("open"),
            secret: folder.join("secret"),
            at_home: at_home(&[&granted, &self.tool]),
            victim: lock(&self.victim).id(),
            mark: self.mark.clone(),
            granted: granted.clone(),
        };
        let task = Task {
            program: self.tool.clone(),
            args: vec![ATTEMPT.into(), serde_json::to_string(&outside)?.into()],
            cwd: granted.clone(),
            env: vec![(
                OsString::from("PATH"),
                std::env::var_os("PATH").unwrap_or_default(),
            )],
            stdin: Vec::new(),
            limit: LIMIT,
            stdout: Sink::head(64 * 1024),
            stderr: Sink::tail(4096),
            work,
            grants: Grants {
                read: vec![granted.clone(), self.tool.clone()],
                write: match work {
                    Work::Compile => vec![granted],
                    Work::Check => Vec::new(),
                },
            },
        };
        Ok(jail.run(task, &Stop::default()))
    }

    /// What a run said, and what can be seen from here.
    fn told(&self, kind: Kind, ended: &Ended) -> Vec<Attempt> {
        let text = ended.stdout.text();
        let mut found: Vec<Attempt> = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let end = format!("{:?}", ended.ending);
        match kind {
            // They end the process, or say what they got.
            Kind::Memory if found.is_empty() => {
                found.push(Attempt::new(MEMORY, true, format!("ended: {end}")));
            }
            Kind::Disk if found.is_empty() => {
                found.push(Attempt::new(DISK, true, format!("ended: {end}")));
            }
            Kind::Memory | Kind::Disk => {}
            Kind::Check | Kind::Compile => {
                if found.last().is_none_or(|last| last.what != LAST) {
                    let said = String::from_utf8_lossy(&ended.stderr.bytes);
                    let got = format!("ended too early: {end} {}", said.trim());
                    found.push(Attempt::new("try everything", false, got));
                }
                let reached = self.tcp.accept().is_ok() || self.udp.recv(&mut [0; 8]).is_ok();
                found.push(seen("reach a socket of this machine", !reached));
                let there = self.folder.path().join("open/written").exists();
                found.push(seen("leave a file", !there));
                let lives = matches!(lock(&self.victim).try_wait(), Ok(None));
                found.push(seen("end a process of this user", lives));
                found.push(seen("outlive its run", !self.mark_lives()));
            }
        }
        found
    }

    /// Whether a process is there that the run was to leave behind.
    fn mark_lives(&self) -> bool {
        // One that was ended just now may not be gone yet.
        for _ in 0..20 {
            let names = fs::read_dir("/proc").into_iter().flatten();
            let lives = names.filter_map(Result::ok).any(|entry| {
                fs::read(entry.path().join("cmdline"))
                    .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&self.mark))
            });
            if !lives {
                return false;
            }
            thread::sleep(Duration::from_millis(50));
        }
        true
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let mut victim = lock(&self.victim);
        // Gone already is as well.
        let _ = victim.kill();
        let _ = victim.wait();
    }
}

fn seen(what: &str, held: bool) -> Attempt {
    let got = if held {
        "seen from outside: no"
    } else {
        "seen from outside: it did"
    };
    Attempt::new(what, held, got)
}

fn lock<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

const MEMORY: &str = "fill the memory";
const DISK: &str = "fill the disk";
const FIRST: &str = "use what is granted";
const LAST: &str = "start threads without end";

/// Tries, if this program was started for that.
pub fn as_attempt() -> Option<ExitCode> {
    let mut words = std::env::args().skip(1);
    if words.next()? != ATTEMPT {
        return None;
    }
    let spec = words.next()?;
    if spec == "wait" {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        return Some(ExitCode::SUCCESS);
    }
    let outside: Outside = serde_json::from_str(&spec).ok()?;
    match outside.kind {
        Kind::Memory => memory(),
        Kind::Disk => disk(&outside),
        Kind::Check | Kind::Compile => reach(&outside),
    }
    Some(ExitCode::SUCCESS)
}

fn tell(attempt: &Attempt) {
    // A line at a time: what comes after may end this process.
    let line = serde_json::to_string(attempt).unwrap_or_default();
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// `done` must have failed.
fn denied<T>(what: &str, done: io::Result<T>) {
    tell(&match done {
        Ok(_) => Attempt::new(what, false, "it worked"),
        Err(error) => Attempt::new(what, true, error.to_string()),
    });
}

fn reach(outside: &Outside) {
    let granted = fs::read_dir(&outside.granted).map(drop);
    let granted = match outside.kind {
        Kind::Compile => granted.and_then(|()| fs::write(outside.granted.join("made"), "made")),
        _ => granted,
    };
    tell(&match granted {
        Ok(()) => Attempt::new(FIRST, true, "it worked, as it must"),
        Err(error) => Attempt::new(FIRST, false, error.to_string()),
    });
    if outside.kind == Kind::Check {
        let written = fs::write(outside.granted.join("made"), "made");
        denied("write to what is granted to read", written);
    }
    denied(
        "write a file of this machine",
        fs::write(outside.folder.join("written"), "x"),
    );
    denied("read a file that is not granted", fs::read(&outside.secret));
    if let Some(file) = &outside.at_home {
        denied(
            "open a file or folder of the home folder",
            fs::File::open(file),
        );
    }
    denied("read the users of this machine", fs::read("/etc/passwd"));
    let memory = fs::OpenOptions::new().write(true).open("/proc/self/mem");
    denied("open its own memory", memory);
    denied("read another's environment", fs::read("/proc/1/environ"));
    let connect = TcpStream::connect_timeout(
        &([127, 0, 0, 1], outside.tcp).into(),
        Duration::from_secs(2),
    );
    denied("connect to this machine", connect);
    // In a network of its own it can be sent, and arrives nowhere.
    if let Ok(socket) = UdpSocket::bind("127.0.0.1:0") {
        let _ = socket.send_to(b"x", ("127.0.0.1", outside.udp));
    }
    #[cfg(unix)]
    if let Some(victim) = i32::try_from(outside.victim)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        let signal = rustix::process::kill_process(victim, rustix::process::Signal::KILL);
        denied("end a process by its number", signal.map_err(Into::into));
    }
    processes(outside);
    threads();
}

/// Something in this user's home folder that none of `granted` is below.
fn at_home(granted: &[&Path]) -> Option<PathBuf> {
    let home = std::env::var_os("HOME")?;
    fs::read_dir(home)
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| fs::File::open(path).is_ok())
        .find(|path| granted.iter().all(|granted| !granted.starts_with(path)))
}

fn processes(outside: &Outside) {
    let sleep = || {
        Command::new("/bin/sleep")
            .arg(&outside.mark)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
    };
    if outside.kind == Kind::Check {
        return denied("start a process", sleep());
    }
    // Left behind, in a group of its own if it can.
    #[cfg(unix)]
    let _ = std::os::unix::process::CommandExt::process_group(
        Command::new("/bin/sleep").arg(&outside.mark),
        0,
    )
    .stdout(Stdio::null())
    .spawn();
    let _ = sleep();
    let unshare = Path::new("/usr/bin/unshare");
    if unshare.exists() {
        let made = Command::new(unshare)
            .args(["--user", "--map-root-user", "/bin/true"])
            .stderr(Stdio::null())
            .status();
        let made = made.and_then(|status| match status.success() {
            true => Ok(()),
            false => Err(ErrorKind::PermissionDenied.into()),
        });
        denied("make namespaces", made);
    }
}

fn threads() {
    let mut started = 0;
    let error = loop {
        match thread::Builder::new().spawn(thread::park) {
            Ok(_) => started += 1,
            Err(error) => break error.to_string(),
        }
        if started == MANY {
            tell(&Attempt::new(LAST, false, format!("{started} run")));
            return;
        }
    };
    tell(&Attempt::new(
        LAST,
        true,
        format!("{started}, then: {error}"),
    ));
}

fn memory() {
    let mut held: Vec<Vec<u8>> = Vec::new();
    let block = 16 * 1024 * 1024;
    while held.len() * block < MUCH {
        held.push(vec![1; block]);
    }
    let sum: usize = held.iter().map(|block| usize::from(block[9])).sum();
    tell(&Attempt::new(
        MEMORY,
        false,
        format!("{sum} blocks of 16 MiB"),
    ));
}

fn disk(outside: &Outside) {
    let mut written = 0_u64;
    let block = vec![1_u8; 1024 * 1024];
    let tmp = std::env::temp_dir();
    for folder in [
        &tmp,
        &outside.folder,
        &outside.granted,
        Path::new("/dev/shm"),
        Path::new("/"),
    ] {
        for nth in 0..20 {
            let Ok(mut file) = fs::File::create(folder.join(format!("block-{nth}"))) else {
                break;
            };
            for _ in 0..15 {
                if file.write_all(&block).is_err() {
                    break;
                }
                written += 1;
            }
        }
    }
    tell(&Attempt::new(
        DISK,
        written <= 160,
        format!("{written} MiB"),
    ));
}

impl Jail {
    /// Each denial in words, for people.
    pub fn table(&self) -> String {
        let mut lines = vec![format!("sandbox: {}", self.level())];
        if self.level() == Level::None {
            lines.push("answers run with your rights".to_owned());
        }
        let mut runs = ["a check:", "the compiler:"].into_iter();
        for attempt in self.attempts() {
            match &*attempt.what {
                FIRST => lines.extend(runs.next().map(str::to_owned)),
                MEMORY => lines.push("a check that takes too much:".to_owned()),
                _ => {}
            }
            let mark = if attempt.held { "held  " } else { "BROKEN" };
            lines.push(format!("  {mark}  {:<42} {}", attempt.what, attempt.got));
        }
        lines.join("\n")
    }
}
