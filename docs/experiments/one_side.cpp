// What two heads learn from objects that always lie on one side: flatten and a linear layer, and the mean of each map
// and a linear layer. In the course's folder:
//
//   g++ -std=c++20 -O2 -Ichecker/worker -Ilabs/04_conv1x1_gap -Ilabs/05_heads docs/experiments/one_side.cpp -o one_side
//
// The heads are lab 05's, forward and backward, and the loss is lab 04's. A program makes the maps in the place of a
// network: 16 maps of 8 x 8 with noise everywhere, and an object of 3 x 3 in one half. Each of four classes has a sign
// for each map, which is added where the object lies. Both heads are linear and begin with weights of 0, so that what
// is in the weights at the end has been learnt; each step goes down the gradient of the loss of all training images.
#include "../../solutions/04_conv1x1_gap/conv1x1_gap.cpp"
#include "../../solutions/05_heads/heads.cpp"

#include <cstdint>
#include <cstdio>
#include <string>

namespace {

const int maps = 16;
const int side = 8;    // rows and columns of a map
const int object = 3;  // rows and columns of an object
const int classes = 4;
const float strength = 0.8f;  // of an object; the noise has 1
const int fresh_images = 1000;
const int steps = 60;

/// Numbers that look random and are the same on every machine: D. Knuth's linear congruential generator MMIX.
class generator {
 public:
  explicit generator(std::uint64_t seed) : m_state(seed) {}

  int below(int end) { return int((next() >> 33) % std::uint64_t(end)); }

  /// About normal, with mean 0 and variance 1: the sum of twelve numbers between 0 and 1, less 6.
  float noise() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += double(next() >> 11) / 9007199254740992.0;
    return float(sum);
  }

 private:
  std::uint64_t next() {
    m_state = m_state * 6364136223846793005U + 1442695040888963407U;
    return m_state;
  }

  std::uint64_t m_state;
};

enum class half { left, right, any };

struct images {
  std::vector<float> values;
  std::vector<int> targets;  ///< the class of each object, or whatever else is to be learnt
  std::vector<int> halves;   ///< 1 for objects on the right

  int count() const { return int(targets.size()); }
  nchw<const float> x() const { return {values.data(), count(), maps, side, side}; }
  row<const int> target() const { return {targets.data(), count()}; }
};

/// What an object of class k adds to map c. Any two classes differ in half of the maps (a Hadamard matrix).
float sign_of(int k, int c) {
  int bits = 0;
  for (int common = (k + 1) & c; common != 0; common >>= 1) bits += common & 1;
  return bits % 2 == 0 ? strength : -strength;
}

/// Images with an object in one half of the columns. Classes come in turn.
images draw(generator& random, int count, half where) {
  images made;
  for (int n = 0; n < count; ++n) {
    const int k = n % classes;
    const bool right = where == half::right || (where == half::any && random.below(2) == 1);
    const int top = random.below(side - object + 1);
    const int left = (right ? side / 2 : 0) + random.below(side / 2 - object + 1);
    for (int c = 0; c < maps; ++c) {
      for (int h = 0; h < side; ++h) {
        for (int w = 0; w < side; ++w) {
          const bool inside = h >= top && h < top + object && w >= left && w < left + object;
          made.values.push_back(random.noise() + (inside ? sign_of(k, c) : 0.0f));
        }
      }
    }
    made.targets.push_back(k);
    made.halves.push_back(right ? 1 : 0);
  }
  return made;
}

/// The same images with left and right exchanged.
images mirrored(images of) {
  for (auto line = of.values.begin(); line != of.values.end(); line += side) std::reverse(line, line + side);
  for (int& right : of.halves) right = 1 - right;
  return of;
}

/// The same images with the half for a target.
images asked_where(images of) {
  of.targets = of.halves;
  return of;
}

/// The same images with targets that have nothing to do with them.
images with_any_targets(images of, generator& random) {
  for (int& target : of.targets) target = random.below(classes);
  return of;
}

/// A linear layer behind flatten.
struct flattened {
  static constexpr const char* name = "flatten";
  static constexpr int features = maps * side * side;
  static constexpr double rate = 0.02;
  using weights = kl<const float>;
  static void forward(nk<float> y, nchw<const float> x, weights weight, row<const float> bias) {
    flatten_fc_forward(y, x, weight, bias);
  }
  static void backward(nchw<float> dx, float* dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                       weights weight) {
    flatten_fc_backward(dx, {dweight, classes, features}, dbias, dy, x, weight);
  }
};

