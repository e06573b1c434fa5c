//! The defaults that Compose fills in.

use crate::tree::{self, Node, Path, Rules, Value};

/// A default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Default {
    Context,
    SecretTarget,
    Port,
    AllDevices,
    HostPath,
    Required,
}

static DEFAULTS: Rules<Default> = Rules::new(&[
    ("services.*.build", Default::Context),
    ("services.*.secrets.[]", Default::SecretTarget),
    ("services.*.ports.[]", Default::Port),
    ("services.*.gpus.[]", Default::AllDevices),
    ("services.*.deploy.resources.reservations.devices.[]", Default::AllDevices),
    ("services.*.depends_on.*", Default::Required),
    ("services.*.volumes.[].bind", Default::HostPath),
]);

/// Fills the defaults in, each without a place because nobody wrote it.
pub fn defaults(model: &mut Node) {
    tree::apply(model, DEFAULTS.root(), &mut Path::default(), &mut |node, _, default| {
        let source = node.get("source").and_then(Node::as_text).map(str::to_owned);
        let Some(map) = node.as_map_mut() else { return };
        match default {
            Default::Context => map.fill("context", Value::text(".")),
            Default::SecretTarget => {
                if let Some(source) = source {
                    map.fill("target", Value::text(format!("/run/secrets/{source}")));
                }
            }
            Default::Port => {
                map.fill("mode", Value::text("ingress"));
                map.fill("protocol", Value::text("tcp"));
            }
            Default::AllDevices if !map.contains("device_ids") => map.fill("count", Value::Int(-1)),
            Default::AllDevices => {}
            Default::Required => map.fill("required", Value::Bool(true)),
            Default::HostPath => map.fill("create_host_path", Value::Bool(true)),
        }
    });
}
