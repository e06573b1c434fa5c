//! Secrets in the script of a shell: where the container has a variable with the same value, the shell looks
//! that up, and no value is in the task definition.
//!
//! Decisions
//! - A script is a health check in shell form, or what stands behind `sh -c` at the beginning of `entrypoint`
//!   and `command` together, or of `command`: a program of the image before it starts what follows it, with
//!   the same environment.
//! - The whole value of the variable must be the same text. One that `x-aws-secrets` or `x-aws-environment`
//!   fills has another value.
//! - Where it is not sure that the script would do the same, it stays, and the credential is reported.
//!
//! Not here: how a shell reads a script (`grammar::shell_script`).

use crate::compose::{HealthTest, Project, Service};
use crate::grammar::{deferred, shell_script};

/// Replaces references to secrets in the scripts of all services.
pub fn use_own_variables(project: &mut Project) {
    for at in 0..project.services.len() {
        let Some(service) = project.services.get(at) else { continue };
        let own = |text: &str| project.holds_secret(text).then(|| service.own_variable(text)).flatten();
        let command = of_command(service, &own);
        let test = of_test(service, &own);
        let Some(service) = project.services.get_mut(at) else { continue };
        if let Some((list, at, script)) = command {
            let words = match list {
                List::Entrypoint => &mut service.entrypoint,
                List::Command => &mut service.command,
            };
            if let Some(word) = words.as_mut().and_then(|words| words.value.get_mut(at)) {
                *word = script;
            }
        }
        if let Some(new) = test
            && let Some(test) = service.health_check.as_mut().and_then(|check| check.test.as_mut())
        {
            test.value = new;
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum List {
    Entrypoint,
    Command,
}

/// The script that a container starts with, and which word of which list it is.
fn of_command<'a>(service: &Service, own: &dyn Fn(&str) -> Option<&'a str>) -> Option<(List, usize, String)> {
    let lists = [(List::Entrypoint, &service.entrypoint), (List::Command, &service.command)];
    let words = lists.into_iter().flat_map(|(list, words)| {
        let words = words.iter().flat_map(|words| words.value.iter().enumerate());
        words.map(move |(at, word)| (list, at, word.as_str()))
    });
    let words: Vec<(List, usize, &str)> = words.collect();
    let of_command = words.iter().position(|(list, ..)| matches!(list, List::Command));
    let script = [Some(0), of_command].into_iter().flatten().find_map(|start| {
        let words = words.get(start..)?;
        let texts: Vec<&str> = words.iter().map(|(.., word)| *word).collect();
        words.get(shell_script::position(&texts)?).copied()
    });
    let (list, at, script) = script?;
    Some((list, at, with_own_variables(script, own)?))
}

fn of_test<'a>(service: &Service, own: &dyn Fn(&str) -> Option<&'a str>) -> Option<HealthTest> {
    match &service.health_check.as_ref()?.test.as_ref()?.value {
        HealthTest::None => None,
        HealthTest::Shell(line) => with_own_variables(line, own).map(HealthTest::Shell),
        HealthTest::Exec(words) => {
            let texts: Vec<&str> = words.iter().map(String::as_str).collect();
            let at = shell_script::position(&texts)?;
            let mut words = words.clone();
            let word = words.get_mut(at)?;
            *word = with_own_variables(word, own)?;
            Some(HealthTest::Exec(words))
        }
    }
}

fn with_own_variables<'a>(script: &str, own: &dyn Fn(&str) -> Option<&'a str>) -> Option<String> {
    deferred::has_variable(script).then(|| shell_script::with_own_variables(script, own)).flatten()
}
