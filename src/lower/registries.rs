//! Images from registries that the policy does not name.
//!
//! The finished template is looked at, so that an override cannot bring in what a service may not have. The
//! images that this program brings along itself are no choice of whoever wrote the files.

use super::OWN_IMAGES;
use crate::cfn::Template;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::image::repository;
use crate::source::Loc;

/// Reports every image of a task that is from elsewhere.
pub fn check(
    allowed: Option<&[String]>,
    project: &compose::Project,
    template: &Template,
    diagnostics: &mut Diagnostics,
) {
    let Some(allowed) = allowed else { return };
    let mut said: Vec<&str> = Vec::new();
    for resource in template.resources().values() {
        let containers = resource.properties.get("ContainerDefinitions").and_then(|list| list.as_array());
        for image in containers.into_iter().flatten().filter_map(|container| container.get("Image")) {
            let parameter = image.get("Ref").and_then(|name| name.as_str());
            let default = parameter.and_then(|name| {
                let (_, parameter) = template.parameters().iter().find(|(id, _)| id.as_str() == name)?;
                parameter.default.as_deref()
            });
            let composed = image.get("Fn::Sub").and_then(|text| text.as_str());
            let text = image.as_str().or(default).or(composed);
            match text {
                Some(text) if is_allowed(text, allowed) || said.contains(&text) => {}
                Some(text) => {
                    said.push(text);
                    diagnostics.push(elsewhere(text, place(project, text), allowed));
                }
                // Without a default, whoever deploys says which image it is.
                None if parameter.is_some() => {}
                None => diagnostics.push(elsewhere(&image.to_string(), Loc::default(), allowed)),
            }
        }
    }
}

/// The place of a service's image.
fn place(project: &compose::Project, text: &str) -> Loc {
    let mut images = project.services.iter().filter_map(|service| service.image.as_ref());
    images.find(|image| image.value == text).map(|image| image.loc).unwrap_or_default()
}

fn is_allowed(image: &str, allowed: &[String]) -> bool {
    let name = whole_name(image);
    let is_below = |folder: &String| {
        name.strip_prefix(folder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    OWN_IMAGES.contains(&image) || allowed.iter().any(is_below)
}

/// The name of an image with the registry that it has by default.
fn whole_name(image: &str) -> String {
    let name = repository(image);
    match name.split_once('/') {
        None => format!("docker.io/library/{name}"),
        Some(("index.docker.io", rest)) => format!("docker.io/{rest}"),
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => name.to_owned(),
        Some(_) => format!("docker.io/{name}"),
    }
}

fn elsewhere(image: &str, loc: Loc, allowed: &[String]) -> Diagnostic {
    let message = format!("the image `{image}` is from a registry that the policy does not allow");
    let diagnostic = Diagnostic::new(Code::ForeignRegistry, message);
    let diagnostic = if loc.is_somewhere() { diagnostic.at(loc) } else { diagnostic };
    let names: Vec<String> = allowed.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return diagnostic.help("the policy allows no registry: name some in its `registries`");
    }
    diagnostic.help(format!("copy the image to one that is allowed, and name it there: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_completed_and_compared_by_their_parts() {
        let allowed = ["docker.io/library".to_owned(), "host.example:5000/team".to_owned()];
        for (image, wanted) in [
            ("nginx:1.29", true),
            ("docker.io/library/nginx", true),
            ("index.docker.io/library/nginx", true),
            ("docker.io/librarystuff/nginx", false),
            ("library.evil.example/nginx", false),
            ("someone/nginx", false),
            ("host.example:5000/team/app@sha256:01", true),
            ("host.example:5000/teams/app:1", false),
            ("host.example/team/app:1", false),
            (OWN_IMAGES[0], true),
        ] {
            assert_eq!(is_allowed(image, &allowed), wanted, "{image}");
        }
    }
}
