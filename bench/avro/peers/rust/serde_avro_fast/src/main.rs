//! serde_avro_fast in the benchmark: typed only, without a reader's schema; structs take what they know by name, by alias
//! and by default. Container files are read into owned structs.
use road::{Decode, Encode, Family, OwnedFamily, ReadFile, Set, Work, with_set};
use serde_avro_fast::ser::SerializerConfig;
use serde_avro_fast::{Schema, from_datum_slice, object_container_file_encoding, to_datum};

type Opened = Result<Box<dyn Work>, String>;

fn schema(set: &'static Set) -> Result<&'static Schema, String> {
    let schema: Schema = set.writer.parse().map_err(|error| format!("{error}"))?;
    Ok(Box::leak(Box::new(schema)))
}

fn decode<F: Family + 'static>(set: &'static Set) -> Opened {
    let schema = schema(set)?;
    let decode = move |record: &'static [u8]| -> F::Of<'static> {
        from_datum_slice(record, schema).expect("datum")
    };
    decode_checked(set, decode)
}

fn decode_checked<T: road::Dump + 'static>(
    set: &'static Set,
    decode: impl FnMut(&'static [u8]) -> T + 'static,
) -> Opened {
    Ok(Box::new(Decode { set, next: 0, decode }))
}

fn encode<F: Family + 'static>(set: &'static Set) -> Opened {
    let schema = schema(set)?;
    let values: Vec<F::Of<'static>> =
        set.records.iter().map(|record| from_datum_slice(record, schema).expect("datum")).collect();
    let mut config = SerializerConfig::new(schema);
    let encode = move |value: &F::Of<'static>, out: &mut Vec<u8>| {
        to_datum(value, out, &mut config).expect("value");
    };
    Ok(Box::new(Encode { values, next: 0, encode, out: Vec::new() }))
}

fn read_file<F: OwnedFamily + 'static>(set: &'static Set, codec: &str) -> Opened {
    let file = set.file(codec);
    Ok(Box::new(ReadFile(move |count, mut sum: Option<&mut road::Sum>| {
        let mut reader = object_container_file_encoding::Reader::from_slice(file).expect("header");
        let mut done = 0;
        for value in reader.deserialize::<F::Of>().take(count) {
            let value = std::hint::black_box(value.expect("datum"));
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
        "borrowed" => with_set!(name, borrowed, decode(set)),
        "owned" => with_set!(name, owned, decode(set)),
        "encode" => with_set!(name, borrowed, encode(set)),
        "deflate" | "zstandard" => with_set!(name, owned, read_file(set, mode)),
        _ => Err("no such mode".to_owned()),
    }
}

fn main() {
    road::serve(open);
}
