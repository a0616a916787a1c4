//! Pure functions from a campaign and a plan to figures.

pub mod carried;
pub mod compare;
pub mod crews;
pub mod make_up;
pub mod metrics;
pub mod missing;
pub mod notice;
pub mod part;
pub mod repeats;
pub mod roster;
pub mod shortage;
pub mod slots;
pub mod waiting;
