//! A run that is killed at any moment, by whatever: the index holds exactly a commit, and running again completes it to
//! the same index as if nothing had happened.

use crate::stories::{Random, Story, answers, read};
use crate::workspace::{Ran, Workspace, in_parts, many};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Records between two commits in these tests.
const STEP: usize = 20;

const INDEX: [&str; 7] = ["index", "in", "--commit-every", "20", "--memory", "32M", "-q"];

/// A workspace with the files of a story and an index of them, made without disturbance; and how long that took.
fn undisturbed(story: &Story, jobs: &str) -> (Workspace, Duration) {
    let ws = Workspace::new();
    story.write(&ws);
    let began = Instant::now();
    ws.run(&[&INDEX[..], &["--jobs", jobs]].concat()).code(0);
    (ws, began.elapsed())
}

/// Runs `medlar index` and kills it after `delay`; says whether it was still at work.
fn killed_after(ws: &Workspace, delay: Duration) -> bool {
    let mut child =
        ws.command(&INDEX).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(delay);
    let at_work = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    at_work
}

/// Kills runs at `points` moments spread over the time of a run, half of the resumed runs too.
fn kill_at(points: u32, story: &Story) {
    let (whole, time) = undisturbed(story, "1");
    assert_eq!(read(&whole.path("ix")).unwrap(), (story.end().clone(), story.files.len()));
    let expected = answers(&whole.path("ix"));
    let mut random = Random(u64::from(points));
    let (mut at_work, mut in_the_middle) = (0, 0);
    for point in 0..points {
        let ws = Workspace::new();
        story.write(&ws);
        let moment = |random: &mut Random| {
            time * (point * 1_000 + u32::try_from(random.below(1_000)).unwrap()) / (points * 1_000)
        };
        at_work += u32::from(killed_after(&ws, moment(&mut random)));
        let held = story.assert_committed(&ws.path("ix"));
        in_the_middle += u32::from(held > 0 && held != story.end().len());
        if point % 2 == 0 {
            killed_after(&ws, moment(&mut random));
            read(&ws.path("ix"));
        }
        ws.run(&INDEX).code(0);
        assert_eq!(read(&ws.path("ix")).unwrap(), (story.end().clone(), story.files.len()), "point {point}");
        answers(&ws.path("ix")).assert_same(&expected, &format!("point {point}"));
    }
    println!("{points} runs, {at_work} killed at work, {in_the_middle} between first and last commit");
    assert!(at_work > 0, "no run was killed");
}

#[test]
fn a_killed_run_leaves_a_commit_and_is_completed_by_running_again() {
    kill_at(4, &Story::new(4, 24, STEP));
}

#[test]
#[ignore = "some minutes: 200 kills"]
fn two_hundred_killed_runs_leave_a_commit_and_are_completed_by_running_again() {
    kill_at(200, &Story::new(8, 60, STEP));
}

/// The list of deleted records that a killed run left has the name of the one that running again writes.
#[test]
fn what_a_killed_run_did_not_commit_is_in_nobodys_way() {
    let ws = Workspace::new();
    ws.file("in.jsonl", many(30)).run(&["index", "in.jsonl"]).code(0);
    let committed = |dir: &str| ws.names(dir).into_iter().filter(|name| name.ends_with(".json")).collect::<Vec<_>>();
    let kept: Vec<(String, Vec<u8>)> = [("ix", committed("ix")), ("ix/records", vec!["meta.json".into()])]
        .into_iter()
        .flat_map(|(dir, names)| names.into_iter().map(move |name| format!("{dir}/{name}")))
        .map(|name| (name.clone(), std::fs::read(ws.path(&name)).unwrap()))
        .collect();
    let delete = ["delete", "r3"];
    ws.run(&delete).code(0);
    let deletions = || ws.names("ix/records").into_iter().filter(|name| name.ends_with(".del")).collect::<Vec<_>>();
    let left = deletions();
    assert_eq!(left.len(), 1);
    // As if the run had been killed before its commit.
    kept.iter().for_each(|(name, content)| {
        ws.file(name, content);
    });
    assert_eq!(ws.json("search", &["search", "*"])["total"], 30);
    ws.run(&delete).code(0);
    assert_eq!(deletions(), left);
    assert_eq!(ws.json("search", &["search", "*"])["total"], 29);
    ws.run(&["check"]).code(0);
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let story = Story::new(4, 40, STEP);
    let (one, _) = undisturbed(&story, "1");
    let expected = answers(&one.path("ix"));
    for jobs in ["2", "3", "8"] {
        let (ws, _) = undisturbed(&story, jobs);
        assert_eq!(read(&ws.path("ix")).unwrap().0, *story.end(), "{jobs} jobs");
        answers(&ws.path("ix")).assert_same(&expected, &format!("{jobs} jobs"));
    }
    // Nor does it how much is written at once, or file by file.
    let ws = Workspace::new();
    story.write(&ws);
    for (name, _) in &story.files {
        ws.run(&["index", &format!("in/{name}")]).code(0);
    }
    answers(&ws.path("ix")).assert_same(&expected, "file by file");
    ws.run(&["index", "in", "--recreate"]).code(0);
    answers(&ws.path("ix")).assert_same(&expected, "in one commit");
}

