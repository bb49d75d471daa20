// interop.mjs - avsc as a peer: jobs come on standard input, an answer for each goes to standard output.
// tests/interop/README.md describes the jobs and the JSON.
import avro from 'avsc';
import fs from 'node:fs';
import readline from 'node:readline';

const kBlockBytes = 1024;  // small, so that files have several blocks

// Whole numbers that JavaScript would round become strings marked with \u0001 before JSON.parse sees them, and back.
const fromText = (text) => JSON.parse(text.replace(/(?<=[:[,] ?)-?\d{16,}(?=[,\]}])/g, '"\\u0001$&"'));
const toText = (json) => JSON.stringify(json).replace(/"\\u0001(-?\d+)"/g, '$1');
const whole = (json) => BigInt(String(json).replace('\u0001', ''));

// All longs as BigInt: a number of JavaScript does not hold them.
const longType = avro.types.LongType.__with({
  fromBuffer: (buffer) => buffer.readBigInt64LE(),
  toBuffer: (value) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: whole,
  toJSON: String,
  isValid: (value) => typeof value === 'bigint',
  compare: (a, b) => (a === b ? 0 : a < b ? -1 : 1),
});

// The registry is asked for primitives too; what carries attributes, such as a logicalType, it is not asked for.
const options = () => ({
  registry: {long: longType},
  wrapUnions: true,
  typeHook: (schema) => (schema && schema.type === 'long' ? longType : undefined),
});
const parse = (text) => avro.Type.forSchema(fromText(text), options());


function fromJson(type, json) {
  switch (type.typeName) {
    case 'long':
    case 'abstract:long':
      return whole(json);
    case 'float':
    case 'double':
      return Number(json);
    case 'bytes':
    case 'fixed':
      return Buffer.from(json, 'latin1');
    case 'array':
      return json.map((item) => fromJson(type.itemsType, item));
    case 'map':
      return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, fromJson(type.valuesType, item)]));
    case 'record':
      return new (type.recordConstructor)(...type.fields.map((field) => fromJson(field.type, json[field.name])));
    case 'union:wrapped': {
      if (json === null) return null;
      const [[tag, inner]] = Object.entries(json);
      return {[tag]: fromJson(type.types.find((branch) => branch.branchName === tag), inner)};
    }
    default:
      return json;
  }
}

function toJson(type, value) {
  switch (type.typeName) {
    case 'long':
    case 'abstract:long':
      return '\u0001' + value;
    case 'float':
    case 'double':
      return Number.isFinite(value) ? (Object.is(value, -0) ? 0 : value) : String(value);
    case 'bytes':
    case 'fixed':
      return value.toString('latin1');
    case 'array':
      return value.map((item) => toJson(type.itemsType, item));
    case 'map':
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(type.valuesType, item)]));
    case 'record':
      return Object.fromEntries(type.fields.map((field) => [field.name, toJson(field.type, value[field.name])]));
    case 'union:wrapped': {
      if (value === null) return null;
      const [[tag, inner]] = Object.entries(value);
      return {[tag]: toJson(type.types.find((branch) => branch.branchName === tag), inner)};
    }
    default:
      return value;
  }
}

function write(schemaPath, linesPath, codec, path) {
  const type = parse(fs.readFileSync(schemaPath, 'utf8'));
  const lines = fs.readFileSync(linesPath, 'utf8').split('\n').filter((line) => line);
  return new Promise((resolve, reject) => {
    const encoder = new avro.streams.BlockEncoder(type, {
      codec,
      blockSize: kBlockBytes,
      metadata: {'written.by': Buffer.from('avsc')},
    });
    encoder.on('error', reject);
    encoder.pipe(fs.createWriteStream(path)).on('finish', resolve).on('error', reject);
    try {
      for (const line of lines) encoder.write(fromJson(type, fromText(line)));
      encoder.end();
    } catch (error) {
      reject(error);
    }
  });
}

function read(path, linesPath, readerPath) {
  const readerType = readerPath && parse(fs.readFileSync(readerPath, 'utf8'));
  return new Promise((resolve, reject) => {
    let type = readerType;
    let text = '';
    const decoder = avro.createFileDecoder(path, {
      readerSchema: readerType,
      parseHook: (schema) => {
        const written = avro.Type.forSchema(schema, options());
        type ??= written;
        return written;
      },
    });
    decoder.on('error', reject);
    decoder.on('data', (datum) => {
      try {
        text += toText(toJson(type, datum)) + '\n';
      } catch (error) {
        reject(error);
      }
    });
    decoder.on('end', () => {
      fs.writeFileSync(linesPath, text);
      resolve();
    });
  });
}

for await (const line of readline.createInterface({input: process.stdin})) {
  const [name, ...args] = line.split('\t');
  try {
    await {write, read}[name](...args);
    console.log('ok');
  } catch (error) {
    console.log('error: ' + String(error).replaceAll('\n', ' '));
  }
}
