/** Opening the published ports of a container in a browser. */
import { type Msg, quiet, type Result } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { nameOf } from "../model/objects.ts";
import { say } from "../model/say.ts";
import { menu } from "../overlays/menu.ts";
import { selectedContainer } from "../record/record.ts";

/** What this takes of the messages. */
export function takePorts(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "openPort": {
      const c = selectedContainer(model);
      const urls = portUrls(model);
      if (urls.length === 1) return open(model, urls[0]);
      if (urls.length > 1) {
        const items = urls.map((url) => ({ label: url, msg: { type: "openUrl" as const, url } }));
        return quiet({ ...model, overlay: menu("Open", items) });
      }
      const text = c === undefined
        ? "Nothing is selected"
        : `${nameOf(c)} publishes no port that a browser could open`;
      return quiet(say(model, { kind: "warn", text }));
    }
    case "openUrl":
      return open(model, msg.url);
  }
}

function open(model: Model, url: string): Result {
  return [say(model, { kind: "info", text: `opening ${url}` }), [{ type: "openUrl", url }]];
}

/** Addresses of the published ports of the selected container. */
export function portUrls(model: Model): readonly string[] {
  const c = selectedContainer(model);
  if (c === undefined) return [];
  const urls = c.ports.filter((p) => p.publicPort !== undefined && p.type === "tcp").map((p) => {
    const every = p.ip === undefined || p.ip === "" || p.ip === "0.0.0.0" || p.ip === "::";
    const host = every ? "localhost" : p.ip!.includes(":") ? `[${p.ip}]` : p.ip!;
    const scheme = p.privatePort === 443 || p.privatePort === 8443 ? "https" : "http";
    return `${scheme}://${host}:${p.publicPort}/`;
  });
  return [...new Set(urls)];
}
