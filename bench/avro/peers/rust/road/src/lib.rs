//! What the drivers in Rust share: the questions on standard input, the records, the sum (../../README.md).
use std::collections::HashMap;
use std::hint::black_box;
use std::io::{BufRead, Write};

/// The data sets' types, made by bench/avro/types.py.
pub mod types {
    include!(concat!(env!("BENCH_TYPES"), "/types.rs"));
}

/// Types of one data set, for any lifetime of the input.
pub trait Family {
    type Of<'a>: serde::Deserialize<'a> + serde::Serialize + Dump;
}

/// Types of one data set that borrow nothing.
pub trait OwnedFamily {
    type Of: serde::de::DeserializeOwned + serde::Serialize + Dump;
}

/// Appends the canonical bytes of a value.
pub trait Dump {
    fn dump(&self, out: &mut Vec<u8>);
}

impl Dump for () {
    fn dump(&self, out: &mut Vec<u8>) {
        out.push(b'n');
    }
}
impl Dump for bool {
    fn dump(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }
}
impl Dump for i64 {
    fn dump(&self, out: &mut Vec<u8>) {
        out.extend(self.to_le_bytes());
    }
}
impl Dump for i32 {
    fn dump(&self, out: &mut Vec<u8>) {
        (*self as i64).dump(out);
    }
}
impl Dump for f64 {
    fn dump(&self, out: &mut Vec<u8>) {
        out.extend(self.to_le_bytes());
    }
}
impl Dump for &str {
    fn dump(&self, out: &mut Vec<u8>) {
        dump_bytes(self.as_bytes(), out);
    }
}
impl Dump for String {
    fn dump(&self, out: &mut Vec<u8>) {
        dump_bytes(self.as_bytes(), out);
    }
}
impl<T: Dump> Dump for Option<T> {
    fn dump(&self, out: &mut Vec<u8>) {
        match self {
            None => ().dump(out),
            Some(value) => value.dump(out),
        }
    }
}
impl<T: Dump> Dump for Box<T> {
    fn dump(&self, out: &mut Vec<u8>) {
        (**self).dump(out);
    }
}
impl<T: Dump> Dump for Vec<T> {
    fn dump(&self, out: &mut Vec<u8>) {
        out.extend((self.len() as u32).to_le_bytes());
        for item in self {
            item.dump(out);
        }
    }
}

pub fn dump_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend(bytes);
}

impl<K: Dump, V: Dump> Dump for HashMap<K, V> {
    fn dump(&self, out: &mut Vec<u8>) {
        dump_map(self.iter(), self.len(), out);
    }
}

pub fn dump_map<K: Dump, V: Dump>(
    entries: impl Iterator<Item = (K, V)>,
    count: usize,
    out: &mut Vec<u8>,
) {
    out.extend((count as u32).to_le_bytes());
    let start = out.len();
    let mut sum = 0u32;
    for (key, value) in entries {
        key.dump(out);
        value.dump(out);
        sum = sum.wrapping_add(crc32fast::hash(&out[start..]));
        out.truncate(start);
    }
    out.extend(sum.to_le_bytes());
}
impl<T: Dump> Dump for &T {
    fn dump(&self, out: &mut Vec<u8>) {
        (**self).dump(out);
    }
}

/// The sum of many values.
#[derive(Default)]
pub struct Sum {
    hasher: crc32fast::Hasher,
    bytes: Vec<u8>,
}

impl Sum {
    pub fn add(&mut self, value: &impl Dump) {
        self.bytes.clear();
        value.dump(&mut self.bytes);
        self.hasher.update(&self.bytes);
    }

    pub fn answer(self) -> String {
        format!("sum {:08x}", self.hasher.finalize())
    }
}

/// A data set in memory. It lives as long as the program.
pub struct Set {
    pub name: String,
    pub writer: String,
    pub reader: String,
    pub records: Vec<&'static [u8]>,
    pub directory: std::path::PathBuf,
}

