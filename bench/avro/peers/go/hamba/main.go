// hamba drives hamba/avro v2 in the benchmark.
package main

import (
	"bytes"
	"errors"

	"github.com/hamba/avro/v2"
	"github.com/hamba/avro/v2/ocf"

	"avocet.example/bench/peers/road"
	"avocet.example/bench/peers/types"
)

func start(set *road.Set, mode string) (road.Work, error) {
	for name, branch := range types.Branches {
		avro.Register(name, branch)
	}
	schema, err := avro.Parse(set.Writer)
	if err != nil {
		return road.Work{}, err
	}
	writer := schema
	if set.Reader != set.Writer {
		reader, err := avro.Parse(set.Reader)
		if err != nil {
			return road.Work{}, err
		}
		if schema, err = avro.NewSchemaCompatibility().Resolve(reader, writer); err != nil {
			return road.Work{}, err
		}
	}
	fresh := types.Roots[set.Name]
	typed := func(record []byte) any {
		value := fresh()
		road.Must(avro.Unmarshal(schema, record, value))
		return value
	}
	switch mode {
	case "generic":
		return set.Decode(func(record []byte) any {
			var value any
			road.Must(avro.Unmarshal(schema, record, &value))
			return value
		}), nil
	case "owned":
		return set.Decode(typed), nil
	case "encode":
		var out bytes.Buffer
		encoder := avro.NewEncoderForSchema(writer, &out)
		return set.Encode(typed, func(value any, to []byte) []byte {
			out.Reset()
			road.Must(encoder.Encode(value))
			return out.Bytes()
		}), nil
	case "deflate", "zstandard":
		file := set.File(mode)
		return set.ReadFile(func(count int, take func(any)) {
			records, err := ocf.NewDecoder(bytes.NewReader(file))
			road.Must(err)
			for done := 0; done < count && records.HasNext(); done++ {
				value := fresh()
				road.Must(records.Decode(value))
				take(value)
			}
		}), nil
	}
	return road.Work{}, errors.New("no such mode")
}

func main() { road.Serve(start) }
