/** `upgrade --self` and `version --check`: the newest release, and the way from this one to it. */
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { buildInfo } from "../../../spec/version.ts";
import { type Origin, originOf } from "./receipt.ts";
import { compareVersions, fetchArchive, latestRelease, platformName } from "./releases.ts";

/** Where to look for releases when this binary does not know: a copy by hand, or tests. */
const RELEASES = "DOCKERCTL_RELEASES";

const ownPath = (): Promise<string> => Deno.realPath(Deno.execPath());

function releasesOf(origin: Origin, env: CommandContext["env"]): string {
  const releases = origin.by === "script" ? origin.releases : undefined;
  const address = env[RELEASES] || releases;
  if (address) return address;
  throw new ExitError(
    1,
    `This dockerctl does not know where its releases are; name the place in ${RELEASES}`,
  );
}

/** Says whether there is a newer version; asks the releases' place, which nothing else ever does. */
export async function checkVersion(ctx: CommandContext): Promise<void> {
  const { version, os, arch } = buildInfo();
  const origin = await originOf(await ownPath());
  const latest = await latestRelease(
    releasesOf(origin, ctx.env),
    platformName(os, arch),
    ctx.signal,
  );
  const newer = compareVersions(latest.version, version) > 0;
  if (ctx.global.json) {
    const found = { version, latest: latest.version, newer };
    return await ctx.streams.stdout.write(JSON.stringify(found) + "\n");
  }
  await ctx.streams.stdout.write(
    newer
      ? `dockerctl ${latest.version} is there; this is ${version}. To upgrade: ${wayOf(origin)}\n`
      : `dockerctl ${version} is the newest.\n`,
  );
}

function wayOf(origin: Origin): string {
  switch (origin.by) {
    case "script":
      return "dockerctl upgrade --self";
    case "package":
    case "npm":
      return origin.command;
    case "hand":
      return `fetch it anew and put it in place of ${origin.path}`;
  }
}

/** Replaces what install.sh laid out by the newest release, which must start on this machine. */
export async function upgradeSelf(ctx: CommandContext): Promise<void> {
  const path = await ownPath();
  const origin = await originOf(path);
  if (origin.by !== "script") {
    const who = { package: "a Debian package", npm: "npm", hand: "hand" }[origin.by];
    throw new ExitError(
      1,
      `This dockerctl came by ${who}, so it does not replace itself. To upgrade: ${wayOf(origin)}`,
    );
  }
  const { version, os, arch } = buildInfo();
  const { signal } = ctx;
  const latest = await latestRelease(
    releasesOf(origin, ctx.env),
    platformName(os, arch),
    signal,
  );
  if (compareVersions(latest.version, version) <= 0) {
    return await ctx.streams.stdout.write(`dockerctl ${version} is the newest.\n`);
  }
  await ctx.streams.stderr.write(`Fetching ${latest.url}\n`);
  const folder = await Deno.makeTempDir({ prefix: "dockerctl-upgrade-" });
  try {
    await fetchArchive(latest, folder, signal);
    await Deno.writeTextFile(`${folder}/SHA256SUMS`, latest.sums);
    await install(origin.prefix, `${folder}/${latest.file}`, signal);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  await ctx.streams.stdout.write(
    `dockerctl ${latest.version} is installed; before it was ${version}. A recorder that runs ` +
      'goes on with the old one until "dockerctl record stop" and "dockerctl record start".\n',
  );
}

/** The same script that installed this one lays out the next, so that there is one way. */
async function install(prefix: string, archive: string, signal: AbortSignal): Promise<void> {
  const { success, stderr } = await new Deno.Command("sh", {
    args: [
      `${prefix}/share/dockerctl/install.sh`,
      "--yes",
      "--quiet",
      "--prefix",
      prefix,
      "--archive",
      archive,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal,
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim().replace(/^install\.sh: /, "");
  throw new ExitError(1, `The new version was not installed: ${said || "install.sh failed"}`);
}
