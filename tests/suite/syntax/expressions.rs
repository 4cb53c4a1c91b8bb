//! Expressions: Jinja's precedence, literals, and where a line goes on.

use rolecall::syntax::tree::Expr;
use rolecall::syntax::tree::ExprKind;
use rolecall::syntax::tree::ItemKind;
use rolecall::syntax::tree::MapItem;

use super::codes;
use super::parse;
use super::strings::value_of;

/// An expression with every bracket written.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
fn shape(expr: &Expr) -> String {
    let all = |items: &mut dyn Iterator<Item = String>| items.collect::<Vec<_>>().join(", ");
    match &expr.kind {
        ExprKind::Error => "error".into(),
        ExprKind::Null => "null".into(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Int(value) => value.to_string(),
        ExprKind::Float(value) => format!("{value:?}"),
        ExprKind::Mode(digits) => format!("mode {digits}"),
        ExprKind::Duration(count, unit) => format!("duration {count}{unit}"),
        ExprKind::Percent(count) => format!("percent {count}"),
        ExprKind::Text(_) => "text".into(),
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Field(of, name) => format!("{}.{}", shape(of), name.text),
        ExprKind::Index(of, index) => format!("{}[{}]", shape(of), shape(index)),
        ExprKind::Slice(of, parts) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| part.as_ref().map(shape).unwrap_or_default())
                .collect();
            format!("{}[{}]", shape(of), parts.join(":"))
        }
        ExprKind::Call(of, args) => format!(
            "{}({})",
            shape(of),
            all(&mut args.iter().map(|arg| match &arg.name {
                Some(name) => format!("{}={}", name.text, shape(&arg.value)),
                None => shape(&arg.value),
            }))
        ),
        ExprKind::Filter(of, filter) => format!(
            "({} | {}({}))",
            shape(of),
            filter.name.text,
            all(&mut filter.args.iter().map(|arg| shape(&arg.value)))
        ),
        ExprKind::Test {
            subject,
            negated,
            test,
        } => format!(
            "({} is{} {}({}))",
            shape(subject),
            if *negated { " not" } else { "" },
            test.name.text,
            all(&mut test.args.iter().map(|arg| shape(&arg.value)))
        ),
        ExprKind::Unary(op, of) => format!("({op:?} {})", shape(of)),
        ExprKind::Binary(op, left, right) => {
            format!("({} {op:?} {})", shape(left), shape(right))
        }
        ExprKind::Compare(compared) => {
            let others: Vec<String> = compared
                .rest
                .iter()
                .map(|(op, operand)| format!(" {op:?} {}", shape(operand)))
                .collect();
            format!("({}{})", shape(&compared.first), others.concat())
        }
        ExprKind::If {
            then,
            condition,
            otherwise,
        } => format!(
            "({} if {} else {})",
            shape(then),
            shape(condition),
            otherwise
                .as_ref()
                .map_or("nothing".into(), |other| shape(other))
        ),
        ExprKind::List(items) => format!(
            "[{}]",
            all(&mut items.iter().map(|item| format!(
                "{}{}",
                if item.spread { ".." } else { "" },
                shape(&item.value)
            )))
        ),
        ExprKind::Map(items) => format!(
            "{{{}}}",
            all(&mut items.iter().map(|item| match item {
                MapItem::Entry { value, .. } => format!("= {}", shape(value)),
                MapItem::Spread { value, .. } => format!("..{}", shape(value)),
            }))
        ),
        ExprKind::Comprehension(inner) => format!(
            "[{}{}{}]",
            shape(&inner.element),
            inner
                .clauses
                .iter()
                .map(|clause| format!(" for {} in {}", clause.names.len(), shape(&clause.source)))
                .collect::<String>(),
            inner
                .condition
                .as_ref()
                .map(|test| format!(" if {}", shape(test)))
                .unwrap_or_default()
        ),
        ExprKind::Range(from, to) => format!("({}..{})", shape(from), shape(to)),
        ExprKind::By(by) => format!(
            "by {} arms {} else {}",
            all(&mut by.subjects.iter().map(shape)),
            by.arms.len(),
            by.otherwise.as_ref().map_or("nothing".into(), shape)
        ),
        ExprKind::Paren(inner) => shape(inner),
    }
}

#[track_caller]
fn reads(source: &str, expected: &str) {
    assert_eq!(shape(&value_of(source)), expected, "{source}");
}

