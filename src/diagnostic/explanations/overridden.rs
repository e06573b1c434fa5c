//! Overrides of listeners, target groups, security groups and services under `x-aws-cloudformation`, and the
//! order of services.

use super::{Code, Explanation};

/// Listeners and target groups.
pub(super) const LISTENERS: &[Explanation] = &[
    Explanation {
        code: Code::OverriddenListener,
        meaning: "An override changes the port or protocol of a listener, adds one or takes one out, and the security group \
                  of the load balancer or the output with the URL stays as it was. Write the port in `ports` as the finding \
                  says: that changes the listener, the group, the output and the redirect from port 80 together. An \
                  override that changes all of them is taken as it is.",
        why: "A listener on a port that the security group does not let in accepts no connection, and the deployment \
              succeeds nevertheless. Overrides such as `WebTCP80Listener` with HTTPS come from Docker's ECS integration, \
              which had no other way to have a certificate.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-cloudformation:\n      TCP80Listener:\n        Properties:\n          Protocol: HTTPS\n          Port: 443\n          Certificates: [{CertificateArn: \"arn:aws:acm:eu-west-1:123456789012:certificate/1\"}]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [{target: 80, published: 443, x-aws-certificate: \"arn:aws:acm:eu-west-1:123456789012:certificate/1\"}]\n",
    },
    Explanation {
        code: Code::RefusedListener,
        meaning: "An override gives a listener a port that another listener of the load balancer has, or an encrypted \
                  protocol without a certificate. Write the port in `ports` with `x-aws-protocol` and `x-aws-certificate`.",
        why: "A load balancer has one listener for each port, and cannot encrypt without a certificate. Both are refused \
              when the stack is deployed.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-cloudformation:\n      TCP80Listener:\n        Properties:\n          Protocol: HTTPS\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [{target: 80, published: 80, x-aws-protocol: https}]\n",
    },
    Explanation {
        code: Code::RefusedTarget,
        meaning: "After an override a target group has a protocol that its load balancer does not take, no listener sends \
                  requests to it, or the service names a container port that the task definition does not map. Write it in \
                  `ports` instead.",
        why: "Elastic Load Balancing and ECS refuse these when the stack is deployed: application load balancers take HTTP \
              and HTTPS, network load balancers TCP, TLS and UDP, and ECS registers tasks only with target groups that \
              belong to a load balancer.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-cloudformation:\n      TCP80TargetGroup:\n        Properties:\n          Protocol: TCP\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [{target: 80, published: 80, x-aws-protocol: tcp}]\n",
    },
];

