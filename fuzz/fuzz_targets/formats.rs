//! Every reader on any bytes: no panic, no endless loop, and every entry has its place.

#![no_main]

use libfuzzer_sys::fuzz_target;
use medlar::formats::{Format, open, read};
use std::convert::Infallible;
use std::io::Cursor;

fuzz_target!(|bytes: &[u8]| {
    for format in Format::all() {
        for entry in read(format, bytes).flatten() {
            assert!(entry.line >= 1 && entry.record >= 1);
        }
    }
    let opened = open::<Infallible>(Cursor::new(bytes.to_vec()), None, &mut |opened| {
        if let Ok(opened) = opened {
            read(opened.format, opened.input).for_each(drop);
        }
        Ok(())
    });
    let Ok(()) = opened;
});
