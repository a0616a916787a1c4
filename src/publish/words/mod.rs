//! Sentences in both languages, made of typed results: the one place where words are put to them.

pub mod figures;
pub mod make_up;
pub mod replan;
pub mod shortages;
pub mod violations;
