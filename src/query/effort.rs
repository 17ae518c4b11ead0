//! How much work a query costs, in tests: a count instead of a clock, so that whether it grows with the length of a query or
//! with its square is told the same on any machine.
//!
//! Counted are steps (a character or token looked at, a node of a tree visited; the steps call [`step`]) and bytes asked
//! of the allocator. Outside tests nothing is counted.

/// One step of work.
#[inline]
pub(super) fn step() {
    #[cfg(test)]
    tests::STEPS.with(|steps| steps.set(steps.get() + 1));
}

#[cfg(test)]
mod tests {
    use crate::query::{Context, Scope, parse, translate};
    use std::cell::Cell;

    thread_local! {
        pub(super) static STEPS: Cell<u64> = const { Cell::new(0) };
    }

    /// The size of the shorter query of a pair.
    const SIZE: usize = 125;

    /// How many times as long the longer query of a pair is.
    const LONGER: usize = 8;

    /// Times the work that the longer may cost: rounding, and tables and buffers that grow by doubling. The square would be 64.
    const MOST: f64 = 12.0;

    /// Steps and bytes to parse, print, translate and print the translation.
    fn effort(query: &str) -> (u64, u64) {
        STEPS.set(0);
        let allocated = allocation_counter::measure(|| {
            let parsed = parse(query);
            let printed = parsed.expr.as_ref().map(ToString::to_string);
            let context = Context::new(jiff::civil::date(2026, 1, 1), Scope::Everything);
            let translated = translate(parsed, context).0.map(|plan| plan.clause.to_string());
            drop((printed, translated));
        });
        (STEPS.get(), allocated.bytes_total)
    }

    /// `n` of `piece`, each with its number in place of `#`.
    fn times(piece: &str, n: usize) -> String {
        (0..n).map(|number| piece.replace('#', &number.to_string())).collect()
    }

    /// Makes a query of a size.
    type Shape = fn(usize) -> String;

    /// Shapes of long queries, each as a function of its size.
    const SHAPES: &[(&str, Shape)] = &[
        ("an OR chain", |n| format!("{}z", times("w#[ti] OR ", n))),
        ("an untagged OR chain", |n| format!("{}z", times("w# OR ", n))),
        ("operators in turn", |n| format!("{}z", times("w#[ti] AND v#[ti] OR u# NOT ", n))),
        ("words side by side", |n| times("word# ", n)),
        ("words before a tag", |n| format!("{}[ti]", times("word# ", n))),
        ("words before an unknown tag", |n| format!("{}[nosuch]", times("word# ", n))),
        ("a long phrase", |n| format!("\"{}\"[tiab]", times("word# ", n))),
        ("words in order", |n| format!("\"{}\"[tiab:>3]", times("word# ", n))),
        ("one word", |n| times("w", n)),
        ("one compound", |n| format!("{}x", times("w#-", n))),
        ("a DOI of parentheses", |n| format!("10.1000/{}", times("(a)", n))),
        ("deep parentheses", |n| format!("{}x{}", "(".repeat(n), ")".repeat(n))),
        ("groups to the left", |n| format!("{}a{}", "(".repeat(n), " OR b) AND c".repeat(n))),
        ("groups to the right", |n| format!("{}x OR y{}", "a AND (".repeat(n / 3), ")".repeat(n / 3))),
        ("groups beyond the limit", |n| format!("{}x OR y{}", "a AND (".repeat(n), ")".repeat(n))),
        ("groups side by side", |n| times("(a# OR b#) AND ", n)),
        ("tagged groups", |n| times("(a# OR b#)[ti] AND ", n)),
        ("open parentheses", |n| times("(a ", n)),
        ("open parentheses alone", |n| "(".repeat(n)),
        ("closing parentheses", |n| times("a) ", n)),
        ("empty parentheses", |n| "()".repeat(n)),
        ("parentheses inside words", |n| times("a(b", n)),
        ("open brackets", |n| times("[a ", n)),
        ("open brackets alone", |n| "[".repeat(n)),
        ("closing brackets", |n| times("a] ", n)),
        ("many tags", |n| times("a[ti] ", n)),
        ("stray tags", |n| times("[ti]", n)),
        ("unknown tags", |n| times("a[t#] ", n)),
        ("one tag", |n| format!("a[{}]", "t:".repeat(n))),
        ("modifiers", |n| format!("a[ti{}]", ":noexp".repeat(n))),
        ("quotes", |n| times("\"a b# c\" ", n)),
        ("an open quote", |n| format!("\"{}", times("a ", n))),
        ("brackets in an open quote", |n| format!("\"{}", times("[a ", n))),
        ("tags in quotes", |n| times("\"a[ti] ", n)),
        ("markup", |n| times("<i>a</i> ", n)),
        ("labels", |n| times("[3H]a ", n)),
        ("names with parentheses", |n| times("a (b c)[ta] ", n)),
        ("empty quotes", |n| "\"\" ".repeat(n)),
        ("typographic quotes", |n| times("“a b” ", n)),
        ("ranges", |n| times("2001:2002[dp] OR ", n)),
        ("ranges of quoted ends", |n| times("\"2001\"[dp] : \"2002\"[dp] OR ", n)),
        ("a range without end", |n| times("2001:", n)),
        ("colons", |n| ": ".repeat(n)),
        ("operators alone", |n| "AND OR NOT ".repeat(n)),
        ("stars", |n| "*".repeat(n)),
        ("truncated words", |n| times("w#* ", n)),
        ("wildcards in one word", |n| "w*".repeat(n)),
        ("ids", |n| times("3558#0001 ", n)),
        ("headings", |n| times("\"h#/drug therapy\"[mh] OR ", n)),
        ("unknown languages", |n| times("x#[la] OR ", n)),
        ("authors", |n| times("smith# j[au] OR ", n)),
        ("full names", |n| times("smith, john# adam[au] OR ", n)),
        ("garbage", |n| times("(\"]#[:*)&|~ \u{0}é“", n)),
    ];

    #[test]
    fn work_grows_with_the_length_of_a_query() {
        let mut wrong = Vec::new();
        for (name, shape) in SHAPES {
            // Tables that are made once are made now.
            effort(&shape(3));
            let (short, long) = (effort(&shape(SIZE)), effort(&shape(SIZE * LONGER)));
            let ratio = |short: u64, long: u64| long as f64 / short.max(1_000) as f64;
            let (steps, bytes) = (ratio(short.0, long.0), ratio(short.1, long.1));
            println!(
                "{name}: {} to {} steps ({steps:.1}), {} to {} bytes ({bytes:.1})",
                short.0, long.0, short.1, long.1
            );
            if steps > MOST || bytes > MOST {
                wrong.push(format!("{name}: {steps:.1} times the steps, {bytes:.1} times the bytes"));
            }
        }
        assert!(wrong.is_empty(), "{LONGER} times the length costs\n{}", wrong.join("\n"));
    }
}
