//! Files that the image of a service must have, because no mount of ECS can show them: single files and
//! `configs`, unless `x-aws-files` says otherwise, and folders that are too large for a task definition.
//! <https://docs.docker.com/reference/compose-file/configs/>

use crate::compose::{Delivery, Grant, Mount, MountKind, Project, Service, Shown, Source, delivery};
use crate::grammar::path;
use crate::source::{Loc, Spanned};

/// A file that goes into a derived image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BakedFile<'a> {
    /// Where it is asked for.
    pub loc: Loc,
    /// Where it comes from; none where that could not be found.
    pub origin: Option<Origin<'a>>,
    /// The absolute path in the image.
    pub target: String,
    /// `uid`, where it is not to be root's.
    pub uid: Option<u32>,
    /// `gid`, where it is not to be root's.
    pub gid: Option<u32>,
    /// The mode, where it is not that of the file here.
    pub mode: Option<u32>,
}

/// Where the content of a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    /// The absolute path of a file here.
    Path(&'a str),
    /// The absolute path of a folder here, and the paths of its files, or none where all of it is meant.
    Folder(&'a str, &'a [String]),
    /// The content itself.
    Bytes(&'a [u8]),
}

/// The files that a derived image of a service must have, mounts first, each in the order written. The
/// project is gathered.
pub fn baked<'a>(project: &'a Project, service: &'a Service) -> Vec<BakedFile<'a>> {
    let mounts = service.volumes.iter().filter_map(|mount| {
        let source = mount.source.as_ref();
        let path = source.map(|source| source.value.as_str());
        let origin = match &mount.shown {
            Some(Shown::Baked) => path.map(Origin::Path),
            Some(Shown::BakedFolder(files)) => path.map(|path| Origin::Folder(path, files)),
            Some(Shown::Folder(_) | Shown::Kept | Shown::File(_) | Shown::Development) | None => return None,
        };
        Some(BakedFile {
            loc: source.map_or(mount.loc, |source| source.loc),
            origin,
            target: path::clean_path(&mount.target.value),
            uid: None,
            gid: None,
            mode: None,
        })
    });
    let configs = service.configs.iter().filter(|grant| is_baked(project, service, grant));
    mounts.chain(configs.map(|grant| of_config(project, grant))).collect()
}

/// Whether a config goes into the image; what only AWS knows cannot, and what lies in a volume would be
/// hidden by it.
pub fn is_baked(project: &Project, service: &Service, grant: &Grant) -> bool {
    let config = project.configs.iter().find(|config| config.key.value == grant.source.value);
    let external = config.is_some_and(|config| matches!(config.source, Some(Source::External(_))));
    !external
        && delivery(config, &service.extensions, &project.extensions) == Delivery::Image
        && volume_around(service, &target_of(grant)).is_none()
}

/// Where a container sees a config.
fn target_of(grant: &Grant) -> String {
    let name = grant.target.as_ref().map_or(grant.source.value.as_str(), |target| target.value.as_str());
    path::clean_path(&path::join("/", name))
}

/// The mount of a volume in which a path lies; none where something else is mounted between them.
pub fn volume_around<'a>(service: &'a Service, target: &str) -> Option<&'a Mount> {
    let around = |mount: &&Mount| {
        let folder = path::clean_path(&mount.target.value);
        folder != target && path::is_below(target, &folder)
    };
    let nearest = service.volumes.iter().filter(around).max_by_key(|mount| mount.target.value.len())?;
    let is_volume = nearest.kind.value == MountKind::Volume || nearest.shown == Some(Shown::Kept);
    is_volume.then_some(nearest)
}

/// Whether files of the project are written into what a service mounts here, because they lie in it.
pub fn is_written_into(project: &Project, service: &Service, mount: &Mount) -> bool {
    let here = |target: &str| volume_around(service, target).is_some_and(|around| around.loc == mount.loc);
    let files = service.volumes.iter().filter(|other| matches!(other.shown, Some(Shown::File(_))));
    let has_content = |grant: &&Grant| {
        let config = project.configs.iter().find(|config| config.key.value == grant.source.value);
        config.is_some_and(|config| config.content.is_some())
    };
    files.map(|file| path::clean_path(&file.target.value)).any(|target| here(&target))
        || service.configs.iter().filter(has_content).any(|grant| here(&target_of(grant)))
}

fn of_config<'a>(project: &'a Project, grant: &'a Grant) -> BakedFile<'a> {
    let key = grant.source.value.as_str();
    let config = project.configs.iter().find(|config| config.key.value == key);
    let origin = config.and_then(|config| match &config.source {
        Some(Source::File(file)) => Some(Origin::Path(&file.value)),
        Some(Source::Environment(_) | Source::Content(_)) => config.content.as_deref().map(Origin::Bytes),
        Some(Source::External(_)) | None => None,
    });
    let number = |number: &Option<Spanned<u32>>| number.as_ref().map(|number| number.value);
    BakedFile {
        loc: grant.loc,
        origin,
        target: target_of(grant),
        uid: number(&grant.uid),
        gid: number(&grant.gid),
        mode: number(&grant.mode),
    }
}
