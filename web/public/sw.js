// Says that the server cannot be reached instead of the browser's own error. It keeps nothing else: the studio's files are
// kept by the browser by their names, and data is never shown stale.
const KEPT = "signalbox-offline-1";
const FILES = ["/offline.html", "/favicon.svg"];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  const old = caches
    .keys()
    .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(fetch(event.request).catch(() => caches.match("/offline.html")));
});

// A button of a notification runs what it runs without the studio being opened; the notification itself opens it.
self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  const { announcement, dialog } = notification.data ?? {};
  const studio = () => openStudio(dialog ? `/inbox?view=every&dialog=${dialog}` : null);
  notification.close();
  if (dialog) event.waitUntil((action === "take" ? take(dialog) : studio()).catch(studio));
  else if (announcement)
    event.waitUntil(action === "" ? studio() : press(announcement, Number(action)).catch(studio));
});

function post(path, body) {
  return fetch(`/api/v1${path}`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", accept: "application/json", "x-signalbox": "1" },
    body: JSON.stringify(body),
  });
}

// Of several who press, one has the dialog, and the others read who.
async function take(dialog) {
  const answer = await post(`/dialogs/${dialog}/take`, {});
  if (answer.ok) return openStudio(`/inbox?view=every&dialog=${dialog}`);
  const problem = await answer.json();
  await self.registration.showNotification(problem.detail || problem.title, { tag: `dialog-${dialog}` });
}

async function press(announcement, button) {
  const answer = await post(`/notifications/announcements/${announcement}/press`, { button });
  if (answer.ok) return;
  const problem = await answer.json();
  await self.registration.showNotification(problem.detail || problem.title, {
    tag: `announcement:${announcement}`,
  });
}

async function openStudio(path) {
  const [open] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!open) return self.clients.openWindow(path ?? "/");
  // A window that may not come to the front, or that an older worker serves, stays as it is.
  await open.focus().catch(() => open);
  return path ? open.navigate(path).catch(() => open) : open;
}
