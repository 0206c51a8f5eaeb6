#!/bin/sh
# Creates the namespace and Runback's search attributes where they are missing; may be repeated.
# The server comes from TEMPORAL_ADDRESS, the namespace from TEMPORAL_NAMESPACE.
set -eu
: "${TEMPORAL_ADDRESS:?is the address of Temporal, host:port}"
: "${TEMPORAL_NAMESPACE:=default}"
: "${TEMPORAL_RETENTION:=30d}"
export TEMPORAL_ADDRESS

if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$TEMPORAL_RETENTION"
fi

# A new namespace is known to the whole server only after a while.
attempts=0
until known=$(temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE"); do
  attempts=$((attempts + 1))
  if [ "$attempts" -ge 30 ]; then
    echo "Temporal at $TEMPORAL_ADDRESS does not list the search attributes of $TEMPORAL_NAMESPACE: look at its log." >&2
    exit 1
  fi
  sleep 1
done

for what in Service Environment Phase Outcome From To Severity; do
  case "$known" in
    *"Runback$what "*) ;;
    *) temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "Runback$what" --type Keyword ;;
  esac
done
