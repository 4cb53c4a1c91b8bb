//! A small evaluator of Jinja expressions, so that the table in tests/cases/value can be written in
//! Jinja and asked of Ansible as it stands. minijinja parses, the library computes.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the syntax tree is minijinja's, not ours"
)]

use minijinja::machinery::ast;
use rolecall::value::Args;
use rolecall::value::Error;
use rolecall::value::Map;
use rolecall::value::Value;
use rolecall::value::filters;
use rolecall::value::functions;
use rolecall::value::index;
use rolecall::value::methods;
use rolecall::value::ops;
use rolecall::value::repr;
use rolecall::value::tests;

type Made = Result<Value, Error>;

fn no(what: &str) -> Error {
    Error::NotImplemented { what: what.into() }
}

/// The value of an expression, or of a template if it is more than one `{{ }}`.
pub fn evaluate(source: &str) -> Made {
    let Some(template) = source.strip_prefix("template ") else {
        let parsed =
            minijinja::machinery::parse_expr(source).unwrap_or_else(|e| panic!("{source}: {e:#}"));
        return expr(&parsed);
    };
    let parsed = minijinja::machinery::parse(template, "", Default::default())
        .unwrap_or_else(|e| panic!("{source}: {e:#}"));
    let ast::Stmt::Template(parsed) = parsed else {
        panic!("{source} is no template");
    };
    let mut parts = Vec::new();
    for child in &parsed.children {
        parts.push(match child {
            ast::Stmt::EmitRaw(raw) => Value::str(raw.raw),
            ast::Stmt::EmitExpr(code) => expr(&code.expr)?,
            _ => panic!("{source} holds a statement"),
        });
    }
    Ok(ops::interpolate(&parts))
}

fn constant(value: &minijinja::Value) -> Value {
    use minijinja::value::ValueKind;
    match value.kind() {
        ValueKind::None => Value::Null,
        ValueKind::Bool => Value::Bool(value.is_true()),
        ValueKind::Number if value.is_integer() => {
            Value::Int(i64::try_from(value.clone()).expect("a small number"))
        }
        ValueKind::Number => Value::Float(f64::try_from(value.clone()).expect("a float")),
        ValueKind::String => Value::str(value.as_str().expect("text")),
        kind => panic!("a constant {kind}"),
    }
}

