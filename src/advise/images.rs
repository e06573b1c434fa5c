//! Images: tags that move, and which images are databases.

use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::image::{repository, short_name, tag};
use crate::source::Spanned;

/// A kind of database, as far as advice depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Store {
    /// Its data must outlive its task.
    Durable,
    /// Its data may be lost.
    Cache,
}

use Store::{Cache, Durable};

/// The last part of an image's name, and what it is.
const STORES: &[(&str, Store)] = &[
    ("cassandra", Durable),
    ("clickhouse", Durable),
    ("clickhouse-server", Durable),
    ("cockroach", Durable),
    ("couchbase", Durable),
    ("couchdb", Durable),
    ("dragonfly", Cache),
    ("elasticsearch", Durable),
    ("etcd", Durable),
    ("influxdb", Durable),
    ("keydb", Cache),
    ("mariadb", Durable),
    ("meilisearch", Durable),
    ("memcached", Cache),
    ("mongo", Durable),
    ("mongodb", Durable),
    ("mongodb-community-server", Durable),
    ("mysql", Durable),
    ("mysql-server", Durable),
    ("neo4j", Durable),
    ("opensearch", Durable),
    ("percona", Durable),
    ("percona-server", Durable),
    ("pgvector", Durable),
    ("postgis", Durable),
    ("postgres", Durable),
    ("postgresql", Durable),
    ("qdrant", Durable),
    ("redis", Cache),
    ("redis-stack", Cache),
    ("rethinkdb", Durable),
    ("scylla", Durable),
    ("server", Durable),
    ("surrealdb", Durable),
    ("timescaledb", Durable),
    ("timescaledb-ha", Durable),
    ("valkey", Cache),
];

/// What kind of database a service's image is, if it is a known one.
pub(super) fn store(service: &compose::Service) -> Option<(Store, &Spanned<String>)> {
    let image = service.image.as_ref().filter(|_| service.build.is_none())?;
    let (name, last) = (repository(&image.value), short_name(&image.value));
    // Microsoft's name for its database is `mssql/server`; any other `server` is anything.
    if last == "server" && !name.ends_with("mssql/server") {
        return None;
    }
    STORES.iter().find(|(known, _)| *known == last).map(|(_, store)| (*store, image))
}

/// Says that an image's tag moves.
pub(super) fn moving_tag(service: &compose::Service, diagnostics: &mut Diagnostics) {
    let Some(image) = service.image.as_ref().filter(|image| !image.value.contains('@')) else { return };
    // What Compose builds is the parameter's business: its tag is where the build goes.
    if service.build.is_some() || image.value.is_empty() {
        return;
    }
    match tag(&image.value) {
        None => diagnostics.push(moving(image, "has no tag, which is `latest`")),
        Some("latest") => diagnostics.push(moving(image, "has the tag `latest`")),
        Some(_) => {}
    }
}

fn moving(image: &Spanned<String>, how: &str) -> Diagnostic {
    let name = repository(&image.value);
    Diagnostic::new(Code::MovingTag, format!("the image `{name}` {how}"))
        .label(image.loc, "another image tomorrow")
        .help(format!("name a version, as in `{name}:1.2.3`, or a digest: a new push changes no template"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_are_known_by_the_last_part() {
        let kind = |image: &str| {
            let image = Some(Spanned { value: image.to_owned(), loc: crate::source::Loc::default() });
            let service = compose::Service { image, ..compose::Service::default() };
            store(&service).map(|(kind, _)| kind)
        };
        assert_eq!(kind("postgres:17"), Some(Durable));
        assert_eq!(kind("bitnami/postgresql"), Some(Durable));
        assert_eq!(kind("mcr.microsoft.com/mssql/server:2022-latest"), Some(Durable));
        assert_eq!(kind("redis:alpine"), Some(Cache));
        assert_eq!(kind("vaultwarden/server"), None);
        assert_eq!(kind("postgres-exporter"), None);
    }
}
