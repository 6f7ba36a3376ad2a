/** `container port`: list port mappings or a specific mapping for the container. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { naturalCompare } from "../../format/natural.ts";
import { goQuote } from "../../format/quote.ts";
import { joinHostPort } from "./_ports.ts";

export const containerPort = defineCommand({
  path: "container port",
  aliases: ["port"],
  summary: "List port mappings or a specific mapping for the container",
  usage: "CONTAINER [PRIVATE_PORT[/PROTO]]",
  args: [
    { name: "container", complete: "container:running" },
    { name: "private-port", optional: true },
  ],
  run: async (ctx, { container, privatePort }) => {
    const engine = await ctx.engine();
    const found = await engine.containers.inspect(container, { signal: ctx.signal });
    const ports = found.NetworkSettings.Ports ?? {};
    const lines: string[] = [];
    if (privatePort !== undefined) {
      const [port, proto = "tcp"] = privatePort.split("/");
      const number = Number(port);
      if (!/^\d+$/.test(port) || number > 65535) {
        const why = /^\d+$/.test(port) ? "value out of range" : "invalid syntax";
        throw new ExitError(
          1,
          `Error: invalid port (${port}): strconv.ParseUint: parsing ${goQuote(port)}: ${why}`,
        );
      }
      const bindings = ports[`${number}/${proto}`] ?? [];
      if (bindings.length === 0) {
        throw new ExitError(1, `Error: No public port '${privatePort}' published for ${container}`);
      }
      for (const b of bindings) lines.push(joinHostPort(b.HostIp ?? "", b.HostPort ?? ""));
    } else {
      for (const [from, bindings] of Object.entries(ports)) {
        for (const b of bindings ?? []) {
          lines.push(`${from} -> ${joinHostPort(b.HostIp ?? "", b.HostPort ?? "")}`);
        }
      }
    }
    lines.sort(naturalCompare);
    if (lines.length > 0) await ctx.streams.stdout.write(lines.join("\n") + "\n");
  },
});
