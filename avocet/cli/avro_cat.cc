// avro_cat.cc - some of the records of container files, into a new one.
#include <charconv>
#include <cmath>
#include <limits>

#include "avocet/avro/equal.h"
#include "avocet/base/text.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"

namespace avocet::cli {
namespace {

using base::cat;

// Which records are wished: counted over all files.
struct Selection {
  std::int64_t offset = 0;  // to be left out at the beginning
  std::int64_t limit = std::numeric_limits<std::int64_t>::max();
  double sample_rate = 1;
  std::int64_t seen = 0;  // behind the offset

  bool takes() {
    if (offset > 0) {
      --offset;
      return false;
    }
    // One is taken whenever their share grows by a whole one. It is multiplied anew each time: the
    // errors of a sum would gather, and ten times 0.1 be less than 1.
    const double before = share(seen);
    if (share(++seen) == before) return false;
    --limit;
    return true;
  }

  double share(std::int64_t count) const {
    return std::floor(static_cast<double>(count) * sample_rate);
  }
};

Try<Selection> selection(const Words& words) {
  Selection wished;
  const auto offset = number_option(words, "--offset", 0, 0);
  if (!offset) return std::unexpected(offset.error());
  const auto limit = number_option(words, "--limit", 0, wished.limit);
  if (!limit) return std::unexpected(limit.error());
  wished.offset = *offset;
  wished.limit = *limit;
  if (const auto text = words.find("--samplerate")) {
    const char* const end = text->data() + text->size();
    const auto [stop, fault] = std::from_chars(text->data(), end, wished.sample_rate);
    if (fault != std::errc() || stop != end ||
        !(wished.sample_rate > 0 && wished.sample_rate <= 1)) {
      return std::unexpected(cat("--samplerate ", *text, ": must be a number above 0, at most 1"));
    }
  }
  return wished;
}

// Copies the bytes of the records that are wished; they are decoded only to find their ends.
Try<void> copy(const std::string& name, container::Reader& reader, AvroTarget& target,
               Selection& wished) {
  avro::Arena arena;
  const avro::DecodeOptions options{.trailing = avro::Trailing::Allow};
  while (wished.limit > 0) {
    const auto has_record = reader.has_record();
    if (!has_record) return std::unexpected(to_line(name, has_record.error()));
    if (!*has_record) break;
    const std::span<const std::uint8_t> rest = reader.rest();
    const auto decoded = avro::decode(reader.plan(), rest, arena, options);
    if (!decoded) {
      const auto refused = reader.refuse(decoded.error());
      return std::unexpected(to_line(name, refused.error()));
    }
    if (wished.takes()) {
      const auto written = target.writer().write_datum(rest.first(decoded->bytes_read));
      if (!written) return std::unexpected(to_line(target.name(), written.error()));
    }
    reader.advance(decoded->bytes_read);
  }
  return {};
}

Outcome run(const Words& words) {
  auto wished = selection(words);
  if (!wished) return std::unexpected(wished.error());
  std::unique_ptr<AvroTarget> target;
  const std::size_t inputs = words.names.size() - 1;
  for (std::size_t i = 0; i < inputs && (i == 0 || wished->limit > 0); ++i) {
    const std::string& name = words.names[i];
    Progress progress(name);
    auto reader = open_reader(name, progress);
    if (!reader) return std::unexpected(reader.error());
    if (!target) {
      const container::Header& header = reader->header();
      auto created = AvroTarget::create(words.names.back(), header.schema,
                                        {.codec = header.codec, .metadata = own_metadata(header)});
      if (!created) return std::unexpected(created.error());
      target = std::move(*created);
    } else if (!avro::equivalent(target->writer().schema(), reader->header().schema)) {
      return std::unexpected(cat(name, ": its schema is not that of ", words.names[0]));
    }
    if (auto done = copy(name, *reader, *target, *wished); !done) {
      return std::unexpected(done.error());
    }
  }
  if (auto done = target->finish(); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_cat() {
  return {
      .name = "cat",
      .synopsis = "INPUT... OUTPUT",
      .summary = "some of the records of container files, into a new one",
      .details =
          "The last file is the output. All inputs must have the same schema; codec and\n"
          "metadata are those of the first.\n",
      .examples =
          "  avocet avro cat --offset 1000 --limit 10 orders.avro ten.avro\n"
          "  avocet avro cat --samplerate 0.01 part-*.avro sample.avro\n"
          "  avocet avro cat --limit 5 orders.avro - | avocet avro tojson -\n",
      .options = {{"--offset", "COUNT", "leave out so many records of all the inputs' first"},
                  {"--limit", "COUNT", "no more records than these"},
                  {"--samplerate", "RATE",
                   "of the records behind the offset only this share, evenly spread: above 0, at "
                   "most 1"}},
      .min_names = 2,
      .max_names = 100'000,
      .run = run,
  };
}

}  // namespace avocet::cli
