//! The shapes of the values of `x-aws-*` keys, and whether a value has one.

mod check;

pub(super) use check::{check, gibibytes, matches, seconds, sound_part, whole};

/// The shape of a value. Besides, each may be empty text, which leaves its key out.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) enum Shape {
    /// Text.
    Text(Pattern),
    /// A list of texts.
    Texts(Pattern),
    /// One of these words.
    Words(fn() -> Vec<&'static str>),
    /// One of these numbers.
    Numbers(&'static [u32]),
    /// A whole number.
    Whole {
        /// The smallest.
        from: u32,
        /// The largest.
        to: u32,
        /// A usual one.
        example: u32,
    },
    /// A whole number of GiB, perhaps with its unit.
    Gibibytes {
        /// The smallest.
        from: u32,
        /// The largest.
        to: u32,
        /// A usual one.
        example: u32,
    },
    /// A mapping of names and texts.
    Tags,
    /// An IAM policy document.
    Policy,
    /// Text, or a function of CloudFormation.
    Expression,
    /// Names, and functions of CloudFormation.
    Functions,
    /// A mapping of variables and secrets.
    Secrets,
    /// `true`, or rules by which AWS makes up a value.
    Generate,
    /// A list of keys, or a mapping of names and keys.
    Keys,
    /// Text of a form that has a name.
    Matching(Matching),
    /// When something happens, as EventBridge Scheduler writes it.
    Schedule,
    /// `true` or `false`.
    Flag,
    /// A number of seconds, or a duration as Compose writes it.
    Seconds {
        /// The fewest.
        from: u32,
        /// The most.
        to: u32,
        /// A usual number.
        example: &'static str,
    },
    /// Any number.
    Decimal {
        /// The smallest.
        from: f64,
        /// The largest.
        to: f64,
        /// A usual one.
        example: &'static str,
    },
    /// A mapping of these members and no others.
    Members(&'static [Member]),
    /// A list.
    List(&'static Self),
    /// A mapping whose names the user makes up.
    Named(&'static Self),
    /// One of several forms.
    Either(&'static [Self]),
    /// Parts of a template.
    Overlay,
    /// Not decided, as its key is not translated.
    Anything,
}

/// A member of a mapping.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct Member {
    /// Its name.
    pub(in crate::validate) name: &'static str,
    /// The shape of its value.
    pub(in crate::validate) shape: Shape,
    /// Whether the mapping is nothing without it.
    pub(in crate::validate) required: bool,
    /// One sentence: what goes in, and what it becomes.
    pub(in crate::validate) description: &'static str,
}

/// Text of a form that has a name.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct Matching {
    /// A regular expression that JavaScript and Rust read alike.
    pub(in crate::validate) regex: &'static str,
    /// Its name, as the end of "expects …".
    pub(in crate::validate) wanted: &'static str,
    /// A text that it admits.
    pub(in crate::validate) example: &'static str,
}

/// The pattern of a text.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct Pattern {
    /// A regular expression that JavaScript and Rust read alike.
    pub(in crate::validate) regex: &'static str,
    /// A text that it admits.
    pub(in crate::validate) example: &'static str,
}

impl Shape {
    /// The members of the mapping that it is, or that is one of its forms.
    pub(super) fn members(&self) -> &'static [Member] {
        match self {
            Self::Members(members) => members,
            Self::Either(forms) => {
                forms.iter().map(Self::members).find(|members| !members.is_empty()).unwrap_or_default()
            }
            Self::List(item) | Self::Named(item) => item.members(),
            Self::Text(_)
            | Self::Texts(_)
            | Self::Matching(_)
            | Self::Schedule
            | Self::Words(_)
            | Self::Numbers(_)
            | Self::Whole { .. }
            | Self::Gibibytes { .. }
            | Self::Seconds { .. }
            | Self::Decimal { .. }
            | Self::Flag
            | Self::Tags
            | Self::Policy
            | Self::Expression
            | Self::Functions
            | Self::Secrets
            | Self::Generate
            | Self::Keys
            | Self::Overlay
            | Self::Anything => &[],
        }
    }

    /// The words or numbers that it may be.
    pub(super) fn choices(&self) -> Vec<String> {
        match self {
            Self::Words(words) => words().into_iter().map(str::to_owned).collect(),
            Self::Numbers(numbers) => numbers.iter().map(u32::to_string).collect(),
            Self::Flag => vec!["true".to_owned(), "false".to_owned()],
            Self::Generate => vec!["true".to_owned()],
            Self::Either(forms) => forms.iter().flat_map(Self::choices).collect(),
            Self::Text(_)
            | Self::Texts(_)
            | Self::Matching(_)
            | Self::Schedule
            | Self::Whole { .. }
            | Self::Gibibytes { .. }
            | Self::Seconds { .. }
            | Self::Decimal { .. }
            | Self::Members(_)
            | Self::List(_)
            | Self::Named(_)
            | Self::Tags
            | Self::Policy
            | Self::Expression
            | Self::Functions
            | Self::Secrets
            | Self::Keys
            | Self::Overlay
            | Self::Anything => Vec::new(),
        }
    }

    /// Whether the reader of the key tells what is wrong with its value, and not `grammar`.
    fn is_told_by_its_reader(&self) -> bool {
        match self {
            Self::Text(_)
            | Self::Texts(_)
            | Self::Numbers(_)
            | Self::Whole { .. }
            | Self::Tags
            | Self::Policy
            | Self::Functions
            | Self::Secrets
            | Self::Generate
            | Self::Keys
            | Self::Overlay
            | Self::Anything => true,
            Self::Matching(_)
            | Self::Schedule
            | Self::Expression
            | Self::Words(_)
            | Self::Gibibytes { .. }
            | Self::Flag
            | Self::Seconds { .. }
            | Self::Decimal { .. }
            | Self::Members(_)
            | Self::List(_)
            | Self::Named(_)
            | Self::Either(_) => false,
        }
    }

    /// A value of the shape, as one writes it in a Compose file.
    pub(super) fn example(&self) -> String {
        match self {
            Self::Text(Pattern { example, .. }) | Self::Matching(Matching { example, .. }) => {
                (*example).to_owned()
            }
            Self::Schedule => "cron(0 3 * * ? *)".to_owned(),
            Self::Flag => "true".to_owned(),
            Self::Seconds { example, .. } | Self::Decimal { example, .. } => (*example).to_owned(),
            Self::Members(members) => {
                let shown = members.iter().filter(|member| member.required);
                let shown: Vec<&Member> = shown.chain(members.iter().take(1)).collect();
                let text = |member: &&Member| format!("{}: {}", member.name, member.shape.example());
                let mut texts: Vec<String> = shown.iter().map(text).collect();
                texts.dedup();
                format!("{{{}}}", texts.join(", "))
            }
            Self::List(item) => format!("[{}]", item.example()),
            Self::Named(item) => format!("{{name: {}}}", item.example()),
            Self::Either(forms) => forms.first().map(Self::example).unwrap_or_default(),
            Self::Texts(Pattern { example, .. }) => format!("[\"{example}\"]"),
            Self::Words(words) => words().first().copied().unwrap_or_default().to_owned(),
            Self::Numbers(numbers) => numbers.first().map(u32::to_string).unwrap_or_default(),
            Self::Whole { example, .. } | Self::Gibibytes { example, .. } => example.to_string(),
            Self::Tags => "{team: web}".to_owned(),
            Self::Policy => "{Version: \"2012-10-17\", Statement: […]}".to_owned(),
            Self::Expression => "!GetAtt Queue.Arn".to_owned(),
            Self::Functions => "{QUEUE_URL: !Ref JobsQueue}".to_owned(),
            Self::Secrets => "{DATABASE_PASSWORD: database}".to_owned(),
            Self::Generate => "{length: 32, exclude_punctuation: true}".to_owned(),
            Self::Keys => "[username, password]".to_owned(),
            Self::Overlay => "{Resources: {WebService: {Properties: {DesiredCount: 2}}}}".to_owned(),
            Self::Anything => String::new(),
        }
    }
}

pub(super) const fn member(name: &'static str, shape: Shape, description: &'static str) -> Member {
    Member { name, shape, required: false, description }
}

pub(super) const fn needed(name: &'static str, shape: Shape, description: &'static str) -> Member {
    Member { name, shape, required: true, description }
}
