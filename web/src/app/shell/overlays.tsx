import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { useAway } from "@/api/place";
import { beginChord, endChord, inChord, isTyping, letterOf } from "@/ui/shortcuts";
import { PLACES } from "../nav";

type Overlay = "palette" | "shortcuts" | "notifications" | "workspaces" | "newWorkspace" | null;

let shown: Overlay = null;
const listeners = new Set<() => void>();
export function openOverlay(overlay: Overlay): void {
  shown = overlay;
  for (const tell of listeners) tell();
}

const Palette = lazy(() => import("./palette/palette").then((module) => ({ default: module.Palette })));
const NotificationPanel = lazy(() =>
  import("./notifications/panel").then((module) => ({ default: module.NotificationPanel })),
);
const ShortcutSheet = lazy(() =>
  import("./shortcut-sheet").then((module) => ({ default: module.ShortcutSheet })),
);
const Away = lazy(() => import("./workspaces/away").then((module) => ({ default: module.Away })));
const WorkspaceList = lazy(() =>
  import("./workspaces/list").then((module) => ({ default: module.WorkspaceList })),
);
const NewWorkspace = lazy(() =>
  import("./workspaces/new").then((module) => ({ default: module.NewWorkspace })),
);

/** The keys that work on every page: the palette, the sheet, and `g` with a letter. */
function useGlobalKeys() {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openOverlay(shown === "palette" ? null : "palette");
        return;
      }
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "?") return openOverlay("shortcuts");
      const letter = letterOf(event);
      if (inChord(event)) {
        endChord();
        if (letter === "b") return openOverlay("notifications");
        if (letter === "w") return openOverlay("workspaces");
        const place = PLACES.find((candidate) => candidate.letter === letter);
        if (place) {
          event.preventDefault();
          void navigate({ to: place.to });
        }
      } else if (letter === "g") beginChord(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate]);
}

export function Overlays() {
  useGlobalKeys();
  const overlay = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => shown,
  );
  const away = useAway();
  const close = () => openOverlay(null);
  return (
    <Suspense fallback={null}>
      {away ? <Away /> : null}
      {overlay === "palette" ? <Palette close={close} /> : null}
      {overlay === "notifications" ? <NotificationPanel close={close} /> : null}
      {overlay === "workspaces" ? <WorkspaceList close={close} /> : null}
      {overlay === "newWorkspace" ? <NewWorkspace close={close} /> : null}
      {overlay === "shortcuts" ? <ShortcutSheet close={close} /> : null}
    </Suspense>
  );
}
