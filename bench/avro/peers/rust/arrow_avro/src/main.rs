//! arrow-avro in the benchmark: it makes columns, 1,024 records at a time.
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_avro::reader::{Decoder, DecoderMode, ReaderBuilder};
use arrow_avro::schema::{AvroSchema, SchemaStore};
use arrow_schema::DataType;
use road::{Dump, ReadFile, Set, Sum, Work};

const BATCH: usize = 1024;

/// One value of a column.
struct Value<'a>(&'a Arc<dyn Array>, usize);

impl Dump for Value<'_> {
    fn dump(&self, out: &mut Vec<u8>) {
        let Value(array, row) = *self;
        if array.is_null(row) {
            return ().dump(out);
        }
        match array.data_type() {
            DataType::Null => ().dump(out),
            DataType::Boolean => array.as_boolean().value(row).dump(out),
            DataType::Int32 => array.as_primitive::<Int32Type>().value(row).dump(out),
            DataType::Int64 => array.as_primitive::<Int64Type>().value(row).dump(out),
            DataType::Float64 => array.as_primitive::<Float64Type>().value(row).dump(out),
            DataType::Utf8 => array.as_string::<i32>().value(row).dump(out),
            DataType::Binary => road::dump_bytes(array.as_binary::<i32>().value(row), out),
            DataType::Dictionary(_, _) => {
                let symbols = array.as_dictionary::<Int32Type>();
                Value(symbols.values(), symbols.keys().value(row) as usize).dump(out);
            }
            DataType::List(_) => {
                let items = array.as_list::<i32>().value(row);
                out.extend((items.len() as u32).to_le_bytes());
                (0..items.len()).for_each(|item| Value(&items, item).dump(out));
            }
            DataType::Map(_, _) => {
                let entries = array.as_map().value(row);
                let (keys, values) = (entries.column(0), entries.column(1));
                let pairs = (0..entries.len()).map(|i| (Value(keys, i), Value(values, i)));
                road::dump_map(pairs, entries.len(), out);
            }
            DataType::Struct(_) => {
                array.as_struct().columns().iter().for_each(|column| Value(column, row).dump(out));
            }
            DataType::Union(_, _) => {
                let union = array.as_union();
                Value(union.child(union.type_id(row)), union.value_offset(row)).dump(out);
            }
            other => panic!("a type that no data set has: {other}"),
        }
    }
}

/// A record of a batch.
struct Row<'a>(&'a RecordBatch, usize);

impl Dump for Row<'_> {
    fn dump(&self, out: &mut Vec<u8>) {
        self.0.columns().iter().for_each(|column| Value(column, self.1).dump(out));
    }
}

fn add(sum: &mut Sum, batch: &RecordBatch, count: usize) {
    (0..batch.num_rows().min(count)).for_each(|row| sum.add(&Row(batch, row)));
}

struct Batches {
    set: &'static Set,
    next: usize,
    decoder: Decoder,
}

impl Batches {
    /// Decodes so many records, the next ones, at most a batch.
    fn decode(&mut self, count: usize) -> RecordBatch {
        for _ in 0..count {
            self.decoder.decode(self.set.records[self.next]).expect("datum");
            self.next = if self.next + 1 == self.set.records.len() { 0 } else { self.next + 1 };
        }
        self.decoder.flush().expect("batch").expect("rows")
    }
}

impl Work for Batches {
    fn run(&mut self, count: usize) -> usize {
        for start in (0..count).step_by(BATCH) {
            std::hint::black_box(self.decode(BATCH.min(count - start)));
        }
        count
    }

    fn check(&mut self, count: usize, _path: &str) -> String {
        let mut sum = Sum::default();
        self.next = 0;
        for start in (0..count).step_by(BATCH) {
            add(&mut sum, &self.decode(BATCH.min(count - start)), BATCH);
        }
        sum.answer()
    }
}

fn batches(set: &'static Set) -> Result<Box<dyn Work>, String> {
    let mut store = SchemaStore::new();
    let fingerprint =
        store.register(AvroSchema::new(set.writer.clone())).map_err(|error| error.to_string())?;
    let mut builder = ReaderBuilder::new().with_batch_size(BATCH);
    if set.reader != set.writer {
        builder = builder.with_reader_schema(AvroSchema::new(set.reader.clone()));
    }
    let decoder = builder
        .with_writer_schema_store(store)
        .with_active_fingerprint(fingerprint)
        .with_decoder_mode(DecoderMode::UnframedDatum)
        .build_decoder()
        .map_err(|error| error.to_string())?;
    Ok(Box::new(Batches { set, next: 0, decoder }))
}

fn read_file(set: &'static Set, codec: &str) -> Result<Box<dyn Work>, String> {
    let file = set.file(codec);
    Ok(Box::new(ReadFile(move |count, mut sum: Option<&mut Sum>| {
        let mut done = 0;
        for batch in ReaderBuilder::new().with_batch_size(BATCH).build(file).expect("header") {
            let batch = std::hint::black_box(batch.expect("batch"));
            if let Some(sum) = &mut sum {
                add(sum, &batch, count - done);
            }
            done += batch.num_rows();
            if done >= count {
                break;
            }
        }
        done
    })))
}

fn open(set: &'static Set, mode: &str) -> Result<Box<dyn Work>, String> {
    match mode {
        "batch" => batches(set),
        "deflate" | "zstandard" => read_file(set, mode),
        _ => Err("no such mode".to_owned()),
    }
}

fn main() {
    road::serve(open);
}
