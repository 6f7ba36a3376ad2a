/** `hosts add`: writes a host into the list. */
import { type HostSpec, readHosts } from "../../../core/fleet/hosts.ts";
import { updateHosts } from "../../../core/fleet/hosts_file.ts";
import { parseServer } from "../../../core/config/server.ts";
import { parseHost } from "../../../core/transport/endpoint.ts";
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

export const hostsAdd = defineCommand({
  path: "hosts add",
  summary: "Add a host to the list",
  description: "Writes into dockerctl's settings, or into the file of --hosts-file. The host is " +
    "not asked: see hosts check.",
  usage: "NAME --host ENDPOINT|--context NAME|--server URL [OPTIONS]",
  args: [{ name: "name" }],
  options: {
    "host": {
      type: "string",
      summary: "Its engine: ssh://USER@HOST, tcp://HOST:PORT, unix://PATH",
    },
    "context": { type: "string", summary: "Its engine: a docker context", complete: "context" },
    "server": {
      type: "string",
      value: "url",
      summary: "Its engine and record: a dockerctl record run --listen",
    },
    "token-file": {
      type: "string",
      value: "path",
      summary: "File with the token of --server",
      complete: "file",
    },
    "group": { type: "list", summary: "A group it belongs to" },
    "colour": { type: "string", summary: "The colour of its name" },
    "read-only": { type: "boolean", summary: "Nothing is changed on it" },
    "filter": { type: "list", value: "label", summary: "Only show containers with this label" },
    "hosts-file": {
      type: "string",
      value: "path",
      summary: "Write into this file",
      complete: "file",
    },
  },
  examples: [
    {
      text: "A machine by ssh",
      command: "dockerctl hosts add web1 --host ssh://me@web1 --group web",
    },
    {
      text: "One on which nothing is to be changed",
      command: "dockerctl hosts add prod --context prod --read-only --colour red",
    },
  ],
  run: async (ctx, input) => {
    const ways = [input.host, input.context, input.server].filter((way) => way !== undefined);
    if (ways.length !== 1) throw new ExitError(1, "Give one of --host, --context and --server");
    const entry = {
      name: input.name,
      host: input.host,
      context: input.context,
      server: input.server,
      tokenFile: input.tokenFile,
      group: input.group,
      colour: input.colour,
      readOnly: input.readOnly,
      filter: input.filter,
    };
    const { hosts, problems } = readHosts([entry]);
    const [host] = hosts;
    if (host === undefined) {
      throw new ExitError(1, sanitise(problems[0]).replace(/^hosts\[0\](: | |\.)/, ""));
    }
    checkEndpoint(host);
    await updateHosts(ctx.env, input.hostsFile ?? ctx.global.hostsFile, (list) => {
      if (list.some((h) => h.name === host.name)) {
        throw new ExitError(
          1,
          `There is a host called ${host.name} already: dockerctl hosts rm ${host.name}`,
        );
      }
      return [...list, host];
    });
    await ctx.streams.stdout.write(`${host.name}\n`);
  },
});

/** Throws for an endpoint that could never be used. Schemes of plugins are theirs to judge. */
function checkEndpoint(host: HostSpec): void {
  if (host.server !== undefined) parseServer(host.server);
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(host.host ?? "")?.[1];
  if (host.host !== undefined && /^(unix|tcp|ssh|fd|npipe)$/.test(scheme ?? "tcp")) {
    parseHost(host.host);
  }
}
