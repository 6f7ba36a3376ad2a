/** What alerts cost: CPU of a recorder with 20 rules at 10,000 lines a second, and of one without. */
import { join } from "node:path";
import type { BenchCase } from "../types.ts";
import { type Load, measureRecorder } from "./record_write.ts";

/** Ten containers, each 1,000 lines a second in ten bursts; one of a thousand lines is an error. */
function loadOf(short: boolean): Load {
  const lines = (short ? 5 : 60) * 1_000;
  return {
    name: "record-alerts",
    containers: 10,
    lines,
    script: `i=0; while [ $i -lt ${lines} ]; do n=0; while [ $n -lt 99 ]; do ` +
      'echo "line $i GET /items/$n 200 took 17 ms, as long as lines of a log often are"; ' +
      "i=$((i+1)); n=$((n+1)); done; " +
      'echo "line $i level=error msg=connection refused"; i=$((i+1)); usleep 95000; done',
  };
}

/** Twenty rules: texts, expressions, any case, levels, and others than logs. */
function rules(): Record<string, unknown> {
  const matches = [
    "connection refused",
    "(?i)panic|fatal",
    "timed? ?out",
    "out of memory",
    "deadlock detected",
    "(?i)segmentation fault",
    "disk (is )?full",
    "permission denied",
    "status=5\\d\\d",
    "Exception in thread",
    "Traceback \\(most recent",
    "certificate (has )?expired",
    "too many open files",
    "unhealthy upstream",
  ];
  const all: Record<string, unknown> = {};
  for (const [i, match] of matches.entries()) all[`log-${i}`] = { log: match };
  return {
    ...all,
    level: { log: { level: "error", count: 100, within: "1m" } },
    serious: { log: { level: "fatal", stream: "stderr" } },
    any: { log: "took [0-9]{5,} ms" },
    dies: { event: "die" },
    busy: { metric: "cpu", above: 90, over: "5m" },
    sick: { unhealthy: true },
  };
}

/** The case; its pairs are runs with rules and without. */
export const recordAlerts: BenchCase = {
  name: "record-alerts",
  summary: "CPU of a recorder for a million lines, 10,000 a second, with 20 rules and without",
  aim: "under 15 % more",
  reached: (r) => r.peer === undefined ? undefined : r.dockerctl < 1.15 * r.peer,
  unit: "s",
  pairs: 3,
  warmUp: 0,
  prepare: async (c) => {
    const load = loadOf(c.short);
    const config = join(c.dir, "config");
    await Deno.mkdir(join(config, "dockerctl"), { recursive: true });
    const settings = { alerts: { to: { log: { exec: ["/bin/true"] } }, rules: rules() } };
    await Deno.writeTextFile(join(config, "dockerctl/config.json"), JSON.stringify(settings));
    return {
      dockerctl: { measure: () => measureRecorder(c, load, { XDG_CONFIG_HOME: config }) },
      peer: { name: "without rules", measure: () => measureRecorder(c, load) },
    };
  },
};
