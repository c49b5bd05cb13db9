"""Run the benchmarks one after the other, each in a process of its own: `python -m bench [NAME ...]` (`make bench`)."""

import subprocess
import sys

BENCHMARKS = {
    "book": "decisions of the bare order book",
    "committer": "journals into ledger",
    "bids": "bids committed and answered, without sockets",
    "bids_live": "bids through real sockets, with a hundred watchers",
    "fanout": "one event to a thousand sockets",
    "stock": "a hundred thousand cars: pages, import, exports",
    "stock_scroll": "the table of a hundred thousand cars scrolled in Chromium",
    "notifications": "an opening told to ten thousand people",
}


def main(names: list[str]) -> int:
    """Run those named, or all; 2 for a name that is none, 1 when one failed."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    failed = []
    for name in names or BENCHMARKS:
        print(f"\n{name}: {BENCHMARKS[name]}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
