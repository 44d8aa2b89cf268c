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
  const { announcement } = notification.data ?? {};
  notification.close();
  if (!announcement) return;
  event.waitUntil(action === "" ? openStudio() : press(announcement, Number(action)).catch(openStudio));
});

async function press(announcement, button) {
  const answer = await fetch(`/api/v1/notifications/announcements/${announcement}/press`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", accept: "application/json", "x-signalbox": "1" },
    body: JSON.stringify({ button }),
  });
  if (answer.ok) return;
  const problem = await answer.json();
  await self.registration.showNotification(problem.detail || problem.title, {
    tag: `announcement:${announcement}`,
  });
}

async function openStudio() {
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return open.length > 0 ? open[0].focus() : self.clients.openWindow("/");
}
