// main.rs - apache-avro as a peer: jobs come on standard input, an answer for each goes to standard output.
// tests/interop/README.md describes the jobs and the JSON.
use std::collections::HashMap;
use std::fs;
use std::io::{self, BufRead, Write};
use std::panic;

use apache_avro::schema::{InnerDecimalSchema, Name, ResolvedSchema, Schema, UuidSchema};
use apache_avro::types::Value;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::writer::datum::GenericDatumWriter;
use apache_avro::{Bzip2Settings, Codec, DeflateSettings, Reader, Writer, XzSettings, ZstandardSettings};
use serde_json::{Map, Value as Json};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

const BLOCK_BYTES: usize = 1024; // small, so that files have several blocks

// Reads and writes JSON as the named types of one schema say.
struct Form<'a> {
    names: &'a HashMap<Name, &'a Schema>,
}

// The type beneath a logical type.
fn beneath(schema: &Schema) -> Option<Schema> {
    Some(match schema {
        Schema::Decimal(decimal) => match &decimal.inner {
            InnerDecimalSchema::Bytes => Schema::Bytes,
            InnerDecimalSchema::Fixed(fixed) => Schema::Fixed(fixed.clone()),
        },
        Schema::BigDecimal => Schema::Bytes,
        Schema::Uuid(uuid) => match uuid {
            UuidSchema::String => Schema::String,
            UuidSchema::Bytes => Schema::Bytes,
            UuidSchema::Fixed(fixed) => Schema::Fixed(fixed.clone()),
        },
        Schema::Duration(fixed) => Schema::Fixed(fixed.clone()),
        Schema::Date | Schema::TimeMillis => Schema::Int,
        Schema::TimeMicros
        | Schema::TimestampMillis
        | Schema::TimestampMicros
        | Schema::TimestampNanos
        | Schema::LocalTimestampMillis
        | Schema::LocalTimestampMicros
        | Schema::LocalTimestampNanos => Schema::Long,
        _ => return None,
    })
}

// The same bytes, seen as another type.
fn reread(value: Value, from: &Schema, to: &Schema) -> Fallible<Value> {
    let bytes = GenericDatumWriter::builder(from).build()?.write_value_to_vec(value)?;
    Ok(GenericDatumReader::builder(to).build()?.read_value(&mut bytes.as_slice())?)
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|char| char as u8).collect()
}

fn from_latin1(bytes: &[u8]) -> Json {
    Json::String(bytes.iter().map(|byte| *byte as char).collect())
}

fn real(json: &Json) -> Fallible<f64> {
    Ok(match json {
        Json::String(text) => text.parse()?,
        other => other.to_string().parse()?,
    })
}

fn real_to_json(value: f64, text: String) -> Fallible<Json> {
    if value.is_nan() {
        return Ok(Json::String("NaN".into()));
    }
    if value.is_infinite() {
        return Ok(Json::String(if value > 0.0 { "Infinity" } else { "-Infinity" }.into()));
    }
    Ok(serde_json::from_str(&text)?)
}

