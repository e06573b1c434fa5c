//! Updates of a stack that exists. The examples are the cases of `fixtures/diff`: before, and after.

use super::{Code, Explanation};

const UPDATES: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html";
const DELETION: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
const REPLACED: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html";

macro_rules! pair {
    ($case:literal, $after:literal) => {
        concat!(
            include_str!(concat!("../../../fixtures/diff/", $case, "/before.yaml")),
            "# file: after.yaml\n",
            include_str!(concat!("../../../fixtures/diff/", $case, "/", $after, ".yaml"))
        )
    };
}

macro_rules! explanation {
    ($code:ident, $case:literal, $page:expr, $meaning:literal, $why:literal) => {
        Explanation {
            code: Code::$code,
            meaning: $meaning,
            why: $why,
            page: $page,
            example: pair!($case, "after"),
            instead: pair!($case, "instead"),
        }
    };
}

pub(super) const EXPLANATIONS: &[Explanation] = &[
    explanation!(
        DataReplaced,
        "data_replaced",
        REPLACED,
        "The update makes a new, empty store and uses it from then on. The old one stays in the account, with its \
         data and its cost, and no longer belongs to the stack.",
        "AWS takes the changed property only when the resource is made, so CloudFormation makes another one. \
         `UpdateReplacePolicy` keeps the old one, but nothing copies its data."
    ),
    explanation!(
        DataDeleted,
        "data_deleted",
        DELETION,
        "The update deletes a resource that holds data, and the data with it.",
        "CloudFormation deletes what is no longer in the template, and the old one of what it replaces, unless \
         `DeletionPolicy` or `UpdateReplacePolicy` says otherwise in the template that is deployed already."
    ),
    explanation!(
        StoreLeft,
        "store_left",
        DELETION,
        "The store is no longer in the template. It stays in the account, with its data and its cost, and \
         CloudFormation does not manage it any more.",
        "Its `DeletionPolicy` keeps it. A store of the same name in a later template is another one, unless the old \
         one is imported or named as external."
    ),
    explanation!(
        RetentionDropped,
        "retention_dropped",
        DELETION,
        "Nothing is deleted by this update, but the next one that removes or replaces the resource deletes its data.",
        "`DeletionPolicy` and `UpdateReplacePolicy` are `Delete` where they are left out, for most types."
    ),
    explanation!(
        ListenerConflict,
        "listener_conflict",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
        "The update fails with `DuplicateListener`: a listener under a new logical id has the port of one that still \
         exists.",
        "CloudFormation makes everything new before it deletes anything old, and a load balancer has one listener a \
         port."
    ),
    explanation!(
        PriorityConflict,
        "priority_conflict",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
        "The update fails with `PriorityInUse`: a rule gets a priority that another rule of the listener still has.",
        "Priorities of a listener are unique at every moment, and CloudFormation changes one rule after another."
    ),
    explanation!(
        TargetGroupConflict,
        "target_group_conflict",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
        "The update fails with `TargetGroupAssociationLimit`: the new load balancer forwards to a target group that \
         still belongs to the old one.",
        "A target group belongs to one load balancer. Where that is replaced, its target groups must be replaced too."
    ),
    explanation!(
        MountTargetConflict,
        "mount_target_conflict",
        "https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html",
        "The update fails with `MountTargetConflict`: a new mount target is in a zone where the file system still \
         has one.",
        "A file system has one mount target a zone, its subnet cannot be changed, and CloudFormation makes new ones \
         before it deletes old ones."
    ),
    explanation!(
        NameConflict,
        "name_conflict",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html",
        "The update fails, or the second resource is deleted together with the first: a name is taken while another \
         resource still has it.",
        "Names are unique in an account, a VPC or a namespace, and CloudFormation makes everything new before it \
         deletes anything old."
    ),
    explanation!(
        LogClassChanged,
        "log_class_changed",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html",
        "The update fails: the class of a log group is chosen when it is made.",
        "CloudWatch Logs has no way to change the class of a log group, and CloudFormation does not replace it for \
         that."
    ),
    explanation!(
        TypeChanged,
        "type_changed",
        UPDATES,
        "The update fails: a logical id keeps its type as long as the stack has it.",
        "CloudFormation knows resources by their logical ids, and refuses a template in which one has another type."
    ),
    explanation!(
        TargetGroupUnassociated,
        "target_group_unassociated",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html",
        "The service may fail to start: ECS refuses a target group that no load balancer has yet.",
        "Without `DependsOn`, CloudFormation makes the service and the listener at the same time."
    ),
    explanation!(
        PolicyNameTwice,
        "policy_name_twice",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-iam-role-policy.html",
        "The update fails, or one of the policies is lost: both have the same name.",
        "IAM knows the inline policies of a role by their names."
    ),
    explanation!(
        ServiceReplaced,
        "service_replaced",
        UPDATES,
        "A new service is made, and the old one is deleted when the new one is stable. For a while both run.",
        "ECS takes the changed property only when a service is made."
    ),
    explanation!(
        AddressChanged,
        "address_changed",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html",
        "The load balancer is replaced or removed, so its DNS name and its addresses are gone after the update. \
         Records and clients that name them lead nowhere.",
        "The DNS name of a load balancer is made from its name and id, and a new one has others."
    ),
    explanation!(
        TrafficReset,
        "traffic_reset",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html",
        "The rule gets the weights of the template again. Where ECS has shifted the requests to the other target \
         group, they go to the old one, which may have no tasks.",
        "ECS changes the weights of the rule during a deployment, and CloudFormation writes the whole rule when \
         anything in it changes."
    ),
    Explanation {
        code: Code::StackChanged,
        meaning: "Resources are in another nested stack than before. CloudFormation makes them in the one and deletes them from the \
                  other: names that may be there only once are refused, such as one in Cloud Map, and data stays behind.",
        why: "A nested stack has its own resources, and nothing moves from one stack to another. The stack of a service follows \
              from its name; with `--stacks N` also from N and from what the service waits for.",
        page: UPDATES,
        example: "$ stackpose diff --split --stacks 3 stacks\n",
        instead: "$ stackpose diff stacks\n",
    },
    explanation!(
        IngressOpened,
        "ingress_opened",
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
        "After the update everybody on the Internet can reach the port, as far as the network leads there.",
        "A rule of a security group with `0.0.0.0/0` or `::/0` admits every address."
    ),
    explanation!(
        RightsWidened,
        "rights_widened",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
        "A role or policy allows an action on a resource, or a principal to assume it, that it did not before. A new \
         role is reported only where it allows every action.",
        "Rights that are given are seldom taken back; a review is the moment to ask what they are for."
    ),
    explanation!(
        EncryptionDropped,
        "encryption_dropped",
        "https://docs.aws.amazon.com/prescriptive-guidance/latest/encryption-best-practices/welcome.html",
        "Data that was encrypted, at rest or on its way, no longer is.",
        "A switch for encryption is off or gone, a key is gone, or a listener no longer uses TLS. For many types \
         this replaces the resource as well."
    ),
    explanation!(
        AuthenticationDropped,
        "authentication_dropped",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
        "Requests reach the service without the sign-in, the token check or the web ACL that they had to pass.",
        "The action that asks who is there is gone from the listener or rule, or the web ACL is taken off the load \
         balancer."
    ),
    explanation!(
        SecretInClear,
        "secret_in_clear",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        "A credential is in the environment of a container in clear. Everybody who may read the template, the task \
         definition or the repository sees it.",
        "The environment is a part of the task definition, which is not confidential and keeps all its revisions."
    ),
    explanation!(
        ParameterNeeded,
        "parameter_needed",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
        "The update fails unless somebody gives a value: the parameter has no default, and the stack may have no \
         value yet.",
        "CloudFormation keeps the values that a stack has, and asks for all others."
    ),
    explanation!(
        DefaultChanged,
        "default_changed",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
        "The comparison takes the new default. A stack that exists may keep the value it has, and then nothing \
         changes for it.",
        "A default counts when a stack is made. Most tools pass on the values that a stack has when they update it."
    ),
    explanation!(
        ServiceRenamed,
        "service_renamed",
        UPDATES,
        "CloudFormation does not see a new name for the same service: it makes one service and deletes the other. \
         For a while both run, and nothing of the first is carried over.",
        "Logical ids are made from the names of services, and CloudFormation knows resources by their logical ids."
    ),
];
