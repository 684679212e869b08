//! Ctrl-C, and what asks a process to end.

use std::sync::mpsc::Sender;
use std::thread;

use super::{Input, terminal};
use crate::signals::told_to_end;

/// Sends [`Input::Ended`] when the process is asked to end; asked a second time, it ends at once.
pub fn listen(tell: Sender<Input>) {
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        // Without a runtime a signal does what it does anywhere.
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            if told_to_end().await.is_ok()
                && tell.send(Input::Ended).is_ok()
                && told_to_end().await.is_ok()
            {
                terminal::restore();
                std::process::exit(130);
            }
        });
    });
}
