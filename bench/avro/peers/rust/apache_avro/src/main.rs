//! apache-avro in the benchmark: its `Value`, and structs by serde, which it reads without a reader's schema and never borrowed.
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;
use apache_avro::{Reader, Schema};
use road::{Decode, Dump, Encode, OwnedFamily, ReadFile, Set, Work, with_set};

type Opened = Result<Box<dyn Work>, String>;

struct Datum(Value);

impl Dump for Datum {
    fn dump(&self, out: &mut Vec<u8>) {
        dump(&self.0, out);
    }
}

/// A value in a map.
struct Borrowed<'a>(&'a Value);

impl Dump for Borrowed<'_> {
    fn dump(&self, out: &mut Vec<u8>) {
        dump(self.0, out);
    }
}

fn dump(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => ().dump(out),
        Value::Boolean(value) => value.dump(out),
        Value::Int(value) => value.dump(out),
        Value::Long(value) => value.dump(out),
        Value::Double(value) => value.dump(out),
        Value::Bytes(bytes) | Value::Fixed(_, bytes) => road::dump_bytes(bytes, out),
        Value::String(text) | Value::Enum(_, text) => text.dump(out),
        Value::Union(_, value) => dump(value, out),
        Value::Array(items) => {
            out.extend((items.len() as u32).to_le_bytes());
            items.iter().for_each(|item| dump(item, out));
        }
        Value::Map(entries) => {
            let pairs = entries.iter().map(|(key, value)| (key.as_str(), Borrowed(value)));
            road::dump_map(pairs, entries.len(), out);
        }
        Value::Record(fields) => fields.iter().for_each(|(_, value)| dump(value, out)),
        other => panic!("a value that no data set has: {other:?}"),
    }
}

fn parse(text: &str) -> Result<&'static Schema, String> {
    Ok(Box::leak(Box::new(Schema::parse_str(text).map_err(|error| error.to_string())?)))
}

fn generic(set: &'static Set) -> Opened {
    let (writer, reader) = (parse(&set.writer)?, parse(&set.reader)?);
    let reader = (set.writer != set.reader).then_some(reader);
    let reader = GenericDatumReader::builder(writer)
        .maybe_reader_schema(reader)
        .build()
        .map_err(|error| error.to_string())?;
    let decode = move |mut record: &'static [u8]| Datum(reader.read_value(&mut record).expect("datum"));
    Ok(Box::new(Decode { set, next: 0, decode }))
}

fn typed_reader(set: &'static Set) -> Result<GenericDatumReader<'static>, String> {
    GenericDatumReader::builder(parse(&set.writer)?).build().map_err(|error| error.to_string())
}

fn owned<F: OwnedFamily + 'static>(set: &'static Set) -> Opened {
    let reader = typed_reader(set)?;
    let decode = move |mut record: &'static [u8]| reader.read_deser::<F::Of>(&mut record);
    if let Err(error) = decode(set.records[0]) {
        return Err(error.to_string());
    }
    Ok(Box::new(Decode { set, next: 0, decode: move |record| decode(record).expect("datum") }))
}

fn encode<F: OwnedFamily + 'static>(set: &'static Set) -> Opened {
    let reader = typed_reader(set)?;
    let mut values = Vec::new();
    for record in &set.records {
        let mut record = *record;
        values.push(reader.read_deser::<F::Of>(&mut record).map_err(|error| error.to_string())?);
    }
    let writer = GenericDatumWriter::builder(parse(&set.writer)?)
        .build()
        .map_err(|error| error.to_string())?;
    let encode = move |value: &F::Of, out: &mut Vec<u8>| {
        writer.write_ser(out, value).expect("value");
    };
    Ok(Box::new(Encode { values, next: 0, encode, out: Vec::new() }))
}

fn read_file(set: &'static Set, codec: &str) -> Opened {
    let file = set.file(codec);
    Ok(Box::new(ReadFile(move |count, mut sum: Option<&mut road::Sum>| {
        let mut done = 0;
        for value in Reader::new(file).expect("header").take(count) {
            let value = std::hint::black_box(Datum(value.expect("datum")));
            if let Some(sum) = &mut sum {
                sum.add(&value);
            }
            done += 1;
        }
        done
    })))
}

fn open(set: &'static Set, mode: &str) -> Opened {
    let name = set.name.as_str();
    match mode {
        "generic" => generic(set),
        "owned" => with_set!(name, owned, owned(set)),
        "encode" => with_set!(name, owned, encode(set)),
        "deflate" | "zstandard" => read_file(set, mode),
        _ => Err("no such mode".to_owned()),
    }
}

fn main() {
    road::serve(open);
}
