/** The volumes: their list and the keys that work on them. */
import { sanitise } from "../../../format/sanitise.ts";
import { actionKeys } from "../../act/action.ts";
import { volumeActions } from "../../act/volumes.ts";
import type { ListSpec } from "./list.ts";
import { listPane } from "./list_pane.ts";
import { detailsKey } from "./look_keys.ts";
import type { Model } from "../../model/model.ts";
import { PROJECT, type Volume } from "../../model/objects.ts";
import { span } from "../../text/block.ts";
import { shortAge } from "../../text/human.ts";

/** How many containers mount a volume. */
export function mounted(model: Model, volume: Volume): number {
  return model.containers.filter((c) => c.mounts.some((m) => m.name === volume.name)).length;
}

export const volumesList: ListSpec<Volume> = {
  id: "volumes",
  title: "Volumes",
  empty: "No volumes here. `:volume create` makes one",
  items: (m) => m.volumes,
  key: (v) => v.name,
  name: (v) => v.name,
  text: (v) => `${v.name} ${v.driver} ${v.mountpoint}`,
  labels: (v) => v.labels,
  columns: [
    {
      id: "name",
      title: "VOLUME",
      width: 16,
      grows: 3,
      drop: 0,
      cell: (v) => span(sanitise(v.name)),
      sort: (v) => v.name,
    },
    {
      id: "driver",
      title: "DRIVER",
      width: 8,
      drop: 2,
      cell: (v) => span(sanitise(v.driver), "dim"),
      sort: (v) => v.driver,
    },
    {
      id: "use",
      title: "USED BY",
      width: 7,
      drop: 1,
      align: "right",
      cell: (v, m) => {
        const used = mounted(m, v);
        return span(String(used), used > 0 ? "ok" : "dim");
      },
      sort: (v, m) => mounted(m, v),
    },
    {
      id: "created",
      title: "AGE",
      width: 4,
      drop: 3,
      align: "right",
      cell: (v, m) =>
        span(
          v.created === undefined ? "" : shortAge((m.now - v.created.getTime()) / 1000),
          "dim",
        ),
      sort: (v) => v.created?.getTime() ?? 0,
    },
    {
      id: "project",
      title: "PROJECT",
      width: 12,
      drop: 4,
      cell: (v) => span(sanitise(v.labels[PROJECT] ?? ""), "dim"),
      sort: (v) => v.labels[PROJECT] ?? "",
    },
  ],
};

export const volumesPane = listPane(volumesList, {
  key: "6",
  keys: [...actionKeys(volumeActions), detailsKey],
  enters: "details",
  inspect: (engine, id, signal) => engine.volumes.inspect(id, { signal }),
});
