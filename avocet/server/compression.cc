#include "avocet/server/compression.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

namespace avocet::server {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's way of asking for the gzip format
constexpr int kLevel = 1;             // answers are small and made on demand
constexpr int kMemoryLevel = 8;

Bytef* as_input(std::string_view bytes) {
  // zlib reads through a pointer to non-const, but does not write.
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

// Keeps one thread's state of the compressor, a quarter of a megabyte that is costly to make anew.
class Compressor {
 public:
  Compressor() {
    ready_ = deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                          Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~Compressor() {
    if (ready_) deflateEnd(&stream_);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  std::optional<std::string> compress(std::string_view bytes) {
    if (!ready_ || bytes.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
    deflateReset(&stream_);
    std::string out(deflateBound(&stream_, static_cast<uLong>(bytes.size())), '\0');
    stream_.next_in = as_input(bytes);
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) return std::nullopt;
    out.resize(out.size() - stream_.avail_out);
    return out;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

}  // namespace

std::optional<std::string> gzip(std::string_view bytes) {
  thread_local Compressor compressor;
  return compressor.compress(bytes);
}

std::optional<std::string> gunzip(std::string_view bytes, std::size_t max_bytes) {
  if (bytes.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return std::nullopt;
  const std::unique_ptr<z_stream, EndInflate> end(&stream);
  stream.next_in = as_input(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<char, 16 * 1024> piece;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = piece.size() - stream.avail_out;
    if (out.size() + made > max_bytes) return std::nullopt;
    out.append(piece.data(), made);
    if (state == Z_STREAM_END) {
      if (stream.avail_in == 0) return out;
      if (inflateReset(&stream) != Z_OK) return std::nullopt;  // the next member
    } else if (state != Z_OK || (made == 0 && stream.avail_in == 0)) {
      return std::nullopt;
    }
  }
}

}  // namespace avocet::server
