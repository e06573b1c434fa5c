//! Lines of logs as looks at them bring them: which are new, which are the newest, and where the next look
//! begins.

use std::collections::BTreeMap;

use serde::Serialize;

/// How far back of a stream's newest line the next look reaches, in milliseconds: what is logged is not there
/// at once, and not in order.
const LATE: i64 = 30_000;

/// How far behind the newest line of all a stream may be and still hold the next look back, in milliseconds.
/// A task that ended never says more.
const BEHIND: i64 = 60_000;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Milliseconds since 1970.
    pub timestamp: i64,
    /// The service.
    pub service: String,
    /// The task, by its id.
    pub task: String,
    /// The text.
    pub message: String,
    /// Log group and stream.
    #[serde(skip)]
    pub(super) stream: String,
    /// The id that AWS gives a line, where it does.
    #[serde(skip)]
    pub(super) id: Option<String>,
    /// When it came to AWS, by the clock there.
    #[serde(skip)]
    pub(super) came: i64,
}

/// The new lines of one look; of each service the newest only, where not all are wanted.
#[derive(Debug)]
pub(super) struct Found {
    most: Option<usize>,
    services: BTreeMap<String, Vec<Line>>,
    /// How often a line came that nothing tells from another.
    alike: BTreeMap<String, usize>,
}

impl Found {
    pub(super) fn new(most: Option<usize>) -> Self {
        Self { most, services: BTreeMap::new(), alike: BTreeMap::new() }
    }

    /// Keeps a line, unless it was seen.
    pub(super) fn add(&mut self, line: Line, seen: &mut Seen) {
        let key = line.id.clone().unwrap_or_else(|| {
            let key = format!("{} {} {}", line.timestamp, line.stream, line.message);
            // Who says the same twice in a moment is heard twice; the next look meets them in the same order.
            let before = self.alike.entry(key.clone()).or_default();
            *before += 1;
            format!("{key} {before}")
        });
        if !seen.is_new(key, &line) {
            return;
        }
        let lines = self.services.entry(line.service.clone()).or_default();
        lines.push(line);
        if let Some(most) = self.most.filter(|most| lines.len() > most.saturating_mul(2).max(1_000)) {
            newest(lines, most);
        }
    }

    /// True when there are not as many lines of a service as are wanted.
    pub(super) fn lacks(&self, service: &str) -> bool {
        self.services.get(service).map_or(0, Vec::len) < self.most.unwrap_or_default()
    }

    /// True when no service has as many lines as are wanted.
    pub(super) fn lacks_all(&self) -> bool {
        self.services.keys().all(|service| self.lacks(service))
    }

    /// The lines of all services in the order of time; those of one moment in the order in which they came.
    pub(super) fn lines(self) -> Vec<Line> {
        let mut all = Vec::new();
        for mut lines in self.services.into_values() {
            newest(&mut lines, self.most.unwrap_or(usize::MAX));
            all.append(&mut lines);
        }
        all.sort_by_key(|line| line.timestamp);
        all
    }
}

fn newest(lines: &mut Vec<Line>, most: usize) {
    lines.sort_by_key(|line| line.timestamp);
    lines.drain(..lines.len().saturating_sub(most));
}

/// The lines of the last calls, so that calls may overlap.
#[derive(Debug)]
pub(super) struct Seen {
    /// Lines of the looks before.
    before: BTreeMap<String, i64>,
    /// Lines of this look.
    now: BTreeMap<String, i64>,
    /// The newest moment of each stream.
    streams: BTreeMap<String, i64>,
    newest: i64,
    since: i64,
}

impl Seen {
    /// Nothing yet, and the first look begins here.
    pub(super) fn new(since: i64) -> Self {
        Self { before: BTreeMap::new(), now: BTreeMap::new(), streams: BTreeMap::new(), newest: 0, since }
    }

    /// From when on to look.
    pub(super) fn since(&self) -> i64 {
        self.since
    }

    fn is_new(&mut self, key: String, line: &Line) -> bool {
        // Where a clock goes ahead, the line is as new as AWS got it: no look begins later than now. Such a
        // line is kept in mind until its time comes; AWS takes none that is more than two hours ahead.
        let at = line.timestamp.min(line.came);
        self.newest = self.newest.max(at);
        let of_stream = self.streams.entry(line.stream.clone()).or_insert(at);
        *of_stream = at.max(*of_stream);
        !self.before.contains_key(&key) && self.now.insert(key, line.timestamp).is_none()
    }

    /// Forgets, in the midst of a look, what it brought and no further one can bring again. What was seen
    /// before stays: the look began where that is.
    pub(super) fn forget(&mut self) {
        let since = self.newest - BEHIND - LATE;
        self.now.retain(|_, timestamp| *timestamp >= since);
    }

