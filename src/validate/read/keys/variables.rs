//! The values of `x-aws-variables` and `x-aws-env_file`.

use crate::validate::read::shape::Shape::{self, Either, List, Members, Named, Words};
use crate::validate::read::shape::{Matching, Member, member};

/// A list of names, or a mapping of names and what is said of each.
pub(super) const VARIABLES: Shape = Either(&[
    Named(&Either(&[Words(|| vec!["parameter", "secret", "value"]), Members(MEMBERS)])),
    List(&NAME),
]);

/// How the values of env_files are given: those of all, or file by file.
pub(super) const ENV_FILE: Shape = Either(&[LATE, Named(&Either(&[LATE, List(&KEY)]))]);

const LATE: Shape = Words(|| vec!["secret", "credentials", "value"]);

const KEY: Shape = Shape::Matching(Matching {
    regex: "^[A-Za-z0-9_.-]+$",
    wanted: "the name of a variable",
    example: "DB_PASSWORD",
});

const NAME: Shape = Shape::Matching(Matching {
    regex: "^[A-Za-z_][A-Za-z0-9_]*$",
    wanted: "the name of a variable",
    example: "TAG",
});

const TEXT: Shape = Shape::Matching(Matching { regex: "", wanted: "text", example: "\"1.0\"" });

/// A number or boolean of YAML is text to the variable.
const ANY: Shape =
    Either(&[TEXT, Shape::Decimal { from: f64::MIN, to: f64::MAX, example: "2" }, Shape::Flag]);

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
const MEMBERS: &[Member] = &[
    member(
        "type",
        Words(|| vec!["string", "number", "secret"]),
        "`Type`, `string` without it; a `secret` is kept in Secrets Manager.",
    ),
    member("default", ANY, "`Default`; without it, the one of `${NAME:-default}`."),
    member("pattern", TEXT, "`AllowedPattern`: a regular expression that a value matches."),
    member("allowed", List(&ANY), "`AllowedValues`: the values that it may have."),
    member("description", TEXT, "`Description`."),
];
