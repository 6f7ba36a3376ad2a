/** The ways by which alerts are told, as the settings have them. */
import { isAbsolute } from "node:path";
import { type FieldReader, isFields, type Path } from "./fields.ts";

/** A text that may be a secret: written down, or where it is found when it is needed. */
export type Secret = { text: string } | { file: string } | { env: string };

/** How a message is laid out for a webhook. */
export const TEMPLATES = ["json", "ntfy", "slack", "discord"] as const;
/** One of them. */
export type Template = (typeof TEMPLATES)[number];

/** A way by which alerts are told. */
export type Way =
  & { name: string }
  & (
    | {
      kind: "webhook";
      url: Secret;
      template: Template;
      headers: Readonly<Record<string, Secret>>;
      /** Certificates to trust beside the usual ones: a file of PEM. */
      ca?: string;
    }
    | { kind: "exec"; command: readonly string[]; timeout: number }
    | { kind: "desktop" }
    | { kind: "syslog" }
    | { kind: "mail"; recipients: readonly string[]; from?: string; sendmail: string }
  );

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const KINDS = ["webhook", "exec", "desktop", "syslog", "mail"];
const SENDMAIL = "/usr/sbin/sendmail";
/** A program may take so long at the most; milliseconds. */
const LONGEST = 10 * 60_000;
const TIMEOUT = 30_000;
/** Headers that are ours to say. */
const OWN_HEADERS = /^(host|content-length|transfer-encoding|connection|content-type)$/i;

/** Whether a name can be one of a rule or a way. */
export function isName(name: string): boolean {
  return NAME.test(name);
}

/** Reads one way; undefined where it cannot be used. */
export function readWay(r: FieldReader, name: string, value: unknown, path: Path): Way | undefined {
  if (!isName(name)) {
    return r.problem(path, "has a name that is not of letters, digits, dots and dashes");
  }
  if (!isFields(value)) return r.problem(path, `must be an object with one of ${KINDS.join(", ")}`);
  const kinds = KINDS.filter((kind) => Object.hasOwn(value, kind));
  if (kinds.length !== 1) return r.problem(path, `must have exactly one of ${KINDS.join(", ")}`);
  switch (kinds[0]) {
    case "webhook":
      return readWebhook(r, name, value, path);
    case "exec":
      return readExec(r, name, value, path);
    case "mail":
      return readMail(r, name, value, path);
    default: {
      const kind = kinds[0] as "desktop" | "syslog";
      let on = false;
      r.fields(value, path, { [kind]: (v, p) => on = r.flag(v, p) ?? false });
      return on ? { name, kind } : undefined;
    }
  }
}

function readWebhook(r: FieldReader, name: string, value: unknown, path: Path): Way | undefined {
  let url: Secret | undefined;
  let template: Template | undefined = "json";
  let ca: string | undefined;
  const headers: Record<string, Secret> = {};
  r.fields(value, path, {
    webhook: (v, p) => url = readAddress(r, v, p),
    template: (v, p) => template = r.word(v, p, TEMPLATES),
    ca: (v, p) => ca = absolute(r, v, p),
    headers: (v, p) =>
      r.named(v, p, 50, (header, v) => {
        const at = [...p, header];
        if (!/^[A-Za-z0-9-]{1,100}$/.test(header)) return r.problem(at, "is no name of a header");
        if (OWN_HEADERS.test(header)) return r.problem(at, "is set by dockerctl itself");
        const secret = readSecret(r, v, at);
        if (secret !== undefined && "text" in secret && !isHeaderText(secret.text)) {
          return r.problem(at, "must be ASCII, without line breaks");
        }
        if (secret !== undefined) headers[header] = secret;
      }),
  });
  if (url === undefined || template === undefined) return undefined;
  return { name, kind: "webhook", url, template, headers, ...(ca !== undefined && { ca }) };
}

/** Whether a text can be the value of a header. */
export function isHeaderText(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function readAddress(r: FieldReader, value: unknown, path: Path): Secret | undefined {
  const secret = readSecret(r, value, path);
  if (secret === undefined || !("text" in secret)) return secret;
  const wrong = addressProblem(secret.text);
  return wrong === undefined ? secret : r.problem(path, wrong);
}

/** What is wrong with an address; it is not quoted: it may be a secret. */
export function addressProblem(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "is no address";
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return "must begin with https:// or http://";
  }
  if (url.username !== "" || url.password !== "") {
    return "must not hold a name or password: give them as a header";
  }
  return undefined;
}

function readSecret(r: FieldReader, value: unknown, path: Path): Secret | undefined {
  if (typeof value === "string") {
    const text = r.text(value, path);
    return text === undefined ? undefined : { text };
  }
  const says = 'must be a text, or {"file": PATH}, or {"env": NAME}';
  if (!isFields(value) || Object.keys(value).length !== 1) return r.problem(path, says);
  if (Object.hasOwn(value, "file")) {
    const file = absolute(r, value.file, [...path, "file"]);
    return file === undefined ? undefined : { file };
  }
  if (typeof value.env !== "string" || value.env === "") return r.problem(path, says);
  return { env: value.env };
}

function absolute(r: FieldReader, value: unknown, path: Path): string | undefined {
  const text = r.text(value, path);
  if (text === undefined) return undefined;
  return isAbsolute(text) && !text.includes("\0")
    ? text
    : r.problem(path, "must be an absolute path");
}

function readExec(r: FieldReader, name: string, value: unknown, path: Path): Way | undefined {
  let command: string[] | undefined;
  let timeout: number | undefined = TIMEOUT;
  r.fields(value, path, {
    exec: (v, p) => {
      command = Array.isArray(v) ? r.texts(v, p) : r.problem(p, "must be a list of words");
      if (command === undefined) return;
      if (command.length === 0 || command.some((word) => word.includes("\0"))) {
        command = r.problem(p, "must begin with a program");
      } else if (!isAbsolute(command[0])) {
        command = r.problem(p, "must begin with the absolute path of a program");
      }
    },
    timeout: (v, p) => timeout = r.time(v, p, 1_000, LONGEST),
  });
  if (command === undefined || timeout === undefined) return undefined;
  return { name, kind: "exec", command, timeout };
}

function readMail(r: FieldReader, name: string, value: unknown, path: Path): Way | undefined {
  let recipients: string[] | undefined;
  let from: string | undefined;
  let sendmail: string | undefined = SENDMAIL;
  const isMail = (text: string) => /^[^\s<>,;:"()\\-][^\s<>,;:"()\\]{0,253}$/.test(text);
  const says = "must be addresses such as ops@example.com";
  r.fields(value, path, {
    mail: (v, p) => {
      recipients = r.texts(v, p);
      if (recipients && (recipients.length === 0 || !recipients.every(isMail))) {
        recipients = r.problem(p, says);
      }
    },
    from: (v, p) => {
      const text = r.text(v, p);
      if (text !== undefined) from = isMail(text) ? text : r.problem(p, says);
    },
    sendmail: (v, p) => sendmail = absolute(r, v, p),
  });
  if (recipients === undefined || sendmail === undefined) return undefined;
  return { name, kind: "mail", recipients, sendmail, ...(from !== undefined && { from }) };
}
