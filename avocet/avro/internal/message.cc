#include "avocet/avro/internal/message.h"

#include "avocet/avro/internal/number.h"
#include "avocet/base/json_writer.h"

namespace avocet::avro {

std::string shown(std::string_view text) {
  constexpr std::size_t kLongest = 4'000;
  if (text.size() <= kLongest) return std::string(text);
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;  // between two code points
  return std::string(text.substr(0, end)) + "…";
}

std::string shown(const base::Json& json) { return shown(base::to_text(stored_json(json))); }

}  // namespace avocet::avro
