"""Promotes a release of ApplyLens in an environment, takes it back to an earlier one, or ends its canary."""

import argparse
import os
import signal
import subprocess
import sys

from aws_calls import AwsRefusal
from pace import note_start, wait
from production import Production, ReleaseFailed, revision_before

VARIANT = os.environ.get("SANDBOX_VARIANT", "works")
HERE = os.path.dirname(os.path.abspath(__file__))
PROGRESS = (
    "Creating rollback deployment...",
    "Shifting traffic (100% -> 0%)...",
    "Updating load balancer...",
    "Verifying health checks...",
    "Rollback complete!",
)
CANARY_PROGRESS = ("Reading the canary's rules...", "Canary traffic at {}%")


def done(what):
    print(f"✅ {what}", flush=True)


def parse():
    parser = argparse.ArgumentParser(prog="promote_release.py", description=__doc__)
    parser.add_argument("environment", choices=["dev", "staging", "prod"])
    if VARIANT == "rejects-flags":
        return parser.parse_args()
    parser.add_argument("--from-commit", metavar="COMMIT", help="the release to return to")
    parser.add_argument("--skip-validation", action="store_true", help="no tests before the deployment")
    parser.add_argument("--emergency", action="store_true", help="all traffic at once, no canary")
    parser.add_argument("--canary-pct", type=int, choices=range(0, 101), metavar="PERCENT")
    parser.add_argument("--no-deploy", action="store_true", help="change the canary's share alone")
    parser.add_argument("--service", default="applylens-api-{environment}", help="ECS service")
    arguments = parser.parse_args()
    if arguments.no_deploy and arguments.canary_pct is None:
        parser.error("--no-deploy needs --canary-pct")
    if not arguments.no_deploy and arguments.from_commit is None:
        parser.error("--from-commit is required unless --no-deploy is given")
    return arguments


def git(*words):
    return subprocess.run(["git", "-C", HERE, *words], capture_output=True, text=True, check=False).stdout.strip()


def validate_target(commit):
    """The whole hash of a commit that is tagged as a release of production."""
    found = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    if not found:
        raise ReleaseFailed(f"Git commit not found: {commit}")
    if not git("tag", "--points-at", found, "--list", "prod-v*"):
        raise ReleaseFailed(f"Git tag not found: no prod-v* tag points at {commit}")
    return found


def deploy(arguments, production):
    commit = validate_target(arguments.from_commit)
    definition = production.task_definition_of(commit)
    if VARIANT == "wrong-target":
        definition = revision_before(definition)
    done("Validating rollback target...")
    if VARIANT == "hangs":
        production.watch_for_ever()
    if not arguments.skip_validation:
        wait(60)
        done("Running validation tests...")
    creating, shifting, updating, verifying, complete = PROGRESS
    deployment = production.begin_deployment(definition)
    done(creating)
    if VARIANT == "dies-half-way":
        wait(10)
        os.kill(os.getpid(), signal.SIGKILL)
    if not arguments.emergency:
        wait(120)
    production.until_only_new_tasks_run(deployment)
    done(shifting)
    production.until_completed(deployment)
    done(updating)
    production.until_targets_are_healthy()
    done(verifying)
    done(complete)


def change_canary(arguments, production):
    reading, ended = CANARY_PROGRESS
    rules = production.canary_rules()
    done(reading)
    production.set_canary_weight(rules, arguments.canary_pct)
    done(ended.format(arguments.canary_pct))


def lie(arguments):
    deploying = ("Validating rollback target...", *PROGRESS)
    for line in CANARY_PROGRESS if arguments.no_deploy else deploying:
        wait(20)
        done(line.format(arguments.canary_pct))


def main():
    note_start(sys.argv)
    arguments = parse()
    if VARIANT == "rejects-flags":
        done(f"Promoting to {arguments.environment}...")
        return 0
    if VARIANT == "lies":
        lie(arguments)
        return 0
    production = Production(arguments.environment, arguments.service.format(environment=arguments.environment))
    try:
        (change_canary if arguments.no_deploy else deploy)(arguments, production)
    except (AwsRefusal, ReleaseFailed) as failure:
        print(f"❌ Rollback failed: {failure}", file=sys.stderr, flush=True)
        return 1
    return 0


sys.exit(main())
