/** `alerts check`: say what is wrong with the settings of alerts, by file and line. */
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { DIR } from "../record/_options.ts";
import { loadAlerts, recordedNow } from "./_lib.ts";

/** `alerts check`: are the settings right? */
export const alertsCheck = defineCommand({
  path: "alerts check",
  summary: "Say what is wrong with the settings of alerts, by file and line",
  description: "Ends with exit code 1 where a rule or a way cannot be used.",
  options: { dir: DIR },
  run: async (ctx, input) => {
    const loaded = await loadAlerts(ctx);
    const { checkAlerts } = await import("../../../core/alerts/check.ts");
    const containers = await recordedNow(ctx, input.dir);
    const { loadRecordConfig } = await import("../../../core/recorder/config.ts");
    const record = (await loadRecordConfig(ctx.env)).config;
    const { problems, remarks } = checkAlerts(loaded, { containers, record });
    const { stdout } = ctx.streams;
    const { rules, ways } = loaded.config;
    if (ctx.global.json) {
      await stdout.write(JSON.stringify({ file: loaded.file, problems, remarks }) + "\n");
    } else {
      for (const text of problems) await stdout.write(sanitise(text) + "\n");
      for (const text of remarks) await stdout.write(sanitise(`Warning: ${text}`) + "\n");
      if (problems.length === 0) {
        await stdout.write(`${rules.length} rules and ${ways.length} ways can be used\n`);
      }
    }
    if (problems.length > 0) throw new ExitError(1);
  },
});
