//! The builds of a project as a file for `docker buildx bake`, in its JSON form.
//! <https://docs.docker.com/build/bake/reference/>
//!
//! *Decisions.* One target a service with a `build`, all of them in the group `default`. Paths are written
//! from the folder the user stands in, which is where bake starts from as well. Every text is literal: bake
//! reads the strings of a JSON file as templates, so `${` and `%{` are escaped. A secret is named, its value
//! never read.

mod files;
mod inside;
mod names;
mod place;
mod target;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::diagnostic::Diagnostics;
use crate::load::Bounded;
use crate::tree::{self, Node};

pub use files::Baked;
use names::{DEFAULT, Names};

/// The settings that the targets of a file share.
#[derive(Debug)]
struct Bakery<'a> {
    tree: &'a Node,
    project: &'a str,
    working_dir: &'a str,
    files: &'a Bounded<'a>,
    names: Names,
}

/// The bake file of a resolved project. The working directory is the folder that paths are written from,
/// `baked` the files that go into images. What bake cannot say is reported, and so is what the builder would
/// read outside the boundary.
pub fn bake(
    tree: &Node,
    project: &str,
    (working_dir, files): (&str, &Bounded<'_>),
    baked: &[Baked],
    diagnostics: &mut Diagnostics,
) -> Json {
    let services = tree.get("services").and_then(Node::as_map).into_iter().flat_map(tree::Map::iter);
    let builds: Vec<(&str, &Node, &tree::Map)> = services
        .filter_map(|(name, _, service)| Some((name, service, service.get("build")?.as_map()?)))
        .collect();
    let names = Names::new(builds.iter().map(|(name, ..)| *name));
    let mut bakery = Bakery { tree, project, working_dir, files, names };
    let mut targets = BTreeMap::new();
    for (name, service, build) in builds {
        let target = target::target(&bakery, (name, service), build, diagnostics);
        targets.insert(bakery.names.target_of(name).unwrap_or(name).to_owned(), target);
    }
    let mut group: Vec<String> = targets.keys().cloned().collect();
    for baked in baked {
        let (name, target) = bakery.with_files(baked, &mut targets, &mut group);
        targets.insert(name.clone(), target);
        group.push(name);
    }
    group.sort_unstable();
    let targets: Map<String, Json> =
        targets.into_iter().map(|(name, target)| (name, literal(target.into()))).collect();
    object([("group", object([(DEFAULT, object([("targets", group.into())]))])), ("target", targets.into())])
}

impl Bakery<'_> {
    /// The target that puts files into a service's image. Where a target builds that image, it gives its tags
    /// away and leaves the group: what is deployed is the image with the files.
    fn with_files(
        &mut self,
        baked: &Baked,
        targets: &mut BTreeMap<String, Map<String, Json>>,
        group: &mut Vec<String>,
    ) -> (String, Map<String, Json>) {
        let service = baked.service.as_str();
        let build = self.names.target_of(service).map(str::to_owned);
        let (contexts, dockerfile) = baked.recipe(build.as_deref(), self.working_dir);
        let mut target = Map::from_iter([
            ("contexts".to_owned(), contexts),
            ("dockerfile-inline".to_owned(), dockerfile),
            ("tags".to_owned(), vec![self.made_image(service)].into()),
        ]);
        if let Some(built) = build.as_ref().and_then(|build| targets.get_mut(build)) {
            if let Some(tags) = built.shift_remove("tags") {
                target.insert("tags".to_owned(), tags);
            }
            if let Some(platforms) = built.get("platforms") {
                target.insert("platforms".to_owned(), platforms.clone());
            }
            group.retain(|name| Some(name) != build.as_ref());
        } else {
            let platform = self.tree.at(&["services", service, "platform"]).and_then(Node::as_text);
            let platform = platform.filter(|platform| !platform.is_empty()).unwrap_or(target::PLATFORM);
            target.insert("platforms".to_owned(), vec![platform].into());
        }
        (self.names.mint(&format!("{service}-files")), target)
    }

    /// The image's name where the user gave none, as Compose makes it.
    fn made_image(&self, service: &str) -> String {
        format!("{}-{service}", self.project)
    }
}

fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// Every text in a value so that bake, for which they are templates, reads it as it is; keys are templates as
/// well.
fn literal(value: Json) -> Json {
    match value {
        Json::String(text) => Json::String(escaped(&text)),
        Json::Array(list) => list.into_iter().map(literal).collect(),
        Json::Object(map) => {
            map.into_iter().map(|(key, value)| (escaped(&key), literal(value))).collect::<Map<_, _>>().into()
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => value,
    }
}

fn escaped(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

#[cfg(test)]
mod tests;
