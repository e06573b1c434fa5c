//! `stackpose deploy`: convert, show what changes, ask, do it, and follow it to its end.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use super::events::Shown;
use super::follow;
use super::shifted::shifted_by_ecs;
use super::source::{self, Project};
use super::tasks::{self, Job, Ran};
use super::values::{check_names, values};
use super::{Shape, Stop, Target, json, say_failure, terminal};
use crate::aws::change_set::{self, Change, ChangeSet, Mode, Wanted};
use crate::aws::events::{self, Event, Followed, Following};
use crate::aws::risks::{Risk, risks};
use crate::aws::stack::{self, Output, Stack, Standing};
use crate::aws::{Connection, Failure, Interrupts, policy, stopped, template};
use crate::cli::Exit;
use crate::cli::inline_secrets::SecretOptions;
use crate::cli::lint_levels::LevelOptions;
use crate::cli::report::{self, Report};
use crate::cli::typed::TypedFiles;
use crate::cli::usage_error::UsageError;
use crate::load::Disk;
use crate::loader::Request;
use crate::split::{self, Grouping};

/// Options of `deploy`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    target: Target,
    /// Taken in only to say why a part of a project is no stack
    #[arg(hide = true)]
    services: Vec<String>,
    /// Template to deploy instead of converting the project
    #[arg(long, value_name = "FILE")]
    template: Option<String>,
    /// Deploy a root template and a nested stack for each service, as `convert --split` writes them; they
    /// go through `--s3-bucket`
    #[arg(long, requires = "s3_bucket", conflicts_with = "template")]
    split: bool,
    /// With `--split`: let services share nested stacks, as for `convert`
    #[arg(long, value_name = "N", requires = "split")]
    stacks: Option<NonZeroU16>,
    /// Subnets that file systems have an address in, as for `convert`
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=16))]
    subnet_count: Option<u32>,
    /// Value of a parameter; repeatable
    #[arg(long, value_name = "NAME=VALUE")]
    parameter: Vec<String>,
    /// File of parameters, as `convert --parameters` writes it
    #[arg(long, value_name = "FILE")]
    parameters: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the IAM policy that deploying this very template needs, and do nothing
    #[arg(long)]
    print_policy: bool,
    /// Bucket that a template of more than 51,200 bytes goes through
    #[arg(long, value_name = "NAME")]
    s3_bucket: Option<String>,
    /// Account that the bucket must belong to, where it is not that of the credentials
    #[arg(long, value_name = "ACCOUNT", requires = "s3_bucket")]
    s3_bucket_owner: Option<String>,
    /// KMS key that encrypts the template in the bucket, where it is not a key of S3
    #[arg(long, value_name = "KEY", requires = "s3_bucket")]
    s3_kms_key: Option<String>,
    /// Capability to acknowledge besides `CAPABILITY_IAM`; repeatable
    #[arg(long = "capability", visible_alias = "capabilities", value_name = "NAME",
          value_parser = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"])]
    capabilities: Vec<String>,
    /// Role that CloudFormation takes for what it makes
    #[arg(long, value_name = "ARN")]
    role_arn: Option<String>,
    /// Tag of the stack, handed down to its resources; repeatable
    #[arg(long = "tag", visible_alias = "tags", value_name = "KEY=VALUE")]
    tags: Vec<String>,
    /// Do not let CloudFormation wait until resources are stable: for stages that may break
    #[arg(long)]
    express: bool,
    /// Undo what was changed by hand as well
    #[arg(long)]
    revert_drift: bool,
    /// Take in resources that exist under their fixed names
    #[arg(long)]
    import_existing: bool,
    /// Protect the stack from being deleted
    #[arg(long)]
    termination_protection: bool,
    /// Do not run the tasks of services with `x-aws-run: on-deploy`
    #[arg(long)]
    skip_tasks: bool,
    /// How the outcome is printed
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
    #[command(flatten)]
    levels: LevelOptions,
    #[command(flatten)]
    secrets: SecretOptions,
}

