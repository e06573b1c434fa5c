//! The explanations of the codes E0569 to E0579: deployments.

use super::Explanation;
use crate::diagnostic::Code;

/// The explanations, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::TestTarget,
        meaning: "A test port or test header does not say which of several ports it is for, or one port has two of \
                  them.",
        why: "ECS takes one test listener rule for each target group.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\", \"81:81\"]\n    x-aws-deployment: {strategy: blue-green, test_port: 8080}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-deployment: {strategy: blue-green, test_port: 8080}\n",
    },
    Explanation {
        code: Code::NothingToShift,
        meaning: "`blue-green`, `linear` or `canary` stands at a service to which no load balancer and no Service \
                  Connect sends requests.",
        why: "These strategies move requests from the old tasks to the new ones.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-deployment: blue-green\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-deployment: rolling\n",
    },
    Explanation {
        code: Code::CannotShift,
        meaning: "The requests to a port come by several rules, are shared with another service by weight, or come \
                  through a listener or target group that exists.",
        why: "ECS changes the weights of one rule that the stack makes, from one target group to the other.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: [{path: /a}, {path: /b}]\n    x-aws-deployment: canary\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: {path: [/a, /b]}\n    x-aws-deployment: canary\n",
    },
    Explanation {
        code: Code::HealthyPercent,
        meaning: "`healthy_percent` of `early_success` is below the percentage of tasks that always run.",
        why: "The deployment would have succeeded before it begins.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-deployment: {early_success: {healthy_percent: 50}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-deployment: {early_success: {healthy_percent: 100}}\n",
    },
    Explanation {
        code: Code::WholeMinutes,
        meaning: "A wait of a deployment is not a number of whole minutes.",
        why: "AWS counts the waits of a deployment in minutes. In Compose a number alone is seconds.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: blue-green\n      bake_time: 90s\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: blue-green\n      bake_time: 2m\n",
    },
    Explanation {
        code: Code::HookTarget,
        meaning: "A hook has neither `lambda` nor `pause: true`, or has `details` beside a pause.",
        why: "A hook calls a function or waits for a person; `details` are handed to a function.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: blue-green\n      hooks: [{stages: [pre-scale-up]}]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: blue-green\n      hooks: [{pause: true, stages: [pre-scale-up]}]\n",
    },
    Explanation {
        code: Code::HookStage,
        meaning: "A hook names no stage, a stage at which no deployment can pause, or one that a rolling update does \
                  not have.",
        why: "A rolling update shifts no requests, and a deployment cannot pause while requests move.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      hooks: [{pause: true, stages: [test-traffic-shift]}]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      hooks: [{pause: true, stages: [pre-scale-up]}]\n",
    },
    Explanation {
        code: Code::OtherStrategy,
        meaning: "A setting of `x-aws-deployment` or `update_config` belongs to another strategy.",
        why: "Steps belong to `linear`, a first share to `canary`, test ports to those that shift requests. With \
              these both versions run at once, so `order: stop-first` cannot be kept.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: rolling\n      percent: 10\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: linear\n      percent: 10\n",
    },
    Explanation {
        code: Code::ShiftStep,
        meaning: "`percent` is below 3 for `linear`, or has more than one digit after the point.",
        why: "ECS takes shares in tenths of a percent, and linear steps of at least 3 percent.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: linear\n      percent: 2.5\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: linear\n      percent: 10\n",
    },
    Explanation {
        code: Code::LongDeployment,
        meaning: "The waits of a deployment are longer in all than CloudFormation waits for a service.",
        why: "The stack would fail and roll back while the deployment still goes on.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: linear\n      percent: 3\n      step_bake_time: 1h\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n    x-aws-deployment:\n      strategy: linear\n      percent: 25\n      step_bake_time: 1h\n",
    },
    Explanation {
        code: Code::UpdateTwice,
        meaning: "`x-aws-deployment` stands in two places, or says the same as a setting of `update_config`.",
        why: "Both places mean the same, and nothing says which of them wins.",
        page: "https://docs.docker.com/reference/compose-file/deploy/#update_config",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-deployment: rolling\n    deploy:\n      x-aws-deployment: rolling\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-deployment: rolling\n",
    },
];
