// Small changes to a source, each a mistake that someone could make: what a lab's cases must notice.
//
// The classes are those of mutation testing (DeMillo, Lipton, Sayward: Hints on Test Data Selection, Computer 11(4),
// 1978; operators after King and Offutt: A Fortran Language System for Mutation-Based Software Testing, Software:
// Practice and Experience 21(7), 1991), with CUDA's barriers as one more.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace gaplab {

enum class mutation {
  arithmetic,  ///< + for -, * for /, -= or = for +=; ++ or a sign left out
  comparison,  ///< < for <=, == for !=; a bound one too near
  index,       ///< two neighbouring arguments or subscripts exchanged; one more or one less
  constant,    ///< 0 for 1, 255 and 257 for 256
  statement,   ///< an expression, return, break or continue left out
  barrier,     ///< __syncthreads() and its like left out
  condition,   ///< !c for c; || for &&
  boolean      ///< true for false
};

inline constexpr std::array all_mutations = {mutation::arithmetic, mutation::comparison, mutation::index,
                                             mutation::constant,   mutation::statement,  mutation::barrier,
                                             mutation::condition,  mutation::boolean};

std::string_view to_string(mutation m);

struct mutant {
  std::size_t offset = 0;  ///< in bytes, of what is replaced
  std::size_t length = 0;
  std::string replacement;
  mutation kind = mutation::arithmetic;
  int line = 0;         ///< from 1
  std::string defined;  ///< the function, type or variable at namespace scope in which it lies
};

/// All mutants of a C++ or CUDA source, in the order of the text. Binary operators are those with blanks on both sides,
/// as clang-format writes them. Some of the mutants may not compile.
std::vector<mutant> mutants_of(std::string_view source);

/// The whole source with the mutant in it.
std::string mutated(std::string_view source, const mutant& m);

/// The lines that a mutant changes, before and after, as one line with single blanks and without comments.
struct changed_line {
  std::string before;
  std::string after;
};

changed_line changed_line_of(std::string_view source, const mutant& m);

}  // namespace gaplab
