//! CloudFormation's limits, counted before AWS does.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>

use crate::cfn::{LogicalId, Template};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Resources of a template.
pub const RESOURCES: usize = 500;
/// Bytes of a template that is sent with a request, and of one that lies in S3.
pub const INLINE_BYTES: usize = 51_200;
pub const BYTES: usize = 1_000_000;
/// Values that CloudFormation looks up elsewhere.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>
const DYNAMIC_REFERENCES: usize = 60;

/// Resources that one operation on a stack makes, changes or deletes, with those of the stacks nested in it.
pub const OPERATION: usize = 2500;

/// The place of a template among those of its project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// The only one.
    Whole,
    /// The one that names nested stacks, and whether services share those.
    Root { is_shared: bool },
    /// That of a nested stack, in this file.
    Part(&'a str),
}

/// Something of which there is more than CloudFormation takes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Excess {
    /// The quantity that exceeds its limit.
    of: Limited,
    /// How much CloudFormation takes.
    limit: usize,
    /// How much there is.
    actual: usize,
}

/// The quantities that CloudFormation limits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Limited {
    /// Resources of one template.
    Resources,
    /// Parameters of one template.
    Parameters,
    /// Outputs of one template.
    Outputs,
    /// Bytes of a template that is sent with the request; a longer one goes by way of S3.
    InlineBytes,
    /// Bytes of a template that lies in S3.
    Bytes,
    /// `{{resolve:…}}`.
    DynamicReferences,
    /// Bytes of the template's description.
    DescriptionBytes,
    /// Bytes of this parameter's default.
    DefaultBytes(LogicalId),
    /// Bytes of this output's description.
    OutputDescriptionBytes(LogicalId),
}

impl Excess {
    /// Whether AWS refuses the template however it is sent.
    fn is_hard(&self) -> bool {
        self.of != Limited::InlineBytes
    }
}

/// Reports everything in a template that is over a limit.
pub fn report(template: &Template, scope: Scope<'_>, diagnostics: &mut Diagnostics) {
    diagnostics.extend(counts(template).iter().map(|excess| over_limit(excess, scope)));
}

/// Reports a text that is too long; one that only needs another way to be sent is a note.
pub fn report_text(text: &str, scope: Scope<'_>, diagnostics: &mut Diagnostics) {
    // Templates of nested stacks are always sent by way of S3.
    let excess = length(text).filter(|excess| excess.is_hard() || !matches!(scope, Scope::Part(_)));
    diagnostics.extend(excess.iter().chain(&references(text)).map(|excess| over_limit(excess, scope)));
}

/// Reports a root and nested stacks that have more resources than can be made at once.
pub fn report_operation(count: usize, diagnostics: &mut Diagnostics) {
    if count > OPERATION {
        diagnostics.push(
            Diagnostic::new(
                Code::LargeOperation,
                format!("the stack and those in it have {count} resources, an operation takes {OPERATION}"),
            )
            .help(
                "create the stack with a part of the services, by profiles or names, and add the others by \
                 updates",
            ),
        );
    }
}

/// Everything in the template that is over a limit.
fn counts(template: &Template) -> Vec<Excess> {
    let mut found = Vec::new();
    let mut count = |of: Limited, limit: usize, actual: usize| found.extend(excess(of, limit, actual));
    count(Limited::Resources, RESOURCES, template.resources().len());
    count(Limited::Parameters, 200, template.parameters().len());
    count(Limited::Outputs, Template::MAX_OUTPUTS, template.outputs().len());
    count(Limited::DescriptionBytes, 1024, template.description.as_ref().map_or(0, String::len));
    for (id, parameter) in template.parameters() {
        count(Limited::DefaultBytes(id.clone()), 4096, parameter.default.as_ref().map_or(0, String::len));
    }
    for (id, output) in template.outputs() {
        let bytes = output.description.as_ref().map_or(0, String::len);
        count(Limited::OutputDescriptionBytes(id.clone()), 1024, bytes);
    }
    found
}

/// The text, if it is too long.
fn length(text: &str) -> Option<Excess> {
    // A text that is too long for S3 needs no help about S3.
    excess(Limited::Bytes, BYTES, text.len())
        .or_else(|| excess(Limited::InlineBytes, INLINE_BYTES, text.len()))
}

/// The dynamic references of the text, if there are too many.
fn references(text: &str) -> Option<Excess> {
    excess(Limited::DynamicReferences, DYNAMIC_REFERENCES, text.matches("{{resolve:").count())
}

fn excess(of: Limited, limit: usize, actual: usize) -> Option<Excess> {
    (actual > limit).then_some(Excess { of, limit, actual })
}

fn over_limit(excess: &Excess, scope: Scope<'_>) -> Diagnostic {
    let Excess { of, limit, actual } = excess;
    let what = match of {
        Limited::Resources => "resources".to_owned(),
        Limited::Parameters => "parameters".to_owned(),
        Limited::Outputs => "outputs".to_owned(),
        Limited::InlineBytes | Limited::Bytes => "bytes".to_owned(),
        Limited::DynamicReferences => "dynamic references".to_owned(),
        Limited::DescriptionBytes => "bytes of description".to_owned(),
        Limited::DefaultBytes(id) => format!("bytes in the default of `{id}`"),
        Limited::OutputDescriptionBytes(id) => format!("bytes in the description of `{id}`"),
    };
    let template = match scope {
        Scope::Whole => "the template".to_owned(),
        Scope::Root { .. } => "the root template".to_owned(),
        Scope::Part(file) => format!("`{file}`"),
    };
    if excess.is_hard() {
        return Diagnostic::new(
            Code::TooLargeTemplate,
            format!("{template} has {actual} {what}, CloudFormation takes {limit}"),
        )
        .help(help(of, scope));
    }
    Diagnostic::new(
        Code::NeedsBucket,
        format!("{template} has {actual} bytes, {limit} can be sent with a request"),
    )
    .help("deploy it through a bucket: `aws cloudformation deploy --s3-bucket NAME`")
}

