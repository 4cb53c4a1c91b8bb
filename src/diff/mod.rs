//! What differs between two states of a fleet.
//!
//! In: two resolved fleets with the files they are written to. Out: what a reviewer must know of
//! the change ([`compare`]), and what it reaches ([`affected`]).

pub mod affected;
mod alike;
mod application;
pub mod change;
pub mod compare;
pub mod delta;
mod drawing;
mod early;
mod entry;
mod figure;
mod fleet;
mod follow;
mod giver;
mod handler;
pub mod html;
pub mod inventory;
pub mod json;
pub mod markdown;
mod matching;
mod mode;
mod moved;
mod parts;
pub mod picture;
mod play;
mod privilege;
mod reading;
mod rest;
mod role;
pub mod roster;
mod rows;
pub mod side;
mod source;
pub mod state;
mod step;
mod summary;
mod tasks;
pub mod text;
mod values;
mod yaml;
