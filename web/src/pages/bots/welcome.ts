import type { T } from "@/i18n";
import type { Flow } from "../flows/model";

/** The flow a new bot begins with: it greets, asks, and hands over. */
export const WELCOME = (t: T): Flow => ({
  name: t("bots.welcome.name"),
  steps: [
    {
      id: "hello",
      step: "send",
      aliases: ["/start"],
      at: { x: 0, y: 0 },
      messages: [{ text: t("bots.welcome.hello") }],
      next: "phone",
    },
    {
      id: "phone",
      step: "ask",
      at: { x: 320, y: 0 },
      message: {
        text: t("bots.welcome.phone"),
        buttons: [[{ text: t("bots.welcome.share"), press: "share_phone" }]],
        keyboard: true,
      },
      answer: "phone",
      field: "phone",
      next: "person",
    },
    { id: "person", step: "operator", at: { x: 640, y: 0 }, nobody: "sorry", next: "bye" },
    {
      id: "sorry",
      step: "send",
      at: { x: 960, y: 160 },
      messages: [{ text: t("bots.welcome.sorry") }],
      next: "bye",
    },
    { id: "bye", step: "finish", at: { x: 1280, y: 0 } },
  ],
  notes: [],
});
