//! Credentials among the arguments of a program: `--password x`, `PASSWORD=x`, `Server=db;Password=x`,
//! `redis-cli -a x`.
//!
//! Every function here takes time linear in its text: texts come from files of strangers.

use std::ops::Range;

use super::credentials::{is_credential, is_reference, may_be_credential, secrets};

/// Programs with an option of one letter that takes a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Program {
    /// `-pPASSWORD`, in one word.
    Mysql,
    /// `-a PASSWORD`.
    Redis,
    /// `-u NAME:PASSWORD`.
    Curl,
    /// `-p PASSWORD`.
    Other,
}

/// The state of a reader of a command line, word by word.
#[derive(Debug, Clone, Default)]
pub(super) struct CommandLine {
    program: Option<Program>,
    option: Option<Option_>,
}

/// An option whose value is the next word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Option_ {
    /// The value is a credential.
    Whole,
    /// The part behind a colon in it is one.
    BehindColon,
}

impl CommandLine {
    /// Where the credential in the next word is.
    pub(super) fn word(&mut self, word: &str) -> Option<Range<usize>> {
        let option = self.option.take();
        let found = self.value(word, option).filter(|range| {
            let text = word.get(range.clone()).unwrap_or_default().trim_matches(['"', '\'']);
            !is_reference(text) && may_be_credential(text)
        });
        self.option = self.takes_value(word);
        if matches!(word, "&&" | "||" | "|" | ";") || word.ends_with(';') {
            self.program = None;
        } else if let Some(program) = program(word) {
            self.program = Some(program);
        }
        found
    }

    fn value(&self, word: &str, option: Option<Option_>) -> Option<Range<usize>> {
        let whole = 0..word.len();
        match option {
            Some(Option_::Whole) if !word.starts_with('-') && !word.starts_with("id=") => return Some(whole),
            Some(Option_::BehindColon) => {
                let (user, _) = word.split_once(':')?;
                return Some(user.len() + 1..word.len());
            }
            Some(Option_::Whole) | None => {}
        }
        if self.program == Some(Program::Mysql) && word.starts_with("-p") {
            return Some(2..word.len());
        }
        assigned(word)
    }

    fn takes_value(&self, word: &str) -> Option<Option_> {
        match (self.program, word) {
            (Some(Program::Redis), "-a") | (Some(Program::Other), "-p") => Some(Option_::Whole),
            (Some(Program::Curl), "-u" | "--user") => Some(Option_::BehindColon),
            _ => is_option(word).then_some(Option_::Whole),
        }
    }
}

fn program(word: &str) -> Option<Program> {
    let word = word.trim_start_matches(['(', '`', '"', '\'']);
    let (_, name) = word.rsplit_once('/').unwrap_or(("", word));
    match name {
        "redis-cli" | "valkey-cli" | "keydb-cli" => Some(Program::Redis),
        "curl" => Some(Program::Curl),
        "sshpass" | "mongo" | "mongosh" | "mongodump" | "mosquitto_pub" | "mosquitto_sub" => {
            Some(Program::Other)
        }
        _ if name.starts_with("mysql") || name.starts_with("mariadb") => {
            // `mysqld` has no password, and its `-p` is a port.
            (!name.starts_with("mysqld") || name == "mysqldump").then_some(Program::Mysql)
        }
        _ => None,
    }
}

/// The value in `NAME=value`, or behind a `;`, `&`, `?` or `,` in `a=b;NAME=value`: all that follows.
fn assigned(word: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for (at, c) in word.char_indices() {
        match c {
            ';' | '&' | '?' | ',' => start = at + 1,
            '=' => {
                let name = word.get(start..at).unwrap_or_default().trim_start_matches(['-', '"', '\'']);
                if name.len() <= LONGEST_NAME && is_credential(name) {
                    return Some(at + 1..word.len());
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// Longer words are no names.
const LONGEST_NAME: usize = 128;

/// `--password`, `-masterkey`: the next word is its value. Not `--no-password`.
fn is_option(word: &str) -> bool {
    const SWITCHES: [&str; 8] = ["no", "skip", "without", "disable", "enable", "allow", "random", "require"];
    let name = word.trim_start_matches('-');
    let first = name.split(['-', '_']).next().unwrap_or_default();
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    word.starts_with('-') && is_name && !SWITCHES.contains(&first) && is_credential(name)
}

/// Where the credentials among the arguments of a program are: the number of the word, and the bytes in it. A
/// word with blanks in it is a command line for a shell.
pub fn credential_arguments(words: &[&str]) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::new();
    let mut line = CommandLine::default();
    for (at, word) in words.iter().enumerate() {
        found.extend(secrets(word).into_iter().map(|range| (at, range)));
        if word.contains(char::is_whitespace) {
            found.extend(in_command_line(word).into_iter().map(|range| (at, range)));
            line = CommandLine::default();
            continue;
        }
        found.extend(line.word(word).map(|range| (at, range)));
    }
    found
}

fn in_command_line(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut line = CommandLine::default();
    let mut start = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        if !word.is_empty() {
            found.extend(line.word(word).map(|range| start + range.start..start + range.end));
        }
        start += part.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_are_credentials() {
        let found = |words: &[&str]| -> Vec<String> {
            credential_arguments(words)
                .into_iter()
                .map(|(at, range)| words[at].get(range).unwrap().to_owned())
                .collect()
        };
        assert_eq!(found(&["redis-server", "--requirepass", "hunter2"]), ["hunter2"]);
        assert_eq!(found(&["x", "--password=hunter2", "--masterkey", "--verbose"]), ["hunter2"]);
        assert_eq!(
            found(&["sh", "-c", "exec x --token 'hunter2' && PGPASSWORD=hunter3 psql"]),
            ["'hunter2'", "hunter3"]
        );
        assert_eq!(
            found(&["x", "--password", "$PASS", "--password-file", "/run/x", "--token=${T}"]),
            [""; 0]
        );
        assert_eq!(found(&["x", "--db", "postgres://u:hunter2@db/x"]), ["hunter2"]);
    }

    #[test]
    fn options_of_programs_and_connection_strings() {
        let found = |line: &str| -> Vec<String> {
            let ranges = credential_arguments(&[&format!("{line} ")]);
            ranges.into_iter().map(|(_, range)| line.get(range).unwrap().to_owned()).collect()
        };
        assert_eq!(found("mysqladmin ping -uroot -phunter2 && echo -p x"), ["hunter2"]);
        assert_eq!(found("redis-cli -a hunter2 ping | grep -a PONG"), ["hunter2"]);
        assert_eq!(found("curl -fsu me http://h && curl -u me:hunter2 http://h"), ["hunter2"]);
        assert_eq!(found("Server=db;User=sa;Password=hunter2;Encrypt=no"), ["hunter2;Encrypt=no"]);
        assert_eq!(found("mysqladmin ping -p$MYSQL_PASSWORD --no-password x -p"), [""; 0]);
        assert_eq!(found("x -p\"${DB_PASSWORD}\" ] || exit 1; y -p$DB_PASSWORD z"), [""; 0]);
        assert_eq!(found("mysqld -port 1 --skip-password x --token-ttl 30 --secret id=npm"), [""; 0]);
    }

    #[test]
    fn long_texts_take_linear_time() {
        // A quadratic scan of these would not end within a test's patience.
        for text in ["a:", "a=", ";a=", "--token ", "password=", "curl -u ", "mysql -p"] {
            let text = text.repeat(40_000);
            let _ = credential_arguments(&[&text]);
        }
    }
}
