//! Operations that the project declares: `path | site_url`, `port is unprivileged`, `lookup("pillar", "web")`.

use crate::check::error::expr::ExprError;
use crate::check::expr::{Lowering, broken};
use crate::check::foreign::plugins::Signature;
use crate::check::term::{Args, Term, TermKind};
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree::{self, Arg, Operation};

impl Lowering<'_, '_> {
    /// What the operation gives, if it is one of the project's own; always later.
    pub(super) fn own_operation(
        &mut self,
        what: Operation,
        subject: &tree::Expr,
        negated: bool,
        name: &tree::Name,
        args: &[Arg],
        span: Span,
    ) -> Option<Term> {
        let own = self.world.plugins.operation(self.space, what, &name.text);
        let signature = own.cloned()?;
        let subject = match signature.takes.first() {
            Some(ty) => self.check(subject, ty),
            None => self.infer(subject),
        };
        if !self.counts(&signature, name, args) {
            return Some(broken(span));
        }
        let mut lowered = Args::default();
        for (index, arg) in args.iter().enumerate() {
            let ty = signature.takes.get(index + 1).unwrap_or(&Type::Any);
            lowered.positional.push(self.check(&arg.value, ty));
        }
        let wrong = |term: &Term| term.ty == Type::Error;
        if wrong(&subject) || lowered.positional.iter().any(wrong) {
            return Some(broken(span));
        }
        let (subject, name) = (Box::new(subject), name.text.clone());
        let kind = match what {
            Operation::Filter => TermKind::Filter(subject, name, Box::new(lowered)),
            Operation::Test => TermKind::Test {
                subject,
                negated,
                name,
                args: Box::new(lowered),
            },
            // It stands behind nothing: see `own_lookup`.
            Operation::Lookup => return None,
        };
        let ty = signature.gives;
        Some(Term { span, ty, kind })
    }

    /// What a lookup of the project's own is given: `lookup("pillar", "web")`. Its options have names, which its declaration
    /// does not say; `None` if it is given something else than what it looks for.
    pub(super) fn own_lookup(
        &mut self,
        signature: &Signature,
        name: &tree::Name,
        args: &Args,
    ) -> Option<Type> {
        let terms = args.positional.get(1..).unwrap_or_default();
        let most = signature.takes.len();
        let needed = |ty: &&Type| !matches!(ty, Type::Optional(_));
        let least = signature.takes.iter().take_while(needed).count();
        if terms.len() < least || terms.len() > most {
            self.problems.push(ExprError::BadArguments {
                name: name.text.to_string(),
                problem: counted(terms.len()),
                span: name.span,
                help: Some(declared(least, most)),
            });
            return None;
        }
        let mut fits = true;
        for (term, ty) in terms.iter().zip(&signature.takes) {
            fits &= self.fit(term.clone(), ty).ty != Type::Error;
        }
        fits.then(|| signature.gives.clone())
    }

    /// Whether there are as many arguments as it takes, given by their places.
    fn counts(&mut self, signature: &Signature, name: &tree::Name, args: &[Arg]) -> bool {
        let most = signature.takes.len().saturating_sub(1);
        let needed = |ty: &&Type| !matches!(ty, Type::Optional(_));
        let least = signature.takes.iter().skip(1).take_while(needed).count();
        let named = args.iter().find_map(|arg| arg.name.as_ref());
        let (problem, help, place) = match named {
            Some(arg) => (
                format!("an argument by its name, `{}`", arg.text),
                String::from("its declaration says types, not names: give it by its place"),
                arg.span,
            ),
            None if args.len() < least || args.len() > most => {
                (counted(args.len()), declared(least, most), name.span)
            }
            None => return true,
        };
        self.problems.push(ExprError::BadArguments {
            name: name.text.to_string(),
            problem,
            span: place,
            help: Some(help),
        });
        false
    }
}

fn counted(count: usize) -> String {
    format!("{count} argument{}", if count == 1 { "" } else { "s" })
}

fn declared(least: usize, most: usize) -> String {
    match (least, most) {
        (_, 0) => String::from("it is declared to take none"),
        _ if least == most => format!("it is declared to take {most}"),
        _ => format!("it is declared to take {least} to {most}"),
    }
}
