import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { countsQuery } from "./queries";

const SOUND = "signalbox.inbox.sound";

/** Whether new messages are heard; a choice of the machine. */
export const sound = {
  on: () => localStorage.getItem(SOUND) !== "off",
  set: (on: boolean) => localStorage.setItem(SOUND, on ? "on" : "off"),
};

/** Two short tones, made here: no file has to come first. */
function ring(): void {
  const audio = new AudioContext();
  const gain = audio.createGain();
  gain.connect(audio.destination);
  gain.gain.setValueAtTime(0.0001, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.12, audio.currentTime + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.4);
  for (const [pitch, at] of [
    [660, 0],
    [880, 0.12],
  ] as const) {
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(gain);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.25);
  }
  setTimeout(() => void audio.close(), 600);
}

/** Rings when more waits for this operator than before, and tells it outside the page when nobody looks at it. */
export function useRing(): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const counts = useQuery(countsQuery).data;
  const before = useRef<number | undefined>(undefined);
  const waits = counts && counts.mine_unread + counts.unassigned;
  useEffect(() => {
    const known = before.current;
    before.current = waits;
    if (waits === undefined || known === undefined || waits <= known) return;
    if (sound.on()) ring();
    if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
    const told = new Notification(t("inbox.ring"), {
      body: t("inbox.ringText", { count: waits }),
      tag: "inbox",
    });
    told.onclick = () => {
      window.focus();
      told.close();
      void navigate({ to: "/inbox", search: { view: "unassigned" } });
    };
  }, [waits, t, navigate]);
}
