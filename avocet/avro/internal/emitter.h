// emitter.h - appends steps to a program; fuses neighbours that can be read together.
#pragma once

#include <cstddef>
#include <cstdint>

#include "avocet/avro/plan.h"

namespace avocet::avro {

// The cell that a value goes to. The branch of a reader's union is at most 255 here; larger ones
// get a step of their own.
struct Target {
  std::uint16_t field = 0;
  std::uint8_t branch = 0;
};

class Emitter {
 public:
  explicit Emitter(Program& program) : program_(program) {}

  std::size_t size() const noexcept { return program_.steps.size(); }

  // The index of the next step, to be jumped to: what follows is not fused with what is before.
  std::uint32_t label() noexcept;

  // Each returns the index of the step.
  std::uint32_t emit(Op op, Target target, std::uint32_t arg, std::uint32_t place);
  std::uint32_t value(Op op, Target target, std::uint32_t arg, std::uint32_t place);  // fuses
  void skip(std::uint64_t bytes, std::uint32_t place);

  void set_arg(std::uint32_t step, std::uint32_t arg) noexcept { program_.steps[step].arg = arg; }

  // Everything emitted after a mark can be taken back. Tables of defaults and places are not: they
  // are only larger than needed.
  struct Mark {
    std::size_t steps, enums, symbols, unions, targets, loops, calls, runs, lanes, failures;
  };
  Mark mark() noexcept;
  void take_back(const Mark& mark);

 private:
  bool extends_run(Op run) const noexcept;

  Program& program_;
  std::size_t last_label_ = 0;
};

}  // namespace avocet::avro
