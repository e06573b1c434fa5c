//! Facts about the images that projects use most, by their names. State of November 2026.
//!
//! Where an image starts as root and changes to its user by itself (the official images of postgres, mysql,
//! mariadb, mongo, redis, rabbitmq, clickhouse and ghost, all of LinuxServer.io), it takes over its folders,
//! and needs no row among the users.

use crate::compose::Service;
use crate::grammar::image::{repository, short_name, tag};
use crate::grammar::path;
use crate::source::Spanned;

/// A kind of database, as far as advice depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// Its data must outlive its task.
    Durable,
    /// Its data may be lost.
    Cache,
}

/// The last part of an image's name, and what it is. The page of a well-known image of that name stands above
/// it.
const STORES: &[(&str, Store)] = &[
    // https://hub.docker.com/_/cassandra
    ("cassandra", Store::Durable),
    // https://hub.docker.com/r/bitnami/clickhouse
    ("clickhouse", Store::Durable),
    // https://hub.docker.com/r/clickhouse/clickhouse-server
    ("clickhouse-server", Store::Durable),
    // https://hub.docker.com/r/cockroachdb/cockroach
    ("cockroach", Store::Durable),
    // https://hub.docker.com/_/couchbase
    ("couchbase", Store::Durable),
    // https://hub.docker.com/_/couchdb
    ("couchdb", Store::Durable),
    // https://www.dragonflydb.io/docs/getting-started/docker
    ("dragonfly", Store::Cache),
    // https://hub.docker.com/_/elasticsearch
    ("elasticsearch", Store::Durable),
    // https://etcd.io/docs/v3.6/op-guide/container/
    ("etcd", Store::Durable),
    // https://hub.docker.com/_/influxdb
    ("influxdb", Store::Durable),
    // https://hub.docker.com/r/eqalpha/keydb
    ("keydb", Store::Cache),
    // https://hub.docker.com/_/mariadb
    ("mariadb", Store::Durable),
    // https://www.meilisearch.com/docs/learn/self_hosted/install_meilisearch_locally
    ("meilisearch", Store::Durable),
    // https://hub.docker.com/_/memcached
    ("memcached", Store::Cache),
    // https://hub.docker.com/_/mongo
    ("mongo", Store::Durable),
    // https://hub.docker.com/r/bitnami/mongodb
    ("mongodb", Store::Durable),
    // https://hub.docker.com/r/mongodb/mongodb-community-server
    ("mongodb-community-server", Store::Durable),
    // https://hub.docker.com/_/mysql
    ("mysql", Store::Durable),
    // https://hub.docker.com/r/mysql/mysql-server
    ("mysql-server", Store::Durable),
    // https://hub.docker.com/_/neo4j
    ("neo4j", Store::Durable),
    // https://hub.docker.com/r/opensearchproject/opensearch
    ("opensearch", Store::Durable),
    // https://hub.docker.com/_/percona
    ("percona", Store::Durable),
    // https://hub.docker.com/r/percona/percona-server
    ("percona-server", Store::Durable),
    // https://hub.docker.com/r/pgvector/pgvector
    ("pgvector", Store::Durable),
    // https://hub.docker.com/r/postgis/postgis
    ("postgis", Store::Durable),
    // https://hub.docker.com/_/postgres
    ("postgres", Store::Durable),
    // https://hub.docker.com/r/bitnami/postgresql
    ("postgresql", Store::Durable),
    // https://qdrant.tech/documentation/guides/installation/
    ("qdrant", Store::Durable),
    // https://hub.docker.com/_/redis
    ("redis", Store::Cache),
    // https://hub.docker.com/r/redis/redis-stack
    ("redis-stack", Store::Cache),
    // https://hub.docker.com/_/rethinkdb
    ("rethinkdb", Store::Durable),
    // https://hub.docker.com/r/scylladb/scylla
    ("scylla", Store::Durable),
    // https://learn.microsoft.com/sql/linux/quickstart-install-connect-docker
    ("server", Store::Durable),
    // https://hub.docker.com/r/surrealdb/surrealdb
    ("surrealdb", Store::Durable),
    // https://hub.docker.com/r/timescale/timescaledb
    ("timescaledb", Store::Durable),
    // https://hub.docker.com/r/timescale/timescaledb-ha
    ("timescaledb-ha", Store::Durable),
    // https://hub.docker.com/r/valkey/valkey
    ("valkey", Store::Cache),
];

/// The kind of database of a service's image, if it is a known one.
pub fn store(service: &Service) -> Option<(Store, &Spanned<String>)> {
    let image = service.image.as_ref().filter(|_| service.build.is_none())?;
    let (name, last) = (repository(&image.value), short_name(&image.value));
    // Microsoft's name for its database is `mssql/server`; any other `server` is anything.
    if last == "server" && !name.ends_with("mssql/server") {
        return None;
    }
    STORES.iter().find(|(known, _)| *known == last).map(|(_, store)| (*store, image))
}

