// Driver - Java Avro in the benchmark (../README.md). Generic records are read by the fast reader, specific ones (mode
// owned) by the coders that Avro generates into their classes.
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

public final class Driver {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Schema writer;
  private final Schema reader;
  private byte[] data;
  private int[] starts; // of each record in data, and one behind the last
  private int next; // the record that the next run begins with

  private Driver(Path set) throws IOException {
    writer = new Schema.Parser().parse(set.resolve("writer.avsc").toFile());
    reader = new Schema.Parser().parse(set.resolve("reader.avsc").toFile());
  }

  public static void main(String[] arguments) throws Exception {
    GenericData.get().setFastReaderEnabled(true);
    Driver driver = new Driver(Path.of(arguments[0]));
    String mode = arguments[1];
    Work work;
    try {
      work = driver.work(Path.of(arguments[0]), mode);
    } catch (ClassNotFoundException e) {
      work = null;
    }
    if (work == null) {
      System.out.println("no such mode");
      return;
    }
    System.out.println("ready");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      int count = Integer.parseInt(words[1]);
      if (words[0].equals("check")) {
        System.out.println(work.check(count, Path.of(words[2])));
      } else {
        long start = THREADS.getCurrentThreadCpuTime();
        int done = work.run(count);
        System.out.println("ns " + (THREADS.getCurrentThreadCpuTime() - start) + " " + done);
      }
    }
  }

  /** One mode. */
  private interface Work {
    int run(int count) throws IOException;

    String check(int count, Path path) throws IOException;
  }

  private Work work(Path set, String mode) throws IOException, ClassNotFoundException {
    if (mode.equals("deflate") || mode.equals("zstandard")) {
      return new ReadFile(Files.readAllBytes(set.resolve(mode + ".avro")));
    }
    load(set.resolve("records.bin"));
    return switch (mode) {
      case "generic" -> new Decode(new GenericDatumReader<>(writer, reader), true);
      case "owned" -> {
        Class.forName(reader.getFullName());
        yield new Decode(new SpecificDatumReader<>(writer, reader, specific()), false);
      }
      case "encode" -> new Encode(
          new GenericDatumReader<>(writer), new GenericDatumWriter<>(writer));
      case "encode_specific" -> {
        Class.forName(reader.getFullName());
        yield new Encode(
            new SpecificDatumReader<>(writer, reader, specific()),
            new SpecificDatumWriter<>(writer, specific()));
      }
      case "json" -> new ToJson();
      default -> null;
    };
  }

  private static SpecificData specific() {
    SpecificData model = new SpecificData(Driver.class.getClassLoader());
    model.setCustomCoders(true);
    return model;
  }

  private void load(Path records) throws IOException {
    data = Files.readAllBytes(records);
    ByteBuffer frames = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    int count = 0;
    for (int at = 0; at < data.length; at += 4 + frames.getInt(at)) ++count;
    starts = new int[count + 1];
    int at = 0;
    for (int i = 0; i < count; ++i) {
      starts[i] = at + 4;
      at += 4 + frames.getInt(at);
    }
    starts[count] = at + 4;
  }

  private int records() {
    return starts.length - 1;
  }

  private BinaryDecoder at(int record, BinaryDecoder decoder) {
    return DecoderFactory.get()
        .binaryDecoder(data, starts[record], starts[record + 1] - 4 - starts[record], decoder);
  }

  private int advance() {
    int record = next;
    next = record + 1 == records() ? 0 : record + 1;
    return record;
  }

  private final class Decode implements Work {
    private final DatumReader<Object> reader;
    private final boolean reuse;
    private BinaryDecoder decoder;
    private Object value;

    Decode(DatumReader<Object> reader, boolean reuse) {
      this.reader = reader;
      this.reuse = reuse;
    }

    @Override
    public int run(int count) throws IOException {
      for (int i = 0; i < count; ++i) {
        decoder = at(advance(), decoder);
        value = reader.read(reuse ? value : null, decoder);
      }
      return count;
    }

    @Override
    public String check(int count, Path path) throws IOException {
      Dump dump = new Dump();
      for (int i = 0; i < count; ++i) {
        decoder = at(i, decoder);
        value = reader.read(reuse ? value : null, decoder);
        dump.add(Driver.this.reader, value);
      }
      return String.format("sum %08x", dump.sum());
    }
  }

  /** An output stream whose bytes can be had without a copy. */
  private static final class Output extends ByteArrayOutputStream {
    byte[] buffer() {
      return buf;
    }
  }

  private final class Encode implements Work {
    private final DatumWriter<Object> writer;
    private final Object[] values = new Object[records()];
    private final Output out = new Output();
    private BinaryEncoder encoder;

    Encode(DatumReader<Object> reader, DatumWriter<Object> writer) throws IOException {
      this.writer = writer;
      BinaryDecoder decoder = null;
      for (int i = 0; i < values.length; ++i) {
        decoder = at(i, decoder);
        values[i] = reader.read(null, decoder);
      }
    }

    private void write(Object value) throws IOException {
      out.reset();
      encoder = EncoderFactory.get().binaryEncoder(out, encoder);
      writer.write(value, encoder);
      encoder.flush();
    }

    @Override
    public int run(int count) throws IOException {
      for (int i = 0; i < count; ++i) write(values[advance()]);
      return count;
    }

    @Override
    public String check(int count, Path path) throws IOException {
      try (DataOutputStream file = new DataOutputStream(Files.newOutputStream(path))) {
        for (int i = 0; i < count; ++i) {
          write(values[i]);
          file.writeInt(Integer.reverseBytes(out.size()));
          file.write(out.buffer(), 0, out.size());
        }
      }
      return "file";
    }
  }

  private final class ToJson implements Work {
    private final DatumReader<Object> reader = new GenericDatumReader<>(Driver.this.writer, Driver.this.reader);
    private final DatumWriter<Object> writer = new GenericDatumWriter<>(Driver.this.reader);
    private final Output out = new Output();
    private final JsonEncoder encoder = EncoderFactory.get().jsonEncoder(Driver.this.reader, out);
    private BinaryDecoder decoder;
    private Object value;

    ToJson() throws IOException {}

    private void write(int record) throws IOException {
      decoder = at(record, decoder);
      value = reader.read(value, decoder);
      writer.write(value, encoder);
      encoder.flush();
    }

    @Override
    public int run(int count) throws IOException {
      for (int i = 0; i < count; ++i) {
        out.reset();
        write(advance());
      }
      return count;
    }

    @Override
    public String check(int count, Path path) throws IOException {
      out.reset();
      for (int i = 0; i < count; ++i) write(i); // the encoder itself ends the lines
      try (OutputStream file = Files.newOutputStream(path)) {
        out.writeTo(file);
      }
      out.reset();
      return "file";
    }
  }

  private final class ReadFile implements Work {
    private final byte[] file;
    private Object value;

    ReadFile(byte[] file) {
      this.file = file;
    }

    private DataFileReader<Object> open() throws IOException {
      return new DataFileReader<>(
          new SeekableByteArrayInput(file), new GenericDatumReader<>(null, reader));
    }

    @Override
    public int run(int count) throws IOException {
      int done = 0;
      try (DataFileReader<Object> records = open()) {
        for (; records.hasNext() && done < count; ++done) value = records.next(value);
      }
      return done;
    }

    @Override
    public String check(int count, Path path) throws IOException {
      Dump dump = new Dump();
      try (DataFileReader<Object> records = open()) {
        for (int i = 0; i < count; ++i) dump.add(reader, value = records.next(value));
      }
      return String.format("sum %08x", dump.sum());
    }
  }
}
