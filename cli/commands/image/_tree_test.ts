/** Tests of _tree.ts: lines as docker 28.2 draws them, but for the colours of its head. */
import assert from "node:assert/strict";
import { createEngine, memoryTransport } from "../../../core/mod.ts";
import { treeLines } from "./_tree.ts";

const id = (digit: string) => `sha256:${digit.repeat(64)}`;
const LONG =
  "registry.example.com:5000/very/long/name/of/an/image/that/does/not/fit/in/eighty/columns:all";
const part = (digit: string, more: Record<string, unknown>) => ({
  ID: id(digit),
  Kind: "image",
  Available: true,
  ...more,
});
const IMAGES = [
  {
    Id: id("1"),
    RepoTags: ["zed:1", "alpha:2"],
    Created: 1_700_000_000,
    Size: 123_456_789,
    Containers: 0,
    Manifests: [
      part("a", {
        Size: { Total: 50_000_000, Content: 20_000_000 },
        ImageData: {
          Platform: { os: "linux", architecture: "amd64" },
          Containers: ["c"],
        },
      }),
      part("b", {
        Available: false,
        Size: { Total: 0, Content: 0 },
        ImageData: { Platform: { os: "linux", architecture: "arm64", variant: "v8" } },
      }),
      part("c", { Kind: "attestation", Size: { Total: 500, Content: 500 } }),
    ],
  },
  { Id: id("2"), RepoTags: ["plain:1"], Created: 1_800_000_000, Size: 4_500_000, Containers: 2 },
  { Id: id("4"), RepoDigests: [`x@${id("4")}`], Created: 1_750_000_000, Size: 10_000_000_000 },
  { Id: id("5"), RepoTags: [LONG], Created: 1_650_000_000, Size: 1_000_000 },
];

const listed = async (images: readonly unknown[]) => {
  await using engine = createEngine(memoryTransport({ "GET /images/json": { json: images } }));
  return await engine.images.list({ manifests: true });
};

Deno.test("treeLines() draws images with their platforms as docker does", async () => {
  const images = await listed(IMAGES);
  assert.deepEqual(treeLines(images, 80, false), [
    `${" ".repeat(62)}Info ->  U In Use `,
    "",
    "IMAGE                           ID             DISK USAGE   CONTENT SIZE   EXTRA",
    "plain:1                         222222222222        4.5MB             0B   U    ",
    "",
    "<untagged>                      444444444444         10GB             0B        ",
    "",
    "alpha:2",
    "zed:1                           111111111111        123MB           20MB   U    ",
    "├─ linux/amd64                  aaaaaaaaaaaa         50MB           20MB   U    ",
    "└─ linux/arm64/v8               bbbbbbbbbbbb           0B             0B        ",
    "",
    "registry.example.com:5000/ve…   555555555555          1MB             0B        ",
    "",
  ]);
  const narrow = treeLines(images, 40, false);
  assert.equal(narrow[2], "IMAGE          ID             DISK USAGE");
  assert.ok(narrow.includes("├─ linux/am…   aaaaaaaaaaaa         50MB"));
  assert.ok(treeLines(images, 80, true)[3].startsWith("\x1b[34mplain:1 "));
});

Deno.test("treeLines() leaves no space between images without parts", async () => {
  const lines = treeLines(await listed(IMAGES.slice(1, 2)), 80, false);
  assert.equal(lines.at(-1), "plain:1   222222222222        4.5MB             0B   U    ");
  assert.equal(treeLines([], 80, false).length, 3);
});
