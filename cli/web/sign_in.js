/** Signing in and out, and what is forgotten then. */
import { html, useState } from "./vendor/preact.js";
import { signIn, signOut } from "./api.js";
import { changed, goLive, goQuiet, state } from "./store.js";
import { open, useLook } from "./ui.js";

/** What is shown to whoever is not signed in. */
export function SignIn() {
  const [token, setToken] = useState("");
  const [refused, setWrong] = useState();
  const wrong = refused ?? state.signInProblem;
  const [busy, setBusy] = useState(false);
  useLook();
  return html`<main class="signin">
    <h1>dockerctl</h1>
    <p>Open the address that <code>dockerctl web</code> printed; it signs this browser in, once. Press Enter there for another one.</p>
    <form onSubmit=${async (e) => {
    e.preventDefault();
    setBusy(true);
    try {
      await enter({ token: token.trim() });
    } catch (e) {
      setWrong(e.message);
    }
    setBusy(false);
  }}>
      <label class="input"><span>Or the server's token</span><input type="password" autocomplete="off" value=${token} onInput=${(
    e,
  ) => setToken(e.currentTarget.value)} /></label>
      <button class="solid" disabled=${token.trim() === "" || busy}>Sign in</button>
    </form>
    ${wrong ? html`<p class="bad" role="alert">${wrong}</p>` : ""}
  </main>`;
}

/** Signs in and goes on. */
export async function enter(secret) {
  state.session = await signIn(secret);
  state.phase = "live";
  state.signInProblem = undefined;
  goLive();
  changed();
}

/** Signs out. */
export async function leave() {
  goQuiet();
  try {
    await signOut();
  } catch { /* the server is gone, and the session with it */ }
  location.hash = "";
  state.signInProblem = undefined;
  out();
}

/** Somebody else ended the session, or we did: nothing of it stays. */
export function out() {
  goQuiet();
  state.session = undefined;
  state.lostAt = undefined;
  state.phase = "signIn";
  state.loaded = false;
  state.alerts = undefined;
  state.totals = { points: [], measured: 0 };
  for (const kind of ["containers", "images", "networks", "volumes", "hosts", "stats", "removed"]) {
    state[kind] = new Map();
  }
  state.marks.clear();
  open(undefined);
  changed();
}
