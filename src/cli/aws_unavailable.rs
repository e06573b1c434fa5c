//! `deploy` and its companions in a build without the AWS SDK: how to get it, and the AWS CLI's way to the
//! same.

use clap::{Args, Subcommand};

use super::Exit;
use super::deployed::{Account, Deployed};
use super::report::{self, Report};
use super::usage_error::UsageError;
use crate::loader::Request;

/// The commands that call AWS, which a build without the feature `deploy` lacks.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Deploy the project as a stack (requires feature deploy)
    Deploy(Rest),
    /// Delete the stack of the project (requires feature deploy)
    Down(Rest),
    /// Show the services of the stack (requires feature deploy)
    Ps(Rest),
    /// Show the logs of the services (requires feature deploy)
    Logs(Rest),
    /// Show the events of the stack (requires feature deploy)
    Events(Rest),
    /// Manage secrets in Secrets Manager (requires feature deploy)
    #[command(subcommand)]
    Secret(Secret),
    /// Write a file of parameters from what the account has (requires feature deploy)
    Setup(Rest),
}

/// The commands about secrets.
#[derive(Debug, Subcommand)]
pub(super) enum Secret {
    /// Create a secret (requires feature deploy)
    Create(Rest),
    /// List the secrets (requires feature deploy)
    #[command(visible_alias = "list")]
    Ls(Rest),
    /// Describe a secret (requires feature deploy)
    Inspect(Rest),
    /// Remove a secret (requires feature deploy)
    Rm(Rest),
}

/// Whatever was typed: it would mean something with the SDK.
#[derive(Debug, Args)]
pub(super) struct Rest {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Prints how to do it without the SDK.
pub(super) fn run(_: Request, command: &Command, _: &Report) -> Exit {
    let (name, way) = match command {
        Command::Deploy(_) => ("deploy", DEPLOY),
        Command::Down(_) => ("down", "aws cloudformation delete-stack --stack-name NAME"),
        Command::Ps(_) => ("ps", PS),
        Command::Logs(_) => ("logs", "aws logs tail LOG-GROUP --follow --log-stream-name-prefix SERVICE"),
        Command::Events(_) => ("events", "aws cloudformation describe-stack-events --stack-name NAME"),
        Command::Secret(Secret::Create(_)) => {
            ("secret create", "aws secretsmanager create-secret --name NAME --secret-string file://FILE")
        }
        Command::Secret(Secret::Ls(_)) => ("secret ls", "aws secretsmanager list-secrets"),
        Command::Secret(Secret::Inspect(_)) => {
            ("secret inspect", "aws secretsmanager describe-secret --secret-id NAME")
        }
        Command::Secret(Secret::Rm(_)) => ("secret rm", "aws secretsmanager delete-secret --secret-id NAME"),
        Command::Setup(_) => ("setup", SETUP),
    };
    unavailable(name, way)
}

/// The template of a stack, for `diff`, which this build cannot fetch.
pub(super) fn deployed(stack: &str, account: &Account) -> Result<Deployed, Exit> {
    let option = |name: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!(" --{name} {value}")).unwrap_or_default()
    };
    let at = option("region", &account.region) + &option("profile", &account.aws_profile);
    let way = format!(
        "aws cloudformation get-template --stack-name {stack}{at} --query TemplateBody | stackpose diff -"
    );
    Err(unavailable("diff --stack", &way))
}

fn unavailable(name: &str, way: &str) -> Exit {
    let error = UsageError::new(format!("this build has no AWS SDK, so it cannot `{name}`"));
    report::failure(error.help(format!(
        "`cargo install --path . --locked --features deploy` builds one that can; the AWS CLI does the same:\n\n    {way}"
    )))
}

const DEPLOY: &str = "stackpose convert -o template.yaml\n    \
    aws cloudformation deploy --template-file template.yaml --stack-name NAME \\\n      \
    --capabilities CAPABILITY_IAM --parameter-overrides VpcId=vpc-… SubnetIds=subnet-…,subnet-…";
const PS: &str = "aws cloudformation describe-stacks --stack-name NAME --query 'Stacks[0].Outputs'\n    \
    aws ecs describe-services --cluster CLUSTER --services SERVICE-ARN…";
const SETUP: &str = "stackpose convert --parameters parameters.json -o template.yaml\n    \
    aws ec2 describe-subnets --query 'Subnets[].[VpcId, SubnetId, AvailabilityZone, MapPublicIpOnLaunch]'";
