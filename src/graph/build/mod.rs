//! The project, the plan and the template → the graph.

mod listeners;
mod mentions;
mod services;
mod stores;

use crate::cfn::Template;
use crate::compose::Project;
use crate::diagnostic::Diagnostics;
use crate::plan;

use super::{Frame, Graph};

pub use stores::references;

/// The graph of a whole project.
pub fn build(project: &Project, template: &Template) -> Graph {
    // Its findings were reported when the template was made.
    let mut unsaid = Diagnostics::default();
    let plan = plan::decide(project, &mut unsaid);
    let mut graph = Graph { project: project.name.clone(), ..Graph::default() };
    let tasks = services::Tasks::new(&plan, template);
    services::add(project, &plan, &tasks, &mut graph);
    listeners::add(&plan, project, &mut graph);
    stores::add(project, &plan, template, &mut graph);
    mentions::add(project, &plan, &mut graph);
    graph.ordered()
}

/// The id of a task's node.
fn task_id(planned: &plan::ServicePlan<'_>) -> String {
    let kind = if planned.is_job { "job" } else { "service" };
    format!("{kind}:{}", planned.service.name.value)
}

/// The frame of a task, and its id; none where it has no network.
fn frame(project: &Project, planned: &plan::ServicePlan<'_>) -> Option<Frame> {
    let keys = planned.networks();
    if keys.is_empty() {
        return None;
    }
    let is = |test: fn(&crate::compose::Network) -> bool| {
        keys.iter().all(|key| project.networks.iter().any(|it| it.key.value == *key && test(it)))
    };
    Some(Frame {
        id: format!("network:{}", keys.iter().copied().collect::<Vec<_>>().join(",")),
        networks: keys.iter().map(|key| (*key).to_owned()).collect(),
        part: None,
        internal: is(|network| network.internal.as_ref().is_some_and(|said| said.value)),
        exists: is(|network| network.external && network.made_instead.is_none()),
    })
}
