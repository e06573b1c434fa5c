//! Files to be baked into an image: a target `FROM` the service's image that copies them.
//! <https://docs.docker.com/reference/dockerfile/#copy>

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::place::seen_from;
use crate::compose::{self, Origin};
use crate::grammar::base64;

/// The image that unpacks contents that are in no file; it runs on the machine that builds.
const UNPACKER: &str = "public.ecr.aws/docker/library/busybox:1.37";

/// The mode of a config that is in no file, as Compose has it.
const READABLE: u32 = 0o444;

/// The bytes that one command unpacks: Dockerfiles have no lines beyond 64 KiB. Without a rest in base64.
const AT_ONCE: usize = 30_000;

/// Files that a service finds in its image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baked {
    /// The service.
    pub service: String,
    /// The image it starts from, where it has no `build`.
    pub image: String,
    /// Its files, in this order.
    pub files: Vec<File>,
}

/// One of these files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it comes from.
    pub from: From,
    /// Its path in the image.
    pub target: String,
    /// User and group, where they are not root's.
    pub owner: Option<(u32, u32)>,
    /// Its mode, where it is not that of the file here.
    pub mode: Option<u32>,
}

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// The absolute path of a file here.
    Path(String),
    /// The absolute path of a folder here, and the paths of its files, or none where all of it is meant.
    Folder(String, Vec<String>),
    /// Its content.
    Bytes(Vec<u8>),
}

impl Baked {
    /// The files of a gathered project, service by service, by name. What could not be found has been
    /// reported.
    pub fn files_of(project: &compose::Project) -> Vec<Self> {
        let mut services: Vec<&compose::Service> = project.services.iter().collect();
        services.sort_unstable_by(|left, right| left.name.value.cmp(&right.name.value));
        let baked = services.into_iter().map(|service| Self {
            service: service.name.value.clone(),
            image: service.image.as_ref().map(|image| image.value.clone()).unwrap_or_default(),
            files: compose::baked(project, service).into_iter().filter_map(to_file).collect(),
        });
        baked.filter(|baked| !baked.files.is_empty()).collect()
    }

    /// The attributes `contexts` and `dockerfile-inline` of the target; `build` is the target that builds the
    /// image.
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
        let mut context = |folder| {
            let number = folders.iter().position(|known| *known == folder).unwrap_or_else(|| {
                folders.push(folder);
                folders.len() - 1
            });
            format!("files{number}")
        };
        let (mut unpacking, mut copying) = (String::new(), String::new());
        for (number, file) in self.files.iter().enumerate() {
            let (stage, copies) = match &file.from {
                From::Path(path) => {
                    let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
                    let folder = if folder.is_empty() { "/" } else { folder };
                    (context(folder), vec![vec![word(&pattern(name)), word(&file.target)]])
                }
                From::Folder(folder, files) => (context(folder), below(files, &file.target)),
                From::Bytes(bytes) => {
                    unpacking.push_str(&unpack(bytes, number));
                    ("contents".to_owned(), vec![vec![format!("/{number}"), word(&file.target)]])
                }
            };
            let owner =
                file.owner.map(|(user, group)| format!(" --chown={user}:{group}")).unwrap_or_default();
            let mode = file.mode.map(|mode| format!(" --chmod={mode:04o}")).unwrap_or_default();
            for copy in copies {
                copying = format!("{copying}COPY --from={stage}{owner}{mode} {}\n", Json::from(copy));
            }
        }
        for (number, folder) in folders.into_iter().enumerate() {
            contexts.insert(format!("files{number}"), seen_from(working_dir, folder).into());
        }
        if !unpacking.is_empty() {
            unpacking = format!("FROM --platform=$BUILDPLATFORM {UNPACKER} AS contents\n{unpacking}");
        }
        (contexts.into(), format!("{unpacking}FROM {image}\n{copying}").into())
    }
}

fn to_file(file: compose::BakedFile<'_>) -> Option<File> {
    let (from, usual) = match file.origin? {
        Origin::Path(path) => (From::Path(path.to_owned()), None),
        Origin::Folder(path, files) => (From::Folder(path.to_owned(), files.to_vec()), None),
        Origin::Bytes(bytes) => (From::Bytes(bytes.to_vec()), Some(READABLE)),
    };
    let owner = (file.uid.is_some() || file.gid.is_some())
        .then(|| (file.uid.unwrap_or_default(), file.gid.unwrap_or_default()));
    Some(File { from, target: file.target, owner, mode: file.mode.or(usual) })
}

