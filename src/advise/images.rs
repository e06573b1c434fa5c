//! Images: tags that move, and which images are databases.

use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
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
    let name = repository(&image.value);
    let last = name.rsplit('/').next().unwrap_or(name);
    // Microsoft's name for its database is `mssql/server`; any other `server` is anything.
    if last == "server" && !name.ends_with("mssql/server") {
        return None;
    }
    STORES.iter().find(|(known, _)| *known == last).map(|(_, store)| (*store, image))
}

/// The image's name without its tag and digest.
fn repository(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or(image);
    tag(name).map_or(name, |tag| name.strip_suffix(tag).unwrap_or(name).trim_end_matches(':'))
}

/// The tag; a colon before a slash belongs to the registry's port.
fn tag(name: &str) -> Option<&str> {
    name.rsplit_once(':').map(|(_, tag)| tag).filter(|tag| !tag.contains('/'))
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
    fn names_and_tags() {
        for (image, name, found) in [
            ("redis", "redis", None),
            ("redis:8", "redis", Some("8")),
            ("host:5000/a/redis", "host:5000/a/redis", None),
            ("host:5000/redis:8", "host:5000/redis", Some("8")),
            ("a/redis:8@sha256:01", "a/redis", Some("8")),
        ] {
            assert_eq!(repository(image), name, "{image}");
            assert_eq!(tag(image.split('@').next().unwrap()), found, "{image}");
        }
    }

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
