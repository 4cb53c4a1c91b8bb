//! Declarations: what stands at the top level, in inventories, and in `for` and `if` there.
//!
//! In: `project  demo{}`. Out: `project demo {}`. At the top level an empty line stands around
//! whatever takes several lines.

use pretty::RefDoc;

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{Held, Kind, Line};
use crate::syntax::tree::{Block, Expr, File, Item, ItemKind, MovedKind, Name};

impl<'a> Format<'a> {
    /// A whole file.
    pub(super) fn file(&self, file: &File) -> RefDoc<'a> {
        let lines = file.items.iter().map(|item| self.item(item)).collect();
        let last = self.comments.in_front(u32::MAX, 0);
        self.layout.lines_of(lines, last, 0, "", true)
    }

    fn item(&self, item: &Item) -> Line<'a> {
        self.line(item.span.start, item.span.end, || self.declared(item))
    }

    fn declared(&self, item: &Item) -> Held<'a> {
        let layout = &self.layout;
        Held::Whole(match &item.kind {
            ItemKind::Error => self.text(item.span),
            ItemKind::Use {
                name,
                source,
                reference,
            } => {
                let mut pieces = vec![self.named("use ", name)];
                pieces.extend([layout.text(" from "), self.string(source)]);
                if let Some(reference) = reference {
                    pieces.extend([layout.text(" ref = "), self.string(reference)]);
                }
                layout.row(pieces)
            }
            ItemKind::Foreign(foreign) => self.foreign(foreign),
            ItemKind::Project { name, body } => {
                let head = self.named("project ", name);
                self.with_body(head, self.attrs(body))
            }
            ItemKind::Type { name, ty } => {
                layout.row([self.named("type ", name), layout.text(" = "), self.ty(ty)])
            }
            ItemKind::Let(bound) => return self.bound(bound),
            ItemKind::Var { name, ty, default } => {
                layout.row([layout.text("var "), self.typed(name, ty, default.as_ref())])
            }
            ItemKind::Secret { name, source } => layout.row([
                self.named("secret ", name),
                layout.text(" from "),
                self.expr(source),
            ]),
            ItemKind::Host { name, body } => return self.host(name, body),
            ItemKind::Group { name, alias, body } => {
                return Held::Pair {
                    kind: Kind::Group,
                    left: self.aliased("group ", name, alias.as_ref()),
                    sign: "",
                    right: self.members(body, false),
                };
            }
            ItemKind::Inventory { name, body } => {
                let head = self.named("inventory ", name);
                self.with_body(head, self.nested(body, false))
            }
            ItemKind::Plugin { name, plugin, body } => {
                let head = layout.row([
                    self.named("inventory ", name),
                    layout.text(" from plugin "),
                    self.string(plugin),
                ]);
                self.with_body(head, self.attrs(body))
            }
            ItemKind::For { clause, body } => {
                let head = self.for_(clause);
                self.with_body(head, self.nested(body, false))
            }
            ItemKind::If {
                branches,
                otherwise,
            } => self.branches(branches, otherwise.as_ref(), |body, open| {
                self.nested(body, open)
            }),
            ItemKind::Role(role) => self.role(role),
            ItemKind::Playbook { name, alias, body } => {
                let head = self.aliased("playbook ", name, alias.as_ref());
                self.with_body(head, self.plays(body))
            }
            ItemKind::Platform { name, body } => {
                let head = self.named("platform ", name);
                self.with_body(head, self.attrs(body))
            }
            ItemKind::Test(test) => self.test(test),
            ItemKind::Policy(policy) => self.policy(policy),
            ItemKind::Moved { kind, from, to } => {
                let word = match kind {
                    MovedKind::Role => "moved role ",
                    MovedKind::Section => "moved section ",
                    MovedKind::Host => "moved host ",
                    MovedKind::Group => "moved group ",
                };
                let called = |name: &Name| match kind {
                    MovedKind::Host => self.text(name.span),
                    MovedKind::Role | MovedKind::Section | MovedKind::Group => self.name(name),
                };
                layout.row([
                    layout.text(word),
                    called(from),
                    layout.text(" -> "),
                    called(to),
                ])
            }
        })
    }

    /// Declarations in braces.
    fn nested(&self, body: &Block<Item>, open: bool) -> Piece<'a> {
        self.block(body.span, &body.items, open, |item| self.item(item))
    }

    /// `if x { … } else if y { … } else { … }`.
    pub(super) fn branches<T>(
        &self,
        branches: &[(Expr, Block<T>)],
        otherwise: Option<&Block<T>>,
        body: impl Fn(&Block<T>, bool) -> Piece<'a>,
    ) -> Piece<'a> {
        let layout = &self.layout;
        let several = branches.len() > 1 || otherwise.is_some();
        let mut pieces = Vec::new();
        for (condition, block) in branches {
            let word = if pieces.is_empty() {
                "if "
            } else {
                " else if "
            };
            pieces.extend([layout.text(word), self.expr(condition)]);
            pieces.extend([layout.text(" "), body(block, several)]);
        }
        if let Some(block) = otherwise {
            pieces.extend([layout.text(" else "), body(block, true)]);
        }
        layout.row(pieces)
    }
}
