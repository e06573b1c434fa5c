//! Memory: tasks that are smaller than what runs in them, and images that ask more of a kernel than a task
//! can set.

use super::image_needs::{HEAPS, MAPS, MEMORY, NAMED};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::bytes::ByteSize;
use crate::grammar::image::{is_named, repository};
use crate::source::{Loc, Spanned};

/// The memory of the smallest task with so many CPUs, in MiB.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size>
const SMALLEST: [(f64, u64); 7] =
    [(0.25, 512), (0.5, 1024), (1.0, 2048), (2.0, 4096), (4.0, 8192), (8.0, 16_384), (16.0, 32_768)];

/// The memory that a service needs, why, and the place of the reason.
struct Need {
    least: u64,
    why: String,
    loc: Loc,
}

/// Says, once for the project, which services have less memory than they are known to need.
pub(super) fn too_little(project: &compose::Project, diagnostics: &mut Diagnostics) {
    let short: Vec<(&compose::Service, Need)> = project
        .services
        .iter()
        .filter_map(|service| {
            let need = needs(service).into_iter().max_by_key(|need| need.least)?;
            (need.least > given(service)).then_some((service, need))
        })
        .collect();
    let Some((first, need)) = short.first() else { return };
    let (name, enough) = (&first.name.value, gibibytes(need.least));
    let names: Vec<String> = short.iter().map(|(service, _)| format!("`{}`", service.name.value)).collect();
    let have = if short.len() == 1 { "has" } else { "have" };
    let message = format!("{} {have} less memory than needed", names.join(", "));
    let mut diagnostic = Diagnostic::new(Code::MemoryNeeded, message);
    for (service, need) in &short {
        diagnostic = diagnostic.label(need.loc, format!("{}, the task has {} MiB", need.why, given(service)));
    }
    diagnostics
        .push(diagnostic.help(format!("write `mem_limit: {enough}g` at `{name}`, and so on for the others")));
}

/// Says, once for the project, which images want more memory maps than a task has.
pub(super) fn maps(project: &compose::Project, diagnostics: &mut Diagnostics) {
    for row in MAPS {
        let (name, value) = row.setting;
        let is_set = |variable: &compose::Variable| {
            let text = variable.value.as_ref().map_or("", |value| value.value.as_str());
            variable.name.value.contains("allow_mmap") || text.contains("allow_mmap")
        };
        let images = project.services.iter().filter(|service| !service.environment.iter().any(is_set));
        let images: Vec<_> = images.filter_map(|service| image(service, row.image)).collect();
        if images.is_empty() {
            continue;
        }
        let message = format!(
            "`{}` may want `vm.max_map_count` of 262144, which no task on Fargate can set",
            row.image
        );
        let mut diagnostic = Diagnostic::new(Code::MemoryMaps, message);
        for image in images {
            diagnostic = diagnostic.label(image.loc, "stops at its start where the kernel allows fewer");
        }
        diagnostics.push(diagnostic.help(format!("write `{name}: \"{value}\"` under `environment`")));
    }
}

/// Says which services keep their data under the name of a host that is another one in each task.
pub(super) fn named_by_host(service: &compose::Service, diagnostics: &mut Diagnostics) {
    for row in NAMED {
        let (name, value) = row.setting;
        let is_set = service.environment.iter().any(|variable| variable.name.value == name);
        let Some(image) = image(service, row.image).filter(|_| !is_set && !service.volumes.is_empty()) else {
            continue;
        };
        let message =
            format!("each new task of `{}` starts without the data of the one before", service.name.value);
        let mut diagnostic = Diagnostic::new(Code::NamedByHost, message)
            .label(image.loc, "keeps its data under the name of its host, which each task has for itself");
        if let Some(hostname) = &service.hostname {
            diagnostic =
                diagnostic.label(hostname.loc, "is a name for the others and does not reach the container");
        }
        diagnostics.push(diagnostic.help(format!("write `{name}: {value}` under `environment`")));
    }
}