/// The product.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    stack: &'a str,
    status: &'a str,
    changes: &'a [Change],
    outputs: &'a [Output],
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a Event>,
    /// The reason that ECS gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    ecs: Option<&'a str>,
    /// The tasks that ran after it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tasks: Vec<Ran>,
}

/// Deploys.
pub(super) async fn run(mut request: Request, options: &Options, report: &Report) -> Result<Exit, Stop> {
    if let Some(service) = options.services.first() {
        let help = format!("profiles choose services: `{service}` without one is always there");
        return Err(UsageError::new(WHOLE_STACK).help(help).into());
    }
    options.levels.apply(&mut request).map_err(UsageError::from)?;
    request.subnet_count = options.subnet_count;
    options.secrets.apply(&mut request);
    let files = TypedFiles::new(&request);
    let project = match &options.template {
        Some(file) => source::of_file(&files, file)?,
        None => source::of_project(&request, grouping(options), report)?,
    };
    if options.print_policy {
        return print_policy(&project, options);
    }
    let mut given = source::given(&files, options.parameters.as_deref(), &options.parameter)?;
    let tags = source::pairs("--tag", &options.tags)?;
    let name = match (&options.target.stack_name, &project.name) {
        (Some(name), _) => name.clone(),
        (None, Some(project)) => super::stack_name(project)?,
        (None, None) => options.target.stack(&request, report)?,
    };
    let capabilities = capabilities(&project.all_texts(), &options.capabilities)?;
    if !options.yes && !options.dry_run && !terminal::is_interactive() {
        return Err(UsageError::new(NOBODY).into());
    }
    let connection = options.target.account.open().await?;
    let before = ready(&connection, &name).await?;
    let token = crate::aws::token();
    let bucket = options.s3_bucket.as_deref().map(|name| template::Bucket {
        name,
        owner: options.s3_bucket_owner.as_deref(),
        key: options.s3_kms_key.as_deref(),
    });
    let text = if project.parts.is_empty() {
        project.text.clone()
    } else {
        with_nested(&connection, &project, bucket, &name).await?
    };
    let digest = source::digest(&text);
    let body = template::place(&connection, text, bucket, &name, &digest).await?;
    let mut declared = match &project.declared {
        Some(declared) => declared.clone(),
        None => template::declared(&connection, &body).await?,
    };
    check_names(&declared, &given, report)?;
    let inside = request.bounded(&Disk);
    let hidden = source::secret_values(&inside, &project, &given.values, before.as_ref(), report)?;
    given.values.extend(hidden);
    let set =
        source::variable_values(&inside, &project, &request.environment, &given, before.as_ref(), report)?;
    given.values.extend(set);
    source::release_secrets(&project, &mut declared, &given, before.as_ref());
    let jobs = if options.skip_tasks { Vec::new() } else { tasks::of_template(&project.text) };
    let mut interrupts = Interrupts::listen()?;
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (name, previous) in before.iter().flat_map(|stack| &stack.parameters) {
        known.insert(name.clone(), previous.value.clone());
    }
    known.extend(given.values.clone());
    let values = values(&connection, &declared, given.values, before.as_ref(), &mut interrupts).await?;
    let wanted = Wanted {
        stack: &name,
        create: before.is_none(),
        name: &token,
        body: &body,
        values: &values,
        capabilities: &capabilities,
        has_nested: !project.parts.is_empty(),
        tags: &tags,
        role_arn: options.role_arn.as_deref(),
        mode: Mode {
            express: options.express,
            revert_drift: options.revert_drift,
            import_existing: options.import_existing,
        },
    };
    let create = before.is_none();
    let deployment = Deployment {
        connection,
        name: &name,
        project: &project,
        options,
        report,
        token: &token,
        create,
        shifted_by_ecs: shifted_by_ecs(&project.text, &project.parts, &known),
        jobs,
    };
    if let Some(change_set) = Box::pin(deployment.make(&wanted, &mut interrupts)).await? {
        return deployment.go(&change_set, &mut interrupts).await;
    }
    deployment.nothing(before.as_ref(), &mut interrupts).await
}

fn grouping(options: &Options) -> Option<Grouping> {
    options.split.then(|| options.stacks.map_or(Grouping::Each, Grouping::Hashed))
}

