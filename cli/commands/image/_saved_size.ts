/** What is known of an image that is about to be saved. */
export interface SavedImage {
  id: string;
  /** Bytes of all its layers. */
  size: number;
  /** Digests of its layers, the lowest first. */
  layers: readonly string[];
  /** Its history, newest first: steps that made no layer have size 0. */
  history: readonly { created: Date; createdBy: string; size: number }[];
}

/**
 * About how many bytes the layers of these images have together: one that several of them share is
 * in an archive only once. The engine tells sizes by step and not by layer, so what two images
 * share is what the steps they have in common added.
 */
export function savedSize(images: readonly SavedImage[]): number {
  const seen: SavedImage[] = [];
  let total = 0;
  for (const image of images) {
    if (seen.some((other) => other.id === image.id)) continue;
    total += image.size - Math.max(0, ...seen.map((other) => sharedSize(image, other)));
    seen.push(image);
  }
  return total;
}

function sharedSize(a: SavedImage, b: SavedImage): number {
  let layers = 0;
  while (layers < a.layers.length && a.layers[layers] === b.layers[layers]) layers++;
  const [one, two] = [a.history.toReversed(), b.history.toReversed()];
  let shared = 0;
  for (let step = 0; layers > 0 && step < Math.min(one.length, two.length); step++) {
    const [x, y] = [one[step], two[step]];
    if (x.createdBy !== y.createdBy || +x.created !== +y.created || x.size !== y.size) break;
    shared += x.size;
    if (x.size > 0) layers--;
  }
  return Math.min(shared, a.size);
}
