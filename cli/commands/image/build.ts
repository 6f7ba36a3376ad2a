/** `image build`: build an image from a Dockerfile. */
import { environmentNames, PLATFORMS, SECURITY_OPTIONS, ULIMITS } from "../_lib/flag_values.ts";
import { isEngineError } from "../../../core/errors.ts";
import { parseReference } from "../../../core/images/reference.ts";
import type {
  BuildContext,
  BuildEvent,
  Engine,
  EngineErrorCode,
  ProgressEvent,
  RegistryAuth,
} from "../../../core/mod.ts";
import { humanSize } from "../../format/human.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { checkExtraHost, checkLabel } from "../_flags/checks.ts";
import { parseUlimit } from "../_flags/devices.ts";
import { bytes, checked, many, swapBytes } from "../_flags/flag_kinds.ts";
import { cut } from "../_flags/go_values.ts";
import { pairs } from "../_flags/devices.ts";
import { credentialsFor, knownRegistries } from "../_lib/credentials.ts";
import { ByteProgress, endedBy, showProgress } from "../_lib/progress.ts";
import type { BuildDisplay } from "./_build/progress.ts";
import { type Builder, prepareContext, type PreparedContext } from "./_build/context.ts";
import { agentSockets, parseAgent, parseSecret, readSecrets } from "./_build/secrets.ts";
import type { DockerfileSource } from "./_build/source_lines.ts";

const INT = { type: "number", value: "int" } as const;

function checkTag(text: string): string {
  parseReference(text);
  return text;
}

