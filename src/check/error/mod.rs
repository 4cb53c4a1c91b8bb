//! What checking reports, one enum for each part of it.

pub mod argument;
pub mod expr;
pub mod foreign;
pub mod guessed;
pub mod inventory;
pub mod lint;
pub mod moved;
pub mod names;
pub mod play;
pub mod role;
pub mod secret;
pub mod template;
pub mod test;
