/** The numbers of a device, as Linux gives them. */

/** Major and minor number of a device. */
export interface DeviceNumbers {
  major: number;
  minor: number;
}

/** Linux's dev_t as the kernel gives it to stat. */
export function deviceNumbers(rdev: number): DeviceNumbers {
  const low = rdev % 2 ** 32;
  const high = Math.floor(rdev / 2 ** 32);
  return {
    major: (low >>> 8 & 0xfff) + (high & ~0xfff),
    minor: (low & 0xff) + (low >>> 12 & 0xfff00),
  };
}