/** `build`: makes an image from a Dockerfile, with BuildKit where the engine has it. */
export const build = defineCommand({
  path: "image build",
  aliases: ["build", "builder build"],
  summary: "Build an image from a Dockerfile",
  usage: "[OPTIONS] PATH | URL | -",
  args: [{ name: "context", complete: "directory" }],
  options: {
    "add-host": checked('Add a custom host-to-IP mapping ("host:ip")', checkExtraHost),
    "build-arg": checked("Set build-time variables", undefined, { complete: environmentNames }),
    "cache-from": checked("Images to consider as cache sources", undefined, { value: "strings" }),
    "cgroup-parent": {
      type: "string",
      summary: "Set the parent cgroup for the RUN instructions during build",
    },
    "compress": { type: "boolean", summary: "Compress the build context using gzip" },
    "cpu-period": { ...INT, summary: "Limit the CPU CFS (Completely Fair Scheduler) period" },
    "cpu-quota": { ...INT, summary: "Limit the CPU CFS (Completely Fair Scheduler) quota" },
    "cpu-shares": { ...INT, short: "c", summary: "CPU shares (relative weight)" },
    "cpuset-cpus": { type: "string", summary: "CPUs in which to allow execution (0-3, 0,1)" },
    "cpuset-mems": { type: "string", summary: "MEMs in which to allow execution (0-3, 0,1)" },
    "disable-content-trust": {
      type: "boolean",
      default: true,
      hidden: true,
      summary: "Skip image verification",
    },
    "file": {
      type: "string",
      short: "f",
      summary: 'Name of the Dockerfile (Default is "PATH/Dockerfile")',
      complete: "file",
    },
    "force-rm": { type: "boolean", summary: "Always remove intermediate containers" },
    "iidfile": {
      type: "string",
      summary: "Write the image ID to the file",
      complete: "file",
    },
    "isolation": { type: "string", summary: "Container isolation technology" },
    "label": checked("Set metadata for an image", checkLabel),
    "memory": bytes("Memory limit", { short: "m" }),
    "memory-swap": swapBytes("Swap limit equal to memory plus swap: -1 to enable unlimited swap"),
    "network": {
      type: "string",
      default: "default",
      summary: "Set the networking mode for the RUN instructions during build",
      complete: "network",
    },
    "no-cache": { type: "boolean", summary: "Do not use cache when building the image" },
    "platform": {
      type: "string",
      summary: "Set platform if server is multi-platform capable",
      complete: PLATFORMS,
    },
    "progress": {
      type: "string",
      default: "auto",
      summary: 'Type of progress output ("auto", "plain", "tty", "quiet")',
      complete: ["auto", "plain", "tty", "quiet"],
    },
    "pull": { type: "boolean", summary: "Always attempt to pull a newer version of the image" },
    "quiet": {
      type: "boolean",
      short: "q",
      summary: "Suppress the build output and print image ID on success",
    },
    "rm": {
      type: "boolean",
      default: true,
      summary: "Remove intermediate containers after a successful build",
    },
    "secret": many(
      'Secret to expose to the build (format: "id=mysecret[,src=/local/secret|,env=NAME]")',
      parseSecret,
      { value: "stringArray" },
    ),
    "security-opt": checked("Security options", undefined, {
      value: "strings",
      complete: SECURITY_OPTIONS,
    }),
    "shm-size": bytes('Size of "/dev/shm"'),
    "ssh": many(
      'SSH agent to expose to the build (format: "default|<id>[=<socket>]")',
      parseAgent,
      { value: "stringArray" },
    ),
    "squash": {
      type: "boolean",
      summary: "Squash newly built layers into a single new layer",
    },
    "tag": checked('Name and optionally a tag in the "name:tag" format', checkTag, {
      short: "t",
    }),
    "target": { type: "string", summary: "Set the target build stage to build." },
    "ulimit": many("Ulimit options", parseUlimit, { value: "ulimit", complete: ULIMITS }),
  },
  examples: [
    { text: "An image from this folder", command: "dockerctl build -t web:1 ." },
    {
      text: "A secret that a step mounts (RUN --mount=type=secret,id=token)",
      command: "dockerctl build --secret id=token,env=TOKEN .",
    },
    {
      text: "Another Dockerfile, one stage, nothing from the cache",
      command: "dockerctl build -f deploy/Dockerfile --target test --no-cache .",
    },
  ],
  async run(ctx, input) {
    const { streams, signal } = ctx;
    if (!["auto", "plain", "tty", "quiet"].includes(input.progress)) {
      throw new ExitError(1, `invalid progress mode ${input.progress}`);
    }
    const quiet = input.quiet || input.progress === "quiet";
    if (input.iidfile) await removeStale(input.iidfile);
    const secrets = await readSecrets(ctx, input.secret);
    const sshAgents = await agentSockets(ctx, input.ssh);
    const file = input.file || undefined;
    let chosen: Promise<Builder> | undefined;
    const choose = () => chosen ??= ctx.engine().then((engine) => builderOf(ctx, engine));
    const prepared = await prepareContext(input.context, file, streams.stdin, choose, signal);
    const engine = await ctx.engine();
    const builder = await choose();
    if (builder === "buildkit") await tellDropped(ctx, input.given);
    else if (secrets ?? sshAgents) {
      const flag = secrets ? "secret" : "ssh";
      await prepared.end?.();
      throw new ExitError(1, `--${flag} needs BuildKit: set DOCKER_BUILDKIT=1`);
    }
    const out = builder === "classic" ? streams.stdout : streams.stderr;
    const shown = !quiet && out.isTerminal && input.progress !== "plain";
    const sending = new ByteProgress(ctx, shown ? out : undefined, {
      label: "Sending build context",
      total: shown ? prepared.size?.() : undefined,
    });
    const context = counted(prepared.context, sending, input.compress);
    const events = engine.images.build(context, {
      tags: input.tag,
      dockerfile: prepared.dockerfile,
      dockerfileText: prepared.dockerfileText,
      dockerfileAt: prepared.dockerfileAt,
      builder,
      ...await authsFor(ctx, builder),
      buildArgs: buildArguments(input.buildArg, ctx.env),
      labels: input.label.length > 0 ? pairs(input.label) : undefined,
      target: input.target,
      noCache: input.noCache,
      pull: input.pull,
      remove: input.rm,
      forceRemove: input.forceRm,
      platform: input.platform || ctx.env["DOCKER_DEFAULT_PLATFORM"] || undefined,
      network: input.network === "default" ? undefined : input.network,
      cacheFrom: input.cacheFrom.flatMap((list) => list.split(",")),
      extraHosts: input.addHost,
      shmSize: input.shmSize || undefined,
      memory: input.memory || undefined,
      memorySwap: input.memorySwap || undefined,
      cpuShares: input.cpuShares,
      cpuPeriod: input.cpuPeriod,
      cpuQuota: input.cpuQuota,
      cpusetCpus: input.cpusetCpus,
      cpusetMems: input.cpusetMems,
      cgroupParent: input.cgroupParent,
      ulimits: input.ulimit,
      secrets,
      sshAgents,
      // Said above to have no effect; the engine would refuse them all the same.
      ...builder === "classic" && {
        securityOpt: input.securityOpt,
        squash: input.squash,
        isolation: input.isolation,
      },
      signal,
    });
    let id: string;
    try {
      const news = endedBy(events, sending);
      id = builder === "classic"
        ? await showClassic(ctx, news, quiet, "body" in prepared.context ? sending : undefined)
        : await showBuildKit(ctx, news, quiet ? "quiet" : input.progress, prepared);
    } finally {
      await sending.end();
      await prepared.end?.();
    }
    if (quiet && builder === "buildkit" && id !== "") await streams.stdout.write(`${id}\n`);
    if (input.iidfile) {
      if (id === "") {
        throw new ExitError(
          1,
          `Server did not provide an image ID. Cannot write ${input.iidfile}`,
        );
      }
      await Deno.writeTextFile(input.iidfile, id);
    }
  },
});

