// main.go - hamba/avro as a peer: jobs come on standard input, an answer for each goes to standard output.
// tests/interop/README.md describes the jobs and the JSON.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/hamba/avro/v2"
	"github.com/hamba/avro/v2/ocf"
)

const blockRecords = 3 // small, so that files have several blocks

func resolved(schema avro.Schema) avro.Schema {
	if ref, ok := schema.(*avro.RefSchema); ok {
		return ref.Schema()
	}
	return schema
}

// logical is the schema's logical type, or "".
func logical(schema avro.Schema) avro.LogicalType {
	if typed, ok := schema.(avro.LogicalTypeSchema); ok && typed.Logical() != nil {
		return typed.Logical().Type()
	}
	return ""
}

func scale(schema avro.Schema) int {
	return schema.(avro.LogicalTypeSchema).Logical().(*avro.DecimalLogicalSchema).Scale()
}

// tag is what the specification calls a branch; hamba adds the logical type to it.
func tag(schema avro.Schema) string {
	schema = resolved(schema)
	if named, ok := schema.(avro.NamedSchema); ok {
		return named.FullName()
	}
	return string(schema.Type())
}

func hambaTag(schema avro.Schema) string {
	name := tag(schema)
	if _, named := resolved(schema).(avro.NamedSchema); !named && logical(schema) != "" {
		name += "." + string(logical(schema))
	}
	return name
}

func latin1(text string) []byte {
	var out []byte
	for _, char := range text {
		out = append(out, byte(char))
	}
	return out
}

func fromLatin1(raw []byte) string {
	out := make([]rune, len(raw))
	for i, b := range raw {
		out[i] = rune(b)
	}
	return string(out)
}

func unscaled(raw []byte) *big.Int {
	value := new(big.Int).SetBytes(raw)
	if len(raw) > 0 && raw[0] >= 0x80 {
		value.Sub(value, new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))))
	}
	return value
}

func rat(schema avro.Schema, raw []byte) *big.Rat {
	return new(big.Rat).SetFrac(unscaled(raw), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale(schema))), nil))
}

// twosComplement of the shortest length, or of `size` bytes when that is not 0.
func twosComplement(value *big.Int, size int) []byte {
	if size == 0 {
		bits := value.BitLen()
		if value.Sign() < 0 {
			bits = new(big.Int).Not(value).BitLen()
		}
		size = bits/8 + 1
	}
	if value.Sign() < 0 {
		value = new(big.Int).Add(value, new(big.Int).Lsh(big.NewInt(1), uint(8*size)))
	}
	return value.FillBytes(make([]byte, size))
}

func moment(kind avro.LogicalType, ticks int64) any {
	switch kind {
	case avro.Date:
		return time.Unix(ticks*86400, 0).UTC()
	case avro.TimeMillis:
		return time.Duration(ticks) * time.Millisecond
	case avro.TimeMicros:
		return time.Duration(ticks) * time.Microsecond
	case avro.TimestampMillis, avro.LocalTimestampMillis:
		return time.UnixMilli(ticks).UTC()
	case avro.TimestampMicros, avro.LocalTimestampMicros:
		return time.UnixMicro(ticks).UTC()
	}
	return nil
}

func ticks(kind avro.LogicalType, value any) int64 {
	switch typed := value.(type) {
	case time.Duration:
		if kind == avro.TimeMillis {
			return typed.Milliseconds()
		}
		return typed.Microseconds()
	case time.Time:
		switch kind {
		case avro.Date:
			return int64(math.Floor(float64(typed.Unix()) / 86400))
		case avro.TimestampMillis, avro.LocalTimestampMillis:
			return typed.UnixMilli()
		}
		return typed.UnixMicro()
	case int:
		return int64(typed)
	}
	return value.(int64)
}

func number(value any) float64 {
	text := fmt.Sprint(value) // a json.Number, or "NaN", "Infinity", "-Infinity"
	parsed, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(err)
	}
	return parsed
}