    /// Ends a look: the next one begins where the slowest stream may still say something, and never before
    /// the last one did.
    pub(super) fn advance(&mut self) {
        let oldest = self.newest - BEHIND;
        self.streams.retain(|_, newest| *newest >= oldest);
        if let Some(slowest) = self.streams.values().min() {
            self.since = self.since.max(slowest - LATE);
        }
        self.before.append(&mut self.now);
        self.before.retain(|_, timestamp| *timestamp >= self.since);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(timestamp: i64, stream: &str, id: &str) -> Line {
        Line {
            timestamp,
            service: "web".to_owned(),
            task: "1".to_owned(),
            message: "x".to_owned(),
            stream: stream.to_owned(),
            id: (!id.is_empty()).then(|| id.to_owned()),
            came: timestamp,
        }
    }

    /// The ids of the lines that are new in a look.
    fn look(seen: &mut Seen, lines: &[Line]) -> String {
        let mut found = Found::new(None);
        for line in lines {
            found.add(line.clone(), seen);
            seen.forget();
        }
        seen.advance();
        let ids: Vec<String> = found.lines().into_iter().filter_map(|line| line.id).collect();
        ids.join(" ")
    }

    #[test]
    fn each_line_comes_once_and_late_ones_too() {
        let mut seen = Seen::new(0);
        assert_eq!(look(&mut seen, &[line(100_000, "s", "a")]), "a");
        assert_eq!(seen.since(), 70_000);
        assert_eq!(look(&mut seen, &[line(80_000, "s", "late"), line(100_000, "s", "a")]), "late");
        assert_eq!(look(&mut seen, &[line(100_000, "s", "a"), line(100_000, "s", "b")]), "b");
    }

    #[test]
    fn a_stream_that_is_behind_holds_the_next_look_back_for_a_while() {
        let mut seen = Seen::new(0);
        look(&mut seen, &[line(200_000, "fast", "a"), line(150_000, "slow", "b")]);
        assert_eq!(seen.since(), 120_000);
        assert_eq!(look(&mut seen, &[line(151_000, "slow", "c"), line(200_000, "fast", "a")]), "c");
        // Both are in the window, and nothing in it comes twice.
        assert_eq!(look(&mut seen, &[line(151_000, "slow", "c"), line(205_000, "fast", "d")]), "d");
        look(&mut seen, &[line(300_000, "fast", "e")]);
        assert_eq!(seen.since(), 270_000);
        // It begins anew, and nothing goes back.
        look(&mut seen, &[line(290_000, "slow", "f")]);
        assert_eq!(seen.since(), 270_000);
    }

    #[test]
    fn who_speaks_after_a_silence_makes_nobody_repeat_himself() {
        let mut seen = Seen::new(0);
        look(&mut seen, &[line(100_000, "s", "a"), line(100_000, "t", "b")]);
        let again = [line(100_000, "s", "a"), line(700_000, "s", "c"), line(100_000, "t", "b")];
        assert_eq!(look(&mut seen, &again), "c");
    }

    #[test]
    fn a_clock_that_goes_ahead_leaves_nobody_behind() {
        let mut seen = Seen::new(0);
        let ahead = Line { came: 100_000, ..line(7_200_000, "s", "ahead") };
        assert_eq!(look(&mut seen, std::slice::from_ref(&ahead)), "ahead");
        assert_eq!(seen.since(), 70_000);
        assert_eq!(look(&mut seen, &[line(100_500, "s", "a"), ahead]), "a");
    }

    #[test]
    fn what_is_kept_in_mind_stays_small() {
        let mut seen = Seen::new(0);
        for second in 0..10_000 {
            let stream = format!("task {}", second / 100);
            look(&mut seen, &[line(second * 1_000, &stream, &format!("{second}"))]);
            assert!(seen.before.len() <= 91 && seen.now.is_empty() && seen.streams.len() <= 2, "{second}");
        }
    }

    #[test]
    fn lines_that_nothing_tells_apart_are_told_apart() {
        let mut seen = Seen::new(0);
        let alike = vec![line(1, "s", ""); 2];
        for (lines, wanted) in [(alike.clone(), 2), (alike.clone(), 0), ([&alike[..1], &alike].concat(), 1)] {
            let mut found = Found::new(None);
            for line in lines {
                found.add(line, &mut seen);
            }
            seen.advance();
            assert_eq!(found.lines().len(), wanted);
        }
    }

    #[test]
    fn the_newest_are_of_each_service_by_time() {
        let (mut seen, mut found) = (Seen::new(0), Found::new(Some(2)));
        for (at, id) in [(3, "c"), (1, "a"), (2, "b"), (3, "d")] {
            found.add(line(at, "s", id), &mut seen);
        }
        found.add(Line { service: "db".to_owned(), ..line(0, "t", "e") }, &mut seen);
        assert!(found.lacks("db") && found.lacks("other") && !found.lacks("web") && !found.lacks_all());
        let ids: Vec<String> = found.lines().into_iter().filter_map(|line| line.id).collect();
        assert_eq!(ids, ["e", "c", "d"]);
        // Not only at the end: there may be very many.
        let mut found = Found::new(Some(2));
        for number in 0..5_000 {
            found.add(line(number, "s", &format!("n{number}")), &mut seen);
        }
        assert!(found.services["web"].len() <= 1_001);
        let ids: Vec<String> = found.lines().into_iter().filter_map(|line| line.id).collect();
        assert_eq!(ids, ["n4998", "n4999"]);
    }
}
