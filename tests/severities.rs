//! Which findings may be notes: nothing that loses data, gives a secret away, opens a door or leaves something unreachable.
//! Notes are only counted on screen, and nobody reads what is counted.

use std::collections::BTreeSet;

use stackpose::Code;

/// Notes, each with the reason why nobody has to read it.
const NOTES: &[(&str, &str)] = &[
    ("N0011", "the files are there; what is lost when a task writes to them is W0602"),
    ("N0111", "counts findings that have their own severity"),
    ("N0212", "the credential is kept out of the template"),
    ("N0416", "`version` never had an effect on a service"),
    ("N0603", "attributes without a meaning on AWS; those that hide, open or lose something are W0602"),
    ("N0704", "more memory or CPU than asked for"),
    ("N0713", "a tmpfs has a bound that it had not"),
    ("N0763", "an override that changes nothing"),
    ("N0765", "the port is reachable, as TCP"),
    ("N0782", "the time zone is a variable instead"),
    ("N0783", "the user asked for it with `x-aws-optional`"),
    ("N0787", "the volume is durable, and could be cheaper"),
    ("N0802", "the template needs a bucket to be sent"),
    ("N0805", "outputs are information about resources that are there"),
    ("N0902", "an allowance without use"),
    ("N0903", "the finding is reported all the same"),
    ("N1004", "the load balancer still asks the container"),
    ("N1005", "the task has a default size"),
    ("N1008", "a task has 30 seconds to stop, as everywhere"),
    ("N1012", "a key of the user's own"),
    ("N1015", "the job runs"),
    ("N1103", "the data stay"),
    ("N1141", "a stack keeps its value"),
    ("N1142", "the resource stays the same"),
];

/// What loses data, by number without its letter.
const LOSES_DATA: &[&str] = &[
    "0602", "0743", "0780", "0785", "0786", "0788", "1003", "1006", "1007", "1009", "1010", "1034", "1037",
    "1101", "1102", "1104",
];

/// What gives a secret away, or lets in who was not let in.
const LEAKS: &[&str] = &["0710", "0753", "0754", "0755", "1002", "1130", "1131", "1132", "1133", "1134"];

/// What leaves something unreachable.
const UNREACHABLE: &[&str] = &[
    "0711", "0720", "0728", "0729", "0733", "0737", "0749", "0750", "0752", "0790", "0791", "0792", "1030",
    "1031", "1121",
];

#[test]
fn notes_are_harmless() {
    let notes: BTreeSet<String> =
        Code::ALL.iter().map(|code| code.number()).filter(|number| number.starts_with('N')).collect();
    let listed: BTreeSet<String> = NOTES.iter().map(|(number, _)| (*number).to_owned()).collect();
    assert_eq!(notes, listed, "every note has its reason here");
}

#[test]
fn what_loses_data_leaks_or_is_unreachable_is_a_warning_at_least() {
    let numbers: Vec<String> = Code::ALL.iter().map(|code| code.number()).collect();
    for digits in [LOSES_DATA, LEAKS, UNREACHABLE].concat() {
        let number = numbers.iter().find(|number| number.ends_with(digits));
        assert!(number.is_some_and(|number| !number.starts_with('N')), "{digits}: {number:?}");
    }
}
