/** Lines of a service over its tasks, or of one task, as the log shows them. */
import { swarmLines, type SwarmLinesOptions } from "../../../../../core/logs/swarm_lines.ts";
import type { Engine } from "../../../../../core/mod.ts";
import { taskNames } from "../../../engine/watch_swarm.ts";
import type { LogSource } from "../../../model/log.ts";
import { lineText, type NewLine } from "./lines.ts";

/** Reads it; where it is followed, until the signal says stop or it is removed. */
export async function* swarmSource(
  engine: Engine,
  source: LogSource,
  index: number,
  options: SwarmLinesOptions,
): AsyncGenerator<NewLine, void, undefined> {
  const nameOf = taskNames(engine);
  const note = (text: string): NewLine => ({ source: index, stream: "note", text });
  const log = { kind: source.of!, id: source.id };
  for await (const item of swarmLines(engine.transport, log, options)) {
    if (item.type === "lost") yield note("the swarm does not answer");
    else if (item.type === "resumed") yield note("the swarm answers again");
    else if (item.type === "trouble") yield note(lineText(new TextEncoder().encode(item.text)));
    else {
      const { stream, time, data, task } = item;
      const line = { source: index, stream, text: lineText(data), ...(time > 0n && { time }) };
      if (source.of === "task" || task === "") yield line;
      else yield { ...line, task: await nameOf(task, options.signal) };
    }
  }
}
