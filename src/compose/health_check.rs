//! `healthcheck`: how a container is asked whether it is well.

use crate::grammar::duration::Duration;
use crate::source::{Loc, Spanned};

/// `healthcheck`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthCheck {
    /// Where it stands.
    pub loc: Loc,
    /// The test that is run; none leaves the image's own.
    pub test: Option<Spanned<HealthTest>>,
    /// `interval`.
    pub interval: Option<Spanned<Duration>>,
    /// `timeout`.
    pub timeout: Option<Spanned<Duration>>,
    /// `retries`.
    pub retries: Option<Spanned<u32>>,
    /// `start_period`.
    pub start_period: Option<Spanned<Duration>>,
    /// `start_interval`, which ECS does not have.
    pub start_interval: Option<Spanned<Duration>>,
}

/// `healthcheck.test`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HealthTest {
    /// `NONE`, or `disable: true`: the image's own test is switched off.
    None,
    /// `CMD` with a program and its arguments.
    Exec(Vec<String>),
    /// `CMD-SHELL` with a command line.
    Shell(String),
}
