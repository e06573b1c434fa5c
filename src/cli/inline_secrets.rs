//! `--inline-secrets`, for the commands that make a template.

use clap::Args;

use crate::loader::Request;

/// The option.
#[derive(Debug, Args)]
pub(super) struct SecretOptions {
    /// Put credentials that come from variables into the template, instead of binding them when the stack is
    /// deployed
    #[arg(long)]
    inline_secrets: bool,
}

impl SecretOptions {
    /// Puts what it means into a request.
    pub(super) fn apply(&self, request: &mut Request) {
        request.inline_secrets = self.inline_secrets;
    }
}
