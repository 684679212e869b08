//! Being asked to end.

/// Completes on Ctrl-C, and on Unix when the process is asked to terminate or its terminal is closed.
///
/// # Errors
/// If the system lets nothing listen for it.
pub async fn told_to_end() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let hung_up = async {
            if ignores_hangups() {
                std::future::pending::<()>().await;
            }
            signal(SignalKind::hangup())?.recv().await;
            Ok(())
        };
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminate.recv() => Ok(()),
            hung_up = hung_up => hung_up,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Whether the process was started to outlive its terminal, as by `nohup`: to listen for the signal would end that.
/// Only Linux tells.
#[cfg(unix)]
fn ignores_hangups() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & 1 == 1)
}
