/** `swarm ca`: display and rotate the root CA. */
import type { SwarmInspect, SwarmSpec } from "../../../core/mod.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { duration, many } from "../_flags/flag_kinds.ts";
import { pause } from "../_lib/terminal_size.ts";
import { type ExternalCA, parseExternalCA, readPem } from "./_external_ca.ts";

/** How often the engine, which has no event for it, is asked whether all nodes have come along. */
const EVERY_MS = 500;

const pemFile = (summary: string) => ({
  type: "parsed" as const,
  value: "pem-file",
  summary,
  parse: (path: string) => {
    const text = readPem(path);
    if (!/-----BEGIN [A-Z0-9 ]+-----[^]*-----END /.test(text)) {
      throw new Error("file contents must be in PEM format");
    }
    return text;
  },
  complete: "file" as const,
});

export const swarmCa = defineCommand({
  path: "swarm ca",
  summary: "Display and rotate the root CA",
  options: {
    "ca-cert": pemFile(
      "Path to the PEM-formatted root CA certificate to use for the new cluster",
    ),
    "ca-key": pemFile("Path to the PEM-formatted root CA key to use for the new cluster"),
    "cert-expiry": duration("Validity period for node certificates (ns|us|ms|s|m|h)"),
    detach: {
      type: "boolean",
      short: "d",
      summary: "Exit immediately instead of waiting for the root rotation to converge",
    },
    "external-ca": many(
      "Specifications of one or more certificate signing endpoints",
      parseExternalCA,
      { value: "external-ca" },
    ),
    quiet: { type: "boolean", short: "q", summary: "Suppress progress output" },
    rotate: {
      type: "boolean",
      summary: "Rotate the swarm CA - if no certificate or key are provided, new ones will be " +
        "generated",
    },
  },
  run: async (ctx, input) => {
    const engine = await ctx.engine();
    const { signal } = ctx;
    const { given, rotate, externalCa, caCert, caKey } = input;
    const swarm = await engine.swarm.inspect({ signal });
    if (!rotate) {
      const flag = ["ca-cert", "ca-key", "cert-expiry", "external-ca"].find((f) => given.has(f));
      if (flag !== undefined) {
        throw new ExitError(
          1,
          `\`--${flag}\` flag requires the \`--rotate\` flag to update the CA`,
        );
      }
      return await tellRoot(ctx, swarm);
    }
    checkTogether(given);
    const spec = rotated(swarm.Spec, {
      cert: caCert ?? "",
      key: caKey ?? "",
      expiry: given.has("cert-expiry") ? input.certExpiry : undefined,
      external: given.has("external-ca") ? externalCa : undefined,
    });
    await engine.swarm.update(swarm.Version.Index, spec, { signal });
    if (input.detach) return;
    if (!input.quiet) await ctx.streams.stderr.write("Waiting for the nodes to follow\n");
    while ((await engine.swarm.inspect({ signal })).RootRotationInProgress) {
      await pause(EVERY_MS, signal);
      signal.throwIfAborted();
    }
    if (!input.quiet) await tellRoot(ctx, await engine.swarm.inspect({ signal }));
  },
});

/** Throws docker's complaint about flags that need one another. */
function checkTogether(given: ReadonlySet<string>): void {
  if (given.has("external-ca") && !given.has("ca-cert")) {
    throw new ExitError(
      1,
      "rotating to an external CA requires the `--ca-cert` flag to specify the external CA's " +
        "cert - to add an external CA with the current root CA certificate, use the `update` " +
        "command instead",
    );
  }
  if (given.has("ca-cert") && !given.has("external-ca") && !given.has("ca-key")) {
    throw new ExitError(
      1,
      "the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided " +
        "as well",
    );
  }
}

interface NewRoot {
  cert: string;
  key: string;
  expiry?: number;
  external?: readonly ExternalCA[];
}

function rotated(spec: SwarmSpec, { cert, key, expiry, external }: NewRoot): SwarmSpec {
  const before = spec.CAConfig ?? {};
  return {
    ...spec,
    CAConfig: {
      ...before,
      ...(expiry === undefined ? {} : { NodeCertExpiry: expiry }),
      ...(external ? { ExternalCAs: external.map((ca) => ({ ...ca, CACert: cert })) } : {}),
      SigningCACert: cert,
      SigningCAKey: key,
      // Without a certificate of one's own the swarm makes a new one each time this grows.
      ...(cert === "" && key === "" ? { ForceRotate: (before.ForceRotate ?? 0) + 1 } : {}),
    },
  };
}

async function tellRoot(ctx: CommandContext, swarm: SwarmInspect): Promise<void> {
  const { TrustRoot = "" } = (swarm.TLSInfo ?? {}) as { TrustRoot?: string };
  if (TrustRoot === "") throw new ExitError(1, "No CA information available");
  await ctx.streams.stdout.write(`${TrustRoot.trim()}\n`);
}