/** Who one is at registries: BuildKit asks, the classic builder is told of all. */
async function authsFor(ctx: CommandContext, builder: Builder) {
  if (builder === "buildkit") {
    return { authOf: (registry: string) => credentialsFor(ctx, registry) };
  }
  const auths: Record<string, RegistryAuth> = {};
  for (const registry of await knownRegistries(ctx)) {
    // A helper that fails matters to nobody who does not need it: the pull says so.
    const auth = await credentialsFor(ctx, registry).catch(() => undefined);
    if (auth !== undefined) auths[registry] = auth;
  }
  return { auths };
}

/** What BuildKit takes no notice of. */
const DROPPED = [
  "cgroup-parent",
  "cpu-period",
  "cpu-quota",
  "cpu-shares",
  "cpuset-cpus",
  "cpuset-mems",
  "isolation",
  "memory",
  "memory-swap",
  "security-opt",
  "squash",
] as const;

/** Says which of the flags given do nothing. */
async function tellDropped(ctx: CommandContext, given: ReadonlySet<string>): Promise<void> {
  for (const flag of DROPPED) {
    if (!given.has(flag)) continue;
    await ctx.streams.stderr.write(`WARNING: --${flag} has no effect with BuildKit\n`);
  }
}

/** The context, counted as it is sent; nothing is known of what the engine fetches. */
function counted(context: BuildContext, sending: ByteProgress, compress: boolean): BuildContext {
  if (!("body" in context)) return context;
  const { body } = context;
  const bytes = body instanceof Uint8Array
    ? (async function* () {
      yield await Promise.resolve(body);
    })()
    : body;
  return { body: sending.pass(compress ? gzipped(bytes) : bytes) };
}

/** `--compress`. */
async function* gzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = ReadableStream.from(bytes as AsyncIterable<Uint8Array<ArrayBuffer>>);
  yield* source.pipeThrough(new CompressionStream("gzip"));
}

/** BuildKit where the engine prefers it; `DOCKER_BUILDKIT` says otherwise. */
async function builderOf(ctx: CommandContext, engine: Engine): Promise<Builder> {
  const wish = ctx.env["DOCKER_BUILDKIT"];
  if (wish) {
    if (/^(1|t|true)$/i.test(wish)) return "buildkit";
    if (/^(0|f|false)$/i.test(wish)) return "classic";
    throw new ExitError(1, `DOCKER_BUILDKIT environment variable expects boolean value: ${wish}`);
  }
  const { builderVersion } = await engine.transport.greeting(ctx.signal);
  return builderVersion === "2" ? "buildkit" : "classic";
}

/** A bare NAME takes its value from the environment, or is taken away from the build. */
function buildArguments(
  list: readonly string[],
  env: CommandContext["env"],
): Record<string, string | null> | undefined {
  if (list.length === 0) return undefined;
  return Object.fromEntries(list.map((item) => {
    const [name, value, found] = cut(item, "=");
    if (name === "") throw new ExitError(1, `invalid key-value pair "${item}": empty key`);
    return [name, found ? value : env[name] ?? null];
  }));
}