func fromJSON(schema avro.Schema, value any) any {
	schema = resolved(schema)
	kind := logical(schema)
	switch typed := schema.(type) {
	case *avro.NullSchema:
		return nil
	case *avro.PrimitiveSchema:
		switch typed.Type() {
		case avro.Int, avro.Long:
			whole, err := value.(json.Number).Int64()
			if err != nil {
				panic(err)
			}
			if converted := moment(kind, whole); converted != nil {
				return converted
			}
			if typed.Type() == avro.Int {
				return int(whole)
			}
			return whole
		case avro.Float:
			return float32(number(value))
		case avro.Double:
			return number(value)
		case avro.Bytes:
			raw := latin1(value.(string))
			if kind == avro.Decimal {
				return rat(schema, raw)
			}
			return raw
		}
		return value
	case *avro.FixedSchema:
		raw := latin1(value.(string))
		switch kind {
		case avro.Decimal:
			return rat(schema, raw)
		case avro.Duration:
			return avro.LogicalDuration{Months: binary.LittleEndian.Uint32(raw), Days: binary.LittleEndian.Uint32(raw[4:]),
				Milliseconds: binary.LittleEndian.Uint32(raw[8:])}
		}
		array := reflect.New(reflect.ArrayOf(len(raw), reflect.TypeOf(byte(0)))).Elem()
		reflect.Copy(array, reflect.ValueOf(raw))
		return array.Interface()
	case *avro.ArraySchema:
		items := []any{}
		for _, item := range value.([]any) {
			items = append(items, fromJSON(typed.Items(), item))
		}
		return items
	case *avro.MapSchema:
		entries := map[string]any{}
		for key, item := range value.(map[string]any) {
			entries[key] = fromJSON(typed.Values(), item)
		}
		return entries
	case *avro.RecordSchema:
		record := map[string]any{}
		for _, field := range typed.Fields() {
			record[field.Name()] = fromJSON(field.Type(), value.(map[string]any)[field.Name()])
		}
		return record
	case *avro.UnionSchema:
		if value == nil {
			return nil
		}
		for _, branch := range typed.Types() {
			if inner, ok := value.(map[string]any)[tag(branch)]; ok {
				return map[string]any{hambaTag(branch): fromJSON(branch, inner)}
			}
		}
		panic("no such branch")
	}
	return value // enum
}

func real(value float64, bits int) any {
	switch {
	case math.IsNaN(value):
		return "NaN"
	case math.IsInf(value, 1):
		return "Infinity"
	case math.IsInf(value, -1):
		return "-Infinity"
	}
	return json.Number(strconv.FormatFloat(value, 'e', -1, bits))
}

func toJSON(schema avro.Schema, value any) any {
	schema = resolved(schema)
	kind := logical(schema)
	switch typed := schema.(type) {
	case *avro.NullSchema:
		return nil
	case *avro.PrimitiveSchema:
		switch typed.Type() {
		case avro.Int, avro.Long:
			return ticks(kind, value)
		case avro.Float:
			return real(float64(value.(float32)), 32)
		case avro.Double:
			return real(value.(float64), 64)
		case avro.Bytes:
			if ratio, ok := value.(*big.Rat); ok {
				return fromLatin1(twosComplement(scaled(schema, ratio), 0))
			}
			return fromLatin1(value.([]byte))
		}
		return value
	case *avro.FixedSchema:
		switch value := value.(type) {
		case *big.Rat:
			return fromLatin1(twosComplement(scaled(schema, value), typed.Size()))
		case avro.LogicalDuration:
			var raw []byte
			for _, part := range []uint32{value.Months, value.Days, value.Milliseconds} {
				raw = binary.LittleEndian.AppendUint32(raw, part)
			}
			return fromLatin1(raw)
		}
		raw := make([]byte, typed.Size())
		reflect.Copy(reflect.ValueOf(raw), reflect.ValueOf(value))
		return fromLatin1(raw)
	case *avro.ArraySchema:
		items := []any{}
		for _, item := range value.([]any) {
			items = append(items, toJSON(typed.Items(), item))
		}
		return items
	case *avro.MapSchema:
		entries := map[string]any{}
		for key, item := range value.(map[string]any) {
			entries[key] = toJSON(typed.Values(), item)
		}
		return entries
	case *avro.RecordSchema:
		record := map[string]any{}
		for _, field := range typed.Fields() {
			record[field.Name()] = toJSON(field.Type(), value.(map[string]any)[field.Name()])
		}
		return record
	case *avro.UnionSchema:
		if value == nil {
			return nil
		}
		// Hamba tags the value, unless all branches are of types that Go can tell apart.
		entries, tagged := value.(map[string]any)
		for _, branch := range typed.Types() {
			if inner, ok := entries[hambaTag(branch)]; ok {
				return map[string]any{tag(branch): toJSON(branch, inner)}
			}
			if !tagged && bareType(branch) == reflect.TypeOf(value) {
				return map[string]any{tag(branch): toJSON(branch, value)}
			}
		}
		panic("no such branch")
	}
	return value // enum
}

