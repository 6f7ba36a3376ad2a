/** Brings the short forms of a file into the long ones, so that files can be merged key by key. */
import { isIP } from "node:net";
import { ProjectError } from "./problem.ts";
import { parseDevice, parsePorts, parseVolume, pathFrom } from "./short_syntax.ts";
import { child, list, map, type MapNode, scalar, type TreeNode, withKeys } from "./tree.ts";
import { splitWords } from "./units.ts";

/** Where relative paths of a file start, and what `~` is. */
export interface PathBase {
  readonly base: string;
  readonly home?: string;
}

type Change = (node: TreeNode, at: PathBase) => TreeNode;

/** A tree of plain data at the place of what it came from. */
export function fromPlain(value: unknown, like: TreeNode): TreeNode {
  if (Array.isArray(value)) {
    return {
      kind: "list",
      items: value.map((v) => fromPlain(v, untagged(like))),
      place: like.place,
    };
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined);
    return map(entries.map(([k, v]) => [k, fromPlain(v, untagged(like))]), untagged(like));
  }
  return scalar((value ?? null) as null, like);
}

function untagged(node: TreeNode): TreeNode {
  if (node.tag === undefined) return node;
  const { tag: _, ...rest } = node;
  return rest as TreeNode;
}

/** Runs a reader of texts and puts its RangeError at the place of the text. */
export function placed<T>(node: TreeNode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new ProjectError(error.message, node.place);
    throw error;
  }
}

const textOf = (node: TreeNode): string => node.kind === "scalar" ? String(node.value ?? "") : "";

/** A list of `KEY=value` as a mapping; a bare key has no value. */
const pairs = (separators = "="): Change => (node) => {
  if (node.kind !== "list") return node;
  return map(
    node.items.map((item) => {
      const text = textOf(item);
      const at = [...separators].map((s) => text.indexOf(s)).filter((n) => n >= 0);
      const cut = at.length === 0 ? -1 : Math.min(...at);
      return cut < 0
        ? [text, scalar(null, item)] as const
        : [text.slice(0, cut), scalar(text.slice(cut + 1), item)] as const;
    }),
    node,
  );
};

const asList: Change = (node) =>
  node.kind === "scalar" && node.value !== null ? list([untagged(node)], node) : node;

const words: Change = (node) =>
  node.kind === "scalar" && node.value !== null
    ? list(placed(node, () => splitWords(String(node.value))).map((w) => scalar(w, node)), node)
    : node;

/** `host:address`, `host=address`, or a mapping: a list of `host=address`. */
const hosts: Change = (node) => {
  if (node.kind === "map") {
    return list(
      [...node.entries].flatMap(([host, { value }]) =>
        (value.kind === "list" ? value.items : [value]).map((v) =>
          scalar(`${host}=${textOf(v)}`, v)
        )
      ),
      node,
    );
  }
  if (node.kind !== "list") return node;
  return list(
    node.items.map((item) => {
      const text = textOf(item);
      const at = text.indexOf("=") < 0 ? text.indexOf(":") : text.indexOf("=");
      if (at <= 0) {
        throw new ProjectError(`"${text}" is no host with its address: name=address`, item.place);
      }
      return scalar(`${text.slice(0, at)}=${text.slice(at + 1).replace(/^\[(.*)\]$/, "$1")}`, item);
    }),
    node,
  );
};

const eachItem = (change: (item: TreeNode, at: PathBase) => TreeNode[]): Change => (node, at) =>
  node.kind === "list" ? list(node.items.flatMap((item) => change(item, at)), node) : node;

const ports = eachItem((item) => {
  if (item.kind === "scalar") {
    return placed(item, () => parsePorts(String(item.raw ?? item.value))).map((p) =>
      fromPlain(p, item)
    );
  }
  if (item.kind !== "map") return [item];
  const published = child(item, "published");
  const ip = child(item, "host_ip");
  if (ip !== undefined && textOf(ip) !== "" && isIP(textOf(ip)) === 0) {
    throw new ProjectError(`"${textOf(ip)}" is no address`, ip.place);
  }
  return [withKeys(item, {
    mode: child(item, "mode") ?? scalar("ingress", item),
    protocol: child(item, "protocol") ?? scalar("tcp", item),
    target: scalar(Number(textOf(child(item, "target")!)), child(item, "target")!),
    ...(published && { published: scalar(textOf(published), published) }),
  })];
});

