//! The members of `deploy.x-aws-autoscaling`.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalingpolicy.html>

use super::{TIMEZONE, WORD};
use crate::compose::{Statistic, Utilization};
use crate::validate::read::shape::Shape::{
    Decimal, Either, Expression, Flag, List, Members, Named, Numbers, Seconds, Whole, Words,
};
use crate::validate::read::shape::{Member, Shape, member, needed};

/// ECS runs no more tasks in one service.
const MAX_TASKS: u32 = 5000;

const TASKS: Shape = Whole { from: 0, to: MAX_TASKS, example: 10 };

const PERCENT: Shape = Decimal { from: 1.0, to: 100.0, example: "60" };

/// A value of a metric; its unit is the metric's.
const VALUE: Shape = Decimal { from: 0.0, to: 1e12, example: "100" };

const TARGET: Shape = Decimal { from: 0.0001, to: 1e12, example: "100" };

const COOLDOWN: Shape = Seconds { from: 0, to: 86_400, example: "60s" };

/// The key's members.
pub(super) const AUTOSCALING: &[Member] = &[
    needed("max", Whole { from: 1, to: MAX_TASKS, example: 10 }, "Most tasks: `MaxCapacity`."),
    member("min", TASKS, "Fewest tasks, the number of replicas without it: `MinCapacity`."),
    member("cpu", PERCENT, "Percent of the CPU to keep: `ECSServiceAverageCPUUtilization`."),
    member("memory", PERCENT, "Percent of the memory to keep: `ECSServiceAverageMemoryUtilization`."),
    member(
        "requests",
        TARGET,
        "Requests a minute for each task, from the application load balancer: `ALBRequestCountPerTarget`.",
    ),
    member("queue", Members(QUEUE), "A queue of SQS, and how many messages may wait for each task."),
    member("metric", Members(TRACKED), "A metric of CloudWatch, and the value to keep."),
    member(
        "steps",
        Members(STEPS),
        "Tasks to add or remove beyond values of a metric: alarms and `StepScaling`.",
    ),
    member("schedule", List(&Members(BOUNDS)), "Other bounds from a time on: `ScheduledActions`."),
    member("predictive", Members(PREDICTIVE), "What the past makes likely: `PredictiveScaling`."),
    member(
        "cooldown",
        Either(&[COOLDOWN, Members(COOLDOWNS)]),
        "Time after a change until the next: `ScaleInCooldown` and `ScaleOutCooldown`; those of AWS without \
         it.",
    ),
    member("scale_in", Flag, "Whether tasks are ever taken away, `true` without it: `DisableScaleIn`."),
    member(
        "high_resolution",
        Flag,
        "Whether CPU and memory are measured every 20 seconds, at a price: `Monitoring` of the service.",
    ),
];

const QUEUE: &[Member] = &[
    member("name", Expression, "Name of the queue, or `!GetAtt Queue.QueueName`."),
    member("arn", Expression, "Its ARN, or `!GetAtt Queue.Arn`."),
    member("url", Expression, "Its URL, or `!Ref Queue`."),
    needed("backlog", TARGET, "Messages that may wait for each task."),
];

const TRACKED: &[Member] =
    &[NAMESPACE, NAME, DIMENSIONS, STATISTIC, needed("target", TARGET, "The value to keep.")];

const PLAIN: &[Member] = &[NAMESPACE, NAME, DIMENSIONS, STATISTIC];

const NAMESPACE: Member = needed("namespace", WORD, "`Namespace`, such as `AWS/ApplicationELB`.");

const NAME: Member = needed("name", WORD, "`MetricName`.");

const DIMENSIONS: Member = member("dimensions", Named(&Expression), "Names and values: `Dimensions`.");

const STATISTIC: Member = member(
    "statistic",
    Words(statistics),
    "How samples become one number, `average` without it: `Statistic`.",
);

const STEPS: &[Member] = &[
    member(
        "metric",
        Either(&[Words(utilizations), Members(PLAIN)]),
        "`cpu`, which it is without it, `memory`, or a metric of CloudWatch.",
    ),
    member("up", List(&Members(UP)), "Values above which tasks are added."),
    member("down", List(&Members(DOWN)), "Values below which tasks are removed."),
    member("period", Numbers(&PERIODS), "Seconds of a sample, 60 without it: `Period` of the alarm."),
    member(
        "periods",
        Whole { from: 1, to: 1440, example: 3 },
        "Samples in a row beyond the value, 3 without it: `EvaluationPeriods`.",
    ),
];

/// An alarm takes 10, 30, and any multiple of 60 seconds; these are usual.
const PERIODS: [u32; 11] = [10, 30, 60, 120, 180, 240, 300, 600, 900, 1800, 3600];

const UP: &[Member] = &[
    needed("above", VALUE, "The value from which the step is taken."),
    needed("add", Whole { from: 1, to: MAX_TASKS, example: 1 }, "Tasks to add: `ScalingAdjustment`."),
];

const DOWN: &[Member] = &[
    needed("below", VALUE, "The value down from which the step is taken."),
    needed("remove", Whole { from: 1, to: MAX_TASKS, example: 1 }, "Tasks to remove: `ScalingAdjustment`."),
];

const BOUNDS: &[Member] = &[
    needed("at", Shape::Schedule, "When they come into force: `Schedule`."),
    member("timezone", TIMEZONE, "Time zone of that; UTC without one."),
    member("min", TASKS, "Fewest tasks from then on: `MinCapacity`."),
    member("max", TASKS, "Most tasks from then on: `MaxCapacity`."),
];

const PREDICTIVE: &[Member] = &[
    needed("metric", Words(utilizations), "What is forecast."),
    needed("target", PERCENT, "The percent to keep: `TargetValue`."),
    member(
        "mode",
        Words(|| vec!["forecast-only", "forecast-and-scale"]),
        "Whether the forecast is acted on; `forecast-only` without it: `Mode`.",
    ),
];

const COOLDOWNS: &[Member] = &[
    member("in", COOLDOWN, "After tasks were taken away: `ScaleInCooldown`."),
    member("out", COOLDOWN, "After tasks were added: `ScaleOutCooldown`."),
];

fn statistics() -> Vec<&'static str> {
    Statistic::ALL.map(|(word, _)| word).to_vec()
}

fn utilizations() -> Vec<&'static str> {
    Utilization::ALL.map(|(word, _)| word).to_vec()
}
