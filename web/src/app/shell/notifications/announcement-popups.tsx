import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BellRing, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import type { Notification as Notice } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { ring } from "@/ui/ring";
import { AnnouncementButtons } from "./announcement-buttons";
import { useUnread } from "./bell";
import { noticeTarget } from "./notice";
import { hideOutside, maybeAsk, showOutside } from "./outside";
import { useMarkRead } from "./queries";

/** So many are shown at a time; the others wait behind the bell. */
const MOST = 3;
const isOpen = (notice: Notice) => notice.announcement?.buttons.some((button) => !button.taken_by) ?? false;

/** The newest notifications, asked for while something is unread. */
function useAnnouncements(): Notice[] | undefined {
  const unread = useUnread();
  const newest = useQuery({
    queryKey: ["notifications", "announcements"],
    queryFn: () => getAll<Notice>("/notifications", { limit: 20 }),
    enabled: unread > 0,
  });
  if (unread === 0) return [];
  return newest.data?.filter((one) => one.announcement && !one.read);
}

/** What came since the page was opened; told once by a sound and outside the page, as its scenario wants it. */
function useNewAnnouncements(): { fresh: Notice[]; drop: (id: string) => void } {
  const announcements = useAnnouncements();
  const known = useRef<Set<string> | null>(null);
  const [fresh, setFresh] = useState<string[]>([]);
  useEffect(() => {
    if (!announcements) return;
    if (known.current === null) {
      known.current = new Set(announcements.map((one) => one.id));
      return;
    }
    const before = known.current;
    const come = announcements.filter((one) => !before.has(one.id));
    for (const one of come) before.add(one.id);
    if (come.length > 0) setFresh((ids) => [...come.map((one) => one.id), ...ids]);
    if (come.some((one) => one.announcement?.sound)) ring();
    for (const one of come) if (one.announcement?.browser) void showOutside(one);
    for (const one of announcements)
      if (one.announcement?.buttons.length && !isOpen(one)) void hideOutside(one.announcement.id);
  }, [announcements]);
  const drop = (id: string) => setFresh((ids) => ids.filter((one) => one !== id));
  return { fresh: (announcements ?? []).filter((one) => fresh.includes(one.id)), drop };
}

/** What scenarios tell the person, over whatever they are doing; it stays until they answer or close it. */
export function AnnouncementPopups() {
  const { t } = useTranslation();
  const { fresh, drop } = useNewAnnouncements();
  const mark = useMarkRead();
  const [asks, setAsks] = useState(maybeAsk);
  const read = (id: string) => {
    drop(id);
    mark.mutate({ ids: [id] });
  };
  return (
    <section
      aria-label={t("notices.popups")}
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-40 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2 max-sm:bottom-20"
    >
      {fresh.slice(0, MOST).map((notice) => (
        <article
          key={notice.id}
          className="pointer-events-auto flex animate-pop gap-3 rounded-xl border bg-raised p-3 shadow-pop"
        >
          <BellRing className="mt-0.5 size-4 shrink-0 text-accent-ink" aria-hidden />
          <div className="min-w-0 flex-1 text-[13px] leading-5">
            <h2 className="font-medium break-words">{notice.title}</h2>
            {notice.announcement?.text ? (
              <p className="break-words whitespace-pre-line text-soft">{notice.announcement.text}</p>
            ) : null}
            {notice.announcement ? (
              <AnnouncementButtons announcement={notice.announcement} onDone={() => read(notice.id)} />
            ) : null}
            {notice.announcement?.record ? (
              <Link
                {...noticeTarget(notice)}
                onClick={() => read(notice.id)}
                className="text-accent-ink hover:underline"
              >
                {notice.announcement.record.title ?? t("notices.record")}
              </Link>
            ) : null}
            {notice.announcement?.browser && asks ? (
              <Button
                variant="ghost"
                size="sm"
                className="-ml-2 whitespace-normal"
                onClick={() => void Notification.requestPermission().then(() => setAsks(maybeAsk()))}
              >
                {t("notices.askBrowser")}
              </Button>
            ) : null}
          </div>
          <IconButton size="iconSm" label={t("notices.dismiss")} onClick={() => read(notice.id)}>
            <X />
          </IconButton>
        </article>
      ))}
    </section>
  );
}
