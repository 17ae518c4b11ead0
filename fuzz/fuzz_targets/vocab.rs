//! Readers of vocabulary files, files of vocabularies and strategies on any bytes: no panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use medlar::strategy::Strategy;
use medlar::vocab::Vocabulary;
use medlar::vocab::read::{detect, read};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Some(source) = detect(&text) {
        let _ = read(source, &mut &bytes[..], &mut |_| {});
    }
    let _ = Strategy::read(&text);
    if let Ok(vocabulary) = Vocabulary::new(Box::new(bytes.to_vec())) {
        let _ = vocabulary.verify();
        let names = ["a", "neoplasms"].map(|name| vocabulary.named(name).len());
        let _ = (names, vocabulary.concepts().count(), vocabulary.below(&["C04".to_owned()]), vocabulary.with_action("a"));
    }
});
