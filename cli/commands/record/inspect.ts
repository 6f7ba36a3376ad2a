/** `record inspect`: display what is recorded of one or more containers. */
import type { RecordedContainer } from "../../../core/recorder/types.ts";
import { defineCommand } from "../../spec/types.ts";
import { documentsOf } from "../_lib/documents.ts";
import { inspectAll } from "../_lib/inspect.ts";
import { ONE_FORMAT } from "../_lib/options.ts";
import { notRecorded, openRecordOf, recordedNames, tellLacks } from "../_lib/record.ts";
import { recordedState } from "../_lib/recorded_status.ts";
import { nanosText } from "./_json.ts";
import { DIR } from "./_options.ts";

/** `record inspect`: what is known of containers, also of those that are gone. */
export const recordInspect = defineCommand({
  path: "record inspect",
  summary: "Display what is recorded of one or more containers",
  description: "Fields are named as in the engine's own document, and Record tells what is kept. " +
    "Of several runs of a name the newest is shown.",
  args: [{ name: "container", variadic: true, complete: recordedNames }],
  options: {
    dir: DIR,
    document: {
      type: "boolean",
      summary: "The engine's own document, as it was kept last (see also inspect --at)",
    },
    format: ONE_FORMAT,
  },
  examples: [
    {
      text: "How a container that is gone ended",
      command: "dockerctl record inspect -f '{{.State.ExitCode}} {{.State.OOMKilled}}' web",
    },
  ],
  run: async (ctx, { container, dir, document, format }) => {
    if (document) {
      const documents = await documentsOf(ctx, dir);
      return await inspectAll(ctx, container, format, (name) => {
        const found = documents?.latest(name);
        if (found === undefined) throw notRecorded(name);
        return Promise.resolve(JSON.stringify(found.document));
      }, "container");
    }
    await using reader = await openRecordOf(ctx, dir);
    await tellLacks(ctx, reader);
    await inspectAll(ctx, container, format, async (name) => {
      const [newest] = await reader.find(name, ctx.signal);
      if (newest === undefined) throw notRecorded(name);
      return JSON.stringify(documentOf(newest), nanosText);
    });
  },
});

/** The engine's zero time, which it has where something never was. */
const NEVER = "0001-01-01T00:00:00Z";

function documentOf(c: RecordedContainer): object {
  const { from, to, lines, bytes, gaps } = c.log;
  return {
    Id: c.id,
    Created: c.created,
    State: {
      Status: recordedState(c),
      Running: c.removedAt === undefined && c.state === "running",
      OOMKilled: c.oomKilled ?? false,
      ExitCode: c.exitCode ?? 0,
      StartedAt: c.startedAt ?? NEVER,
      FinishedAt: c.finishedAt ?? NEVER,
    },
    Image: c.imageId,
    Name: `/${c.name}`,
    RestartCount: c.restartCount,
    Config: { Image: c.image, Labels: c.labels },
    Record: {
      Command: c.command,
      FirstSeen: c.firstSeen,
      LastSeen: c.lastSeen,
      RemovedAt: c.removedAt ?? NEVER,
      Log: { From: from ?? NEVER, To: to ?? NEVER, Lines: lines, Bytes: bytes, Gaps: gaps },
    },
  };
}
