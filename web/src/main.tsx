import "./index.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { watchTabs } from "./api/place";
import { watchConnection } from "./app/connection";
import { keepOfflinePage } from "./app/offline";
import { queryClient } from "./app/query-client";
import { router } from "./app/router";
import { startTheme } from "./app/theme";
import { watchUpdate } from "./app/update";
import { startI18n } from "./i18n";
import { startLook } from "./ui/look";
import { HintProvider } from "./ui/tooltip";

startTheme();
startLook();
watchConnection();
watchTabs();
watchUpdate();
keepOfflinePage();
const root = document.getElementById("root");
if (root) {
  // The session, the page's code and its first data are asked for while the language is read.
  void router.load();
  void startI18n().then(() =>
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <HintProvider delayDuration={350}>
            <RouterProvider router={router} />
          </HintProvider>
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}
