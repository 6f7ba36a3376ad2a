/** `record install`: write a systemd unit that keeps a recorder running. */
import { dirname, join, resolve } from "node:path";
import { systemdWord } from "../../../core/supervise/systemd_word.ts";
import { reason } from "../../../core/recorder/write/lock.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { checkListen, LISTEN_OPTIONS } from "./_listen.ts";
import { programWords } from "./_listen.ts";
import { recordConfig, recorderOptions, sameWords } from "./_recorder.ts";

/** Variables that say which engine is meant, or where settings are. */
const CARRIED = [
  "DOCKER_HOST",
  "DOCKER_CONTEXT",
  "DOCKER_CONFIG",
  "DOCKER_TLS_VERIFY",
  "DOCKER_CERT_PATH",
  "DOCKERCTL_SERVER",
  "DOCKERCTL_SERVER_TOKEN_FILE",
  "XDG_CONFIG_HOME",
  "XDG_STATE_HOME",
];

export const install = defineCommand({
  path: "record install",
  summary: "Write a systemd unit that keeps a recorder running",
  description:
    "The unit is one of the user's own, or of the system with --system. Nothing is started; the " +
    "commands that do so are printed.",
  options: {
    ...recorderOptions,
    ...LISTEN_OPTIONS,
    system: { type: "boolean", summary: "For the whole machine, in /etc/systemd/system" },
    unit: {
      type: "string",
      value: "name",
      default: "dockerctl-record",
      summary: "Name of the unit, for recorders of several engines",
    },
    "dry-run": { type: "boolean", summary: "Print the unit, write nothing" },
    force: { type: "boolean", short: "f", summary: "Replace a unit that is there" },
  },
  async run(ctx, input) {
    checkListen(input, input.given);
    await recordConfig(ctx, input);
    if (!/^[A-Za-z0-9:_.@-]+$/.test(input.unit)) {
      throw new ExitError(1, `Not a name of a unit: "${input.unit}"`);
    }
    const { before, after } = sameWords(ctx.global, input, (path) => resolve(path));
    const text = unitText({
      words: [...programWords(), ...before, "record", "run", ...after],
      env: Object.fromEntries(
        CARRIED.flatMap((key) => ctx.env[key] ? [[key, ctx.env[key]!]] : []),
      ),
      system: input.system,
    });
    const { stdout } = ctx.streams;
    if (input.dryRun) return await stdout.write(text);
    const config = ctx.env.XDG_CONFIG_HOME || join(ctx.env.HOME || "/", ".config");
    const dir = input.system ? "/etc/systemd/system" : join(config, "systemd/user");
    const file = join(dir, `${input.unit}.service`);
    try {
      await Deno.mkdir(dirname(file), { recursive: true });
      await Deno.writeTextFile(file, text, { createNew: !input.force });
    } catch (e) {
      if (e instanceof Deno.errors.AlreadyExists) {
        throw new ExitError(1, `${file} is there already; --force replaces it`);
      }
      throw new ExitError(1, `Cannot write ${file}: ${reason(e)}`);
    }
    const ctl = input.system ? "sudo systemctl" : "systemctl --user";
    await stdout.write(
      `Wrote ${file}\nNow run:\n  ${ctl} daemon-reload\n  ${ctl} enable --now ${input.unit}\n` +
        (input.system
          ? ""
          : "And to have it run while you are not logged in:\n  loginctl enable-linger\n"),
    );
  },
});

/** The text of the unit. */
export function unitText(
  u: { words: readonly string[]; env: Readonly<Record<string, string>>; system: boolean },
): string {
  const env = Object.entries(u.env).map(([k, v]) =>
    `Environment=${systemdWord(`${k}=${v}`, false)}\n`
  )
    .join("");
  return `[Unit]
Description=Record the logs, stats and events of containers
After=network.target docker.service

[Service]
ExecStart=${u.words.map((w) => systemdWord(w)).join(" ")}
${env}Restart=on-failure
RestartSec=5
KillMode=mixed
TimeoutStopSec=30
LimitNOFILE=65536

[Install]
WantedBy=${u.system ? "multi-user.target" : "default.target"}
`;
}
