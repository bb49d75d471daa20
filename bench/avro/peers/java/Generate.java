// Generate - the classes of the data sets' records, for Avro's specific API: Generate TARGET SCHEMA...
import java.io.File;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.compiler.specific.SpecificCompiler;

public final class Generate {
  public static void main(String[] arguments) throws IOException {
    for (int i = 1; i < arguments.length; ++i) {
      File schema = new File(arguments[i]);
      new SpecificCompiler(new Schema.Parser().parse(schema))
          .compileToDestination(null, new File(arguments[0]));
    }
  }
}
