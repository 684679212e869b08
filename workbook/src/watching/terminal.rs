//! The terminal, and its settings as they were found.

use std::io::{self, IsTerminal};

use anyhow::Context as _;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// Whether keys can be read and the screen be written to as a whole.
pub fn is_lively() -> bool {
    io::stdin().is_terminal()
        && io::stdout().is_terminal()
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Gives each key as it is pressed and shows none, until this is dropped: then the terminal is as it was.
pub struct Raw(());

impl Raw {
    /// # Errors
    /// If the terminal does not take the settings.
    pub fn begin() -> anyhow::Result<Self> {
        enable_raw_mode().context("the terminal does not give single keys")?;
        let raw = Self(());
        keep_lines().context("the terminal's settings cannot be changed")?;
        Ok(raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back as it was found. Twice is no harm.
pub fn restore() {
    // Nothing can be done about a terminal that is gone.
    let _ = disable_raw_mode();
}

/// Raw mode on Unix also ends the translation of line ends, so that whatever is printed, a panic's message too, would
/// go down in steps. That part of it is undone.
#[cfg(unix)]
fn keep_lines() -> io::Result<()> {
    use rustix::termios::{OptionalActions, OutputModes, tcgetattr, tcsetattr};
    let stdin = io::stdin();
    let mut settings = tcgetattr(&stdin)?;
    settings.output_modes |= OutputModes::OPOST | OutputModes::ONLCR;
    tcsetattr(&stdin, OptionalActions::Now, &settings)?;
    Ok(())
}

#[cfg(not(unix))]
fn keep_lines() -> io::Result<()> {
    Ok(())
}
