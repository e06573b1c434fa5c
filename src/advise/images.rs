//! Images: tags that move.

use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::deferred;
use crate::grammar::image::{repository, tag};
use crate::source::Spanned;

/// Says that an image's tag moves.
pub(super) fn moving_tag(service: &compose::Service, diagnostics: &mut Diagnostics) {
    let Some(image) = service.image.as_ref().filter(|image| !image.value.contains('@')) else { return };
    // The tag of an image that Compose builds is the business of its parameter.
    if service.build.is_some() || image.value.is_empty() {
        return;
    }
    match tag(&image.value) {
        // Whoever deploys says which one it is.
        None if deferred::sole(&image.value).is_some() => {}
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
        .cause("images whose tags move")
}
