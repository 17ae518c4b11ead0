//! What the benchmarks share: what a process costs, and records as other programs take them.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use medlar::formats::{self, Entry, Item};
use medlar::ingest::{Input, discover};
use medlar::record::Record;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Clock ticks a second, as `/proc` counts processor time on Linux.
const TICKS: f64 = 100.0;

/// What a process took.
pub(crate) struct Cost {
    pub(crate) stdout: String,
    /// Seconds by the clock.
    pub(crate) wall: f64,
    /// Seconds of processor time, the system's for it included.
    pub(crate) cpu: f64,
    /// Most memory resident at once, in bytes; mapped files count.
    pub(crate) peak: u64,
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command) -> io::Result<Cost> {
    let (began, before) = (Instant::now(), children_cpu()?);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let watch = std::thread::spawn(move || watch_peak(&status));
    let output = child.wait_with_output()?;
    let wall = began.elapsed().as_secs_f64();
    if !matches!(output.status.code(), Some(0 | 1 | 3)) {
        return Err(io::Error::other(format!("{command:?} failed: {}", output.status)));
    }
    let peak = watch.join().unwrap_or_default();
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(Cost { stdout, wall, cpu: children_cpu()? - before, peak })
}

/// The highest `VmHWM` seen before the process is gone.
fn watch_peak(status: &Path) -> u64 {
    let mut peak = 0;
    while let Ok(text) = fs::read_to_string(status) {
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let Some(kb) = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()) else { break };
        peak = peak.max(kb * 1024);
        std::thread::sleep(Duration::from_millis(10));
    }
    peak
}

/// Processor seconds of the children that have ended.
fn children_cpu() -> io::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The fields behind the name, which is in parentheses; cutime and cstime are numbers 16 and 17.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    Ok((ticks(13) + ticks(14)) / TICKS)
}

/// Calls `take` with each record under `paths`.
pub(crate) fn records(paths: &[PathBuf], take: &mut dyn FnMut(Record) -> io::Result<()>) -> io::Result<()> {
    for input in discover(paths).map_err(io::Error::other)? {
        let Input::File(path) = input else { continue };
        formats::open(File::open(path)?, None, &mut |opened| {
            let Ok(opened) = opened else { return Ok(()) };
            for entry in formats::read(opened.format, opened.input) {
                if let Entry { item: Item::Record(record), .. } = entry? {
                    take(*record)?;
                }
            }
            Ok::<(), io::Error>(())
        })?;
    }
    Ok(())
}

/// The abstract as one text.
pub(crate) fn abstract_text(record: &Record) -> String {
    let texts: Vec<&str> = record.abstract_sections.iter().map(|section| section.text.as_str()).collect();
    texts.join(" ")
}

/// What machine this is.
pub(crate) fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':')).map_or("", |(_, m)| m);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kb = memory.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{cores} cores of{model}, {} GB", kb >> 20)
}