/// The sources and the target of each `COPY` for a folder: one for all of it, else one for each folder with
/// files.
fn below(files: &[String], target: &str) -> Vec<Vec<String>> {
    let target = target.trim_end_matches('/');
    if files.is_empty() {
        return vec![vec![".".to_owned(), word(&format!("{target}/"))]];
    }
    let mut folders: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in files {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push(word(&pattern(file)));
    }
    let copies = folders.into_iter().map(|(folder, mut words)| {
        let slash = if folder.is_empty() { "" } else { "/" };
        words.push(word(&format!("{target}/{folder}{slash}")));
        words
    });
    copies.collect()
}

/// The commands that write a content, whatever is in it, into the file of this number.
fn unpack(bytes: &[u8], number: usize) -> String {
    if bytes.is_empty() {
        return format!("RUN : > /{number}\n");
    }
    bytes.chunks(AT_ONCE).fold(String::new(), |text, part| {
        let part = base64::encode(part, 0);
        format!("{text}RUN echo {part} | base64 -d >> /{number}\n")
    })
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
        let file = |(source, target): &(&str, &str)| File {
            from: From::Path((*source).to_owned()),
            target: (*target).to_owned(),
            owner: None,
            mode: None,
        };
        let files = files.iter().map(file).collect();
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
    fn folders_are_copied_whole_or_without_what_is_left_out() {
        let folder = |files: &[&str]| File {
            from: From::Folder("/p/conf".to_owned(), files.iter().map(|file| (*file).to_owned()).collect()),
            target: "/etc/app".to_owned(),
            owner: None,
            mode: None,
        };
        let files = vec![folder(&[]), folder(&["a", "b/c", "b/d", "z"])];
        let baked = Baked { service: "web".to_owned(), image: "nginx:1.27".to_owned(), files };
        let (contexts, dockerfile) = baked.recipe(None, "/p");
        assert_eq!(contexts, json!({"files0": "./conf"}));
        let expected = "FROM nginx:1.27\nCOPY --from=files0 [\".\",\"/etc/app/\"]\n\
             COPY --from=files0 [\"a\",\"z\",\"/etc/app/\"]\nCOPY --from=files0 \
             [\"b/c\",\"b/d\",\"/etc/app/b/\"]\n";
        assert_eq!(dockerfile, expected);
    }

    #[test]
    fn names_are_taken_literally() {
        let (_, dockerfile) = baked(&[("/p/[a]*$b'c", "/$t")]).recipe(None, "/p");
        assert_eq!(
            dockerfile,
            "FROM nginx:1.27\nCOPY --from=files0 [\"[[]a][*]\\\\$b\\\\'c\",\"/\\\\$t\"]\n"
        );
    }

    #[test]
    fn contents_are_unpacked_whole() {
        let long = vec![b'x'; AT_ONCE + 1];
        let file = |bytes: &[u8], owner| File {
            from: From::Bytes(bytes.to_vec()),
            target: "/etc/a".to_owned(),
            owner,
            mode: Some(0o440),
        };
        let files = vec![file(b"", None), file(b"a\n", Some((1, 0))), file(&long, None)];
        let baked = Baked { service: "web".to_owned(), image: "nginx:1.27".to_owned(), files };
        let (contexts, dockerfile) = baked.recipe(None, "/p");
        assert_eq!(contexts, json!({}));
        let dockerfile = dockerfile.as_str().unwrap().replace(&"eHh4".repeat(AT_ONCE / 3), "LONG");
        let expected = "FROM --platform=$BUILDPLATFORM public.ecr.aws/docker/library/busybox:1.37 AS \
                        contents\n\
            RUN : > /0\nRUN echo YQo= | base64 -d >> /1\n\
            RUN echo LONG | base64 -d >> /2\nRUN echo eA== | base64 -d >> /2\n\
            FROM nginx:1.27\n\
            COPY --from=contents --chmod=0440 [\"/0\",\"/etc/a\"]\n\
            COPY --from=contents --chown=1:0 --chmod=0440 [\"/1\",\"/etc/a\"]\n\
            COPY --from=contents --chmod=0440 [\"/2\",\"/etc/a\"]\n";
        assert_eq!(dockerfile, expected);
    }
}
