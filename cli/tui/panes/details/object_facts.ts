/** What a person asks first of an image, a network or a volume: its layers, who is on it, who uses it. */
import { sanitise } from "../../../format/sanitise.ts";
import type { Model } from "../../model/model.ts";
import { span } from "../../text/block.ts";
import { humanSize } from "../../../format/human.ts";
import { shortAge } from "../../text/human.ts";
import { fill } from "../../text/width.ts";
import { type DetailRow, type Doc, fact } from "./container_facts.ts";

/** Layers, containers and users that are told; the document below has them all. */
const SHOWN = 500;

/** The facts of what is selected in a list of images, networks or volumes; none elsewhere. */
export function objectFacts(doc: Doc, model: Model, rows: DetailRow[]): void {
  if (model.list === "images") imageFacts(doc, model, rows);
  else if (model.list === "networks") networkFacts(doc, model, rows);
  else if (model.list === "volumes") volumeFacts(doc, model, rows);
}

function imageFacts(doc: Doc, model: Model, rows: DetailRow[]): void {
  rows.push(fact("Names", (doc.RepoTags ?? []).join(", ") || "none"));
  rows.push(fact("Size", `${humanSize(Number(doc.Size ?? 0), 3)}, ${doc.Os}/${doc.Architecture}`));
  usedBy(model.containers.filter((c) => c.imageId === doc.Id), rows);
  const layers: Doc[] = doc.History ?? [];
  if (layers.length === 0) return;
  rows.push({ line: [] });
  rows.push({ line: [span(`${fill("Size", 8)}${fill("Age", 6)}Layer, newest first`, "title")] });
  for (const { size, created, createdBy } of layers.slice(0, SHOWN)) {
    const age = shortAge(Math.max(0, model.now - new Date(created).getTime()) / 1000).trim();
    rows.push({
      line: [
        span(
          fill(size > 0 ? humanSize(size, 3) : "0", 8) + fill(age, 6),
          size > 0 ? "text" : "dim",
        ),
        span(stepWords(String(createdBy ?? "")), size > 0 ? "text" : "dim"),
      ],
    });
  }
}

/** A layer's command without what the builder put around it. */
function stepWords(createdBy: string): string {
  const step = createdBy.replace(/^(?:RUN )?\/bin\/sh -c (?:#\(nop\) {0,2})?/, "");
  return sanitise(step.replace(/ # buildkit$/, "").replace(/\s+/g, " ")).trim();
}

function networkFacts(doc: Doc, model: Model, rows: DetailRow[]): void {
  rows.push(fact("Driver", `${doc.Driver ?? ""}${doc.Internal ? ", internal" : ""}`));
  for (const { Subnet, Gateway } of doc.IPAM?.Config ?? []) {
    rows.push(fact("Subnet", `${Subnet}${Gateway ? `, gateway ${Gateway}` : ""}`));
  }
  const on = Object.entries<Doc>(doc.Containers ?? {});
  const addresses = new Map(on.map(([id, place]) => [id, place]));
  const members = model.containers.filter((c) =>
    addresses.has(c.id) || Object.values(c.networks).some((n) => n.networkId === doc.Id)
  );
  if (members.length === 0 && on.length === 0) rows.push(fact("Containers", "none", "dim"));
  for (const [i, c] of members.slice(0, SHOWN).entries()) {
    const place = addresses.get(c.id);
    const at = [place?.IPv4Address, place?.IPv6Address].filter((a) => a).join(", ");
    const text = place === undefined ? `${c.name} (${c.state})` : `${c.name} ${at}`;
    rows.push(fact(i === 0 ? "Containers" : "", text, place === undefined ? "dim" : "text"));
  }
  // Those of other hosts of a swarm are in no list here.
  for (const [id, place] of on) {
    if (!members.some((c) => c.id === id)) {
      rows.push(fact("", `${place.Name ?? id.slice(0, 12)} ${place.IPv4Address ?? ""}`, "dim"));
    }
  }
}

function volumeFacts(doc: Doc, model: Model, rows: DetailRow[]): void {
  rows.push(fact("Driver", String(doc.Driver ?? "")));
  rows.push(fact("Place", String(doc.Mountpoint ?? "")));
  if (doc.UsageData?.Size >= 0) rows.push(fact("Size", humanSize(doc.UsageData.Size, 3)));
  usedBy(
    model.containers.filter((c) =>
      c.mounts.some((m) => m.type === "volume" && m.name === doc.Name)
    ),
    rows,
  );
}

function usedBy(users: readonly { name: string; state: string }[], rows: DetailRow[]): void {
  if (users.length === 0) rows.push(fact("Used by", "no container", "dim"));
  for (const [i, { name, state }] of users.slice(0, SHOWN).entries()) {
    const role = state === "running" ? "text" : "dim";
    rows.push(
      fact(i === 0 ? "Used by" : "", state === "running" ? name : `${name} (${state})`, role),
    );
  }
}