const volumes = eachItem((item, { base, home }) => {
  if (item.kind === "scalar") {
    return [fromPlain(placed(item, () => parseVolume(String(item.value), base, home)), item)];
  }
  if (item.kind !== "map") return [item];
  const source = child(item, "source");
  if (textOf(child(item, "type")!) !== "bind" || source === undefined) return [item];
  const bind = child(item, "bind");
  const full = bind?.kind === "map" ? bind : map([], item);
  return [withKeys(item, {
    source: scalar(pathFrom(base, textOf(source), home), source),
    bind: full.entries.has("create_host_path")
      ? full
      : withKeys(full, { create_host_path: scalar(true, item) }),
  })];
});

const files = eachItem((item) =>
  item.kind === "scalar" ? [fromPlain({ source: textOf(item) }, item)] : [item]
);
const devices = eachItem((item) =>
  item.kind === "scalar" ? [fromPlain(placed(item, () => parseDevice(textOf(item))), item)] : [item]
);
const texts = eachItem((item) => item.kind === "scalar" ? [scalar(textOf(item), item)] : [item]);

const dependsOn: Change = (node) => {
  const full = (value: TreeNode) =>
    value.kind !== "map" || value.entries.has("required")
      ? value
      : withKeys(value, { required: scalar(true, value) });
  if (node.kind === "map") {
    return map([...node.entries].map(([k, { value }]) => [k, full(value)]), node);
  }
  if (node.kind !== "list") return node;
  return map(
    node.items.map((item) => [
      textOf(item),
      fromPlain({ condition: "service_started", required: true }, item),
    ]),
    node,
  );
};

const networks: Change = (node) =>
  node.kind === "list" ? map(node.items.map((n) => [textOf(n), scalar(null, n)]), node) : node;

const envFiles: Change = (node, { base, home }) => {
  const one = (item: TreeNode): TreeNode => {
    if (item.kind === "scalar") {
      return fromPlain({ path: pathFrom(base, textOf(item), home), required: true }, item);
    }
    const path = child(item, "path");
    if (item.kind !== "map" || path === undefined) return item;
    return withKeys(item, {
      path: scalar(pathFrom(base, textOf(path), home), path),
      required: child(item, "required") ?? scalar(true, item),
    });
  };
  if (node.kind === "scalar" && node.value === null) return node;
  return list((node.kind === "list" ? node.items : [untagged(node)]).map(one), node);
};

const paths: Change = (node, { base, home }) => {
  const all = asList(node, { base });
  if (all.kind !== "list") return all;
  return list(all.items.map((n) => scalar(pathFrom(base, textOf(n), home), n)), node);
};

const healthcheck: Change = (node) => {
  const test = child(node, "test");
  if (node.kind !== "map" || test?.kind !== "scalar" || test.value === null) return node;
  return withKeys(node, {
    test: list([scalar("CMD-SHELL", test), scalar(textOf(test), test)], test),
  });
};

const ADDRESS = /^(https?:\/\/|git@|git:\/\/|ssh:\/\/|github\.com\/)/;

const build: Change = (node, at) => {
  if (node.kind === "scalar" && node.value === null) return node;
  const whole = node.kind === "map" ? node : map([["context", untagged(node)]], node);
  if (whole.kind !== "map") return whole;
  // One without a context may be laid over one that has it.
  const context = child(whole, "context");
  const path = context && textOf(context);
  return changed(
    path === undefined || context?.tag === "reset" || ADDRESS.test(path)
      ? whole
      : withKeys(whole, { context: scalar(pathFrom(at.base, path, at.home), context!) }),
    { args: pairs(), labels: pairs(), extra_hosts: hosts },
    at,
  );
};

