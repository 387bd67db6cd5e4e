// The page of `check --report` in headless Chromium: it loads nothing, complains of nothing, and can be read and used
// by everybody. GAPLAB_SCREENSHOTS=FOLDER keeps pictures of it, to look at.
#include <fmt/format.h>

#include <cstdlib>
#include <set>

#include "browser.hpp"
#include "catch.hpp"
#include "course/function_text.hpp"
#include "miniature_course.hpp"

using namespace gaplab;
using gaplab::test::browser;
using gaplab::test::miniature_course;
using gaplab::test::theme;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

/// A wrong answer with maps of NaN and of numbers far off, and a print that tries to become a part of the page.
constexpr const char* wrong_gradient = R"(
  std::printf("</script><img src='http://evil.example/'><script>alert(1)</script>\x1b[31m\xff\n");
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      for (int h = 0; h + 1 < dx.H; ++h) {
        for (int w = 0; w < dx.W; ++w) dx(n, c, h, w) = w == 1 ? std::sqrt(-1.0f) : w == 2 ? 1e30f : dy(n, c, 0, 0) / 6;
      }
    }
  })";

constexpr const char* racing_kernel = R"(
__global__ void race_kernel(nchw<float> y, nchw<const float> x) {
  __shared__ float partial[64];
  const int t = int(threadIdx.x);
  const std::ptrdiff_t size = std::ptrdiff_t(x.H) * x.W;
  float sum = 0.0f;
  for (std::ptrdiff_t i = t; i < size; i += 64) sum += x.data[blockIdx.x * size + i];
  partial[t] = sum;
  for (int half = 32; half > 0; half /= 2) {
    if (t < half) partial[t] += partial[t + half];
  }
  if (t == 0) y.data[blockIdx.x] = partial[0] / float(size);
}

void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) { race_kernel<<<unsigned(x.N * x.C), 64>>>(y, x); }
)";

/// Everything that a page can show, in two pages: a file that does not compile, and all else.
struct pages {
  pages() {
    mini.solve();
    mini.write_function("global_avg_pool2d_backward", wrong_gradient);
    std::string cpu = read_file(mini.student_file());
    write_file_atomically(mini.student_file(), "#include <cmath>\n#include <cstdio>\n" + cpu);
    const fs::path cuda = mini.root() / "labs/01_avg_pool/avg_pool.cu";
    std::string kernels = read_file(cuda);
    const text_range stub = find_function(kernels, "global_avg_pool2d_forward").value();
    write_file_atomically(cuda, kernels.replace(stub.begin, stub.end - stub.begin, racing_kernel));
    REQUIRE(mini.run({"check", "01.cpu", "01.cuda.global", "--device", "sim", "--report", "all.html"}).exit_code == 1);
    write_file_atomically(mini.student_file(), cpu + "\nint </script> = 1;\n");
    REQUIRE(mini.run({"check", "01.cpu.global", "--report", "compile.html"}).exit_code == 1);
  }
  [[nodiscard]] fs::path all() const { return mini.root() / "all.html"; }
  [[nodiscard]] fs::path compile() const { return mini.root() / "compile.html"; }
  miniature_course mini;
};

/// The relative luminance and the contrast are those of WCAG 2. Gives the texts that have too little, with the ratio.
constexpr const char* faint_texts = R"((() => {
  const parse = c => (c.match(/[\d.]+/g) || []).map(Number);
  const luminance = c => {
    const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length == 3 || c[3] == 1) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  for (const details of document.querySelectorAll('details')) details.open = true;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let texts = 0;
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.localName == 'title' || !e.getClientRects().length) continue;
    ++texts;
    const style = getComputedStyle(e);
    const one = luminance(parse(e.closest('svg') ? style.fill : style.color).slice(0, 3));
    const two = luminance(behind(e));
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < 4.5) faint.add(`${e.localName}.${e.className.baseVal ?? e.className}: ${ratio.toFixed(2)}`);
  }
  if (texts < 40) faint.add(`only ${texts} texts were looked at`);
  return [...faint];
})())";

/// What someone who does not see the page would miss.
constexpr const char* unlabelled = R"((() => {
  const missing = [];
  const all = selector => [...document.querySelectorAll(selector)];
  const complain = (what, list) => { if (list.length) missing.push(`${what}: ${list.length}`); };
  complain('no language', all('html:not([lang])'));
  complain('h1', all('h1').length == 1 ? [] : [1]);
  complain('main', all('main').length == 1 ? [] : [1]);
  complain('tables without caption', all('table').filter(t => !t.caption || !t.caption.textContent.trim()));
  complain('th without scope', all('th:not([scope])'));
  complain('pictures without words', all('svg').filter(s => s.getAttribute('aria-hidden') != 'true' &&
    !(s.getAttribute('role') == 'img' && s.getAttribute('aria-label'))));
  complain('fields without label', all('input').filter(i => !i.labels.length || !i.labels[0].textContent.trim()));
  complain('groups without legend', all('fieldset').filter(f => !f.querySelector('legend')));
  complain('details without summary', all('details').filter(d => !d.querySelector('summary')?.textContent.trim()));
  complain('scrolling boxes out of the reach of keys', all('.scroll').filter(s => s.tabIndex != 0 ||
    !s.getAttribute('aria-label')));
  const ids = all('[id]').map(e => e.id);
  complain('ids used twice', ids.filter((id, i) => ids.indexOf(id) != i));
  complain('links to nowhere', all('a').filter(a => !document.getElementById(a.getAttribute('href').slice(1))));
  let level = 0;
  for (const h of all('h1, h2, h3, h4, h5')) {
    const next = Number(h.localName[1]);
    if (next > level + 1) missing.push(`${h.localName} after h${level}: ${h.textContent}`);
    level = next;
  }
  return missing;
})())";