#[test]
fn readers_see_commits_and_nothing_between() {
    let story = Story::new(6, 40, STEP);
    let ws = Workspace::new();
    story.write(&ws);
    let mut child =
        ws.command(&INDEX).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    while child.try_wait().unwrap().is_none() {
        seen.insert(story.assert_committed(&ws.path("ix")));
    }
    assert_eq!(ws.ran(child.wait_with_output().unwrap()).code(0).stderr, "");
    assert_eq!(story.assert_committed(&ws.path("ix")), story.end().len());
    println!("{} different commits seen", seen.len());
}

/// Runs `medlar index` under a shell's limits.
#[cfg(unix)]
fn limited(ws: &Workspace, limits: &str) -> Ran {
    let program = env!("CARGO_BIN_EXE_medlar");
    let arguments = INDEX.join(" ");
    let line = format!("{limits}; exec {program} --index {} {arguments}", ws.path("ix").display());
    let output = Command::new("sh").args(["-c", &line]).current_dir(ws.path("")).output().unwrap();
    ws.ran(output)
}

/// After a run that failed: the index is as of a commit, and running again completes it.
#[cfg(unix)]
fn recovers(ws: &Workspace, story: &Story) {
    story.assert_committed(&ws.path("ix"));
    ws.run(&INDEX).code(0);
    assert_eq!(read(&ws.path("ix")).unwrap(), (story.end().clone(), story.files.len()));
}

#[test]
#[cfg(target_os = "linux")]
fn a_refused_write_leaves_a_commit() {
    let story = Story::new(5, 40, STEP);
    let mut failed = 0;
    // Blocks of 512 bytes: from nothing at all to what is enough.
    for blocks in [0, 12, 34, 60] {
        let ws = Workspace::new();
        story.write(&ws);
        // With the signal ignored a write beyond the limit is an error, as on a full disk.
        let ran = limited(&ws, &format!("trap '' XFSZ; ulimit -f {blocks}"));
        if ran.code != 0 {
            failed += 1;
            assert_eq!(ran.code, 2, "{}", ran.all());
            assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains("File too large"), "{}", ran.all());
        }
        recovers(&ws, &story);
    }
    assert!(failed >= 2, "{failed} runs failed");
}

#[test]
#[cfg(target_os = "linux")]
fn too_little_memory_leaves_a_commit() {
    let story = Story::new(3, 40, STEP);
    let mut failed = 0;
    for megabytes in [40, 65, 85, 280] {
        let ws = Workspace::new();
        story.write(&ws);
        let ran = limited(&ws, &format!("ulimit -v {}", megabytes * 1024));
        failed += u32::from(ran.code != 0);
        recovers(&ws, &story);
    }
    assert!(failed > 0, "every run had memory enough: this test tells nothing");
}

