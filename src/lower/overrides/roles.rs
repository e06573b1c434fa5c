//! Roles that an override puts out of use: the rights of the tasks go with them.
//! CloudFormation: `TaskRoleArn` and `ExecutionRoleArn` of a task definition.

use crate::cfn::{LogicalId, Resource, Template};
use crate::diagnostic::Diagnostics;
use crate::lower::names::Name;
use crate::plan::Plan;

use super::findings;
use super::references::mentions;
use super::written::Written;

const TASK_DEFINITION: &str = "AWS::ECS::TaskDefinition";

/// Reports each role that a task definition had, and none has any more.
pub(super) fn check(
    plan: &Plan<'_>,
    before: &Template,
    after: &Template,
    written: &Written<'_>,
    diagnostics: &mut Diagnostics,
) {
    for task in &plan.services {
        let service = &task.service.name;
        let definition = Name::TaskDefinition(service).text();
        for (property, role) in [
            ("TaskRoleArn", Name::TaskRole(service).text()),
            ("ExecutionRoleArn", Name::TaskExecutionRole(service).text()),
        ] {
            let exists = LogicalId::new(&role).is_ok_and(|id| after.resources().contains_key(&id));
            if !exists || !has(before, property, &role) || has(after, property, &role) {
                continue;
            }
            if let Some(value) = written.property(&definition, property) {
                diagnostics.push(findings::unused_role(service, property, &role, value.loc));
            }
        }
    }
}

/// Whether a task definition has the role.
fn has(template: &Template, property: &str, role: &str) -> bool {
    let definitions = template.resources().values().filter(|it| it.type_name == TASK_DEFINITION);
    let mut roles = definitions.filter_map(|it: &Resource| it.properties.get(property));
    roles.any(|value| mentions(value, role))
}
