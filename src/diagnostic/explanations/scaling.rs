//! The explanations of the codes E0536 to E0546: capacity and scaling.

use super::Explanation;
use crate::diagnostic::Code;

/// The explanations, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::CapacityShares,
        meaning: "`x-aws-capacity` names nothing, mixes Fargate and managed instances, has two bases, or leaves tasks \
                  beyond the base to nobody.",
        why: "A capacity provider strategy has one base at most and one provider with a weight above 0 at least, \
              all of one kind.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-capacity: {fargate: {base: 1}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-capacity: {fargate: {base: 1, weight: 1}}\n",
    },
    Explanation {
        code: Code::Bounds,
        meaning: "The lower bound `min` is larger than the upper bound `max`.",
        why: "Nothing lies between such bounds, and AWS refuses them.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling: {min: 6, max: 5, cpu: 60}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling: {min: 2, max: 5, cpu: 60}\n",
    },
    Explanation {
        code: Code::InstanceTypes,
        meaning: "`x-aws-capacity` lists `instance_types` and `excluded_instance_types`.",
        why: "AWS takes a list of all types that are allowed, or a list of types to exclude, not both.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ManagedInstances.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 512m\n    x-aws-capacity:\n      managed-instances: {instance_types: [m7g.large], excluded_instance_types: [t3.nano]}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 512m\n    x-aws-capacity:\n      managed-instances: {excluded_instance_types: [t3.nano]}\n",
    },
    Explanation {
        code: Code::CapacitySetting,
        meaning: "A service asks for Windows on Spot or on managed instances, or for a platform version or ephemeral \
                  storage on managed instances.",
        why: "Spot and managed instances run Linux only; platform versions and disks of a task's own are features \
              of Fargate.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 512m\n    x-aws-platform_version: 1.4.0\n    x-aws-capacity: managed-instances\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 512m\n    x-aws-capacity: managed-instances\n",
    },
    Explanation {
        code: Code::ScalingEmpty,
        meaning: "`x-aws-autoscaling` does not say by what the number of tasks changes, or a part of it (`steps`, a \
                  `schedule`) changes nothing.",
        why: "A scalable target without a policy or a scheduled action keeps its number of tasks for ever.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n        cpu: 60\n",
    },
    Explanation {
        code: Code::QueueName,
        meaning: "`x-aws-autoscaling.queue` needs one of `name`, `arn` and `url`.",
        why: "Each of them names the queue completely; two could name different queues.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n        queue: {backlog: 5}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n        queue: {name: jobs, backlog: 5}\n",
    },
    Explanation {
        code: Code::ScalingSteps,
        meaning: "Two steps begin at the same value, tasks would be added and removed at the same value, or `scale_in: \
                  false` stands beside steps that remove tasks.",
        why: "The steps of a policy do not overlap, so that each value of the metric has one answer.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalingpolicy.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n        steps:\n          metric: cpu\n          up: [{above: 70, add: 1}, {above: 70, add: 2}]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n        steps:\n          metric: cpu\n          up: [{above: 70, add: 1}, {above: 85, add: 2}]\n",
    },
    Explanation {
        code: Code::ScalingTarget,
        meaning: "`high_resolution` or `scale_in` stands in `x-aws-autoscaling`, and there is no target that it is \
                  about.",
        why: "Both are settings of policies that keep a metric at a target, such as `cpu: 60`.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalingpolicy.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n        high_resolution: true\n        schedule: [{at: rate(1 day), min: 1}]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n        schedule: [{at: rate(1 day), min: 1}]\n",
    },
    Explanation {
        code: Code::UncountedRequests,
        meaning: "A service scales by `requests`, and gets none from an application load balancer, or gets them at two \
                  target groups in turn.",
        why: "The metric `ALBRequestCountPerTarget` belongs to one target group of an application load balancer. \
              Blue/green, linear and canary deployments move requests to another.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-deployment: blue-green\n    deploy:\n      x-aws-autoscaling: {max: 5, requests: 50}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    deploy:\n      x-aws-autoscaling: {max: 5, requests: 50}\n",
    },
    Explanation {
        code: Code::ReplicasOutside,
        meaning: "The number of replicas does not lie between `min` and `max` of `x-aws-autoscaling`.",
        why: "The bounds would change the number at once.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: 8\n      x-aws-autoscaling: {min: 2, max: 5, cpu: 60}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: 3\n      x-aws-autoscaling: {min: 2, max: 5, cpu: 60}\n",
    },
    Explanation {
        code: Code::InsightsOff,
        meaning: "A service scales by the backlog of a queue, and `x-aws-container_insights` is off.",
        why: "The backlog for each task is divided by the number of running tasks, which Container Insights \
              counts.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html",
        example: "x-aws-container_insights: disabled\nservices:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n        queue: {name: jobs, backlog: 5}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      x-aws-autoscaling:\n        max: 5\n        queue: {name: jobs, backlog: 5}\n",
    },
];
