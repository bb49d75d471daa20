// twmb drives twmb/avro in the benchmark.
package main

import (
	"bytes"
	"errors"
	"io"

	"github.com/twmb/avro"
	"github.com/twmb/avro/ocf"

	"avocet.example/bench/peers/road"
	"avocet.example/bench/peers/types"
)

func start(set *road.Set, mode string) (road.Work, error) {
	writer, err := avro.Parse(set.Writer)
	if err != nil {
		return road.Work{}, err
	}
	schema := writer
	if set.Reader != set.Writer {
		reader, err := avro.Parse(set.Reader)
		if err != nil {
			return road.Work{}, err
		}
		if schema, err = avro.Resolve(writer, reader); err != nil {
			return road.Work{}, err
		}
	}
	fresh := types.Roots[set.Name]
	typed := func(options ...avro.Opt) func(record []byte) any {
		return func(record []byte) any {
			value := fresh()
			_, err := schema.Decode(record, value, options...)
			road.Must(err)
			return value
		}
	}
	generic := func(record []byte) any {
		var value any
		_, err := schema.Decode(record, &value)
		road.Must(err)
		return value
	}
	switch mode {
	case "generic":
		return set.Decode(generic), nil
	case "owned":
		return set.Decode(typed()), nil
	case "borrowed":
		return set.Decode(typed(avro.AliasInput())), nil
	case "encode":
		return set.Encode(typed(), func(value any, out []byte) []byte {
			out, err := writer.AppendEncode(out, value)
			road.Must(err)
			return out
		}), nil
	case "json":
		return set.ToJSON(func(record, out []byte) []byte {
			out, err := schema.AppendEncodeJSON(out, generic(record), avro.TaggedUnions())
			road.Must(err)
			return out
		}), nil
	case "deflate", "zstandard":
		file := set.File(mode)
		return set.ReadFile(func(count int, take func(any)) {
			records, err := ocf.NewReader(bytes.NewReader(file))
			road.Must(err)
			for range count {
				value := fresh()
				if err := records.Decode(value); errors.Is(err, io.EOF) {
					break
				} else {
					road.Must(err)
				}
				take(value)
			}
		}), nil
	}
	return road.Work{}, errors.New("no such mode")
}

func main() { road.Serve(start) }