/// A linear layer behind the mean of each map.
struct pooled {
  static constexpr const char* name = "mean";
  static constexpr int features = maps;
  static constexpr double rate = 5.0;
  using weights = kc<const float>;
  static void forward(nk<float> y, nchw<const float> x, weights weight, row<const float> bias) {
    gap_fc_forward(y, x, weight, bias);
  }
  static void backward(nchw<float> dx, float* dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                       weights weight) {
    gap_fc_backward(dx, {dweight, classes, features}, dbias, dy, x, weight);
  }
};

template <class Form>
class head_of {
 public:
  head_of() : m_weight(std::size_t(classes) * Form::features), m_bias(classes) {}

  void train(const images& on) {
    std::vector<float> y(std::size_t(on.count()) * classes), dy(y.size());
    std::vector<float> dx(on.values.size()), dweight(m_weight.size()), dbias(m_bias.size());
    for (int step = 0; step < steps; ++step) {
      Form::forward({y.data(), on.count(), classes}, on.x(), weight(), bias());
      cross_entropy_backward({dy.data(), on.count(), classes}, {y.data(), on.count(), classes}, on.target());
      Form::backward({dx.data(), on.count(), maps, side, side}, dweight.data(), {dbias.data(), classes},
                     {dy.data(), on.count(), classes}, on.x(), weight());
      for (std::size_t i = 0; i < m_weight.size(); ++i) m_weight[i] -= float(Form::rate * dweight[i]);
      for (std::size_t k = 0; k < m_bias.size(); ++k) m_bias[k] -= float(Form::rate * dbias[k]);
    }
  }

  /// How many in a hundred images have the largest score where their target is.
  double right_of(const images& test) const {
    std::vector<float> y(std::size_t(test.count()) * classes);
    Form::forward({y.data(), test.count(), classes}, test.x(), weight(), bias());
    int right = 0;
    for (int n = 0; n < test.count(); ++n) {
      const float* scores = &y[std::size_t(n) * classes];
      if (std::max_element(scores, scores + classes) - scores == test.targets[std::size_t(n)]) ++right;
    }
    return 100.0 * right / test.count();
  }

  /// The root of the mean of the squares of all weights that belong to a column of the maps; flatten has such.
  double strength_of_column(int column) const {
    double squares = 0.0;
    for (std::size_t i = std::size_t(column); i < m_weight.size(); i += side)
      squares += double(m_weight[i]) * m_weight[i];
    return std::sqrt(squares / (double(m_weight.size()) / side));
  }

 private:
  typename Form::weights weight() const { return {m_weight.data(), classes, Form::features}; }
  row<const float> bias() const { return {m_bias.data(), classes}; }

  std::vector<float> m_weight;
  std::vector<float> m_bias;
};

template <class Form>
head_of<Form> trained(const char* what, const images& on, const images& fresh, const images& mirror) {
  head_of<Form> head;
  head.train(on);
  std::printf("%-22s %6d   %-7s %10d %10.1f %7.1f %9.1f\n", what, on.count(), Form::name,
              Form::features * classes + classes, head.right_of(on), head.right_of(fresh), head.right_of(mirror));
  return head;
}

/// Trains both heads, and tells how strong the weights of flatten are in each column.
std::string compare(const char* what, const images& on, const images& fresh, const images& mirror) {
  trained<pooled>(what, on, fresh, mirror);
  const head_of<flattened> head = trained<flattened>(what, on, fresh, mirror);
  std::string said;
  char number[16];
  for (int column = 0; column < side; ++column) {
    std::snprintf(number, sizeof number, " %7.4f", head.strength_of_column(column));
    said += number;
  }
  return said;
}

}  // namespace

int main() {
  generator random(6721);
  const images fresh = draw(random, fresh_images, half::left);
  const images mirror = mirrored(fresh);
  std::printf("learnt                 images   head    parameters   training   fresh  mirrored\n");
  const images few = draw(random, 40, half::left);
  compare("classes, on the left", few, fresh, mirror);
  const std::string left = compare("classes, on the left", draw(random, 200, half::left), fresh, mirror);
  const std::string both = compare("classes, on both sides", draw(random, 200, half::any), fresh, mirror);
  compare("any targets", with_any_targets(few, random), fresh, mirror);
  const images anywhere = draw(random, fresh_images, half::any);
  compare("left or right", asked_where(draw(random, 200, half::any)), asked_where(anywhere),
          asked_where(mirrored(anywhere)));
  std::printf("\nroot mean square of the weights of flatten, columns 0 to 7, 200 images\n");
  std::printf("on the left   %s\non both sides %s\n", left.c_str(), both.c_str());
}
