//! Compose files → the file that `docker buildx bake` builds their images with.

use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::load::Files;
use crate::loader::{Assembly, Request, Resolved};
use crate::{bake_file, file_contents, validate};

use super::Outcome;
use super::run::{RunContext, run};

/// Compose files → the file that `docker buildx bake` builds their images with.
pub fn bake(request: &Request, files: &dyn Files) -> Outcome<serde_json::Value> {
    let files = &request.bounded(files);
    let context = RunContext::new(request, files);
    run(
        Assembly::new(request, files),
        (request, files),
        |_| false,
        |resolved, _, diagnostics| {
            if diagnostics.has_errors() {
                return None;
            }
            let mut found = Diagnostics::default();
            let mut project = validate::project(&resolved.tree, &resolved.name, &mut found);
            // `convert` warns of what is other on Fargate: an image can be built all the same.
            diagnostics.extend_elsewhere(found.errors());
            file_contents::configs(&mut project, context.files_of(&resolved), diagnostics);
            let mut found = Diagnostics::default();
            file_contents::mounts(&mut project, context.files_of(&resolved), &mut found);
            // Files of which `convert` only warns cannot be built.
            let missing = found.into_sorted().into_iter().filter(|found| found.code == Code::MissingFile);
            diagnostics.extend(missing.map(|found| found.severity(Severity::Error)));
            if diagnostics.has_errors() {
                return None;
            }
            let baked = bake_file::Baked::files_of(&project);
            let Resolved { tree, name, .. } = &resolved;
            Some(bake_file::bake(tree, name, (&request.working_dir, files), &baked, diagnostics))
        },
    )
}
