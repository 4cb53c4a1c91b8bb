//! Every term of a step: what a handler reads, what a play mentions.

use crate::check::program::{Keyword, LoopSource, Step, StepKind};
use crate::check::term::Term;

/// Calls `visit` with every term of a step and of the steps inside, inner terms too.
pub fn walk<'s>(step: &'s Step, visit: &mut dyn FnMut(&'s Term)) {
    let keywords = |keywords: &'s [Keyword], visit: &mut dyn FnMut(&'s Term)| {
        keywords
            .iter()
            .for_each(|keyword| keyword.value.walk(visit));
    };
    if let Some(each) = &step.each {
        match &each.source {
            LoopSource::List(term) | LoopSource::Map(term) | LoopSource::Subelements(term, _) => {
                term.walk(visit)
            }
            LoopSource::Product(terms) => terms.iter().for_each(|term| term.walk(visit)),
        }
        keywords(&each.control, visit);
    }
    step.name
        .iter()
        .chain(&step.when)
        .for_each(|term| term.walk(visit));
    keywords(&step.keywords, visit);
    step.lets
        .iter()
        .for_each(|binding| binding.value.walk(visit));
    match &step.kind {
        StepKind::Task(call) => {
            call.free_form.iter().for_each(|term| term.walk(visit));
            call.args.iter().for_each(|arg| arg.value.walk(visit));
        }
        StepKind::Block { .. } | StepKind::Section { .. } => {
            step.inside().for_each(|step| walk(step, visit));
        }
        StepKind::Role(application) => {
            application
                .params
                .iter()
                .for_each(|given| given.value.walk(visit));
        }
        StepKind::Fact { value, .. } => value.walk(visit),
    }
}
