// What a schema's data depends on, as text, and the hash of it.
#include "avocet/avro/canonical.h"

#include <array>

#include "avocet/avro/internal/opening.h"
#include "avocet/avro/internal/walk.h"
#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

// For walk(): fullnames, and only the members that decide about the bytes.
class CanonicalWriter {
 public:
  explicit CanonicalWriter(std::span<const Node> nodes) : nodes_(nodes), written_(nodes.size()) {}

  bool leaf(NodeId id, std::string_view) {
    const Node& node = at(nodes_, id);
    if (is_primitive(node.kind)) {
      base::append_json_string(text_, to_text(node.kind));
      return true;
    }
    if (!is_named(node.kind)) return false;
    if (written_[static_cast<std::size_t>(id)]) {
      base::append_json_string(text_, node.name.full());
      return true;
    }
    written_[static_cast<std::size_t>(id)] = true;
    text_ += "{\"name\":";
    base::append_json_string(text_, node.name.full());
    text_ += base::cat(",\"type\":\"", to_text(node.kind), '"');
    if (node.kind == Kind::Record) return false;
    if (node.kind == Kind::Fixed) {
      text_ += base::cat(",\"size\":", node.size_bytes, '}');
      return true;
    }
    text_ += ",\"symbols\":[";
    for (std::size_t i = 0; i < node.symbols.size(); ++i) {
      if (i > 0) text_ += ',';
      base::append_json_string(text_, node.symbols[i]);
    }
    text_ += "]}";
    return true;
  }

  void open(const Node& node, std::string_view) { append_opening(text_, node.kind); }
  void before(const Node& node, std::size_t i) { append_part_opening(text_, node, i); }

  void after(const Node& node, std::size_t) {
    if (node.kind == Kind::Record) text_ += '}';
  }

  void close(const Node& node) {
    if (node.kind == Kind::Record || node.kind == Kind::Union) text_ += ']';
    if (node.kind != Kind::Union) text_ += '}';
  }

  std::string take() { return std::move(text_); }

 private:
  std::span<const Node> nodes_;
  std::vector<bool> written_;
  std::string text_;
};

constexpr std::uint64_t kEmpty = 0xc15d213aa4d7a795;  // the polynomial, and the hash of no bytes

constexpr std::array<std::uint64_t, 256> kTable = [] {
  std::array<std::uint64_t, 256> table{};
  for (std::uint64_t i = 0; i < 256; ++i) {
    std::uint64_t x = i;
    for (int bit = 0; bit < 8; ++bit) x = (x >> 1) ^ ((x & 1) != 0 ? kEmpty : 0);
    table[i] = x;
  }
  return table;
}();

}  // namespace

std::string canonical_form(const Schema& schema) {
  CanonicalWriter writer(schema.nodes());
  walk(schema.nodes(), schema.root(), writer);
  return writer.take();
}

std::uint64_t crc64_avro(std::string_view text) {
  std::uint64_t hash = kEmpty;
  for (const char c : text)
    hash = (hash >> 8) ^ kTable[(hash ^ static_cast<unsigned char>(c)) & 0xff];
  return hash;
}

}  // namespace avocet::avro
