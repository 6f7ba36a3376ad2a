/** Tests of own_container.ts, with the kernel's files as they stand in containers and on hosts. */
import assert from "node:assert/strict";
import { isOwn, ownContainerOf } from "./own_container.ts";

const A = "a".repeat(64), B = "b".repeat(64);

Deno.test("ownContainerOf() dockge#923: finds the container by its files, its cgroup and its layer", () => {
  const of = (mounts: string, cgroups: string) => [...ownContainerOf(mounts, cgroups).ids];
  const file = (root: string) => `1 2 8:1 ${root} /etc/resolv.conf rw,relatime - ext4 /dev/sda1 rw`;
  assert.deepEqual(of(file(`/var/lib/docker/containers/${A}/resolv.conf`), "0::/"), [A]);
  assert.deepEqual(of(file(`/overlay-containers/${A}/userdata/resolv.conf`), ""), [A]);
  assert.deepEqual(of("", `12:pids:/docker/${A}\n0::/system.slice/docker-${B}.scope`), [A, B]);
  assert.deepEqual(of("", `0::/machine.slice/libpod-${A}.scope/container`), [A]);
  const layer = "1 2 0:50 / / rw - overlay overlay rw,lowerdir=/l,upperdir=/o/x/diff,workdir=/w";
  const own = ownContainerOf(layer, "");
  const at = (UpperDir: string) => ({ Id: B, GraphDriver: { Data: { UpperDir } } });
  assert.equal(isOwn(at("/o/x/diff"), own), true);
  assert.equal(isOwn(at("/o/y/diff"), own), false);
});

Deno.test("ownContainerOf() takes a host's mounts of its containers for none", () => {
  const host = [
    `1 2 0:9 / /var/lib/docker/containers/${A}/mounts/shm rw - tmpfs shm rw`,
    "1 2 0:50 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw,upperdir=/o/x/diff",
    "1 2 8:1 / / rw - ext4 /dev/sda1 rw",
    "",
    "broken",
  ].join("\n");
  assert.deepEqual(ownContainerOf(host, "0::/init.scope\n"), { ids: new Set() });
});
