/** `record status`: show whether the engine is recorded, and how the recorder fares. */
import { humanDuration, humanSize } from "../../format/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { dirOption, recordPlaceOf } from "./_recorder.ts";

export const status = defineCommand({
  path: "record status",
  summary: "Show whether the engine is recorded, and how the recorder fares",
  description: "Ends with exit code 1 where no recorder runs.",
  options: dirOption,
  async run(ctx, input) {
    const { place, endpoint } = await recordPlaceOf(ctx, input);
    const { runningRecorder } = await import("../../../core/recorder/write/lock.ts");
    const s = await runningRecorder(place);
    const { stdout } = ctx.streams;
    if (ctx.global.json) {
      await stdout.write(
        JSON.stringify({ endpoint, place: place.dir, recorder: s ?? null }) + "\n",
      );
      if (s === undefined) throw new ExitError(1);
      return;
    }
    if (s === undefined) {
      await stdout.write(`No recorder of ${endpoint} runs\nRecord: ${place.dir}\n`);
      throw new ExitError(1);
    }
    const rows: [string, string][] = [
      ["State", s.state],
      ["Endpoint", endpoint],
      ["Recorder", `pid ${s.pid} on ${s.host}, dockerctl ${s.version}`],
      ["Up", humanDuration(ctx.now().getTime() - s.startedAt.getTime())],
      ["Record", place.dir],
      ["Logs", `${s.following} followed, ${s.containers} containers seen`],
      ["Lag", `${(s.lag / 1000).toFixed(1)} s${s.slowest ? ` (${s.slowest})` : ""}`],
      ["Written", `${s.lines} lines, ${humanSize(s.bytes)}, ${s.gaps} gaps`],
      ["Samples", String(s.samples)],
      ["Events", String(s.events)],
    ];
    if (s.alerts !== undefined) {
      const { rules, firing, broken, waiting, trouble } = s.alerts;
      const more = [
        ...(waiting > 0 ? [`${waiting} messages wait`] : []),
        ...(broken > 0 ? [`${broken} broken`] : []),
      ];
      rows.push(["Alerts", [`${rules} rules, ${firing} firing`, ...more].join(", ")]);
      if (trouble !== undefined) rows.push(["", trouble]);
    }
    if (s.listen !== undefined) rows.push(["Listens", s.listen]);
    if (s.trouble !== undefined) rows.push(["Trouble", s.trouble]);
    if (s.behind !== undefined) rows.push(["Warning", s.behind]);
    await stdout.write(
      rows.map(([name, value]) => `${(name && name + ":").padEnd(11)}${sanitise(value)}\n`).join(
        "",
      ),
    );
  },
});