#[test]
fn precedence_is_jinjas() {
    reads("a or b and not c", "(a Or (b And (Not c)))");
    reads("not a == b", "(Not (a Eq b))");
    reads("a + b * c", "(a Add (b Mul c))");
    reads("a ~ b + c", "((a Concat b) Add c)");
    reads("a - b - c", "((a Sub b) Sub c)");
    reads("a ** b ** c", "((a Pow b) Pow c)");
    reads("-a ** b", "((Minus a) Pow b)");
    reads("-a | abs", "((Minus a) | abs())");
    reads("-a.b", "(Minus a.b)");
    reads("a + b | length", "(a Add (b | length()))");
    reads("a | first | upper", "((a | first()) | upper())");
    reads("not a is defined", "(Not (a is defined()))");
    reads("a == b is not c", "(a Eq (b is not c()))");
    reads("a is defined and b", "((a is defined()) And b)");
    reads("1 < a <= 3", "(1 Lt a Le 3)");
    reads("a not in b and c in d", "((a NotIn b) And (c In d))");
    reads("a if b else c if d else e", "(a if b else (c if d else e))");
    reads("a if b", "(a if b else nothing)");
    reads("1..n + 1", "(1..(n Add 1))");
    reads("a % b // c", "((a Mod b) FloorDiv c)");
}

#[test]
fn postfixes() {
    reads(
        "a.b[0].c(1, d=2)[1:]",
        "a.b[0].c(1, d=2)[1:]".replace("[1:]", "[1::]").as_str(),
    );
    reads("a[::2]", "a[::2]");
    reads("a[-1]", "a[(Minus 1)]");
    reads("a | b.c.d(1)", "(a | b.c.d(1))");
    reads("a | b(c)(d)", "(a | b(c))(d)");
    reads("a.in.for", "a.in.for");
}

#[test]
fn literals() {
    reads(
        "[0644, 00644, 30s, 2d, 20%, 2.5, null]",
        "[mode 0644, mode 00644, duration 30s, duration 2d, percent 20, 2.5, null]",
    );
    reads("[a, ..b,]", "[a, ..b]");
    reads("{ a = 1, \"b-c\" = 2, ..d }", "{= 1, = 2, ..d}");
    reads(
        "[u.name for u in team if u.active]",
        "[u.name for 1 in team if u.active]",
    );
    reads("[a for k, v in m for b in v]", "[a for 2 in m for 1 in v]");
    reads(
        "by [a, b] { \"x\" { 1 } else { 2 } }",
        "by a, b arms 1 else 2",
    );
    reads("by", "by");
    reads("by.x + by[0]", "(by.x Add by[0])");
    reads("9223372036854775807", "9223372036854775807");
    reads("[]", "[]");
    reads("{}", "{}");
}

#[test]
fn lines_go_on_where_the_language_says_so() {
    reads("a +\n  b", "(a Add b)");
    reads("a\n  | b\n  | c", "((a | b()) | c())");
    reads("a\n  and b\n  or c", "((a And b) Or c)");
    reads("a if b\n  else c", "(a if b else c)");
    reads("a\n  ~ b", "(a Concat b)");
    reads("\n  a", "a");
    reads("(\n  a\n  + b\n  .c\n)", "(a Add b.c)");
    reads("f(\n  a,\n  b\n)", "f(a, b)");
    reads("[\n  a\n  b, c\n  -d\n]", "[a, b, c, (Minus d)]");
    reads("[\n  a\n  for x in y\n  if z\n]", "[a for 1 in y if z]");
    reads("(\n  [\n    a\n    b\n  ]\n  + c\n)", "([a, b] Add c)");
    // Not the other operators: the next line is another thing.
    assert_eq!(codes("let a = b\n  + c"), ["unexpected-token"]);
    assert_eq!(codes("let a = b\n  is defined"), ["unexpected-token"]);
    assert_eq!(codes("let a = f\n  (1)"), ["unexpected-token"]);
    assert_eq!(codes("let a = b\n  [0]"), ["unexpected-token"]);
}

#[test]
fn a_brace_behind_an_operand_is_a_block() {
    let (file, problems) = parse("if a == b { let c = { d = 1 } }");
    assert!(problems.all().is_empty());
    let ItemKind::If { branches, .. } = &file.items[0].kind else {
        panic!("an if");
    };
    assert_eq!(shape(&branches[0].0), "(a Eq b)");
    assert_eq!(branches[0].1.items.len(), 1);
    let (_, problems) = parse("if a == { b = 1 } { let c = 1 }");
    assert!(problems.all().is_empty());
}