/// The root template with the addresses of its nested stacks, whose templates are put into the bucket.
async fn with_nested(
    connection: &Connection,
    project: &Project,
    bucket: Option<template::Bucket<'_>>,
    stack: &str,
) -> Result<String, Stop> {
    let Some(bucket) = bucket else {
        let message = "the template names those of nested stacks, which go through a bucket";
        return Err(UsageError::new(message).help("give `--s3-bucket NAME`, a bucket in this region").into());
    };
    let root = crate::pipeline::comparable_template("template", &project.text).value.flatten();
    let Some(mut root) = root.map(|side| side.template) else {
        return Err(UsageError::new("the template cannot be read").into());
    };
    let mut addresses = BTreeMap::new();
    for (path, text) in &project.parts {
        let digest = source::digest(text);
        let address = template::upload(connection, text.clone(), bucket, stack, &digest).await?;
        addresses.insert(path.as_str(), address);
    }
    split::set_urls(&mut root, &addresses);
    Ok(root.to_string())
}

/// The policy for what this command line would do; nothing is asked of AWS.
fn print_policy(project: &Project, options: &Options) -> Result<Exit, Stop> {
    let stack = match (&options.target.stack_name, &project.name) {
        (Some(name), _) => Some(name.clone()),
        (None, project) => project.as_deref().map(super::stack_name).transpose()?,
    };
    let texts = project.all_texts();
    let policy = policy::policy(&policy::Deployment {
        template: &texts,
        stack: stack.as_deref(),
        region: options.target.account.region.as_deref(),
        bucket: options.s3_bucket.as_deref(),
        bucket_key: options.s3_kms_key.as_deref(),
        role: options.role_arn.as_deref(),
    });
    let unknown = policy::unknown(&texts);
    if !unknown.is_empty() && options.role_arn.is_none() {
        report::note(&format!("the policy has no actions for {}: add them", unknown.join(", ")));
    }
    let size = policy::size(&policy);
    if size > policy::LARGEST {
        report::note(&format!(
            "the policy has {size} characters, and a managed policy holds {}: make two of its statements",
            policy::LARGEST
        ));
    }
    Ok(report::show(&json(&policy)))
}

const WHOLE_STACK: &str = "a stack is deployed whole: what is not in the template is deleted from the stack";
const NOBODY: &str = "nobody can be asked here, so nothing was deployed\n  \
    help: `--yes` deploys without asking, `--dry-run` only shows what would change";

const TAKING_BACK: &str = "stackpose: taking the change set back; Ctrl-C again leaves it\n";
const NOTHING: &str = "stackpose: nothing was deployed\n";

/// The acknowledged capabilities: those that the template needs. One beyond roles with names of
/// CloudFormation's choice counts only where it was typed, because an override of a stranger may bring it.
fn capabilities(text: &str, typed: &[String]) -> Result<Vec<String>, Stop> {
    let needed = template::capabilities(text);
    let is_typed = |name: &&&str| typed.iter().any(|known| known == **name);
    let missing: Vec<&&str> =
        needed.iter().filter(|name| **name != template::USUAL && !is_typed(name)).collect();
    if let Some(first) = missing.first() {
        let why = if **first == "CAPABILITY_NAMED_IAM" {
            "gives a role or another resource of IAM a name"
        } else {
            "has a `Transform`, which may change everything in it"
        };
        let options: Vec<String> = missing.iter().map(|name| format!("--capability {name}")).collect();
        let help = format!("look at it, then add `{}`", options.join(" "));
        let message = format!("the template {why}, and that must be acknowledged");
        return Err(UsageError::new(message).help(help).into());
    }
    Ok(needed.into_iter().map(str::to_owned).collect())
}

