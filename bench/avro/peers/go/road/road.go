// Package road is what the drivers in Go share: the questions on standard input and the records (../../README.md).
package road

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Set is a data set in memory.
type Set struct {
	Name, Writer, Reader string
	Records              [][]byte
	directory            string
}

// Work is one mode. Run says how many records it worked on.
type Work struct {
	Run   func(count int) int
	Check func(count int, path string) string
}

func open(directory string) *Set {
	set := &Set{Name: filepath.Base(directory), directory: directory}
	set.Writer = string(set.file("writer.avsc"))
	set.Reader = string(set.file("reader.avsc"))
	for data := set.file("records.bin"); len(data) > 0; {
		size := binary.LittleEndian.Uint32(data)
		set.Records = append(set.Records, data[4:4+size:4+size])
		data = data[4+size:]
	}
	return set
}

func (set *Set) file(name string) []byte {
	data, err := os.ReadFile(filepath.Join(set.directory, name))
	Must(err)
	return data
}

// File is the container file of that codec.
func (set *Set) File(codec string) []byte { return set.file(codec + ".avro") }

// Must ends the program on an error.
func Must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Decode is the work of decoding each record to a value that is new or used again.
func (set *Set) Decode(decode func(record []byte) any) Work {
	next := 0
	return Work{
		Run: func(count int) int {
			for range count {
				decode(set.Records[next])
				if next++; next == len(set.Records) {
					next = 0
				}
			}
			return count
		},
		Check: func(count int, _ string) string {
			sum := NewSum(set.Reader)
			for _, record := range set.Records[:count] {
				sum.Add(decode(record))
			}
			return sum.Answer()
		},
	}
}

// Encode is the work of appending each value to a buffer.
func (set *Set) Encode(decode func(record []byte) any, encode func(value any, out []byte) []byte) Work {
	values := make([]any, len(set.Records))
	for i, record := range set.Records {
		values[i] = decode(record)
	}
	next := 0
	var out []byte
	return Work{
		Run: func(count int) int {
			for range count {
				out = encode(values[next], out[:0])
				if next++; next == len(values) {
					next = 0
				}
			}
			return count
		},
		Check: func(count int, path string) string {
			var all []byte
			for _, value := range values[:count] {
				out = encode(value, out[:0])
				all = binary.LittleEndian.AppendUint32(all, uint32(len(out)))
				all = append(all, out...)
			}
			Must(os.WriteFile(path, all, 0o644))
			return "file"
		},
	}
}

// ToJSON is the work of turning each record into text.
func (set *Set) ToJSON(convert func(record, out []byte) []byte) Work {
	next := 0
	var out []byte
	return Work{
		Run: func(count int) int {
			for range count {
				out = convert(set.Records[next], out[:0])
				if next++; next == len(set.Records) {
					next = 0
				}
			}
			return count
		},
		Check: func(count int, path string) string {
			var all []byte
			for _, record := range set.Records[:count] {
				all = append(convert(record, all), '\n')
			}
			Must(os.WriteFile(path, all, 0o644))
			return "file"
		},
	}
}

// ReadFile is the work of reading a container file: read hands on at most so many records.
func (set *Set) ReadFile(read func(count int, take func(value any))) Work {
	return Work{
		Run: func(count int) int {
			done := 0
			read(count, func(any) { done++ })
			return done
		},
		Check: func(count int, _ string) string {
			sum := NewSum(set.Reader)
			read(count, sum.Add)
			return sum.Answer()
		},
	}
}

// Of the process: the collector is part of the cost.
func cpuNanoseconds() int64 {
	var usage syscall.Rusage
	Must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// Serve answers the questions with what start makes of the data set and the mode; an error is why there is no such mode.
func Serve(start func(set *Set, mode string) (Work, error)) {
	work, err := start(open(os.Args[1]), os.Args[2])
	if err != nil {
		fmt.Println("no", err)
		return
	}
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		count, err := strconv.Atoi(words[1])
		Must(err)
		if words[0] == "check" {
			fmt.Println(work.Check(count, words[2]))
			continue
		}
		start := cpuNanoseconds()
		done := work.Run(count)
		fmt.Println("ns", cpuNanoseconds()-start, done)
	}
}
