import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Toaster } from "sonner";
import { sessionQuery } from "@/api/session";
import { isLanguage, setLanguage } from "@/i18n";
import { SkeletonRows } from "@/ui/skeleton";
import { isTheme, setTheme, useTheme } from "../theme";
import { Banners } from "./banners";
import { AnnouncementPopups } from "./notifications/announcement-popups";
import { Overlays } from "./overlays";
import { PhoneBar } from "./phone-bar";
import { Rail } from "./rail";
import { Ringer } from "./ringer";

/** The language and theme kept with the account win over this machine's at sign-in. */
function useAccountTaste() {
  const { data } = useQuery(sessionQuery);
  const language = data?.user.language;
  const theme = data?.user.theme;
  useEffect(() => {
    if (isLanguage(language)) void setLanguage(language);
  }, [language]);
  useEffect(() => {
    if (isTheme(theme)) setTheme(theme);
  }, [theme]);
}

function useSignedOut() {
  const { data } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const { href } = useLocation();
  useEffect(() => {
    if (data === null) void navigate({ to: "/sign-in", search: { next: href } });
  }, [data, navigate, href]);
  return data === null;
}

export function Shell() {
  const { t } = useTranslation();
  const theme = useTheme();
  useAccountTaste();
  if (useSignedOut()) return null;
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
      >
        {t("shell.skip")}
      </a>
      <Banners />
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main
          id="content"
          tabIndex={-1}
          className="flex min-w-0 flex-1 flex-col overflow-hidden outline-none"
        >
          <Suspense fallback={<SkeletonRows />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <PhoneBar />
      <Overlays />
      <Ringer />
      <AnnouncementPopups />
      {/* Told here: asking the page for its direction would lay it out in the middle of drawing. */}
      <Toaster dir="ltr" theme={theme} position="bottom-right" offset={16} mobileOffset={{ bottom: 80 }} />
    </div>
  );
}