/// Programs that lock their files, or destroy them with two processes over one folder, and are no databases
/// of an application: the end of the image's name, and where that stands.
const SINGLE_WRITERS: &[(&str, &str)] = &[
    ("adguard/adguardhome", "https://github.com/AdguardTeam/AdGuardHome/wiki/Configuration"),
    ("apache/kafka", KAFKA),
    ("bitnami/kafka", KAFKA),
    ("bitnami/zookeeper", ZOOKEEPER),
    ("cp-kafka", KAFKA),
    ("cp-zookeeper", ZOOKEEPER),
    ("eclipse-mosquitto", "https://mosquitto.org/man/mosquitto-conf-5.html"),
    ("gitea/gitea", GITEA),
    ("gitlab/gitlab-ce", GITLAB),
    ("gitlab/gitlab-ee", GITLAB),
    ("grafana/loki", "https://grafana.com/docs/loki/latest/operations/storage/filesystem/"),
    ("hashicorp/consul", "https://developer.hashicorp.com/consul/docs/architecture/consensus"),
    ("hashicorp/vault", "https://developer.hashicorp.com/vault/docs/configuration/storage/raft"),
    ("home-assistant/home-assistant", "https://www.home-assistant.io/integrations/recorder/"),
    ("itzg/minecraft-server", "https://minecraft.wiki/w/Java_Edition_level_format"),
    ("jellyfin/jellyfin", "https://jellyfin.org/docs/general/administration/backup-and-restore"),
    ("jenkins/jenkins", "https://www.jenkins.io/doc/book/scaling/architecting-for-scale/"),
    ("linuxserver/jellyfin", "https://jellyfin.org/docs/general/administration/backup-and-restore"),
    ("linuxserver/prowlarr", SERVARR),
    ("linuxserver/radarr", SERVARR),
    ("linuxserver/sonarr", SERVARR),
    ("louislam/uptime-kuma", "https://github.com/louislam/uptime-kuma/wiki/Environment-Variables"),
    ("matrixdotorg/synapse", "https://element-hq.github.io/synapse/latest/workers.html"),
    ("minio/minio", "https://min.io/docs/minio/linux/operations/checklists/hardware.html"),
    ("nats", "https://docs.nats.io/running-a-nats-service/configuration/resource_management"),
    ("nodered/node-red", "https://nodered.org/docs/user-guide/runtime/settings-file"),
    ("pihole/pihole", "https://docs.pi-hole.net/database/"),
    ("prom/prometheus", "https://prometheus.io/docs/prometheus/latest/command-line/prometheus/"),
    ("rabbitmq", "https://www.rabbitmq.com/docs/relocate"),
    ("redpandadata/redpanda", "https://docs.redpanda.com/current/reference/properties/broker-properties/"),
    ("solr", "https://solr.apache.org/guide/solr/latest/configuration-guide/index-segments-merging.html"),
    ("sonarqube", "https://docs.sonarsource.com/sonarqube-server/server-installation/introduction"),
    ("sonatype/nexus3", "https://help.sonatype.com/en/directories.html"),
    ("syncthing/syncthing", "https://docs.syncthing.net/users/config.html"),
    ("vaultwarden/server", "https://github.com/dani-garcia/vaultwarden/wiki/Backing-up-your-vault"),
    (
        "victoriametrics/victoria-metrics",
        "https://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/",
    ),
    ("zookeeper", ZOOKEEPER),
];

const GITEA: &str = "https://docs.gitea.com/administration/config-cheat-sheet";
const GITLAB: &str = "https://docs.gitlab.com/install/docker/installation/";
const SERVARR: &str = "https://wiki.servarr.com/sonarr/faq";
const KAFKA: &str =
    "https://github.com/apache/kafka/blob/trunk/core/src/main/scala/kafka/log/LogManager.scala";
const ZOOKEEPER: &str = "https://zookeeper.apache.org/doc/current/zookeeperAdmin.html";

/// Whether one task at a time may have the files of a service: two processes over them stop, or destroy them.
pub fn has_one_writer(service: &Service) -> bool {
    let image = service.image.as_ref().filter(|_| service.build.is_none());
    let name = image.map(|image| repository(&image.value)).unwrap_or_default();
    store(service).is_some() || SINGLE_WRITERS.iter().any(|(known, _)| is_named(name, known))
}

