//! Ctrl-C, and what asks a process to end.

use std::sync::mpsc::Sender;
use std::thread;

use super::{Input, terminal};

/// Sends [`Input::Ended`] when the process is asked to end; asked a second time, it ends at once.
pub fn listen(tell: Sender<Input>) {
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        // Without a runtime a signal does what it does anywhere.
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            if asked().await.is_ok() && tell.send(Input::Ended).is_ok() && asked().await.is_ok() {
                terminal::restore();
                std::process::exit(130);
            }
        });
    });
}

async fn asked() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hangup = signal(SignalKind::hangup())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminate.recv() => Ok(()),
            _ = hangup.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
