//! What differs between two states of a fleet.
//!
//! In: two resolved fleets with the files they are written to. Out: what a change reaches.

pub mod affected;
pub mod state;