/// The end of an image's name, the user and group that its Dockerfile ends with, and where that stands.
const USERS: &[(&str, u32, u32, &str)] = &[
    ("apache/airflow", 50000, 0, "https://airflow.apache.org/docs/docker-stack/entrypoint.html"),
    ("apache/kafka", 1000, 1000, "https://github.com/apache/kafka/blob/trunk/docker/jvm/Dockerfile"),
    ("codercom/code-server", 1000, 1000, "https://coder.com/docs/code-server/install#docker"),
    ("cp-kafka", 1000, 1000, "https://docs.confluent.io/platform/current/installation/docker/security.html"),
    ("dpage/pgadmin4", 5050, 0, "https://www.pgadmin.org/docs/pgadmin4/latest/container_deployment.html"),
    (
        "elasticsearch",
        1000,
        0,
        "https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-prod",
    ),
    ("grafana/grafana", 472, 0, "https://grafana.com/docs/grafana/latest/setup-grafana/installation/docker/"),
    (
        "grafana/grafana-enterprise",
        472,
        0,
        "https://grafana.com/docs/grafana/latest/setup-grafana/installation/docker/",
    ),
    (
        "grafana/grafana-oss",
        472,
        0,
        "https://grafana.com/docs/grafana/latest/setup-grafana/installation/docker/",
    ),
    ("grafana/loki", 10001, 10001, "https://grafana.com/docs/loki/latest/setup/install/docker/"),
    ("grafana/tempo", 10001, 10001, "https://grafana.com/docs/tempo/latest/release-notes/v2-7/"),
    ("graylog/graylog", 1100, 1100, "https://github.com/Graylog2/graylog-docker"),
    ("jenkins/jenkins", 1000, 1000, "https://github.com/jenkinsci/docker/blob/master/README.md"),
    (
        "keycloak/keycloak",
        1000,
        0,
        "https://github.com/keycloak/keycloak/blob/main/quarkus/container/Dockerfile",
    ),
    (
        "kibana",
        1000,
        0,
        "https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-kibana-with-docker",
    ),
    (
        "mssql/server",
        10001,
        0,
        "https://learn.microsoft.com/sql/linux/sql-server-linux-docker-container-security",
    ),
    ("mastodon/mastodon", 991, 991, "https://github.com/mastodon/mastodon/blob/main/Dockerfile"),
    (
        "mattermost/mattermost-enterprise-edition",
        2000,
        2000,
        "https://docs.mattermost.com/deployment-guide/server/containers/install-docker.html",
    ),
    (
        "mattermost/mattermost-team-edition",
        2000,
        2000,
        "https://docs.mattermost.com/deployment-guide/server/containers/install-docker.html",
    ),
    ("n8nio/n8n", 1000, 1000, "https://docs.n8n.io/hosting/installation/docker/"),
    ("nodered/node-red", 1000, 1000, "https://nodered.org/docs/getting-started/docker"),
    (
        "opensearchproject/opensearch",
        1000,
        1000,
        "https://docs.opensearch.org/latest/install-and-configure/install-opensearch/docker/",
    ),
    ("outlinewiki/outline", 1001, 1001, "https://github.com/outline/outline/blob/main/Dockerfile"),
    ("plausible/analytics", 999, 65533, "https://github.com/plausible/analytics/blob/master/Dockerfile"),
    (
        "plausible/community-edition",
        999,
        65533,
        "https://github.com/plausible/analytics/blob/master/Dockerfile",
    ),
    ("prom/alertmanager", 65534, 65534, "https://github.com/prometheus/alertmanager/blob/main/Dockerfile"),
    ("prom/prometheus", 65534, 65534, "https://github.com/prometheus/prometheus/blob/main/Dockerfile"),
    ("solr", 8983, 8983, "https://solr.apache.org/guide/solr/latest/deployment-guide/solr-in-docker.html"),
    ("sonarqube", 1000, 0, "https://github.com/SonarSource/docker-sonarqube"),
    ("sonatype/nexus3", 200, 200, "https://github.com/sonatype/docker-nexus3"),
    ("verdaccio/verdaccio", 10001, 65533, "https://verdaccio.org/docs/docker"),
];

/// The user of every image of Bitnami: <https://github.com/bitnami/containers>.
const BITNAMI: (u32, u32) = (1001, 0);

