/** `system events`: get real time events from the server. */
import type { EngineEvent } from "../../../core/mod.ts";
import { sanitise } from "../../format/sanitise.ts";
import { BigNumber, goJson } from "../../format/json.ts";
import { execute, parseFormat, type Template } from "../../format/template.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { EVENT_FILTERS } from "../_lib/filter_values.ts";
import { filterOption, ONE_FORMAT } from "../_lib/options.ts";
import { parseMoment } from "../_flags/moments.ts";

/** RFC 3339 with nine digits in the local zone, as docker prints events. */
function stamp(event: EngineEvent): string {
  const minutes = -event.time.getTimezoneOffset();
  const local = new Date(event.time.getTime() + minutes * 60_000).toISOString();
  const nanos = String(event.timeNano % 1_000_000_000n).padStart(9, "0");
  const two = (n: number) => String(Math.trunc(n)).padStart(2, "0");
  const size = Math.abs(minutes);
  const zone = minutes === 0
    ? "Z"
    : `${minutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
  return `${local.slice(0, 19)}.${nanos}${zone}`;
}

/** One event as docker's line. */
export function eventLine(event: EngineEvent): string {
  const attributes = Object.entries(event.attributes).map(([k, v]) => `${k}=${v}`).sort();
  const more = attributes.length === 0 ? "" : ` (${attributes.join(", ")})`;
  return `${stamp(event)} ${event.type} ${event.action} ${event.id}${more}`;
}

/** Go writes the keys of a map in order. */
function sortedEntries(all: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => a < b ? -1 : 1));
}

/** The event as docker's own document; `status`, `id` and `from` are what old clients read. */
function document(event: EngineEvent, host?: string): Record<string, unknown> {
  const { type, action, id, attributes, scope, timeNano } = event;
  const legacy = type === "container" || type === "image";
  const from = type === "container" ? attributes.image : undefined;
  const fields = {
    ...(host === undefined ? {} : { Host: host }),
    ...(legacy ? { status: action } : {}),
    ...(legacy && id !== "" ? { id } : {}),
    ...(legacy && from ? { from } : {}),
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: sortedEntries(attributes) },
    scope,
    time: Number(timeNano / 1_000_000_000n),
    timeNano: new BigNumber(String(timeNano)),
  };
  return fields;
}

async function printer(
  ctx: CommandContext,
  format: string | undefined,
): Promise<(e: EngineEvent) => string> {
  const clean = ctx.streams.stdout.isTerminal ? sanitise : (text: string) => text;
  if (!format) return (event) => clean(eventLine(event));
  if (format === "json" || format === "{{json .}}") {
    return (event) => goJson(document(event, ctx.hostName), false);
  }
  const { decodeAs } = await import("../../format/docker_types/decode.ts");
  const host = ctx.hostName === undefined ? {} : { Host: ctx.hostName };
  const row = (fields: object) => Object.assign(decodeAs("events.Message", fields), host);
  let template: Template;
  try {
    template = parseFormat(format);
    // A template that does not fit is found before the first event, which may never come.
    execute(template, Object.assign(decodeAs("events.Message", {}, true), host));
  } catch (e) {
    throw new ExitError(64, `Error parsing format: ${(e as Error).message}`);
  }
  return (event) => clean(execute(template, row(document(event))));
}

function moment(text: string | undefined, now: Date): string | undefined {
  if (!text) return undefined;
  return parseMoment(text, now);
}

export const events = defineCommand({
  path: "system events",
  aliases: ["events"],
  summary: "Get real time events from the server",
  hosts: {
    // A template and JSON say the host themselves.
    output: (input, global) => input.format || global.json ? "plain" : "timed",
    // The time is the event's own, and stays.
    prepare: (input) => input,
  },
  options: {
    filter: filterOption("Filter output based on conditions provided", EVENT_FILTERS),
    format: { ...ONE_FORMAT, short: undefined },
    since: { type: "string", summary: "Show all events created since timestamp" },
    until: { type: "string", summary: "Stream events until this timestamp" },
  },
  examples: [
    { text: "Containers that die", command: "dockerctl events -f type=container -f event=die" },
    { text: "What happened in the last hour", command: "dockerctl events --since 1h --until 0s" },
  ],
  run: async (ctx, { filter, format, since, until }) => {
    const show = await printer(ctx, format || (ctx.global.json ? "json" : undefined));
    let times;
    try {
      times = { since: moment(since, ctx.now()), until: moment(until, ctx.now()) };
    } catch (e) {
      throw new ExitError(1, (e as Error).message);
    }
    const engine = await ctx.engine();
    for await (
      const event of engine.system.events({ ...times, filters: filter, signal: ctx.signal })
    ) {
      await ctx.streams.stdout.write(show(event) + "\n");
    }
  },
});
