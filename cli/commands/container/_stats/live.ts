/** Live stats: pictures that cover one another, and rows that come and go with containers. */
import type { Engine } from "../../../../core/mod.ts";
import type { CommandContext } from "../../../spec/types.ts";
import { ID_LENGTH, type StatsRows } from "./collect.ts";

/** A picture that covers the one before; elsewhere than on a terminal, the rows alone. */
export function picture(ctx: CommandContext, text: string): string {
  if (!ctx.streams.stdout.isTerminal) return text;
  const lines = text.split("\n").map((line) => `${line}\x1b[K`);
  return `\x1b[H${lines.join("\n")}\x1b[J`;
}

/** Adds and drops rows as containers start and end. */
export function followEvents(
  engine: Engine,
  rows: StatsRows,
  options: { all: boolean; signal: AbortSignal },
): { open: Promise<void>; lost: Promise<never> } {
  const open = Promise.withResolvers<void>();
  const follow = async (): Promise<never> => {
    try {
      const events = engine.system.events({
        filters: { type: ["container"] },
        signal: options.signal,
        onOpen: open.resolve,
      });
      for await (const { action, id } of events) {
        const short = id.slice(0, ID_LENGTH);
        if (action === "start" || (options.all && action === "create")) rows.add(short);
        else if (action === "destroy" || (!options.all && action === "die")) rows.drop(short);
      }
    } finally {
      // Without events the list is still right; the loss is told by the caller.
      open.resolve();
    }
    return await new Promise<never>(() => {});
  };
  return { open: open.promise, lost: follow() };
}
