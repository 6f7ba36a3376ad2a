/** Strings whose Go types have methods that a template may call: `.HostConfig.NetworkMode.IsHost`. */
import { GoText, plain } from "../go_types.ts";

/** The part behind `container:`, where the mode is another container's. */
function containerOf(text: string): string {
  return text.startsWith("container:") ? text.slice("container:".length) : "";
}

const TEXT: unique symbol = Symbol("text");

class Text extends GoText {
  get [TEXT](): string {
    return plain(this) as string;
  }
}

class Port extends Text {
  Port(): string {
    return this[TEXT].split("/")[0];
  }
  Proto(): string {
    const [port, proto] = this[TEXT].split("/");
    return port === "" ? "" : proto || "tcp";
  }
  Int(): number {
    return Number(this.Port()) || 0;
  }
}

class NetworkMode extends Text {
  IsNone(): boolean {
    return this[TEXT] === "none";
  }
  IsDefault(): boolean {
    return this[TEXT] === "default";
  }
  IsPrivate(): boolean {
    return !(this.IsHost() || this.IsContainer());
  }
  IsContainer(): boolean {
    return this[TEXT].startsWith("container:");
  }
  IsBridge(): boolean {
    return this[TEXT] === "bridge";
  }
  IsHost(): boolean {
    return this[TEXT] === "host";
  }
  IsUserDefined(): boolean {
    return !(this.IsDefault() || this.IsBridge() || this.IsHost() || this.IsNone() ||
      this.IsContainer());
  }
  ConnectedContainer(): string {
    return containerOf(this[TEXT]);
  }
  UserDefined(): string {
    return this.IsUserDefined() ? this[TEXT] : "";
  }
  NetworkName(): string {
    return this.IsContainer() ? "container" : this[TEXT];
  }
}

class IpcMode extends Text {
  IsPrivate(): boolean {
    return this[TEXT] === "private";
  }
  IsHost(): boolean {
    return this[TEXT] === "host";
  }
  IsShareable(): boolean {
    return this[TEXT] === "shareable";
  }
  IsContainer(): boolean {
    return containerOf(this[TEXT]) !== "";
  }
  IsNone(): boolean {
    return this[TEXT] === "none";
  }
  IsEmpty(): boolean {
    return this[TEXT] === "";
  }
  Container(): string {
    return containerOf(this[TEXT]);
  }
}

class PidMode extends Text {
  IsPrivate(): boolean {
    return !(this.IsHost() || this.IsContainer());
  }
  IsHost(): boolean {
    return this[TEXT] === "host";
  }
  IsContainer(): boolean {
    return containerOf(this[TEXT]) !== "";
  }
  Container(): string {
    return containerOf(this[TEXT]);
  }
}

class HostOrPrivate extends Text {
  IsPrivate(): boolean {
    return this[TEXT] !== "host";
  }
  IsHost(): boolean {
    return this[TEXT] === "host";
  }
}

class CgroupnsMode extends Text {
  IsPrivate(): boolean {
    return this[TEXT] === "private";
  }
  IsHost(): boolean {
    return this[TEXT] === "host";
  }
  IsEmpty(): boolean {
    return this[TEXT] === "";
  }
}

class Isolation extends Text {
  IsDefault(): boolean {
    return ["", "default"].includes(this[TEXT].toLowerCase());
  }
  IsHyperV(): boolean {
    return this[TEXT].toLowerCase() === "hyperv";
  }
  IsProcess(): boolean {
    return this[TEXT].toLowerCase() === "process";
  }
}

const KINDS: Readonly<Record<string, new (text: string, type: string) => GoText>> = {
  "nat.Port": Port,
  "container.NetworkMode": NetworkMode,
  "container.IpcMode": IpcMode,
  "container.PidMode": PidMode,
  "container.UTSMode": HostOrPrivate,
  "container.UsernsMode": HostOrPrivate,
  "container.CgroupnsMode": CgroupnsMode,
  "container.Isolation": Isolation,
};

/** The text as the type `name` has it. */
export function textOf(name: string, text: string): GoText {
  return new (KINDS[name] ?? GoText)(text, name);
}
