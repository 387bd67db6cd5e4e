"""What gaplab says, for figures: programs on the simulated GPU, and checks of solutions."""
import json
import os
import pathlib
import re
import subprocess
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
gaplab = os.path.abspath(os.environ.get("GAPLAB") or root / "gaplab")
environment = dict(os.environ, NVCC="none", CLANG="none", GAPLAB_COURSE=str(root))


def run(arguments, folder=root, codes=(0,), name=gaplab):
    """The standard output of gaplab with these arguments; name is what it is called by."""
    done = subprocess.run([name] + arguments, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode not in codes:
        command = " ".join([name, *arguments])
        raise SystemExit(f"{command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def sim(name, lab=None):
    """The lines that programs/NAME.cu prints, each as a list of numbers. It may include files of the lab."""
    folders = ["-I", str(root), "-I", str(root / "checker/worker")]
    if lab:
        folders += ["-I", str(root / "labs" / lab)]
    text = run(["sim", *folders, str(root / "docs/figures/programs" / (name + ".cu"))])
    return [[float(word) if re.search(r"[.einf]", word) else int(word) for word in line.split()]
            for line in text.splitlines() if line.strip()]


def check(address, file):
    """The result of a step, by the schema gaplab.check/1, for that file in the place of the student's."""
    with tempfile.TemporaryDirectory() as folder:
        lab = file.parent.name
        place = pathlib.Path(folder) / lab
        place.mkdir()
        (place / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
        return json.loads(run(["--labs", folder, "check", address, "--json"], codes=(0, 1)))["steps"][0]
