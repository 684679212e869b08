//! Which system calls a task may not make.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Len, SeccompCmpOp as Op, SeccompCondition,
    SeccompFilter, SeccompRule,
};

/// What a filter depends on.
#[derive(Clone, Copy)]
pub struct For {
    /// A check: it needs no other process, and no memory that it shares with one.
    pub check: bool,
    /// Without namespaces: neither network nor other processes are out of sight.
    pub bare: bool,
    /// The number of the process itself.
    pub own: u32,
}

/// No task has a use for these: other processes' memory, namespaces and mounts, keys, the kernel's own programs.
const NEVER: &[c_long] = &[
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_kcmp,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_kexec_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_syslog,
    // A group of its own would outlive the signal that ends the task's.
    libc::SYS_setsid,
    libc::SYS_setpgid,
    // Memory that counts towards no limit.
    libc::SYS_shmget,
    libc::SYS_msgget,
    libc::SYS_semget,
    libc::SYS_mq_open,
];

/// The filters of a task, to be applied in this order.
///
/// # Errors
/// If this machine's architecture has none.
pub fn filters(of: For) -> anyhow::Result<Vec<BpfProgram>> {
    let mut rules: Rules = NEVER.iter().map(|call| (*call, Vec::new())).collect();
    for kind in [
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWNS,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWNET,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWCGROUP,
    ] {
        let flag = kind as u64;
        add(
            &mut rules,
            libc::SYS_clone,
            &[(0, Op::MaskedEq(flag), flag)],
        )?;
    }
    if of.bare {
        // Not even one of the file system: what is at its other end may be anything.
        rules.insert(libc::SYS_socket, Vec::new());
        for call in [
            libc::SYS_tkill,
            libc::SYS_rt_sigqueueinfo,
            libc::SYS_rt_tgsigqueueinfo,
        ] {
            rules.insert(call, Vec::new());
        }
        let own = u64::from(of.own);
        for call in [libc::SYS_kill, libc::SYS_tgkill] {
            add(&mut rules, call, &[(0, Op::Ne, own)])?;
        }
        add(&mut rules, libc::SYS_prlimit64, &[(0, Op::Ne, 0)])?;
    } else {
        let families = [libc::AF_UNIX, libc::AF_INET, libc::AF_INET6];
        let none_of_them = families.map(|family| (0, Op::Ne, family as u64));
        add(&mut rules, libc::SYS_socket, &none_of_them)?;
    }
    if of.check {
        // A thread is no process. So what one process may use is what the whole check may.
        let thread = libc::CLONE_THREAD as u64;
        add(&mut rules, libc::SYS_clone, &[(0, Op::MaskedEq(thread), 0)])?;
        #[cfg(target_arch = "x86_64")]
        for call in [libc::SYS_fork, libc::SYS_vfork] {
            rules.insert(call, Vec::new());
        }
        // Shared memory is not counted as the process's own.
        let shared = libc::MAP_SHARED as u64;
        add(
            &mut rules,
            libc::SYS_mmap,
            &[(3, Op::MaskedEq(shared), shared)],
        )?;
        rules.insert(libc::SYS_memfd_create, Vec::new());
    }
    // The other door to the same calls, whose flags are out of a filter's sight: callers fall back to `clone`.
    let newer = [(libc::SYS_clone3, Vec::new())].into();
    Ok(vec![
        program(rules, libc::EPERM)?,
        program(newer, libc::ENOSYS)?,
    ])
}

type Rules = BTreeMap<c_long, Vec<SeccompRule>>;

/// Denies `call` where each of `conditions` holds: argument, comparison, value.
fn add(rules: &mut Rules, call: c_long, conditions: &[(u8, Op, u64)]) -> anyhow::Result<()> {
    let conditions = conditions
        .iter()
        .map(|(argument, op, value)| {
            SeccompCondition::new(*argument, Len::Dword, op.clone(), *value)
        })
        .collect::<Result<_, _>>()?;
    rules
        .entry(call)
        .or_default()
        .push(SeccompRule::new(conditions)?);
    Ok(())
}

fn program(mut rules: Rules, error: i32) -> anyhow::Result<BpfProgram> {
    // On x86-64 each call has a second number, of an interface that hardly any system has on.
    #[cfg(target_arch = "x86_64")]
    for (call, conditions) in rules.clone() {
        rules.insert(call | 0x4000_0000, conditions);
    }
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(error as u32),
        std::env::consts::ARCH.try_into()?,
    )?;
    Ok(filter.try_into()?)
}
