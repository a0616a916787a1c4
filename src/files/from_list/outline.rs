//! A pivot table that has colleges, majors and classes in one column, each above what belongs to
//! it: its sums tell which row is which.

/// The levels that are tried: colleges, majors, classes.
const MOST_LEVELS: usize = 3;

/// The level of every row, 0 for a college. The rows of a level add up to the row above them, and
/// the colleges to the total; without a total the deepest reading that adds up is meant. `None`
/// where nothing adds up.
pub fn levels(people: &[i64], total: Option<i64>) -> Option<Vec<usize>> {
    let readings = (1..=MOST_LEVELS).rev().filter_map(|depth| {
        let mut levels = Vec::with_capacity(people.len());
        while levels.len() < people.len() {
            read(people, depth, 0, &mut levels)?;
        }
        Some(levels)
    });
    let sum = |levels: &Vec<usize>| -> i64 {
        let colleges = people.iter().zip(levels).filter(|(_, level)| **level == 0);
        colleges.map(|(people, _)| people).sum()
    };
    let mut readings = readings.filter(|levels| total.is_none_or(|total| sum(levels) == total));
    readings.next()
}

/// Reads the next row with all that belongs to it.
fn read(people: &[i64], depth: usize, level: usize, levels: &mut Vec<usize>) -> Option<i64> {
    let own = *people.get(levels.len())?;
    levels.push(level);
    if level + 1 < depth {
        let mut left = own;
        loop {
            left -= read(people, depth, level + 1, levels)?;
            match left {
                0 => break,
                1.. => {}
                _ => return None,
            }
        }
    }
    Some(own)
}

#[cfg(test)]
mod tests {
    use super::levels;

    #[test]
    fn sums_tell_colleges_from_classes() {
        assert_eq!(levels(&[69, 30, 39, 40, 40], Some(109)), Some(vec![0, 1, 1, 0, 1]));
        assert_eq!(levels(&[69, 30, 39, 40, 40], None), Some(vec![0, 1, 1, 0, 1]));
        let three = [100, 60, 30, 30, 40, 40];
        assert_eq!(levels(&three, Some(100)), Some(vec![0, 1, 2, 2, 1, 2]));
        // The total decides where both add up.
        assert_eq!(levels(&[30, 30, 40, 40], Some(140)), Some(vec![0; 4]));
        assert_eq!(levels(&[30, 30, 40, 40], Some(70)), Some(vec![0, 1, 0, 1]));
        assert_eq!(levels(&[30, 31], None), Some(vec![0, 0]));
        assert_eq!(levels(&[30, 31], Some(60)), None);
    }
}
