/** What the form of an edit shows of a container, and what of it was changed. Pure. */

/** What the form shows of a container. */
export function formOf(d) {
  return {
    image: d.image,
    entrypoint: d.entrypoint.map(quoted).join(" "),
    command: d.command.map(quoted).join(" "),
    user: d.user,
    workingDir: d.workingDir,
    env: d.env.map(lineOf).join("\n"),
    ports: d.ports.map((p) =>
      `${p.ip ? `${p.ip.includes(":") ? `[${p.ip}]` : p.ip}:` : ""}${p.public}:${
        p.private.replace(/\/tcp$/, "")
      }`
    ).join("\n"),
    binds: d.binds.map(lineOf).join("\n"),
    networks: networksOf(d).join("\n"),
    labels: Object.entries(d.labels).map(([k, v]) => lineOf(`${k}=${v}`)).join("\n"),
    memory: d.memory === 0 ? "" : sizeWords(d.memory),
    cpus: d.cpus === 0 ? "" : String(d.cpus),
    restartPolicy: d.restartPolicy,
  };
}

/** Its networks by name, that of its mode first; or what it has in place of them. */
function networksOf({ networkMode: mode, networks }) {
  if (mode === "none" || mode === "host" || mode.startsWith("container:")) return [mode];
  const names = networks.map((n) => n.name);
  const first = mode === "default" ? "bridge" : mode;
  return names.includes(first) ? [first, ...names.filter((n) => n !== first)] : names;
}

/** `256m` of bytes, exactly. */
export function sizeWords(bytes) {
  for (const [unit, size] of [["g", 2 ** 30], ["m", 2 ** 20], ["k", 2 ** 10]]) {
    if (bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

/** A word as a shell takes it. */
export const quoted = (word) =>
  word !== "" && /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Words as a shell would split them, without anything that a shell would do. */
function wordsOf(text, what) {
  const words = [];
  let word = "";
  let begun = false;
  let quote = "";
  for (let n = 0; n < text.length; n++) {
    const ch = text[n];
    if (quote !== "") {
      if (ch === quote) quote = "";
      else if (ch === "\\" && quote === '"' && /["\\]/.test(text[n + 1] ?? "")) word += text[++n];
      else word += ch;
    } else if (ch === "'" || ch === '"') {
      quote = ch;
      begun = true;
    } else if (ch === "\\") {
      word += text[++n] ?? "";
      begun = true;
    } else if (/\s/.test(ch)) {
      if (begun) words.push(word);
      word = "";
      begun = false;
    } else {
      word += ch;
      begun = true;
    }
  }
  if (quote !== "") throw new Error(`The ${what} ends within a quotation`);
  if (begun) words.push(word);
  return words;
}

/** A text as one line: with breaks, or blanks that nobody sees, as JSON has it. */
const lineOf = (text) => /[\r\n\u2028\u2029]|^\s|\s$|^"/.test(text) ? JSON.stringify(text) : text;

/** The texts of lines; the other way round. */
const linesOf = (text) =>
  text.split("\n").map((l) => l.trimEnd()).filter((l) => l !== "").map((line) => {
    if (!line.startsWith('"')) return line;
    try {
      const is = JSON.parse(line);
      if (typeof is === "string") return is;
    } catch { /* said below */ }
    throw new Error(`${line.slice(0, 60)}: a line that begins with " ends with one, as in JSON`);
  });

function portOf(line) {
  const m = /^(?:(\[[0-9a-fA-F:]+\]|\d{1,3}(?:\.\d{1,3}){3}):)?(?:(\d*):)?(\d+(?:\/\w+)?)$/.exec(
    line.trim(),
  );
  if (m === null) throw new Error(`"${line}" is no port: 8080:80, 127.0.0.1:8080:80 or 53:53/udp`);
  return { ip: (m[1] ?? "").replace(/[[\]]/g, ""), public: m[2] ?? "", private: m[3] };
}

function sizeOf(text) {
  if (text.trim() === "") return 0;
  const m = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?$/i.exec(text.trim());
  if (m === null) throw new Error(`"${text}" is no size: 256m or 1g`);
  return Math.round(
    Number(m[1]) * { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[m[2].toLowerCase()],
  );
}

/** Only what was changed. Throws what cannot be understood. */
export function editsOf(before, after) {
  const edits = {};
  for (const [name, text] of Object.entries(after)) {
    if (text === before[name]) continue;
    switch (name) {
      case "entrypoint":
      case "command":
        edits[name] = wordsOf(text, name);
        break;
      case "user":
        edits.user = text.trim();
        break;
      case "networks":
        edits.networks = text.split("\n").map((l) => l.trim()).filter((l) => l !== "");
        break;
      case "env":
      case "binds":
        edits[name] = linesOf(text);
        break;
      case "ports":
        edits.ports = linesOf(text).map(portOf);
        break;
      case "labels":
        edits.labels = Object.fromEntries(
          linesOf(text).map((l) => {
            const at = l.indexOf("=");
            return at < 0 ? [l, ""] : [l.slice(0, at), l.slice(at + 1)];
          }),
        );
        break;
      case "memory":
        edits.memory = sizeOf(text);
        break;
      case "cpus":
        if (text.trim() !== "" && !/^\d+(\.\d+)?$/.test(text.trim())) {
          throw new Error(`"${text}" is no number of CPUs`);
        }
        edits.cpus = Number(text.trim() || 0);
        break;
      default:
        edits[name] = text;
    }
  }
  return edits;
}
