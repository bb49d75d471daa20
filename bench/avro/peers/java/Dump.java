// Dump - the canonical bytes of a datum and their CRC-32 (README.md, "The sum").
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;

final class Dump {
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32 crc = new CRC32();

  void add(Schema schema, Object value) {
    buffer.clear();
    write(schema, value);
    crc.update(buffer.array(), 0, buffer.position());
  }

  long sum() {
    return crc.getValue();
  }

  private void room(int bytes) {
    if (buffer.remaining() >= bytes) return;
    ByteBuffer larger =
        ByteBuffer.allocate(2 * (buffer.capacity() + bytes)).order(ByteOrder.LITTLE_ENDIAN);
    larger.put(buffer.array(), 0, buffer.position());
    buffer = larger;
  }

  private void bytes(byte[] bytes, int from, int size) {
    room(4 + size);
    buffer.putInt(size).put(bytes, from, size);
  }

  private void text(Object value) {
    if (value instanceof Utf8 utf8) {
      bytes(utf8.getBytes(), 0, utf8.getByteLength());
    } else {
      byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
      bytes(bytes, 0, bytes.length);
    }
  }

  private void write(Schema schema, Object value) {
    room(8);
    switch (schema.getType()) {
      case NULL -> buffer.put((byte) 'n');
      case BOOLEAN -> buffer.put((byte) ((Boolean) value ? 1 : 0));
      case INT, LONG -> buffer.putLong(((Number) value).longValue());
      case FLOAT, DOUBLE -> buffer.putDouble(((Number) value).doubleValue());
      case STRING, ENUM -> text(value);
      case BYTES -> {
        ByteBuffer bytes = (ByteBuffer) value;
        bytes(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      }
      case FIXED -> {
        byte[] bytes = ((GenericFixed) value).bytes();
        bytes(bytes, 0, bytes.length);
      }
      case UNION -> write(
          schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), value);
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          write(field.schema(), ((IndexedRecord) value).get(field.pos()));
        }
      }
      case ARRAY -> {
        Collection<?> items = (Collection<?>) value;
        buffer.putInt(items.size());
        for (Object item : items) write(schema.getElementType(), item);
      }
      case MAP -> {
        Map<?, ?> map = (Map<?, ?>) value;
        buffer.putInt(map.size());
        int sum = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          int start = buffer.position();
          text(entry.getKey());
          write(schema.getValueType(), entry.getValue());
          CRC32 one = new CRC32();
          one.update(buffer.array(), start, buffer.position() - start);
          sum += (int) one.getValue();
          buffer.position(start);
        }
        room(4);
        buffer.putInt(sum);
      }
    }
  }
}