fn image<'a>(service: &'a compose::Service, parts: &str) -> Option<&'a Spanned<String>> {
    pulled(service).filter(|(_, repository)| is_named(repository, parts)).map(|(image, _)| image)
}

/// The image of a service that is not built, and its name without tag and digest.
fn pulled(service: &compose::Service) -> Option<(&Spanned<String>, &str)> {
    let image = service.image.as_ref().filter(|_| service.build.is_none())?;
    Some((image, repository(&image.value)))
}

/// Returns the known needs of a service for memory.
fn needs(service: &compose::Service) -> Vec<Need> {
    let mut found = Vec::new();
    let is_other = service.command.is_some()
        || service.entrypoint.is_some()
        || service.texts().any(|(text, _)| heap(text).is_some());
    let pulled = pulled(service);
    for row in MEMORY.iter().chain(HEAPS.iter().filter(|_| !is_other)) {
        let image = pulled.filter(|(_, repository)| is_named(repository, row.image));
        found.extend(image.map(|(image, _)| Need {
            least: row.least,
            why: format!("`{}` needs {} MiB or more, says {}", row.image, row.least, host_of(row.source)),
            loc: image.loc,
        }));
    }
    for (text, loc) in service.texts() {
        found.extend(heap(text).map(|least| Need { least, why: format!("a heap of {least} MiB"), loc }));
    }
    found.extend(service.shm_size.as_ref().map(|size| {
        let least = u64::try_from(size.value.mebibytes_ceil()).unwrap_or_default();
        Need { least, why: format!("{least} MiB of shared memory alone"), loc: size.loc }
    }));
    found
}

/// The largest heap that a text gives to Java or Node.js, in MiB.
fn heap(text: &str) -> Option<u64> {
    // Most texts are no options; a search is not made ready for them.
    if !text.as_bytes().contains(&b'-') {
        return None;
    }
    let java = text.split_whitespace().filter_map(|word| word.split("-Xmx").nth(1)).filter_map(|size| {
        let size: String = size.chars().take_while(char::is_ascii_alphanumeric).collect();
        u64::try_from(ByteSize::parse(&size.to_ascii_lowercase()).ok()?.mebibytes_ceil()).ok()
    });
    let node = text.split("--max-old-space-size").skip(1).filter_map(|rest| {
        let digits = rest.trim_start_matches(['=', ' ']);
        digits.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
    });
    java.chain(node).max()
}

/// Returns the memory of the task of a service alone, in MiB.
fn given(service: &compose::Service) -> u64 {
    let deploy = &service.deploy;
    let said =
        [&service.mem_limit, &deploy.limits.memory, &service.mem_reservation, &deploy.reservations.memory];
    let said =
        said.into_iter().flatten().filter_map(|size| u64::try_from(size.value.mebibytes_ceil()).ok()).max();
    let cpus = service.cpus.as_ref().or(deploy.limits.cpus.as_ref()).map_or(0.0, |cpus| cpus.value);
    let smallest = SMALLEST.iter().find(|(size, _)| *size >= cpus).map_or(32_768, |(_, memory)| *memory);
    // A container without a limit has the memory of its task.
    said.unwrap_or(smallest)
}

fn gibibytes(mebibytes: u64) -> u64 {
    // A heap is not all that a program needs.
    (mebibytes + mebibytes / 4).div_ceil(1024)
}

fn host_of(url: &str) -> &str {
    url.trim_start_matches("https://").split('/').next().unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heaps_are_read_in_every_spelling() {
        let table = [
            ("-Xms1g -Xmx2g", Some(2048)),
            ("-Xmx512m", Some(512)),
            ("-Xmx1536M -Xss1m", Some(1536)),
            ("--max-old-space-size=4096", Some(4096)),
            ("node --max-old-space-size 2048 server.js", Some(2048)),
            ("-Xmxlarge", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(heap(text), expected, "{text}");
        }
    }
}
