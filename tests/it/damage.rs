//! A flipped bit anywhere in an index is found, and makes no command fail but with a sentence.

use crate::stories::Random;
use crate::workspace::{Workspace, in_parts, many};
use medlar::index::check;
use std::fs;
#[cfg(unix)]
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

/// An index of two parts, with a record that was replaced and still takes room.
fn small() -> Workspace {
    let ws = Workspace::new();
    in_parts(
        &ws,
        &[
            &[(1, "Needle and thread"), (2, "Thimble"), (3, "Needle work")],
            &[(2, "Thimble, needle"), (4, "Pincushion")],
        ],
    );
    ws
}

/// The files that belong to the index; locks say nothing of it, and leftovers of merges belong to nothing.
fn files(ws: &Workspace) -> Vec<PathBuf> {
    let meta = fs::read_to_string(ws.path("ix/records/meta.json")).unwrap();
    let list = meta.lines().rev().nth(1).unwrap().to_owned();
    let own = |name: &String| {
        list.contains(&format!("\"{name}\":")) || [".managed.json", "meta.json"].contains(&name.as_str())
    };
    let records = ws.names("ix/records").into_iter().filter(own).map(|name| format!("ix/records/{name}"));
    let manifests = ws.names("ix").into_iter().filter(|name| name.ends_with(".json")).map(|name| format!("ix/{name}"));
    let files: Vec<PathBuf> = records.chain(manifests).map(|name| ws.path(&name)).collect();
    assert!(files.len() > 15 && files.iter().any(|file| file.extension().unwrap() == "del"), "{files:?}");
    files
}

/// The same, and what is kept of the words of each part, without which searches give the same.
fn all_files(ws: &Workspace) -> Vec<PathBuf> {
    let words: Vec<PathBuf> = ws.names("ix/words").iter().map(|name| ws.path(&format!("ix/words/{name}"))).collect();
    assert_eq!(words.len(), 4);
    [files(ws), words].concat()
}

/// Whether the check finds the bit flipped in that byte; the file is restored.
fn found(ws: &Workspace, path: &PathBuf, at: usize, bit: u32) -> bool {
    let sound = fs::read(path).unwrap();
    let mut damaged = sound.clone();
    damaged[at] ^= 1_u8 << bit;
    fs::write(path, damaged).unwrap();
    // A changed number of the format is refused; all else is a problem.
    let found = check(&ws.path("ix"), false, 1).map_or(true, |check| !check.sound);
    fs::write(path, sound).unwrap();
    found
}

fn sound(ws: &Workspace) -> bool {
    check(&ws.path("ix"), false, 1).unwrap().sound
}

#[test]
fn a_flipped_bit_is_found_wherever_it_is() {
    let ws = small();
    assert!(sound(&ws));
    let mut random = Random(5);
    for path in all_files(&ws) {
        let length = fs::metadata(&path).unwrap().len() as usize;
        for _ in 0..30 {
            // Ends of files, where lengths and checksums stand, as often as all the rest.
            let at =
                if random.below(2) == 0 { random.below(length) } else { length - 1 - random.below(length.min(120)) };
            let bit = u32::try_from(random.below(8)).unwrap();
            assert!(found(&ws, &path, at, bit), "bit {bit} of byte {at} of {}", path.display());
        }
    }
    assert!(sound(&ws));
}

#[test]
#[ignore = "some minutes: every byte of a small index"]
fn a_flipped_bit_is_found_in_every_byte() {
    let ws = small();
    let (mut random, mut flips) = (Random(6), 0);
    for path in all_files(&ws) {
        for at in 0..fs::metadata(&path).unwrap().len() as usize {
            let bit = u32::try_from(random.below(8)).unwrap();
            assert!(found(&ws, &path, at, bit), "bit {bit} of byte {at} of {}", path.display());
            flips += 1;
        }
    }
    println!("{flips} bits flipped, one in every byte, each found");
}

#[test]
#[cfg(unix)]
#[ignore = "some minutes: 3,000 bits of a large index"]
fn a_flipped_bit_is_found_in_a_large_index() {
    let ws = Workspace::new();
    ws.file("many.jsonl", many(30_000));
    ws.run(&["index", "many.jsonl"]).code(0);
    let sizes: Vec<(PathBuf, usize)> = ["ix/records", "ix/words", "ix"]
        .into_iter()
        .flat_map(|dir| ws.names(dir).into_iter().map(move |name| format!("{dir}/{name}")))
        .filter(|name| !name.ends_with("lock"))
        .map(|name| ws.path(&name))
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::metadata(path).unwrap().len() as usize))
        .collect();
    let bytes: usize = sizes.iter().map(|(_, size)| size).sum();
    let mut random = Random(8);
    for _ in 0..3_000 {
        // Any byte of the index as likely as any other.
        let mut at = random.below(bytes);
        let (path, at) = sizes
            .iter()
            .find_map(|(path, size)| {
                if at < *size {
                    Some((path, at))
                } else {
                    at -= size;
                    None
                }
            })
            .unwrap();
        let file = fs::File::options().read(true).write(true).open(path).unwrap();
        let mut byte = [0];
        file.read_exact_at(&mut byte, at as u64).unwrap();
        file.write_all_at(&[byte[0] ^ (1 << random.below(8))], at as u64).unwrap();
        let found = check(&ws.path("ix"), true, 1).map_or(true, |check| !check.sound);
        file.write_all_at(&byte, at as u64).unwrap();
        assert!(found, "byte {at} of {}", path.display());
    }
    assert!(check(&ws.path("ix"), true, 1).unwrap().sound);
    println!("3000 bits flipped in {bytes} bytes, each found");
}

#[test]
fn a_file_that_is_cut_lengthened_or_gone_is_found() {
    let ws = small();
    for path in files(&ws) {
        let sound = fs::read(&path).unwrap();
        for damaged in [Some(&sound[..sound.len() / 2]), Some(&[][..]), Some(&[&sound[..], b"\n"].concat()), None] {
            match damaged {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let said = ws.run(&["check"]).code(2);
            assert!(!said.all().contains("panicked"), "{}: {}", path.display(), said.all());
            fs::write(&path, &sound).unwrap();
        }
    }
    assert!(sound(&ws));
}

#[test]
fn a_search_in_a_damaged_index_ends_with_an_answer_or_a_sentence() {
    let ws = small();
    let mut random = Random(7);
    let files = all_files(&ws);
    for round in 0..60 {
        let path = &files[random.below(files.len())];
        let sound = fs::read(path).unwrap();
        let mut damaged = sound.clone();
        damaged[random.below(sound.len())] ^= 1_u8 << random.below(8);
        fs::write(path, damaged).unwrap();
        let ran = ws.run(if round % 2 == 0 { &["search", "needle", "--facet", "author"] } else { &["show", "2"] });
        let sentence = ran.stderr.is_empty() || ran.stderr.starts_with("error: ") || ran.stderr.starts_with("note: ");
        assert!((0..=2).contains(&ran.code) && sentence, "{}: {}", path.display(), ran.all());
        fs::write(path, sound).unwrap();
    }
}