/// Mounted memory, which is unmounted at the end.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    /// A disk of so many kilobytes at `path`; `None` where this user may not mount.
    fn new(path: &Path, kilobytes: usize) -> Option<Self> {
        std::fs::create_dir_all(path).unwrap();
        let size = format!("size={kilobytes}k");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(path).output().ok()?;
        mount.status.success().then(|| Self(path.to_owned()))
    }

    fn grow(&self) {
        self.resize(64 << 10);
    }

    fn resize(&self, kilobytes: u64) {
        let size = format!("remount,size={kilobytes}k");
        let resized = Command::new("mount").args(["-o", &size]).arg(&self.0).status().unwrap();
        assert!(resized.success());
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").args(["-l"]).arg(&self.0).status();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_a_commit() {
    let story = Story::new(4, 40, STEP);
    let mut failed = 0;
    for kilobytes in [16, 120, 300] {
        let ws = Workspace::new();
        story.write(&ws);
        let Some(disk) = SmallDisk::new(&ws.path("ix"), kilobytes) else {
            println!("skipped: this user may not mount a small disk");
            return;
        };
        let ran = ws.run(&INDEX);
        if ran.code != 0 {
            failed += 1;
            assert_eq!(ran.code, 2, "{kilobytes} KB: {}", ran.all());
            assert!(ran.stderr.contains("No space left on device"), "{kilobytes} KB: {}", ran.all());
        }
        story.assert_committed(&ws.path("ix"));
        let refused = ws.run(&["optimize"]);
        assert!([0, 2].contains(&refused.code), "{}", refused.all());
        disk.grow();
        recovers(&ws, &story);
        ws.run(&["optimize"]).code(0);
        assert_eq!(read(&ws.path("ix")).unwrap().0, *story.end());
    }
    assert!(failed >= 2, "{failed} runs failed");
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_without_room_for_a_merge_is_named_beforehand() {
    let ws = Workspace::new();
    let Some(disk) = SmallDisk::new(&ws.path("ix"), 8 << 10) else {
        println!("skipped: this user may not mount a small disk");
        return;
    };
    let groups: Vec<[(u32, &str); 2]> = (1..7).map(|number| [(number, "Melanoma"), (number + 50, "Sepsis")]).collect();
    in_parts(&ws, &groups.iter().map(|group| &group[..]).collect::<Vec<_>>());
    let before = ws.json("check", &["check"]);
    let use_of = rustix::fs::statvfs(&disk.0).unwrap();
    disk.resize((use_of.f_blocks - use_of.f_bfree) * use_of.f_frsize / 1024 + 16);
    let refused = ws.run(&["optimize"]).error_line();
    assert!(refused.starts_with("error: [DIR]/ix: merging 6 parts into 1 needs up to "), "{refused}");
    assert!(refused.ends_with(" kB are free; free some, or leave more parts with --segments N\n"), "{refused}");
    assert_eq!(ws.json("check", &["check"]), before);
    disk.grow();
    ws.run(&["optimize"]).code(0);
    assert_eq!(ws.json("check", &["check"])["segments"], 1);
}

#[test]
#[cfg(unix)]
fn inputs_that_vanish_or_are_no_files_are_named() {
    let ws = Workspace::new();
    let story = Story::new(2, 10, STEP);
    story.write(&ws);
    std::os::unix::fs::symlink(ws.path("gone.xml"), ws.path("in/n1.xml")).unwrap();
    let ran = ws.run(&INDEX).code(3);
    assert_eq!(ran.stderr, "in/n1.xml: a link to what is not there\n");
    assert_eq!(read(&ws.path("ix")).unwrap().0, *story.end());
    // A directory that is reached by a file's name is no failure: what is in it is read.
    ws.file("elsewhere.xml/n1.xml", &story.files[0].1);
    ws.run(&["index", "elsewhere.xml"]).code(0);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_read_again() {
    use std::io::Write;
    let ws = Workspace::new();
    ws.file("in/a.jsonl", many(800));
    let mut child =
        ws.command(&INDEX).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut file = std::fs::File::options().append(true).open(ws.path("in/a.jsonl")).unwrap();
    let mut grown = 0;
    while grown < 200 && child.try_wait().unwrap().is_none() {
        writeln!(file, "{{\"id\":\"late{grown}\",\"title\":\"needle late {grown}\"}}").unwrap();
        grown += 1;
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait().unwrap();
    assert!(grown > 0);
    ws.run(&INDEX).code(0);
    assert_eq!(ws.run(&["search", "*", "--count"]).stdout, format!("{}\n", 800 + grown));
    assert_eq!(ws.json("index", &["index", "in"])["files"]["skipped_unchanged"], 1);
}

#[test]
#[cfg(unix)]
fn the_lock_names_its_holder_and_goes_with_it() {
    let ws = Workspace::new();
    let story = Story::new(1, 10, STEP);
    story.write(&ws);
    ws.run(&INDEX).code(0);
    // It reads from a pipe into which nothing comes: it holds the lock as long as it lives.
    let mut child =
        ws.command(&["index", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let pid = child.id();
    let end = Instant::now() + Duration::from_secs(20);
    let refused = loop {
        let ran = ws.run(&["delete", "1"]);
        if ran.code == 2 || Instant::now() > end {
            break ran;
        }
    };
    let said = refused.error_line();
    assert!(
        said.contains(&format!("is being written by process {pid} (medlar on ")) && said.contains(", since 20"),
        "{said}"
    );
    for args in [&["optimize"][..], &["index", "in"]] {
        assert_eq!(ws.run(args).error_line(), said, "{args:?}");
    }
    ws.run(&["check"]).code(0);
    ws.run(&["search", "*"]).code(0);
    child.kill().unwrap();
    child.wait().unwrap();
    ws.run(&["index", "in"]).code(0);
}
