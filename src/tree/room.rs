//! How much a project may still grow.
//!
//! A few lines can stand for millions of values: ranges of ports, services that extend a large one, files
//! that include each other twice. Everything that copies takes what it needs from one amount, before it
//! copies.

/// The rest of an amount.
#[derive(Debug, Clone)]
pub struct Room {
    left: usize,
}

impl Room {
    /// An amount of which nothing is taken yet.
    pub fn new(amount: usize) -> Self {
        Self { left: amount }
    }

    /// Takes some of it; false, and nothing is taken, when there is not enough left.
    pub fn take(&mut self, amount: usize) -> bool {
        let left = self.left.checked_sub(amount);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_gone() {
        let mut room = Room::new(10);
        assert!(room.take(4) && !room.take(7) && room.take(6) && !room.take(1) && room.take(0));
    }
}
