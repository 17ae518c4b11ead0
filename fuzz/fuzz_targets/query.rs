//! Any text as a query: no panic, and what is printed reads back to the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use medlar::query::{Context, Scope, parse, translate};

fuzz_target!(|query: &str| {
    let parsed = parse(query);
    if let Some(expr) = &parsed.expr {
        let printed = expr.to_string();
        let again = parse(&printed).expr.map(|expr| expr.to_string());
        assert_eq!(again.as_deref(), Some(printed.as_str()));
    }
    let context = Context::new(jiff::civil::date(2026, 1, 1), Scope::Everything);
    if let (Some(plan), _) = translate(parsed, context) {
        let _ = plan.clause.to_string();
    }
});