/// The stack as it is, if there is one that can be updated.
async fn ready(connection: &Connection, name: &str) -> Result<Option<Stack>, Stop> {
    let Some(found) = stack::find(connection, name).await? else { return Ok(None) };
    match found.standing() {
        Standing::New => Ok(None),
        Standing::Ready => Ok(Some(stack::with_defaults(connection, found).await?)),
        Standing::Busy => Err(Failure::new(format!("the stack `{name}` is busy: {}", found.status))
            .help("`stackpose events --follow` shows with what; try again when it rests")
            .into()),
        Standing::Stuck => Err(Failure::new(format!(
            "the way back from the last update of the stack `{name}` did not end: {}",
            found.status
        ))
        .help(format!(
            "`stackpose events` shows why; put that right, then `aws cloudformation continue-update-rollback \
             --stack-name {name}`; its `--resources-to-skip` leaves out what cannot be put right"
        ))
        .into()),
        Standing::Failed => {
            Err(Failure::new(format!("the stack `{name}` cannot be updated: {}", found.status))
                .help("`stackpose events` shows why; `stackpose down` takes it away, then deploy again")
                .into())
        }
    }
}

/// A deployment under way.
struct Deployment<'a> {
    connection: Connection,
    name: &'a str,
    project: &'a Project,
    options: &'a Options,
    report: &'a Report,
    token: &'a str,
    /// True where there is no stack yet.
    create: bool,
    /// The listeners and rules whose weights ECS shifts.
    shifted_by_ecs: BTreeSet<String>,
    /// The tasks to run when the stack is updated.
    jobs: Vec<Job>,
}

