/** The images: their list, the keys that work on them, and what can be copied of one. */
import { sanitise } from "../../../format/sanitise.ts";
import { actionKeys } from "../../act/action.ts";
import { imageActions } from "../../act/images.ts";
import { runFormOf } from "../../overlays/run_form.ts";
import { hostOf, hostsOf } from "../../model/fleet.ts";
import { quiet } from "../../model/messages.ts";
import { say } from "../../model/say.ts";
import type { ListPane } from "../../pane.ts";
import { type Binding, chosenNeeded, key, readOnly } from "../../screen/bindings.ts";
import { type ListSpec, selectedItem } from "./list.ts";
import { commandFor, listPane } from "./list_pane.ts";
import { detailsKey } from "./look_keys.ts";
import type { Model } from "../../model/model.ts";
import { type Image, imageName, isUp, shortId } from "../../model/objects.ts";
import { span } from "../../text/block.ts";
import { decimalSize, shortAge } from "../../text/human.ts";

const counts = new WeakMap<object, Map<string, { up: number; all: number }>>();

/** How many containers are made from an image, and how many of them run. */
export function usersOf(model: Model, image: Image): { up: number; all: number } {
  let byImage = counts.get(model.containers);
  if (byImage === undefined) {
    counts.set(model.containers, byImage = new Map());
    for (const c of model.containers) {
      const n = byImage.get(c.imageId) ?? { up: 0, all: 0 };
      byImage.set(c.imageId, { up: n.up + (isUp(c) ? 1 : 0), all: n.all + 1 });
    }
  }
  return byImage.get(image.id) ?? { up: 0, all: 0 };
}

/** The first name of an image, and how many more it has. */
function nameAndMore(i: Image): string {
  return imageName(i) + (i.repoTags.length > 1 ? ` +${i.repoTags.length - 1}` : "");
}

export const imagesList: ListSpec<Image> = {
  id: "images",
  title: "Images",
  empty: "No images here. `:pull` brings one",
  items: (m) => m.images,
  key: (i) => i.id,
  name: nameAndMore,
  text: (i) => `${i.repoTags.join(" ")} ${shortId(i.id)}`,
  labels: (i) => i.labels,
  columns: [
    {
      id: "name",
      title: "IMAGE",
      width: 16,
      grows: 3,
      drop: 0,
      cell: (i) => {
        const tagged = i.repoTags.some((t) => t !== "<none>:<none>");
        return span(sanitise(nameAndMore(i)), tagged ? "text" : "dim");
      },
      sort: (i) => imageName(i),
    },
    {
      id: "size",
      title: "SIZE",
      width: 6,
      drop: 1,
      align: "right",
      cell: (i) => span(decimalSize(i.size)),
      sort: (i) => i.size,
    },
    {
      id: "created",
      title: "AGE",
      width: 4,
      drop: 3,
      align: "right",
      cell: (i, m) => span(shortAge((m.now - i.created.getTime()) / 1000), "dim"),
      sort: (i) => i.created.getTime(),
    },
    {
      id: "use",
      title: "USE",
      width: 10,
      drop: 2,
      cell: (i, m) => {
        const { up, all } = usersOf(m, i);
        if (all === 0) return span("○ unused", "dim");
        return span(`● ${all === 1 ? "in use" : `${all} users`}`, up > 0 ? "ok" : "text");
      },
      sort: (i, m) => usersOf(m, i).all,
    },
    {
      id: "id",
      title: "ID",
      width: 12,
      drop: 4,
      cell: (i) => span(shortId(i.id), "dim"),
      sort: (i) => i.id,
    },
  ],
};

const imageKeys: readonly Binding[] = [
  ...actionKeys(imageActions),
  key("r", "images.run", "run", "Act", { type: "runImage" }, {
    changes: true,
    hint: 3,
    disabled: (m) => readOnly(m) ?? chosenNeeded(m),
  }),
  key("p", "images.pull", "pull", "Act", (m) => ({
    type: "prompt",
    for: { what: "pull", name: pullName(m) },
  }), { changes: true, hint: 4, disabled: readOnly }),
];

/** What a pull begins with: the name of the selected image. */
function pullName(m: Model): string {
  const image = selectedItem(m, imagesList);
  const name = image === undefined ? "" : sanitise(imageName(image));
  return /^[0-9a-f]{12}$/.test(name) ? "" : name;
}

const pane = listPane(imagesList, {
  key: "2",
  keys: [...imageKeys, detailsKey],
  enters: "details",
  copies: (i) => [
    ["name", imageName(i)],
    ["id", i.id],
    ["`run` command", commandFor("docker run --rm -it", imageName(i))],
  ],
  async inspect(engine, id, signal) {
    const [document, layers] = await Promise.all([
      engine.images.inspect(id, { signal }),
      // Without it the rest is worth showing.
      engine.images.history(id, { signal }).catch(() => undefined),
    ]);
    return { ...document, ...(layers !== undefined && { History: layers }) };
  },
});

export const imagesPane: ListPane = {
  ...pane,
  take(model, msg) {
    if (msg.type !== "runImage") return pane.take?.(model, msg);
    const image = selectedItem(model, imagesList);
    if (image === undefined) return quiet(model);
    const { host } = hostOf(image);
    if (host !== undefined && hostsOf(model).some((h) => h.name === host && h.readOnly)) {
      return quiet(
        say(model, { kind: "warn", text: `${host} is read-only: nothing is run there` }),
      );
    }
    const name = imageName(image);
    const own = host !== undefined && name.startsWith(`${host}/`)
      ? name.slice(host.length + 1)
      : name;
    return quiet({ ...model, overlay: { kind: "form", form: runFormOf(own, host) } });
  },
};
