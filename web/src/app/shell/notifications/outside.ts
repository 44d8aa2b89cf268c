import type { Notification as Notice } from "@/api/types";

/** Browsers show so many buttons under a notification. */
const MOST_ACTIONS = 2;
const tagOf = (announcement: string) => `announcement:${announcement}`;

interface Action {
  action: string;
  title: string;
}

/** Whether the person was not yet asked to let the studio speak outside its page. */
export const maybeAsk = (): boolean => "Notification" in window && Notification.permission === "default";

/** Shows what a scenario says outside the page, with its buttons where the browser can. */
export async function showOutside(notice: Notice): Promise<void> {
  const { announcement } = notice;
  if (!announcement || !("Notification" in window) || Notification.permission !== "granted") return;
  const title = notice.title ?? "";
  const shown: NotificationOptions & { actions?: Action[] } = {
    body: announcement.text,
    tag: tagOf(announcement.id),
    icon: "/icon-192.png",
    data: { announcement: announcement.id },
  };
  const worker = await navigator.serviceWorker?.getRegistration();
  if (!worker) {
    const told = new Notification(title, shown);
    told.onclick = () => {
      window.focus();
      told.close();
    };
    return;
  }
  shown.actions = announcement.buttons
    .map((button, index) => ({ action: String(index), title: button.text, taken: button.taken_by }))
    .filter((one) => !one.taken)
    .slice(0, MOST_ACTIONS)
    .map(({ action, title }) => ({ action, title }));
  await worker.showNotification(title, shown);
}

/** Takes away what was shown of an announcement whose buttons are all taken. */
export async function hideOutside(announcement: string): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const told of (await worker?.getNotifications({ tag: tagOf(announcement) })) ?? []) told.close();
}
