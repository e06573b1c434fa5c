//! Files to be baked into an image: a target `FROM` the service's image that copies them.
//! <https://docs.docker.com/reference/dockerfile/#copy>

use serde_json::{Map, Value as Json};

use super::place::seen_from;

/// Files that a service finds in its image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baked {
    /// The service.
    pub service: String,
    /// The image it starts from, where it has no `build`.
    pub image: String,
    /// The absolute path of each file here, and its path in the image.
    pub files: Vec<(String, String)>,
}

impl Baked {
    /// The attributes `contexts` and `dockerfile-inline` of the target; `build` is the target that builds the image.
    ///
    /// Each folder is a context of its own, so that no `.dockerignore` of the project hides a file.
    pub(super) fn recipe(&self, build: Option<&str>, working_dir: &str) -> (Json, Json) {
        let mut contexts = Map::new();
        let image = if let Some(build) = build {
            contexts.insert("base".to_owned(), format!("target:{build}").into());
            "base"
        } else {
            self.image.as_str()
        };
        let mut folders: Vec<&str> = Vec::new();
        let mut dockerfile = format!("FROM {image}\n");
        for (source, target) in &self.files {
            let (folder, file) = source.rsplit_once('/').unwrap_or((".", source));
            let folder = if folder.is_empty() { "/" } else { folder };
            let number = folders.iter().position(|known| *known == folder).unwrap_or_else(|| {
                folders.push(folder);
                folders.len() - 1
            });
            let pair = Json::from(vec![word(&pattern(file)), word(target)]);
            dockerfile = format!("{dockerfile}COPY --from=files{number} {pair}\n");
        }
        for (number, folder) in folders.into_iter().enumerate() {
            contexts.insert(format!("files{number}"), seen_from(working_dir, folder).into());
        }
        (contexts.into(), dockerfile.into())
    }
}

/// `COPY` takes the name of a source for a pattern.
fn pattern(name: &str) -> String {
    name.chars().fold(String::new(), |text, c| match c {
        '*' | '?' | '[' => format!("{text}[{c}]"),
        '\\' => text + "\\\\",
        _ => text + c.encode_utf8(&mut [0; 4]),
    })
}

/// `COPY` replaces variables and takes quotes away, also in its JSON form.
fn word(text: &str) -> String {
    text.chars().fold(String::new(), |text, c| match c {
        '$' | '"' | '\'' | '\\' => format!("{text}\\{c}"),
        _ => text + c.encode_utf8(&mut [0; 4]),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn baked(files: &[(&str, &str)]) -> Baked {
        let files =
            files.iter().map(|(source, target)| ((*source).to_owned(), (*target).to_owned())).collect();
        Baked { service: "web".to_owned(), image: "nginx:1.27".to_owned(), files }
    }

    #[test]
    fn each_folder_is_a_context() {
        let files = [("/p/conf/a.conf", "/etc/a.conf"), ("/p/b c", "/b c"), ("/p/conf/d", "/d")];
        let (contexts, dockerfile) = baked(&files).recipe(None, "/p");
        assert_eq!(contexts, json!({"files0": "./conf", "files1": "."}));
        let expected = "FROM nginx:1.27\nCOPY --from=files0 [\"a.conf\",\"/etc/a.conf\"]\n\
             COPY --from=files1 [\"b c\",\"/b c\"]\nCOPY --from=files0 [\"d\",\"/d\"]\n";
        assert_eq!(dockerfile, expected);
    }

    #[test]
    fn a_service_that_is_built_starts_from_its_target() {
        let (contexts, dockerfile) = baked(&[("/x", "/x")]).recipe(Some("web"), "/p");
        assert_eq!(contexts, json!({"base": "target:web", "files0": "/"}));
        assert_eq!(dockerfile, "FROM base\nCOPY --from=files0 [\"x\",\"/x\"]\n");
    }

    #[test]
    fn names_are_taken_literally() {
        let (_, dockerfile) = baked(&[("/p/[a]*$b'c", "/$t")]).recipe(None, "/p");
        assert_eq!(
            dockerfile,
            "FROM nginx:1.27\nCOPY --from=files0 [\"[[]a][*]\\\\$b\\\\'c\",\"/\\\\$t\"]\n"
        );
    }
}
