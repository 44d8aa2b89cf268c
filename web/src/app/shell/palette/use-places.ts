import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Settings2, Webhook, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { scenariosQuery } from "@/api/scenarios";
import { useSession } from "@/api/session";
import { hooksQuery } from "@/pages/hooks/queries";
import { sectionsFor } from "@/pages/settings/sections";
import { placesFor } from "../../nav";
import type { Entry } from "./entry";

/** Everywhere one can go: pages, parts of the settings, every scenario and hook by its name. */
export function usePlaces(): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const scenarios = useQuery(scenariosQuery).data ?? [];
  const hooks = useQuery(hooksQuery).data ?? [];
  return [
    ...placesFor(session).map(
      (place): Entry => ({
        id: `page:${place.name}`,
        room: "go",
        label: t(`nav.${place.name}`),
        icon: place.icon,
        keys: ["g", place.letter],
        run: () => navigate({ to: place.to }),
      }),
    ),
    ...scenarios.map(
      (scenario): Entry => ({
        id: `scenario:${scenario.id}`,
        room: "scenarios",
        label: scenario.name,
        icon: Workflow,
        words: [scenario.key],
        run: () => navigate({ to: "/scenarios/$id", params: { id: scenario.id } }),
      }),
    ),
    ...hooks.map(
      (hook): Entry => ({
        id: `hook:${hook.id}`,
        room: "hooks",
        label: hook.settings.name,
        icon: Webhook,
        words: [hook.key],
        run: () => navigate({ to: "/hooks/$id", params: { id: hook.id } }),
      }),
    ),
    ...sectionsFor(session).map(
      (section): Entry => ({
        id: `settings:${section}`,
        room: "settings",
        label: t(`settings.${section}.title`),
        icon: Settings2,
        words: [t(`settings.${section}.text`)],
        run: () => navigate({ to: "/settings/$section", params: { section } }),
      }),
    ),
  ];
}