const deploy: Change = (node, at) =>
  node.kind === "map" ? changed(node, { labels: pairs() }, at) : node;

const gpus: Change = (node) =>
  node.kind === "scalar" && node.value === "all"
    ? list([fromPlain({ capabilities: ["gpu"], count: -1 }, node)], node)
    : node;

const extended: Change = (node, { base, home }) => {
  if (node.kind === "scalar") return fromPlain({ service: textOf(node) }, node);
  const file = child(node, "file");
  if (node.kind !== "map" || file === undefined || ADDRESS.test(textOf(file))) return node;
  return withKeys(node, { file: scalar(pathFrom(base, textOf(file), home), file) });
};

const hook: Change = (node, at) =>
  node.kind === "map" ? changed(node, { command: words, environment: pairs() }, at) : node;
const hooks = eachItem((item, at) => [hook(item, at)]);

const watched = eachItem((item, at) => {
  const path = child(item, "path");
  if (item.kind !== "map" || path === undefined) return [item];
  return [changed(
    withKeys(item, { path: scalar(pathFrom(at.base, textOf(path), at.home), path) }),
    { ignore: asList, include: asList, exec: hook },
    at,
  )];
});
const develop: Change = (node, at) =>
  node.kind === "map" ? changed(node, { watch: watched }, at) : node;

const SERVICE: Readonly<Record<string, Change>> = {
  annotations: pairs(),
  build,
  command: words,
  configs: files,
  depends_on: dependsOn,
  deploy,
  develop,
  devices,
  dns: asList,
  dns_search: asList,
  entrypoint: words,
  env_file: envFiles,
  environment: pairs(),
  expose: texts,
  extends: extended,
  extra_hosts: hosts,
  gpus,
  group_add: texts,
  healthcheck,
  label_file: paths,
  labels: pairs(),
  networks,
  ports,
  post_start: hooks,
  pre_stop: hooks,
  secrets: files,
  sysctls: pairs(),
  tmpfs: asList,
  volumes,
};

function changed(node: MapNode, changes: Readonly<Record<string, Change>>, at: PathBase): MapNode {
  const entries = new Map(node.entries);
  for (const [key, entry] of node.entries) {
    const change = Object.hasOwn(changes, key) ? changes[key] : undefined;
    if (change === undefined || entry.value.tag === "reset") continue;
    entries.set(key, { ...entry, value: change(entry.value, at) });
  }
  return { ...node, entries };
}

/** Labels, and paths of files, of what stands beside the services. */
function resource(node: TreeNode, at: PathBase): TreeNode {
  if (node.kind !== "map") return node;
  const file = child(node, "file");
  const external = child(node, "external");
  const name = child(external, "name");
  return changed(
    withKeys(node, {
      ...(file && { file: scalar(pathFrom(at.base, textOf(file), at.home), file) }),
      // The form of version 2.
      ...(external?.kind === "map" && {
        external: scalar(true, external),
        ...(name && { name }),
      }),
    }),
    { labels: pairs() },
    at,
  );
}

/** A whole file with everything in its long form and all paths absolute. Throws ProjectError. */
export function canonical(file: MapNode, at: PathBase): MapNode {
  const section = (key: string, each: (node: TreeNode) => TreeNode): TreeNode | undefined => {
    const node = child(file, key);
    if (node?.kind !== "map") return node;
    return {
      ...node,
      entries: new Map([...node.entries].map(([k, e]) => [k, { ...e, value: each(e.value) }])),
    };
  };
  const changes: Record<string, TreeNode | undefined> = {};
  for (const key of ["networks", "volumes", "secrets", "configs"]) {
    if (file.entries.has(key)) changes[key] = section(key, (node) => resource(node, at));
  }
  if (file.entries.has("services")) {
    changes.services = section(
      "services",
      (node) => node.kind === "map" ? changed(node, SERVICE, at) : node,
    );
  }
  return withKeys(file, changes);
}