// bareType is Go's type of a value that hamba does not tag.
func bareType(schema avro.Schema) reflect.Type {
	switch logical(schema) {
	case avro.Decimal:
		return reflect.TypeOf((*big.Rat)(nil))
	case avro.TimestampMillis:
		return reflect.TypeOf(time.Time{})
	}
	return map[avro.Type]reflect.Type{
		avro.Boolean: reflect.TypeOf(false), avro.Int: reflect.TypeOf(0), avro.Long: reflect.TypeOf(int64(0)),
		avro.Float: reflect.TypeOf(float32(0)), avro.Double: reflect.TypeOf(0.0), avro.String: reflect.TypeOf(""),
		avro.Bytes: reflect.TypeOf([]byte(nil)),
	}[schema.Type()]
}

func scaled(schema avro.Schema, value *big.Rat) *big.Int {
	factor := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale(schema))), nil))
	product := new(big.Rat).Mul(value, factor)
	if !product.IsInt() {
		panic("a decimal with more digits than its scale")
	}
	return product.Num()
}

func load(path string) (avro.Schema, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	// A cache for each: evolve's two schemas define the same names.
	return avro.ParseBytesWithCache(text, "", &avro.SchemaCache{})
}

func write(schemaPath, linesPath, codec, path string) error {
	schema, err := load(schemaPath)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(linesPath)
	if err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	encoder, err := ocf.NewEncoderWithSchema(schema, file, ocf.WithCodec(ocf.CodecName(codec)), ocf.WithBlockLength(blockRecords),
		ocf.WithMetadata(map[string][]byte{"written.by": []byte("hamba")}), ocf.WithEncoderSchemaCache(&avro.SchemaCache{}),
		ocf.WithSchemaMarshaler(ocf.FullSchemaMarshaler))
	if err != nil {
		return err
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		if err := encoder.Encode(fromJSON(schema, value)); err != nil {
			return err
		}
	}
	return encoder.Close()
}

func read(path, linesPath, readerPath string) error {
	file, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	data, err := ocf.NewDecoder(bytes.NewReader(file), ocf.WithDecoderSchemaCache(&avro.SchemaCache{}))
	if err != nil {
		return err
	}
	if readerPath != "" {
		return fmt.Errorf("hamba's reader of container files takes no schema of the reader")
	}
	var out bytes.Buffer
	for data.HasNext() {
		var datum any
		if err := data.Decode(&datum); err != nil {
			return err
		}
		line, err := json.Marshal(toJSON(data.Schema(), datum))
		if err != nil {
			return err
		}
		out.Write(append(line, '\n'))
	}
	if data.Error() != nil {
		return data.Error()
	}
	return os.WriteFile(linesPath, out.Bytes(), 0o644)
}

func do(job []string) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%v", cause)
		}
	}()
	if job[0] == "write" {
		return write(job[1], job[2], job[3], job[4])
	}
	return read(job[1], job[2], append(job, "")[3])
}

func main() {
	jobs := bufio.NewScanner(os.Stdin)
	for jobs.Scan() {
		if err := do(strings.Split(jobs.Text(), "\t")); err != nil {
			fmt.Println("error:", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("ok")
		}
	}
}
