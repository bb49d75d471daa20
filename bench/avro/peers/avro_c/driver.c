// driver.c - Avro's C library in the benchmark (../README.md): generic values, one of them used again.
#define _GNU_SOURCE
#include <avro.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

struct bytes {
  char *data;
  size_t size;
};

struct record {
  const char *data;
  uint32_t size;
};

static struct {
  const char *directory;
  avro_schema_t writer, reader;
  struct bytes data;
  struct record *records;
  size_t count, next;
  avro_value_iface_t *type;      // of the reader
  avro_value_iface_t *resolver;  // from the writer to it, if they differ
  avro_value_t value, resolved;
  avro_value_t *values;  // mode encode
  avro_reader_t input;
  avro_writer_t output;
  char buffer[1 << 20];
  struct bytes file;  // modes deflate …
} set;

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, avro_strerror());
  exit(1);
}

static void no(const char *why) {
  printf("no %s\n", why);
  exit(0);
}

static struct bytes read_whole(const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", set.directory, name);
  FILE *file = fopen(path, "rb");
  if (!file) fail(path);
  fseek(file, 0, SEEK_END);
  struct bytes bytes = {NULL, (size_t)ftell(file)};
  bytes.data = malloc(bytes.size + 1);
  rewind(file);
  if (fread(bytes.data, 1, bytes.size, file) != bytes.size) fail(path);
  bytes.data[bytes.size] = 0;
  fclose(file);
  return bytes;
}

static void load_records(void) {
  set.data = read_whole("records.bin");
  size_t capacity = 0;
  for (size_t at = 0; at < set.data.size;) {
    uint32_t size;
    memcpy(&size, set.data.data + at, 4);
    if (set.count == capacity) {
      capacity = capacity ? 2 * capacity : 65536;
      set.records = realloc(set.records, capacity * sizeof *set.records);
    }
    set.records[set.count++] = (struct record){set.data.data + at + 4, size};
    at += 4 + size;
  }
}

static struct record next_record(size_t *index) {
  *index = set.next;
  set.next = set.next + 1 == set.count ? 0 : set.next + 1;
  return set.records[*index];
}

static void decode(struct record record) {
  avro_reader_memory_set_source(set.input, record.data, record.size);
  if (avro_value_read(set.input, set.resolver ? &set.resolved : &set.value)) fail("read");
}

// The canonical bytes of values and their CRC-32.
static struct {
  unsigned char *data;
  size_t size, capacity;
  uint32_t crc;
} dump;

static void put(const void *data, size_t size) {
  if (dump.size + size > dump.capacity) {
    dump.capacity = 2 * (dump.size + size);
    dump.data = realloc(dump.data, dump.capacity);
  }
  memcpy(dump.data + dump.size, data, size);
  dump.size += size;
}

static void put_size(size_t size) {
  const uint32_t low = (uint32_t)size;
  put(&low, 4);
}

static void put_text(const void *data, size_t size) {
  put_size(size);
  put(data, size);
}

static void put_value(const avro_value_t *value) {
  size_t size = 0;
  const void *data = NULL;
  switch (avro_value_get_type(value)) {
    case AVRO_NULL:
      put("n", 1);
      break;
    case AVRO_BOOLEAN: {
      int bit;
      avro_value_get_boolean(value, &bit);
      put(bit ? "\1" : "\0", 1);
      break;
    }
    case AVRO_INT32: {
      int32_t number;
      avro_value_get_int(value, &number);
      const int64_t wide = number;
      put(&wide, 8);
      break;
    }
    case AVRO_INT64: {
      int64_t number;
      avro_value_get_long(value, &number);
      put(&number, 8);
      break;
    }
    case AVRO_DOUBLE: {
      double number;
      avro_value_get_double(value, &number);
      put(&number, 8);
      break;
    }
    case AVRO_STRING:
      avro_value_get_string(value, (const char **)&data, &size);
      put_text(data, size - 1);  // counted with its end
      break;
    case AVRO_BYTES:
      avro_value_get_bytes(value, &data, &size);
      put_text(data, size);
      break;
    case AVRO_ENUM: {
      int index;
      avro_value_get_enum(value, &index);
      const char *symbol = avro_schema_enum_get(avro_value_get_schema(value), index);
      put_text(symbol, strlen(symbol));
      break;
    }
    case AVRO_UNION: {
      avro_value_t branch;
      avro_value_get_current_branch(value, &branch);
      put_value(&branch);
      break;
    }
    case AVRO_ARRAY:
    case AVRO_RECORD:
      avro_value_get_size(value, &size);
      if (avro_value_get_type(value) == AVRO_ARRAY) put_size(size);
      for (size_t i = 0; i < size; ++i) {
        avro_value_t part;
        avro_value_get_by_index(value, i, &part, NULL);
        put_value(&part);
      }
      break;
    case AVRO_MAP: {
      avro_value_get_size(value, &size);
      put_size(size);
      const size_t start = dump.size;
      uint32_t sum = 0;
      for (size_t i = 0; i < size; ++i) {
        avro_value_t part;
        const char *key;
        avro_value_get_by_index(value, i, &part, &key);
        put_text(key, strlen(key));
        put_value(&part);
        sum += (uint32_t)crc32(0, dump.data + start, (unsigned)(dump.size - start));
        dump.size = start;
      }
      put(&sum, 4);
      break;
    }
    default:
      fail("a type that no data set has");
  }
}

