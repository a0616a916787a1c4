//! A mark by which two contents are told apart: FNV-1a of 64 bits, and the length. It tells changes
//! by accident, not by ill will.

/// A mark that is being made.
#[derive(Debug, Clone, Copy)]
pub struct Digest {
    hash: u64,
    length: usize,
}

impl Default for Digest {
    fn default() -> Digest {
        Digest { hash: 0xcbf2_9ce4_8422_2325, length: 0 }
    }
}

impl Digest {
    /// The mark of a content, as text.
    pub fn of(bytes: &[u8]) -> String {
        Digest::default().with(bytes).text()
    }

    /// Goes on with these bytes.
    #[must_use]
    pub fn with(self, bytes: &[u8]) -> Digest {
        let hash = bytes.iter().fold(self.hash, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Digest { hash, length: self.length + bytes.len() }
    }

    /// Goes on with a part that has a name, so that no byte can move from one part to the next
    /// unseen.
    #[must_use]
    pub fn with_part(self, name: &str, bytes: &[u8]) -> Digest {
        self.with(format!("{name}\0{}\0", bytes.len()).as_bytes()).with(bytes)
    }

    /// The mark as text.
    pub fn text(self) -> String {
        format!("{:016x}-{}", self.hash, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn marks_are_those_of_fnv_1a() {
        assert_eq!(Digest::of(b""), "cbf29ce484222325-0");
        assert_eq!(Digest::of(b"a"), "af63dc4c8601ec8c-1");
    }

    #[test]
    fn parts_don_t_run_into_each_other() {
        let parts = |one: &[u8], other: &[u8]| {
            Digest::default().with_part("a", one).with_part("b", other).text()
        };
        assert_ne!(parts(b"12", b"3"), parts(b"1", b"23"));
    }
}
