"""How fast time goes in the simulated production, and the record of how often the script was started."""

import json
import os
import time

SCALE = float(os.environ.get("SANDBOX_TIME_SCALE", "1"))


def wait(aws_seconds):
    time.sleep(aws_seconds / SCALE)


def note_start(argv):
    runs = os.environ.get("SANDBOX_RUNS")
    if not runs:
        return
    session = int(os.environ.get("SANDBOX_SESSION", "0"))
    line = json.dumps({"session": session, "pid": os.getpid(), "argv": argv, "startedAt": int(time.time() * 1000)})
    with open(runs, "a", encoding="utf-8") as file:
        file.write(line + "\n")
