/** Files in and out of a simulated container: `cp`, as tar archives. */
import { type FileNode, FileSystem } from "./file_system.ts";
import { volumeEvent } from "./lifecycle.ts";
import { filesOf } from "./programs.ts";
import type { Route } from "./route.ts";
import type { Sim, SimContainer } from "./state.ts";
import { packTar, unpackTar } from "./tar.ts";
import { ApiError, empty, flag, json, readAll, readDoc, utf8 } from "./wire.ts";

/** Go's os.FileMode bits. */
const GO_DIR = 0x80000000, GO_LINK = 0x08000000;

function stat(name: string, n: FileNode): string {
  const mode = (n.mode & 0o777) + (n.type === "dir" ? GO_DIR : n.type === "link" ? GO_LINK : 0);
  const doc = {
    name,
    size: n.type === "dir" ? 4096 : n.data.length,
    mode,
    mtime: new Date(n.mtime).toISOString(),
    linkTarget: n.target,
  };
  return btoa(String.fromCharCode(...utf8(JSON.stringify(doc))));
}

function look(fs: FileSystem, path: string | null, ref: string): [string, FileNode] {
  if (!path) throw new ApiError(400, "bad parameter: path cannot be empty");
  const follow = /\/\.?$/.test(path);
  const node = fs.find(path, follow);
  if (!node) throw new ApiError(404, `Could not find the file ${path} in container ${ref}`);
  return [FileSystem.parts(path).pop() ?? "/", node];
}

/** Bytes of the image that `export` and `commit` share. */
function whole(fs: FileSystem): AsyncIterable<Uint8Array> {
  return (async function* () {
    for (const [name, node] of fs.root.children) {
      const parts = [...packTar(name, node)];
      for (const p of parts.slice(0, -1)) yield p;
    }
    yield new Uint8Array(1024);
  })();
}

/** The engine mounts the container's volumes to look at its files, and tells. */
function mounted(sim: Sim, c: SimContainer): void {
  for (const action of ["mount", "unmount"]) {
    for (const m of c.mounts) volumeEvent(sim, c, m, action);
  }
}

/** Files of containers: archive, changes, export, commit. */
export const archiveRoutes: readonly Route[] = [
  ["HEAD", "/containers/{}/archive", (sim, req, [ref]) => {
    const c = sim.container(ref);
    mounted(sim, c);
    const [name, node] = look(filesOf(sim, c), req.query.get("path"), ref);
    return { status: 200, headers: { "x-docker-container-path-stat": stat(name, node) } };
  }],
  ["GET", "/containers/{}/archive", (sim, req, [ref]) => {
    const c = sim.container(ref);
    mounted(sim, c);
    const path = req.query.get("path");
    const [name, node] = look(filesOf(sim, c), path, ref);
    const dot = /\/\.$/.test(path ?? "");
    return {
      status: 200,
      headers: {
        "content-type": "application/x-tar",
        "x-docker-container-path-stat": stat(name, node),
      },
      body: (async function* () {
        yield* packTar(dot ? "." : name, node);
      })(),
    };
  }],
  ["PUT", "/containers/{}/archive", async (sim, req, [ref]) => {
    const c = sim.container(ref);
    mounted(sim, c);
    const fs = filesOf(sim, c);
    const [, node] = look(fs, (req.query.get("path") ?? "") + "/.", ref);
    if (node.type !== "dir") throw new ApiError(400, "extraction point is not a directory");
    const at = req.query.get("path")!.replace(/\/$/, "");
    let entries;
    try {
      entries = unpackTar(await readAll(req.body));
    } catch (e) {
      if (e instanceof RangeError) throw new ApiError(400, e.message);
      throw e;
    }
    for (const e of entries) {
      const path = at + "/" + FileSystem.parts(e.name).join("/");
      const old = fs.find(path, false);
      if (
        flag(req.query, "noOverwriteDirNonDir") && old &&
        (old.type === "dir") !== (e.type === "dir")
      ) {
        throw new ApiError(400, `cannot overwrite ${old.type} "${path}"`);
      }
      // As the engine does: what is there makes room, unless both are folders.
      if (old && (old.type !== "dir" || e.type !== "dir")) fs.remove(path);
      if (e.type === "dir") fs.mkdir(path, e.mode);
      else {
        fs.mkdir(path.slice(0, path.lastIndexOf("/")) || "/");
        if (e.type === "link") fs.link(path, e.target);
        else fs.write(path, e.data, e.mode).mtime = e.mtime;
      }
    }
    sim.containerEvent(c, "extract-to-dir");
    return empty(200);
  }],
  ["GET", "/containers/{}/changes", (sim, _req, [ref]) => {
    const c = sim.container(ref);
    const changes = c.files?.changes ?? new Map<string, 0 | 1 | 2>();
    const all = new Map<string, number>();
    for (const [path, kind] of changes) {
      const parts = path.split("/");
      for (let i = 2; i < parts.length; i++) {
        const dir = parts.slice(0, i).join("/");
        if (!all.has(dir)) all.set(dir, 0);
      }
      all.set(path, kind);
    }
    const list = [...all].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([Path, Kind]) => ({ Path, Kind }));
    return json(list.length ? list : null);
  }],
  ["GET", "/containers/{}/export", (sim, _req, [ref]) => {
    const c = sim.container(ref);
    sim.containerEvent(c, "export");
    return {
      status: 200,
      headers: { "content-type": "application/octet-stream" },
      body: whole(filesOf(sim, c)),
    };
  }],
  ["POST", "/commit", async (sim, req) => {
    const body = await readDoc(req);
    const c = sim.container(req.query.get("container") ?? "");
    const repo = req.query.get("repo"), tag = req.query.get("tag") || "latest";
    const old = sim.image(c.imageId);
    const id = "sha256:" + sim.random.hex(64);
    const now = sim.now();
    const size = c.sizeRw + 4096;
    sim.images.set(id, {
      ...old,
      id,
      tags: [],
      digests: [],
      created: now,
      size: old.size + size,
      config: { ...old.config, ...c.config, ...body },
      layers: [...old.layers, {
        createdBy: [c.path, ...c.args].join(" "),
        size,
        created: now,
        comment: req.query.get("comment") ?? "",
      }],
      parent: old.id,
      comment: req.query.get("comment") ?? "",
      lastTag: now,
    });
    if (repo) {
      const name = `${repo}:${tag}`;
      for (const i of sim.images.values()) i.tags = i.tags.filter((t) => t !== name);
      sim.images.get(id)!.tags.push(name);
    }
    sim.containerEvent(c, "commit", {
      comment: req.query.get("comment") ?? "",
      imageID: id,
      imageRef: repo ? `${repo}:${tag}` : "",
    });
    return json({ Id: id }, 201);
  }],
];
