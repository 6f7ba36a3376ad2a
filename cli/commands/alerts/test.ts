/** `alerts test`: send a message by a way, to see that it comes. */
import { wayWords } from "../../../core/alerts/send/secrets.ts";
import type { Notice } from "../../../core/alerts/types.ts";
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { DIR } from "../record/_options.ts";
import { alertsPlace, loadAlerts, wayNames } from "./_lib.ts";

/** `alerts test`: does it come? */
export const alertsTest = defineCommand({
  path: "alerts test",
  summary: "Send a message by a way, to see that it comes",
  description: "Without a name, by all ways. Ends with exit code 1 where one fails.",
  args: [{ name: "way", variadic: true, optional: true, complete: wayNames }],
  options: { dir: DIR },
  run: async (ctx, input) => {
    const { config, file } = await loadAlerts(ctx);
    const unknown = input.way.find((name) => !config.ways.some((w) => w.name === name));
    if (unknown !== undefined) {
      const known = config.ways.map((w) => w.name).join(", ") || "none";
      throw new ExitError(1, `There is no way ${unknown} under alerts.to in ${file}: ${known}`);
    }
    const ways = config.ways.filter((w) => input.way.length === 0 || input.way.includes(w.name));
    if (ways.length === 0) throw new ExitError(1, `There is no way under alerts.to in ${file}`);
    const { endpoint } = await alertsPlace(ctx, input.dir);
    const [{ sendBy }, { hostOf }] = await Promise.all([
      import("../../../core/alerts/send/send.ts"),
      import("../../../core/alerts/live/of_record.ts"),
    ]);
    const time = ctx.now().getTime();
    const sent = await Promise.all(ways.map(async (way) => {
      const id = `test-${time}-${way.name}`;
      const notice: Notice = {
        id,
        alert: id,
        kind: "test",
        rule: way.name,
        who: "",
        host: hostOf(endpoint),
        severity: "info",
        time,
        since: time,
        count: 0,
        names: [],
        more: 0,
        note: "This is a test: nothing has happened",
        to: [way.name],
      };
      try {
        await sendBy(way, notice, { env: ctx.env, signal: ctx.signal });
        return { way, error: undefined };
      } catch (e) {
        ctx.signal.throwIfAborted();
        return { way, error: e instanceof Error ? e.message : String(e) };
      }
    }));
    const { stdout } = ctx.streams;
    for (const { way, error } of sent) {
      await stdout.write(
        ctx.global.json
          ? JSON.stringify({ way: way.name, kind: way.kind, where: wayWords(way), error }) + "\n"
          : sanitise(`${way.name}: ${error ?? `sent to ${wayWords(way)}`}`) + "\n",
      );
    }
    if (sent.some((s) => s.error !== undefined)) throw new ExitError(1);
  },
});
