/** A terminal in a container; the library is loaded with it. */
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { call, containerPath, socketAddress, tokenProtocol } from "./api.js";

/** The library writes style sheets and style attributes, which this page allows nobody: they go the way that is allowed. */
function tameStyles() {
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else set.call(this, name, value);
  };
  const create = document.createElement.bind(document);
  document.createElement = (name, options) => {
    if (name !== "style") return create(name, options);
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const element = create("meta");
    Object.defineProperty(element, "textContent", {
      get: () => "",
      set: (text) => sheet.replaceSync(text),
    });
    const remove = element.remove.bind(element);
    element.remove = () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== sheet);
      remove();
    };
    return element;
  };
}

let library;

function load() {
  return library ??= (async () => {
    tameStyles();
    const base = new URL("./vendor/", import.meta.url);
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("xterm.css", base);
    document.head.append(link);
    return await import("./vendor/xterm.js");
  })();
}

function theme() {
  const css = getComputedStyle(document.documentElement);
  const of = (name) => css.getPropertyValue(`--${name}`).trim();
  return {
    background: of("panel"),
    foreground: of("text"),
    cursor: of("accent"),
    selectionBackground: of("mark"),
  };
}

/** The terminal, until its shell ends or it is left. */
export function Terminal({ c }) {
  const place = useRef();
  const [end, setEnd] = useState();
  const [round, again] = useState(0);
  useEffect(() => {
    let over = false;
    let leave = () => {};
    void (async () => {
      const { Terminal: Xterm, FitAddon } = await load();
      if (over) return;
      const term = new Xterm({
        fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
        fontSize: 13,
        scrollback: 5_000,
        theme: theme(),
        screenReaderMode: true,
      });
      const fit = new FitAddon();
      term.loadAddon(fit);
      term.open(place.current);
      fit.fit();
      const at = `${containerPath(c)}/terminal`;
      const socket = new WebSocket(
        `${socketAddress(at)}?columns=${term.cols}&rows=${term.rows}`,
        ["dockerctl.terminal", tokenProtocol()],
      );
      socket.binaryType = "arraybuffer";
      let ended;
      socket.onmessage = ({ data }) => {
        if (typeof data !== "string") term.write(new Uint8Array(data));
        else ended = JSON.parse(data).exitCode;
      };
      socket.onclose = async (e) => {
        if (over) return;
        if (ended !== undefined) setEnd(`The shell ended (exit ${ended ?? "unknown"})`);
        else if (e.reason) setEnd(e.reason);
        else {
          // A browser does not tell why it was refused: the call as a call says so.
          await call("GET", at).catch((e) =>
            setEnd(e.status === 400 ? "The connection was cut" : e.message)
          );
        }
      };
      const encoder = new TextEncoder();
      const send = (text) => socket.readyState === 1 && socket.send(encoder.encode(text));
      term.onData((text) => {
        // A message has a bound; what is pasted goes in pieces.
        for (let n = 0; n < text.length; n += 16_000) send(text.slice(n, n + 16_000));
      });
      term.onBinary((text) =>
        socket.readyState === 1 && socket.send(Uint8Array.from(text, (x) => x.charCodeAt(0)))
      );
      term.onResize(({ cols, rows }) =>
        socket.readyState === 1 && socket.send(JSON.stringify({ resize: [cols, rows] }))
      );
      const observer = new ResizeObserver(() => place.current?.clientWidth > 0 && fit.fit());
      observer.observe(place.current);
      // Tab belongs to the shell: without another key nobody would get out by the keyboard.
      term.attachCustomKeyEventHandler((e) => {
        if (e.key !== "Enter" || !e.ctrlKey) return true;
        if (e.type === "keydown") document.getElementById("tab-terminal")?.focus();
        return false;
      });
      term.focus();
      leave = () => {
        observer.disconnect();
        socket.onmessage = socket.onclose = null;
        // One that is closed while it connects is told as a fault.
        if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
        else socket.close();
        term.dispose();
      };
    })();
    return () => {
      over = true;
      leave();
    };
  }, [c.id, round]);
  return html`<div class="terminal">
    <div class="screen" ref=${place} onKeyDown=${(e) => e.stopPropagation()}></div>
    ${
    end
      ? html`<p class="ended" role="status">${end} <button onClick=${() => {
        setEnd(undefined);
        again(round + 1);
      }}>Open another one</button></p>`
      : html`<p class="way"><kbd>Ctrl-Enter</kbd> leaves the terminal</p>`
  }
  </div>`;
}