fn all(items: &[ast::Expr<'_>]) -> Made {
    items
        .iter()
        .map(|i| expr(i).map_err(Error::used))
        .collect::<Result<_, _>>()
        .map(Value::list)
}

fn args(given: &[ast::CallArg<'_>]) -> Result<Args, Error> {
    let mut out = Args::none();
    for arg in given {
        match arg {
            ast::CallArg::Pos(e) => out.positional.push(expr(e).map_err(Error::used)?),
            ast::CallArg::Kwarg(name, e) => {
                out.named
                    .push(((*name).into(), expr(e).map_err(Error::used)?));
            }
            ast::CallArg::PosSplat(e) => {
                out.positional.extend(index::items("*", &expr(e)?)?);
            }
            ast::CallArg::KwargSplat(_) => panic!("`**` in a call"),
        }
    }
    Ok(out)
}

fn bound(e: Option<&ast::Expr<'_>>) -> Result<Option<i64>, Error> {
    match e.map(expr).transpose()? {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Int(n)) => Ok(Some(n)),
        Some(_) => Err(no("this slice")),
    }
}

fn maybe(value: Made) -> Result<Option<Value>, Error> {
    match value {
        Ok(value) => Ok(Some(value)),
        Err(Error::Undefined { .. }) => Ok(None),
        Err(e) => Err(e),
    }
}

fn expr(e: &ast::Expr<'_>) -> Made {
    match e {
        ast::Expr::Var(v) => match v.id {
            "none" | "None" => Ok(Value::Null),
            name => Err(Error::Undefined {
                what: format!("{name} is undefined").into(),
            }),
        },
        ast::Expr::Const(c) => Ok(constant(&c.value)),
        ast::Expr::Slice(s) => index::slice(
            &expr(&s.expr)?,
            bound(s.start.as_ref())?,
            bound(s.stop.as_ref())?,
            bound(s.step.as_ref())?,
        ),
        ast::Expr::UnaryOp(u) => {
            let value = expr(&u.expr).map_err(Error::used)?;
            match u.op {
                ast::UnaryOpKind::Not => Ok(Value::Bool(!ops::truth(&value))),
                ast::UnaryOpKind::Neg => ops::neg(&value),
            }
        }
        ast::Expr::BinOp(b) => binary(b),
        ast::Expr::Compare(c) => {
            let mut left = expr(&c.expr).map_err(Error::used)?;
            for op in &c.ops {
                let right = expr(&op.expr).map_err(Error::used)?;
                if !compare(op.op, &left, &right)? {
                    return Ok(Value::Bool(false));
                }
                left = right;
            }
            Ok(Value::Bool(true))
        }
        ast::Expr::IfExpr(i) => {
            if ops::truth(&expr(&i.test_expr).map_err(Error::used)?) {
                expr(&i.true_expr)
            } else {
                i.false_expr.as_ref().map_or_else(
                    || {
                        Err(Error::Undefined {
                            what: "no else".into(),
                        })
                    },
                    expr,
                )
            }
        }
        ast::Expr::Filter(f) => {
            let subject = maybe(expr(f.expr.as_ref().expect("a subject")))?;
            filters::call(f.name, subject.as_ref(), &args(&f.args)?)
        }
        ast::Expr::Test(t) => {
            let subject = maybe(expr(&t.expr))?;
            tests::call_on(t.name, subject.as_ref(), &args(&t.args)?).map(Value::Bool)
        }
        ast::Expr::GetAttr(g) => index::index(&expr(&g.expr)?, &Value::str(g.name)),
        ast::Expr::GetItem(g) => {
            let key = expr(&g.subscript_expr).map_err(Error::used)?;
            index::index(&expr(&g.expr)?, &key)
        }
        ast::Expr::Call(c) => match c.identify_call() {
            ast::CallType::Method(subject, name) => {
                methods::call(name, &expr(subject).map_err(Error::used)?, &args(&c.args)?)
            }
            ast::CallType::Function(name) => functions::call(name, &args(&c.args)?),
            _ => Err(no("this call")),
        },
        ast::Expr::List(l) => all(&l.items),
        ast::Expr::Tuple(t) => all(&t.items),
        ast::Expr::Map(m) => {
            let mut out = Map::new();
            for (key, value) in m.keys.iter().zip(&m.values) {
                let Value::Str(key) = expr(key)? else {
                    return Err(no("a key that is no string"));
                };
                out.insert(key, expr(value).map_err(Error::used)?);
            }
            Ok(Value::map(out))
        }
    }
}

fn compare(op: ast::CompareOpKind, a: &Value, b: &Value) -> Result<bool, Error> {
    use ast::CompareOpKind as Op;
    Ok(match op {
        Op::Eq => ops::equal(a, b),
        Op::Ne => !ops::equal(a, b),
        Op::Lt => ops::less(a, b)?,
        Op::Lte => ops::less_equal(a, b)?,
        Op::Gt => ops::greater(a, b)?,
        Op::Gte => ops::greater_equal(a, b)?,
        Op::In => ops::contains(b, a)?,
        Op::NotIn => !ops::contains(b, a)?,
    })
}

fn binary(b: &ast::BinOp<'_>) -> Made {
    use ast::BinOpKind as Op;
    let left = expr(&b.left).map_err(Error::used)?;
    match b.op {
        Op::ScAnd if !ops::truth(&left) => return Ok(left),
        Op::ScOr if ops::truth(&left) => return Ok(left),
        _ => {}
    }
    let right = expr(&b.right).map_err(Error::used)?;
    let (x, y) = (&left, &right);
    match b.op {
        Op::ScAnd | Op::ScOr => Ok(right),
        Op::Add => ops::add(x, y),
        Op::Sub => ops::sub(x, y),
        Op::Mul => ops::mul(x, y),
        Op::Div => ops::div(x, y),
        Op::FloorDiv => ops::floor_div(x, y),
        Op::Rem => ops::modulo(x, y),
        Op::Pow => ops::pow(x, y),
        Op::Concat => Ok(ops::concat(x, y)),
        Op::Eq => compare(ast::CompareOpKind::Eq, x, y).map(Value::Bool),
        Op::Ne => compare(ast::CompareOpKind::Ne, x, y).map(Value::Bool),
        Op::Lt => compare(ast::CompareOpKind::Lt, x, y).map(Value::Bool),
        Op::Lte => compare(ast::CompareOpKind::Lte, x, y).map(Value::Bool),
        Op::Gt => compare(ast::CompareOpKind::Gt, x, y).map(Value::Bool),
        Op::Gte => compare(ast::CompareOpKind::Gte, x, y).map(Value::Bool),
        Op::In => compare(ast::CompareOpKind::In, x, y).map(Value::Bool),
    }
}

/// The value as Python shows it: `1`, `1.0` and `'1'` differ.
pub fn shown(value: &Value) -> String {
    repr::repr(value).to_string()
}