/// The end of an image's name, and a folder in it that is not empty and at which its documentation or its
/// users mount a volume. Images that fill their volumes themselves (wordpress, nextcloud, ghost, jenkins,
/// solr) need no row.
const CONTENT: &[(&str, &str)] = &[
    // https://hub.docker.com/_/caddy
    ("caddy", "/etc/caddy"),
    ("caddy", "/usr/share/caddy"),
    // https://hub.docker.com/_/drupal, "Volumes"
    ("drupal", "/opt/drupal/web/profiles"),
    ("drupal", "/opt/drupal/web/sites"),
    ("drupal", "/opt/drupal/web/themes"),
    ("drupal", "/var/www/html/profiles"),
    ("drupal", "/var/www/html/sites"),
    ("drupal", "/var/www/html/themes"),
    // https://hub.docker.com/_/eclipse-mosquitto
    ("eclipse-mosquitto", "/mosquitto/config"),
    // https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-configure
    ("elasticsearch", "/usr/share/elasticsearch/config"),
    // https://hub.docker.com/_/httpd
    ("httpd", "/usr/local/apache2/conf"),
    ("httpd", "/usr/local/apache2/htdocs"),
    // https://www.elastic.co/docs/reference/logstash/docker-config
    ("logstash", "/usr/share/logstash/config"),
    ("logstash", "/usr/share/logstash/pipeline"),
    // https://hub.docker.com/_/nginx
    ("nginx", "/etc/nginx"),
    ("nginx", "/etc/nginx/conf.d"),
    ("nginx", "/usr/share/nginx/html"),
    // https://hub.docker.com/_/odoo
    ("odoo", "/etc/odoo"),
    // https://prometheus.io/docs/prometheus/latest/installation/
    ("prom/alertmanager", "/etc/alertmanager"),
    ("prom/prometheus", "/etc/prometheus"),
    // https://hub.docker.com/_/rabbitmq
    ("rabbitmq", "/etc/rabbitmq"),
    // https://hub.docker.com/_/sonarqube
    ("sonarqube", "/opt/sonarqube/conf"),
    ("sonarqube", "/opt/sonarqube/extensions"),
    // https://hub.docker.com/_/tomcat
    ("tomcat", "/usr/local/tomcat/conf"),
];

/// Whether a service's image is known to have something in a folder.
pub fn has_content(service: &Service, folder: &str) -> bool {
    let Some(image) = service.image.as_ref().filter(|_| service.build.is_none()) else { return false };
    let (name, folder) = (repository(&image.value), path::clean_path(folder));
    CONTENT.iter().any(|(known, content)| *content == folder && is_named(name, known))
}

/// Whether an image's name ends with this one.
fn is_named(name: &str, known: &str) -> bool {
    name.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// The user and group that a service's image runs as, where it is known to be another than root.
pub fn image_user(service: &Service) -> Option<(u32, u32)> {
    let image = service.image.as_ref().filter(|_| service.build.is_none())?;
    let name = repository(&image.value);
    let is = |known: &str| is_named(name, known);
    // The tag tells Gitea's image without root.
    if is("gitea/gitea") && tag(image.value.split('@').next().unwrap_or_default())?.contains("rootless") {
        return Some((1000, 1000));
    }
    let row = USERS.iter().find(|(known, ..)| is(known)).map(|(_, uid, gid, _)| (*uid, *gid));
    row.or_else(|| name.split('/').any(|part| matches!(part, "bitnami" | "bitnamilegacy")).then_some(BITNAMI))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service_of(image: &str) -> Service {
        let image = Some(Spanned { value: image.to_owned(), loc: crate::source::Loc::default() });
        Service { image, ..Service::default() }
    }

    #[test]
    fn databases_are_known_by_the_last_part() {
        let kind = |image: &str| store(&service_of(image)).map(|(kind, _)| kind);
        assert_eq!(kind("postgres:17"), Some(Store::Durable));
        assert_eq!(kind("bitnami/postgresql"), Some(Store::Durable));
        assert_eq!(kind("mcr.microsoft.com/mssql/server:2022-latest"), Some(Store::Durable));
        assert_eq!(kind("redis:alpine"), Some(Store::Cache));
        assert_eq!(kind("vaultwarden/server"), None);
        assert_eq!(kind("postgres-exporter"), None);
    }

    #[test]
    fn programs_with_one_writer_are_known_by_the_end_of_the_name() {
        assert!(SINGLE_WRITERS.is_sorted_by_key(|(image, _)| *image));
        for image in ["confluentinc/cp-kafka:7.6.6", "apache/kafka:4.0.0", "postgres:17", "nats:2.11-alpine"]
        {
            assert!(has_one_writer(&service_of(image)), "{image}");
        }
        for image in ["provectuslabs/kafka-ui", "prom/alertmanager", "natsio/nats-box", ""] {
            assert!(!has_one_writer(&service_of(image)), "{image}");
        }
    }

    #[test]
    fn users_are_known_by_the_end_of_the_name() {
        let user = |image: &str| image_user(&service_of(image));
        assert_eq!(user("grafana/grafana:12.0.1"), Some((472, 0)));
        assert_eq!(user("docker.n8n.io/n8nio/n8n"), Some((1000, 1000)));
        assert_eq!(user("docker.elastic.co/elasticsearch/elasticsearch:9.1.0"), Some((1000, 0)));
        assert_eq!(user("public.ecr.aws/bitnami/redis:8"), Some((1001, 0)));
        assert_eq!(user("gitea/gitea:1.24-rootless"), Some((1000, 1000)));
        assert_eq!(user("gitea/gitea:1.24"), None);
        assert_eq!(user("me/notsolr:9"), None);
        assert_eq!(user("postgres:17"), None);
    }
}
