/** What the sample containers say, line after line. */
import type { ProcessIo } from "./process.ts";
import { hash, Random } from "./random.ts";
import type { LogSource, Sim, SimContainer } from "./state.ts";

/** A program that serves: how it takes signals and what it writes. */
interface Service {
  /** Exit codes by signal. */
  signals: Readonly<Record<string, number>>;
  /** Mean milliseconds between lines. */
  every?: number;
  /** The lines of one moment. `n` counts the moments. */
  lines?: (
    r: Random,
    at: number,
    c: SimContainer,
    n: number,
  ) => readonly (readonly [1 | 2, string])[];
  /** For one that ends, or draws: runs instead of `lines`. */
  run?: (sim: Sim, c: SimContainer, io: ProcessIo) => Promise<number>;
}

const PATHS = ["/", "/health", "/items?page=2", "/items/17", "/cart", "/login", "/static/app.js"];
const iso = (at: number) => new Date(at).toISOString();
const quick = { SIGTERM: 0, SIGQUIT: 0, SIGINT: 0 };

/** The programs of the sample images by the name of their command. */
export const SERVICES: Readonly<Record<string, Service>> = {
  nginx: {
    signals: quick,
    every: 700,
    lines: (r) => {
      const status = r.next() < 0.94 ? 200 : r.pick([304, 404, 499, 502]);
      return [[
        1,
        `10.0.${r.int(0, 3)}.${r.int(2, 250)} - GET ${r.pick(PATHS)} ${status} ${r.int(1, 40)}ms`,
      ]];
    },
  },
  postgres: {
    signals: { ...quick, SIGINT: 0 },
    every: 4_000,
    lines: (r, at) => [[
      2,
      `${iso(at).replace("T", " ").slice(0, 23)} UTC [${r.int(30, 90)}] LOG:  ` + r.pick([
        `duration: ${r.int(100, 900)}.${
          r.int(100, 999)
        } ms  statement: SELECT * FROM items WHERE id = $1`,
        "checkpoint starting: time",
        `checkpoint complete: wrote ${r.int(10, 300)} buffers`,
        'automatic vacuum of table "shop.public.orders"',
      ]),
    ]],
  },
  "redis-server": {
    signals: quick,
    every: 15_000,
    lines: (r, at) => [[
      1,
      `1:M ${new Date(at).toUTCString().slice(5, 25)} * ${
        r.int(1, 99)
      } changes in 60 seconds. Saving...`,
    ]],
  },
  node: {
    signals: { SIGINT: 130 },
    every: 2_500,
    lines: (r, _at, _c, n) =>
      n % 7 === 6
        ? [
          [2, `Error: connection to db timed out after ${r.int(1, 30)}000 ms`],
          [2, "    at Object.<anonymous> (/app/db.js:12:9)"],
          [2, "    at Module._compile (node:internal/modules/cjs/loader:1554:14)"],
          [2, "    at processTicksAndRejections (node:internal/process/task_queues:105:5)"],
        ]
        : [[1, `\x1b[32minfo\x1b[39m: request ${r.hex(8)} done in ${r.int(2, 400)} ms`]],
  },
  logger: {
    signals: { SIGTERM: 143 },
    every: 1_200,
    lines: (r, at) => {
      const level = r.pick(["debug", "info", "info", "info", "warn", "error"]);
      return [[
        level === "error" ? 2 : 1,
        JSON.stringify({
          time: iso(at),
          level,
          msg: r.pick(["order placed", "payment accepted", "slow query", "cache miss", "retrying"]),
          ms: r.int(1, 900),
          trace: r.hex(16),
        }),
      ]];
    },
  },
  worker: {
    signals: { SIGTERM: 143 },
    run: async (sim, _c, io) => {
      await io.out("worker: connecting to queue:5672\n");
      await sim.clock.sleep(1_500, io.signal);
      await io.err("worker: panic: dial tcp: connection refused\n");
      return 1;
    },
  },
  migrate: {
    signals: { SIGTERM: 143 },
    run: async (sim, _c, io) => {
      for (const step of ["0041_orders", "0042_index_items", "0043_drop_legacy"]) {
        await io.out(`applying ${step}\n`);
        await sim.clock.sleep(300, io.signal);
      }
      await io.err('ERROR: relation "legacy" does not exist\n');
      return 1;
    },
  },
  import: {
    signals: { SIGTERM: 143 },
    run: async (sim, _c, io) => {
      for (let round = 1;; round++) {
        for (let p = 0; p <= 100; p += 2) {
          const bar = "#".repeat(p / 5).padEnd(20, ".");
          await io.out(`\rbatch ${round} [${bar}] ${String(p).padStart(3)}%`);
          await sim.clock.sleep(200, io.signal);
        }
        await io.out("\n");
      }
    },
  },
  flood: {
    signals: { SIGTERM: 143 },
    lines: (_r, _at, _c, n) => [[1, `line ${n}`]],
  },
  hostile: {
    signals: { SIGTERM: 143 },
    every: 1_000,
    lines: (r, _at, _c, n) => [[
      r.next() < 0.5 ? 1 : 2,
      [
        "\x1b]0;owned\x07 title set",
        "\x1b[2J\x1b[H cleared",
        "\x1b]52;c;b3duZWQ=\x07 clipboard",
        "\x9b31m C1 control",
        "\u202Egnp.exe right-to-left",
        "\x00\x01\x02\x7f binary \ufffd",
        "e\u0301\u0301\u0301\u0301 combining",
        "\u{1F468}\u200D\u{1F469}\u200D\u{1F467} \u4E2D\u6587 wide",
        "\x1b[?1049l\x1b[?25h\x1bc reset",
        "x".repeat(20_000),
      ][n % 10],
    ]],
  },
};

/** What the service of that name writes, from `start` on. The same for the same container. */
export function logSource(name: string, c: SimContainer, start: number): LogSource {
  const service = SERVICES[name];
  const rate = Number(c.labels["demo.rate"] ?? 0);
  const every = rate > 0 ? 1000 / rate : service.every ?? 1000;
  const pad = Number(c.labels["demo.line"] ?? 0);
  const seed = hash(c.id);
  let moment = -1, queue: readonly (readonly [1 | 2, string])[] = [], at = start;
  let random = new Random(seed);
  return {
    perSecond: 1000 / every,
    next(after) {
      while (queue.length === 0) {
        const n = Math.max(moment + 1, Math.floor((after - start) / every) - 1, 0);
        moment = n;
        random = new Random(seed ^ Math.imul(n + 1, 0x9e3779b1));
        // Never so far off that two moments change places.
        at = start + (n + 0.5 + (rate > 0 ? 0 : (random.next() - 0.5) * 0.9)) * every;
        if (at < after) continue;
        queue = service.lines!(random, at, c, n);
      }
      const [stream, text] = queue[0];
      queue = queue.slice(1);
      const line = pad > text.length + 2 ? text + " " + "=".repeat(pad - text.length - 2) : text;
      return { at, stream, text: line + "\n" };
    },
  };
}
