/** Calls of the server: the session's token on each, event streams that come back by themselves. */

const HEADER = "x-dockerctl-token";
/** Kept for this origin alone, its port included; without the cookie it opens nothing. */
const KEY = "dockerctl-token";

let token = localStorage.getItem(KEY) ?? "";
let signedOut = () => {};

/** Another tab signed in or out: this one shares its cookie, so it takes its token, too. */
export function onOtherTab(listener) {
  addEventListener("storage", (e) => {
    if (e.key !== KEY || (e.newValue ?? "") === token) return;
    token = e.newValue ?? "";
    listener(token !== "");
  });
}

/** What is done when the server does not know us any more. */
export function onSignedOut(listener) {
  signedOut = listener;
}

const NO_ANSWER = "The server of this page does not answer";

/** A refusal of the server, in its words. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Where the server has a container: what is asked of it comes behind. */
export function containerPath(c) {
  return `/hosts/${encodeURIComponent(c.host)}/containers/${c.id}`;
}

function path(parts) {
  return `/ui/v1${parts}`;
}

async function refusalOf(answer) {
  let message = `The server answered ${answer.status}`;
  try {
    message = (await answer.json()).message ?? message;
  } catch { /* it said nothing more */ }
  return new Refused(answer.status, message);
}

/** One call. Gives the JSON that was answered, if any. */
export async function call(method, where, body, signal) {
  let answer;
  const used = token;
  try {
    answer = await fetch(path(where), {
      method,
      headers: {
        [HEADER]: used,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new Refused(0, NO_ANSWER);
  }
  // With a token that was replaced meanwhile it says nothing of who we are now.
  if (answer.status === 401 && where !== "/session" && used === token) signedOut();
  if (!answer.ok) throw await refusalOf(answer);
  // An answer that nobody reads counts as broken off.
  const text = await answer.text();
  return text === "" ? undefined : JSON.parse(text);
}

/** Signs in by a code of an address or the server's token. */
export async function signIn(secret) {
  const session = await call("POST", "/session", secret);
  token = session.token;
  localStorage.setItem(KEY, token);
  return session;
}

/** Whether somebody signed in here once. */
export const mayBeKnown = () => token !== "";

/** Who we are here; undefined for nobody. */
export async function session() {
  if (token === "") return undefined;
  try {
    return await call("GET", "/session");
  } catch (e) {
    if (e.status === 401) return undefined;
    throw e;
  }
}

/** Ends the session, at the server and here. */
export async function signOut() {
  try {
    await call("DELETE", "/session");
  } finally {
    token = "";
    localStorage.removeItem(KEY);
  }
}

/** The token as a WebSocket carries it. */
export function tokenProtocol() {
  return `token.${token}`;
}

/** Where a WebSocket of a call is. */
export function socketAddress(where) {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path(where)}`;
}

/** Servers give a sign of life every 15 s: after so long the connection is dead (ms). */
const SILENT = 45_000;

/** The events of one answer, as `{ event, data, id }`. A connection that fell silent is given up. */
export async function* events(where, { method = "GET", lastId, signal, silence = SILENT } = {}) {
  const silent = new AbortController();
  const giveUp = () => silent.abort(new Refused(0, NO_ANSWER));
  let timer = setTimeout(giveUp, silence);
  let reader;
  try {
    const used = token;
    const answer = await fetch(path(where), {
      method,
      headers: { [HEADER]: used, ...(lastId ? { "last-event-id": lastId } : {}) },
      signal: signal === undefined ? silent.signal : AbortSignal.any([signal, silent.signal]),
    });
    if (answer.status === 401 && used === token) signedOut();
    if (!answer.ok) throw await refusalOf(answer);
    reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let held = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(giveUp, silence);
      held += value;
      for (let end = held.indexOf("\n\n"); end >= 0; end = held.indexOf("\n\n")) {
        const event = parse(held.slice(0, end));
        held = held.slice(end + 2);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    clearTimeout(timer);
    reader?.cancel().catch(() => {});
  }
}

function parse(block) {
  const out = { event: "message", data: undefined, id: undefined };
  for (const line of block.split("\n")) {
    if (line.startsWith("data: ")) out.data = JSON.parse(line.slice(6));
    else if (line.startsWith("event: ")) out.event = line.slice(7);
    else if (line.startsWith("id: ")) out.id = line.slice(4);
  }
  return out.data === undefined ? undefined : out;
}