impl Deployment<'_> {
    /// The change set, if anything would change. Who interrupts its making has it taken back as soon as that
    /// can be.
    async fn make(
        &self,
        wanted: &Wanted<'_>,
        interrupts: &mut Interrupts,
    ) -> Result<Option<ChangeSet>, Stop> {
        let mut making = Box::pin(change_set::create(&self.connection, wanted));
        if let Some(made) = interrupts.or(&mut making).await {
            return Ok(made?);
        }
        report::say("\n");
        report::say(TAKING_BACK);
        match interrupts.or(&mut making).await {
            Some(made) => {
                if let Some(change_set) = made? {
                    self.take_back(&change_set.id, interrupts).await?;
                }
                report::say(NOTHING);
            }
            None => self.leave(),
        }
        Err(Stop::Told(Exit::Interrupted))
    }

    /// Takes the change set back; who interrupts that is told what is left.
    async fn take_back(&self, id: &str, interrupts: &mut Interrupts) -> Result<(), Stop> {
        if let Some(done) =
            interrupts.or(change_set::discard(&self.connection, id, self.name, self.create)).await
        {
            return Ok(done?);
        }
        self.leave();
        Err(Stop::Told(Exit::Interrupted))
    }

    fn leave(&self) {
        let (name, token) = (self.name, self.token);
        let how = if self.create {
            format!("aws cloudformation delete-stack --stack-name {name}")
        } else {
            format!("aws cloudformation delete-change-set --stack-name {name} --change-set-name {token}")
        };
        report::say(&format!(
            "\nstackpose: nothing was deployed; a change set may be left: `{how}` deletes it\n"
        ));
    }

    /// Nothing would change; the tasks run all the same, because the last run of one may have failed.
    async fn nothing(&self, before: Option<&Stack>, interrupts: &mut Interrupts) -> Result<Exit, Stop> {
        let protects = self.options.termination_protection && !self.options.dry_run;
        if protects && before.is_some_and(|stack| !stack.protected) {
            match interrupts.or(self.protect()).await {
                Some(done) => done?,
                None => return Ok(Exit::Interrupted),
            }
        }
        self.say(&format!("stackpose: no changes: the stack `{}` is what the template says\n", self.name));
        let status = before.map(|stack| stack.status.as_str()).unwrap_or_default();
        let outputs = before.map(|stack| stack.outputs.as_slice()).unwrap_or_default();
        let mut outcome = Outcome {
            stack: self.name,
            status,
            changes: &[],
            outputs,
            cause: None,
            ecs: None,
            tasks: Vec::new(),
        };
        let question = format!("Run {} again?", self.named_jobs());
        let runs = !self.jobs.is_empty()
            && !self.options.dry_run
            && (self.options.yes || terminal::confirm(&question, interrupts).await == Some(true));
        if !runs {
            return Ok(self.print(&outcome));
        }
        let (exit, ran) = tasks::run(&self.connection, &self.jobs, outputs, self.token, interrupts).await?;
        outcome.tasks = ran;
        Ok(self.print_as(&outcome, exit))
    }

    fn named_jobs(&self) -> String {
        let names: Vec<String> = self.jobs.iter().map(|job| format!("`{}`", job.service)).collect();
        names.join(", ")
    }

    /// The outcome, and this exit code where printing it goes well.
    fn print_as(&self, outcome: &Outcome<'_>, exit: Exit) -> Exit {
        match (self.print(outcome), exit) {
            (Exit::Done, exit) => exit,
            (other, _) => other,
        }
    }

    async fn go(&self, change_set: &ChangeSet, interrupts: &mut Interrupts) -> Result<Exit, Stop> {
        let what = if self.create { "new stack" } else { "stack" };
        let summary = change_set::summary(&change_set.changes);
        for Risk { message, help } in self.risks(change_set) {
            let help = report::help_line(Some(&help));
            report::say(&format!("stackpose: warning: {message}\n{help}"));
        }
        if self.options.dry_run {
            self.take_back(&change_set.id, interrupts).await?;
            let outcome = Outcome {
                stack: self.name,
                status: "DRY_RUN",
                changes: &change_set.changes,
                outputs: &[],
                cause: None,
                ecs: None,
                tasks: Vec::new(),
            };
            let table = self.table(change_set, terminal::width_of_product());
            return Ok(match self.options.format {
                Shape::Json => self.print(&outcome),
                Shape::Human => report::show(&format!("{table}\n{what} `{}`: {summary}\n", self.name)),
            });
        }
        let table = self.table(change_set, terminal::width());
        self.say(&format!("{table}\n{what} `{}` in {}: {summary}\n", self.name, self.connection.region()));
        if !self.jobs.is_empty() {
            self.say(&format!("then runs {}\n", self.named_jobs()));
        }
        let yes =
            if self.options.yes { Some(true) } else { terminal::confirm("Deploy this?", interrupts).await };
        match yes {
            Some(true) => self.execute(change_set, interrupts).await,
            Some(false) => self.withdraw(change_set, Exit::Findings, interrupts).await,
            None => self.withdraw(change_set, Exit::Interrupted, interrupts).await,
        }
    }

    /// Nothing is deployed after all.
    async fn withdraw(
        &self,
        change_set: &ChangeSet,
        exit: Exit,
        interrupts: &mut Interrupts,
    ) -> Result<Exit, Stop> {
        if exit == Exit::Interrupted {
            report::say(TAKING_BACK);
        }
        self.take_back(&change_set.id, interrupts).await?;
        report::say(NOTHING);
        Ok(exit)
    }

    fn risks(&self, change_set: &ChangeSet) -> Vec<Risk> {
        risks(&change_set.changes, &self.shifted_by_ecs, self.options.revert_drift && !self.create)
    }

    fn table(&self, change_set: &ChangeSet, width: Option<usize>) -> String {
        change_set::show(&change_set.changes, |id| self.project.places.get(id).cloned(), width)
    }

    async fn execute(&self, change_set: &ChangeSet, interrupts: &mut Interrupts) -> Result<Exit, Stop> {
        let latest = events::since(&self.connection, &change_set.stack_id, None, Some(1));
        let Some(latest) = interrupts.or(latest).await else {
            return self.withdraw(change_set, Exit::Interrupted, interrupts).await;
        };
        let last = latest?.last().map(|event| event.key.clone());
        // A Ctrl-C from here on counts when it is known that the stack changes.
        change_set::execute(&self.connection, change_set, self.token).await?;
        // At once, so that a stack nobody follows to its end is protected as well.
        let protected = self.protect().await;
        let shown = Shown::talk(self.report);
        let mut why = None;
        let each = async |event: &Event| {
            if !self.report.is_quiet() {
                shown.show(event).into_iter().for_each(|line| report::say_colored(&line));
            }
            // Asked at once: a service that is rolled back takes what is known of its tasks with it.
            if why.is_none() && event.begins() && event.kind == "AWS::ECS::Service" {
                why = stopped::reason(&self.connection, &event.physical_id).await;
            }
        };
        let retried = follow::retried(self.report);
        let following =
            Following { connection: &self.connection, stack: &change_set.stack_id, last, retried };
        match following.follow(each, interrupts).await? {
            Followed::Rested(happened) => {
                let exit = self.end(change_set, &happened, why.as_deref(), interrupts).await?;
                protected.map_err(Stop::from).map(|()| exit)
            }
            Followed::Interrupted => self.interrupted(interrupts).await,
        }
    }

    async fn end(
        &self,
        change_set: &ChangeSet,
        happened: &[Event],
        why: Option<&str>,
        interrupts: &mut Interrupts,
    ) -> Result<Exit, Stop> {
        let Some(found) = interrupts.or(stack::find(&self.connection, &change_set.stack_id)).await else {
            return Ok(Exit::Interrupted);
        };
        let found = found?;
        let last = happened.last().map(|event| event.status.as_str()).unwrap_or_default();
        let outputs = found.as_ref().map(|stack| stack.outputs.as_slice()).unwrap_or_default();
        let well = ["CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"].contains(&last);
        let cause = if well { None } else { events::root_cause(happened) };
        let mut outcome = Outcome {
            stack: self.name,
            status: last,
            changes: &change_set.changes,
            outputs,
            cause,
            ecs: why,
            tasks: Vec::new(),
        };
        if !well {
            let failure = failed(self.name, last, cause, why, self.project);
            say_failure(&failure);
            if self.options.format == Shape::Json {
                self.print(&outcome);
            }
            return Ok(Exit::Refused);
        }
        let (exit, ran) = tasks::run(&self.connection, &self.jobs, outputs, self.token, interrupts).await?;
        outcome.tasks = ran;
        Ok(self.print_as(&outcome, exit))
    }

    async fn protect(&self) -> Result<(), Failure> {
        if self.options.termination_protection {
            stack::protect(&self.connection, self.name, true).await
        } else {
            Ok(())
        }
    }

    /// Ctrl-C: nothing is undone, unless that is what is wanted.
    async fn interrupted(&self, interrupts: &mut Interrupts) -> Result<Exit, Stop> {
        let goes_on = format!(
            "\nstackpose: no longer following; the stack `{}` goes on. `stackpose events --follow \
             --stack-name {}` follows again\n",
            self.name, self.name
        );
        report::say(&goes_on);
        if self.create || !terminal::is_interactive() {
            return Ok(Exit::Interrupted);
        }
        report::say("Press Ctrl-C again within 5 seconds to be asked whether to cancel the update.\n");
        let question = "\nCancel the update? The stack goes back to what it was.";
        if interrupts.within(Duration::from_secs(5)).await
            && terminal::confirm(question, interrupts).await == Some(true)
        {
            change_set::cancel(&self.connection, self.name).await?;
            report::note("the update is being cancelled");
        }
        Ok(Exit::Interrupted)
    }

    fn say(&self, text: &str) {
        if !self.report.is_quiet() {
            report::say(text);
        }
    }

    fn print(&self, outcome: &Outcome<'_>) -> Exit {
        match self.options.format {
            Shape::Json => report::show(&json(outcome)),
            Shape::Human => report::show(&super::outputs(outcome.outputs)),
        }
    }
}

/// Why a deployment failed: the event that began it, and what in the Compose files it is about.
fn failed(name: &str, status: &str, cause: Option<&Event>, why: Option<&str>, project: &Project) -> Failure {
    let message = match cause {
        Some(event) => {
            let place =
                project.places.get(&event.id).map(|place| format!(", from {place}")).unwrap_or_default();
            let reason = event.reason.as_deref().unwrap_or("CloudFormation does not say why");
            let kind = &event.kind;
            format!("{} ({kind}{place}): {}", event.id, reason.trim_end_matches('.'))
        }
        None => "CloudFormation does not say why".to_owned(),
    };
    let why = why.map(|why| format!("\n  ECS says: {why}")).unwrap_or_default();
    Failure::new(format!("the deployment failed: {message}{why}")).help(format!(
        "the stack `{name}` is {status}; `stackpose events --stack-name {name}` shows all that happened"
    ))
}
