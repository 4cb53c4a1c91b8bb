//! The pages of `lang/errors/`, embedded.

include!(concat!(env!("OUT_DIR"), "/pages.rs"));
