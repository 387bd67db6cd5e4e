"""The README's picture: a wrong answer, its diagnosis, the fix, green."""
import pathlib
import subprocess
import tempfile

import program
import terminal

forgets_to_divide = """{
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) sum += x(n, c, h, w);
      }
      y(n, c, 0, 0) = sum;
    }
  }
}
"""
fix = "sed -i '0,/= sum;/s//= sum \\/ (double(x.H) * x.W);/' 01_avg_pool/avg_pool.cpp"
check = "./gaplab check 01.cpu.global.forward"


def session():
    with tempfile.TemporaryDirectory() as home:
        place = pathlib.Path(home).resolve() / "my-gaplab"
        program.run(["init", str(place)])
        file = place / "01_avg_pool/avg_pool.cpp"
        text = file.read_text(encoding="utf-8")
        begin = text.index("{", text.index("global_avg_pool2d_forward("))
        end = text.index("\n}\n", begin) + 3
        file.write_text(text[:begin] + forgets_to_divide + text[end:], encoding="utf-8")

        def said(*arguments):
            out = program.run(["--color", "always", *arguments], folder=place, codes=(0, 1), name="./gaplab")
            return out.replace(str(place) + "/", "").rstrip("\n").split("\n")

        lines = [terminal.prompt(check), *said("check", "01.cpu.global.forward"), ""]
        lines += [terminal.prompt(fix)]
        subprocess.run(["sh", "-c", fix], cwd=place, check=True)
        lines += [terminal.prompt(check), *said("check", "01.cpu.global.forward")]
        return terminal.picture("A check that finds a division missing, the fix, and a check that passes", lines)
