//! 6. A template becomes text: the same template, the same bytes.

mod json;
pub mod limits;
mod shape;
#[cfg(test)]
mod tests;
mod yaml;

use crate::cfn::Template;

/// The two languages that CloudFormation reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML with short tags.
    Yaml,
    /// JSON.
    Json,
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
        }
    }
}

/// The text of a template, with a line feed at its end.
pub fn emit(template: Template, format: Format) -> String {
    match format {
        Format::Yaml => yaml::template(template),
        Format::Json => json::write(&template),
    }
}

/// The text of a template that is JSON already; keys keep their order.
///
/// In YAML a map of one key that names a function (`Ref`, `Fn::…`, `Condition` with a text) becomes that
/// function's tag: CloudFormation makes no difference between the two.
pub fn document(template: &serde_json::Value, format: Format) -> String {
    match format {
        Format::Yaml => yaml::write(&template.clone().into()),
        Format::Json => json::write(template),
    }
}
