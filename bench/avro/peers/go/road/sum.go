package road

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"reflect"
)

// Sum is the CRC-32 of many values, structs or maps, walked in a schema's order (../../README.md).
type Sum struct {
	schema any
	named  map[string]map[string]any
	bytes  []byte
	crc    uint32
}

// NewSum begins the sum of values of a schema.
func NewSum(schema string) *Sum {
	sum := &Sum{named: map[string]map[string]any{}}
	Must(json.Unmarshal([]byte(schema), &sum.schema))
	sum.collect(sum.schema)
	return sum
}

func (sum *Sum) collect(schema any) {
	switch node := schema.(type) {
	case []any:
		for _, branch := range node {
			sum.collect(branch)
		}
	case map[string]any:
		if name, ok := node["name"].(string); ok {
			sum.named[name] = node
		}
		for _, key := range []string{"items", "values"} {
			if part, ok := node[key]; ok {
				sum.collect(part)
			}
		}
		if fields, ok := node["fields"].([]any); ok {
			for _, field := range fields {
				sum.collect(field.(map[string]any)["type"])
			}
		}
	}
}

// Add takes the next value.
func (sum *Sum) Add(value any) {
	sum.bytes = sum.bytes[:0]
	sum.dump(sum.schema, reflect.ValueOf(value))
	sum.crc = crc32.Update(sum.crc, crc32.IEEETable, sum.bytes)
}

// Answer is the line that a check is answered with.
func (sum *Sum) Answer() string { return fmt.Sprintf("sum %08x", sum.crc) }

func (sum *Sum) size(size int) { sum.bytes = binary.LittleEndian.AppendUint32(sum.bytes, uint32(size)) }

func (sum *Sum) text(text []byte) {
	sum.size(len(text))
	sum.bytes = append(sum.bytes, text...)
}

func plain(value reflect.Value) reflect.Value {
	for value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	return value
}

func (sum *Sum) dump(schema any, value reflect.Value) {
	value = plain(value)
	if branches, ok := schema.([]any); ok {
		if !value.IsValid() {
			sum.bytes = append(sum.bytes, 'n')
			return
		}
		schema, value = sum.branch(branches, value)
	}
	kind, node := "", map[string]any(nil)
	if name, ok := schema.(string); ok {
		kind, node = name, sum.named[name]
	} else {
		node = schema.(map[string]any)
	}
	if node != nil {
		kind = node["type"].(string)
	}
	switch kind {
	case "boolean":
		bit := byte(0)
		if value.Bool() {
			bit = 1
		}
		sum.bytes = append(sum.bytes, bit)
	case "int", "long":
		sum.bytes = binary.LittleEndian.AppendUint64(sum.bytes, uint64(value.Int()))
	case "float", "double":
		sum.bytes = binary.LittleEndian.AppendUint64(sum.bytes, math.Float64bits(value.Float()))
	case "string", "enum":
		sum.text([]byte(value.String()))
	case "bytes":
		sum.text(value.Bytes())
	case "array":
		sum.size(value.Len())
		for i := range value.Len() {
			sum.dump(node["items"], value.Index(i))
		}
	case "map":
		sum.dumpMap(node["values"], value)
	case "record":
		for i, field := range node["fields"].([]any) {
			field := field.(map[string]any)
			if value.Kind() == reflect.Struct {
				sum.dump(field["type"], value.Field(i))
			} else {
				sum.dump(field["type"], value.MapIndex(reflect.ValueOf(field["name"])))
			}
		}
	default:
		panic("a type that no data set has: " + kind)
	}
}

func (sum *Sum) dumpMap(values any, value reflect.Value) {
	sum.size(value.Len())
	start, total := len(sum.bytes), uint32(0)
	for _, key := range value.MapKeys() {
		sum.text([]byte(key.String()))
		sum.dump(values, value.MapIndex(key))
		total += crc32.ChecksumIEEE(sum.bytes[start:])
		sum.bytes = sum.bytes[:start]
	}
	sum.size(int(total))
}

// The branch that a value is in, and the value itself where it is in a map under the branch's name.
func (sum *Sum) branch(branches []any, value reflect.Value) (any, reflect.Value) {
	kinds := map[reflect.Kind]string{reflect.Bool: "boolean", reflect.Int: "int", reflect.Int32: "int", reflect.Int64: "long",
		reflect.Float64: "double", reflect.String: "string", reflect.Slice: "bytes"}
	for _, branch := range branches {
		name, _ := branch.(string)
		if node, ok := branch.(map[string]any); ok {
			name, _ = node["name"].(string)
		}
		if value.Kind() == reflect.Map && value.Len() == 1 {
			if inner := value.MapIndex(reflect.ValueOf(name)); inner.IsValid() {
				return branch, plain(inner)
			}
		}
		isRecord := value.Kind() == reflect.Map || value.Kind() == reflect.Struct
		if name == kinds[value.Kind()] || (isRecord && sum.named[name] != nil) {
			return branch, value
		}
	}
	panic(fmt.Sprintf("no branch for %v", value))
}