impl Form<'_> {
    fn resolved<'s>(&'s self, schema: &'s Schema) -> &'s Schema {
        match schema {
            Schema::Ref { name } => self.names[name],
            other => other,
        }
    }

    fn tag(&self, schema: &Schema) -> String {
        let schema = self.resolved(schema);
        if let Schema::Record(_) | Schema::Enum(_) | Schema::Fixed(_) = schema {
            return schema.name().map(|name| name.fullname(None)).unwrap_or_default();
        }
        match beneath(schema).as_ref().unwrap_or(schema) {
            Schema::Null => "null",
            Schema::Boolean => "boolean",
            Schema::Int => "int",
            Schema::Long => "long",
            Schema::Float => "float",
            Schema::Double => "double",
            Schema::Bytes => "bytes",
            Schema::String => "string",
            Schema::Array(_) => "array",
            Schema::Map(_) => "map",
            other => panic!("a union's branch {other:?}"),
        }
        .into()
    }

    fn from_json(&self, schema: &Schema, json: &Json) -> Fallible<Value> {
        let schema = self.resolved(schema);
        if let Some(raw) = beneath(schema) {
            return reread(self.from_json(&raw, json)?, &raw, schema);
        }
        let text = || json.as_str().ok_or("not a string");
        Ok(match schema {
            Schema::Null => Value::Null,
            Schema::Boolean => Value::Boolean(json.as_bool().ok_or("not a boolean")?),
            Schema::Int => Value::Int(json.to_string().parse()?),
            Schema::Long => Value::Long(json.to_string().parse()?),
            Schema::Float => Value::Float(real(json)? as f32),
            Schema::Double => Value::Double(real(json)?),
            Schema::Bytes => Value::Bytes(latin1(text()?)),
            Schema::String => Value::String(text()?.into()),
            Schema::Fixed(fixed) => Value::Fixed(fixed.size, latin1(text()?)),
            Schema::Enum(symbols) => {
                let symbol = text()?;
                let index = symbols.symbols.iter().position(|known| known == symbol).ok_or("no symbol")?;
                Value::Enum(index as u32, symbol.into())
            }
            Schema::Array(array) => Value::Array(
                json.as_array().ok_or("not an array")?.iter().map(|item| self.from_json(&array.items, item)).collect::<Fallible<_>>()?,
            ),
            Schema::Map(map) => Value::Map(
                json.as_object()
                    .ok_or("not an object")?
                    .iter()
                    .map(|(key, item)| Ok((key.clone(), self.from_json(&map.types, item)?)))
                    .collect::<Fallible<_>>()?,
            ),
            Schema::Record(record) => Value::Record(
                record
                    .fields
                    .iter()
                    .map(|field| Ok((field.name.clone(), self.from_json(&field.schema, &json[&field.name])?)))
                    .collect::<Fallible<_>>()?,
            ),
            Schema::Union(union) => {
                let nothing = Json::Null;
                let (tag, inner) = match json {
                    Json::Object(pair) => pair.iter().next().ok_or("an empty union")?,
                    _ => (&"null".to_string(), &nothing),
                };
                let index = union.variants().iter().position(|branch| self.tag(branch) == *tag).ok_or("no such branch")?;
                Value::Union(index as u32, Box::new(self.from_json(&union.variants()[index], inner)?))
            }
            other => return Err(format!("no JSON for {other:?}").into()),
        })
    }

    fn to_json(&self, schema: &Schema, value: Value) -> Fallible<Json> {
        let schema = self.resolved(schema);
        if let Some(raw) = beneath(schema) {
            return self.to_json(&raw, reread(value, schema, &raw)?);
        }
        Ok(match (schema, value) {
            (_, Value::Null) => Json::Null,
            (_, Value::Boolean(flag)) => Json::Bool(flag),
            (_, Value::Int(number)) => number.into(),
            (_, Value::Long(number)) => number.into(),
            (_, Value::Float(number)) => real_to_json(number.into(), format!("{number:e}"))?,
            (_, Value::Double(number)) => real_to_json(number, format!("{number:e}"))?,
            (_, Value::Bytes(bytes)) | (_, Value::Fixed(_, bytes)) => from_latin1(&bytes),
            (_, Value::String(text)) | (_, Value::Enum(_, text)) => Json::String(text),
            (Schema::Array(array), Value::Array(items)) => {
                Json::Array(items.into_iter().map(|item| self.to_json(&array.items, item)).collect::<Fallible<_>>()?)
            }
            (Schema::Map(map), Value::Map(entries)) => Json::Object(
                entries.into_iter().map(|(key, item)| Ok((key, self.to_json(&map.types, item)?))).collect::<Fallible<Map<_, _>>>()?,
            ),
            (Schema::Record(record), Value::Record(fields)) => Json::Object(
                record
                    .fields
                    .iter()
                    .zip(fields)
                    .map(|(field, (name, item))| Ok((name, self.to_json(&field.schema, item)?)))
                    .collect::<Fallible<Map<_, _>>>()?,
            ),
            (Schema::Union(union), Value::Union(index, inner)) => {
                let branch = &union.variants()[index as usize];
                match self.to_json(branch, *inner)? {
                    Json::Null => Json::Null,
                    json => Json::Object(Map::from_iter([(self.tag(branch), json)])),
                }
            }
            (schema, value) => return Err(format!("{value:?} is no value of {schema:?}").into()),
        })
    }
}

fn codec(name: &str) -> Fallible<Codec> {
    Ok(match name {
        "null" => Codec::Null,
        "deflate" => Codec::Deflate(DeflateSettings::default()),
        "snappy" => Codec::Snappy,
        "zstandard" => Codec::Zstandard(ZstandardSettings::default()),
        "bzip2" => Codec::Bzip2(Bzip2Settings::default()),
        "xz" => Codec::Xz(XzSettings::default()),
        _ => return Err(format!("no codec {name}").into()),
    })
}

fn write(schema_path: &str, lines: &str, codec_name: &str, path: &str) -> Fallible<()> {
    let schema = Schema::parse_str(&fs::read_to_string(schema_path)?)?;
    let resolved = ResolvedSchema::try_from(&schema)?;
    let form = Form { names: resolved.get_names() };
    let mut writer = Writer::builder()
        .schema(&schema)
        .writer(fs::File::create(path)?)
        .codec(codec(codec_name)?)
        .block_size(BLOCK_BYTES)
        .build()?;
    writer.add_user_metadata("written.by".into(), "apache-avro")?;
    for line in fs::read_to_string(lines)?.split('\n').filter(|line| !line.is_empty()) {
        writer.append_value(form.from_json(&schema, &serde_json::from_str(line)?)?)?;
    }
    writer.flush()?;
    Ok(())
}

fn read(path: &str, lines: &str, reader_path: Option<&&str>) -> Fallible<()> {
    let reader_schema = match reader_path {
        Some(path) => Some(Schema::parse_str(&fs::read_to_string(path)?)?),
        None => None,
    };
    let file = io::BufReader::new(fs::File::open(path)?);
    let data = match &reader_schema {
        Some(schema) => Reader::builder(file).reader_schema(schema).build()?,
        None => Reader::new(file)?,
    };
    let schema = reader_schema.clone().unwrap_or_else(|| data.writer_schema().clone());
    let resolved = ResolvedSchema::try_from(&schema)?;
    let form = Form { names: resolved.get_names() };
    let mut out = Vec::new();
    for datum in data {
        writeln!(out, "{}", form.to_json(&schema, datum?)?)?;
    }
    Ok(fs::write(lines, out)?)
}

fn main() {
    panic::set_hook(Box::new(|_| {})); // told on standard output instead
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        let job: Vec<&str> = line.split('\t').collect();
        let done = panic::catch_unwind(|| match job[0] {
            "write" => write(job[1], job[2], job[3], job[4]).map_err(|error| error.to_string()),
            _ => read(job[1], job[2], job.get(3)).map_err(|error| error.to_string()),
        });
        match done {
            Ok(Ok(())) => println!("ok"),
            Ok(Err(error)) => println!("error: {}", error.replace('\n', " ")),
            Err(cause) => println!("error: panic: {}", cause.downcast_ref::<String>().cloned().unwrap_or_default().replace('\n', " ")),
        }
    }
}
