//! The stories of the codes E0801 and N0802: the finished template.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::TooLargeTemplate,
        meaning: "The project gives a template that CloudFormation does not take, however it is sent. Where it has too \
                  many resources or bytes, `convert --split DIR` writes a root template and a nested stack for each \
                  service. Where it has too much of something else, convert it in parts: name services on the command \
                  line, or put them under profiles, and deploy each part as a stack.",
        why: "A template has at most 500 resources, 200 parameters, 200 outputs and 1,000,000 bytes; a default \
              of a parameter has at most 4,096 bytes and a description 1,024.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
        example: "$ stackpose convert -o shop.yaml\n",
        instead: "$ stackpose convert --split stacks\n",
    },
    Explanation {
        code: Code::NeedsBucket,
        meaning: "The template is good, but too long to travel inside a request. Deploy it through an S3 bucket; \
                  the AWS CLI uploads it for you when you name one.",
        why: "CloudFormation takes 51,200 bytes of template in a request, and 1,000,000 bytes from S3. About ten \
              services with published ports come to more than the first.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
        example: "$ aws cloudformation deploy --stack-name shop --template-file template.yaml --capabilities CAPABILITY_IAM\n",
        instead: "$ aws cloudformation deploy --stack-name shop --template-file template.yaml --capabilities CAPABILITY_IAM --s3-bucket my-templates\n",
    },
    Explanation {
        code: Code::ServiceLimit,
        meaning: "A resource of the template has more of something than AWS takes, and no account can have more: bytes or \
                  containers of a task definition, target groups of a service or a load balancer, characters of a role's \
                  inline policies. The finding says what, and what to do.",
        why: "ECS refuses a task definition of more than 64 KiB or 10 containers and a service with more than 5 target groups, \
              IAM a role with more than 10,240 characters of inline policies, Elastic Load Balancing an application load \
              balancer with more than 100 target groups. Whatever the stack adds, such as a log router, counts too.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
        example: "x-statement: &read\n  Effect: Allow\n  Action: [\"dynamodb:GetItem\", \"dynamodb:BatchGetItem\", \"dynamodb:Query\", \"dynamodb:Scan\"]\n  Resource: arn:aws:dynamodb:eu-west-1:123456789012:table/orders-of-the-shop-in-all-its-countries\nservices:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    x-aws-role:\n      Version: \"2012-10-17\"\n      Statement: [*read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read, *read]\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    x-aws-policies: [\"arn:aws:iam::123456789012:policy/orders\"]\n",
    },
    Explanation {
        code: Code::AccountQuota,
        meaning: "A resource of the template has more of something than an account is allowed without asking: 50 listeners or \
                  100 rules of a load balancer, 60 rules for incoming traffic of a security group. Ask for a higher quota \
                  before the deployment, and allow the warning then, or use less.",
        why: "AWS raises these quotas on request, in the console of Service Quotas. What an account has cannot be known \
              without asking it.",
        page: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
        example: "services:\n  media:\n    image: ghcr.io/example/media:3.2\n    x-aws-ingress:\n      - {from: sg-0123456789abcdef0, ports: [8001, 8002, 8003, 8004, 8005, 8006, 8007, 8008, 8009, 8010, 8011, 8012, 8013, 8014, 8015, 8016, 8017, 8018, 8019, 8020, 8021, 8022, 8023, 8024, 8025, 8026, 8027, 8028, 8029, 8030, 8031, 8032, 8033, 8034, 8035, 8036, 8037, 8038, 8039, 8040, 8041, 8042, 8043, 8044, 8045, 8046, 8047, 8048, 8049, 8050, 8051, 8052, 8053, 8054, 8055, 8056, 8057, 8058, 8059, 8060, 8061]}\n",
        instead: "services:\n  media:\n    image: ghcr.io/example/media:3.2\n    x-aws-ingress:\n      - {from: sg-0123456789abcdef0, ports: [8001-8061]}\n",
    },
    Explanation {
        code: Code::OutputsLeftOut,
        meaning: "The project needs more outputs than a template can have, so some are not there: names of services in the VPC \
                  first, then ARNs of services. The resources are the same. A name is the service's name before the \
                  namespace's, and `aws ecs list-services` shows the ARNs.",
        why: "A template has at most 200 outputs, and what these say is known without them.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
        example: "$ stackpose convert -o shop.yaml\n",
        instead: "$ stackpose --profile front convert -o front.yaml\n$ stackpose --profile back convert -o back.yaml\n",
    },
    Explanation {
        code: Code::LargeOperation,
        meaning: "The root and the nested stacks of `convert --split` have more resources together than CloudFormation makes in \
                  one operation. Create the stack with a part of the services, and add the others by updates; an update that \
                  changes fewer resources than that is no problem.",
        why: "One operation on a stack makes, changes or deletes at most 2,500 resources, with those of the stacks nested in \
              it. A service without ports has four or five.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
        example: "$ stackpose convert --split stacks\n",
        instead: "$ stackpose --profile first convert --split stacks\n",
    },
];
