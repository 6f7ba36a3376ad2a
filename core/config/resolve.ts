/** Which engine is meant: flags, environment, contexts, in docker's order. */
import { EngineError } from "../errors.ts";
import { type Endpoint, parseHost, type TlsMaterial } from "../transport/endpoint.ts";
import { type ConfigFile, readConfigFile } from "./config_file.ts";
import { readContext, systemWords } from "./context_store.ts";
import { configDir, envOf, type Surroundings } from "./paths.ts";

/** Docker's global flags that name an engine, with its environment. */
export interface ResolveOptions extends Surroundings {
  /** `--host`, as often as it was given. */
  host?: string | readonly string[];
  /** `--context`. */
  context?: string;
  /** `--config`. */
  configDir?: string;
  /** Path of the socket that is meant where nothing is said; unset: `/var/run/docker.sock`. */
  defaultSocket?: string;
  /** `--tls`; unset: DOCKER_TLS. */
  tls?: boolean;
  /** `--tlsverify`; unset: DOCKER_TLS_VERIFY. Given at all, even as false, it turns TLS on. */
  tlsVerify?: boolean;
  /** `--tlscacert`: a path. */
  tlsCaCert?: string;
  /** `--tlscert`: a path. */
  tlsCert?: string;
  /** `--tlskey`: a path. */
  tlsKey?: string;
  /** Gets docker's warnings, such as of a broken config.json. */
  onWarning?: (text: string) => void;
}

/** Which engine is meant, and who said so. */
export interface ResolvedEndpoint {
  endpoint: Endpoint;
  /** `default` when nobody said anything: the default socket. */
  source: "--context" | "--host" | "DOCKER_HOST" | "DOCKER_CONTEXT" | "currentContext" | "default";
  /** The context in use; `default` unless one was chosen. */
  context: string;
  configDir: string;
  config: ConfigFile;
}

const PREFIX = "Failed to initialize: ";
const UNRESOLVED = `${PREFIX}unable to resolve docker endpoint: `;

function failure(message: string, cause?: unknown): EngineError {
  return new EngineError(message, { code: "config", op: "resolve endpoint", cause });
}

/** The values of `--host`, as a list. */
export function hostsOf(options: ResolveOptions): readonly string[] {
  return typeof options.host === "string" ? [options.host] : options.host ?? [];
}

/**
 * Finds out which engine is meant, as docker does (docker/cli cli/command/cli.go): `--context`,
 * `--host`, DOCKER_HOST, DOCKER_CONTEXT, config.json's currentContext, the default socket.
 *
 * @throws {EngineError} of code `config`, in docker's words.
 */
export async function resolveEndpoint(options: ResolveOptions = {}): Promise<ResolvedEndpoint> {
  const env = envOf(options);
  const hosts = hostsOf(options);
  if (hosts.length > 0 && options.context) {
    throw failure("conflicting options: cannot specify both --host and --context");
  }
  const dir = configDir(options);
  const config = await readConfigFile(dir, options.onWarning);
  let source: ResolvedEndpoint["source"];
  let name = "default";
  if (options.context) [source, name] = ["--context", options.context];
  else if (hosts.length > 0) source = "--host";
  else if (env.DOCKER_HOST) source = "DOCKER_HOST";
  else if (env.DOCKER_CONTEXT) [source, name] = ["DOCKER_CONTEXT", env.DOCKER_CONTEXT];
  else if (config.currentContext) [source, name] = ["currentContext", config.currentContext];
  else source = "default";
  try {
    let endpoint: Endpoint;
    if (name !== "default") endpoint = await contextEndpoint(dir, name);
    else {
      if (hosts.length > 1) throw failure("Specify only one -H");
      // The context "default" is what DOCKER_HOST says, even when it is chosen by name.
      const host = (hosts[0] ?? env.DOCKER_HOST ?? "").trim();
      endpoint = await defaultEndpoint(host, options);
      if (host === "" && endpoint.kind === "unix") {
        source = "default";
        if (options.defaultSocket) endpoint = { kind: "unix", path: options.defaultSocket };
      }
      if (hosts.length === 0 && host !== "") source = "DOCKER_HOST";
    }
    return { endpoint, source, context: name, configDir: dir, config };
  } catch (e) {
    if (!(e instanceof EngineError)) throw e;
    const early = /^(ssh host connection|protocol not available)/.test(e.message);
    throw new EngineError((early ? PREFIX : UNRESOLVED) + e.message, {
      code: "config",
      op: "resolve endpoint",
      hint: e.hint,
      cause: e,
    });
  }
}

async function contextEndpoint(dir: string, name: string): Promise<Endpoint> {
  const context = await readContext(dir, name);
  return parseHost(context.host, context.tls);
}

async function defaultEndpoint(host: string, options: ResolveOptions): Promise<Endpoint> {
  const env = envOf(options);
  const verify = options.tlsVerify ?? (env.DOCKER_TLS_VERIFY ?? "") !== "";
  const on = options.tlsVerify !== undefined || verify ||
    (options.tls ?? (env.DOCKER_TLS ?? "") !== "");
  return parseHost(host, on ? await tlsMaterial(options, verify) : undefined);
}

async function tlsMaterial(options: ResolveOptions, verify: boolean): Promise<TlsMaterial> {
  const folder = envOf(options).DOCKER_CERT_PATH || configDir(options);
  const read = async (path: string, optional: boolean) => {
    try {
      return await Deno.readTextFile(path);
    } catch (e) {
      if (optional && e instanceof Deno.errors.NotFound) return undefined;
      throw failure(`open ${path}: ${systemWords(e)}`, e);
    }
  };
  const from = {
    ca: options.tlsCaCert ?? `${folder}/ca.pem`,
    cert: options.tlsCert ?? `${folder}/cert.pem`,
    key: options.tlsKey ?? `${folder}/key.pem`,
  };
  // docker wants the authority's file even where it does not verify.
  const ca = await read(from.ca, false);
  const cert = await read(from.cert, options.tlsCert === undefined);
  const key = await read(from.key, options.tlsKey === undefined);
  const pair = { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
  return { ca, ...pair, verify, from };
}
