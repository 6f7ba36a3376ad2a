/** The Debian package in a root of each release: it installs, completes, shows its manual, and leaves nothing. */
import assert from "node:assert/strict";
import { gzipped } from "../../../cli/compile/release/archive.ts";
import { writeDeb } from "../../../cli/compile/release/deb.ts";
import { installTree } from "../../../cli/compile/release/tree.ts";
import { BINARY, type EngineContext, engineTest } from "../../engine/mod.ts";
import { releaseRoot } from "../../engine/root.ts";

const RELEASE = new URL("../../../cli/compile/release/", import.meta.url).pathname;

/** Makes the package of the binary at hand. */
async function packageOf(c: EngineContext): Promise<string> {
  const pages = new Map<string, string>();
  await Deno.mkdir(`${c.dir}/man`);
  assert.equal((await c.cli(["__manual", `${c.dir}/man`, "2026-01-01"])).code, 0);
  for (const { name } of Deno.readDirSync(`${c.dir}/man`)) {
    pages.set(name, await Deno.readTextFile(`${c.dir}/man/${name}`));
  }
  const script = async (shell: string) => (await c.cli(["completions", shell])).stdout;
  const tree = await installTree(
    {
      binary: await Deno.readFile(BINARY),
      pages,
      completions: {
        bash: await script("bash"),
        zsh: await script("zsh"),
        fish: await script("fish"),
      },
      licences: "licences\n",
      changelog: "# Changelog\n",
      readme: "# dockerctl\n",
      sbom: "{}\n",
      installer: "",
    },
    "vendor-completions",
    (bytes) => gzipped(bytes, 1),
  );
  const scripts: Record<string, string> = {};
  for (const { name } of Deno.readDirSync(`${RELEASE}debian`)) {
    scripts[name] = await Deno.readTextFile(`${RELEASE}debian/${name}`);
  }
  const output = `${c.dir}/dockerctl.deb`;
  await Deno.mkdir(`${c.dir}/work`);
  const info = {
    version: "0.0.1",
    architecture: Deno.build.arch === "x86_64" ? "amd64" : "arm64",
    maintainer: "Tests <tests@example.org>",
    time: new Date(0),
    components: [],
  };
  await writeDeb(tree, info, scripts, `${c.dir}/work`, output, true);
  return output;
}

/** What is done in a copy of the root; each answer stands on a line of its own. */
const STORY = `
export DEBIAN_FRONTEND=noninteractive
# A root may be older than its mirror's signature holds.
apt-get -o Acquire::Check-Valid-Until=false update -qq
apt-get install -y -qq --no-install-recommends bash-completion zsh fish man-db >/dev/null
rm -f /etc/dpkg/dpkg.cfg.d/excludes
all() { find /usr /etc /var/lib -xdev ! -path '*/dpkg/*' ! -path '*man-db*' ! -name extended_states | sort; }
all >/tmp/before
dpkg -i /tmp/dockerctl.deb >/dev/null && echo installed
man dockerctl-run | grep -c 'dockerctl run \\[OPTIONS\\] IMAGE'
bash -ic 'source /usr/share/bash-completion/bash_completion
  _completion_loader dockerctl 2>/dev/null || _comp_load dockerctl
  COMP_LINE="dockerctl volume ins" COMP_POINT=20; _dockerctl; echo "bash: $COMPREPLY"' 2>/dev/null
fish -c 'complete -C "dockerctl volume ins"' | sed 's/\\t.*//; s/^/fish: /'
zsh -ic 'autoload -Uz compinit; compinit -u -d /tmp/zcompdump; echo "zsh: $_comps[dockerctl]"' 2>/dev/null
apt-get purge -y -qq dockerctl >/dev/null
all >/tmp/after
comm -13 /tmp/before /tmp/after | sed 's/^/left: /'
`;

engineTest(
  "the Debian package installs, completes, shows its manual and leaves nothing",
  { on: "every", long: true },
  async (c) => {
    const deb = await packageOf(c);
    const root = await releaseRoot(c.release);
    const { code, stdout, stderr } = await c.run([
      "unshare",
      "--mount",
      "--propagation",
      "private",
      "bash",
      "-ec",
      `mount -t tmpfs tmpfs "$1" && mkdir "$1"/{up,work,root}
       mount -t overlay -o "lowerdir=$2,upperdir=$1/up,workdir=$1/work" root "$1/root"
       mount -t proc proc "$1/root/proc"; mount --rbind /dev "$1/root/dev"
       cp /etc/resolv.conf "$1/root/etc/resolv.conf"; cp /etc/hosts "$1/root/etc/hosts"
       cp "$3" "$1/root/tmp/dockerctl.deb"; rm -rf "$1/root/var/cache/man"
       exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root chroot "$1/root" bash -c "$4"`,
      "bash",
      `${c.dir}/work`,
      root,
      deb,
      STORY,
    ], { timeout: 300_000 });
    assert.equal(code, 0, stderr);
    assert.deepEqual(stdout.trimEnd().split("\n"), [
      "installed",
      "1",
      "bash: inspect",
      "fish: inspect",
      "zsh: _dockerctl",
    ], stderr);
  },
);
