#include "avocet/registry/subject.h"

#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::registry {

Subject Subject::parse(std::string_view text) {
  if (!text.starts_with(":.")) return {.name = std::string(text)};
  const std::size_t end = text.find(':', 1);
  Subject subject{.context = std::string(text.substr(1, end == text.npos ? end : end - 1)),
                  .name = ""};
  if (end != text.npos) subject.name = text.substr(end + 1);
  return subject;
}

std::string Subject::qualified() const {
  return in_default_context() ? name : base::cat(':', context, ':', name);
}

std::string Subject::shown_context() const {
  return in_default_context() ? std::string() : base::cat(':', context, ':');
}

bool is_valid(const Subject& subject, SubjectUse use) {
  std::string_view rest = subject.name;
  while (!rest.empty()) {
    const base::CodePoint next = base::decode_utf8(rest);
    if (next.length_bytes == 0) return false;
    if (next.value < 0x20 || (next.value >= 0x7f && next.value < 0xa0))
      return false;  // ISO control characters
    rest.remove_prefix(next.length_bytes);
  }
  // A record's key has no form for the nameless subject of the default context.
  if (use == SubjectUse::Schemas && subject.qualified().empty()) return false;
  if (subject.name == "__GLOBAL" || subject.name == "__EMPTY") return false;
  return subject.context != kGlobalContext || use == SubjectUse::Settings;
}

}  // namespace avocet::registry
