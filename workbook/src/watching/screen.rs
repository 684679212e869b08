//! What is on the terminal: a page of text, and below it a few lines that are replaced in place.

use std::io::{self, Write};

use crossterm::cursor::{MoveToColumn, MoveToPreviousLine};
use crossterm::queue;
use crossterm::terminal::{Clear, ClearType};

/// Writes to stdout. Text may hold colours, which are left out if the output takes none.
pub struct Screen {
    /// If not, this is a pipe: text is written, one piece after the other, and nothing is taken back.
    is_lively: bool,
    /// How many lines are below the page. The cursor is at the end of the last.
    below: usize,
}

impl Screen {
    pub fn new(is_lively: bool) -> Self {
        Self {
            is_lively,
            below: 0,
        }
    }

    /// Clears the screen and writes `text`, with `status` below it.
    ///
    /// # Errors
    /// If stdout cannot be written.
    pub fn page(&mut self, text: &str, status: &str) -> io::Result<()> {
        if self.is_lively {
            // Past the colour filter, which takes such sequences for colours.
            let mut out = io::stdout().lock();
            queue!(out, Clear(ClearType::All), crossterm::cursor::MoveTo(0, 0))?;
            self.below = 0;
        }
        self.add(text, status)
    }

    /// Writes `text` after the page, and `status` below it.
    ///
    /// # Errors
    /// As [`Screen::page`].
    pub fn add(&mut self, text: &str, status: &str) -> io::Result<()> {
        self.take_back()?;
        let mut out = anstream::stdout().lock();
        out.write_all(text.as_bytes())?;
        if !text.is_empty() && !text.ends_with('\n') {
            writeln!(out)?;
        }
        if self.is_lively {
            // No line end after the last: it would scroll a full screen by one line.
            write!(out, "{status}")?;
            self.below = status.lines().count();
        }
        out.flush()
    }

    /// Replaces the lines below the page.
    ///
    /// # Errors
    /// As [`Screen::page`].
    pub fn status(&mut self, status: &str) -> io::Result<()> {
        if self.is_lively {
            self.add("", status)?;
        }
        Ok(())
    }

    /// Takes the lines below the page away, so that the shell's prompt follows the page.
    ///
    /// # Errors
    /// As [`Screen::page`].
    pub fn close(&mut self) -> io::Result<()> {
        self.take_back()?;
        io::stdout().flush()
    }

    fn take_back(&mut self) -> io::Result<()> {
        if self.below == 0 {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        let up = u16::try_from(self.below - 1).unwrap_or(u16::MAX);
        match up {
            0 => queue!(out, MoveToColumn(0))?,
            up => queue!(out, MoveToPreviousLine(up))?,
        }
        queue!(out, Clear(ClearType::FromCursorDown))?;
        self.below = 0;
        Ok(())
    }
}
