/** Starts a Docker Engine apart from everything else on the machine. */
import { randomBytes } from "node:crypto";
import { call } from "./http.ts";
import { lines } from "./lines.ts";
import { dockerClient, EngineUnavailable, releaseRoot, type Root } from "./root.ts";

/** Everything about a running private engine that fits into an environment variable. */
export interface EngineInfo {
  release: Root;
  /** What DOCKER_HOST is to be. */
  host: string;
  /** The path of its unix socket. */
  socket: string;
  /** The highest API version it speaks, "1.51". */
  apiVersion: string;
  /** The Engine's own version, "28.5.2+dfsg4". */
  version: string;
  /** A process in the engine's namespaces: published ports are reached by `nsenter -t PID -n`. */
  pid: number;
  /** dockerd's own words. */
  log: string;
  /** Made without a registry: `busybox` (busybox:1, also busybox:latest) and `web` (web:1). */
  images: { busybox: string; web: string };
  /** A registry on the engine's loopback, open to everybody, as the engine names it. */
  registry: string;
  /** A registry that wants a login. */
  lockedRegistry: { address: string; user: string; password: string };
  /** The words that start the real docker client of Debian's newest release. */
  docker: string[];
}

export interface EngineOptions {
  /** Where containers and images are kept; memory is the faster, disk for heavy loads. */
  storage?: "memory" | "disk";
  /** More arguments for dockerd. */
  args?: readonly string[];
  /** Folder that the engine's own folder is made in, and that containers may bind; TMPDIR. */
  tmp?: string;
}

/** A private engine in the hands of the one who started it. */
export interface PrivateEngine extends EngineInfo, AsyncDisposable {
  /** Ends the engine as `systemctl restart` does, and starts it again with its data. */
  restart(): Promise<void>;
  /** SIGTERM to the engine; its data stays, and start() brings it back. */
  halt(): Promise<void>;
  /** SIGKILL to the engine; its data stays, and start() brings it back. */
  kill(): Promise<void>;
  /** Starts a halted or killed engine. */
  start(): Promise<void>;
  /** Ends everything and removes every trace. Safe to call twice. */
  stop(): Promise<void>;
}

const HERE = new URL(".", import.meta.url).pathname;

/** The folder for temporary files that engine and machine see at the same path. */
export function temporaryFolder(): string {
  return (Deno.env.get("TMPDIR") || "/tmp").replace(/\/+$/, "") || "/tmp";
}

/**
 * Starts a Docker Engine of a Debian release, or podman (which has no registries beside it), apart from everything else on the machine: see
 * engine.sh for how. Throws EngineUnavailable with a one-line reason.
 */
export async function startEngine(
  release: Root,
  options: EngineOptions = {},
): Promise<PrivateEngine> {
  const [root, clientRoot] = await Promise.all([releaseRoot(release), releaseRoot("sid")]);
  const tmp = options.tmp ?? temporaryFolder();
  const name = `dockerctl-engine-${release}-${randomBytes(3).toString("hex")}`;
  const dir = `${tmp}/${name}`;
  const socket = `${dir}/docker.sock`;
  // The kernel's limit for a unix socket's path.
  if (socket.length > 107) throw new EngineUnavailable(`the folder "${tmp}" has too long a name`);
  const child = new Deno.Command("setsid", {
    args: [
      "bash",
      HERE + "engine.sh",
      root,
      dir,
      tmp,
      options.storage ?? "memory",
      ...options.args ?? [],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const answers = lines(child.stdout);
  const errors = (async () => {
    let last = "";
    for await (const line of lines(child.stderr)) last = line || last;
    return last;
  })();
  const input = child.stdin.getWriter();

  let stopped: Promise<void> | undefined;
  const stop = () =>
    stopped ??= (async () => {
      await input.close().catch(() => {});
      // Whatever is still said is let out, or the pipe could fill and hold the end up.
      while (!(await answers.next()).done);
      await child.status;
      await errors;
    })();

  const answer = async (): Promise<string> => {
    const { value, done } = await answers.next();
    if (done) throw new EngineUnavailable(await errors || "the engine's keeper ended");
    if (value.startsWith("error ")) throw new EngineUnavailable(value.slice("error ".length));
    return value;
  };
  const order = async (what: "start" | "kill" | "stop" | "restart") => {
    await input.write(new TextEncoder().encode(what + "\n"));
    await answer();
    if (what === "start" || what === "restart") await untilAnswering(socket);
  };

  try {
    const pid = Number((await answer()).split(" ")[1]);
    await order("start");
    const images = { busybox: "busybox:1", web: "web:1" };
    await loadImages(socket, `${dir}/image.tar`);
    const version = (await call(socket, "GET", "/version")).json<Record<string, string>>();
    return {
      release,
      host: `unix://${socket}`,
      socket,
      apiVersion: version.ApiVersion,
      version: version.Version,
      pid,
      log: `${dir}/log`,
      images,
      registry: "127.0.0.1:5000",
      lockedRegistry: { address: "127.0.0.1:5001", user: "tester", password: "secret" },
      docker: dockerClient(clientRoot),
      restart: () => order("restart"),
      halt: () => order("stop"),
      kill: () => order("kill"),
      start: () => order("start"),
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until the engine answers a ping; it does so a moment after its socket appears. */
async function untilAnswering(socket: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      if ((await call(socket, "GET", "/_ping", undefined, 10_000)).status === 200) return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    if (Date.now() > end) throw new EngineUnavailable("the engine did not answer a ping in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Loads the images that engine.sh has made. */
async function loadImages(socket: string, archive: string): Promise<void> {
  const answer = await call(socket, "POST", "/images/load?quiet=1", await Deno.readFile(archive));
  if (answer.status !== 200 || answer.text.includes('"error"')) {
    throw new EngineUnavailable(`the engine refused its images: ${answer.text.trim()}`);
  }
}
