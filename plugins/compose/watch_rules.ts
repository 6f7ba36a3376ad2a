/** Which changed files of this machine a rule of `develop.watch` is about, and where they go. */
import { basename, join, relative, sep } from "node:path";
import { parseDockerignore, type Project, type Service, type WatchRule } from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";

/** A rule of a service. */
export interface Watched {
  readonly service: string;
  readonly rule: WatchRule;
  /** Whether a change of this file, by its absolute path, is the rule's. */
  has(path: string): boolean;
  /** Where it goes in the container. */
  targetOf(path: string): string;
}

/** What editors leave beside what they write, and git's own, as docker compose passes over them. */
// deno-fmt-ignore
const PASSED_OVER = [
  "**/*___jb_old___", "**/*___jb_tmp___", "**/.idea", "**/.#*", "**/#*#", "**/4913", "**/*~",
  "**/.*.swp", "**/.*.swx", "**/.*.swo", "**/.*.swn", "**/.*.kate-swp", "**/.git",
];

/** The part below a folder, "" for itself; undefined for what is elsewhere. */
function below(folder: string, path: string): string | undefined {
  const part = relative(folder, path);
  return part === ".." || part.startsWith(`..${sep}`) ? undefined : part;
}

const copies = (rule: WatchRule) => rule.action.startsWith("sync");

/**
 * The rules of the services that are named, or of all. `ignored` is the text of the .dockerignore
 * of a build's folder. Throws ExitError for rules that cannot be carried out, and where there are
 * none; paths that are bound into the service are told by `say` and left out.
 */
export async function watchedBy(
  project: Project,
  names: readonly string[],
  ignored: (folder: string) => Promise<string | undefined>,
  say: (warning: string) => void,
): Promise<Watched[]> {
  const out: Watched[] = [];
  const wanted = names.length > 0 ? names : Object.keys(project.services).sort();
  for (const name of wanted) {
    const service = project.services[name];
    const context = service.build?.context;
    const text = context?.startsWith("/") ? await ignored(context) : undefined;
    const dockerignore = text === undefined ? undefined : parseDockerignore(text);
    for (const rule of service.develop?.watch ?? []) {
      check(service, rule);
      if (copies(rule) && isBound(service, rule.path)) {
        say(`${rule.path} is bound into ${name} by a volume: it is not watched`);
        continue;
      }
      const leftOut = (path: string) => {
        const part = context && below(context, path);
        return part !== undefined && part !== "" && (dockerignore?.excludes(part) ?? false);
      };
      out.push({ service: name, rule, ...matcher(rule, leftOut) });
    }
  }
  if (out.length === 0) {
    throw new ExitError(
      1,
      "none of the selected services is configured for watch, consider setting a 'develop' section",
    );
  }
  return out;
}

function matcher(
  rule: WatchRule,
  leftOut: (path: string) => boolean,
): Pick<Watched, "has" | "targetOf"> {
  const patterns = (words: readonly string[]) => parseDockerignore(words.join("\n"));
  const passedOver = patterns(PASSED_OVER);
  const ignore = patterns(rule.ignore ?? []), include = patterns(rule.include ?? []);
  return {
    has(path) {
      const part = below(rule.path, path);
      if (part === undefined || leftOut(path)) return false;
      // The file that the rule names.
      if (part === "") return !passedOver.excludes(basename(path));
      if (passedOver.excludes(part) || ignore.excludes(part)) return false;
      return (rule.include ?? []).length === 0 || include.excludes(part);
    },
    targetOf: (path) => join(rule.target ?? "/", below(rule.path, path) ?? ""),
  };
}

function check(service: Service, rule: WatchRule): void {
  const cannot = (why: string) =>
    new ExitError(1, `can't watch service "${service.name}" with action ${rule.action} ${why}`);
  if (rule.action === "rebuild" && service.build === undefined) {
    throw cannot("without a build context");
  }
  if (copies(rule) && !rule.target?.startsWith("/")) {
    throw cannot("without a target: an absolute path in the container");
  }
  if (rule.action === "sync+exec" && (rule.exec?.command.length ?? 0) === 0) {
    throw cannot("without a command");
  }
}

function isBound(service: Service, path: string): boolean {
  return (service.volumes ?? []).some((v) =>
    v.type === "bind" && v.source !== undefined && below(v.source, path) !== undefined
  );
}
