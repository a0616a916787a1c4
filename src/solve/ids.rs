//! Typed indices, so that the index of one list is not taken for that of another, and lists that
//! are read by their own type of index alone.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index, IndexMut};

/// An index of one kind of list; the macro [`id!`] defines them.
pub trait Id: Copy {
    /// The index from its number.
    fn new(index: usize) -> Self;
    /// The index as a number.
    fn index(self) -> usize;
}

/// Defines a type of index: its documentation and its name.
macro_rules! id {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);

        impl $name {
            /// The index as a number.
            pub fn index(self) -> usize {
                self.0
            }
        }

        impl $crate::solve::ids::Id for $name {
            fn new(index: usize) -> $name {
                $name(index)
            }

            fn index(self) -> usize {
                $name::index(self)
            }
        }
    };
}
pub(crate) use id;

/// A list that is indexed by `I`. Its items are those of a slice in all other respects.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct List<I, T> {
    items: Vec<T>,
    id: PhantomData<I>,
}

impl<I: Id, T> List<I, T> {
    /// A list without items.
    pub fn new() -> List<I, T> {
        List::default()
    }

    /// Adds an item at the end; gives its index.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::new(self.items.len() - 1)
    }

    /// Removes the last item.
    pub fn pop(&mut self) {
        self.items.pop();
    }

    /// The index that the next item gets.
    pub fn next_id(&self) -> I {
        I::new(self.items.len())
    }

    /// All indices.
    pub fn ids(
        &self,
    ) -> impl ExactSizeIterator<Item = I> + DoubleEndedIterator + Clone + use<I, T> {
        (0..self.items.len()).map(I::new)
    }

    /// Each item with its index.
    pub fn with_ids(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + Clone {
        self.ids().zip(&self.items)
    }
}

impl<I: Id, T: Clone> List<I, T> {
    /// A list that has an equal item for each one of another.
    pub fn alike<U>(item: T, other: &List<I, U>) -> List<I, T> {
        vec![item; other.items.len()].into()
    }
}

impl<I, T> Default for List<I, T> {
    fn default() -> List<I, T> {
        List { items: Vec::new(), id: PhantomData }
    }
}

impl<I, T> From<Vec<T>> for List<I, T> {
    fn from(items: Vec<T>) -> List<I, T> {
        List { items, id: PhantomData }
    }
}

impl<I, T> FromIterator<T> for List<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(items: S) -> List<I, T> {
        items.into_iter().collect::<Vec<T>>().into()
    }
}

impl<I: Id, T> Index<I> for List<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for List<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I, T> Deref for List<I, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<I, T> DerefMut for List<I, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

impl<'l, I, T> IntoIterator for &'l List<I, T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> std::slice::Iter<'l, T> {
        self.items.iter()
    }
}

impl<I, T> IntoIterator for List<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> std::vec::IntoIter<T> {
        self.items.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::List;

    id!(
        /// The index of a word.
        WordId
    );

    #[test]
    fn an_item_is_found_by_the_index_that_it_was_given() {
        let mut words: List<WordId, &str> = List::new();
        assert_eq!(words.next_id(), WordId(0));
        let (first, second) = (words.push("a"), words.push("b"));
        assert_eq!((first, second), (WordId(0), WordId(1)));
        assert_eq!((words[first], words[second]), ("a", "b"));
        assert!(words.with_ids().eq([(first, &"a"), (second, &"b")]));
        let mut lengths = List::alike(0, &words);
        lengths[second] = 1;
        assert!(lengths.iter().eq(&[0, 1]));
        words.pop();
        assert!(words.ids().eq([first]));
    }
}
