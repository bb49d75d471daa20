// media_type.h - which of the three JSON media types an answer has, and which a body may have
// (spec/rest-api.md 1.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace avocet::server {

inline constexpr std::string_view kSchemaRegistryV1 = "application/vnd.schemaregistry.v1+json";
inline constexpr std::string_view kSchemaRegistry = "application/vnd.schemaregistry+json";
inline constexpr std::string_view kJson = "application/json";

enum class Negotiation : std::uint8_t { Agreed, NotAcceptable, Malformed };

struct Negotiated {
  Negotiation outcome = Negotiation::Agreed;
  std::string_view type = kSchemaRegistryV1;  // Agreed; one of the three
  std::string charset{};  // asked for with that type, to be repeated; "" for none
};

// Chooses by the client's q, then by the server's preference. A bare `*` counts as `*/*` (old Java
// clients send it), an empty header as none, and q=0 does not exclude a type (as in the reference).
Negotiated negotiate(std::string_view accept);

// "text/plain" is also among what `accept` takes: for the list of methods that OPTIONS answers.
bool accepts_plain_text(std::string_view accept);

enum class BodyType : std::uint8_t { Json, Unsupported, Malformed };

// What a request's Content-Type says; parameters are ignored.
BodyType classify_body(std::string_view content_type);

// Whether `coding` is named in Accept-Encoding with q above 0; `*` does not count
// (spec/rest-api.md 1.7).
bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

}  // namespace avocet::server
