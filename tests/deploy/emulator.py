"""Run ministack (a local AWS) with our handlers added, in the foreground, until it is terminated.

`session.py` starts it; the environment says everything: GATEWAY_PORT, BIND_HOST, STATE_DIR, S3_DATA_DIR.
"""

import handlers
from ministack.app import main

handlers.install()
main()