static void add(const avro_value_t *value) {
  dump.size = 0;
  put_value(value);
  dump.crc = (uint32_t)crc32(dump.crc, dump.data, (unsigned)dump.size);
}

static const char *answer_sum(void) {
  static char answer[16];
  snprintf(answer, sizeof answer, "sum %08" PRIx32, dump.crc);
  return answer;
}

static size_t run_generic(size_t count) {
  size_t index;
  for (size_t i = 0; i < count; ++i) decode(next_record(&index));
  return count;
}

static const char *check_generic(size_t count, const char *path) {
  (void)path;
  dump.crc = 0;
  for (size_t i = 0; i < count; ++i) {
    decode(set.records[i]);
    add(&set.value);
  }
  return answer_sum();
}

static int64_t encode(avro_value_t *value) {
  avro_writer_reset(set.output);
  if (avro_value_write(set.output, value)) fail("write");
  return avro_writer_tell(set.output);
}

static size_t run_encode(size_t count) {
  for (size_t i = 0; i < count; ++i) {
    size_t index;
    next_record(&index);
    encode(&set.values[index]);
  }
  return count;
}

static const char *check_encode(size_t count, const char *path) {
  FILE *file = fopen(path, "wb");
  for (size_t i = 0; i < count; ++i) {
    const uint32_t size = (uint32_t)encode(&set.values[i]);
    fwrite(&size, 4, 1, file);
    fwrite(set.buffer, 1, size, file);
  }
  fclose(file);
  return "file";
}

static void load_values(void) {
  set.values = malloc(set.count * sizeof *set.values);
  for (size_t i = 0; i < set.count; ++i) {
    avro_generic_value_new(set.type, &set.values[i]);
    avro_reader_memory_set_source(set.input, set.records[i].data, set.records[i].size);
    if (avro_value_read(set.input, &set.values[i])) fail("read");
  }
}

static char *to_json(struct record record) {
  char *text;
  decode(record);
  if (avro_value_to_json(&set.value, 1, &text)) fail("to_json");
  return text;
}

static size_t run_json(size_t count) {
  size_t index;
  for (size_t i = 0; i < count; ++i) free(to_json(next_record(&index)));
  return count;
}

static const char *check_json(size_t count, const char *path) {
  FILE *file = fopen(path, "wb");
  for (size_t i = 0; i < count; ++i) {
    char *text = to_json(set.records[i]);
    fprintf(file, "%s\n", text);
    free(text);
  }
  fclose(file);
  return "file";
}

static size_t read_file(size_t count, int is_summed) {
  avro_file_reader_t reader;
  FILE *file = fmemopen(set.file.data, set.file.size, "rb");
  if (avro_file_reader_fp(file, "data", 1, &reader)) fail("open");
  size_t done = 0;
  for (; done < count && avro_file_reader_read_value(reader, &set.value) == 0; ++done) {
    if (is_summed) add(&set.value);
  }
  avro_file_reader_close(reader);
  return done;
}

static size_t run_file(size_t count) { return read_file(count, 0); }

static const char *check_file(size_t count, const char *path) {
  (void)path;
  dump.crc = 0;
  read_file(count, 1);
  return answer_sum();
}

static void resolve(void) {
  set.type = avro_generic_class_from_schema(set.reader);
  avro_generic_value_new(set.type, &set.value);
  if (avro_schema_equal(set.writer, set.reader)) return;
  set.resolver = avro_resolved_writer_new(set.writer, set.reader);
  if (!set.resolver) no(avro_strerror());
  avro_resolved_writer_new_value(set.resolver, &set.resolved);
  avro_resolved_writer_set_dest(&set.resolved, &set.value);
}

static int64_t cpu_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  set.directory = argv[1];
  const char *mode = argv[2];
  const struct bytes writer = read_whole("writer.avsc"), reader = read_whole("reader.avsc");
  if (avro_schema_from_json_length(writer.data, writer.size, &set.writer)) no(avro_strerror());
  if (avro_schema_from_json_length(reader.data, reader.size, &set.reader)) no(avro_strerror());
  set.input = avro_reader_memory(NULL, 0);
  set.output = avro_writer_memory(set.buffer, sizeof set.buffer);
  resolve();
  size_t (*run)(size_t);
  const char *(*check)(size_t, const char *);
  if (strcmp(mode, "deflate") == 0) {
    set.file = read_whole("deflate.avro");
    run = run_file, check = check_file;
  } else {
    load_records();
    if (strcmp(mode, "generic") == 0) {
      run = run_generic, check = check_generic;
    } else if (strcmp(mode, "encode") == 0) {
      load_values();
      run = run_encode, check = check_encode;
    } else if (strcmp(mode, "json") == 0) {
      run = run_json, check = check_json;
    } else {
      no("such mode");
    }
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("ready");
  char line[4096], path[4096];
  size_t count;
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "check %zu %4095s", &count, path) == 2) {
      puts(check(count, path));
    } else if (sscanf(line, "run %zu", &count) == 1) {
      const int64_t start = cpu_ns();
      const size_t done = run(count);
      printf("ns %" PRId64 " %zu\n", cpu_ns() - start, done);
    }
  }
}
