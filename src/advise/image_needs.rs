//! Documented needs of images, as of November 2026. Each row names its source.

/// The least memory that an image is documented to need.
#[derive(Debug)]
pub(super) struct Memory {
    /// The end of the image's name, whole parts of it.
    pub(super) image: &'static str,
    /// In MiB.
    pub(super) least: u64,
    /// Where it is documented.
    pub(super) source: &'static str,
}

/// By the end of the name.
pub(super) const MEMORY: &[Memory] = &[
    Memory {
        image: "clickhouse-server",
        least: 4096,
        source: "https://clickhouse.com/docs/operations/requirements",
    },
    Memory {
        image: "documentserver",
        least: 4096,
        source: "https://helpcenter.onlyoffice.com/docs/installation/docs-community-install-docker.aspx",
    },
    Memory {
        image: "elasticsearch",
        least: 1024,
        source: "https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-basic",
    },
    Memory { image: "gitlab-ce", least: 8192, source: "https://docs.gitlab.com/install/requirements/" },
    Memory { image: "gitlab-ee", least: 8192, source: "https://docs.gitlab.com/install/requirements/" },
    Memory {
        image: "goauthentik/server",
        least: 2048,
        source: "https://docs.goauthentik.io/install-config/install/docker-compose/",
    },
    Memory { image: "immich-server", least: 6144, source: "https://docs.immich.app/install/requirements/" },
    Memory {
        image: "keycloak",
        least: 1250,
        source: "https://www.keycloak.org/high-availability/single-cluster/concepts-memory-and-cpu-sizing",
    },
    Memory {
        image: "metabase",
        least: 1024,
        source: "https://www.metabase.com/learn/metabase-basics/administration/administration-and-operation/metabase-at-scale",
    },
    Memory {
        image: "mssql/server",
        least: 2048,
        source: "https://learn.microsoft.com/en-us/sql/linux/sql-server-linux-setup",
    },
    Memory {
        image: "neo4j",
        least: 2048,
        source: "https://neo4j.com/docs/operations-manual/current/installation/requirements/",
    },
    Memory { image: "ollama", least: 8192, source: "https://github.com/ollama/ollama/blob/main/README.md" },
    Memory {
        image: "opensearch",
        least: 4096,
        source: "https://docs.opensearch.org/latest/install-and-configure/install-opensearch/docker/",
    },
    Memory {
        image: "sonarqube",
        least: 2048,
        source: "https://docs.sonarsource.com/sonarqube-server/server-installation/server-host-requirements",
    },
];

/// Programs on a JVM that take a heap of 1 GiB where nobody says another size, with what they need beside it.
pub(super) const HEAPS: &[Memory] = &[
    Memory {
        image: "apache/kafka",
        least: 1536,
        source: "https://github.com/apache/kafka/blob/trunk/bin/kafka-server-start.sh",
    },
    Memory {
        image: "cp-kafka",
        least: 1536,
        source: "https://github.com/apache/kafka/blob/trunk/bin/kafka-server-start.sh",
    },
    Memory {
        image: "logstash",
        least: 1536,
        source: "https://github.com/elastic/logstash/blob/main/config/jvm.options",
    },
];

/// An image that maps more files into memory than a task's kernel lets it, and how to tell it not to.
#[derive(Debug)]
pub(super) struct Maps {
    /// The end of the image's name, whole parts of it.
    pub(super) image: &'static str,
    /// The variable that turns the mapping off, and its value.
    pub(super) setting: (&'static str, &'static str),
}

/// By the end of the name. Elasticsearch:
/// <https://www.elastic.co/docs/deploy-manage/deploy/self-managed/vm-max-map-count>, `OpenSearch`:
/// <https://docs.opensearch.org/latest/install-and-configure/configuring-opensearch/index-settings/>,
/// `SonarQube`:
/// <https://docs.sonarsource.com/sonarqube-server/server-installation/pre-installation/linux>.
pub(super) const MAPS: &[Maps] = &[
    Maps { image: "elasticsearch", setting: ("node.store.allow_mmap", "false") },
    Maps { image: "opensearch", setting: ("node.store.allow_mmap", "false") },
    Maps {
        image: "sonarqube",
        setting: ("SONAR_SEARCH_JAVAADDITIONALOPTS", "-Dnode.store.allow_mmap=false"),
    },
];

/// An image that keeps its data under the name of its host, and how to give it a name that stays.
#[derive(Debug)]
pub(super) struct Named {
    /// The end of the image's name, whole parts of it.
    pub(super) image: &'static str,
    /// The variable with the name, and a value for one task.
    pub(super) setting: (&'static str, &'static str),
}

/// By the end of the name. `RabbitMQ`:
/// <https://www.rabbitmq.com/docs/configure#supported-environment-variables>, EMQX:
/// <https://docs.emqx.com/en/emqx/latest/deploy/install-docker.html>.
pub(super) const NAMED: &[Named] = &[
    Named { image: "emqx", setting: ("EMQX_NODE__NAME", "emqx@127.0.0.1") },
    Named { image: "rabbitmq", setting: ("RABBITMQ_NODENAME", "rabbit@localhost") },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_name_their_sources() {
        for table in [MEMORY, HEAPS] {
            let names: Vec<&str> = table.iter().map(|row| row.image).collect();
            assert!(names.is_sorted(), "{names:?}");
        }
        assert!(
            MEMORY.iter().chain(HEAPS).all(|row| row.least >= 1024 && row.source.starts_with("https://"))
        );
    }
}