/// The services behind them.
pub(super) const SERVICES: &[Explanation] = &[
    Explanation {
        code: Code::OverriddenIngress,
        meaning: "An override replaces the rules of a security group, and no rule is left for a port on which the load \
                  balancer or a container listens. Write `x-aws-ingress` at the port to say who reaches the load balancer, \
                  or at the service to let others in to its tasks.",
        why: "Security groups admit only what a rule names. Clients time out, or health checks fail and ECS replaces the \
              tasks again and again. A list in an override stands for the whole list of the template.",
        page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-cloudformation:\n      SecurityGroup:\n        Properties:\n          SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-ingress: [{from: 10.0.0.0/8, ports: [22]}]\n",
    },
    Explanation {
        code: Code::OverriddenTarget,
        meaning: "An override gives a target group another port than the container's, or lets it ask for health on a port \
                  that the security group of the tasks does not let in. Write `target` in `ports`, or `x-aws-healthcheck` \
                  with a `port`.",
        why: "ECS registers each task with the container's port, whatever the port of the target group is; and a changed \
              port replaces the target group. A health check on a closed port fails, and ECS stops the tasks.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-cloudformation:\n      TCP80TargetGroup:\n        Properties:\n          Port: 8080\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:8080\"]\n",
    },
    Explanation {
        code: Code::LaunchType,
        meaning: "An override gives an ECS service a `LaunchType`. Every service of the template has a \
                  `CapacityProviderStrategy`, and ECS takes only one of the two. Remove the override, or write \
                  `x-aws-capacity`.",
        why: "With a strategy from the first deployment on, Fargate Spot is an update in place. A service that was made \
              with a launch type would have to be replaced.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        example: "services:\n  worker:\n    image: ghcr.io/example/worker:1.2\n    x-aws-cloudformation:\n      Service:\n        Properties:\n          LaunchType: FARGATE\n",
        instead: "services:\n  worker:\n    image: ghcr.io/example/worker:1.2\n",
    },
    Explanation {
        code: Code::CallsInCircle,
        meaning: "Under Service Connect two services use each other's names, or one uses the name of a service that waits for \
                  it. Whichever starts first does not find the other until its tasks are replaced.",
        why: "The proxy in a task knows the endpoints that were in the namespace when the task started. Services are made after \
              those that they call, by `depends_on` and by the names in variables, commands and files; a circle has no such \
              order. Names in DNS (`cloud-map`) are looked up at each call.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html",
        example: "x-aws-discovery: service-connect\nservices:\n  api:\n    image: ghcr.io/example/api:2.4\n    expose: [\"8080\"]\n    environment: {EVENTS: \"http://worker:9000\"}\n  worker:\n    image: ghcr.io/example/worker:1.2\n    expose: [\"9000\"]\n    depends_on: [api]\n",
        instead: "services:\n  api:\n    image: ghcr.io/example/api:2.4\n    expose: [\"8080\"]\n    environment: {EVENTS: \"http://worker:9000\"}\n  worker:\n    image: ghcr.io/example/worker:1.2\n    expose: [\"9000\"]\n    depends_on: [api]\n",
    },
    Explanation {
        code: Code::OverriddenToWorld,
        meaning: "An override adds a rule to a security group that admits everybody (`0.0.0.0/0`), where the template did \
                  not: to tasks, to a file system, or to a port of the load balancer that was for some networks only. Name \
                  the networks with `x-aws-ingress`, or publish the port, which opens the load balancer alone.",
        why: "Tasks with a public address are reached past the load balancer then, past its sign-in and its web ACL. A listener \
              that an override adds may be open to everybody, as a published port is.",
        page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\nx-aws-cloudformation:\n  Resources:\n    Shell:\n      Type: AWS::EC2::SecurityGroupIngress\n      Properties:\n        GroupId: !GetAtt WebSecurityGroup.GroupId\n        IpProtocol: tcp\n        FromPort: 22\n        ToPort: 22\n        CidrIp: 0.0.0.0/0\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-ingress: [{from: 10.0.0.0/8, ports: [22]}]\n",
    },
    Explanation {
        code: Code::OverriddenSignIn,
        meaning: "All requests to a target group pass an authenticate action, and an override adds or changes a rule or a \
                  listener that sends requests there without one. Put the action before the forward action, or write the rule \
                  as `x-aws-route`.",
        why: "The rules of a listener win over its default action, and each rule has its own actions: whoever finds the path \
              of the new rule has not signed in.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012\n        x-aws-auth: {cognito: {user_pool_arn: \"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI\", client_id: 1example23456789, domain: shop}}\nx-aws-cloudformation:\n  Resources:\n    Files:\n      Type: AWS::ElasticLoadBalancingV2::ListenerRule\n      Properties:\n        ListenerArn: !Ref ApplicationLoadBalancerTCP443Listener\n        Priority: 10\n        Conditions: [{Field: path-pattern, Values: [/files/*]}]\n        Actions: [{Type: forward, TargetGroupArn: !Ref WebTCP443TargetGroup}]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012\n        x-aws-auth: {cognito: {user_pool_arn: \"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI\", client_id: 1example23456789, domain: shop}}\n",
    },
    Explanation {
        code: Code::UnguardedPort,
        meaning: "Two published ports lead to one port of the container. One has `x-aws-auth`, and the other answers everybody \
                  without it. Remove the open port, or limit who reaches it with `x-aws-ingress`.",
        why: "A sign-in belongs to the listener of its port. Load balancers sign people in over HTTPS only, so a port 80 cannot \
              have one; where no port 80 is published, the stack sends clients from there on to 443.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"80:80\"\n      - target: 80\n        published: \"443\"\n        x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012\n        x-aws-auth: {cognito: {user_pool_arn: \"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI\", client_id: 1example23456789, domain: shop}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012\n        x-aws-auth: {cognito: {user_pool_arn: \"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI\", client_id: 1example23456789, domain: shop}}\n",
    },
    Explanation {
        code: Code::UnusedRole,
        meaning: "An override gives a task definition another `TaskRoleArn` or `ExecutionRoleArn`. The role of the stack stays in \
                  the template, and no task has it. Write `x-aws-task_role` for a task role that exists, or take the \
                  unused role out with `null`.",
        why: "The role of the stack holds the rights that the Compose file asks for: volumes, `exec`, policies, secrets, images. \
              The other role may lack them, which shows when tasks start or later. A schedule may start tasks with the \
              stack's role only.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        example: "services:\n  worker:\n    image: ghcr.io/example/worker:1.2\n    x-aws-policies: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]\n    x-aws-cloudformation:\n      TaskDefinition:\n        Properties:\n          TaskRoleArn: arn:aws:iam::123456789012:role/worker\n",
        instead: "services:\n  worker:\n    image: ghcr.io/example/worker:1.2\n    x-aws-task_role: arn:aws:iam::123456789012:role/worker\n",
    },
];
