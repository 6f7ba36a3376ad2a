/**
 * `deno task pictures`: takes the README's pictures from the real screen. dist/dockerctl runs in
 * tmux with the sample containers, keys are pressed, and what tmux shows becomes SVG.
 */
import { ansiToSvg } from "./ansi_svg.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const SOCKET = `dockerctl-pictures-${Deno.pid}`;

interface Picture {
  file: string;
  title: string;
  columns: number;
  rows: number;
  /** tmux key names, pressed one after the other. */
  keys: string[];
  /** From the last key to the picture, ms: time for logs and charts to fill. */
  after: number;
}

const PICTURES: Picture[] = [
  {
    file: "full_screen.svg",
    title: "dockerctl: containers, images, logs and stats in one screen",
    columns: 120,
    rows: 34,
    keys: ["Down", "Down", "Down", "Down"],
    after: 40_000,
  },
  {
    file: "logs.svg",
    title: "dockerctl: the logs of two containers, merged and searched",
    columns: 120,
    rows: 24,
    keys: [
      "Down",
      "Down",
      "Down",
      "Down",
      "Space",
      "Down",
      "Space",
      "L",
      "z",
      "/",
      "items",
      "Enter",
    ],
    after: 6000,
  },
];

async function tmux(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("tmux", {
    args: ["-u", "-L", SOCKET, "-f", "/dev/null", ...args],
    env: { TERM: "xterm-256color", LANG: "C.UTF-8" },
  }).output();
  if (!success) throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(stderr).trim()}`);
  return new TextDecoder().decode(stdout);
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function take(p: Picture) {
  const size = ["-x", String(p.columns), "-y", String(p.rows)];
  await tmux("new-session", "-d", ...size, `env HOME=/nonexistent ${ROOT}dist/dockerctl --demo`);
  try {
    await wait(2000);
    for (const key of p.keys) {
      await tmux("send-keys", key);
      await wait(400);
    }
    await wait(p.after);
    const screen = await tmux("capture-pane", "-e", "-p");
    await Deno.writeTextFile(
      new URL(p.file, import.meta.url),
      ansiToSvg(screen, p.columns, p.title),
    );
    console.error(`pictures: tests/pictures/${p.file}`);
  } finally {
    await tmux("kill-server");
  }
}

for (const picture of PICTURES) await take(picture);
