"""Print a Compose file of N realistic services: `generate.py N`. The same N gives the same bytes; standard library only.

Services come in groups of five, as a team would run them: web, api, worker, cache and store on a network of their own, bound
by `depends_on`, health checks and sizes. Every fifth group publishes its web port, so a load balancer has work but not too much.
"""

import sys

WEB = """\
  web-{g}:
    image: registry.example.com/shop/web:{g}.2
    environment:
      API_URL: http://api-{g}:8080
      LOG_LEVEL: info
      THEME: "${{THEME:-light}}"
    depends_on:
      - api-{g}
    networks: [net-{g}]
    deploy:
      replicas: 2
      resources:
        limits: {{cpus: "0.5", memory: 512M}}
"""
PORTS = """\
    ports:
      - "{port}:3000"
"""
API = """\
  api-{g}:
    image: registry.example.com/shop/api:{g}.4
    command: ["serve", "--listen", "0.0.0.0:8080", "--name=api {g}"]
    environment:
      - CACHE=redis://cache-{g}:6379
      - STORE=store-{g}:5432
      - WORKERS=${{WORKERS:-4}}
      - FEATURE_{g}=on
    depends_on:
      cache-{g}:
        condition: service_started
      store-{g}:
        condition: service_healthy
    expose: ["8080"]
    healthcheck:
      test: ["CMD", "wget", "-q", "-O", "-", "http://localhost:8080/health"]
      interval: 30s
      timeout: 5s
      retries: 3
      start_period: 1m
    networks: [net-{g}]
    stop_grace_period: 45s
    deploy:
      resources:
        limits: {{cpus: "1", memory: 2g}}
        reservations: {{memory: 1g}}
"""
WORKER = """\
  worker-{g}:
    image: registry.example.com/shop/api:{g}.4
    entrypoint: /app/worker
    command: --queue orders-{g} --batch 50
    working_dir: /app
    user: "1000:1000"
    environment:
      CACHE: redis://cache-{g}:6379
    depends_on: [cache-{g}]
    networks: [net-{g}]
    labels:
      team: "team {g}"
      tier: background
    ulimits:
      nofile: {{soft: 20000, hard: 40000}}
"""
CACHE = """\
  cache-{g}:
    image: redis:7-alpine
    command: redis-server --maxmemory 200mb --maxmemory-policy allkeys-lru
    networks: [net-{g}]
    mem_limit: 256m
"""
STORE = """\
  store-{g}:
    image: postgres:17
    environment:
      POSTGRES_DB: shop
      POSTGRES_HOST_AUTH_METHOD: trust
    healthcheck:
      test: pg_isready -U postgres
      interval: 10s
    networks: [net-{g}]
    init: true
"""
KINDS = (WEB, API, WORKER, CACHE, STORE)


def compose(count):
    """The whole file as text; the last group may be cut short, from its front."""
    lines = ["name: generated\n\nservices:\n"]
    groups = -(-count // len(KINDS))
    for group in range(1, groups + 1):
        # Drop from the front: what depends goes first, what is depended on stays.
        missing = groups * len(KINDS) - count if group == groups else 0
        for kind in KINDS[missing:]:
            lines.append(kind.format(g=group))
            if kind is WEB and group % 5 == 1:
                lines.append(PORTS.format(port=10_000 + group))
    lines.append("\nnetworks:\n")
    lines += [f"  net-{group}: {{}}\n" for group in range(1, groups + 1)]
    return "".join(lines)


if __name__ == "__main__":
    sys.stdout.write(compose(int(sys.argv[1])))
