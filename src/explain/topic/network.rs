//! Topics about ports, certificates, subnets and names.

use super::Topic;

pub(super) const TOPICS: &[Topic] = &[
    Topic {
        name: "ports",
        aliases: &["port", "publish", "load balancer", "loadbalancer", "public", "reach", "expose"],
        question: "make a service reachable from outside",
        answer: "Only `ports` open a port to the outside; `expose` and `networks` are for the services among \
                 each other. Each published port becomes a listener of a load balancer. A port that is 80 \
                 outside or in the container is HTTP and 443 is HTTPS, both on an application load balancer; \
                 others are TCP or UDP on a network load balancer, unless `x-aws-protocol` says otherwise. \
                 The address is an output, such as `WebTCP80Url`. `x-aws-ingress` limits who may come in.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports:
      - target: 8080
        published: 80
        x-aws-protocol: http
        x-aws-healthcheck: {path: /health}
        x-aws-ingress: [203.0.113.0/24]
",
        see: &["services.ports", "x-aws-protocol", "x-aws-ingress", "x-aws-healthcheck", "https"],
        page: "routing.md",
    },
    Topic {
        name: "https",
        aliases: &["tls", "ssl", "certificate", "domain", "redirect", "dns"],
        question: "serve HTTPS with my own domain",
        answer: "Publish 443. The load balancer ends TLS with a certificate of ACM in the stack's region: \
                 the parameter `CertificateArn`, with a default from `x-aws-certificate`. Containers get \
                 HTTP. A second port, 80, that sends clients on to HTTPS is a route with `redirect`. DNS is \
                 not part of the stack: point the domain at the output `ApplicationLoadBalancerDnsName` (an \
                 alias record in Route 53, a `CNAME` elsewhere) and give the domain as `DomainName`, so that \
                 the URLs in the outputs show it.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports:
      - {target: 8080, published: 443, x-aws-protocol: https}
      - target: 8080
        published: 80
        x-aws-protocol: http
        x-aws-route: {default: true, redirect: {protocol: HTTPS, port: 443, status: 301}}
x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012
",
        see: &["CertificateArn", "DomainName", "x-aws-certificate", "x-aws-ssl_policy", "x-aws-route"],
        page: "running.md",
    },
    Topic {
        name: "routing",
        aliases: &["route", "path", "host", "several services", "one port", "ingress", "reverse proxy"],
        question: "put several services on one port",
        answer: "Services may publish the same port of the application load balancer when `x-aws-route` says \
                 which requests each takes: by `host`, `path`, `header`, `query`, `method` or `source_ip`. \
                 One of them may go without a route and takes the rest. A reverse proxy of the project that \
                 did this is then not needed.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports:
      - {target: 8080, published: 80, x-aws-protocol: http}
  api:
    image: shop/api:1.4
    ports:
      - {target: 8080, published: 80, x-aws-protocol: http, x-aws-route: {path: \"/api/*\"}}
",
        see: &["x-aws-route", "x-aws-auth", "E0705", "ports"],
        page: "routing.md",
    },
    Topic {
        name: "private subnets",
        aliases: &["private", "nat", "subnets", "vpc endpoints", "internal", "no public ip"],
        question: "run tasks in private subnets",
        answer: "Deploy with `AssignPublicIp=DISABLED` and private subnets in `SubnetIds`. Tasks must still \
                 reach the registry, Secrets Manager and CloudWatch Logs: through a NAT gateway, or VPC \
                 endpoints of `ecr.api`, `ecr.dkr`, `s3`, `logs` and `secretsmanager` (`public.ecr.aws` and \
                 Docker Hub have none). Load balancers that the internet reaches need public subnets: give \
                 them as `ApplicationLoadBalancerSubnetIds`. For a load balancer that only the VPC reaches, \
                 give `ApplicationLoadBalancerScheme=internal`. All of these are parameters, so the same \
                 file serves public and private subnets.",
        example: "
services:
  web:
    image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4
    ports: [\"80:80\"]
x-aws-vpc: vpc-0123456789abcdef0
x-aws-subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]
",
        see: &["AssignPublicIp", "SubnetIds", "<Balancer>SubnetIds", "<Balancer>Scheme", "x-aws-subnets"],
        page: "contract.md",
    },
    Topic {
        name: "existing resources",
        aliases: &["existing", "existing vpc", "existing cluster", "existing load balancer", "reuse", "share", "vpc", "cluster"],
        question: "use a VPC, cluster or load balancer that exists",
        answer: "VPC, subnets, cluster and load balancers are parameters of the template; a key only gives \
                 one its default. `convert --parameters FILE` writes a file to fill in, one for each stage. \
                 A load balancer comes together with its security group. To add rules to a listener that is \
                 there, name it under `listeners`.",
        example: "
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 443, x-aws-route: {host: shop.example.com}}
x-aws-vpc: vpc-0123456789abcdef0
x-aws-subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]
x-aws-cluster: production
x-aws-loadbalancer:
  security_group: sg-0123456789abcdef0
  listeners:
    \"443\": arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/0123456789abcdef/0123456789abcdef
",
        see: &["VpcId", "ClusterName", "<Balancer>Arn", "x-aws-loadbalancer", "x-aws-listener", "x-aws-target_group"],
        page: "routing.md",
    },
    Topic {
        name: "service names",
        aliases: &["discovery", "service discovery", "names", "aliases", "links", "service connect", "hostname"],
        question: "let services find each other by name",
        answer: "As in Compose: services of one network reach each other by name, `http://api:8080`. The \
                 names are records of a private DNS namespace (Cloud Map), and aliases of a network are too. \
                 With `x-aws-discovery: service-connect` the proxies of ECS Service Connect take their \
                 place: retries, measurements and no stale DNS, for the ports in `expose` or `ports`.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports: [\"80:80\"]
    environment: {API: \"http://api:8080\"}
  api:
    image: shop/api:1.4
    expose: [\"8080\"]
x-aws-discovery: service-connect
",
        see: &["x-aws-discovery", "NamespaceName", "services.networks", "services.links"],
        page: "mapping.md",
    },
];
