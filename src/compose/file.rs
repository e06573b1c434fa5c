//! Files of the project that a mount puts into a container.
//! <https://docs.docker.com/reference/compose-file/services/#volumes>

/// The most bytes that are copied into one task. A task definition has 64 KiB for everything.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>
pub const MOST_COPIED: usize = 24 * 1024;

/// The content of a bind mount, once it is gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A folder, copied in: its files and folders, parents first.
    Folder(Vec<Entry>),
    /// A folder of the host in which containers keep data: it becomes a volume.
    Kept,
    /// One file that is copied in.
    File(Content),
    /// One file that is part of a derived image.
    Baked,
    /// A folder that is part of a derived image: the paths of its files, or none where all of it is.
    BakedFolder(Vec<String>),
    /// The source of an image that is built, which has it already.
    Development,
}

/// A file or folder below a folder that is copied in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path below that folder.
    pub path: String,
    /// Its content; none for a folder.
    pub content: Option<Content>,
}

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether it may be run as a program.
    pub executable: bool,
}
