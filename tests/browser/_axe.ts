/** What keeps people out of the page as it is shown now, as axe-core finds it. */
// deno-lint-ignore no-import-prefix -- fetched by whoever runs these tests, and by nobody else
import axe from "npm:axe-core@4.14.1";
import type { Seen } from "./_page.ts";

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;

/** What axe finds, in lines. It is put in by the debugger, which no policy keeps out. */
export async function barriers({ page }: Seen, where: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    interface Violation {
      id: string;
      nodes: { html: string }[];
    }
    const { axe } = globalThis as unknown as {
      axe: { run(d: unknown): Promise<{ violations: Violation[] }> };
    };
    // What is fading in is not as it will be read.
    await Promise.allSettled(
      document.getAnimations().map((a: { finished: Promise<unknown> }) => a.finished),
    );
    const { violations } = await axe.run(document);
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`));
  });
  return found.map((f: string) => `${where}: ${f}`);
}
