/** The images that the simulated engine begins with. */
import { hexOf } from "./random.ts";
import type { Sim } from "./state.ts";
import type { Doc } from "./wire.ts";

const DAY = 86_400_000;
const PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

interface SampleImage {
  tags: string[];
  /** Days. */
  age: number;
  sizes: number[];
  config: Doc;
}

const IMAGES: readonly SampleImage[] = [
  {
    tags: ["nginx:1.27"],
    age: 3,
    sizes: [29_100_000, 43_900_000, 0, 1_600, 0],
    config: {
      Cmd: ["nginx", "-g", "daemon off;"],
      Env: [PATH, "NGINX_VERSION=1.27.5"],
      ExposedPorts: { "80/tcp": {} },
      StopSignal: "SIGQUIT",
      Labels: { maintainer: "demo" },
    },
  },
  {
    tags: ["postgres:17"],
    age: 10,
    sizes: [74_800_000, 9_900_000, 1_300, 350_000_000, 0],
    config: {
      Cmd: ["postgres"],
      Env: [PATH, "PG_MAJOR=17", "PGDATA=/var/lib/postgresql/data"],
      ExposedPorts: { "5432/tcp": {} },
      StopSignal: "SIGINT",
      Volumes: { "/var/lib/postgresql/data": {} },
    },
  },
  {
    tags: ["postgres:16"],
    age: 90,
    sizes: [74_800_000, 9_900_000, 340_000_000, 0],
    config: { Cmd: ["postgres"], Env: [PATH, "PG_MAJOR=16"], StopSignal: "SIGINT" },
  },
  {
    tags: ["redis:7"],
    age: 20,
    sizes: [74_800_000, 42_000_000, 0],
    config: {
      Cmd: ["redis-server"],
      Env: [PATH, "REDIS_VERSION=7.4.2"],
      ExposedPorts: { "6379/tcp": {} },
      WorkingDir: "/data",
    },
  },
  {
    tags: ["app:2.1", "app:latest"],
    age: 0.1,
    sizes: [74_800_000, 180_000_000, 57_000_000, 200_000],
    config: {
      Cmd: ["node", "server.js"],
      Env: [PATH, "NODE_VERSION=22.11.0"],
      WorkingDir: "/app",
      Labels: { "org.opencontainers.image.source": "https://example.com/app" },
    },
  },
  {
    tags: ["app:2.0"],
    age: 5,
    sizes: [74_800_000, 180_000_000, 54_000_000, 200_000],
    config: { Cmd: ["node", "server.js"], Env: [PATH], WorkingDir: "/app" },
  },
  {
    tags: [],
    age: 6,
    sizes: [74_800_000, 180_000_000, 53_000_000],
    config: { Cmd: ["node", "server.js"], Env: [PATH], WorkingDir: "/app" },
  },
  {
    tags: ["alpine:3.22"],
    age: 40,
    sizes: [8_310_000, 0],
    config: { Cmd: ["/bin/sh"], Env: [PATH] },
  },
  {
    tags: ["busybox:1.37", "busybox:latest"],
    age: 60,
    sizes: [4_430_000, 0],
    config: { Cmd: ["sh"], Env: [PATH] },
  },
];

/** The sample images. */
export function addImages(sim: Sim): void {
  const now = sim.now();
  for (const [n, i] of IMAGES.entries()) {
    const created = now - i.age * DAY;
    const key = i.tags[0] ?? `dangling ${n}`;
    const id = "sha256:" + hexOf("image " + key);
    sim.images.set(id, {
      id,
      tags: [...i.tags],
      digests: i.tags.length && !key.startsWith("app")
        ? [`${key.split(":")[0]}@sha256:${hexOf("digest " + key)}`]
        : [],
      created,
      size: i.sizes.reduce((a, b) => a + b, 0),
      config: i.config,
      layers: i.sizes.map((size, l) => ({
        createdBy: l === 0
          ? "/bin/sh -c #(nop) ADD file:rootfs in / "
          : size
          ? `RUN /bin/sh -c install step ${l} # buildkit`
          : `CMD ${JSON.stringify(i.config.Cmd)}`,
        size,
        created,
        comment: l === 0 ? "" : "buildkit.dockerfile.v0",
      })),
      comment: "buildkit.dockerfile.v0",
      architecture: "amd64",
      lastTag: created,
    });
  }
}
