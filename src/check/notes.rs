//! Comments and docs on their way from the tree to the program.

use crate::check::program::Notes;
use crate::syntax::tree::Lead;

impl From<&Lead> for Notes {
    fn from(lead: &Lead) -> Self {
        lead.0.as_ref().map_or_else(Self::default, |text| Self {
            comments: text.comments.clone(),
            docs: text.docs.clone(),
        })
    }
}
