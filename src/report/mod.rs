//! Reports: finished data in, bytes out; one place writes files.

pub mod json;
