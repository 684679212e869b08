//! What the threads of this process are doing, as Linux tells in /proc; nothing on other systems, or in
//! a sandbox without /proc.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One look at the threads of this process, apart from the one that looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    threads: Vec<Thread>,
    /// The processor time of the whole process, threads that have ended included.
    pub(crate) busy: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Thread {
    folder: PathBuf,
    /// See proc_pid_stat(5): R runs or is about to, S sleeps, D waits for a disk.
    state: char,
    /// How often it has given up its processor to wait.
    waits: u64,
    /// The system call that it is in, with its arguments.
    call: String,
    /// The processor time that it has taken.
    busy: Duration,
}

/// What /proc says in hundredths of a second on every Linux that Rust runs on.
pub(crate) const TICK: Duration = Duration::from_millis(10);

pub(crate) fn look() -> Option<Look> {
    let (all, own) = listed()?;
    let threads = all.into_iter().filter(|folder| *folder != own);
    let (ticks, _) = ticks_and_state(Path::new("/proc/self/stat"))?;
    Some(Look {
        // One that has just ended is no loss.
        threads: threads.filter_map(thread).collect(),
        busy: TICK * u32::try_from(ticks).ok()?,
    })
}

/// Whether this process has no threads but the calling one and the one that watches it.
pub(crate) fn only_the_watchdog_beside_this() -> bool {
    listed().is_some_and(|(all, _)| all.len() == 2)
}

impl Look {
    /// Whether a thread runs, or would if it were given a processor.
    pub(crate) fn runs(&self) -> bool {
        let runs = |thread: &Thread| matches!(thread.state, 'R' | 'D');
        self.threads.iter().any(runs)
    }

    /// The folder of the thread that has taken most processor time.
    pub(crate) fn busiest(&self) -> Option<&Path> {
        let thread = self.threads.iter().max_by_key(|thread| thread.busy)?;
        Some(&thread.folder)
    }

    /// Whether every thread waits for another one, with no limit of time. If two looks some time apart
    /// are equal and this holds, nothing in this process can go on.
    pub(crate) fn waits_for_itself(&self) -> bool {
        let mut outside = None;
        !self.threads.is_empty()
            && self.threads.iter().all(|thread| {
                thread.state == 'S'
                    && match waits_without_limit(&thread.call) {
                        Some(Wait::Futex) => true,
                        Some(Wait::Events) => !*outside.get_or_insert_with(hears_from_outside),
                        None => false,
                    }
            })
    }
}

/// The folders of all threads, and of the calling one.
fn listed() -> Option<(Vec<PathBuf>, PathBuf)> {
    let own = fs::read_link("/proc/thread-self").ok()?;
    let own = Path::new("/proc/self/task").join(own.file_name()?);
    let all = fs::read_dir("/proc/self/task").ok()?;
    let all = all.map(|entry| entry.map(|entry| entry.path()));
    Some((all.collect::<Result<_, _>>().ok()?, own))
}

fn thread(folder: PathBuf) -> Option<Thread> {
    let (ticks, state) = ticks_and_state(&folder.join("stat"))?;
    let status = fs::read_to_string(folder.join("status")).ok()?;
    let waits = status
        .lines()
        .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
    Some(Thread {
        state,
        busy: TICK * u32::try_from(ticks).ok()?,
        waits: waits.trim().parse().ok()?,
        call: fs::read_to_string(folder.join("syscall")).unwrap_or_default(),
        folder,
    })
}

/// The processor time of a thread or process, in ticks, and its state: see proc_pid_stat(5).
pub(crate) fn ticks_and_state(stat: &Path) -> Option<(u64, char)> {
    let text = fs::read_to_string(stat).ok()?;
    // The name stands in parentheses and may hold anything, spaces and parentheses too.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let state = fields.first()?.chars().next()?;
    let user: u64 = fields.get(11)?.parse().ok()?;
    let system: u64 = fields.get(12)?.parse().ok()?;
    Some((user + system, state))
}

#[derive(Debug, PartialEq, Eq)]
enum Wait {
    /// For another thread: locks, channels, joins, parking.
    Futex,
    /// For events of files, sockets and pipes.
    Events,
}

/// What a line of /proc/PID/syscall says, if that is a wait without a limit of time.
fn waits_without_limit(call: &str) -> Option<Wait> {
    // Numbers of system calls differ from one processor architecture to the other.
    let (futex, epoll_wait, epoll_pwait) = if cfg!(target_arch = "x86_64") {
        (202, Some(232), 281)
    } else if cfg!(target_arch = "aarch64") {
        (98, None, 22)
    } else {
        return None;
    };
    let mut words = call.split_whitespace();
    let number: u64 = words.next()?.parse().ok()?;
    let arguments: Vec<u64> = words
        .map_while(|word| u64::from_str_radix(word.trim_start_matches("0x"), 16).ok())
        .collect();
    let fourth = *arguments.get(3)?;
    if number == futex {
        // FUTEX_WAIT and FUTEX_WAIT_BITSET; the fourth argument points to the limit.
        let waits = matches!(arguments[1] & 0x7f, 0 | 9);
        return (waits && fourth == 0).then_some(Wait::Futex);
    }
    let events = Some(number) == epoll_wait || number == epoll_pwait;
    // A limit of -1 milliseconds: none.
    let unlimited = fourth & 0xffff_ffff == 0xffff_ffff;
    (events && unlimited).then_some(Wait::Events)
}

/// Whether something that is no thread of this process could end a wait for events: a socket, a timer.
fn hears_from_outside() -> bool {
    let Ok(files) = fs::read_dir("/proc/self/fd") else {
        return true;
    };
    files.flatten().any(|file| {
        let target = fs::read_link(file.path()).unwrap_or_default();
        let target = target.to_string_lossy();
        // Pipes are the standard streams', whose other ends are outside: nothing here waits for them.
        let inside = [
            "anon_inode:[eventfd]",
            "anon_inode:[eventpoll]",
            "pipe:",
            "/",
        ];
        !inside.iter().any(|start| target.starts_with(start)) && !target.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::{Wait, waits_without_limit};

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn a_wait_with_a_limit_is_told_from_one_without() {
        let futex = "202 0x7f1 0x189 0x0 0x0 0x0 0xffffffff 0x7ffd 0x7f2\n";
        let limited = "202 0x7f1 0x189 0x0 0x7ffc10 0x0 0xffffffff 0x7ffd 0x7f2\n";
        let events = "232 0x3 0x55 0x400 0xffffffffffffffff 0x0 0x0 0x7ffd 0x7f2\n";
        let soon = "232 0x3 0x55 0x400 0x3e8 0x0 0x0 0x7ffd 0x7f2\n";
        assert_eq!(waits_without_limit(futex), Some(Wait::Futex));
        assert_eq!(waits_without_limit(events), Some(Wait::Events));
        for other in [limited, soon, "running\n", "-1 0x7ffd 0x7f2\n", ""] {
            assert_eq!(waits_without_limit(other), None, "{other}");
        }
    }
}
