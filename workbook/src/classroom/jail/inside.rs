//! Inside the wall: limits, the rest of the wall, and then the task's program in this one's place.

use std::path::PathBuf;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::limits::Limits;

/// The hidden verb that this program is started by.
pub const INSIDE: &str = "sandbox-exec";

/// What to do before the program begins.
#[derive(Serialize, Deserialize)]
pub struct Spec {
    /// Written to standard output as a line, once the program is about to begin.
    pub token: String,
    pub limits: Limits,
    /// The program is a check: it starts no other.
    pub check: bool,
    /// The user to become.
    pub user: Option<u32>,
    /// What Landlock is to leave, if it is the wall.
    pub landlock: Option<Paths>,
}

/// Files and folders beside the system's own.
#[derive(Serialize, Deserialize)]
pub struct Paths {
    pub read: Vec<PathBuf>,
    pub write: Vec<PathBuf>,
}

/// Acts as the inside of the wall, if this program was started for that.
pub fn as_inside() -> Option<ExitCode> {
    let mut words = std::env::args_os().skip(1);
    if words.next()? != INSIDE {
        return None;
    }
    let spec = words.next()?.into_string().ok()?;
    let program = words.next()?;
    let error = match become_program(&spec, &program, words.collect()) {
        Ok(never) => match never {},
        Err(error) => error,
    };
    eprintln!("{error:#}");
    Some(ExitCode::from(125))
}

#[cfg(not(target_os = "linux"))]
fn become_program(
    _: &str,
    _: &std::ffi::OsStr,
    _: Vec<std::ffi::OsString>,
) -> anyhow::Result<std::convert::Infallible> {
    anyhow::bail!("it needs Linux")
}

#[cfg(target_os = "linux")]
use linux::become_program;

#[cfg(target_os = "linux")]
mod linux {
    use std::convert::Infallible;
    use std::ffi::{OsStr, OsString};
    use std::io::Write;
    use std::os::unix::process::CommandExt;
    use std::path::PathBuf;
    use std::process::Command;

    use anyhow::{Context, Result, ensure};
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetStatus, Scope, path_beneath_rules,
    };
    use rustix::process::{Gid, Resource, Rlimit, Signal, Uid, getpid, setrlimit};
    use rustix::thread::{
        CapabilitiesSecureBits, CapabilitySet, CapabilitySets, configure_capability_in_ambient_set,
        set_capabilities, set_capabilities_secure_bits, set_keep_capabilities, set_no_new_privs,
        set_thread_groups, set_thread_res_gid, set_thread_res_uid,
    };

    use super::super::filter::{For, filters};
    use super::super::walls;
    use super::{Limits, Paths, Spec};

    /// Devices that hold nothing.
    const DEVICES: [&str; 4] = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"];

    pub fn become_program(spec: &str, program: &OsStr, args: Vec<OsString>) -> Result<Infallible> {
        let spec: Spec = serde_json::from_str(spec).context("reading what to do")?;
        ensure!(
            std::path::Path::new(program).is_file(),
            "{} is not there",
            program.display()
        );
        close_fds::set_fds_cloexec(3, &[]);
        let filters = filters(For {
            check: spec.check,
            bare: spec.landlock.is_some(),
            own: getpid().as_raw_nonzero().get().unsigned_abs(),
        })?;
        // It ends with the process that started it. bwrap sees to that itself.
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        limit(&spec.limits)?;
        if let Some(user) = spec.user {
            become_user(user).context("becoming another user")?;
            // Becoming another user takes it back.
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        }
        set_no_new_privs(true)?;
        if let Some(paths) = &spec.landlock {
            hide(paths)?;
        }
        for filter in filters {
            seccompiler::apply_filter(&filter).context("filtering system calls")?;
        }
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{}", spec.token)?;
        stdout.flush()?;
        drop(stdout);
        let error = Command::new(program).args(args).exec();
        Err(error).with_context(|| format!("starting {}", program.display()))
    }

    fn limit(limits: &Limits) -> Result<()> {
        let mut set = vec![
            (Resource::Data, limits.data),
            (Resource::As, limits.space),
            (Resource::Cpu, limits.cpu),
            (Resource::Fsize, limits.file),
            (Resource::Nofile, limits.open),
            (Resource::Core, 0),
            (Resource::Memlock, 64 * 1024),
        ];
        set.extend(limits.tasks.map(|tasks| (Resource::Nproc, tasks)));
        for (resource, most) in set {
            // What is less already stays.
            let most = rustix::process::getrlimit(resource)
                .maximum
                .map_or(most, |hard| hard.min(most));
            let limit = Rlimit {
                current: Some(most),
                maximum: Some(most),
            };
            setrlimit(resource, limit).with_context(|| format!("limiting {resource:?}"))?;
        }
        Ok(())
    }

    /// Becomes a user who owns nothing. What stays of root is that it may read what is granted: files of the
    /// toolchain and of the stage may be root's alone.
    fn become_user(user: u32) -> Result<()> {
        let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(user));
        // With it, `access` counts the capability too: linkers ask it. Not every container allows it.
        let counted = CapabilitiesSecureBits::NO_SETUID_FIXUP
            | CapabilitiesSecureBits::NO_SETUID_FIXUP_LOCKED;
        if set_capabilities_secure_bits(counted).is_err() {
            set_keep_capabilities(true)?;
        }
        set_thread_groups(&[])?;
        set_thread_res_gid(gid, gid, gid)?;
        set_thread_res_uid(uid, uid, uid)?;
        let read = CapabilitySet::DAC_READ_SEARCH;
        set_capabilities(
            None,
            CapabilitySets {
                effective: read,
                permitted: read,
                inheritable: read,
            },
        )?;
        configure_capability_in_ambient_set(read, true)?;
        Ok(())
    }

    /// Takes from this process, for good, every file but those of `paths` and the system's own.
    fn hide(paths: &Paths) -> Result<()> {
        // The first with a name for each of these; on an older kernel, what it knows of them.
        let abi = ABI::V6;
        let (read, all) = (AccessFs::from_read(abi), AccessFs::from_all(abi));
        let devices = DEVICES.map(PathBuf::from);
        let hidden = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(all)?
            .handle_access(AccessNet::from_all(abi))?
            .scope(Scope::from_all(abi))?
            .create()?
            .add_rules(path_beneath_rules(walls::system(), read))?
            .add_rules(path_beneath_rules(&paths.read, read))?
            .add_rules(path_beneath_rules(&paths.write, all))?
            .add_rules(path_beneath_rules(
                &devices,
                AccessFs::ReadFile | AccessFs::WriteFile,
            ))?
            .restrict_self()
            .context("setting up Landlock")?;
        ensure!(
            hidden.ruleset != RulesetStatus::NotEnforced,
            "this kernel has no Landlock"
        );
        Ok(())
    }
}
