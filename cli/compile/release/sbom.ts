/** The bill of materials in CycloneDX, made by CycloneDX's own library. */
// deno-lint-ignore no-import-prefix -- fetched by whoever makes a release, and by nobody else
import { Enums, Models, Serialize, Spec } from "npm:@cyclonedx/cyclonedx-library@10.3.0";
import type { Component } from "./contents.ts";

/** What the bill is of. */
export interface Product {
  version: string;
  licence: string;
  /** The time of the commit; the same commit gives the same bill. */
  time: Date;
}

function libraryOf({ name, version, licence, purl }: Component): Models.Component {
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    version,
    purl,
    bomRef: purl,
  });
  component.licenses.add(
    licence === "NOASSERTION"
      ? new Models.NamedLicense("unknown")
      : /[ (]/.test(licence)
      ? new Models.LicenseExpression(licence)
      : new Models.SpdxLicense(licence),
  );
  return component;
}

/** The bill as JSON, CycloneDX 1.6. */
export function billOfMaterials(product: Product, components: readonly Component[]): string {
  const own = new Models.Component(Enums.ComponentType.Application, "dockerctl", {
    version: product.version,
    bomRef: `dockerctl@${product.version}`,
  });
  own.licenses.add(new Models.SpdxLicense(product.licence));
  const bom = new Models.Bom();
  bom.metadata.component = own;
  bom.metadata.timestamp = product.time;
  for (const component of components) {
    const library = libraryOf(component);
    bom.components.add(library);
    own.dependencies.add(library.bomRef);
  }
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 }) + "\n";
}
