//! Ctrl-C. From the moment somebody listens it ends nothing by itself, so nothing is left half done in
//! silence.

use std::time::Duration;

use super::failure::Failure;

#[cfg(unix)]
type Signal = tokio::signal::unix::Signal;
#[cfg(windows)]
type Signal = tokio::signal::windows::CtrlC;

/// Every Ctrl-C since somebody listens, also one that comes while nobody waits for it.
#[derive(Debug)]
pub struct Interrupts(Signal);

impl Interrupts {
    /// Listens from now on. All that may take long is then done with [`Self::or`], for Ctrl-C no longer ends
    /// the program.
    pub fn listen() -> Result<Self, Failure> {
        #[cfg(unix)]
        let signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
        #[cfg(windows)]
        let signal = tokio::signal::windows::ctrl_c();
        signal.map(Self).map_err(|error| Failure::new(format!("this machine tells of no Ctrl-C: {error}")))
    }

    /// The result of the work; none when Ctrl-C comes first.
    pub async fn or<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            Some(()) = self.0.recv() => None,
            done = work => Some(done),
        }
    }

    /// True when Ctrl-C comes within this time.
    pub async fn within(&mut self, time: Duration) -> bool {
        self.or(tokio::time::sleep(time)).await.is_none()
    }
}
