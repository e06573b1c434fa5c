//! A pseudo terminal with the program in it: what is shown, what is typed, and how it ends.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::Command;
use rustix::termios::{LocalModes, tcgetattr};

use super::double::SECRET;

/// So long all may take. No test waits for this to pass; it tells of one that hangs.
const GUARD: Duration = Duration::from_mins(1);

/// Ctrl-C, as the keyboard sends it.
pub(crate) const CTRL_C: &str = "\x03";
/// Ctrl-D, as the keyboard sends it.
pub(crate) const CTRL_D: &str = "\x04";

/// A terminal with the program in it.
pub(crate) struct Terminal {
    child: Child,
    keyboard: File,
    /// The program's end of it, held open so that it can be looked at after the program.
    line: OwnedFd,
    screen: Receiver<Vec<u8>>,
    /// What was shown and not handed over yet.
    fresh: Vec<u8>,
}

impl Terminal {
    /// The program in a window of this width. A stream that the command has set stays so, the others are the terminal.
    pub(crate) fn open(command: Command, columns: u16) -> Self {
        let (pty, pts) = pty_process::blocking::open().unwrap();
        pty.resize(Size::new(24, columns)).unwrap();
        let line = pts.as_fd().try_clone_to_owned().unwrap();
        let child = command.spawn(pts).unwrap();
        let keyboard = File::from(OwnedFd::from(pty));
        let mut output = keyboard.try_clone().unwrap();
        let (shows, screen) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // The end is an error on Linux and nothing elsewhere.
            while let Ok(length @ 1..) = output.read(&mut bytes) {
                if shows.send(bytes[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keyboard, line, screen, fresh: Vec::new() }
    }

    /// What is shown up to and with this text; it may be on the screen already.
    pub(crate) fn until(&mut self, text: &str) -> String {
        let (text, guard) = (text.replace('\n', "\r\n"), Instant::now() + GUARD);
        loop {
            let shown = String::from_utf8_lossy(&self.fresh);
            if let Some(at) = shown.find(&text) {
                let shown = shown[..at + text.len()].to_owned();
                self.fresh.drain(..shown.len());
                return checked(&shown);
            }
            match self.screen.recv_timeout(guard.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.fresh.extend(bytes),
                Err(why) => panic!("{why}: no {text:?} in {shown:?}"),
            }
        }
    }

    /// Types; a line ends with the Enter key.
    pub(crate) fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until what is typed is no longer shown: the prompt for a secret comes a moment before that.
    pub(crate) fn until_hidden(&self) {
        until("the terminal hides what is typed", || !self.modes().contains(LocalModes::ECHO));
    }

    /// Whether what is typed is shown, comes by lines, and Ctrl-C is more than a key.
    pub(crate) fn is_usual(&self) -> bool {
        self.modes().contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG)
    }

    fn modes(&self) -> LocalModes {
        tcgetattr(&self.line).unwrap().local_modes
    }

    /// The exit code (none after a signal), what else was shown, and what a pipe got. The terminal is left as it was.
    pub(crate) fn end(mut self) -> (Option<i32>, String, String) {
        let mut status = None;
        until("the program ends", || {
            self.fresh.extend(self.screen.try_iter().flatten());
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        assert!(self.is_usual(), "the terminal is left in disorder");
        let mut piped = String::new();
        if let Some(mut pipe) = self.child.stdout.take() {
            pipe.read_to_string(&mut piped).unwrap();
        }
        if let Some(mut pipe) = self.child.stderr.take() {
            pipe.read_to_string(&mut piped).unwrap();
        }
        // Nobody holds the program's end any more, so what is shown ends, too.
        drop(self.line);
        self.fresh.extend(self.screen.iter().flatten());
        let shown = checked(&String::from_utf8(self.fresh).unwrap());
        assert!(!piped.contains(SECRET), "a secret was told");
        (status.and_then(|status| status.code()), shown, piped)
    }
}

/// Waits until it is so.
pub(crate) fn until(what: &str, mut so: impl FnMut() -> bool) {
    let guard = Instant::now() + GUARD;
    while !so() {
        assert!(Instant::now() < guard, "this does not come: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The same with the line breaks of text; a secret is never in it.
fn checked(shown: &str) -> String {
    assert!(!shown.contains(SECRET), "a secret was told");
    shown.replace("\r\n", "\n")
}

/// What is read of it: the same without colours.
pub(crate) fn plain(shown: &str) -> String {
    let mut parts = shown.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest))
}
