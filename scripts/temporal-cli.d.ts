/** The path of Temporal's CLI: TEMPORAL_CLI_PATH, else the PATH's when recent enough, else .venv's. Throws when there is none. */
export function temporalCli(): string;
