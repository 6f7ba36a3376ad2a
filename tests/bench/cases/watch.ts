/** The benchmark of watching an engine on which nothing happens. */
import { connect, openLive } from "../../../core/mod.ts";
import { CuttingProxy } from "../../e2e/core/_cutting_proxy.ts";
import { crowd } from "../crowd.ts";
import type { BenchCase } from "../types.ts";

/** Nothing polls what an event can tell. */
export const watchIdle: BenchCase = {
  name: "watch-idle",
  summary: "Requests to the engine while 200 running containers are watched for a minute",
  aim: "none beyond the open streams",
  reached: (r) => r.dockerctl === 0,
  unit: "requests",
  pairs: 1,
  warmUp: 0,
  prepare: async (c) => {
    const running = c.short ? 3 : 200;
    await crowd(c, { running, stopped: 0 });
    return {
      dockerctl: {
        measure: async () => {
          // Counted on the wire, beneath everything that could send one.
          await using proxy = new CuttingProxy(`${c.dir}/p.sock`, c.engine.socket);
          await using engine = await connect({ host: `unix://${proxy.path}`, env: {} });
          await using live = openLive(engine);
          await live.ready(AbortSignal.timeout(60_000));
          const seen = [...live.snapshot().containers.values()];
          if (seen.filter((x) => x.state === "running").length !== running) {
            throw new Error(`${seen.length} containers are seen, not ${running}`);
          }
          // What the last starts have set off comes to rest.
          await new Promise((resolve) => setTimeout(resolve, 3_000));
          const before = proxy.requests;
          await new Promise((resolve) => setTimeout(resolve, c.seconds * 1_000));
          return proxy.requests - before;
        },
      },
    };
  },
};
