/** How roles look on a terminal: dark, light, and without colour. */
import type { Role, Style } from "../text/block.ts";

/** How a terminal draws something: palette numbers (-1: the terminal's own), and attributes. */
export interface Look {
  fg?: number;
  bg?: number;
  bold?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

/** Looks by role and by ground. */
export interface Theme {
  readonly name: string;
  readonly roles: Readonly<Record<Role, Look>>;
  readonly on: Readonly<Record<NonNullable<Style["on"]>, Look>>;
  /** Whether colours that a container printed are shown. */
  readonly colours: boolean;
}

const sources = (list: readonly number[]) =>
  Object.fromEntries(list.map((fg, i) => [`c${i}`, { fg }])) as Record<
    "c0" | "c1" | "c2" | "c3" | "c4" | "c5" | "c6" | "c7",
    Look
  >;

/** For a dark background; 256 colours, which blessed reduces where the terminal has fewer. */
export const dark: Theme = {
  name: "dark",
  colours: true,
  roles: {
    text: {},
    dim: { fg: 245 },
    ghost: { fg: 245 },
    title: { bold: true },
    accent: { fg: 81 },
    ok: { fg: 78 },
    warn: { fg: 221 },
    bad: { fg: 203 },
    mark: { fg: 213, bold: true },
    key: { fg: 81, bold: true },
    match: { fg: 16, bg: 221 },
    border: { fg: 240 },
    focus: { fg: 81, bold: true },
    bar: { fg: 252 },
    ...sources([81, 221, 78, 213, 209, 147, 115, 180]),
  },
  on: {
    selected: { bg: 24, bold: true },
    dimSelected: { bg: 237 },
    bar: { bg: 236 },
    match: { fg: 16, bg: 221 },
    cursor: { inverse: true },
  },
};

/** For a light background. */
export const light: Theme = {
  name: "light",
  colours: true,
  roles: {
    text: {},
    dim: { fg: 243 },
    ghost: { fg: 243 },
    title: { bold: true },
    accent: { fg: 25 },
    ok: { fg: 28 },
    warn: { fg: 130 },
    bad: { fg: 160 },
    mark: { fg: 127, bold: true },
    key: { fg: 25, bold: true },
    match: { fg: 16, bg: 222 },
    border: { fg: 249 },
    focus: { fg: 25, bold: true },
    bar: { fg: 236 },
    ...sources([25, 130, 28, 127, 166, 61, 30, 94]),
  },
  on: {
    selected: { bg: 153, bold: true },
    dimSelected: { bg: 254 },
    bar: { bg: 253 },
    match: { fg: 16, bg: 222 },
    cursor: { inverse: true },
  },
};

/** Without colour (NO_COLOR): bold, underline and inverse only. */
export const none: Theme = {
  name: "none",
  colours: false,
  roles: {
    text: {},
    dim: {},
    ghost: { underline: true },
    title: { bold: true },
    accent: { bold: true },
    ok: {},
    warn: { bold: true },
    bad: { bold: true },
    mark: { bold: true },
    key: { bold: true },
    match: { inverse: true },
    border: {},
    focus: { bold: true },
    bar: {},
    c0: {},
    c1: {},
    c2: {},
    c3: {},
    c4: {},
    c5: {},
    c6: {},
    c7: {},
  },
  on: {
    selected: { inverse: true },
    dimSelected: { underline: true },
    bar: { inverse: true },
    match: { inverse: true },
    cursor: { inverse: true },
  },
};

export const themes: Readonly<Record<string, Theme>> = { dark, light, none };

/**
 * The theme to start with: no colours for NO_COLOR (any value that is not empty, no-color.org),
 * light where COLORFGBG says that the background is (7 or 15), else dark.
 */
export function themeOf(
  env: Readonly<Record<string, string | undefined>>,
  wish?: string,
): Theme {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return none;
  if (wish !== undefined && Object.hasOwn(themes, wish)) return themes[wish];
  const background = /;(\d+)$/.exec(env.COLORFGBG ?? "")?.[1];
  return background === "7" || background === "15" ? light : dark;
}

/** Whether the terminal is to be asked for its background: nobody else has said anything. */
export function asksBackground(
  env: Readonly<Record<string, string | undefined>>,
  wish?: string,
): boolean {
  // The kernel's own console would print the question.
  return wish === undefined && !env.NO_COLOR && env.COLORFGBG === undefined && env.TERM !== "linux";
}

/**
 * Whether an answer to OSC 11 (`11;rgb:RRRR/GGGG/BBBB`, one to four digits each) tells of a light
 * background; undefined for another answer. By luma of BT.601.
 */
export function isLight(osc: string): boolean | undefined {
  const m = /^11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(osc);
  if (m === null) return undefined;
  const [r, g, b] = m.slice(1).map((hex) => parseInt(hex, 16) / (16 ** hex.length - 1));
  return 0.299 * r + 0.587 * g + 0.114 * b > 0.5;
}

/** What a span looks like: its role, what it brought along, and the ground it lies on. */
export function lookOf(theme: Theme, style: Style | undefined): Look {
  if (style === undefined) return {};
  const role = style.role === undefined ? {} : theme.roles[style.role];
  const look: Look = { ...role };
  if (theme.colours) {
    if (style.fg !== undefined) look.fg = style.fg;
    if (style.bg !== undefined) look.bg = style.bg;
  }
  if (style.bold) look.bold = true;
  if (style.underline) look.underline = true;
  if (style.inverse) look.inverse = true;
  if (style.on !== undefined) {
    const on = theme.on[style.on];
    if (on.bg !== undefined) look.bg = on.bg;
    if (on.fg !== undefined) look.fg = on.fg;
    if (on.bold) look.bold = true;
    if (on.underline) look.underline = true;
    if (on.inverse) look.inverse = !look.inverse;
  }
  return look;
}
