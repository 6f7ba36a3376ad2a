/** What is carried to and from the engine, and a container's whole short life. */
import type { BenchCase, BenchContext } from "../types.ts";
import { overHello, sideBySide, timesDocker } from "./commands.ts";

/** Bytes that are carried; of --short, little. */
const size = (c: BenchContext) => (c.short ? 1 : 300) * 1024 * 1024;

/** A file of that many bytes that no compression makes smaller. */
async function bigFile(c: BenchContext): Promise<string> {
  const path = `${c.dir}/big`;
  using file = await Deno.open(path, { write: true, create: true });
  const block = new Uint8Array(64 * 1024);
  for (let at = 0; at < size(c); at += block.length) {
    await file.write(crypto.getRandomValues(block));
  }
  return path;
}

const NAME = "bench-transfer";

/** `logs --tail 100` of a container that said a thousand lines. */
const logsTail: BenchCase = {
  name: "logs-tail",
  summary: "dockerctl logs --tail 100, from start to exit",
  ...overHello(8),
  prepare: async (c) => {
    const { busybox } = c.engine.images;
    await c.docker(["run", "-d", "--name", NAME, busybox, "sh", "-c", "seq 1000; sleep 100000"]);
    return {
      ...await sideBySide(c, ["logs", "--tail", "100", NAME]),
      end: () => c.docker(["rm", "-f", NAME]).then(() => {}),
    };
  },
};

const runRm: BenchCase = {
  name: "run-rm",
  summary: "dockerctl run --rm IMAGE true",
  ...timesDocker(1.08),
  prepare: (c) => sideBySide(c, ["run", "--rm", c.engine.images.busybox, "true"]),
};

const cpIn: BenchCase = {
  name: "cp-in",
  summary: "dockerctl cp of 300 MB into a container",
  ...timesDocker(1),
  pairs: 10,
  prepare: async (c) => {
    const path = await bigFile(c);
    await c.docker(["create", "--name", NAME, c.engine.images.busybox]);
    return {
      ...await sideBySide(c, ["cp", path, `${NAME}:/big`]),
      end: () => c.docker(["rm", "-f", NAME]).then(() => {}),
    };
  },
};

const cpOut: BenchCase = {
  name: "cp-out",
  summary: "dockerctl cp of 300 MB out of a container",
  ...timesDocker(1),
  pairs: 10,
  prepare: async (c) => {
    const path = await bigFile(c);
    await c.docker(["create", "--name", NAME, c.engine.images.busybox]);
    await c.docker(["cp", path, `${NAME}:/big`]);
    return {
      ...await sideBySide(c, ["cp", `${NAME}:/big`, `${c.dir}/out`]),
      end: () => c.docker(["rm", "-f", NAME]).then(() => {}),
    };
  },
};

const load: BenchCase = {
  name: "load",
  summary: "dockerctl load of an image of 300 MB",
  ...timesDocker(1),
  pairs: 10,
  prepare: async (c) => {
    const path = await bigFile(c);
    await c.docker(["create", "--name", NAME, c.engine.images.busybox]);
    await c.docker(["cp", path, `${NAME}:/big`]);
    await c.docker(["commit", NAME, NAME]);
    await c.docker(["save", "-o", `${c.dir}/image.tar`, NAME]);
    return {
      ...await sideBySide(c, ["load", "-q", "-i", `${c.dir}/image.tar`]),
      end: async () => {
        await c.docker(["rm", "-f", NAME]);
        await c.docker(["rmi", "-f", NAME]);
      },
    };
  },
};

/** All of them. */
export const transfers: readonly BenchCase[] = [logsTail, runRm, cpIn, cpOut, load];
