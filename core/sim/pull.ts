/** A simulated pull: progress, layer by layer, and an image made up for the name. */
import { hash, hexOf } from "./random.ts";
import { fullReference, type Sim } from "./state.ts";
import {
  ApiError,
  type Doc,
  jsonBytes,
  readAll,
  type SimRequest,
  type SimResponse,
} from "./wire.ts";

/** The bar the engine draws beside the numbers (moby jsonmessage). */
function bar(current: number, total: number): string {
  const done = Math.floor(current / total * 50);
  const size = (n: number) =>
    n < 1e6 ? `${(n / 1e3).toPrecision(4)}kB` : `${(n / 1e6).toPrecision(4)}MB`;
  return `[${"=".repeat(done)}${done < 50 ? ">" : ""}${" ".repeat(Math.max(0, 49 - done))}]  ${
    size(current)
  }/${size(total)}`;
}

/** `POST /images/create`: a pull with the progress of its layers, or an import. */
export async function pull(sim: Sim, req: SimRequest): Promise<SimResponse> {
  const q = req.query;
  const headers = { "content-type": "application/json" };
  if (q.get("fromSrc")) return await importImage(sim, req);
  const from = q.get("fromImage") ?? "";
  if (!from) throw new ApiError(400, "invalid reference format");
  const tag = q.get("tag") || "latest";
  const ref = fullReference(tag.includes(":") ? `${from}@${tag}` : `${from}:${tag}`);
  const repo = ref.replace(/[:@][^/]*$/, "");
  if (/nonexistent|missing|nope/.test(repo)) {
    throw new ApiError(
      404,
      `pull access denied for ${repo}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  }
  const have = sim.findImage(ref);
  const byDigest = tag.includes(":");
  const digest = byDigest ? tag : "sha256:" + hexOf(ref);
  return {
    status: 200,
    headers,
    body: (async function* () {
      const line = (d: Doc) => jsonBytes(d);
      try {
        yield line({
          status: `Pulling from ${repo.includes("/") ? repo : "library/" + repo}`,
          id: tag,
        });
        const sizes = have ? [] : [3_400_000, 18_000_000, 620];
        const ids = sizes.map((_, n) => hexOf(ref + n).slice(0, 12));
        for (const id of ids) yield line({ status: "Pulling fs layer", progressDetail: {}, id });
        for (const [n, id] of ids.entries()) {
          const total = sizes[n] + hash(ref) % 9000;
          for (const verb of ["Downloading", "Extracting"]) {
            for (let s = 1; s <= 8; s++) {
              const current = Math.floor(total * s / 8);
              yield line({
                status: verb,
                progressDetail: { current, total },
                progress: bar(current, total),
                id,
              });
              await sim.clock.sleep(40, AbortSignal.any([req.signal, sim.closing]));
            }
            if (verb === "Downloading") {
              yield line({ status: "Verifying Checksum", progressDetail: {}, id });
              yield line({ status: "Download complete", progressDetail: {}, id });
            }
          }
          yield line({ status: "Pull complete", progressDetail: {}, id });
        }
        yield line({ status: `Digest: ${digest}` });
        if (!have) {
          const now = sim.now();
          const size = sizes.reduce((a, b) => a + b, 0);
          const id = sim.pulled.get(digest) ?? "sha256:" + hexOf("image " + ref);
          sim.pulled.set(digest, id);
          sim.images.set(id, {
            id,
            tags: byDigest ? [] : [ref],
            digests: [`${repo}@${digest}`],
            created: now - 86_400_000 * 3,
            size,
            config: { Cmd: ["/bin/sh"], Env: ["PATH=/usr/local/bin:/usr/bin:/bin"] },
            layers: sizes.map((s, n) => ({
              createdBy: n ? `RUN step ${n}` : "ADD rootfs.tar.gz /",
              size: s,
              created: now - 86_400_000 * 3,
            })),
            comment: "",
            architecture: "amd64",
            lastTag: now,
          });
        }
        sim.event("image", "pull", ref, { name: repo });
        yield line({
          status: have
            ? `Status: Image is up to date for ${ref}`
            : `Status: Downloaded newer image for ${ref}`,
        });
      } catch (e) {
        if (!req.signal.aborted && !sim.closing.aborted) throw e;
      }
    })(),
  };
}

async function importImage(sim: Sim, req: SimRequest): Promise<SimResponse> {
  const bytes = await readAll(req.body);
  if (bytes.length < 1024) throw new ApiError(400, "Error: unexpected EOF");
  const id = "sha256:" + sim.random.hex(64);
  const now = sim.now();
  const repo = req.query.get("repo");
  const changes = req.query.getAll("changes");
  const cmd = changes.map((c) => /^CMD\s+(.*)$/i.exec(c)?.[1]).find((c) => c !== undefined);
  let words: unknown = null;
  try {
    words = cmd === undefined ? null : JSON.parse(cmd);
  } catch {
    words = ["/bin/sh", "-c", cmd];
  }
  sim.images.set(id, {
    id,
    tags: repo ? [fullReference(`${repo}:${req.query.get("tag") || "latest"}`)] : [],
    digests: [],
    created: now,
    size: bytes.length,
    config: { Cmd: words },
    layers: [{ createdBy: "", size: bytes.length, created: now, comment: "Imported from -" }],
    comment: req.query.get("message") ?? "Imported from -",
    architecture: "amd64",
    lastTag: now,
  });
  if (repo) sim.event("image", "tag", id, { name: sim.images.get(id)!.tags[0] });
  sim.event("image", "import", id, { name: id });
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: jsonBytes({ status: id }),
  };
}
