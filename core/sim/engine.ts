/** The simulated engine itself: one request in, one answer out. */
import { findRoute } from "./router.ts";
import { populate } from "./samples.ts";
import { settings, type SimOptions } from "./options.ts";
import { Sim } from "./state.ts";
import { engineVersion, minApi } from "./system.ts";
import { cancelRestart, startContainer } from "./lifecycle.ts";
import {
  ApiError,
  jsonBytes,
  type SimRequest,
  type SimResponse,
  utf8,
  versionLess,
} from "./wire.ts";

/** A Docker Engine that exists in this process only. */
export class SimEngine {
  readonly sim: Sim;

  /** Throws a RangeError for options that make no sense. */
  constructor(options: SimOptions = {}) {
    this.sim = new Sim(settings(options));
    populate(this.sim);
  }

  /** The newest API version it speaks. */
  get api(): string {
    return this.sim.settings.api;
  }

  /** Answers one request; what it refuses is an answer, too. `path` may begin with `/v1.51`. */
  async handle(req: Omit<SimRequest, "version">): Promise<SimResponse> {
    const m = /^\/v(\d+\.\d+)(\/.*)$/.exec(req.path);
    const version = m?.[1] ?? this.api;
    const path = m?.[2] ?? req.path;
    const standard = {
      "api-version": this.api,
      "docker-experimental": "false",
      ostype: "linux",
      server: `Docker/${engineVersion(this.api)} (linux)`,
    };
    try {
      const route = findRoute(req.method, path);
      if (!route) return error(new ApiError(404, "page not found"), {});
      if (versionLess(this.api, version)) {
        throw new ApiError(
          400,
          `client version ${version} is too new. Maximum supported API version is ${this.api}`,
        );
      }
      if (versionLess(version, minApi(this.api))) {
        throw new ApiError(
          400,
          `client version ${version} is too old. Minimum supported API version is ${
            minApi(this.api)
          }, please upgrade your client to a newer version`,
          true,
        );
      }
      const answer = await route.handler(this.sim, { ...req, path, version }, route.parts);
      return { ...answer, headers: { ...(answer.session ? {} : standard), ...answer.headers } };
    } catch (e) {
      if (e instanceof ApiError) {
        const attach = e.plain && /\/attach$/.test(path);
        return error(
          e,
          attach ? { "content-type": "application/vnd.docker.raw-stream" } : standard,
        );
      }
      if (req.signal.aborted || this.sim.closing.aborted) {
        return error(new ApiError(500, "context canceled"), standard);
      }
      throw e;
    }
  }

  /**
   * What a restart of the engine without live-restore does: all containers end, the ring of
   * events is empty, and those with a restart policy come back.
   */
  async restart(): Promise<void> {
    const { sim } = this;
    for (const c of [...sim.containers.values()]) {
      const policy = (c.hostConfig.RestartPolicy as { Name?: string }).Name;
      const back = policy === "always" || (policy === "unless-stopped" && !c.stoppedByUser);
      cancelRestart(c);
      if (c.proc) {
        const by = c.stoppedByUser;
        c.stoppedByUser = true;
        c.proc.kill("SIGKILL");
        await c.proc?.exit;
        await Promise.resolve();
        c.stoppedByUser = by;
      }
      if (back && sim.containers.has(c.id)) startContainer(sim, c, false);
    }
    sim.events.clear();
  }

  /** Ends everything that runs in it. */
  close(): void {
    this.sim.close();
    for (const c of this.sim.containers.values()) {
      c.proc?.kill("SIGKILL");
      for (const id of c.execs) this.sim.execs.get(id)?.proc?.kill("SIGKILL");
    }
  }
}

function error(e: ApiError, headers: Record<string, string>): SimResponse {
  return e.plain
    ? {
      status: e.status,
      headers: { "content-type": "text/plain; charset=utf-8", ...headers },
      body: utf8(e.message + "\n"),
    }
    : {
      status: e.status,
      headers: { ...headers, "content-type": "application/json" },
      body: jsonBytes({ message: e.message }),
    };
}