async function removeStale(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new ExitError(1, `Removing image ID file: ${(error as Error).message}`);
    }
  }
}

/** Codes of failures that are not the engine's words. */
const OURS: ReadonlySet<EngineErrorCode> = new Set<EngineErrorCode>([
  "unreachable",
  "cut",
  "aborted",
  "timeout",
  "protocol",
  "config",
  "version",
]);

/** A failure that the engine told inside the stream: its words alone, and the step's exit code. */
function streamFailure(error: unknown): unknown {
  if (!isEngineError(error) || error.status !== undefined) return error;
  if (OURS.has(error.code)) return error;
  return new ExitError(error.exitCode ?? 1, error.message);
}

async function showClassic(
  ctx: CommandContext,
  events: AsyncIterable<BuildEvent>,
  quiet: boolean,
  sent: ByteProgress | undefined,
): Promise<string> {
  const { stdout, stderr } = ctx.streams;
  let id = "";
  let output = "";
  let told = false;
  const tellSize = function* (): Generator<ProgressEvent> {
    if (told || sent === undefined) return;
    told = true;
    // Both returns are docker's: one of the line that was redrawn, one of its end.
    const shown = humanSize(sent.count).padStart(8);
    yield { stream: `Sending build context to Docker daemon ${shown}\r\r\n` };
  };
  const news = async function* (): AsyncGenerator<ProgressEvent> {
    try {
      for await (const event of events) {
        yield* tellSize();
        if (event.kind === "image") id = event.id;
        else if (event.kind === "output") yield { stream: event.text };
        else if (event.kind === "progress") yield event.event;
      }
    } catch (error) {
      // Refused after it was sent: the engine has read the Dockerfile and found it wrong.
      if (isEngineError(error) && error.status !== undefined) yield* tellSize();
      throw error;
    }
  };
  try {
    if (!quiet) await showProgress(ctx, news(), stdout);
    else {
      for await (const { stream = "" } of news()) output += stream;
      // A quiet engine would say the id alone; ours is told at the end, and on failure all of it.
      await stdout.write(`${id}\n`);
    }
  } catch (error) {
    if (quiet && output !== "" && !ctx.signal.aborted) await stderr.write(output);
    throw streamFailure(error);
  }
  return id;
}

/** The Dockerfile, where it is of this machine. */
async function sourceOf(prepared: PreparedContext): Promise<DockerfileSource | undefined> {
  const { context, dockerfile = "Dockerfile", dockerfileAt, dockerfileText: text } = prepared;
  if (!("folder" in context)) return undefined;
  const path = dockerfileAt ?? (text ? "Dockerfile" : `${context.folder}/${dockerfile}`);
  const bytes = text ?? await Deno.readFile(path);
  return { name: path.slice(path.lastIndexOf("/") + 1), text: new TextDecoder().decode(bytes) };
}

async function showBuildKit(
  ctx: CommandContext,
  events: AsyncIterable<BuildEvent>,
  mode: string,
  prepared: PreparedContext,
): Promise<string> {
  const { streams } = ctx;
  const { noDisplay, plainDisplay, terminalDisplay } = await import("./_build/progress.ts");
  const onTerminal = mode === "tty" || (mode === "auto" && streams.stderr.isTerminal);
  const display: BuildDisplay = mode === "quiet"
    ? noDisplay
    : onTerminal
    ? terminalDisplay(streams.stderr, streams.size, ctx.now)
    : plainDisplay(streams.stderr);
  let id = "";
  try {
    for await (const event of events) {
      if (event.kind === "image") id = event.id;
      else if (event.kind === "trace") await display.trace(event.trace);
      else if (event.kind === "output") await streams.stderr.write(event.text);
    }
    await display.end();
  } catch (error) {
    const failure = streamFailure(error);
    const why = (error as Error).message;
    await display.end({ why, source: await sourceOf(prepared).catch(() => undefined) });
    if (failure instanceof ExitError) {
      throw new ExitError(1, `ERROR: failed to solve: ${failure.message}`);
    }
    throw failure;
  }
  return id;
}