/// Nested stacks divide resources, and with them bytes; the root keeps parameters and outputs.
fn help(of: &Limited, scope: Scope<'_>) -> &'static str {
    let is_divided = matches!(of, Limited::Resources | Limited::Bytes);
    match scope {
        _ if *of == Limited::DynamicReferences => {
            "give containers their credentials in `environment`, or as files of `secrets`: each in a command, a health \
             check or a label is a reference"
        }
        Scope::Whole if is_divided => {
            "write nested stacks with `convert --split DIR`, or convert a part of the project at a time: \
             name services, or put them under profiles"
        }
        Scope::Root { is_shared: false } if is_divided => {
            "let services share nested stacks with `--stacks 32`, or convert a part of the project at a time"
        }
        Scope::Part(_) if is_divided => {
            "raise the number of `--stacks`, or convert a part of the project at a time"
        }
        Scope::Whole | Scope::Root { .. } | Scope::Part(_) => {
            "convert a part of the project at a time: name services, or put them under profiles"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &Template, text: &str) -> Vec<Excess> {
        counts(template).into_iter().chain(length(text)).chain(references(text)).collect()
    }

    use crate::cfn::{Object, Output, Parameter, ParameterType, Resource, Text};

    fn id(text: String) -> LogicalId {
        LogicalId::new(text).unwrap()
    }

    fn template(resources: usize, parameters: usize, outputs: usize) -> Template {
        let mut template = Template::default();
        for n in 0..resources {
            let resource = Resource::untyped("AWS::CloudFormation::WaitConditionHandle", Object::new());
            template.add(id(format!("R{n}")), resource).unwrap();
        }
        for n in 0..parameters {
            template.add_parameter(id(format!("P{n}")), Parameter::new(ParameterType::String, "")).unwrap();
        }
        for n in 0..outputs {
            let output = Output { condition: None, description: None, value: Text::from("x"), export: None };
            template.add_output(id(format!("O{n}")), output).unwrap();
        }
        template
    }

    #[test]
    fn at_the_limit_is_not_over_it() {
        assert_eq!(check(&template(500, 200, 200), &"x".repeat(51_200)), []);
        let one_more = check(&template(501, 201, 201), &"x".repeat(51_201));
        let expected = [
            (Limited::Resources, 500, 501),
            (Limited::Parameters, 200, 201),
            (Limited::Outputs, 200, 201),
            (Limited::InlineBytes, 51_200, 51_201),
        ];
        assert_eq!(one_more, expected.map(|(of, limit, actual)| Excess { of, limit, actual }));
        assert_eq!(one_more.iter().map(Excess::is_hard).collect::<Vec<_>>(), [true, true, true, false]);
    }

    #[test]
    fn a_text_too_long_for_s3_is_said_once() {
        let found = check(&template(0, 0, 0), &"x".repeat(1_000_001));
        assert_eq!(found, [Excess { of: Limited::Bytes, limit: 1_000_000, actual: 1_000_001 }]);
        assert!(found[0].is_hard());
    }

    #[test]
    fn dynamic_references_are_counted() {
        let text = "- '{{resolve:secretsmanager:a}} {{resolve:ssm:b}}'\n";
        assert_eq!(check(&template(0, 0, 0), &text.repeat(30)), []);
        let found = check(&template(0, 0, 0), &text.repeat(31));
        assert_eq!(found, [Excess { of: Limited::DynamicReferences, limit: 60, actual: 62 }]);
        assert!(found[0].is_hard());
    }

    #[test]
    fn descriptions_and_defaults_are_counted_in_bytes() {
        let mut template = template(0, 0, 0);
        template.description = Some("ü".repeat(513));
        let parameter = Parameter::new(ParameterType::String, "").with_default("ü".repeat(2049));
        template.add_parameter(id("P".to_owned()), parameter).unwrap();
        let description = Some("x".repeat(1025));
        let output = Output { condition: None, description, value: Text::from("x"), export: None };
        template.add_output(id("O".to_owned()), output).unwrap();
        let expected = [
            (Limited::DescriptionBytes, 1024, 1026),
            (Limited::DefaultBytes(id("P".to_owned())), 4096, 4098),
            (Limited::OutputDescriptionBytes(id("O".to_owned())), 1024, 1025),
        ];
        assert_eq!(check(&template, ""), expected.map(|(of, limit, actual)| Excess { of, limit, actual }));
    }

    #[test]
    fn the_help_names_no_option_that_is_there() {
        let help = |is_shared| {
            let mut diagnostics = Diagnostics::default();
            report(&template(501, 0, 0), Scope::Root { is_shared }, &mut diagnostics);
            diagnostics.into_sorted().into_iter().filter_map(|found| found.help).collect::<String>()
        };
        assert!(help(false).contains("--stacks"));
        assert!(!help(true).contains("--stacks") && help(true).contains("a part of the project"));
    }
}