impl Set {
    fn open(directory: &str) -> std::io::Result<&'static Set> {
        let directory = std::path::PathBuf::from(directory);
        let data: &'static [u8] = std::fs::read(directory.join("records.bin"))?.leak();
        let mut records = Vec::new();
        let mut rest = data;
        while let Some((size, behind)) = rest.split_first_chunk::<4>() {
            let (record, behind) = behind.split_at(u32::from_le_bytes(*size) as usize);
            records.push(record);
            rest = behind;
        }
        Ok(Box::leak(Box::new(Set {
            name: directory.file_name().unwrap().to_str().unwrap().to_owned(),
            writer: std::fs::read_to_string(directory.join("writer.avsc"))?,
            reader: std::fs::read_to_string(directory.join("reader.avsc"))?,
            records,
            directory,
        })))
    }

    /// The container file of that codec.
    pub fn file(&self, codec: &str) -> &'static [u8] {
        std::fs::read(self.directory.join(format!("{codec}.avro"))).expect("container file").leak()
    }
}

/// One mode.
pub trait Work {
    /// How many records it worked on.
    fn run(&mut self, count: usize) -> usize;
    fn check(&mut self, count: usize, path: &str) -> String;
}

/// Decoding each record by a function.
pub struct Decode<F> {
    pub set: &'static Set,
    pub next: usize,
    pub decode: F,
}

impl<T: Dump, F: FnMut(&'static [u8]) -> T> Work for Decode<F> {
    fn run(&mut self, count: usize) -> usize {
        for _ in 0..count {
            black_box((self.decode)(self.set.records[self.next]));
            self.next = if self.next + 1 == self.set.records.len() { 0 } else { self.next + 1 };
        }
        count
    }

    fn check(&mut self, count: usize, _path: &str) -> String {
        let mut sum = Sum::default();
        for record in &self.set.records[..count] {
            sum.add(&(self.decode)(record));
        }
        sum.answer()
    }
}

/// Encoding values by a function that appends to a buffer.
pub struct Encode<T, F> {
    pub values: Vec<T>,
    pub next: usize,
    pub encode: F,
    pub out: Vec<u8>,
}

impl<T, F: FnMut(&T, &mut Vec<u8>)> Work for Encode<T, F> {
    fn run(&mut self, count: usize) -> usize {
        for _ in 0..count {
            self.out.clear();
            (self.encode)(&self.values[self.next], &mut self.out);
            black_box(&self.out);
            self.next = if self.next + 1 == self.values.len() { 0 } else { self.next + 1 };
        }
        count
    }

    fn check(&mut self, count: usize, path: &str) -> String {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
        for value in &self.values[..count] {
            self.out.clear();
            (self.encode)(value, &mut self.out);
            file.write_all(&(self.out.len() as u32).to_le_bytes()).unwrap();
            file.write_all(&self.out).unwrap();
        }
        file.flush().unwrap();
        "file".to_owned()
    }
}

/// Reading a container file by a function: at most so many records, adding them to the sum if there is one.
pub struct ReadFile<F>(pub F);

impl<F: FnMut(usize, Option<&mut Sum>) -> usize> Work for ReadFile<F> {
    fn run(&mut self, count: usize) -> usize {
        (self.0)(count, None)
    }

    fn check(&mut self, count: usize, _path: &str) -> String {
        let mut sum = Sum::default();
        (self.0)(count, Some(&mut sum));
        sum.answer()
    }
}

fn thread_cpu_ns() -> i64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is valid for writing.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut now) };
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// The program: answers the questions on standard input with what `open` makes of the data set and the mode.
pub fn serve(open: impl FnOnce(&'static Set, &str) -> Result<Box<dyn Work>, String>) {
    let arguments: Vec<String> = std::env::args().collect();
    let set = Set::open(&arguments[1]).expect("data set");
    let mut work = match open(set, &arguments[2]) {
        Ok(work) => work,
        Err(reason) => return println!("no {reason}"),
    };
    println!("ready");
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        let count = words[1].parse().unwrap();
        if words[0] == "check" {
            println!("{}", work.check(count, words[2]));
        } else {
            let start = thread_cpu_ns();
            let done = work.run(count);
            println!("ns {} {}", thread_cpu_ns() - start, done);
        }
    }
}
