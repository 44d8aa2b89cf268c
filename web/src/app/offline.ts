/** Lets the browser keep a page that says when the server cannot be reached; also what makes the studio installable. */
export function keepOfflinePage(): void {
  // Only over https or on this machine do browsers offer it; while developing, files change too often.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/sw.js").catch((error: unknown) => {
    console.warn("the offline page cannot be kept", error);
  });
}
