#include "avocet/base/hash.h"

#include <openssl/evp.h>

#include <cassert>

namespace avocet::base {
namespace {

// OpenSSL 3 looks algorithms up by name, slowly; each is fetched once and never freed.
template <class Digest>
Digest digest(const EVP_MD* algorithm, std::string_view bytes) {
  Digest out{};
  unsigned length = 0;
  [[maybe_unused]] const int done =
      EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, algorithm, nullptr);
  assert(done == 1 && length == out.size());
  return out;
}

}  // namespace

Md5 md5(std::string_view bytes) {
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "MD5", nullptr);
  return digest<Md5>(kAlgorithm, bytes);
}

Sha256 sha256(std::string_view bytes) {
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return digest<Sha256>(kAlgorithm, bytes);
}

}  // namespace avocet::base