/// Which of the first chooser's planes are to be seen.
constexpr const char* planes_shown = R"((() => {
  const planes = [...document.querySelector('fieldset.planes').querySelectorAll('.plane')];
  return planes.map(p => p.checkVisibility()).map(Number).join('');
})())";

void keep_picture(browser& b, const std::string& name) {
  if (const char* folder = std::getenv("GAPLAB_SCREENSHOTS")) b.screenshot(fs::path(folder) / (name + ".png"));
}

const std::vector<std::string> none;

/// That what must not be would be seen.
void see_problems(browser& b, const pages& made) {
  const fs::path bad = made.mini.root() / "bad.html";
  write_file_atomically(bad, "<script>console.log('x')</script><img src='http://127.0.0.1:9/x.png'>");
  b.look(1200, theme::light);
  b.open(bad);
  CHECK(b.problems().size() >= 2);
  write_file_atomically(bad,
                        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\"><script>1</script>");
  b.open(bad);
  CHECK_FALSE(b.problems().empty());
}

/// Every page in both themes, on a desk and on a phone, as it opens and with all that can be opened open.
void look_at_pages(browser& b, const pages& made) {
  const std::vector<std::pair<std::string, fs::path>> all = {{"all", made.all()}, {"compile", made.compile()}};
  for (const auto& [name, page] : all) {
    for (const theme colours : {theme::light, theme::dark}) {
      for (const int width : {1200, 360}) {
        INFO(name << (colours == theme::dark ? ", dark, " : ", light, ") << width);
        b.look(width, colours);
        b.open(page);
        keep_picture(b, fmt::format("{}-{}-{}", name, colours == theme::dark ? "dark" : "light", width));
        CHECK(b.problems() == none);
        CHECK(b.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0);
        CHECK(b.evaluate(faint_texts) == json::array());
        CHECK(b.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0);
        CHECK(b.problems() == none);
      }
    }
    CHECK(b.evaluate(unlabelled) == json::array());
    CHECK(b.evaluate("document.querySelectorAll('script, img, link, iframe, object').length") == 0);
    CHECK(b.evaluate("document.body.innerText.includes('</script>')") == true);
  }
}

/// The worst plane is there at once; keys alone lead to the chooser, and then to another plane.
void use_chooser(browser& b, const pages& made) {
  b.look(1200, theme::light);
  b.open(made.all());
  b.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
  const std::string at_first = b.evaluate(planes_shown);
  REQUIRE(at_first.size() > 1);
  CHECK(at_first.find('1') == 0);
  CHECK(at_first.find('1', 1) == std::string::npos);
  bool reached = false;
  for (int i = 0; i < 40 && !reached; ++i) {
    b.press("Tab");
    reached = b.evaluate("document.activeElement == document.querySelector('fieldset.planes input')");
  }
  REQUIRE(reached);
  CHECK(b.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid");
  b.press("ArrowDown");
  CHECK(b.evaluate(planes_shown) == "01" + at_first.substr(2));
  CHECK(b.evaluate("document.activeElement.id.slice(-2)") == "p1");
  // What has been chosen in one chooser stays as it is in the others.
  CHECK(b.evaluate("document.querySelectorAll('fieldset.planes').length > 1") == true);
  CHECK(b.evaluate("[...document.querySelectorAll('fieldset.planes')].slice(1).every(f => "
                   "f.querySelector('input').checked)") == true);
  CHECK(b.problems() == none);
}

void look_at_colours(browser& b, const pages& made) {
  const auto background = [&](theme colours) {
    b.look(1200, colours);
    b.open(made.all());
    return b.evaluate("getComputedStyle(document.body).backgroundColor");
  };
  CHECK(background(theme::dark) == "rgb(20, 23, 28)");
  CHECK(background(theme::light) == "rgb(255, 255, 255)");

  // What has no number has a pattern; both sides of a race are marked in the source.
  for (const char* pattern : {"na", "un", "hi"}) {
    INFO(pattern);
    CHECK(b.evaluate(fmt::format("getComputedStyle(document.querySelector('rect.{}')).fill", pattern))
              .get<std::string>()
              .substr(0, 5) == "url(\"");
  }
  CHECK(b.evaluate("[...document.querySelectorAll('.beside mark')].length >= 2") == true);
  CHECK(b.problems() == none);
}

}  // namespace

TEST_CASE("the page of a check in a browser", "[browser]") {
  const auto chromium = test::find_chromium();
  if (!chromium) {
    WARN("skipped: no chromium (checker/setup.sh --dev installs it)");
    return;
  }
  const pages made;
  browser b(*chromium);
  see_problems(b, made);
  look_at_pages(b, made);
  use_chooser(b, made);
  look_at_colours(b, made);
}
