import "@/index.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startTheme } from "@/app/theme";
import { startI18n } from "@/i18n";
import { startLook } from "@/ui/look";
import { HintProvider } from "@/ui/tooltip";
import { Book } from "./book";

startTheme();
startLook();
await startI18n();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={new QueryClient()}>
        <HintProvider delayDuration={200}>
          <Book />
        </HintProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
