/** The log of results, the last of which is the message line. */
import { type Message, MESSAGES, type Model } from "./model.ts";

/** Adds to the log of results; the message line shows the last. */
export function say(model: Model, message: Omit<Message, "at">): Model {
  const last = model.messages.at(-1);
  const again = message.id !== undefined && last?.id === message.id;
  const before = again ? model.messages.slice(0, -1) : model.messages;
  return {
    ...model,
    messages: [...before, { ...message, at: model.now }].slice(-MESSAGES),
    errors: model.errors + (message.kind === "bad" ? 1 : 0),
  };
}
