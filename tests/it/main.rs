//! The program and the library from outside, in one binary: `cargo test --test it brute_force` runs
//! one part of it.
//!
//! What many parts need stands once: folders, calls of the program, texts in both languages,
//! workbooks, campaigns and plans of the library, and what random campaigns are made of.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]
#![allow(clippy::print_stderr, reason = "a test that is skipped should say so")]

mod folder;
mod languages;
mod recipe;
mod run;
mod solving;
mod workbook;

mod batches;
mod browser;
mod brute_force;
mod calendars;
mod clocks;
mod command_line;
mod edges;
mod engines;
mod errors;
mod examples;
mod explanations;
mod generate;
mod headcounts;
mod kinds_of_days;
mod limits;
mod machines;
mod many_groups;
mod model_export;
mod notices;
mod one_workbook;
mod outputs;
mod paper;
mod planner;
mod planner_board;
mod planner_day;
mod planner_page;
mod planner_tables;
mod planner_variants;
mod printed_pages;
mod publishing;
mod questions;
mod replan;
mod returns;
mod rosters;
mod sample_report;
mod schemas;
mod seasons;
mod simulate_verb;
mod simulation;
mod spreadsheets;
mod students;
mod tables;
mod whole_job;
mod wrong_inputs;
mod wrong_plans;
