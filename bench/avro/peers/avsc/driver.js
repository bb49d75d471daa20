// avsc in the benchmark (../README.md): generic values, which are all it has. The runtime has no zstandard.
'use strict';

const avro = require('avsc');
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const zlib = require('zlib');

const directory = process.argv[2];
const texts = ['writer.avsc', 'reader.avsc'].map((name) => fs.readFileSync(path.join(directory, name), 'utf8'));
const [writer, reader] = texts.map((text) => avro.Type.forSchema(JSON.parse(text)));
const resolver = texts[0] === texts[1] ? undefined : reader.createResolver(writer);

function readRecords() {
  const data = fs.readFileSync(path.join(directory, 'records.bin'));
  const records = [];
  for (let at = 0; at < data.length;) {
    const size = data.readUInt32LE(at);
    records.push(data.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return records;
}

// The canonical bytes of values and their CRC-32.
class Dump {
  constructor() {
    this.buffer = Buffer.alloc(1 << 20);
    this.crc = 0;
  }

  add(value) {
    this.size = 0;
    this.write(reader, value);
    this.crc = zlib.crc32(this.buffer.subarray(0, this.size), this.crc);
  }

  answer() {
    return 'sum ' + this.crc.toString(16).padStart(8, '0');
  }

  count(value) {
    this.size = this.buffer.writeUInt32LE(value >>> 0, this.size);
  }

  bytes(bytes) {
    this.count(bytes.length);
    this.size += bytes.copy(this.buffer, this.size);
  }

  write(type, value) {
    switch (type.typeName) {
      case 'null':
        this.buffer[this.size++] = 110;
        break;
      case 'boolean':
        this.buffer[this.size++] = value ? 1 : 0;
        break;
      case 'int':
      case 'long':
        this.size = this.buffer.writeBigInt64LE(BigInt(value), this.size);
        break;
      case 'float':
      case 'double':
        this.size = this.buffer.writeDoubleLE(value, this.size);
        break;
      case 'string':
      case 'enum':
        this.bytes(Buffer.from(value, 'utf8'));
        break;
      case 'bytes':
      case 'fixed':
        this.bytes(value);
        break;
      case 'array':
        this.count(value.length);
        for (const item of value) this.write(type.itemsType, item);
        break;
      case 'map': {
        const keys = Object.keys(value);
        this.count(keys.length);
        const start = this.size;
        let sum = 0;
        for (const key of keys) {
          this.bytes(Buffer.from(key, 'utf8'));
          this.write(type.valuesType, value[key]);
          sum = (sum + zlib.crc32(this.buffer.subarray(start, this.size))) >>> 0;
          this.size = start;
        }
        this.count(sum);
        break;
      }
      case 'record':
        for (const field of type.fields) this.write(field.type, value[field.name]);
        break;
      case 'union:unwrapped':
        this.write(type.types.find((branch) => branch.isValid(value)), value);
        break;
      default:  // union:wrapped
        if (value === null) {
          this.buffer[this.size++] = 110;
        } else {
          const [name] = Object.keys(value);
          this.write(type.types.find((branch) => (branch.name || branch.typeName) === name), value[name]);
        }
    }
  }
}

// Calls `each` with the next so many of all items.
function cycle(items) {
  let next = 0;
  return (count, each) => {
    for (let i = 0; i < count; ++i) {
      each(items[next]);
      next = next + 1 === items.length ? 0 : next + 1;
    }
    return count;
  };
}

const decode = resolver ? (record) => reader.fromBuffer(record, resolver, true) : (record) => reader.fromBuffer(record);

function generic() {
  const records = readRecords();
  const next = cycle(records);
  return {
    run: (count) => next(count, decode),
    check: (count) => {
      const dump = new Dump();
      for (const record of records.slice(0, count)) dump.add(decode(record));
      return dump.answer();
    },
  };
}

function encode() {
  const values = readRecords().map((record) => writer.fromBuffer(record));
  const next = cycle(values);
  const out = Buffer.alloc(1 << 20);
  return {
    run: (count) => next(count, (value) => writer.encode(value, out, 0)),
    check: (count, file) => {
      const frames = [];
      for (const value of values.slice(0, count)) {
        const size = Buffer.alloc(4);
        size.writeUInt32LE(writer.encode(value, out, 0));
        frames.push(size, Buffer.from(out.subarray(0, size.readUInt32LE())));
      }
      fs.writeFileSync(file, Buffer.concat(frames));
      return 'file';
    },
  };
}

// toString writes Avro's JSON encoding only where unions are wrapped.
function json() {
  const records = readRecords();
  const type = avro.Type.forSchema(JSON.parse(texts[1]), {wrapUnions: true});
  const next = cycle(records);
  const convert = (record) => type.toString(type.fromBuffer(record));
  return {
    run: (count) => next(count, convert),
    check: (count, file) => {
      fs.writeFileSync(file, records.slice(0, count).map((record) => convert(record) + '\n').join(''));
      return 'file';
    },
  };
}

function readFile(codec) {
  const file = fs.readFileSync(path.join(directory, codec + '.avro'));
  const read = (count, take) => new Promise((resolve, reject) => {
    const decoder = new avro.streams.BlockDecoder();
    let done = 0;
    decoder.on('data', (value) => {
      if (done < count) take(value);
      ++done;
    });
    decoder.on('end', () => resolve(done));
    decoder.on('error', reject);
    decoder.end(file);
  });
  return {
    run: (count) => read(count, () => {}),
    check: async (count) => {
      const dump = new Dump();
      await read(count, (value) => dump.add(value));
      return dump.answer();
    },
  };
}

async function main() {
  const mode = process.argv[3];
  const make = {generic, encode, json, deflate: () => readFile('deflate')}[mode];
  if (!make) return console.log('no such mode');
  const work = make();
  console.log('ready');
  for await (const line of readline.createInterface({input: process.stdin})) {
    const [question, count, file] = line.split(' ');
    if (question === 'check') {
      console.log(await work.check(Number(count), file));
    } else {
      const before = process.cpuUsage();
      const done = await work.run(Number(count));
      const used = process.cpuUsage(before);
      console.log(`ns ${(used.user + used.system) * 1000} ${done}`);
    }
  }
}

main();
