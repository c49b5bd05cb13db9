"""A process that holds the embedded servers, to be killed by tests: `holder.py DATA` says where they are, then waits.

Ends cleanly at the end of its input; with a failure, shows its one line and exits with 1.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from server.embedded.failing import EmbeddedError
from server.embedded.servers import embedded_servers

began = time.monotonic()
try:
    with embedded_servers(Path(sys.argv[1]), durable=False) as servers:
        said = {
            "url": servers.postgres.url,
            "postgres": servers.postgres.pid,
            "valkey": servers.valkey.pid,
            "took_seconds": time.monotonic() - began,
        }
        print(json.dumps(said), flush=True)
        sys.stdin.read()
except EmbeddedError as error:
    sys.exit(str(error))
