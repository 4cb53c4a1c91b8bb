//! Playbooks and plays.
//!
//! In: `play "Every server" on all{role base}`. Out: `play "Every server" on all { role base }`.

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{Held, Line};
use crate::syntax::tree::{Block, Play, PlayItem, PlaybookItem};

impl<'a> Format<'a> {
    /// `{ play … }`.
    pub(super) fn plays(&self, body: &Block<PlaybookItem>) -> Piece<'a> {
        let layout = &self.layout;
        self.block(body.span, &body.items, false, |item| match item {
            PlaybookItem::Error(span) => {
                self.line(span.start, span.end, || Held::Whole(self.text(*span)))
            }
            PlaybookItem::Import { span, playbook, .. } => self.line(span.start, span.end, || {
                Held::Whole(layout.row([layout.text("import "), self.path(playbook)]))
            }),
            PlaybookItem::Play(play) => self.line(play.span.start, play.span.end, || {
                Held::Whole(self.play(play))
            }),
        })
    }

    fn play(&self, play: &Play) -> Piece<'a> {
        let layout = &self.layout;
        let on = layout.row([layout.text("on "), self.pattern(&play.on)]);
        let mut clauses = vec![on];
        clauses.extend(self.clauses(&play.header));
        let head = self.headed(self.sentence("play ", &play.name), clauses);
        let body = self.block(play.body.span, &play.body.items, false, |item| {
            self.play_item(item)
        });
        self.with_body(head, body)
    }

    fn play_item(&self, item: &PlayItem) -> Line<'a> {
        let layout = &self.layout;
        match item {
            PlayItem::Error(span) => {
                self.line(span.start, span.end, || Held::Whole(self.text(*span)))
            }
            PlayItem::Attr(attr) => self.attr(attr),
            PlayItem::Let(bound) => self.own_let(bound),
            PlayItem::Prompt {
                span,
                name,
                ty,
                body,
                ..
            } => self.line(span.start, span.end, || {
                let head = layout.row([layout.text("prompt "), self.typed(name, ty, None)]);
                Held::Whole(match body {
                    Some(body) => self.with_body(head, self.attrs(body)),
                    None => head,
                })
            }),
            PlayItem::Handler(handler) => self.handler(handler),
            PlayItem::Step(step) => self.step(step),
        }
    }
}
