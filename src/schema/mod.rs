//! stub
pub mod reserved {
    pub fn variable(_n: &str) -> Option<&'static str> {
        None
    }
}
pub mod magic {
    pub struct M {
        pub ty: &'static str,
    }
    pub fn lookup(n: &str) -> Option<M> {
        (n == "inventory_hostname").then_some(M { ty: "string" })
    }
    pub fn names() -> impl Iterator<Item = &'static str> {
        ["inventory_hostname"].into_iter()
    }
}
pub mod fact {
    pub struct M {
        pub ty: &'static str,
    }
    pub fn lookup(n: &str) -> Option<M> {
        (n == "os_family").then_some(M { ty: "string" })
    }
    pub fn names() -> impl Iterator<Item = &'static str> {
        ["os_family"].into_iter()
    }
}
pub mod filter {
    use ecow::EcoString;
    pub struct F {
        pub min: usize,
        pub max: Option<usize>,
        pub result: &'static str,
        pub impure: bool,
    }
    impl F {
        pub fn emitted_name(&self, n: &str) -> EcoString {
            n.into()
        }
    }
    pub fn lookup(_n: &str) -> Option<F> {
        Some(F {
            min: 0,
            max: None,
            result: "any",
            impure: false,
        })
    }
    pub fn names() -> impl Iterator<Item = &'static str> {
        ["x"].into_iter()
    }
}
pub mod test {
    pub struct F {
        pub min: usize,
        pub max: Option<usize>,
        pub impure: bool,
    }
    pub fn lookup(_n: &str) -> Option<F> {
        Some(F {
            min: 0,
            max: None,
            impure: false,
        })
    }
    pub fn names() -> impl Iterator<Item = &'static str> {
        ["x"].into_iter()
    }
    pub fn of_results(n: &str) -> bool {
        n == "changed"
    }
}
pub mod method {
    pub struct F {
        pub result: &'static str,
    }
    pub fn lookup(_n: &str) -> Option<F> {
        Some(F { result: "any" })
    }
    pub fn names() -> impl Iterator<Item = &'static str> {
        ["x"].into_iter()
    }
}
pub mod lookup {
    pub struct F {
        pub result: &'static str,
        pub impure: bool,
    }
    pub fn function(_n: &str) -> Option<F> {
        Some(F {
            result: "any",
            impure: true,
        })
    }
    pub fn functions() -> impl Iterator<Item = &'static str> {
        ["x"].into_iter()
    }
}
