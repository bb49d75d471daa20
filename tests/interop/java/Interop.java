// Interop.java - Apache Avro for Java, as a peer: jobs come on standard input, an answer for each goes to standard output.
// tests/interop/README.md describes the jobs and the JSON.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

public final class Interop {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int BLOCK_BYTES = 1024; // small, so that files have several blocks

  // Data with their logical types as Java's own: what is read passes through BigDecimal, Instant and the like.
  private static final GenericData DATA = new GenericData();

  static {
    for (Conversion<?> conversion : List.of(new Conversions.DecimalConversion(), new Conversions.BigDecimalConversion(),
        new Conversions.UUIDConversion(), new TimeConversions.DateConversion(), new TimeConversions.TimeMillisConversion(),
        new TimeConversions.TimeMicrosConversion(), new TimeConversions.TimestampMillisConversion(),
        new TimeConversions.TimestampMicrosConversion(), new TimeConversions.TimestampNanosConversion(),
        new TimeConversions.LocalTimestampMillisConversion(), new TimeConversions.LocalTimestampMicrosConversion(),
        new TimeConversions.LocalTimestampNanosConversion())) {
      DATA.addLogicalTypeConversion(conversion);
    }
  }

  public static void main(String[] args) throws IOException {
    BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line; (line = jobs.readLine()) != null;) {
      String[] job = line.split("\t", -1);
      try {
        if (job[0].equals("write")) {
          write(Path.of(job[1]), Path.of(job[2]), job[3], new File(job[4]));
        } else {
          read(new File(job[1]), Path.of(job[2]), job.length > 3 ? new Schema.Parser().parse(new File(job[3])) : null);
        }
        out.println("ok");
      } catch (Exception | StackOverflowError error) {
        out.println("error: " + error.toString().replace('\n', ' '));
      }
    }
  }

  private static CodecFactory codec(String name) {
    return name.equals("null") ? CodecFactory.nullCodec() : CodecFactory.fromString(name);
  }

  private static void write(Path schemaFile, Path lines, String codec, File file) throws IOException {
    Schema schema = new Schema.Parser().parse(schemaFile.toFile());
    try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema, DATA))) {
      writer.setCodec(codec(codec)).setSyncInterval(BLOCK_BYTES).setMeta("written.by", "Java").create(schema, file);
      for (String line : Files.readString(lines).split("\n")) {
        writer.append(fromJson(schema, MAPPER.readTree(line)));
      }
    }
  }

  private static void read(File file, Path lines, Schema reader) throws IOException {
    StringBuilder text = new StringBuilder();
    GenericDatumReader<Object> datumReader = new GenericDatumReader<>(null, reader, DATA);
    try (DataFileReader<Object> data = new DataFileReader<>(file, datumReader)) {
      for (Object datum : data) {
        text.append(MAPPER.writeValueAsString(toJson(reader == null ? data.getSchema() : reader, datum))).append('\n');
      }
    }
    Files.writeString(lines, text);
  }

  private static String branchName(Schema branch) {
    return branch.getFullName();
  }

  private static Object fromJson(Schema schema, JsonNode json) {
    Object raw = rawFromJson(schema, json);
    LogicalType logical = schema.getLogicalType();
    Conversion<?> conversion = logical == null ? null : DATA.getConversionFor(logical);
    return conversion == null ? raw : Conversions.convertToLogicalType(raw, schema, logical, conversion);
  }

  private static Object rawFromJson(Schema schema, JsonNode json) {
    switch (schema.getType()) {
      case NULL:
        return null;
      case BOOLEAN:
        return json.booleanValue();
      case INT:
        return json.intValue();
      case LONG:
        return json.longValue();
      case FLOAT:
        return json.isTextual() ? Float.parseFloat(json.textValue()) : (float) json.doubleValue();
      case DOUBLE:
        return json.isTextual() ? Double.parseDouble(json.textValue()) : json.doubleValue();
      case BYTES:
        return ByteBuffer.wrap(json.textValue().getBytes(StandardCharsets.ISO_8859_1));
      case FIXED:
        return new GenericData.Fixed(schema, json.textValue().getBytes(StandardCharsets.ISO_8859_1));
      case STRING:
        return json.textValue();
      case ENUM:
        return new GenericData.EnumSymbol(schema, json.textValue());
      case ARRAY: {
        List<Object> items = new ArrayList<>();
        json.forEach(item -> items.add(fromJson(schema.getElementType(), item)));
        return items;
      }
      case MAP: {
        Map<String, Object> entries = new LinkedHashMap<>();
        json.fields().forEachRemaining(entry -> entries.put(entry.getKey(), fromJson(schema.getValueType(), entry.getValue())));
        return entries;
      }
      case RECORD: {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
          record.put(field.pos(), fromJson(field.schema(), json.get(field.name())));
        }
        return record;
      }
      default: { // UNION
        if (json.isNull()) return null;
        String tag = json.fieldNames().next();
        for (Schema branch : schema.getTypes()) {
          if (branchName(branch).equals(tag)) return fromJson(branch, json.get(tag));
        }
        throw new IllegalArgumentException("no branch " + tag);
      }
    }
  }

  private static String latin1(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
  }

  private static JsonNode real(double value, JsonNode finite) {
    return Double.isFinite(value) ? finite : JSON.textNode(Double.toString(value));
  }

  private static JsonNode toJson(Schema schema, Object datum) {
    if (schema.getType() == Schema.Type.UNION) {
      Schema branch = schema.getTypes().get(DATA.resolveUnion(schema, datum));
      if (branch.getType() == Schema.Type.NULL) return JSON.nullNode();
      return JSON.objectNode().set(branchName(branch), toJson(branch, datum));
    }
    LogicalType logical = schema.getLogicalType();
    Conversion<?> conversion = logical == null ? null : DATA.getConversionFor(logical);
    Object raw = conversion == null ? datum : Conversions.convertToRawType(datum, schema, logical, conversion);
    switch (schema.getType()) {
      case NULL:
        return JSON.nullNode();
      case BOOLEAN:
        return JSON.booleanNode((Boolean) raw);
      case INT:
        return JSON.numberNode((Integer) raw);
      case LONG:
        return JSON.numberNode(BigInteger.valueOf((Long) raw));
      case FLOAT:
        return real((Float) raw, JSON.numberNode((Float) raw));
      case DOUBLE:
        return real((Double) raw, JSON.numberNode((Double) raw));
      case BYTES:
        return JSON.textNode(latin1((ByteBuffer) raw));
      case FIXED:
        return JSON.textNode(latin1(ByteBuffer.wrap(((GenericFixed) raw).bytes())));
      case STRING:
      case ENUM:
        return JSON.textNode(raw.toString());
      case ARRAY: {
        ArrayNode items = JSON.arrayNode();
        ((Iterable<?>) raw).forEach(item -> items.add(toJson(schema.getElementType(), item)));
        return items;
      }
      case MAP: {
        ObjectNode entries = JSON.objectNode();
        ((Map<?, ?>) raw).forEach((key, value) -> entries.set(key.toString(), toJson(schema.getValueType(), value)));
        return entries;
      }
      default: { // RECORD
        ObjectNode record = JSON.objectNode();
        for (Schema.Field field : schema.getFields()) {
          record.set(field.name(), toJson(field.schema(), ((IndexedRecord) raw).get(field.pos())));
        }
        return record;
      }
    }
  }
}
