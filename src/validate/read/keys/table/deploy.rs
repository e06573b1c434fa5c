//! The keys of `deploy` and of its `update_config`.

use crate::validate::read::keys::autoscaling::AUTOSCALING;
use crate::validate::read::keys::deployment::{DEPLOYMENT, DEPLOYMENT_IS};
use crate::validate::read::keys::{Emitted, Key, Reader};
use crate::validate::read::shape::Shape;
use crate::validate::read::shape::Shape::{Members, Whole};
use crate::validate::read::{autoscaling, deployment, extensions};

const SERVICE_TYPE: &str = "AWS::ECS::Service";

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "x-aws-autoscaling",
        shape: Members(AUTOSCALING),
        description: "How the number of tasks follows the load or the clock: `ScalableTarget` and its \
             policies.",
        default: "`replicas` tasks, always",
        emitted: &[Emitted("AWS::ApplicationAutoScaling::ScalableTarget", "MaxCapacity", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
    deploy:
      replicas: 2
      x-aws-autoscaling: {min: 2, max: 10, cpu: 60}
"#,
        read: Reader::Deploy(|key, to, diagnostics| to.autoscaling = autoscaling::read(key, diagnostics)),
    },
    Key {
        name: "x-aws-deployment",
        shape: DEPLOYMENT,
        description: DEPLOYMENT_IS,
        default: "`rolling`, with a circuit breaker that rolls back",
        emitted: &[
            Emitted(SERVICE_TYPE, "DeploymentConfiguration.Strategy", ""),
            Emitted(SERVICE_TYPE, "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback", "true"),
        ],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
    deploy:
      x-aws-deployment: blue-green
"#,
        read: Reader::Deploy(|key, to, diagnostics| to.deployment = deployment::read(key, diagnostics)),
    },
    Key {
        name: "x-aws-max_percent",
        shape: PERCENT,
        description: "Most tasks during an update, in percent of the replicas: `MaximumPercent` of the \
             service.",
        default: "200",
        emitted: &[Emitted(SERVICE_TYPE, "DeploymentConfiguration.MaximumPercent", "200")],
        example: r"
services:
  web:
    image: nginx:1.27
    deploy:
      replicas: 4
      update_config: {x-aws-max_percent: 150}
",
        read: Reader::UpdateConfig(|key, to, diagnostics| {
            to.max_percent = extensions::read_percent(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-min_percent",
        shape: PERCENT,
        description: "Fewest tasks during an update, in percent of the replicas: \
             `MinimumHealthyPercent` of the service.",
        default: "100",
        emitted: &[Emitted(SERVICE_TYPE, "DeploymentConfiguration.MinimumHealthyPercent", "100")],
        example: r"
services:
  web:
    image: nginx:1.27
    deploy:
      replicas: 4
      update_config: {x-aws-min_percent: 50}
",
        read: Reader::UpdateConfig(|key, to, diagnostics| {
            to.min_percent = extensions::read_percent(key, diagnostics);
        }),
    },
];

const PERCENT: Shape = Whole { from: 0, to: u32::MAX, example: 100 };
